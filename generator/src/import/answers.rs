//! What answers hold: successes by their status where they differ, and failures, which become sets that endpoints share.

use crate::diagnostic::Code;
use crate::yaml::{Entry, Node, Value};

use super::bodies::{Content, content_type, first_of, in_place};
use super::examples::{self, Found};
use super::model::{Body, Case, Ty};
use super::names::{self, Taken};
use super::operation::Operation;
use super::schema::{Hint, Schemas, kinds, reference, shown, text};
use super::streams;

/// The kinds of content of an answer, best first.
const ORDER: [Content; 7] = [
    Content::Json,
    Content::Lines,
    Content::Events,
    Content::Bytes,
    Content::Text,
    Content::Form,
    Content::Multipart,
];

/// The kinds of content of a stream.
const STREAMS: [Content; 2] = [Content::Events, Content::Lines];

/// Words of a schema that demand nothing.
const DESCRIBING: [&str; 4] = ["description", "example", "examples", "title"];

/// What the answers of an operation hold.
pub(super) struct Answers {
    pub(super) returns: Body,
    /// Status → what failures hold; empty where no failure holds anything.
    pub(super) failures: Vec<Case>,
}

/// A described answer.
struct Answer<'d> {
    /// `200`, `4XX`, `default`.
    status: String,
    /// What the document calls it: the name of a shared answer.
    name: Option<String>,
    doc: String,
    content: &'d [Entry],
}

/// Reads the answers of an operation.
pub(super) fn answers<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    taken: &mut Taken,
) -> Answers {
    let (mut successes, mut failures): (Vec<_>, Vec<_>) =
        described(schemas, operation).into_iter().partition(|answer| answer.status.starts_with('2'));
    let only_default = successes.is_empty() && failures.iter().all(|answer| !answer.status.starts_with('3'));
    if let (true, Some(at)) = (only_default, failures.iter().position(|answer| answer.status == "default")) {
        schemas.notes.add(
            operation.node,
            Code::IMPORT_CONTENT,
            "no success is described: the `default` answer is taken for it",
        );
        successes.push(failures.remove(at));
    }
    // Examples of JSON are those of the other endpoint.
    let examples_of = successes.iter().chain(&failures).filter(|_| !operation.streamed);
    for answer in examples_of {
        let of_json = answer.content.iter().filter(|entry| Content::of(&entry.key) == Some(Content::Json));
        let nodes: Vec<_> = of_json.flat_map(|entry| examples::of_content(schemas, &entry.value)).collect();
        let taken_for_success = only_default && answer.status == "default";
        let status = if taken_for_success { 200 } else { examples::status(&answer.status) };
        let endpoint = &operation.name;
        let found = nodes.into_iter().map(|node| Found { endpoint: endpoint.clone(), status, node });
        schemas.examples.extend(found);
    }
    let streamed = |answer: &&Answer<'_>| operation.streamed && first_of(answer.content, &STREAMS).is_some();
    let returns = match successes.as_slice() {
        several if several.iter().any(|answer| streamed(&answer)) => several
            .iter()
            .find(streamed)
            .map_or(Body::Nothing, |answer| single(schemas, operation, answer, taken)),
        [] => Body::Nothing,
        [only] => single(schemas, operation, only, taken),
        several => by_status(schemas, operation, several, taken),
    };
    Answers { returns, failures: failed(schemas, operation, &failures) }
}

/// All answers that have a status.
fn described<'d>(schemas: &mut Schemas<'d>, operation: &Operation<'d>) -> Vec<Answer<'d>> {
    let mut found: Vec<Answer<'d>> = Vec::new();
    for entry in schemas.map(operation.node, "responses") {
        if entry.key.starts_with("x-") {
            continue;
        }
        let Some(node) = schemas.follow(&entry.value) else { continue };
        if node.as_map().is_none() {
            continue;
        }
        let Some(status) = status(&entry.key) else {
            let message = format!("`{}` is no status of an answer: left out", shown(&entry.key));
            schemas.notes.add(&entry.value, Code::IMPORT_ERROR_TYPE, message);
            continue;
        };
        if found.iter().any(|answer| answer.status == status) {
            continue;
        }
        let name = reference(&entry.value).map(super::document::last_step);
        let doc = text(node, "description").unwrap_or_default().to_owned();
        found.push(Answer { status, name, doc, content: schemas.map(node, "content") });
    }
    found
}

/// A status as a spec writes it.
fn status(key: &str) -> Option<String> {
    if key == "default" {
        return Some(key.to_owned());
    }
    let (class, rest) = key.split_at_checked(1)?;
    let number = class.parse().is_ok_and(|class: u8| (2..=5).contains(&class));
    let rest_fits = rest.eq_ignore_ascii_case("xx")
        || (rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    (number && rest_fits).then(|| key.to_ascii_uppercase())
}

fn single<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    answer: &Answer<'d>,
    taken: &mut Taken,
) -> Body {
    let first = if operation.streamed { first_of(answer.content, &STREAMS) } else { None };
    let Some((kind, entry)) = first.or_else(|| first_of(answer.content, &ORDER)) else {
        return Body::Nothing;
    };
    let hint = Hint::new(format!("{}Item", operation.call));
    if let Some(stream) = streams::body(schemas, kind, entry, &hint) {
        return stream;
    }
    match (kind, entry.value.get("schema")) {
        (Content::Json, Some(schema)) if !is_file(schema) => {
            let name = format!("{}Response", operation.call);
            in_place(schemas, schema, &name, &Hint::new(name.clone()), taken)
        }
        _ => as_it_comes(held(schemas, entry, kind, &Hint::new(String::new()))),
    }
}

