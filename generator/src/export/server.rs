//! The server: its URL, and what stands in it.

use super::value::{Object, Value};
use super::{Export, text_of};
use crate::api::UrlPart;

impl Export<'_> {
    pub(super) fn server(&self) -> Object {
        let (mut url, mut variables) = (String::new(), Object::new());
        for part in &self.api.server.url {
            let (name, variable) = match part {
                UrlPart::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                UrlPart::Variable(index) => match self.api.server.variables.get(*index) {
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
