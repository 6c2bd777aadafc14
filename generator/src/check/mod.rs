//! Spec → checked API: names decided, references followed, everything that can be known wrong reported.
//!
//! The parts of a spec are checked in the order in which they need each other: server and credentials, types,
//! envelopes, errors, rates, auth, pagination, endpoints, and at the end what only the whole can tell (cycles,
//! unused names). Each check reports into [`Checker::problems`] and goes on.

mod answers;
mod auth;
mod body;
mod bounds;
mod by_shape;
mod call;
mod call_secrets;
mod canonical;
mod conditions;
mod credentials;
mod cycles;
mod document;
mod endpoints;
mod envelopes;
mod errors;
mod evaluate;
mod examples;
mod fields;
mod filters;
mod functions;
mod groups;
mod known_answers;
mod literals;
mod multipart;
mod pagination;
mod parameters;
mod payload_paths;
mod presets;
mod rates;
mod reads;
mod recipes;
mod retry;
mod scalars;
mod scope;
mod secrets;
mod server;
mod spare;
mod status_rules;
mod styles;
mod templates;
mod tokens;
mod tolerant;
mod trial;
mod type_expressions;
mod types;
mod unions;
mod url;
mod usage;
mod values;
mod webhooks;

pub(crate) use answers::answer_variant;
use auth::{Declared, KnownSchemes};
pub use by_shape::variants_that_read;
pub(crate) use call::{Arguments, CallBody, arguments};
pub(crate) use canonical::canonical_text;
pub(crate) use endpoints::{CALL_METHODS, CLIENT_METHODS};
pub(crate) use fields::wire_name;
pub(crate) use groups::SHARED;
#[cfg(test)]
pub(crate) use recipes::check_recipe;
pub(crate) use scope::reserved_types;
pub(crate) use server::BUILDER_METHODS;
pub(crate) use spare::check_overlaid;
pub(crate) use templates::BUILT_IN;
pub(crate) use trial::{Shown, Verdict, try_answers};
pub(crate) use url::is_loopback;

use crate::api::{Api, Failures};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::FileId;
use crate::spec::{View, text::Text};
use crate::yaml::Node;

/// Names that mean something else to the crate around the modules, to cargo, or to a file system.
const TAKEN_API_NAMES: [&str; 33] = [
    "default",
    "gzip",
    "rustls",
    "native_tls",
    "runtime",
    "lib",
    "main",
    "bin",
    "build",
    "test",
    "tests",
    "std",
    "core",
    "alloc",
    "specwright_runtime",
    "con",
    "nul",
    "aux",
    "prn",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
];

/// Whether a name in snake case stands for something else already.
pub(crate) fn is_taken_api_name(name: &str) -> bool {
    TAKEN_API_NAMES.contains(&name) || crate::names::is_keyword(name)
}

/// What a check gives: `None` when a problem has been reported.
type Checked<T> = Option<T>;

/// The language version that this generator reads.
const VERSION: i64 = 1;

/// Checks a spec. Without any problem, those of the reading included, the result is the API; with any, `None`.
pub fn check_spec(root: &Node, problems: &mut Problems) -> Option<Api> {
    check(root, None, problems)
}

fn check(root: &Node, spare_in: Option<FileId>, problems: &mut Problems) -> Option<Api> {
    let spec = crate::spec::read(root, problems);
    if root.as_map().is_none() || wrong_version(spec, problems) {
        return None;
    }
    let api = Checker { spare_in, ..Checker::new(spec, problems) }.run();
    if problems.is_empty() { api } else { None }
}

/// Whether the spec is written in a version of the language that is not known; reports it.
pub(crate) fn wrong_version(spec: View<'_>, problems: &mut Problems) -> bool {
    let Some(version) = spec.text("specwright") else { return false };
    let wrong = spec.integer("specwright").is_some_and(|number| number != VERSION);
    if wrong {
        problems.report(
            Diagnostic::new(
                Code::UNKNOWN_VERSION,
                version.span(),
                format!("version {} of the language is not known here", version.as_str()),
            )
            .label(format!("expected {VERSION}"))
            .help("a newer specwright may read this spec; this one reads version 1"),
        );
    }
    wrong
}

/// The state of one check.
struct Checker<'a, 'p> {
    spec: View<'a>,
    problems: &'p mut Problems,
    types: types::TypeTable<'a>,
    /// The Rust type names of the API.
    type_names: scope::Scope,
    /// The methods of the client's builder.
    builder: scope::Scope,
    /// What endpoints have named so far, to tell what is unused.
    used: usage::Used,
    /// The file of which everything unused is reported, not only what is the cause of the rest.
    spare_in: Option<FileId>,
    /// What failures hold: the named sets, then those that are declared at an endpoint; `None`: a reported problem.
    failures: Vec<Option<Failures>>,
    /// Whether `file` is a type here.
    files: bool,
}

