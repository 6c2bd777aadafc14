//! What pagination does to the parameters of a request.

use std::collections::HashMap;

use crate::api::{Api, Body, Literal, TypeId};

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
        .map(|(index, parameter)| (index, parameter.initial().cloned()))
        .collect()
}
