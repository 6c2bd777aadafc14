//! What pagination does to the parameters of a request.

use std::collections::HashMap;

use crate::api::{Api, Body, Literal, Parameter, Presence, TypeId};

/// The paged fields of a body that is declared in place: index → what is sent when the user sets nothing.
pub(super) fn initial_values(api: &Api, body: TypeId) -> HashMap<usize, Option<Literal>> {
    let parameters = api.endpoints.iter().find_map(|endpoint| match &endpoint.body {
        Body::Fields { id, parameters, .. } if *id == body => Some(parameters),
        _ => None,
    });
    parameters
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(_, parameter)| parameter.paged.is_some())
        .map(|(index, parameter)| (index, initial(parameter)))
        .collect()
}

/// What is sent in a parameter when the user sets nothing.
pub(super) fn initial(parameter: &Parameter) -> Option<Literal> {
    let paged = parameter.paged.as_ref().and_then(|paged| paged.default.clone());
    paged.or_else(|| parameter.field.preset.clone())
}

/// Whether the client's method takes it: a required parameter that the stream does not set, or cannot set on the first page.
pub(super) fn is_argument(parameter: &Parameter) -> bool {
    parameter.field.presence == Presence::Required && initial(parameter).is_none()
}
