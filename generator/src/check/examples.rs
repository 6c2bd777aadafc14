//! Examples: what the vendor prints, held against the declared types.

use super::Checker;
use super::scalars::is_null;
use super::values::Side;
use crate::api::{
    Body, BodyEncoding, Comparison, Condition, Endpoint, Envelope, Example, Held, Literal, Operand,
    Parameter, PayloadAt, Returns, Step, Struct, Type, TypeKind, case_of,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

impl<'a> Checker<'a, '_> {
    pub(super) fn examples(
        &mut self,
        view: View<'a>,
        endpoint: &Endpoint,
        envelope: Option<&Envelope>,
    ) -> Vec<Example> {
        let nodes = view.items("examples");
        nodes.iter().map(|node| self.example(View::of(node), endpoint, envelope)).collect()
    }

    fn example(&mut self, view: View<'a>, endpoint: &Endpoint, envelope: Option<&Envelope>) -> Example {
        let doc = self.doc(view);
        let path = self.example_parameters(view.named("path"), &endpoint.path_parameters, "path parameter");
        let query = self.example_parameters(view.named("query"), &endpoint.query, "query parameter");
        let headers = self.example_parameters(view.named("headers"), &endpoint.headers, "header");
        let cookies = self.example_parameters(view.named("cookies"), &endpoint.cookies, "cookie");
        let body = view.entry("body").and_then(|entry| self.example_body(entry, endpoint));
        let body_written = view.get("body").and_then(|node| self.body_written(node, &endpoint.body));
        let status = self.status(view);
        let mut example = Example {
            doc,
            path,
            query,
            headers,
            cookies,
            body,
            body_written,
            status,
            response: None,
            success: false,
            failure: None,
            payload: None,
            payload_written: None,
        };
        let place = view.entry("status").map_or(view.span(), |entry| entry.value.span);
        if let Returns::Statuses(statuses) = &endpoint.returns
            && (200..300).contains(&status)
            && endpoint.returns.held(status).is_none()
        {
            self.report(super::answers::unlisted(place, status, statuses));
        } else if let Some(response) = view.get("response") {
            self.example_response(response, endpoint, envelope, &mut example);
        }
        example
    }

    fn status(&mut self, view: View<'a>) -> u16 {
        let Some(status) = view.integer("status") else { return 200 };
        if (200..600).contains(&status) {
            return u16::try_from(status).unwrap_or(200);
        }
        if let Some(entry) = view.entry("status") {
            self.report(
                Diagnostic::new(
                    Code::EXAMPLE_MISFIT,
                    entry.value.span,
                    format!("{status} is no status of an answer"),
                )
                .label("expected 200 to 599"),
            );
        }
        200
    }

    pub(super) fn example_parameters(
        &mut self,
        entries: &[Entry],
        parameters: &[Parameter],
        what: &str,
    ) -> Vec<(usize, Literal)> {
        let mut literals: Vec<(usize, Literal)> = Vec::new();
        for entry in entries {
            let found = parameters.iter().position(|parameter| match &parameter.field.pair {
                Some(pair) => pair.tag == entry.key || pair.content == entry.key,
                None => parameter.field.wire == entry.key,
            });
            let Some(index) = found else {
                let known = parameters.iter().map(|parameter| parameter.field.wire.as_str());
                let message = format!("the example has a {what} `{}` that is not declared", entry.key);
                let problem = Diagnostic::new(Code::UNDECLARED_FIELD, entry.key_span, message);
                self.suggesting(problem, &entry.key, known, &format!("a {what}"));
                continue;
            };
            if literals.iter().any(|(known, _)| *known == index) {
                continue;
            }
            let literal = match &parameters[index].field.pair {
                Some(pair) => {
                    self.pair_literal(entries, &pair.tag, &pair.content, &parameters[index].field.ty)
                }
                None if parameters[index].style.is_some() => {
                    literals.extend(
                        self.styled_literal(&entry.value, &parameters[index].field.ty)
                            .map(|json| (index, json)),
                    );
                    continue;
                }
                None => entry
                    .value
                    .as_scalar()
                    .and_then(|scalar| self.scalar_literal(scalar, &parameters[index].field.ty, true)),
            };
            match literal {
                Some(literal) => literals.push((index, literal)),
                None => {
                    let expected = self.describe(&parameters[index].field.ty);
                    self.report(
                        Diagnostic::new(
                            Code::EXAMPLE_MISFIT,
                            entry.value.span,
                            format!("the example's `{}` is not {expected}", entry.key),
                        )
                        .label(format!("expected {expected}")),
                    );
                }
            }
        }
        literals
    }

    /// A list or an object as the client writes it, before its style takes it apart.
    fn styled_literal(&mut self, node: &Node, ty: &Type) -> Option<Literal> {
        let before = self.problems.len();
        self.fits(node, ty, Side::Request);
        (self.problems.len() == before).then(|| Literal::Json(self.canonical(node, ty)))
    }

    fn pair_literal(&self, entries: &[Entry], tag: &str, content: &str, ty: &Type) -> Option<Literal> {
        let Type::Named(id) = ty else { return None };
        let TypeKind::Union(union) = &self.types.get(*id)?.kind else { return None };
        let text = |key: &str| entries.iter().find(|entry| entry.key == key)?.value.as_scalar();
        let tag = &text(tag)?.text;
        let index = union
            .variants
            .iter()
            .position(|variant| variant.wire == *tag || variant.aliases.contains(tag))?;
        let content = self.scalar_literal(text(content)?, &union.variants[index].ty, true)?;
        Some(Literal::Choice(*id, index, Box::new(content)))
    }

    fn body_written(&self, node: &Node, body: &Body) -> Option<String> {
        let written = match body {
            Body::Json(ty) => self.canonical(node, ty),
            Body::Fields { id, .. } => self.canonical(node, &Type::Named(*id)),
            _ => return None,
        };
        (!super::canonical::same(&written, &node.to_json())).then_some(written)
    }

    /// The payload of a success, as it came and as the client writes it.
    fn set_payload(&self, example: &mut Example, node: &Node, ty: &Type) {
        let (given, written) = (node.to_json(), self.canonical(node, ty));
        example.payload_written = (!super::canonical::same(&written, &given)).then_some(written);
        example.payload = Some(given);
    }

    pub(super) fn example_body(&mut self, entry: &Entry, endpoint: &Endpoint) -> Option<String> {
        let node = &entry.value;
        match &endpoint.body {
            Body::Empty => {
                self.report(
                    Diagnostic::new(Code::EXAMPLE_MISFIT, entry.key_span, "the endpoint has no body")
                        .help("declare what the request holds under the endpoint's `body`"),
                );
                None
            }
            Body::Json(ty) => {
                self.fits(node, ty, Side::Request);
                Some(node.to_json())
            }
            Body::Fields { id, encoding: BodyEncoding::Json, .. } => {
                self.fits(node, &Type::Named(*id), Side::Request);
                Some(node.to_json())
            }
            Body::Fields { parameters, encoding: BodyEncoding::Form, .. } => {
                let entries = node.as_map().unwrap_or_default();
                self.example_parameters(entries, parameters, "form field");
                Some(node.to_json())
            }
            Body::Multipart(parts) => {
                self.example_parts(node, parts);
                Some(node.to_json())
            }
            Body::EmptyForm => {
                self.example_parameters(node.as_map().unwrap_or_default(), &[], "form field");
                Some(node.to_json())
            }
            Body::Bytes(_) | Body::Text(_) => Text::of(node).map(|text| text.as_str().to_owned()),
        }
    }

    fn example_response(
        &mut self,
        node: &'a Node,
        endpoint: &Endpoint,
        envelope: Option<&Envelope>,
        example: &mut Example,
    ) {
        let status_ok = (200..300).contains(&example.status);
        let held = if status_ok { endpoint.returns.held(example.status) } else { None };
        if matches!(held, Some(Held::Bytes | Held::Text)) && node.as_scalar().is_some() {
            example.response = Text::of(node).map(|text| text.as_str().to_owned());
            example.success = true;
            return;
        }
        example.response = Some(node.to_json());
        example.success = status_ok
            && envelope
                .and_then(|envelope| envelope.success.as_ref().map(|rule| (envelope, rule)))
                .is_none_or(|(envelope, rule)| {
                    holds(rule, &|index| read(node, &envelope.reads[index]), example.status)
                });
        if !status_ok && self.example_failure(node, endpoint, example) {
            return;
        }
        let returns = match held {
            Some(Held::Json(ty)) if example.success => Some(ty),
            _ => None,
        };
        match envelope {
            Some(envelope) => self.enveloped(node, envelope, returns.as_ref(), example),
            None => {
                if let Some(ty) = returns {
                    self.fits(node, &ty, Side::Answer);
                    self.set_payload(example, node, &ty);
                }
            }
        }
    }

    /// A failed answer whose status has a type; false where it has none.
    fn example_failure(&mut self, node: &'a Node, endpoint: &Endpoint, example: &mut Example) -> bool {
        let set = endpoint.failures.and_then(|index| self.failures.get(index)?.as_ref());
        let found = set.and_then(|set| case_of(&set.cases, example.status));
        let Some((index, holds)) = found.map(|(index, case)| (index, case.holds.clone())) else {
            return false;
        };
        example.failure = Some(index);
        match holds {
            Held::Json(ty) => {
                self.fits(node, &ty, Side::Answer);
                self.set_payload(example, node, &ty);
            }
            Held::Bytes | Held::Text => {
                if let Some(text) = Text::of(node) {
                    example.response = Some(text.as_str().to_owned());
                }
            }
            Held::Nothing => {}
        }
        true
    }

    /// The envelope's own fields and, on success, the payload.
    fn enveloped(
        &mut self,
        node: &'a Node,
        envelope: &Envelope,
        returns: Option<&Type>,
        example: &mut Example,
    ) {
        let own = envelope.own.and_then(|id| match &self.types.get(id)?.kind {
            TypeKind::Struct(own) => Some(own.clone()),
            _ => None,
        });
        let own = own.unwrap_or(Struct { fields: Vec::new(), others: None });
        let own_keys: Vec<String> = own.fields.iter().map(|field| field.wire.clone()).collect();
        match (&envelope.payload, returns) {
            (PayloadAt::Field(field), _) => {
                self.fits_struct(node, &own, std::slice::from_ref(field), Side::Answer);
                let payload = node.get(field);
                if let (Some(ty), Some(payload)) = (returns, payload) {
                    self.fits(payload, ty, Side::Answer);
                    self.set_payload(example, payload, ty);
                } else if let (Some(_), None) = (returns, payload) {
                    self.report(Diagnostic::new(
                        Code::EXAMPLE_MISFIT,
                        node.span,
                        format!(
                            "the example has no `{field}`, where the envelope says that the payload stands"
                        ),
                    ));
                }
            }
            (PayloadAt::Root, Some(ty)) => {
                self.fits(node, ty, Side::Answer);
                self.set_payload(example, node, ty);
            }
            (PayloadAt::Beside, Some(ty)) => {
                let entries = node.as_map().unwrap_or_default();
                let others: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
                self.fits_struct(node, &own, &others, Side::Answer);
                if let Type::Named(id) = ty
                    && let Some(TypeKind::Struct(payload)) =
                        self.types.get(*id).map(|found| found.kind.clone())
                {
                    self.fits_struct(node, &payload, &own_keys, Side::Answer);
                    let declared = |key: &str| payload.fields.iter().any(|field| field.wire == key);
                    let alone = super::canonical::filtered(node, |entry| {
                        !own_keys.contains(&entry.key) || declared(&entry.key)
                    });
                    self.set_payload(example, &alone, ty);
                }
            }
            (_, None) if example.success => {
                let entries = node.as_map().unwrap_or_default();
                let others: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
                self.fits_struct(node, &own, &others, Side::Answer);
            }
            (_, None) => {
                if !own.fields.is_empty() {
                    self.fits_struct(node, &own, &[], Side::Answer);
                }
            }
        }
    }
}

