//! How a call becomes the parts of a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{At, CallField, Plan};
use super::multipart;
use crate::api::{Api, Body, BodyEncoding, Field, PathPart, Presence, Returns, Type};
use crate::emit::bounds::{self, Holds, Step};
use crate::emit::ident::ident;
use crate::emit::place::{Place, owned_text, text};
use crate::emit::struct_wire::encoded;

/// The body of `encode`.
pub(super) fn body(plan: &Plan<'_>) -> TokenStream {
    let constant = plan.constant();
    let checks = checks(plan);
    let path = path(plan);
    let parameters = plan
        .fields
        .iter()
        .filter(|field| !matches!(field.at, At::Path | At::Part(_)))
        .map(|field| parameter(plan.api, field));
    let body = request_body(plan);
    let accept = accept(&plan.endpoint.returns).map(|kinds| quote!(parts.accept(#kinds);));
    quote! {
        #checks
        let mut parts = runtime::Parts::new(&#constant);
        #accept
        #(#path)*
        #(#parameters)*
        #body
        Ok(parts)
    }
}

/// What the answer should be, where that is not JSON.
fn accept(returns: &Returns) -> Option<&'static str> {
    match returns {
        Returns::Stream => Some("*/*"),
        Returns::Events(_) => Some("text/event-stream, */*;q=0.1"),
        Returns::Lines(_) => Some("application/x-ndjson, application/jsonl, */*;q=0.1"),
        _ => None,
    }
}

fn checks(plan: &Plan<'_>) -> Option<TokenStream> {
    let parameters = plan
        .fields
        .iter()
        .filter_map(|field| bounds::field_check(plan.api, field.field, &field.place(), field.holds));
    let mut steps: Vec<Step> = parameters.collect();
    let (name, constant) = (&plan.body, plan.constant());
    let place = Place::owned(quote!(self.#name));
    match &plan.endpoint.body {
        Body::Json(ty) => {
            let inner = bounds::value_check(plan.api, ty, &place);
            let check = bounds::closure(&inner);
            steps.extend((!inner.is_empty()).then(|| Step::Call(quote!(at.field("body", #check)))));
        }
        Body::Fields { id, .. } => steps.extend(bounds::value_check(plan.api, &Type::Named(*id), &place)),
        _ => {}
    }
    let check = bounds::closure(&steps);
    (!steps.is_empty()).then(|| quote!(check::check(&#constant, #check)?;))
}

fn path(plan: &Plan<'_>) -> Vec<TokenStream> {
    let part = |part: &PathPart| match part {
        PathPart::Text(text) => Some(quote!(parts.path_text(#text);)),
        PathPart::Auth(name) => Some(quote!(parts.path_slot(#name);)),
        PathPart::Parameter(index) => {
            let field = plan.fields.get(*index)?;
            let (wire, text) = (&field.field.wire, text(plan.api, &field.field.ty, &field.place()));
            Some(quote!(parts.path_value(#wire, #text)?;))
        }
    };
    plan.endpoint.path.iter().filter_map(part).collect()
}

fn parameter(api: &Api, field: &CallField<'_>) -> TokenStream {
    if field.holds == Holds::Value {
        return add(api, field, &field.field.ty, &field.place());
    }
    let place = field.place().tokens;
    let add = add(api, field, &field.field.ty, &Place::borrowed(quote!(value)));
    quote!(if let Some(value) = &#place { #add })
}

fn add(api: &Api, field: &CallField<'_>, ty: &Type, place: &Place) -> TokenStream {
    let (tokens, reference) = (&place.tokens, place.by_reference());
    if let Some(pair) = &field.field.pair {
        let (tag, content) = (&pair.tag, &pair.content);
        let tag = add_text(field, tag, &quote!(#tokens.tag()));
        let content = add_text(field, content, &quote!(&#tokens.content()));
        return quote!(#tag #content);
    }
    match ty {
        Type::List(item, _) => {
            let add = add(api, field, item, &Place::borrowed(quote!(item)));
            quote!(for item in #reference { #add })
        }
        Type::Nullable(inner) => {
            let add = add(api, field, inner, &Place::borrowed(quote!(value)));
            quote!(if let Some(value) = #reference { #add })
        }
        ty => add_text(field, &field.field.wire, &text(api, ty, place)),
    }
}

fn add_text(field: &CallField<'_>, wire: &str, text: &TokenStream) -> TokenStream {
    if field.at == At::Header {
        quote!(parts.header(#wire, #text)?;)
    } else {
        quote!(parts.query(#wire, #text);)
    }
}

fn request_body(plan: &Plan<'_>) -> TokenStream {
    let name = &plan.body;
    match &plan.endpoint.body {
        Body::Empty => TokenStream::new(),
        Body::Json(ty) => {
            let value = encoded(plan.api, ty, quote!(&self.#name));
            quote!(parts.json(#value)?;)
        }
        Body::Fields { encoding: BodyEncoding::Json, .. } => quote!(parts.json(&self.#name)?;),
        Body::Fields { encoding: BodyEncoding::Form, .. } => form(plan),
        Body::EmptyForm => quote!(parts.form(&[]);),
        Body::Multipart(parts) => multipart::body(plan, parts),
        Body::Bytes(content_type) => quote!(parts.upload(#content_type, &self.#name);),
        Body::Text(content_type) => quote!(parts.text(#content_type, self.#name.clone());),
    }
}

/// Required fields stand first; optional ones follow when they are set.
fn form(plan: &Plan<'_>) -> TokenStream {
    let Some(in_place) = &plan.in_place else { return TokenStream::new() };
    let is_single = |field: &&Field| {
        matches!(field.presence, Presence::Required | Presence::Default(_))
            && !matches!(field.ty, Type::List(..))
    };
    let body = &plan.body;
    let place = |field: &Field| {
        let name = ident(&field.rust);
        Place::owned(quote!(self.#body.#name))
    };
    let first = in_place
        .shape
        .fields
        .iter()
        .filter(is_single)
        .flat_map(|field| pairs(plan.api, field, &place(field)));
    let others: Vec<_> = in_place
        .shape
        .fields
        .iter()
        .filter(|field| !is_single(field))
        .map(|field| push_pairs(plan.api, field, &place(field)))
        .collect();
    if others.is_empty() {
        return quote!(parts.form(&[#(#first),*]););
    }
    let first: Vec<_> = first.collect();
    let start = if first.is_empty() { quote!(Vec::new()) } else { quote!(Vec::from([#(#first),*])) };
    quote! {
        let mut form = #start;
        #(#others)*
        parts.form(&form);
    }
}

/// The name and text, or both of a pair.
fn pairs(api: &Api, field: &Field, place: &Place) -> Vec<TokenStream> {
    let tokens = &place.tokens;
    if let Some(pair) = &field.pair {
        let (tag, content) = (&pair.tag, &pair.content);
        return vec![quote!((#tag, #tokens.tag().to_owned())), quote!((#content, #tokens.content()))];
    }
    let (wire, text) = (&field.wire, owned_text(api, &field.ty, place));
    vec![quote!((#wire, #text))]
}

fn push_pairs(api: &Api, field: &Field, place: &Place) -> TokenStream {
    let tokens = &place.tokens;
    let push = |place: &Place| -> TokenStream {
        if let Type::List(item, _) = &field.ty {
            let (wire, tokens) = (&field.wire, &place.tokens);
            let text = owned_text(api, item, &Place::borrowed(quote!(item)));
            return quote!(form.extend(#tokens.iter().map(|item| (#wire, #text))););
        }
        let pairs = pairs(api, field, place);
        quote!(#(form.push(#pairs);)*)
    };
    match field.presence {
        Presence::Required | Presence::Default(_) => push(place),
        Presence::Optional | Presence::Nullable => {
            let push = push(&Place::borrowed(quote!(value)));
            quote!(if let Some(value) = &#tokens { #push })
        }
        Presence::Maybe => {
            let push = push(&Place::borrowed(quote!(value)));
            quote!(if let runtime::Maybe::Value(value) = &#tokens { #push })
        }
    }
}
