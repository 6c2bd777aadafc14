//! Security schemes → credentials and auth.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::model::{Credential, Placement, Scheme};
use super::names::{self, Taken};
use super::schema::{Schemas, shown, text};

/// The schemes of a document.
pub(super) struct Schemes {
    all: Vec<Scheme>,
    /// The schemes by what the document calls them; `None`: not carried over.
    by_name: HashMap<String, Option<usize>>,
}

impl Schemes {
    /// Reads the schemes that a document declares.
    pub(super) fn read(schemas: &mut Schemas<'_>, variables: &[String]) -> Self {
        let mut schemes = Self { all: Vec::new(), by_name: HashMap::new() };
        let Some(components) = schemas.document.root().get("components") else { return schemes };
        let declared = schemas.map(components, "securitySchemes");
        let mut names = Taken::of(["none"]);
        let mut credentials = Taken::of(crate::check::BUILT_IN);
        for variable in variables {
            credentials.take(variable);
        }
        for entry in declared {
            let Some(node) = schemas.follow(&entry.value) else { continue };
            match placement(node) {
                Ok(placement) => {
                    let name = names.first_free([names::snake(&entry.key).as_str()], names::numbered_snake);
                    schemes.by_name.insert(entry.key.clone(), Some(schemes.all.len()));
                    schemes.all.push(scheme(name, placement, node, &mut credentials, declared.len() == 1));
                }
                Err(reason) => {
                    schemas.notes.add(&entry.value, Code::IMPORT_SECURITY, format!("{reason}: left out"));
                    schemes.by_name.insert(entry.key.clone(), None);
                }
            }
        }
        schemes
    }

    /// The alternatives of a `security` list; empty: none is needed.
    pub(super) fn alternatives<'d>(&mut self, schemas: &mut Schemas<'d>, node: &'d Node) -> Vec<Vec<String>> {
        let Some(items) = node.as_list() else {
            schemas.notes.add(node, Code::IMPORT_MALFORMED, "`security` is a list: no auth");
            return Vec::new();
        };
        let mut found: Vec<Vec<String>> = Vec::new();
        let mut optional = items.is_empty();
        for item in items {
            let entries = item.as_map().unwrap_or_default();
            optional |= entries.is_empty();
            if let Some(all) = self.all_of(schemas, item)
                && !all.is_empty()
                && !found.contains(&all)
            {
                found.push(all);
            }
        }
        if found.is_empty() {
            return found;
        }
        if optional {
            found.push(Vec::new());
        }
        found
    }

    fn all_of<'d>(&self, schemas: &mut Schemas<'d>, item: &'d Node) -> Option<Vec<String>> {
        let mut all: Vec<usize> = Vec::new();
        let mut seen = HashSet::new();
        for entry in item.as_map().unwrap_or_default() {
            match self.by_name.get(&entry.key) {
                Some(Some(index)) if seen.insert(*index) => all.push(*index),
                Some(Some(_)) => {}
                Some(None) => return None,
                None => {
                    let message = format!("no security scheme is named `{}`: left out", shown(&entry.key));
                    schemas.notes.add(item, Code::IMPORT_REFERENCE, message);
                    return None;
                }
            }
        }
        let mut places = HashSet::new();
        if !all.iter().all(|index| places.insert(place(&self.all[*index].placement))) {
            let message = "two schemes that set the same place cannot both be sent: left out";
            schemas.notes.add(item, Code::IMPORT_SECURITY, message);
            return None;
        }
        Some(all.into_iter().map(|index| self.all[index].name.clone()).collect())
    }

    /// The schemes.
    pub(super) fn finish(self) -> Vec<Scheme> {
        self.all
    }
}

/// What a scheme sets: nothing else can set it.
fn place(placement: &Placement) -> (&'static str, String) {
    match placement {
        Placement::Bearer | Placement::Basic => ("header", "authorization".to_owned()),
        Placement::Header(name) => ("header", name.to_ascii_lowercase()),
        Placement::Query(name) => ("query", name.clone()),
        Placement::Cookie(name) => ("cookie", name.clone()),
    }
}

/// Where a scheme puts its credentials; as an error, why it is not carried over.
fn placement(node: &Node) -> Result<Placement, String> {
    let kind = text(node, "type").unwrap_or_default();
    let name = text(node, "name").unwrap_or_default();
    match (kind, text(node, "in").unwrap_or_default()) {
        ("apiKey", _) if !names::is_wire_name(name) => Err("an API key has a place and a name".to_owned()),
        ("apiKey", "header") if name.eq_ignore_ascii_case("cookie") => {
            Err("a whole header of cookies".to_owned())
        }
        ("apiKey", "header") if is_token(name) => Ok(Placement::Header(name.to_owned())),
        ("apiKey", "query") => Ok(Placement::Query(name.to_owned())),
        ("apiKey", "cookie") if is_token(name) => Ok(Placement::Cookie(name.to_owned())),
        ("apiKey", _) => Err("an API key has a place and a name".to_owned()),
        ("http", _) => match text(node, "scheme").unwrap_or_default().to_ascii_lowercase().as_str() {
            "basic" => Ok(Placement::Basic),
            "bearer" => Ok(Placement::Bearer),
            other => Err(format!("the HTTP scheme `{}` is not described here", shown(other))),
        },
        ("basic", _) => Ok(Placement::Basic),
        ("oauth2" | "openIdConnect", _) => Ok(Placement::Bearer),
        ("mutualTLS", _) => Err("client certificates are not part of a spec".to_owned()),
        (other, _) => Err(format!("the kind `{}` is not known", shown(other))),
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn scheme(name: String, placement: Placement, node: &Node, taken: &mut Taken, only: bool) -> Scheme {
    let wishes: &[(&str, bool)] = match &placement {
        Placement::Basic => &[("username", false), ("password", true)],
        Placement::Bearer => &[("token", true)],
        _ => &[("key", true)],
    };
    let credentials = wishes
        .iter()
        .map(|(word, secret)| {
            let word = if *word == "key" && only { "api_key" } else { word };
            let long = if wishes.len() == 1 { name.clone() } else { names::snake(&format!("{name}_{word}")) };
            let wanted = if only { word.to_owned() } else { long };
            let name =
                taken.first_free([wanted.as_str(), &format!("{wanted}_{word}")], names::numbered_snake);
            Credential { name, secret: *secret, doc: String::new() }
        })
        .collect();
    let doc = text(node, "description").unwrap_or_default().trim().to_owned();
    Scheme { name, doc: with_flows(doc, node), credentials, placement }
}

/// Where tokens come from stands in the documentation: which flow an application uses is its own choice.
fn with_flows(mut doc: String, node: &Node) -> String {
    let mut add = |line: String| {
        if !doc.is_empty() {
            doc.push_str("\n\n");
        }
        doc.push_str(&line);
    };
    for entry in node.get("flows").and_then(Node::as_map).unwrap_or_default() {
        let urls: Vec<String> = ["authorizationUrl", "tokenUrl", "refreshUrl"]
            .into_iter()
            .filter_map(|key| text(&entry.value, key).map(|url| format!("{key} `{}`", shown(url))))
            .collect();
        add(format!("OAuth 2, {}: {}.", shown(&entry.key), urls.join(", ")));
    }
    if let Some(url) = text(node, "openIdConnectUrl") {
        add(format!("OpenID Connect: `{}`.", shown(url)));
    }
    doc
}
