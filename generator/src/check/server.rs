//! The server's URL with its variables.

use super::Checker;
use super::auth::Declared;
use super::scope::Scope;
use crate::api::{Server, UrlPart, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// Names of the builder's own methods.
pub(super) const BUILDER_METHODS: [&str; 4] = ["build", "credentials", "with_options", "new"];

impl Checker<'_, '_> {
    /// The variables of the server's URL.
    pub(super) fn server_variables(&mut self, upper: &str) -> Vec<Variable> {
        let entries = self.spec.view("server").map(|server| server.named("variables")).unwrap_or_default();
        let mut scope = std::mem::take(&mut self.builder);
        let variables = entries.iter().filter_map(|entry| self.variable(entry, upper, &mut scope)).collect();
        self.builder = scope;
        variables
    }

    pub(super) fn server(&mut self, declared: Declared<'_>) -> Option<Server> {
        let node = self.spec.get("server")?;
        let view = View::of(node);
        let url = if node.as_map().is_some() { view.text("url")? } else { self.spec.text("server")? };
        let hosts = self.hosts(view);
        let url_text = url.slice(0, url.as_str().trim_end_matches('/').len());
        let parts = self.url_parts(url_text, declared)?;
        self.check_origin(url, &parts);
        self.check_host(url, &parts, &hosts, declared);
        for (index, variable) in declared.variables.iter().enumerate() {
            let entry = view.named("variables").iter().find(|entry| entry.key == variable.wire);
            if let (false, Some(entry)) = (parts.contains(&UrlPart::Variable(index)), entry) {
                self.report(
                    Diagnostic::new(
                        Code::UNUSED,
                        entry.key_span,
                        format!("the URL has no variable `{}`", variable.wire),
                    )
                    .also(url.span(), "the URL"),
                );
            }
        }
        Some(Server { url: parts, variables: declared.variables.to_vec(), hosts })
    }

    /// The hosts that may come out of a token source.
    fn hosts(&mut self, view: View<'_>) -> Vec<String> {
        let mut hosts = Vec::new();
        for text in view.items("hosts").iter().filter_map(Text::of) {
            let host = text.as_str();
            let name = host.strip_prefix("*.").unwrap_or(host);
            let plain = name.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            });
            if host == "*" || (plain && name.contains('.')) || name == "localhost" {
                hosts.push(host.to_owned());
            } else {
                self.report(
                    Diagnostic::new(Code::BAD_URL, text.span(), format!("`{host}` names no host"))
                        .label("expected such as `api.example.com`, `*.example.com` or `*`"),
                );
            }
        }
        hosts
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
