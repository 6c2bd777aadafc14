//! What vendors say themselves of their pages: `x-ms-pageable`, `x-speakeasy-pagination`, a `Link` header.

use super::answer::{Answer, step};
use super::style::{Advance, Counter, Paging, Style};
use crate::import::schema::{Schemas, text};
use crate::yaml::Node;

/// What an operation says of its pages.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Said {
    /// Whether an answer has a `Link` header.
    pub(in crate::import) link: bool,
    advance: Option<Advance>,
    items: Option<String>,
    pages: Option<String>,
}

/// Reads what an operation says of its pages.
pub(in crate::import) fn said<'d>(schemas: &mut Schemas<'d>, node: &'d Node) -> Said {
    let mut said = Said::default();
    for entry in schemas.map(node, "responses") {
        if !entry.key.starts_with('2') {
            continue;
        }
        let Some(answer) = schemas.follow(&entry.value) else { continue };
        said.link |=
            schemas.map(answer, "headers").iter().any(|header| header.key.eq_ignore_ascii_case("link"));
    }
    if let Some(pageable) = node.get("x-ms-pageable") {
        said.advance = text(pageable, "nextLinkName").and_then(step).map(|next| Advance::Url { next });
        said.items = step(text(pageable, "itemName").unwrap_or("value"));
    }
    if let Some(told) = node.get("x-speakeasy-pagination") {
        speakeasy(told, &mut said);
    }
    said
}

fn speakeasy(told: &Node, said: &mut Said) {
    let outputs = |key: &str| told.get("outputs").and_then(|outputs| text(outputs, key)).and_then(path);
    let inputs = told.get("inputs").and_then(Node::as_list).unwrap_or_default();
    let input = |kind: &str| {
        let found = inputs.iter().find(|input| text(input, "type") == Some(kind))?;
        (text(found, "in") == Some("parameters")).then(|| text(found, "name").map(str::to_owned)).flatten()
    };
    said.items = outputs("results");
    said.pages = outputs("numPages");
    said.advance = match text(told, "type").unwrap_or_default() {
        "cursor" => {
            input("cursor").zip(outputs("nextCursor")).map(|(param, next)| Advance::Cursor { param, next })
        }
        "url" => outputs("nextUrl").map(|next| Advance::Url { next }),
        "offsetLimit" => match (input("page"), input("offset")) {
            (Some(param), _) => Some(Advance::Page(Counter { param, first: 1 })),
            (None, Some(param)) => Some(Advance::Offset(Counter { param, first: 0 })),
            _ => None,
        },
        _ => None,
    };
}

/// `$.data.items` as a path of the language.
fn path(text: &str) -> Option<String> {
    let rest = text.strip_prefix('$')?;
    if rest.is_empty() {
        return Some(".".to_owned());
    }
    let steps: Option<Vec<String>> = rest.strip_prefix('.')?.split('.').map(step).collect();
    steps.map(|steps| steps.join(".")).filter(|path| !path.contains(['[', ']']))
}

/// The style that an operation says itself.
pub(super) fn apply(said: &Said, answer: &Answer<'_>) -> Option<Paging> {
    let advance = said.advance.clone()?;
    let items = said.items.clone().or_else(|| answer.items())?;
    let pages = said.pages.clone().filter(|_| matches!(advance, Advance::Page(_)));
    Some(Paging::Sure(Style { advance, items, size: None, pages, total: None, ends: None }))
}
