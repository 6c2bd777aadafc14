//! What pagination does to the parameters of a request.

use std::collections::HashMap;

use crate::api::{Advance, Api, Body, Endpoint, Literal, Parameter, ParameterRef, Presence, TypeId};

/// The paged fields of a body that is declared in place: index → what is sent when the user sets nothing.
pub(super) fn initial_values(api: &Api, body: TypeId) -> HashMap<usize, Option<Literal>> {
    let endpoint = api
        .endpoints
        .iter()
        .find(|endpoint| matches!(&endpoint.body, Body::Fields { id, .. } if *id == body));
    let Some((endpoint, Body::Fields { parameters, .. })) =
        endpoint.map(|endpoint| (endpoint, &endpoint.body))
    else {
        return HashMap::new();
    };
    parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.paged.is_some())
        .map(|(index, parameter)| (index, initial(endpoint, parameter, ParameterRef::Body(index))))
        .collect()
}

/// What is sent in a paged parameter when the user sets nothing.
pub(super) fn initial(endpoint: &Endpoint, parameter: &Parameter, at: ParameterRef) -> Option<Literal> {
    let declared = parameter.paged.as_ref().and_then(|paged| paged.default.clone());
    if declared.is_some() || parameter.field.presence != Presence::Required {
        return declared;
    }
    let pagination = endpoint.pagination.as_ref()?;
    if pagination.size == Some(at) {
        return pagination.size_default.map(|size| Literal::Int(size.into()));
    }
    match pagination.advance {
        Advance::Page { first } | Advance::Offset { first } if pagination.position == at => {
            Some(Literal::Int(first.into()))
        }
        _ => None,
    }
}

/// Whether the client's method takes it: a required parameter that the stream does not set, or cannot set on the first page.
pub(super) fn is_argument(endpoint: &Endpoint, parameter: &Parameter, at: ParameterRef) -> bool {
    parameter.field.presence == Presence::Required && initial(endpoint, parameter, at).is_none()
}
