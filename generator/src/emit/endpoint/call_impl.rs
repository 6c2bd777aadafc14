//! The runtime's view of a call: how it is encoded and decoded, and that it can be awaited.

use proc_macro2::TokenStream;
use quote::quote;

use super::encode;
use super::fields::Plan;
use crate::api::Returns;
use crate::emit::cases;
use crate::emit::rust_type::{codec, is_plain};

/// `impl Call` and `impl IntoFuture`.
pub(super) fn items(plan: &Plan<'_>) -> TokenStream {
    let (call, context, output, constant) = (plan.call(), &plan.context, plan.output(), plan.constant());
    let (encode, decode) = (encode::body(plan), decode(plan));
    let payload = payload_wrapper(plan);
    quote! {
        impl runtime::Call for #call {
            type Output = #output;
            type Error = error::Error;
            const ENDPOINT: &'static runtime::Endpoint = &#constant;
            fn context(&self) -> &runtime::Context { &self.#context }
            fn context_mut(&mut self) -> &mut runtime::Context { &mut self.#context }
            #[inline]
            fn encode(&self) -> Result<runtime::Parts, runtime::Error> { #encode }
            #[inline]
            fn decode(answer: &runtime::Answer) -> Result<Self::Output, runtime::Error> { #decode }
        }
        impl IntoFuture for #call {
            type Output = Result<#output, error::Error>;
            type IntoFuture = runtime::BoxFuture<'static, Self::Output>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture { call::send(self) }
        }
        #payload
    }
}

fn decode(plan: &Plan<'_>) -> TokenStream {
    let constant = plan.constant();
    match &plan.endpoint.returns {
        Returns::Nothing => quote!(decode::nothing(&#constant, answer)),
        Returns::Json(ty) if is_plain(ty) => quote!(decode::json(&#constant, answer)),
        Returns::Json(_) => quote!(decode::json::<Payload>(&#constant, answer).map(|payload| payload.0)),
        Returns::Bytes => quote!(decode::bytes(&#constant, answer)),
        Returns::Text => quote!(decode::text(&#constant, answer)),
        Returns::Statuses(statuses) => cases::decode(plan.api, statuses, &constant),
    }
}

/// What reads a payload that serde alone would read otherwise.
fn payload_wrapper(plan: &Plan<'_>) -> Option<TokenStream> {
    let Returns::Json(ty) = &plan.endpoint.returns else { return None };
    if is_plain(ty) {
        return None;
    }
    let (output, codec) = (plan.output(), codec(plan.api, ty));
    Some(quote! {
        struct Payload(#output);
        impl<'de> serde::Deserialize<'de> for Payload {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <#codec as codec::Codec>::decode(deserializer).map(Self)
            }
        }
    })
}
