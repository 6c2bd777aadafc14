//! The documentation of an API's module.

use super::client::variable_name;
use super::{builder, credentials};
use crate::api::{Api, Doc};

/// Title, documentation, source, and how a client is made.
pub(super) fn lines(api: &Api) -> Vec<String> {
    let mut lines = super::docs::text_below(&api.title, &api.doc);
    lines.extend([String::new(), "```text".to_owned()]);
    lines.extend(example(api));
    lines.push("```".to_owned());
    lines.extend(about_auth(api));
    lines.extend(about_servers(api));
    lines.extend(about_groups(api));
    lines
}

fn example(api: &Api) -> Vec<String> {
    let module = &api.name;
    let mut lines = vec![format!("let client = {module}::Client::builder()")];
    let variables = api.variables.iter().filter(|variable| variable.default.is_none());
    lines.extend(variables.map(|variable| format!("    .{}(\"…\")", variable_name(variable))));
    if credentials::exist(api) {
        let names: Vec<_> = credentials::required(api).map(|credential| credential.rust.as_str()).collect();
        lines.push(format!("    .credentials({module}::Credentials::new({}))", names.join(", ")));
    }
    lines.push("    .build()?;".to_owned());
    lines
}

/// The servers that some endpoints are called at.
fn about_servers(api: &Api) -> Vec<String> {
    let mut lines = Vec::new();
    if !api.servers.is_empty() {
        let head = "Some endpoints are called at other servers, which `Options::with_server` replaces:";
        lines.extend([String::new(), head.to_owned(), String::new()]);
    }
    for server in &api.servers {
        lines.push(item(&server.name, &server.doc));
    }
    lines
}

/// An item of a list: a name, and the first line of its documentation, unless that begins a block of code.
fn item(name: &str, doc: &Doc) -> String {
    let note = doc.lines.first().filter(|line| !line.is_empty() && !line.starts_with("```"));
    format!("- `{name}`{}", note.map(|line| format!(": {line}")).unwrap_or_default())
}

/// The cargo features.
fn about_groups(api: &Api) -> Vec<String> {
    let mut lines = Vec::new();
    if !api.groups.is_empty() {
        let all = format!("The feature `{}` is all of the API. These are parts of it:", api.name);
        lines.extend([String::new(), all, String::new()]);
    }
    for group in &api.groups {
        lines.push(item(&group.feature(&api.name), &group.doc));
    }
    lines
}

/// What the example leaves out, a sentence each.
fn about_auth(api: &Api) -> Vec<String> {
    let listed =
        |names: Vec<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let others = listed(credentials::optional(api).map(credentials::setter_name).collect());
    let hooks = listed(builder::hooks(api).iter().map(|hook| hook.name.to_string()).collect());
    let sources = listed(api.sources.iter().map(|source| source.name.clone()).collect());
    let mut lines = Vec::new();
    let mut say = |text: String| lines.extend([String::new(), text]);
    if !others.is_empty() {
        say(format!("`Credentials` has methods for what not every client needs: {others}."));
    }
    if !hooks.is_empty() {
        say(format!("Some endpoints need a hook of yours, which the builder takes: {hooks}."));
    }
    if !sources.is_empty() {
        say(format!("The client itself obtains, keeps and renews the tokens of {sources}."));
    }
    lines
}
