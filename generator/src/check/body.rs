//! What a request and an answer hold.

use super::Checker;
use super::parameters::Place;
use super::scope::Scope;
use super::type_expressions::wrap;
use super::types::definition;
use crate::api::{Body, BodyEncoding, Held, Parameter, Returns, StreamItem, Struct, Type, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// The endpoint that bodies declared in place are named after.
pub(super) struct Owner<'o> {
    pub(super) name: &'o str,
    pub(super) call: &'o str,
    pub(super) span: Span,
}

/// The body of an endpoint: `body`, or where it may be left out `body?`.
pub(super) fn entry(view: View<'_>) -> Option<&Entry> {
    view.entry("body").or_else(|| view.entry("body?"))
}

impl<'a> Checker<'a, '_> {
    pub(super) fn body(&mut self, view: View<'a>, owner: &Owner<'_>, scope: &mut Scope) -> Option<Body> {
        let Some(entry) = entry(view) else { return Some(Body::Empty) };
        self.one_body(view);
        if crate::spec::is_type_expression(&entry.value) {
            self.take(scope, "body", entry.key_span, "the body");
            let (ty, nullable) = self.type_of(&entry.value)?;
            return Some(Body::Json(wrap(ty, nullable)));
        }
        let body = View::of(&entry.value);
        self.others_beside_fields(body);
        for (key, make) in [("bytes", Body::Bytes as fn(String) -> Body), ("text", Body::Text)] {
            if let Some(text) = body.text(key) {
                self.take(scope, "body", entry.key_span, "the body");
                return self.content_type(text).map(make);
            }
        }
        if body.entry("multipart").is_some() {
            self.left_out_in_parts(entry);
            return self.multipart(entry, body, scope).map(Body::Multipart);
        }
        self.left_out_in_parts(entry);
        let (key, encoding) = if body.entry("form").is_some() {
            ("form", BodyEncoding::Form)
        } else {
            ("fields", BodyEncoding::Json)
        };
        if encoding == BodyEncoding::Form && body.named(key).is_empty() {
            return Some(Body::EmptyForm);
        }
        let fields = self.fields(body.named(key), scope, "field");
        let others = if encoding == BodyEncoding::Json { self.others(body, scope) } else { Some(None) };
        let shape = fields.zip(others).map(|(fields, others)| Struct { fields, others });
        let id = self.declared_in_place(owner, "Request", entry, body, shape.as_ref());
        let fields = shape?.fields;
        let parameters = match encoding {
            BodyEncoding::Form => self.as_parameters(fields, body.named(key), Place::Form)?,
            BodyEncoding::Json => {
                fields.into_iter().map(|field| Parameter { field, paged: None, style: None }).collect()
            }
        };
        Some(Body::Fields { id: id?, parameters, encoding })
    }

    /// `body` or `body?`.
    fn one_body(&mut self, view: View<'a>) {
        if let (Some(always), Some(optional)) = (view.entry("body"), view.entry("body?")) {
            self.report(
                Diagnostic::new(Code::CONFLICTING_KEYS, optional.key_span, "the body is declared twice")
                    .also(always.key_span, "already here")
                    .help("with `?` it may be left out"),
            );
        }
    }

    /// The fields of a body that is declared in place are left out one by one.
    fn left_out_in_parts(&mut self, entry: &Entry) {
        if entry.key.ends_with('?') {
            self.report(
                Diagnostic::new(
                    Code::WRONG_BODY,
                    entry.key_span,
                    "a body that is declared in place is not left out as a whole",
                )
                .label("expected a type, `bytes` or `text`")
                .help("mark its fields with `?`, or declare it under `types`"),
            );
        }
    }

    pub(super) fn returns(&mut self, view: View<'a>, owner: &Owner<'_>) -> Option<Returns> {
        let Some(entry) = view.entry("returns") else { return Some(Returns::Nothing) };
        let returns = View::of(&entry.value);
        self.others_beside_fields(returns);
        if returns.entry("statuses").is_some() {
            return self.statuses(returns, owner).map(Returns::Statuses);
        }
        if let Some(name) = returns.text("name") {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    name.span(),
                    "only an answer of several statuses has a name",
                )
                .help("a type with a name stands under `types`"),
            );
        }
        if returns.entry("stream").is_some() {
            return Some(Returns::Stream);
        }
        if let Some(events) = returns.get("events") {
            return self.stream_item(events).map(Returns::Events);
        }
        if let Some(lines) = returns.get("lines") {
            return self.stream_item(lines).map(Returns::Lines);
        }
        self.what_comes(entry, owner, "Response").map(Returns::from)
    }

    /// What an item of a stream holds.
    fn stream_item(&mut self, node: &'a Node) -> Option<StreamItem> {
        if Text::of(node).is_some_and(|text| text.as_str() == "text") {
            return Some(StreamItem::Text);
        }
        let (ty, nullable) = self.type_of(node)?;
        Some(StreamItem::Json(wrap(ty, nullable)))
    }

    /// What an answer or a webhook holds; `suffix`: the end of the name of a struct that is declared in place.
    pub(super) fn what_comes(&mut self, entry: &'a Entry, owner: &Owner<'_>, suffix: &str) -> Option<Held> {
        if crate::spec::is_type_expression(&entry.value) {
            let (ty, nullable) = self.type_of(&entry.value)?;
            return Some(Held::Json(wrap(ty, nullable)));
        }
        let returns = View::of(&entry.value);
        if let Some(text) = returns.text("bytes") {
            return self.content_type(text).map(|_| Held::Bytes);
        }
        if let Some(text) = returns.text("text") {
            return self.content_type(text).map(|_| Held::Text);
        }
        let mut scope = Scope::reserving(&["new"], "the struct");
        let fields = self.fields(returns.named("fields"), &mut scope, "field");
        let others = self.others(returns, &mut scope);
        let shape = fields.zip(others).map(|(fields, others)| Struct { fields, others });
        let id = self.declared_in_place(owner, suffix, entry, returns, shape.as_ref());
        Some(Held::Json(Type::Named(id?)))
    }

    /// A struct named after its endpoint or webhook.
    fn declared_in_place(
        &mut self,
        owner: &Owner<'_>,
        suffix: &str,
        entry: &'a Entry,
        view: View<'a>,
        shape: Option<&Struct>,
    ) -> Option<TypeId> {
        let name = format!("{}{suffix}", owner.call);
        let (side, what) = match suffix {
            "Request" => ("request", "The body of a request of"),
            "Payload" => ("payload", "The payload of the webhook"),
            _ => ("answer", "The payload of an answer of"),
        };
        self.take_type(&name, owner.span, &format!("the {side} of `{}`", owner.name));
        let mut doc = self.doc(view);
        if doc.lines.is_empty() {
            doc.lines.push(format!("{what} `{}`.", owner.name));
        }
        let shape = shape?.clone();
        let id = self.types.reserve(entry.key_span);
        self.types.define(id, Some(definition(name, doc, TypeKind::Struct(shape))));
        Some(id)
    }

    pub(super) fn content_type(&mut self, text: Text<'_>) -> Option<String> {
        let value = text.as_str();
        let plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let fits =
            plain && value.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
        if !fits {
            self.report(
                Diagnostic::new(Code::BAD_CONTENT_TYPE, text.span(), format!("`{value}` is no content type"))
                    .label("expected such as `image/png`"),
            );
        }
        fits.then(|| value.to_owned())
    }
}

/// What the answer of an endpoint should be, where that is not JSON. A server that has nothing of the kind may send something else.
pub(super) fn accept(endpoint: View<'_>) -> Option<String> {
    let entry = endpoint.entry("returns").filter(|entry| !crate::spec::is_type_expression(&entry.value))?;
    let returns = View::of(&entry.value);
    if returns.entry("stream").is_some() {
        return Some("*/*".to_owned());
    }
    if returns.entry("events").is_some() {
        return Some("text/event-stream, */*;q=0.1".to_owned());
    }
    if returns.entry("lines").is_some() {
        return Some("application/x-ndjson, application/jsonl, */*;q=0.1".to_owned());
    }
    let held = returns.text("bytes").or_else(|| returns.text("text"))?;
    Some(format!("{}, */*;q=0.1", held.as_str()))
}
