//! The arguments of one call that stand apart from a spec: held against the endpoint like those of an example, and
//! written as the generated client writes them.

use super::Checker;
use super::types::TypeTable;
use crate::api::{
    Api, Body, BodyEncoding, Endpoint, Example, Literal, Parameter, ParameterRef, Part, Presence, Type,
    TypeId, TypeKind,
};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::source::Span;
use crate::spec::View;
use crate::yaml::{Entry, Node, Scalar, Value};

/// The arguments of a call; what pagination sends when the user sets nothing is among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    /// Path parameters by index.
    pub(crate) path: Vec<(usize, Literal)>,
    /// Query parameters by index.
    pub(crate) query: Vec<(usize, Literal)>,
    /// Header parameters by index.
    pub(crate) headers: Vec<(usize, Literal)>,
    /// Cookies by index.
    pub(crate) cookies: Vec<(usize, Literal)>,
    /// The body.
    pub(crate) body: CallBody,
    /// The texts among them that are never printed.
    pub(crate) secrets: Vec<String>,
}

/// The body of a call.
#[derive(Clone, Debug, Default)]
pub(crate) enum CallBody {
    /// None.
    #[default]
    Empty,
    /// JSON as it is sent.
    Json(String),
    /// Fields of a form by index.
    Form(Vec<(usize, Literal)>),
    /// Text or bytes as they are sent.
    Raw(String),
}

/// The arguments in a map that has the keys of an example; those in path, query and headers instead from an example that
/// was checked with its spec. `None`: reported problems.
pub(crate) fn arguments(
    api: &Api,
    endpoint: &Endpoint,
    given: &Node,
    shown: Option<&Example>,
    problems: &mut Problems,
) -> Option<Arguments> {
    let before = problems.len();
    crate::spec::conform_example(given, problems);
    if problems.len() > before {
        return None;
    }
    let view = View::of(given);
    let mut checker = Checker { types: TypeTable::of(&api.types), ..Checker::new(view, problems) };
    let mut read = match shown {
        Some(example) => Arguments {
            path: example.path.clone(),
            query: example.query.clone(),
            headers: example.headers.clone(),
            cookies: example.cookies.clone(),
            ..Arguments::default()
        },
        None => Arguments {
            path: checker.example_parameters(view.named("path"), &endpoint.path_parameters, "path parameter"),
            query: checker.example_parameters(view.named("query"), &endpoint.query, "query parameter"),
            headers: checker.example_parameters(view.named("headers"), &endpoint.headers, "header"),
            cookies: checker.example_parameters(view.named("cookies"), &endpoint.cookies, "cookie"),
            ..Arguments::default()
        },
    };
    read.body = checker.call_body(view, endpoint);
    checker.complete(endpoint, &mut read, given.span);
    read.secrets = checker.secret_arguments(endpoint, &read, view);
    (problems.len() == before).then_some(read)
}

