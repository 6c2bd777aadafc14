//! The call that closes a scroll: with the last cursor, and nothing else.

use crate::emit::tokens::{TokenStream, quote};

use super::call::TAKEN;
use super::fields::Plan;
use super::paging::argument;
use super::{next, position};
use crate::api::{Advance, Field, Pagination, ParameterRef, Type};
use crate::emit::client::CLIENT_TAKEN;
use crate::emit::ident::mended;
use crate::emit::rust_type::essence;

/// `fn close`, if the style says how.
pub(super) fn method(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    let close = pagination.close.as_ref()?;
    let endpoint = plan.api.endpoints.get(close.endpoint)?;
    let closing = Plan::new(plan.api, endpoint);
    let (field, is_argument) = parameter(&closing, &close.with)?;
    let (context, method) = (&plan.context, mended(&endpoint.rust, &CLIENT_TAKEN));
    let call = if is_argument {
        quote!(client.#method(value))
    } else {
        let setter = mended(&field.rust, &TAKEN);
        quote!(client.#method().#setter(value))
    };
    let closed = if matches!(essence(&field.ty), Type::String(_)) {
        quote!(let value = position.to_text(); Some(paging::close(#call)))
    } else {
        let value = position::converted(&closing, &field.ty);
        quote!(#value.map(|value| paging::close(#call)))
    };
    Some(quote! {
        fn close(
            &self,
            position: &runtime::Position,
        ) -> Option<runtime::BoxFuture<'static, Result<(), runtime::Error>>> {
            let client = client::Client { inner: self.#context.client.clone() };
            #closed
        }
    })
}

/// `fn cursor`: the cursor of a page, also of the last one.
pub(super) fn cursor(plan: &Plan<'_>, pagination: &Pagination) -> Option<TokenStream> {
    pagination.close.as_ref()?;
    let Advance::Cursor(cursor) = &pagination.advance else { return None };
    let body = next::position(plan, &cursor.next);
    let (page, answer) = (argument(&body, "page"), argument(&body, "answer"));
    Some(quote! {
        fn cursor(&self, #page: &Self::Output, #answer: &runtime::Answer) -> Option<runtime::Position> { #body }
    })
}

/// The parameter that takes the cursor, and whether the client's method does.
fn parameter<'a>(closing: &'a Plan<'_>, with: &ParameterRef) -> Option<(&'a Field, bool)> {
    if let ParameterRef::Body(path) = with {
        let [(_, index)] = path.as_slice() else { return None };
        let body = closing.in_place.as_ref()?;
        return Some((body.shape.fields.get(*index)?, body.initial.get(*index)?.is_argument()));
    }
    let field = closing.call_field(with)?;
    Some((field.field, field.argument))
}
