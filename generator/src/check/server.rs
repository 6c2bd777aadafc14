//! The server's URL with its variables, and the credentials.

use super::Checker;
use super::scope::Scope;
use crate::api::{Credential, Server, UrlPart, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// Names of the builder's own methods.
const BUILDER_METHODS: [&str; 4] = ["build", "credentials", "with_options", "new"];

impl Checker<'_, '_> {
    pub(super) fn server(&mut self, upper: &str) -> Option<Server> {
        let node = self.spec.get("server")?;
        let view = View::of(node);
        let url = if node.as_map().is_some() { view.text("url")? } else { self.spec.text("server")? };
        let mut scope = Scope::reserving(&BUILDER_METHODS, "the client's builder");
        let mut variables = Vec::new();
        for entry in view.named("variables") {
            if let Some(variable) = self.variable(entry, upper, &mut scope) {
                variables.push((variable, entry.key_span));
            }
        }
        let parts = self.url_parts(url, &variables)?;
        self.check_origin(url, &parts);
        for (index, (variable, span)) in variables.iter().enumerate() {
            if !parts.contains(&UrlPart::Variable(index)) {
                self.report(
                    Diagnostic::new(
                        Code::UNUSED,
                        *span,
                        format!("the URL has no variable `{}`", variable.wire),
                    )
                    .also(url.span(), "the URL"),
                );
            }
        }
        Some(Server { url: parts, variables: variables.into_iter().map(|(variable, _)| variable).collect() })
    }

    fn variable(&mut self, entry: &Entry, upper: &str, scope: &mut Scope) -> Option<Variable> {
        let rust = self.snake_name(&entry.key, entry.key_span)?;
        self.take(scope, &rust, entry.key_span, &format!("the variable `{}`", entry.key));
        let view = View::of(&entry.value);
        let doc = match Text::of(&entry.value) {
            Some(text) => {
                let (kind, note) = text.split_note();
                if kind.as_str() != "string" {
                    self.report(
                        Diagnostic::new(Code::WRONG_TYPE, kind.span(), "a server variable is text")
                            .label("expected `string`"),
                    );
                }
                Self::note(note)
            }
            None => self.doc(view),
        };
        let values: Vec<String> =
            view.items("values").iter().filter_map(Text::of).map(|text| text.as_str().to_owned()).collect();
        let default = view.text("default").map(|text| text.as_str().to_owned());
        if let (Some(text), Some(given)) = (view.text("default"), &default)
            && !values.is_empty()
            && !values.contains(given)
        {
            self.unknown(Code::WRONG_DEFAULT, text, "value", values.iter().map(String::as_str));
        }
        let env = format!("{upper}_{}", entry.key.to_uppercase());
        Some(Variable { wire: entry.key.clone(), rust, doc, default, values, env })
    }

    fn url_parts(&mut self, url: Text<'_>, variables: &[(Variable, Span)]) -> Option<Vec<UrlPart>> {
        let mut parts = Vec::new();
        let text = url.as_str().trim_end_matches('/');
        let mut at = 0;
        while let Some(open) = text[at..].find('{') {
            let start = at + open;
            let Some(length) = text[start..].find('}') else {
                self.report(
                    Diagnostic::new(Code::BAD_URL, url.place(start, start + 1), "a `{` that is not closed")
                        .label("expected `{variable}`"),
                );
                return None;
            };
            if start > at {
                parts.push(UrlPart::Text(text[at..start].to_owned()));
            }
            let name = url.slice(start + 1, start + length);
            match variables.iter().position(|(variable, _)| variable.wire == name.as_str()) {
                Some(index) => parts.push(UrlPart::Variable(index)),
                None => {
                    let known = variables.iter().map(|(variable, _)| variable.wire.as_str());
                    self.unknown(Code::UNKNOWN_NAME, name, "server variable", known);
                    return None;
                }
            }
            at = start + length + 1;
        }
        if at < text.len() {
            parts.push(UrlPart::Text(text[at..].to_owned()));
        }
        Some(parts)
    }

    /// https, or http to this machine; no credentials, query or fragment in the URL.
    fn check_origin(&mut self, url: Text<'_>, parts: &[UrlPart]) {
        let filled: String = parts
            .iter()
            .map(|part| match part {
                UrlPart::Text(text) => text.as_str(),
                UrlPart::Variable(_) => "x",
            })
            .collect();
        let host_and_path = filled.strip_prefix("https://").or_else(|| {
            let rest = filled.strip_prefix("http://")?;
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            (host == "localhost" || host.starts_with("127.") || rest.starts_with("[::1]")).then_some(rest)
        });
        let Some(rest) = host_and_path else {
            self.report(
                Diagnostic::new(Code::BAD_URL, url.span(), "the server's URL is not https")
                    .label("expected `https://host/path`")
                    .note("plain http is allowed to a loopback host only: credentials would travel in clear"),
            );
            return;
        };
        let host = rest.split('/').next().unwrap_or_default();
        let odd =
            rest.chars().any(|character| character.is_whitespace() || "?#@\\\"<>^`|".contains(character));
        let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        let bad_port = port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0));
        if host.is_empty() || odd || bad_port || !rest.is_ascii() {
            self.report(
                Diagnostic::new(Code::BAD_URL, url.span(), "not the URL of a server")
                    .label("expected `https://host/path`, without user, query and fragment"),
            );
        }
    }

    pub(super) fn credentials(&mut self, upper: &str, server: Option<&Server>) -> Vec<Credential> {
        let mut scope = Scope::default();
        let mut credentials: Vec<Credential> = Vec::new();
        for entry in self.spec.named("credentials") {
            let Some(rust) = self.snake_name(&entry.key, entry.key_span) else { continue };
            self.take(&mut scope, &rust, entry.key_span, &format!("the credential `{}`", entry.key));
            self.not_a_builtin(Text::from(entry), "credential");
            if server.is_some_and(|server| server.variables.iter().any(|other| other.wire == entry.key)) {
                self.report(
                    Diagnostic::new(
                        Code::NAME_COLLISION,
                        entry.key_span,
                        format!(
                            "`{}` is also a server variable, so templates could not tell them apart",
                            entry.key
                        ),
                    )
                    .help("rename one of them"),
                );
            }
            let view = View::of(&entry.value);
            let (kind, doc) = match Text::of(&entry.value) {
                Some(text) => {
                    let (kind, note) = text.split_note();
                    (Some(kind), Self::note(note))
                }
                None => (view.text("type"), self.doc(view)),
            };
            let kind_text = kind.map(Text::as_str).unwrap_or_default();
            if let Some(kind) = kind
                && !matches!(kind_text, "string" | "secret")
            {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        kind.span(),
                        format!("a credential is a `string` or a `secret`, not `{kind_text}`"),
                    )
                    .label("expected `string` or `secret`"),
                );
            }
            let env = match view.text("env") {
                Some(text) => self.environment_name(text),
                None => format!("{upper}_{}", entry.key.to_uppercase()),
            };
            let secret = kind_text == "secret";
            credentials.push(Credential { wire: entry.key.clone(), rust, doc, secret, env });
        }
        credentials
    }

    fn environment_name(&mut self, text: Text<'_>) -> String {
        let name = text.as_str();
        let fits = !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !fits {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    text.span(),
                    format!("`{name}` cannot name an environment variable"),
                )
                .label("expected letters, digits and `_`"),
            );
        }
        name.to_owned()
    }

    /// The snake-case Rust name of something; reported when there is none.
    pub(super) fn snake_name(&mut self, wire: &str, span: Span) -> Option<String> {
        self.ascii_name(crate::names::snake(wire), wire, span)
    }

    /// The upper-camel-case Rust name of something; reported when there is none.
    pub(super) fn camel_name(&mut self, wire: &str, span: Span) -> Option<String> {
        self.ascii_name(crate::names::upper_camel(wire), wire, span)
    }

    /// Rust would take other letters too, but warns of those that look alike, and they name files.
    fn ascii_name(&mut self, name: Option<String>, wire: &str, span: Span) -> Option<String> {
        let name = name.filter(|name| name.is_ascii());
        if name.is_none() {
            self.report(
                Diagnostic::new(Code::NO_RUST_NAME, span, format!("no Rust name can be made of `{wire}`"))
                    .note("Rust names are made of ASCII letters and digits")
                    .help("give one with `name`"),
            );
        }
        name
    }
}
