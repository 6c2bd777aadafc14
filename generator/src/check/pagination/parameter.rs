//! The parameters of the endpoint that a style names: `query.page`, `body.paging.size`.

use crate::api::{
    Body, Endpoint, Field, Literal, PagedParameter, Parameter, ParameterRef, Presence, Type, TypeId,
};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{self, ExpressionKind, PathStep, PathStepKind};
use crate::spec::text::Text;

impl<'a> Checker<'a, '_> {
    /// `query.page` → that parameter of the endpoint.
    pub(in crate::check) fn parameter_ref(
        &mut self,
        text: Text<'a>,
        endpoint: &Endpoint,
    ) -> Option<ParameterRef> {
        let parsed = expression::parse(text, self.problems)?;
        let steps = match &parsed.kind {
            ExpressionKind::Path(path) => path.steps.as_slice(),
            _ => &[],
        };
        self.parameter_at(steps, parsed.span, endpoint)
    }

    /// The parameter that steps lead to: the place, the name, and in a body the names of further fields.
    pub(super) fn parameter_at(
        &mut self,
        steps: &[PathStep],
        span: Span,
        endpoint: &Endpoint,
    ) -> Option<ParameterRef> {
        let names: Option<Vec<(&str, Span)>> = steps.iter().map(name).collect();
        let names = names.unwrap_or_default();
        let [(place, _), (wire, wire_span), inner @ ..] = names.as_slice() else {
            self.no_parameter_path(span);
            return None;
        };
        let (parameters, make): (&[Parameter], fn(usize) -> ParameterRef) = match *place {
            "path" => (&endpoint.path_parameters, ParameterRef::Path),
            "query" => (&endpoint.query, ParameterRef::Query),
            "headers" => (&endpoint.headers, ParameterRef::Header),
            "cookies" => (&endpoint.cookies, ParameterRef::Cookie),
            "body" => return self.body_parameter(&names[1..], endpoint),
            _ => {
                self.no_parameter_path(span);
                return None;
            }
        };
        if !inner.is_empty() {
            self.no_parameter_path(span);
            return None;
        }
        let index = parameters.iter().position(|parameter| parameter.field.wire == **wire);
        if index.is_none() {
            let known = parameters.iter().map(|parameter| parameter.field.wire.as_str());
            self.no_such_parameter(wire, *wire_span, place, endpoint, known);
        }
        index.map(make)
    }

    fn body_parameter(&mut self, names: &[(&str, Span)], endpoint: &Endpoint) -> Option<ParameterRef> {
        if let (true, Some((_, span))) = (endpoint.body_optional, names.first()) {
            let message = "the body may be left out, so the stream cannot set something in it";
            self.report(
                Diagnostic::new(Code::WRONG_PAGINATION, *span, message)
                    .help("declare it as `body`, without `?`"),
            );
            return None;
        }
        let mut ty = match &endpoint.body {
            Body::Fields { id, .. } => Some(Type::Named(*id)),
            Body::Json(ty) => Some(ty.clone()),
            _ => None,
        };
        let mut path: Vec<(TypeId, usize)> = Vec::new();
        for (at, (wire, span)) in names.iter().enumerate() {
            let fields = ty.as_ref().and_then(|ty| self.fields_of(ty)).unwrap_or_default();
            let index = fields.iter().position(|field| field.wire == **wire);
            let (Some(index), Some(Type::Named(id))) = (index, &ty) else {
                let known = fields.iter().map(|field| field.wire.as_str());
                self.no_such_parameter(wire, *span, "body", endpoint, known);
                return None;
            };
            let field = &fields[index];
            path.push((*id, index));
            if at + 1 < names.len() {
                self.can_be_made(field, *span)?;
            } else if path.len() > 1 && field.presence == Presence::Maybe {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PAGINATION,
                        *span,
                        format!(
                            "`{wire}` may be absent and may be null, so the stream cannot tell which to send"
                        ),
                    )
                    .help("declare it with `?` behind its name or behind its type, not both"),
                );
                return None;
            }
            ty = Some(field.ty.clone());
        }
        Some(ParameterRef::Body(path))
    }

    /// Whether the stream can make the struct in a field that the user did not set.
    fn can_be_made(&mut self, field: &Field, span: Span) -> Option<()> {
        let Some(inner) = self.fields_of(&field.ty) else { return Some(()) };
        let problem = match field.presence {
            Presence::Required | Presence::Default(_) => return Some(()),
            Presence::Maybe => "may be absent and may be null".to_owned(),
            Presence::Optional | Presence::Nullable => {
                let required = inner.iter().find(|field| {
                    !matches!(field.presence, Presence::Optional | Presence::Nullable | Presence::Maybe)
                });
                let Some(required) = required else { return Some(()) };
                format!("may be left out, and its field `{}` is always sent", required.wire)
            }
        };
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                span,
                format!("`{}` {problem}, so the stream cannot make one", field.wire),
            )
            .help("declare the field without `?`, or what is in it with"),
        );
        None
    }

    fn no_such_parameter<'n>(
        &mut self,
        wire: &str,
        span: Span,
        place: &str,
        endpoint: &Endpoint,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        self.report(
            Diagnostic::new(
                Code::UNKNOWN_FIELD,
                span,
                format!("the endpoint `{}` has no `{wire}` under `{place}`", endpoint.name),
            )
            .suggest(wire, known, "a parameter"),
        );
    }

    fn no_parameter_path(&mut self, span: Span) {
        self.report(Diagnostic::new(Code::WRONG_PAGINATION, span, "not the path of a parameter").label(
            "expected `query.NAME`, `headers.NAME`, `cookies.NAME`, `path.NAME`, `body.NAME` or `body.a.b`",
        ));
    }

    /// The parameter that a reference means, as a field.
    pub(super) fn parameter_field(&self, endpoint: &Endpoint, reference: &ParameterRef) -> Option<Field> {
        match reference {
            ParameterRef::Path(index) => endpoint.path_parameters.get(*index),
            ParameterRef::Query(index) => endpoint.query.get(*index),
            ParameterRef::Header(index) => endpoint.headers.get(*index),
            ParameterRef::Cookie(index) => endpoint.cookies.get(*index),
            ParameterRef::Body(path) => {
                let (id, index) = path.last()?;
                return self.fields_of(&Type::Named(*id))?.get(*index).cloned();
            }
        }
        .map(|parameter| parameter.field.clone())
    }

    /// Reports a parameter of a type that does not fit.
    pub(super) fn expect_parameter(
        &mut self,
        text: Text<'a>,
        field: &Field,
        endpoint: &Endpoint,
        fits: bool,
        expected: &str,
    ) -> Option<()> {
        if fits {
            return Some(());
        }
        let found = self.describe(&field.ty);
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("the parameter `{}` of `{}` is {found}", text.as_str(), endpoint.name),
            )
            .label(format!("expected a parameter that is {expected}")),
        );
        None
    }

    /// Reports what later calls, or the first, cannot leave out.
    pub(super) fn can_be_left_out(&mut self, field: &Field, span: Span, message: &str) -> Option<()> {
        if field.presence != Presence::Required {
            return Some(());
        }
        self.report(
            Diagnostic::new(Code::WRONG_PAGINATION, span, message)
                .help("declare the parameter with `?` behind its name"),
        );
        None
    }
}

/// Marks a parameter that the stream sets, with what is sent when nobody sets it. What stands deeper in a body is the
/// user's until the stream goes on.
pub(super) fn mark(endpoint: &mut Endpoint, reference: &ParameterRef, default: Option<Literal>) {
    let parameter = match reference {
        ParameterRef::Path(index) => endpoint.path_parameters.get_mut(*index),
        ParameterRef::Query(index) => endpoint.query.get_mut(*index),
        ParameterRef::Header(index) => endpoint.headers.get_mut(*index),
        ParameterRef::Cookie(index) => endpoint.cookies.get_mut(*index),
        ParameterRef::Body(path) => match (&mut endpoint.body, path.as_slice()) {
            (Body::Fields { parameters, .. }, [(_, index)]) => parameters.get_mut(*index),
            _ => None,
        },
    };
    if let Some(parameter) = parameter {
        parameter.paged = Some(PagedParameter { default });
    }
}

fn name(step: &PathStep) -> Option<(&str, Span)> {
    match &step.kind {
        PathStepKind::Name(name) => Some((name.as_str(), step.span)),
        _ => None,
    }
}