impl Checker<'_, '_> {
    fn call_body(&mut self, view: View<'_>, endpoint: &Endpoint) -> CallBody {
        let nothing;
        let entry = match (view.entry("body"), &endpoint.body) {
            (Some(entry), _) => entry,
            // All of its fields may be left out, or are reported one by one.
            (None, Body::Fields { .. } | Body::EmptyForm | Body::Multipart(_)) => {
                nothing = Entry {
                    key: "body".to_owned(),
                    key_span: view.span(),
                    value: Node { value: Value::Map(Vec::new()), span: view.span() },
                };
                &nothing
            }
            (None, Body::Empty) => return CallBody::Empty,
            (None, _) if endpoint.body_optional => return CallBody::Empty,
            (None, _) => {
                self.lacks("body", "the endpoint has one", view.span());
                return CallBody::Empty;
            }
        };
        let before = self.problems.len();
        let mut node = entry.value.clone();
        if !matches!(endpoint.body, Body::Fields { encoding: BodyEncoding::Form, .. }) {
            self.preset(endpoint, &mut node);
        }
        let entry = Entry { value: node, ..entry.clone() };
        let raw = self.example_body(&entry, endpoint);
        if self.problems.len() > before {
            return CallBody::Empty;
        }
        match &endpoint.body {
            Body::Empty => CallBody::Empty,
            Body::Json(ty) => CallBody::Json(self.canonical(&entry.value, ty)),
            Body::Fields { id, encoding: BodyEncoding::Json, .. } => {
                CallBody::Json(self.canonical(&entry.value, &Type::Named(*id)))
            }
            Body::EmptyForm => CallBody::Form(Vec::new()),
            Body::Multipart(parts) => {
                self.complete_parts(parts, &entry.value, view.span());
                CallBody::Raw(self.shown_multipart(&entry.value, parts))
            }
            Body::Fields { parameters, encoding: BodyEncoding::Form, .. } => {
                let entries = entry.value.as_map().unwrap_or_default();
                let mut fields = self.example_parameters(entries, parameters, "form field");
                self.complete_form(parameters, &mut fields, view.span());
                CallBody::Form(fields)
            }
            Body::Bytes(_) | Body::Text(_) => CallBody::Raw(raw.unwrap_or_default()),
        }
    }

    /// What every call has: its required parameters, and those that pagination sends when the user sets nothing.
    fn complete(&mut self, endpoint: &Endpoint, read: &mut Arguments, span: Span) {
        let places = [
            (&endpoint.path_parameters, &mut read.path, "path"),
            (&endpoint.query, &mut read.query, "query"),
            (&endpoint.headers, &mut read.headers, "headers"),
            (&endpoint.cookies, &mut read.cookies, "cookies"),
        ];
        for (parameters, given, place) in places {
            for (index, parameter) in parameters.iter().enumerate() {
                if given.iter().any(|(known, _)| *known == index) {
                    continue;
                }
                match parameter.initial() {
                    Some(literal) => given.push((index, literal.clone())),
                    None if parameter.field.presence == Presence::Required => {
                        let what = format!("`{}` is required", parameter.field.wire);
                        self.lacks(&parameter.field.wire, &format!("{what}, under `{place}`"), span);
                    }
                    None => {}
                }
            }
            given.sort_by_key(|(index, _)| *index);
        }
    }

    fn complete_form(&mut self, parameters: &[Parameter], given: &mut Vec<(usize, Literal)>, span: Span) {
        for (index, parameter) in parameters.iter().enumerate() {
            if given.iter().any(|(known, _)| *known == index) {
                continue;
            }
            match (parameter.initial(), &parameter.field.presence) {
                (None, Presence::Default(literal)) if parameter.style.is_some() => {
                    let json = self.literal_json(literal, &parameter.field.ty);
                    given.extend(json.map(|json| (index, Literal::Json(json))));
                }
                (Some(literal), _) | (None, Presence::Default(literal)) => {
                    given.push((index, literal.clone()));
                }
                (None, Presence::Required) => {
                    let what = format!("`{}` is required, under `body`", parameter.field.wire);
                    self.lacks(&parameter.field.wire, &what, span);
                }
                (None, _) => {}
            }
        }
        given.sort_by_key(|(index, _)| *index);
    }

    fn complete_parts(&mut self, parts: &[Part], given: &Node, span: Span) {
        for part in parts.iter().filter(|part| part.parameter.is_argument()) {
            let wire = &part.parameter.field.wire;
            if given.get(wire).is_none() {
                self.lacks(wire, &format!("`{wire}` is required, under `body`"), span);
            }
        }
    }

    fn lacks(&mut self, name: &str, note: &str, span: Span) {
        let message = format!("the call has no `{name}`");
        self.report(Diagnostic::new(Code::EXAMPLE_MISFIT, span, message).note(note));
    }

