//! The call that closes a scroll: which endpoint, and which of its parameters takes the last cursor.
//!
//! The endpoint may be declared further down, so this is settled when all are known.

use crate::api::{Advance, Body, Close, Endpoint, Parameter, ParameterRef};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

impl<'a> Checker<'a, '_> {
    /// Says of all endpoints how their scrolls are closed.
    pub(in crate::check) fn closes(&mut self, endpoints: &mut [Endpoint]) {
        let spec = self.spec;
        for entry in spec.named("pagination") {
            let Some(close) = View::of(&entry.value).view("close") else { continue };
            let users: Vec<usize> = (0..endpoints.len())
                .filter(|index| {
                    endpoints[*index]
                        .pagination
                        .as_ref()
                        .is_some_and(|pagination| pagination.style == entry.key)
                })
                .collect();
            let Some(first) = users.first() else { continue };
            let is_cursor = endpoints[*first]
                .pagination
                .as_ref()
                .is_some_and(|pagination| matches!(pagination.advance, Advance::Cursor(_)));
            let Some(close) = self.close(close, is_cursor, endpoints) else { continue };
            for index in users {
                if let Some(pagination) = &mut endpoints[index].pagination {
                    pagination.close = Some(close.clone());
                }
            }
        }
    }

    fn close(&mut self, close: View<'a>, is_cursor: bool, endpoints: &[Endpoint]) -> Option<Close> {
        if !is_cursor {
            self.report(
                Diagnostic::new(Code::WRONG_PAGINATION, close.span(), "only a cursor is closed")
                    .help("what is closed is the last cursor of a `cursor` style"),
            );
            return None;
        }
        let name = close.text("endpoint")?;
        let Some(index) = endpoints.iter().position(|endpoint| endpoint.name == name.as_str()) else {
            let declared = self.spec.named("endpoints").iter().map(|entry| entry.key.as_str());
            // One that is wrong itself has been reported.
            if !declared.clone().any(|declared| declared == name.as_str()) {
                self.unknown(Code::UNKNOWN_NAME, name, "endpoint", declared);
            }
            return None;
        };
        let endpoint = &endpoints[index];
        let text = close.text("with")?;
        let with = self.parameter_ref(text, endpoint)?;
        let field = self.parameter_field(endpoint, &with)?;
        let fits = self.is_cursor(&field.ty) && !matches!(&with, ParameterRef::Body(path) if path.len() > 1);
        self.expect_parameter(text, &field, endpoint, fits, "text, a number, a date or time")?;
        self.nothing_else_is_needed(name, endpoint, &with)?;
        Some(Close { endpoint: index, with })
    }

    /// The stream has nothing but the cursor to give.
    fn nothing_else_is_needed(
        &mut self,
        name: Text<'a>,
        endpoint: &Endpoint,
        with: &ParameterRef,
    ) -> Option<()> {
        let argument = |make: fn(usize) -> ParameterRef, parameters: &[Parameter]| {
            let found = parameters
                .iter()
                .enumerate()
                .find(|(index, parameter)| parameter.is_argument() && make(*index) != *with);
            found.map(|(_, parameter)| parameter.field.wire.clone())
        };
        let in_body = match &endpoint.body {
            Body::Fields { id, parameters, .. } => {
                let others = parameters.iter().enumerate().find(|(index, parameter)| {
                    parameter.is_argument() && ParameterRef::Body(vec![(*id, *index)]) != *with
                });
                others.map(|(_, parameter)| parameter.field.wire.clone())
            }
            _ if endpoint.body_optional => None,
            Body::Empty | Body::EmptyForm => None,
            Body::Multipart(parts) => {
                let required = parts.iter().find(|part| part.parameter.is_argument());
                required.map(|part| part.parameter.field.wire.clone())
            }
            Body::Json(_) | Body::Bytes(_) | Body::Text(_) => Some("body".to_owned()),
        };
        let other = argument(ParameterRef::Path, &endpoint.path_parameters)
            .or_else(|| argument(ParameterRef::Query, &endpoint.query))
            .or_else(|| argument(ParameterRef::Header, &endpoint.headers))
            .or_else(|| argument(ParameterRef::Cookie, &endpoint.cookies))
            .or(in_body);
        let Some(other) = other else { return Some(()) };
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                name.span(),
                format!("`{}` also needs `{other}`, which the stream does not have", name.as_str()),
            )
            .help("a closing call takes the cursor and nothing else"),
        );
        None
    }
}
