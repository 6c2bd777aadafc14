//! The runtime's view of a call: how it is encoded and decoded, and that it can be awaited.

use crate::emit::tokens::{TokenStream, quote};

use super::encode;
use super::fields::Plan;
use crate::api::{Returns, StreamItem, Type};
use crate::emit::cases;
use crate::emit::rust_type::{codec, is_plain};

/// `impl Call` and `impl IntoFuture`.
pub(super) fn items(plan: &Plan<'_>) -> TokenStream {
    let (call, context, output, constant) = (plan.call(), &plan.context, plan.output(), plan.constant());
    let (encode, decode) = (encode::body(plan), decode(plan));
    let payload = payload_wrapper(plan);
    let (send, opening) = match opening(plan) {
        Some(opening) => (quote!(open), opening),
        None => (quote!(send), TokenStream::new()),
    };
    quote! {
        impl runtime::Call for #call {
            type Output = #output;
            type Error = error::Error;
            const ENDPOINT: &'static runtime::Endpoint = &#constant;
            fn context(&self) -> &runtime::Context { &self.#context }
            #[inline]
            fn encode(&self) -> Result<runtime::Parts, runtime::Error> { #encode }
            #[inline]
            fn decode(answer: &runtime::Answer) -> Result<Self::Output, runtime::Error> { #decode }
        }
        impl IntoFuture for #call {
            type Output = Result<#output, error::Error>;
            type IntoFuture = runtime::Sending<#output, error::Error>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture { call::#send(self) }
        }
        #opening
        #payload
    }
}

/// How the answer becomes a stream, if it is one.
fn opening(plan: &Plan<'_>) -> Option<TokenStream> {
    let open = match &plan.endpoint.returns {
        Returns::Stream => quote!(runtime::Download::new(opened)),
        Returns::Events(StreamItem::Text) => quote!(runtime::Events::plain(opened)),
        Returns::Lines(StreamItem::Text) => quote!(runtime::Lines::plain(opened)),
        Returns::Events(StreamItem::Json(ty)) => {
            let read = read_item(plan, ty);
            quote!(runtime::Events::new(opened, #read))
        }
        Returns::Lines(StreamItem::Json(ty)) => {
            let read = read_item(plan, ty);
            quote!(runtime::Lines::new(opened, #read))
        }
        _ => return None,
    };
    let call = plan.call();
    Some(quote! {
        impl runtime::StreamCall for #call {
            #[inline]
            fn open(opened: runtime::Opened) -> Self::Output { #open }
        }
    })
}

/// What reads an item from its text.
fn read_item(plan: &Plan<'_>, ty: &Type) -> TokenStream {
    if is_plain(ty) {
        return quote!(decode::item);
    }
    let codec = codec(plan.api, ty);
    quote!(|text| decode::item::<decode::By<#codec>>(text).map(|read| read.0))
}

fn decode(plan: &Plan<'_>) -> TokenStream {
    let constant = plan.constant();
    match &plan.endpoint.returns {
        Returns::Nothing => quote!(decode::nothing(&#constant, answer)),
        Returns::Json(ty) if is_plain(ty) => quote!(decode::json(&#constant, answer)),
        Returns::Json(_) => quote!(decode::json::<Payload>(&#constant, answer).map(|payload| payload.0)),
        Returns::Bytes => quote!(decode::bytes(&#constant, answer)),
        Returns::Text => quote!(decode::text(&#constant, answer)),
        Returns::Stream | Returns::Events(_) | Returns::Lines(_) => {
            quote!(decode::opened(&#constant, answer).map(<Self as runtime::StreamCall>::open))
        }
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
        impl wire::Read for Payload {
            fn read<'de, S: wire::Source<'de> + ?Sized>(source: &mut S) -> Result<Self, wire::Failed> {
                <#codec as codec::Codec>::read(source).map(Self)
            }
        }
    })
}
