//! Which operations are pages of a list, and how one follows the other: told from parameters, answers and vendors' extensions.
//!
//! What nothing else can mean is written into the spec. What is likely is a comment there, with the reason, for a person to
//! decide: a wrong style would read a list twice, or not to its end.

mod answer;
mod extension;
mod names;
mod style;
mod trial;

use std::collections::HashSet;

use crate::diagnostic::Problems;
use crate::source::{Sources, Span};

use super::model::{Body, Endpoint, Field, Spec, Ty};
use answer::{Answer, Leaf};
pub(super) use extension::{Said, said};
use style::{Advance, Counter};
pub(super) use style::{Paging, Style};

/// Decides for all endpoints; their types are settled.
pub(super) fn infer(spec: &mut Spec) {
    let found: Vec<Paging> = spec.endpoints.iter().map(|endpoint| of(spec, endpoint)).collect();
    for (endpoint, paging) in spec.endpoints.iter_mut().zip(found) {
        endpoint.paging = match paging {
            Paging::Likely(..) if matches!(endpoint.paging, Paging::Nothing) => paging,
            Paging::Sure(style) => Paging::Named(name_of(&mut spec.styles, style)),
            _ => Paging::Nothing,
        };
    }
}

/// The name of a style; equal ones share it.
fn name_of(styles: &mut Vec<(String, Style)>, style: Style) -> String {
    if let Some((name, _)) = styles.iter().find(|(_, known)| *known == style) {
        return name.clone();
    }
    let wish = style.advance.name();
    let mut name = wish.to_owned();
    let mut number = 2;
    while styles.iter().any(|(known, _)| *known == name) {
        name = super::names::numbered_snake(wish, number);
        number += 1;
    }
    styles.push((name.clone(), style));
    name
}

fn of(spec: &Spec, endpoint: &Endpoint) -> Paging {
    if !endpoint.http.starts_with("GET ") {
        return Paging::Nothing;
    }
    let Some(answer) = Answer::of(spec, &endpoint.returns) else { return Paging::Nothing };
    if let Some(paging) = extension::apply(&endpoint.said, &answer) {
        return paging;
    }
    let Some(items) = answer.items() else { return Paging::Nothing };
    let size = names::SIZE.iter().find_map(|name| integer(endpoint, name)).map(|field| field.wire.clone());
    let style = |advance: Advance| Style {
        advance,
        items: items.clone(),
        size: size.clone(),
        pages: None,
        total: None,
        ends: answer.flag(names::MORE).map(|leaf| format!("not {}", leaf.path)),
    };
    if let Some((param, next)) = cursor(endpoint, &answer, &items) {
        return Paging::Sure(style(Advance::Cursor { param, next }));
    }
    if let Some(next) = url(endpoint, &answer) {
        let style = Style { ends: None, ..style(Advance::Url { next }) };
        return Paging::Sure(style);
    }
    counted(endpoint, &answer, &style)
}

fn query<'e>(endpoint: &'e Endpoint, name: &str) -> Option<&'e Field> {
    endpoint.query.iter().find(|field| field.wire == name)
}

fn integer<'e>(endpoint: &'e Endpoint, name: &str) -> Option<&'e Field> {
    query(endpoint, name).filter(|field| matches!(field.ty, Ty::Word("i64" | "i32" | "u32" | "u64", _)))
}

fn text<'e>(endpoint: &'e Endpoint, name: &str) -> Option<&'e Field> {
    query(endpoint, name).filter(|field| matches!(field.ty, Ty::Word("string", _)))
}

/// A parameter that takes a value of the page before, and where that stands.
fn cursor(endpoint: &Endpoint, answer: &Answer<'_>, items: &str) -> Option<(String, String)> {
    for (param, nexts) in names::CURSORS {
        if text(endpoint, param).is_none() {
            continue;
        }
        let next = nexts.iter().find_map(|next| answer.text(next));
        if let Some(next) = next {
            return Some(((*param).to_owned(), next.path.clone()));
        }
    }
    // The id of the last item, where the answer says whether there are more.
    let more = answer.flag(names::MORE).is_some();
    for param in ["after", "after_id"] {
        if let Some(last) = answer.text("last_id").filter(|_| more && text(endpoint, param).is_some()) {
            return Some((param.to_owned(), last.path.clone()));
        }
    }
    if more && text(endpoint, "starting_after").is_some() && answer.item_has(items, "id") {
        let at = if items == "." { ".[-1].id".to_owned() } else { format!("{items}[-1].id") };
        return Some(("starting_after".to_owned(), at));
    }
    None
}

/// Where the whole URL of the next page stands.
fn url(endpoint: &Endpoint, answer: &Answer<'_>) -> Option<String> {
    if let Some(leaf) = names::URLS.iter().find_map(|name| answer.text(name)) {
        return Some(leaf.path.clone());
    }
    let counted = || names::PAGE.iter().chain(names::OFFSET).any(|name| query(endpoint, name).is_some());
    let both = ["previous", "prev"].iter().any(|name| answer.top(name));
    if both
        && counted()
        && let Some(leaf) = answer.text("next").filter(|leaf| leaf.steps.len() == 1)
    {
        return Some(leaf.path.clone());
    }
    (endpoint.said.link && counted()).then(|| "http.link.next".to_owned())
}