impl<'a, 'p> Checker<'a, 'p> {
    fn new(spec: View<'a>, problems: &'p mut Problems) -> Self {
        Self {
            spec,
            problems,
            types: types::TypeTable::default(),
            type_names: scope::Scope::types(),
            builder: tokens::builder_methods(),
            used: usage::Used::default(),
            spare_in: None,
            failures: Vec::new(),
            files: false,
        }
    }

    fn run(mut self) -> Option<Api> {
        let name = self.api_name();
        let title = self.spec.text("title").map(|title| self.one_line(title)).map(|title| safe_line(&title));
        let doc = self.doc(self.spec);
        let upper = name.clone().unwrap_or_default().to_uppercase();
        let variables = self.server_variables(&upper);
        let credentials = self.credentials(&upper, &variables);
        let (written, source_names) = self.declare_sources(&credentials);
        let declared = Declared { credentials: &credentials, variables: &variables, sources: &source_names };
        let servers = self.servers(declared);
        self.declare_types();
        self.define_types();
        self.tags_are_free();
        let errors = self.errors();
        let envelopes = self.envelopes();
        let rates = self.rates();
        let groups = self.groups();
        let (retry, idempotency) = (self.retry(), self.idempotency());
        let sources = self.sources(&written, declared, servers.own.as_ref());
        let schemes = self.schemes(declared);
        let auth = KnownSchemes { schemes: &schemes, sources: &sources, credentials: &credentials };
        let known = endpoints::Known { auth, envelopes: &envelopes, errors: &errors, idempotency };
        self.failures();
        let endpoints = self.endpoints(&known);
        let webhooks = self.webhooks(&credentials);
        self.cycles();
        self.mark_usage(&endpoints, &envelopes, &webhooks);
        self.tolerant_in_answers(&endpoints);
        let whole = usage::Auth { servers: Some(&servers), schemes: &schemes, sources: &sources };
        // With other problems, what looks unused may be used where the checker could not follow.
        if self.problems.is_empty() {
            self.unused(&whole, &webhooks);
            self.unused_idempotency(&endpoints);
        }
        let inbound = webhooks::inbound(&webhooks, &whole.credentials());
        let title = title.or_else(|| name.clone()).unwrap_or_default();
        let types = self.types.finish()?;
        Some(Api {
            name: name?,
            title,
            doc,
            server: servers.own?,
            servers: servers.others.into_iter().collect::<Option<_>>()?,
            variables,
            credentials: webhooks::marked(credentials, &inbound),
            schemes: schemes.into_iter().flatten().collect(),
            sources: sources.into_iter().flatten().collect(),
            envelopes: envelopes.into_iter().flatten().collect(),
            errors,
            rates: rates.into_iter().flatten().collect(),
            retry,
            types,
            failures: self.failures.into_iter().flatten().collect(),
            groups,
            endpoints,
            webhooks,
        })
    }

    fn api_name(&mut self) -> Option<String> {
        let text = self.spec.text("api")?;
        let name = text.as_str();
        if is_taken_api_name(name) {
            self.problems.report(
                Diagnostic::new(Code::RESERVED_NAME, text.span(), format!("`{name}` cannot name an API"))
                    .note("the name becomes a module, a file and a cargo feature, which have this name for something else")
                    .help("choose another, such as `petshop`"),
            );
            return None;
        }
        let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
        let plain =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let own = crate::names::snake(name).is_some_and(|snake| snake == name);
        if starts_well && plain && own && name.len() <= 64 {
            return Some(name.to_owned());
        }
        let help = match crate::names::snake(name).filter(|snake| snake.is_ascii() && !snake.ends_with('_')) {
            Some(snake) => format!("a name that fits: `{snake}`"),
            None => "choose a name like `petshop`".to_owned(),
        };
        self.problems.report(
            Diagnostic::new(Code::BAD_NAME, text.span(), format!("`{name}` cannot name an API"))
                .label(
                    "expected snake case: a lower-case letter, then lower-case letters, digits and `_`, at most 64",
                )
                .note("the name becomes a module, a folder and a cargo feature")
                .help(help),
        );
        None
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.report(diagnostic);
    }

    fn unknown<'n>(
        &mut self,
        code: Code,
        text: Text<'_>,
        what: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let problem = Diagnostic::new(code, text.span(), format!("no {what} is named `{}`", text.as_str()));
        self.suggesting(problem, text.as_str(), known, &format!("{article} {what}"));
    }

    /// Reports a problem with the name that was probably meant, which takes time in proportion to those that are known.
    fn suggesting<'n>(
        &mut self,
        problem: Diagnostic,
        wrong: &str,
        known: impl IntoIterator<Item = &'n str>,
        what: &str,
    ) {
        let many = self.problems.are_many();
        self.report(if many { problem } else { problem.suggest(wrong, known, what) });
    }
}

/// A line of untrusted text, made safe for documentation.
fn safe_line(text: &str) -> String {
    crate::doc_text::lines(text).join(" ")
}