/// A file may be of any length: it is read as it comes.
fn as_it_comes(body: Body) -> Body {
    match body {
        Body::Bytes(kind) if !kind.starts_with("multipart/") => Body::Stream,
        other => other,
    }
}

/// Successes that hold the same are one; others are told apart.
fn by_status<'d>(
    schemas: &mut Schemas<'d>,
    operation: &Operation<'d>,
    answers: &[Answer<'d>],
    taken: &mut Taken,
) -> Body {
    let mut cases: Vec<Case> = answers.iter().map(|answer| case(schemas, operation, answer)).collect();
    if let Some((first, rest)) = cases.split_first()
        && rest.iter().all(|other| other.body == first.body)
    {
        return as_it_comes(cases.swap_remove(0).body);
    }
    cases.sort_by(|one, other| one.status.cmp(&other.status));
    let own = format!("{}Response", operation.call);
    let second = format!("{}Answer", operation.call);
    let name = taken.first_free([own.as_str(), second.as_str()], names::numbered_camel);
    Body::Statuses { name: (name != own).then_some(name), cases }
}

/// What failures hold, if any of them holds something.
fn failed<'d>(schemas: &mut Schemas<'d>, operation: &Operation<'d>, answers: &[Answer<'d>]) -> Vec<Case> {
    let mut cases: Vec<Case> = answers.iter().map(|answer| case(schemas, operation, answer)).collect();
    cases.sort_by(|one, other| one.status.cmp(&other.status));
    if cases.iter().all(|case| case.body == Body::Nothing) { Vec::new() } else { cases }
}

fn case<'d>(schemas: &mut Schemas<'d>, operation: &Operation<'d>, answer: &Answer<'d>) -> Case {
    let word = crate::check::answer_variant(&answer.status).unwrap_or_default();
    let name = match &answer.name {
        Some(name) => names::camel(name),
        None => names::camel(&format!("{}_{word}", operation.call)),
    };
    let body = match first_of(answer.content, &ORDER) {
        None => Body::Nothing,
        Some((kind, entry)) => held(schemas, entry, kind, &Hint::new(name)),
    };
    Case { status: answer.status.clone(), doc: first_line(&answer.doc, &word), body }
}

/// The first line of a description; nothing if it says no more than the status.
fn first_line(text: &str, word: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let letters: String = line.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let known =
        [word, "response", "success", "successful", "successfulresponse", "successfuloperation", "error"];
    let says_nothing = known.iter().any(|known| letters.eq_ignore_ascii_case(known));
    if says_nothing { String::new() } else { line.to_owned() }
}

/// What stands in some content.
fn held<'d>(schemas: &mut Schemas<'d>, entry: &'d Entry, kind: Content, hint: &Hint) -> Body {
    if STREAMS.contains(&kind) {
        schemas.notes.add(&entry.value, Code::IMPORT_CONTENT, "a stream: read as one text");
    }
    match (kind, entry.value.get("schema")) {
        (Content::Json, Some(schema)) if is_file(schema) => Body::Bytes(content_type(&entry.key)),
        (Content::Json, Some(schema)) => Body::Json(alike(schemas, schema, hint)),
        (Content::Json, None) => Body::Json(Ty::any()),
        (Content::Text | Content::Form | Content::Events | Content::Lines, _) => {
            Body::Text(content_type(&entry.key))
        }
        (Content::Bytes | Content::Multipart, _) => Body::Bytes(content_type(&entry.key)),
    }
}

/// The type of a schema. One that is written out in a thousand answers is one type.
fn alike<'d>(schemas: &mut Schemas<'d>, schema: &'d Node, hint: &Hint) -> Ty {
    if reference(schema).is_some() {
        return schemas.ty(schema, hint);
    }
    let mut shape = format!("{:?} ", schema.span.file);
    print(schema, &mut shape);
    if let Some(known) = schemas.alike.get(&shape) {
        return known.clone();
    }
    let ty = schemas.ty(schema, hint);
    schemas.alike.insert(shape, ty.clone());
    ty
}

/// What a schema demands, without what only describes it. The order of its words says nothing, that of properties is that
/// of the fields.
fn print(node: &Node, out: &mut String) {
    match &node.value {
        Value::Scalar(scalar) => quoted(&scalar.text, out),
        Value::List(items) => {
            out.push('[');
            for item in items {
                print(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let says = |entry: &&Entry| !DESCRIBING.contains(&entry.key.as_str());
            let mut sorted: Vec<&Entry> = entries.iter().filter(says).collect();
            sorted.sort_by(|one, other| one.key.cmp(&other.key));
            out.push('{');
            for entry in sorted {
                quoted(&entry.key, out);
                match (entry.key.as_str(), entry.value.as_map()) {
                    ("properties", Some(properties)) => {
                        for property in properties {
                            quoted(&property.key, out);
                            print(&property.value, out);
                        }
                    }
                    _ => print(&entry.value, out),
                }
                out.push(',');
            }
            out.push('}');
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    crate::yaml::write_json_text(text, out);
}

fn is_file(schema: &Node) -> bool {
    text(schema, "format") == Some("binary") && kinds(schema) == ["string"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_as_they_are_written() {
        for (key, expected) in [
            ("200", Some("200")),
            ("4xx", Some("4XX")),
            ("5XX", Some("5XX")),
            ("default", Some("default")),
            ("100", None),
            ("20", None),
            ("2000", None),
            ("ok", None),
            ("é00", None),
            ("", None),
        ] {
            assert_eq!(status(key).as_deref(), expected, "{key}");
        }
    }
}
