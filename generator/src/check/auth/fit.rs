//! What schemes send is held against the endpoints that use them.

use super::KnownSchemes;
use super::placements::slot_place;
use super::uses::visit_all;
use crate::api::{AuthUse, Body, BodyEncoding, Endpoint, RequestPart, Scheme, Slot, Type, TypeKind, Value};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::yaml::Entry;

/// What a scheme puts into the body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Form,
    Json,
}

impl Wanted {
    fn of(slot: &Slot) -> Option<Self> {
        match slot {
            Slot::Form(_) => Some(Self::Form),
            Slot::Field(_) | Slot::JsonField(_) => Some(Self::Json),
            _ => None,
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Form => "a form body, or none",
            Self::Json => "a body that is a JSON object, or none",
        }
    }
}

/// The names of the path that the schemes of an endpoint fill, whichever of them is used.
pub(in crate::check) fn path_names(auth: &[Vec<AuthUse>], known: KnownSchemes<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let schemes = auth.iter().flatten().filter_map(|one| known.schemes.get(one.scheme)?.as_ref());
    for placement in schemes.flat_map(|scheme| &scheme.send) {
        if let Slot::Path(name) = &placement.slot
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

impl<'a> Checker<'a, '_> {
    /// Reports schemes that the endpoint has no place for.
    pub(in crate::check) fn auth_fits(
        &mut self,
        entry: &'a Entry,
        endpoint: &Endpoint,
        known: KnownSchemes<'_>,
    ) {
        let span = entry.value.get("auth").map_or(entry.key_span, |node| node.span);
        let names = path_names(&endpoint.auth, known);
        for alternative in &endpoint.auth {
            let schemes: Vec<&Scheme> =
                alternative.iter().filter_map(|one| known.schemes.get(one.scheme)?.as_ref()).collect();
            if schemes.len() != alternative.len() {
                continue;
            }
            for scheme in &schemes {
                self.scheme_fits(scheme, endpoint, span);
            }
            self.one_kind_of_body(&schemes, span);
            let unfilled = names.iter().find(|name| {
                let slot = Slot::Path((*name).clone());
                !schemes.iter().flat_map(|scheme| &scheme.send).any(|placement| placement.slot == slot)
            });
            if let Some(name) = unfilled {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PLACEMENT,
                        span,
                        format!("not every choice of auth fills `{{{name}}}` of the path"),
                    )
                    .help("let all of them fill it under `path`, or none"),
                );
            }
        }
    }

    fn scheme_fits(&mut self, scheme: &Scheme, endpoint: &Endpoint, span: Span) {
        if matches!(endpoint.body, Body::Multipart(_)) && reads_body(scheme) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PLACEMENT,
                    span,
                    format!(
                        "the scheme `{}` reads the body, and that of `{}` is multipart: it may be a stream, and its boundary is made for each call",
                        scheme.name, endpoint.name
                    ),
                )
                .help("a scheme of its own for such endpoints signs what the vendor signs of them, without `body`"),
            );
            return;
        }
        for placement in &scheme.send {
            let place = slot_place(&placement.slot);
            let problem = match &placement.slot {
                Slot::Path(name) => {
                    let part = crate::api::PathPart::Auth(name.clone());
                    (!endpoint.path.contains(&part)).then(|| {
                        format!("the path has no `{{{name}}}`, which the scheme `{}` fills", scheme.name)
                    })
                }
                slot => Wanted::of(slot).and_then(|wanted| {
                    if matches!(endpoint.method.as_str(), "GET" | "HEAD") {
                        return Some(format!(
                            "a {} request has no body, so {place} of the scheme `{}` has no place",
                            endpoint.method, scheme.name
                        ));
                    }
                    (!self.has_place(&endpoint.body, wanted)).then(|| {
                        format!(
                            "{place} of the scheme `{}` has no place in the body of `{}`",
                            scheme.name, endpoint.name
                        )
                    })
                }),
            };
            if let Some(message) = problem {
                let problem = Diagnostic::new(Code::WRONG_PLACEMENT, span, message);
                self.report(match Wanted::of(&placement.slot) {
                    Some(wanted) => problem.label(format!("expected {}", wanted.describe())),
                    None => problem,
                });
                return;
            }
            self.field_is_free(&placement.slot, scheme, endpoint, span);
            self.cookie_is_free(&placement.slot, scheme, endpoint, span);
        }
    }

    /// A field that the endpoint declares would be written twice.
    fn field_is_free(&mut self, slot: &Slot, scheme: &Scheme, endpoint: &Endpoint, span: Span) {
        let Body::Fields { parameters, .. } = &endpoint.body else { return };
        let name = match slot {
            Slot::Form(name) => name,
            Slot::Field(path) | Slot::JsonField(path) => match path.first() {
                Some(name) => name,
                None => return,
            },
            _ => return,
        };
        if parameters.iter().any(|parameter| parameter.field.wire == *name) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PLACEMENT,
                    span,
                    format!("`{name}` is a field of the body, and the scheme `{}` sets it too", scheme.name),
                )
                .help("remove the field from the endpoint: the client fills it"),
            );
        }
    }

    /// A cookie that the endpoint declares would be sent twice.
    fn cookie_is_free(&mut self, slot: &Slot, scheme: &Scheme, endpoint: &Endpoint, span: Span) {
        let Slot::Cookie(name) = slot else { return };
        if endpoint.cookies.iter().any(|parameter| parameter.field.wire == *name) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PLACEMENT,
                    span,
                    format!(
                        "the cookie `{name}` is a parameter, and the scheme `{}` sets it too",
                        scheme.name
                    ),
                )
                .help("remove it from the endpoint: the client fills it"),
            );
        }
    }

    fn has_place(&self, body: &Body, wanted: Wanted) -> bool {
        match (body, wanted) {
            (Body::Empty, _)
            | (Body::EmptyForm | Body::Fields { encoding: BodyEncoding::Form, .. }, Wanted::Form)
            | (Body::Fields { encoding: BodyEncoding::Json, .. }, Wanted::Json) => true,
            (Body::Json(ty), Wanted::Json) => self.is_object(ty),
            _ => false,
        }
    }

    fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::Map(_) | Type::Any => true,
            Type::Named(id) => self
                .types
                .get(*id)
                .is_none_or(|definition| matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Union(_))),
            _ => false,
        }
    }

    fn one_kind_of_body(&mut self, schemes: &[&Scheme], span: Span) {
        // Of one scheme that wants both it has been said.
        let mut wanted =
            schemes.iter().filter_map(|scheme| scheme.send.iter().find_map(|sent| Wanted::of(&sent.slot)));
        let first = wanted.next();
        if wanted.any(|other| Some(other) != first) {
            self.report(Diagnostic::new(
                Code::WRONG_PLACEMENT,
                span,
                "one scheme adds fields of a form, the other of JSON, and a body is only one of them",
            ));
        }
    }
}

/// Whether a scheme looks at what the body holds.
fn reads_body(scheme: &Scheme) -> bool {
    let values = scheme.values.iter().map(|value| &value.template);
    let sent = scheme.send.iter().map(|placement| &placement.template);
    let mut reads = false;
    visit_all(values.chain(sent), &mut |value| {
        if let Value::Request(part) | Value::WithOwn(part, _) = value {
            reads |= matches!(part, RequestPart::Body | RequestPart::Form | RequestPart::Fields);
        }
    });
    reads
}
