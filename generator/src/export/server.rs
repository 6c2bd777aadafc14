//! Servers: their URLs, and what stands in them.

use super::rest::key;
use super::value::{Object, Value};
use super::{Export, text_of};
use crate::api::{Endpoint, Server, UrlPart};
use crate::spec::View;
use crate::spec::text::Text;

impl Export<'_> {
    /// The server that an endpoint names, alone in a list.
    pub(super) fn servers_of(&self, endpoint: &Endpoint) -> Vec<Value> {
        let Some(other) = endpoint.server.and_then(|index| self.api.servers.get(index)) else {
            return Vec::new();
        };
        let written = self.spec.view("servers").and_then(|servers| servers.view(&other.name));
        let server = self
            .server(&other.server)
            .maybe("description", text_of(&other.doc))
            .with(key("name"), other.name.as_str())
            .and(hosts(&other.server, written));
        vec![Value::from(server)]
    }

    /// A server, without what only specs say of it.
    pub(super) fn server(&self, server: &Server) -> Object {
        let (mut url, mut variables) = (String::new(), Object::new());
        for part in &server.url {
            let (name, variable) = match part {
                UrlPart::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                UrlPart::Variable(index) => match self.api.variables.get(*index) {
                    Some(variable) => {
                        let default =
                            variable.default.as_ref().or(variable.values.first()).unwrap_or(&variable.wire);
                        let made = Object::new()
                            .filled("enum", variable.values.clone())
                            .with("default", default.as_str())
                            .maybe("description", text_of(&variable.doc));
                        (variable.wire.clone(), made)
                    }
                    None => continue,
                },
                UrlPart::Credential(index) => match self.api.credentials.get(*index) {
                    Some(credential) => {
                        let made = Object::new()
                            .with("default", credential.wire.as_str())
                            .maybe("description", text_of(&credential.doc));
                        (credential.wire.clone(), made)
                    }
                    None => continue,
                },
                UrlPart::Output(source, output) => {
                    let name = self.output_name(*source, *output);
                    let made = Object::new().with("default", name.as_str());
                    (name, made)
                }
            };
            url.push('{');
            url.push_str(&name);
            url.push('}');
            variables.set(name, Value::from(variable));
        }
        Object::new().with("url", url).filled("variables", variables)
    }

    fn output_name(&self, source: usize, output: usize) -> String {
        let source = self.api.sources.get(source);
        let output = source.and_then(|source| source.outputs.get(output));
        let source = source.map_or("token", |source| source.name.as_str());
        format!("{source}_{}", output.map_or("value", |output| output.wire.as_str()))
    }
}

/// The hosts that may come out of a token source, with the URL as it is written.
pub(super) fn hosts(server: &Server, written: Option<View<'_>>) -> Object {
    if server.hosts.is_empty() {
        return Object::new();
    }
    let url = written.and_then(|written| written.text("url")).map(Text::as_str);
    Object::new().with(key("hosts"), server.hosts.clone()).maybe(&key("server"), url)
}