    /// Puts into a body what is sent when the user sets nothing.
    fn preset(&self, endpoint: &Endpoint, body: &mut Node) {
        let parameters: Vec<&Parameter> = match &endpoint.body {
            Body::Fields { parameters, .. } => parameters.iter().collect(),
            Body::Multipart(parts) => parts.iter().map(|part| &part.parameter).collect(),
            _ => Vec::new(),
        };
        for parameter in parameters {
            if let Some(literal) = parameter.initial() {
                self.put(body, &parameter.field.wire, literal);
            }
        }
        match &endpoint.body {
            Body::Json(ty) => self.preset_fields(body, ty),
            Body::Fields { id, .. } => self.preset_fields(body, &Type::Named(*id)),
            _ => {}
        }
        for (at, literal) in &endpoint.presets {
            self.put_at(body, &[*at], literal);
        }
        let Some(pagination) = &endpoint.pagination else { return };
        for (at, literal) in pagination.initial() {
            if let ParameterRef::Body(path) = at {
                self.put_at(body, path, literal);
            }
        }
    }

    /// The same of structs in it: who makes one gives no field that has a preset.
    fn preset_fields(&self, node: &mut Node, ty: &Type) {
        match (&mut node.value, ty) {
            (_, Type::Nullable(inner)) => self.preset_fields(node, inner),
            (Value::List(items), Type::List(item, _)) => {
                for node in items {
                    self.preset_fields(node, item);
                }
            }
            (Value::Map(entries), Type::Map(value)) => {
                for entry in entries {
                    self.preset_fields(&mut entry.value, value);
                }
            }
            (Value::Map(_), Type::Named(_)) => {
                for field in self.fields_of(ty).unwrap_or_default() {
                    if let Some(literal) = &field.preset {
                        self.put(node, &field.wire, literal);
                    }
                    if let Value::Map(entries) = &mut node.value
                        && let Some(entry) = entries.iter_mut().find(|entry| entry.key == field.wire)
                    {
                        self.preset_fields(&mut entry.value, &field.ty);
                    }
                }
            }
            _ => {}
        }
    }

    /// Follows the structs of a path; what leads there must be given.
    fn put_at(&self, node: &mut Node, path: &[(TypeId, usize)], literal: &Literal) {
        let Some(((id, index), rest)) = path.split_first() else { return };
        let Some(TypeKind::Struct(shape)) = self.types.get(*id).map(|definition| &definition.kind) else {
            return;
        };
        let Some(field) = shape.fields.get(*index) else { return };
        if !rest.is_empty() {
            if let Value::Map(entries) = &mut node.value
                && let Some(entry) = entries.iter_mut().find(|entry| entry.key == field.wire)
            {
                self.put_at(&mut entry.value, rest, literal);
            }
        } else if matches!(field.presence, Presence::Optional | Presence::Nullable | Presence::Maybe) {
            self.put(node, &field.wire, literal);
        }
    }

    /// Sets a field that is not there.
    fn put(&self, node: &mut Node, key: &str, literal: &Literal) {
        let span = node.span;
        let Some(scalar) = self.scalar_of(literal) else { return };
        if let Value::Map(entries) = &mut node.value
            && entries.iter().all(|entry| entry.key != key)
        {
            let value = Node { value: Value::Scalar(scalar), span };
            entries.push(Entry { key: key.to_owned(), key_span: span, value });
        }
    }

    fn scalar_of(&self, literal: &Literal) -> Option<Scalar> {
        let scalar = |text: String, plain| Some(Scalar { text, plain, verbatim: false, content_start: 0 });
        match literal {
            Literal::Text(text) => scalar(text.clone(), false),
            Literal::Int(value) => scalar(value.to_string(), true),
            Literal::Float(text) => scalar(text.clone(), true),
            Literal::Bool(value) => scalar(value.to_string(), true),
            Literal::Variant(id, index) => match &self.types.get(*id)?.kind {
                TypeKind::Enum(listed) => {
                    let text = listed.variants.get(*index)?.wire.clone();
                    scalar(text, listed.repr != crate::api::EnumRepr::String)
                }
                _ => None,
            },
            Literal::Choice(..) | Literal::EmptyList | Literal::List(_) | Literal::Json(_) => None,
        }
    }
}
