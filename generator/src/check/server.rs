//! The servers' URLs with their variables.

use std::collections::HashSet;

use super::Checker;
use super::auth::Declared;
use super::scope::Scope;
use super::url::host_is_an_output;
use crate::api::{NamedServer, Server, UrlPart, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// Names of the builder's own methods.
pub(crate) const BUILDER_METHODS: [&str; 4] = ["build", "credentials", "with_options", "new"];

/// The servers of a spec; `None`: a reported problem.
pub(super) struct Servers {
    pub(super) own: Option<Server>,
    pub(super) others: Vec<Option<NamedServer>>,
}

impl Servers {
    /// Those that are right.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Server> {
        self.own.iter().chain(self.others.iter().flatten().map(|other| &other.server))
    }
}

/// The variables as they are written, each with the server at which it stands.
fn written_variables(spec: View<'_>) -> impl Iterator<Item = (View<'_>, &Entry)> {
    let others = spec.named("servers").iter().map(|entry| View::of(&entry.value));
    let servers = spec.view("server").into_iter().chain(others);
    servers.flat_map(|server| server.named("variables").iter().map(move |entry| (server, entry)))
}

impl<'a> Checker<'a, '_> {
    /// The variables of the servers' URLs. They share one namespace: the builder has a method for each.
    pub(super) fn server_variables(&mut self, upper: &str) -> Vec<Variable> {
        let mut scope = std::mem::take(&mut self.builder);
        let written = written_variables(self.spec);
        let variables = written.filter_map(|(_, entry)| self.variable(entry, upper, &mut scope)).collect();
        self.builder = scope;
        variables
    }

    /// The API's own server, and those that endpoints name.
    pub(super) fn servers(&mut self, declared: Declared<'_>) -> Servers {
        let own = self.spec.get("server").and_then(|node| {
            let view = View::of(node);
            let url = if node.as_map().is_some() { view.text("url")? } else { self.spec.text("server")? };
            self.server(url, view, declared)
        });
        let entries = self.spec.named("servers");
        let others: Vec<_> = entries.iter().map(|entry| self.named_server(entry, declared)).collect();
        let servers = Servers { own, others };
        self.variables_are_used(&servers, declared);
        servers
    }

    fn named_server(&mut self, entry: &'a Entry, declared: Declared<'_>) -> Option<NamedServer> {
        self.snake_key(entry, "a server", "it is named in calls of `with_server`")?;
        let view = View::of(&entry.value);
        let (url, doc) = match Text::of(&entry.value) {
            Some(text) => {
                let (url, note) = text.split_note();
                (url, Self::note(note))
            }
            None => (view.text("url")?, self.doc(view)),
        };
        let server = self.server(url, view, declared)?;
        if let Some(hosts) = view.entry("hosts").filter(|_| !host_is_an_output(&server.url)) {
            self.report(
                Diagnostic::new(Code::UNUSED, hosts.key_span, "no host comes out of a token")
                    .help("remove `hosts`: the host of the URL is fixed"),
            );
        }
        Some(NamedServer { name: entry.key.clone(), doc, server })
    }

    /// The server that an endpoint names, an index.
    pub(super) fn server_of(&mut self, view: View<'a>) -> Option<usize> {
        let text = view.text("server")?;
        if text.as_str().contains("://") {
            self.report(
                Diagnostic::new(
                    Code::UNKNOWN_NAME,
                    text.span(),
                    "found a URL, expected the name of a server",
                )
                .help("declare the URL under `servers`, and write its name here"),
            );
            return None;
        }
        let index = self.named_index("servers", text)?;
        self.used.take("servers", index);
        Some(index)
    }

    fn server(&mut self, url: Text<'_>, view: View<'_>, declared: Declared<'_>) -> Option<Server> {
        let hosts = self.hosts(view);
        let url_text = url.slice(0, url.as_str().trim_end_matches('/').len());
        let parts = self.url_parts(url_text, declared)?;
        self.check_origin(url, &parts);
        self.check_host(url, &parts, &hosts, declared);
        Some(Server { url: parts, hosts })
    }

    /// Reports variables that stand in no URL.
    fn variables_are_used(&mut self, servers: &Servers, declared: Declared<'_>) {
        if servers.own.is_none() || servers.others.iter().any(Option::is_none) {
            return;
        }
        let parts = servers.iter().flat_map(|server| &server.url);
        let used: HashSet<&str> = parts
            .filter_map(|part| match part {
                UrlPart::Variable(index) => Some(declared.variables.get(*index)?.wire.as_str()),
                _ => None,
            })
            .collect();
        let unused = written_variables(self.spec).filter(|(_, entry)| !used.contains(entry.key.as_str()));
        for (server, entry) in unused {
            let message = format!("the URL has no variable `{}`", entry.key);
            let diagnostic = Diagnostic::new(Code::UNUSED, entry.key_span, message);
            self.report(match server.text("url") {
                Some(url) => diagnostic.also(url.span(), "the URL"),
                None => diagnostic,
            });
        }
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

    /// The Rust name of what is named in plain snake case; reported when it is not.
    pub(super) fn snake_key(&mut self, entry: &Entry, what: &str, why: &str) -> Option<String> {
        let name = &entry.key;
        let rust = self.snake_name(name, entry.key_span)?;
        let plain =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if rust.trim_end_matches('_') == name.as_str() && plain && name.len() <= 64 {
            return Some(rust);
        }
        self.report(
            Diagnostic::new(Code::BAD_NAME, entry.key_span, format!("`{name}` cannot name {what}"))
                .label(format!("expected snake case, at most 64 letters: {why}"))
                .help(format!("a name that fits: `{}`", rust.trim_matches('_'))),
        );
        None
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