/// Pages by number, or by how many items were read.
fn counted(endpoint: &Endpoint, answer: &Answer<'_>, style: &dyn Fn(Advance) -> Style) -> Paging {
    let number =
        |all: &[&str]| all.iter().find_map(|name| answer.number(name)).map(|leaf: &Leaf| leaf.path.clone());
    let (pages, total) = (number(names::PAGES), number(names::TOTAL));
    let page = names::PAGE.iter().find_map(|name| integer(endpoint, name)).map(|field| (field, true));
    let offset = || names::OFFSET.iter().find_map(|name| integer(endpoint, name)).map(|field| (field, false));
    let Some((field, is_page)) = page.or_else(offset) else { return Paging::Nothing };
    let (first, doubt) = first(field, is_page);
    let counter = Counter { param: field.wire.clone(), first };
    let mut style = style(if is_page { Advance::Page(counter) } else { Advance::Offset(counter) });
    if is_page {
        style.pages = pages;
    }
    style.total = total;
    if style.total.is_some() || style.pages.is_some() {
        style.ends = None;
    }
    let ends = style.pages.is_some() || style.ends.is_some() || (style.total.is_some() && !is_page);
    match (doubt, ends) {
        (Some(doubt), _) => Paging::Likely(style, doubt.to_owned()),
        (None, true) => Paging::Sure(style),
        (None, false) => Paging::Likely(style, "the answer does not say how many pages there are".to_owned()),
    }
}

/// The first value of a counter, and why that is not sure.
fn first(field: &Field, is_page: bool) -> (i64, Option<&'static str>) {
    let usual = i64::from(is_page);
    let default = field.default.as_deref().and_then(|text| text.parse::<i64>().ok());
    let said = field.doc.split("Default: `").nth(1).and_then(|rest| rest.split('`').next()?.parse().ok());
    let Ty::Word(_, bounds) = &field.ty else { return (usual, None) };
    let least = bounds.split("..").next().and_then(|text| text.parse::<i64>().ok());
    match (default.or(said), least) {
        (Some(value @ (0 | 1)), _) => (value, None),
        (Some(_), _) => (usual, Some("the parameter's default is no first page")),
        (None, Some(least)) if is_page && least == 0 => {
            (0, Some("nothing says whether the first page is 0 or 1"))
        }
        (None, _) => (usual, None),
    }
}

/// The text of the spec. Styles that the checker does not agree with become comments.
pub(super) fn written(spec: &mut Spec, head: &str) -> String {
    let mut text = super::write::write(spec, head);
    if spec.styles.is_empty() || wrong(&super::write::write(&trial::paged(spec), "")).is_empty() {
        return text;
    }
    // Something does not fit, for whatever reason: then the whole decides what.
    for round in 0..3 {
        if spec.styles.is_empty() {
            break;
        }
        let lines = wrong(&text);
        if lines.is_empty() {
            break;
        }
        // What lies elsewhere than in an endpoint is a fault of the style: no style is kept then.
        let bad = endpoints_at(&text, &lines).filter(|_| round < 2);
        doubt(spec, &|endpoint| bad.as_ref().is_none_or(|bad| bad.contains(&endpoint.name)));
        text = super::write::write(spec, head);
    }
    text
}

/// The lines at which the checker finds something wrong.
fn wrong(text: &str) -> Vec<usize> {
    let mut sources = Sources::default();
    let file = sources.add("spec.yaml", text);
    let mut problems = Problems::default();
    if let Some(root) = crate::yaml::parse(&sources, file, &mut problems) {
        crate::check::check_spec(&root, &mut problems);
    }
    let line = |span: Span| text[..span.start as usize].matches('\n').count();
    let of_this_file = |span: &Span| span.file == file;
    let problems = problems.into_sorted();
    let spans = problems.iter().flat_map(|problem| {
        std::iter::once(problem.primary.span).chain(problem.others.iter().map(|label| label.span))
    });
    spans.filter(of_this_file).map(line).collect()
}

/// The endpoints in whose lines these stand; `None`: there is none.
fn endpoints_at(text: &str, lines: &[usize]) -> Option<HashSet<String>> {
    let mut found = HashSet::new();
    let (mut within, mut name) = (false, "");
    for (number, line) in text.lines().enumerate() {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            within = line == "endpoints:";
        }
        if let Some(key) = line.strip_prefix("  ").filter(|rest| within && !rest.starts_with([' ', '#'])) {
            name = key.split(':').next().unwrap_or_default().trim_matches('"');
        }
        if within && !name.is_empty() && lines.contains(&number) {
            found.insert(name.to_owned());
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Makes comments of the styles of some endpoints.
fn doubt(spec: &mut Spec, bad: &dyn Fn(&Endpoint) -> bool) {
    for endpoint in &mut spec.endpoints {
        let Paging::Named(name) = &endpoint.paging else { continue };
        if !bad(endpoint) {
            continue;
        }
        let style = spec.styles.iter().find(|(known, _)| known == name).map(|(_, style)| style.clone());
        endpoint.paging =
            style.map_or(Paging::Nothing, |style| Paging::Likely(style, "the types do not fit".into()));
    }
    let endpoints = &spec.endpoints;
    spec.styles.retain(|(name, _)| {
        endpoints.iter().any(|endpoint| matches!(&endpoint.paging, Paging::Named(used) if used == name))
    });
}

/// Whether it is a list.
fn is_list(ty: &Ty) -> bool {
    matches!(ty, Ty::List(..))
}

/// The payload's own fields.
fn fields_of<'s>(spec: &'s Spec, body: &'s Body) -> Option<&'s [Field]> {
    match body {
        Body::Fields(fields, _) => Some(fields),
        Body::Json(ty) => struct_of(spec, ty),
        _ => None,
    }
}

fn struct_of<'s>(spec: &'s Spec, ty: &Ty) -> Option<&'s [Field]> {
    let Ty::Named(id) = ty else { return None };
    match &spec.types.get(*id)?.kind {
        super::model::Kind::Struct(fields, _) => Some(fields),
        _ => None,
    }
}