/// What stands at a path without `[*]`.
fn read<'n>(node: &'n Node, path: &[Step]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.as_list()?.get(*index),
        Step::FromEnd(_) | Step::All => None,
    })
}

/// Whether a condition holds for an example.
fn holds<'n>(condition: &Condition, read: &dyn Fn(usize) -> Option<&'n Node>, status: u16) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().all(|part| holds(part, read, status)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, read, status)),
        Condition::Not(inner) => !holds(inner, read, status),
        Condition::Holds(operand) => value_of(operand, read, status) == Some("true".to_owned()),
        Condition::Compare(left, comparison, right) => {
            let (left, right) = (value_of(left, read, status), value_of(right, read, status));
            let numbers =
                || Some((left.as_ref()?.parse::<i64>().ok()?, right.as_ref()?.parse::<i64>().ok()?));
            match comparison {
                Comparison::Equal => left == right,
                Comparison::NotEqual => left != right,
                Comparison::Less => numbers().is_some_and(|(left, right)| left < right),
                Comparison::AtMost => numbers().is_some_and(|(left, right)| left <= right),
                Comparison::Greater => numbers().is_some_and(|(left, right)| left > right),
                Comparison::AtLeast => numbers().is_some_and(|(left, right)| left >= right),
            }
        }
    }
}

/// A value as text; `None` is null or absent.
fn value_of<'n>(operand: &Operand, read: &dyn Fn(usize) -> Option<&'n Node>, status: u16) -> Option<String> {
    match operand {
        Operand::Read(index) => {
            let node = read(*index)?;
            if is_null(node) { None } else { node.as_scalar().map(|scalar| scalar.text.clone()) }
        }
        Operand::Status => Some(status.to_string()),
        Operand::Int(value) => Some(value.to_string()),
        Operand::Text(text) => Some(text.clone()),
        Operand::Bool(value) => Some(value.to_string()),
        Operand::Null => None,
    }
}
