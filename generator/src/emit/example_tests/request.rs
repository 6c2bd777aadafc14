//! Requests of examples: what a call encodes must be what went over the wire.

use crate::emit::tokens::{ToTokens, TokenStream, format_ident, quote};

use crate::api::{Api, Body, BodyEncoding, Example, Literal, PathPart, Type, TypeKind};
use crate::emit::bounds::Holds;
use crate::emit::endpoint::{At, CallField, Plan};
use crate::emit::ident::ident;
use crate::emit::literal;
use crate::emit::rust_type::{Naming, codec, is_plain, named, rust_type};
use crate::styled::{self, Written};

/// The test of an example that shows a request.
pub(super) fn test(plan: &Plan<'_>, index: usize, example: &Example) -> Option<TokenStream> {
    let shows = example.has_parameters() || example.body.is_some();
    if !shows || !is_complete(plan, example) {
        return None;
    }
    let name = format_ident!("{}_request_{}", ident(&plan.endpoint.rust), index + 1);
    let (call, context, body_name) = (ident(&plan.endpoint.call), &plan.context, &plan.body);
    let fields = plan.fields.iter().map(|field| {
        let (name, value) = (&field.name, field_value(plan, field, example));
        quote!(#name: #value,)
    });
    let body = body_value(plan, example).map(|value| quote!(#body_name: #value,));
    let path = path_text(plan, example);
    let query = pairs(plan, example, At::Query).into_iter().map(|one| (one.name, one.value));
    let query = query.map(|(name, text)| quote!((#name, #text)));
    let headers = headers(plan, example).into_iter().map(|(name, text)| quote!((#name, #text)));
    let body_check = body_check(plan, example);
    let root = super::root(plan.endpoint.group);
    Some(quote! {
        #[test]
        fn #name() {
            let call = #root::#call { #context: context(), #(#fields)* #body };
            let parts = runtime::Call::encode(&call).unwrap();
            assert_eq!(parts.path(), #path);
            assert_pairs(parts.query_pairs(), &[#(#query),*]);
            assert_pairs(parts.header_pairs(), &[#(#headers),*]);
            #body_check
        }
    })
}

/// What the tests of requests share.
pub(super) fn helpers(api: &Api, tests: &TokenStream, root: &TokenStream) -> TokenStream {
    if !tests.has("assert_pairs") {
        return TokenStream::new();
    }
    let variables = super::required_variables(api);
    quote! {
        /// A client that sends nothing.
        fn context() -> runtime::Context {
            let transport = std::sync::Arc::new(testing::CaptureTransport::new());
            let options = runtime::Options::default().with_transport(transport);
            let client = #root::Client::builder() #variables.with_options(options).build().unwrap();
            runtime::Context::new(&client.inner)
        }
        /// The same pairs in whatever order.
        #[track_caller]
        fn assert_pairs(actual: &[(String, String)], expected: &[(&str, &str)]) {
            let mut actual: Vec<_> = actual.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let mut expected = expected.to_vec();
            actual.sort_unstable();
            expected.sort_unstable();
            assert_eq!(actual, expected);
        }
    }
}

/// Whether the example shows all that the call needs.
fn is_complete(plan: &Plan<'_>, example: &Example) -> bool {
    let given =
        plan.fields.iter().all(|field| field.holds == Holds::Option || shown(plan, field, example).is_some());
    let body = match &plan.endpoint.body {
        Body::Empty | Body::EmptyForm => true,
        // A boundary is another one in every run.
        Body::Multipart(_) => false,
        Body::Fields { id, .. } => example.body.is_some() || plan.api.get(*id).default,
        Body::Json(_) | Body::Bytes(_) | Body::Text(_) => {
            plan.endpoint.body_optional || example.body.is_some()
        }
    };
    given && body
}

/// The literal that the example shows for a parameter.
fn shown<'a>(plan: &Plan<'_>, field: &CallField<'_>, example: &'a Example) -> Option<&'a Literal> {
    let position =
        plan.fields.iter().filter(|other| other.at == field.at).position(|other| other.name == field.name)?;
    let literals = match field.at {
        At::Path => &example.path,
        At::Query => &example.query,
        At::Header => &example.headers,
        At::Cookie => &example.cookies,
        At::Part(_) => return None,
    };
    literals.iter().find(|(index, _)| *index == position).map(|(_, literal)| literal)
}

fn field_value(plan: &Plan<'_>, field: &CallField<'_>, example: &Example) -> TokenStream {
    let value = shown(plan, field, example).map(|shown| match shown {
        Literal::Json(json) => decoded(plan.api, &field.field.ty, json),
        shown => literal::expression(plan.api, &field.field.ty, shown, Naming::Qualified),
    });
    match (value, field.holds) {
        (Some(value), Holds::Value) => value,
        (Some(value), _) => quote!(Some(#value)),
        (None, _) => quote!(None),
    }
}

fn body_value(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    if plan.endpoint.body_optional {
        let value = example.body.as_ref().and_then(|_| given_body(plan, example));
        return Some(match (plan.nullable_body(), value) {
            (None, Some(value)) => quote!(Some(#value)),
            (None, None) => quote!(None),
            (Some(_), Some(value)) => quote!(runtime::Maybe::from(#value)),
            (Some(_), None) => quote!(runtime::Maybe::Absent),
        });
    }
    given_body(plan, example)
}

fn given_body(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let shown = example.body.as_deref();
    let text = shown.map(literal::raw_text);
    Some(match (&plan.endpoint.body, text) {
        (Body::Empty | Body::EmptyForm | Body::Multipart(_), _) => return None,
        (Body::Json(ty), Some(text)) if is_plain(ty) => {
            let ty = rust_type(plan.api, ty, Naming::Qualified);
            round_trip(&ty, &text, example)
        }
        (Body::Json(ty), Some(_)) => decoded(plan.api, ty, shown.unwrap_or_default()),
        (Body::Fields { id, .. }, Some(text)) => {
            let ty = named(plan.api.get(*id), Naming::Qualified);
            round_trip(&quote!(#ty), &quote!(#text), example)
        }
        (Body::Fields { id, .. }, None) => {
            let ty = named(plan.api.get(*id), Naming::Qualified);
            quote!(#ty::default())
        }
        (Body::Bytes(_), _) => {
            let text = shown.unwrap_or_default();
            quote!(#text.into())
        }
        (Body::Json(_) | Body::Text(_), _) => {
            let text = shown.unwrap_or_default();
            quote!(#text.to_owned())
        }
    })
}

/// A value read from its JSON.
fn decoded(api: &Api, ty: &Type, json: &str) -> TokenStream {
    let (codec, json) = (codec(api, ty), literal::raw_text(json));
    quote!(<#codec as codec::Codec>::decode(&mut serde_json::Deserializer::from_str(#json)).unwrap())
}

fn path_text(plan: &Plan<'_>, example: &Example) -> String {
    let text = |part: &PathPart| match part {
        PathPart::Text(text) => text.clone(),
        PathPart::Auth(name) => format!("{{{name}}}"),
        PathPart::Parameter(index) => {
            let literal = example.path.iter().find(|(of, _)| of == index).map(|(_, literal)| literal);
            let field = plan.fields.get(*index);
            let written = field.zip(literal).map(|(field, literal)| written(plan.api, field, literal));
            written.into_iter().flatten().map(|one| one.encoded).collect()
        }
    };
    plan.endpoint.path.iter().map(text).collect()
}

/// What one kind of parameters become.
fn pairs(plan: &Plan<'_>, example: &Example, at: At) -> Vec<Written> {
    let fields = plan.fields.iter().filter(|field| field.at == at);
    fields
        .filter_map(|field| Some((field, shown(plan, field, example)?)))
        .flat_map(|(field, literal)| written(plan.api, field, literal))
        .collect()
}

/// Headers, and the cookies in one.
fn headers(plan: &Plan<'_>, example: &Example) -> Vec<(String, String)> {
    let fields = plan.fields.iter().filter(|field| field.at == At::Header);
    let headers = fields.filter_map(|field| Some((field, shown(plan, field, example)?)));
    let headers = headers.flat_map(|(field, literal)| {
        let style = field.style;
        written(plan.api, field, literal).into_iter().map(move |one| (one.name.clone(), one.header(style)))
    });
    let cookies: Vec<String> = pairs(plan, example, At::Cookie).iter().map(Written::cookie).collect();
    let cookie = (!cookies.is_empty()).then(|| ("cookie".to_owned(), cookies.join("; ")));
    headers.chain(cookie).collect()
}

fn written(api: &Api, field: &CallField<'_>, literal: &Literal) -> Vec<Written> {
    if let (Some(pair), Literal::Choice(id, index, content)) = (&field.field.pair, literal) {
        let TypeKind::Union(union) = &api.get(*id).kind else { return Vec::new() };
        let tag = union.variants.get(*index).map(|variant| variant.wire.clone()).unwrap_or_default();
        let content = literal::wire_text(api, content);
        return vec![Written::one(&pair.tag, tag), Written::one(&pair.content, content)];
    }
    let (wire, text) = (&field.field.wire, literal::wire_text(api, literal));
    match field.style {
        // The example was written before; what does not fit its style is told by the checker.
        Some(style) => styled::written(style, wire, &text).unwrap_or_default(),
        None => vec![Written::one(wire, text)],
    }
}

/// Decodes the body and encodes it again, to the same or to the form in which the client writes it.
fn round_trip(ty: &TokenStream, text: &impl ToTokens, example: &Example) -> TokenStream {
    match &example.body_written {
        None => quote!(testing::round_trip::<#ty>(#text)),
        Some(written) => {
            let written = literal::raw_text(written);
            quote!(testing::round_trip_as::<#ty>(#text, #written))
        }
    }
}

fn body_check(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let text = literal::raw_text(example.body_written.as_deref().or(example.body.as_deref())?);
    match &plan.endpoint.body {
        Body::Json(_) | Body::Fields { encoding: BodyEncoding::Json, .. } => {
            Some(quote!(testing::assert_same(std::str::from_utf8(parts.body()).unwrap(), #text);))
        }
        Body::Bytes(_) | Body::Text(_) => Some(quote!(assert_eq!(parts.body(), #text.as_bytes());)),
        Body::Fields { encoding: BodyEncoding::Form, .. } => super::form::check(plan, example),
        Body::EmptyForm => Some(quote!(assert!(parts.body().is_empty());)),
        Body::Empty | Body::Multipart(_) => None,
    }
}
