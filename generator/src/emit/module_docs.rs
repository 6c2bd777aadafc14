//! The documentation of an API's module.

use super::client::variable_name;
use crate::api::Api;

/// Title, documentation, source, and how a client is made.
pub(super) fn lines(api: &Api) -> Vec<String> {
    let mut lines = super::docs::text_below(&api.title, &api.doc);
    lines.extend([String::new(), "```text".to_owned()]);
    lines.extend(example(api));
    lines.push("```".to_owned());
    lines
}

fn example(api: &Api) -> Vec<String> {
    let module = &api.name;
    let mut lines = vec![format!("let client = {module}::Client::builder()")];
    let variables = api.server.variables.iter().filter(|variable| variable.default.is_none());
    lines.extend(variables.map(|variable| format!("    .{}(\"…\")", variable_name(variable))));
    if !api.credentials.is_empty() {
        let names: Vec<_> = api.credentials.iter().map(|credential| credential.rust.as_str()).collect();
        lines.push(format!("    .credentials({module}::Credentials::new({}))", names.join(", ")));
    }
    lines.push("    .build()?;".to_owned());
    lines
}
