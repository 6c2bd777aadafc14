//! How a call becomes the parts of a request.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::fields::{At, CallField, Plan};
use super::multipart;
use crate::api::{Api, Body, BodyEncoding, Field, Parameter, PathPart, Style, Type, TypeKind};
use crate::emit::auth::index;
use crate::emit::bounds::{self, Holds, Spot};
use crate::emit::ident::ident;
use crate::emit::place::{Place, text};
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
    let accept = plan.endpoint.accept.as_ref().map(|kinds| quote!(parts.accept(#kinds);));
    let server = plan.endpoint.server.map(|at| {
        let at = index(at);
        quote!(parts.server(#at);)
    });
    quote! {
        #checks
        let mut parts = runtime::Parts::new(&#constant);
        #server
        #accept
        #(#path)*
        #(#parameters)*
        #body
        Ok(parts)
    }
}

fn checks(plan: &Plan<'_>) -> Option<TokenStream> {
    let parameters = plan
        .fields
        .iter()
        .map(|field| bounds::field_check(plan.api, field.field, &field.place(), field.holds));
    let mut checks: TokenStream = parameters.collect();
    checks.extend([body_check(plan)]);
    let constant = plan.constant();
    (!checks.is_empty()).then(|| {
        quote! {
            let checks = check::Checks::default();
            let at = &checks.at();
            #checks
            checks.outcome(&#constant)?;
        }
    })
}

fn body_check(plan: &Plan<'_>) -> TokenStream {
    let name = &plan.body;
    let place = Place::owned(quote!(self.#name));
    match &plan.endpoint.body {
        Body::Json(ty) => {
            let optional = plan.endpoint.body_optional;
            let place = if optional { Place::borrowed(quote!(value)) } else { place };
            let (ty, given) = match plan.nullable_body() {
                Some(ty) => (ty, quote!(self.#name.as_option())),
                None => (ty, quote!(&self.#name)),
            };
            let check = bounds::value_check(plan.api, ty, &place, &Spot::here().field("body"));
            if optional && !check.is_empty() { quote!(if let Some(value) = #given { #check }) } else { check }
        }
        Body::Fields { id, .. } => bounds::value_check(plan.api, &Type::Named(*id), &place, &Spot::here()),
        _ => TokenStream::new(),
    }
}

fn path(plan: &Plan<'_>) -> Vec<TokenStream> {
    let part = |part: &PathPart| match part {
        PathPart::Text(text) => Some(quote!(parts.path_text(#text);)),
        PathPart::Auth(name) => Some(quote!(parts.path_slot(#name);)),
        PathPart::Parameter(index) => plan.fields.get(*index).map(|field| {
            let (wire, place) = (&field.field.wire, field.place());
            if let Some(style) = field.style {
                return styled(plan.api, &quote!(path_styled), field.field, style, &place);
            }
            let text = text(plan.api, &field.field.ty, &place);
            quote!(parts.path_value(#wire, #text)?;)
        }),
    };
    plan.endpoint.path.iter().filter_map(part).collect()
}

fn parameter(api: &Api, field: &CallField<'_>) -> TokenStream {
    if field.holds == Holds::Value {
        return add(api, field, &field.place());
    }
    let place = field.place().tokens;
    let add = add(api, field, &Place::borrowed(quote!(value)));
    quote!(if let Some(value) = &#place { #add })
}

fn add(api: &Api, field: &CallField<'_>, place: &Place) -> TokenStream {
    let tokens = &place.tokens;
    if let Some(pair) = &field.field.pair {
        let (tag, content) = (&pair.tag, &pair.content);
        let tag = add_text(field, tag, &quote!(#tokens.tag()));
        let content = add_text(field, content, &quote!(&#tokens.content()));
        return quote!(#tag #content);
    }
    let Some(style) = field.style else {
        return add_text(field, &field.field.wire, &text(api, &field.field.ty, place));
    };
    let method = match field.at {
        At::Path | At::Part(_) => quote!(path_styled),
        At::Query => quote!(query_styled),
        At::Header => quote!(header_styled),
        At::Cookie => quote!(cookie_styled),
    };
    styled(api, &method, field.field, style, place)
}

/// A list or an object, which the runtime takes apart.
fn styled(api: &Api, method: &TokenStream, field: &Field, style: Style, place: &Place) -> TokenStream {
    let (wire, style, value) =
        (&field.wire, style_path(style), encoded(api, &field.ty, place.by_reference()));
    quote!(parts.#method(#wire, #style, #value)?;)
}

fn style_path(style: Style) -> TokenStream {
    let style = ident(style.rust());
    quote!(runtime::Style::#style)
}

fn add_text(field: &CallField<'_>, wire: &str, text: &TokenStream) -> TokenStream {
    match field.at {
        At::Header => quote!(parts.header(#wire, #text)?;),
        At::Cookie => quote!(parts.cookie(#wire, #text);),
        At::Path | At::Query | At::Part(_) => quote!(parts.query(#wire, #text);),
    }
}

fn request_body(plan: &Plan<'_>) -> TokenStream {
    let name = &plan.body;
    if plan.nullable_body().is_some() {
        let send = given_body(plan, &Place::owned(quote!(body)));
        return quote! {
            if !self.#name.is_absent() {
                let body = self.#name.clone().into_option();
                #send
            }
        };
    }
    if plan.endpoint.body_optional {
        let send = given_body(plan, &Place::borrowed(quote!(body)));
        return quote!(if let Some(body) = &self.#name { #send });
    }
    given_body(plan, &Place::owned(quote!(self.#name)))
}

/// The body that stands at a place.
fn given_body(plan: &Plan<'_>, place: &Place) -> TokenStream {
    let (name, reference, tokens) = (&plan.body, place.by_reference(), &place.tokens);
    match &plan.endpoint.body {
        Body::Empty => TokenStream::new(),
        Body::Json(ty) => {
            let value = encoded(plan.api, ty, reference);
            quote!(parts.json(#value)?;)
        }
        Body::Fields { encoding: BodyEncoding::Json, .. } => quote!(parts.json(&self.#name)?;),
        Body::Fields { parameters, encoding: BodyEncoding::Form, .. } => form(plan.api, name, parameters),
        Body::EmptyForm => quote!(parts.empty_form();),
        Body::Multipart(parts) => multipart::body(plan, parts),
        Body::Bytes(content_type) => quote!(parts.upload(#content_type, #reference);),
        Body::Text(content_type) => quote!(parts.text(#content_type, #tokens.clone());),
    }
}

/// The fields whose style is not the one that forms have anyway are listed.
fn form(api: &Api, name: &Ident, parameters: &[Parameter]) -> TokenStream {
    let styles = parameters.iter().filter_map(|parameter| {
        let style = parameter.style.filter(|style| !is_usual(api, *style, &parameter.field.ty))?;
        let (wire, style) = (&parameter.field.wire, style_path(style));
        Some(quote!((#wire, #style)))
    });
    quote!(parts.form(&self.#name, &[#(#styles),*])?;)
}

/// Whether a form writes the type like that without being told.
fn is_usual(api: &Api, style: Style, ty: &Type) -> bool {
    match (style, ty) {
        (Style::Repeat, _) | (Style::Brackets, Type::Map(_)) => true,
        (Style::Brackets, Type::Named(id)) => matches!(api.get(*id).kind, TypeKind::Struct(_)),
        _ => false,
    }
}
