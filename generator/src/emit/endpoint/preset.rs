//! What stands in structs of the user's and is set when the call is made, where he set nothing: presets of the endpoint, and
//! sizes and first cursors.

use crate::emit::tokens::TokenStream;

use super::fields::Plan;
use super::position;
use crate::api::{Body, Literal, Pagination, ParameterRef};

/// The statements; `root`: where the body stands.
pub(super) fn statements(plan: &Plan<'_>, root: &TokenStream) -> Vec<TokenStream> {
    let own = plan.endpoint.presets.iter().map(|(at, value)| (ParameterRef::Body(vec![*at]), value));
    let paged = values(plan).map(|(at, value)| (at.clone(), value));
    own.chain(paged).filter_map(|(at, value)| position::preset(plan, root, &at, value)).collect()
}

fn values<'a>(plan: &Plan<'a>) -> impl Iterator<Item = (&'a ParameterRef, &'a Literal)> {
    let sent = plan.endpoint.pagination.iter().flat_map(Pagination::initial);
    sent.filter(|(at, _)| is_of_the_user(&plan.endpoint.body, at))
}

/// Whether a parameter stands in a struct that the user makes.
fn is_of_the_user(body: &Body, at: &ParameterRef) -> bool {
    matches!(at, ParameterRef::Body(path) if path.len() > 1 || matches!(body, Body::Json(_)))
}
