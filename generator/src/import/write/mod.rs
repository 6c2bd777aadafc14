//! The inner model → the text of a spec.

mod answers;
mod endpoints;
mod text;
mod types;

use std::fmt::Write as _;

use super::model::{Credential, NamedServer, Placement, Scheme, Spec, TypeDecl, Variable, Wish};
use super::names::Taken;
use text::Out;
pub(super) use text::scalar;

/// The text of a spec, behind the lines of its head.
pub(super) fn write(spec: &Spec, head: &str) -> String {
    let mut out = Out::new();
    out.raw(head);
    out.line(0, "specwright: 1");
    out.line(0, &format!("api: {}", spec.api));
    if !spec.title.is_empty() {
        out.line(0, &format!("title: {}", scalar(&spec.title)));
    }
    out.doc(0, &spec.doc);
    if let Some(source) = &spec.source {
        out.line(0, &format!("source: {}", scalar(source)));
    }
    server(&mut out, spec);
    security(&mut out, spec);
    defaults(&mut out, spec);
    answers::envelope(&mut out, spec);
    answers::failures(&mut out, spec);
    if !spec.styles.is_empty() {
        out.blank();
        out.line(0, "pagination:");
        for (name, style) in &spec.styles {
            out.line(2, &format!("{name}: {}", style.text()));
        }
    }
    if !spec.types.is_empty() {
        out.blank();
        out.line(0, "types:");
        for declared in &spec.types {
            types::declared(&mut out, spec, declared);
        }
    }
    groups(&mut out, spec);
    out.blank();
    if spec.endpoints.is_empty() {
        out.line(0, "endpoints: {}");
    } else {
        out.line(0, "endpoints:");
        endpoints::all(&mut out, spec);
    }
    endpoints::webhooks(&mut out, spec);
    out.finish()
}

fn groups(out: &mut Out, spec: &Spec) {
    if spec.groups.is_empty() {
        return;
    }
    out.blank();
    out.line(0, "groups:");
    for (name, doc) in &spec.groups {
        let doc = if doc.is_empty() { String::new() } else { format!(" {}", scalar(doc)) };
        out.line(2, &format!("{}:{doc}", text::key(name)));
    }
}

/// The name of a declared type, which is decided by now.
fn type_name(declared: &TypeDecl) -> &str {
    match &declared.name {
        Wish::Kept(name) | Wish::Shared(name, _) | Wish::Made { long: name, .. } => name,
    }
}

fn server(out: &mut Out, spec: &Spec) {
    let server = &spec.server;
    if server.variables.is_empty() {
        out.line(0, &format!("server: {}", scalar(&server.url)));
    } else {
        out.line(0, "server:");
        out.line(2, &format!("url: {}", scalar(&server.url)));
        variables(out, 2, &server.variables);
    }
    other_servers(out, spec);
}

/// The servers that endpoints name. A variable is declared where it is used first.
fn other_servers(out: &mut Out, spec: &Spec) {
    if spec.servers.is_empty() {
        return;
    }
    out.line(0, "servers:");
    let mut declared: Vec<&Variable> = spec.server.variables.iter().collect();
    for NamedServer { name, doc, server } in &spec.servers {
        let own: Vec<&Variable> =
            server.variables.iter().filter(|variable| !declared.contains(variable)).collect();
        if own.is_empty() && doc.is_empty() {
            out.line(2, &format!("{}: {}", text::key(name), scalar(&server.url)));
            continue;
        }
        out.line(2, &format!("{}:", text::key(name)));
        out.line(4, &format!("url: {}", scalar(&server.url)));
        out.doc(4, doc);
        variables(out, 4, own.iter().copied());
        declared.extend(own);
    }
}

fn variables<'v>(out: &mut Out, indent: usize, all: impl IntoIterator<Item = &'v Variable>) {
    let mut all = all.into_iter().peekable();
    if all.peek().is_some() {
        out.line(indent, "variables:");
    }
    for variable in all {
        out.line(indent + 2, &format!("{}:", variable.name));
        out.doc(indent + 4, &variable.doc);
        if let Some(default) = &variable.default {
            out.line(indent + 4, &format!("default: {}", scalar(default)));
        }
        if !variable.values.is_empty() {
            let values: Vec<String> = variable.values.iter().map(|value| quoted(value)).collect();
            out.line(indent + 4, &format!("values: [{}]", values.join(", ")));
        }
    }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    crate::yaml::write_json_text(text, &mut out);
    out
}

fn security(out: &mut Out, spec: &Spec) {
    let security = &spec.security;
    if security.schemes.is_empty() {
        return;
    }
    out.blank();
    out.line(0, "credentials:");
    for credential in security.schemes.iter().flat_map(|scheme| &scheme.credentials) {
        let optional = if security.optional { "?" } else { "" };
        let kind = if credential.secret { "secret" } else { "string" };
        let mut line = format!("{}{optional}: {kind}", credential.name);
        if !credential.doc.is_empty() {
            let _ = write!(line, " -- {}", credential.doc);
        }
        out.line(2, &line);
    }
    out.line(0, "auth:");
    for scheme in &security.schemes {
        out.line(2, &format!("{}:", scheme.name));
        out.doc(4, &scheme.doc);
        out.line(4, &placement(scheme));
    }
}

/// What an endpoint uses when it does not say.
fn defaults(out: &mut Out, spec: &Spec) {
    let auth = (!spec.security.schemes.is_empty()).then(|| alternatives(&spec.security.default));
    let failures = answers::default(spec);
    if auth.is_none() && failures.is_none() {
        return;
    }
    if auth.is_none() {
        out.blank();
    }
    out.line(0, "defaults:");
    if let Some(auth) = auth {
        out.line(2, &format!("auth: {auth}"));
    }
    if let Some(failures) = failures {
        out.line(2, &format!("failures: {failures}"));
    }
}

fn placement(scheme: &Scheme) -> String {
    let hole = |index: usize| {
        let name =
            scheme.credentials.get(index).map_or("", |credential: &Credential| credential.name.as_str());
        format!("\"{{{name}}}\"")
    };
    match &scheme.placement {
        Placement::Bearer => format!("bearer: {}", hole(0)),
        Placement::Basic => format!("basic: {{ username: {}, password: {} }}", hole(0), hole(1)),
        Placement::Header(name) => format!("headers: {{ {}: {} }}", quoted(name), hole(0)),
        Placement::Query(name) => format!("query: {{ {}: {} }}", quoted(name), hole(0)),
        Placement::Cookie(name) => format!("cookies: {{ {}: {} }}", quoted(name), hole(0)),
    }
}

/// Schemes to choose from, each one, all of several, or none.
fn alternatives(all: &[Vec<String>]) -> String {
    let one = |schemes: &Vec<String>| match schemes.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        several => {
            let uses: Vec<String> = several.iter().map(|name| format!("{name}: {{}}")).collect();
            format!("{{ {} }}", uses.join(", "))
        }
    };
    match all {
        [] => "none".to_owned(),
        [only] => one(only),
        several => format!("[{}]", several.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

/// The names of the arguments of a call that are taken from the start.
fn call_names() -> Taken {
    Taken::of(crate::check::CALL_METHODS)
}
