//! The call's struct, the client's method that makes one, and its setters.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::{CallField, InPlace, Plan};
use super::{example_docs, path_template, preset, streams};
use crate::api::{Body, Doc, Field, Presence};
use crate::emit::bounds::Holds;
use crate::emit::bounds_text;
use crate::emit::client::CLIENT_TAKEN;
use crate::emit::docs;
use crate::emit::filters;
use crate::emit::groups;
use crate::emit::ident::{ident, mended};
use crate::emit::literal;
use crate::emit::rust_type::{Naming, rust_type};
use crate::emit::structs::{self, argument_type, argument_value};

/// The call's own methods.
pub(super) const TAKEN: [&str; 7] =
    ["clone", "into_future", "items", "pages", "raw", "with_answer", "with_options"];

/// The call and what makes it.
pub(super) fn items(plan: &Plan<'_>) -> TokenStream {
    let (definition, method, methods) = (definition(plan), client_method(plan), methods(plan));
    quote!(#definition #method #methods)
}

fn definition(plan: &Plan<'_>) -> TokenStream {
    let (call, context, body) = (plan.call(), &plan.context, &plan.body);
    let method = mended(&plan.endpoint.rust, &CLIENT_TAKEN).to_string();
    let up = groups::up(plan.api, 2);
    let way = up.to_string().replace(' ', "");
    let docs = docs::lines([format!("The call of [`Client::{method}`]({way}::Client::{method}).")]);
    let deprecated = docs::deprecated(&plan.endpoint.doc);
    let fields = plan.fields.iter().map(|field| {
        let (name, ty) = (&field.name, rust_type(plan.api, &field.field.ty, Naming::Qualified));
        let ty = if field.holds == Holds::Value { ty } else { quote!(Option<#ty>) };
        quote!(pub(in #up) #name: #ty,)
    });
    let body = plan.body_type().map(|ty| quote!(pub(in #up) #body: #ty,));
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug)]
        #[must_use = "a call is sent when it is awaited"]
        pub struct #call { pub(in #up) #context: runtime::Context, #(#fields)* #body }
    }
}

fn client_method(plan: &Plan<'_>) -> TokenStream {
    let endpoint = plan.endpoint;
    let (call, context, body) = (plan.call(), &plan.context, &plan.body);
    let method = mended(&endpoint.rust, &CLIENT_TAKEN);
    let mut lines = docs::text(&endpoint.doc, &format!("Calls `{}`.", endpoint.name));
    lines.extend([String::new(), format!("`{} {}`{}", endpoint.method, path_template(endpoint), at(plan))]);
    lines.extend(argument_docs(plan));
    lines.extend(failure_docs(plan));
    lines.extend(example_docs::lines(endpoint));
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&endpoint.doc));
    let arguments = plan.fields.iter().filter(|field| field.argument).map(|field| {
        let (name, ty) = (&field.name, argument_type(plan.api, &field.field.ty, Naming::Qualified));
        quote!(#name: #ty)
    });
    let body_arguments = if endpoint.body_optional { Vec::new() } else { body_arguments(plan) };
    let values = plan.fields.iter().map(|field| initial_value(plan, field));
    let presets = preset::statements(plan, &quote!(call.#body));
    let body = body_value(plan).map(|value| structs::initialised(body, &value));
    let made = quote!(#call { #context: runtime::Context::new(&self.inner), #(#values,)* #body });
    let made = if presets.is_empty() { made } else { quote!(let mut call = #made; #(#presets)* call) };
    quote! {
        impl client::Client {
            #docs
            #deprecated
            pub fn #method(&self, #(#arguments,)* #(#body_arguments,)*) -> #call { #made }
        }
    }
}

/// At which server, where that is not the API's own.
fn at(plan: &Plan<'_>) -> String {
    let server = plan.endpoint.server.and_then(|index| plan.api.servers.get(index));
    server.map_or(String::new(), |server| format!(" at the server `{}`", server.name))
}

/// With which type a failed answer can be read.
fn failure_docs(plan: &Plan<'_>) -> Vec<String> {
    let set = plan.endpoint.failures.and_then(|index| plan.api.failures.get(index));
    let Some(set) = set else { return Vec::new() };
    let up = groups::up(plan.api, 2).to_string().replace(' ', "");
    vec![String::new(), format!("Fails with [`{0}`]({up}::{0}).", ident(&set.rust))]
}

/// A list of the arguments that the spec says something about: arguments cannot be documented where they stand.
fn argument_docs(plan: &Plan<'_>) -> Vec<String> {
    let parameters = plan.fields.iter().filter(|field| field.argument).map(|field| field.field);
    let in_body = plan.in_place.iter().flat_map(|in_place| {
        let fields = in_place.shape.fields.iter().zip(&in_place.initial);
        fields.filter(|(_, initial)| initial.is_argument()).map(|(field, _)| field)
    });
    let mut lines: Vec<String> = parameters.chain(in_body).filter_map(argument_line).collect();
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

fn argument_line(field: &Field) -> Option<String> {
    let mut parts: Vec<String> = paragraph(&field.doc).into_iter().collect();
    if let Some(last) = parts.last_mut()
        && !last.ends_with(['.', '!', '?'])
    {
        last.push('.');
    }
    parts.extend(bounds_text::sentences(&field.ty));
    (!parts.is_empty()).then(|| format!("- `{}`: {}", field.rust, parts.join(" ")))
}

/// The first paragraph of a text in one line, if it is nothing but text: a list item holds no more.
fn paragraph(doc: &Doc) -> Option<String> {
    let lines: Vec<&str> =
        doc.lines.iter().map(|line| line.trim()).take_while(|line| !line.is_empty()).collect();
    let blocks = ["```", "~~~", "|", "#", "- ", "* ", "+ ", ">"];
    let plain = !lines.iter().any(|line| blocks.iter().any(|block| line.starts_with(block)));
    (plain && !lines.is_empty()).then(|| lines.join(" "))
}

fn initial_value(plan: &Plan<'_>, field: &CallField<'_>) -> TokenStream {
    let name = &field.name;
    let some = |value: TokenStream| if field.holds == Holds::Value { value } else { quote!(Some(#value)) };
    if field.argument {
        return structs::initialised(name, &some(argument_value(&field.field.ty, name)));
    }
    match &field.initial {
        Some(literal) => {
            let value = some(literal::expression(plan.api, &field.field.ty, literal, Naming::Qualified));
            quote!(#name: #value)
        }
        None => quote!(#name: None),
    }
}

fn body_arguments(plan: &Plan<'_>) -> Vec<TokenStream> {
    let body = &plan.body;
    match &plan.endpoint.body {
        Body::Empty | Body::EmptyForm | Body::Multipart(_) => Vec::new(),
        Body::Json(ty) => {
            let ty = argument_type(plan.api, ty, Naming::Qualified);
            vec![quote!(#body: #ty)]
        }
        Body::Bytes(_) => vec![quote!(#body: impl Into<runtime::Upload>)],
        Body::Text(_) => vec![quote!(#body: impl Into<String>)],
        Body::Fields { .. } => {
            plan.in_place.as_ref().map(|in_place| in_place_arguments(plan, in_place)).unwrap_or_default()
        }
    }
}

fn in_place_arguments(plan: &Plan<'_>, in_place: &InPlace<'_>) -> Vec<TokenStream> {
    let fields = in_place.shape.fields.iter().zip(&in_place.initial);
    fields.filter_map(|(field, initial)| initial.argument(plan.api, field, Naming::Qualified)).collect()
}

/// What the call's body is made of; where it may be left out, nothing yet.
fn body_value(plan: &Plan<'_>) -> Option<TokenStream> {
    if plan.nullable_body().is_some() {
        return Some(quote!(runtime::Maybe::Absent));
    }
    if plan.endpoint.body_optional {
        return Some(quote!(None));
    }
    argument_body(plan)
}

/// The body, of the client method's arguments.
fn argument_body(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = &plan.body;
    Some(match &plan.endpoint.body {
        Body::Empty | Body::EmptyForm | Body::Multipart(_) => return None,
        Body::Json(ty) => argument_value(ty, body),
        Body::Bytes(_) | Body::Text(_) => quote!(#body.into()),
        Body::Fields { id, .. } => {
            let ty = crate::emit::rust_type::named(plan.api.get(*id), Naming::Qualified);
            let in_place = plan.in_place.as_ref()?;
            let arguments = in_place.shape.fields.iter().zip(&in_place.initial);
            let names =
                arguments.filter(|(_, initial)| initial.is_argument()).map(|(field, _)| ident(&field.rust));
            quote!(#ty::new(#(#names),*))
        }
    })
}

fn methods(plan: &Plan<'_>) -> TokenStream {
    let (call, context, output) = (plan.call(), &plan.context, plan.output());
    let setters = plan.fields.iter().filter(|field| !field.argument).map(|field| setter(plan, field));
    let body_setters =
        plan.in_place.as_ref().map(|in_place| body_setters(plan, in_place)).unwrap_or_default();
    let whole_body = plan.endpoint.body_optional.then(|| whole_body_setter(plan));
    let paged = streams::methods(plan);
    let with_answer =
        if plan.endpoint.returns.is_stream() { quote!(open_with_answer) } else { quote!(send_with_answer) };
    quote! {
        impl #call {
            #(#setters)*
            #(#body_setters)*
            #whole_body
            /// Timeouts, retries, headers and the like for this call alone.
            pub fn with_options(mut self, options: runtime::CallOptions) -> Self {
                self.#context.options = options;
                self
            }
            /// The decoded answer, beside the raw one.
            #[inline]
            pub fn with_answer(
                self,
            ) -> runtime::Sending<(#output, runtime::Answer), error::Error> {
                call::#with_answer(self)
            }
            /// The raw answer, whatever its status.
            #[inline]
            pub fn raw(self) -> runtime::Sending<runtime::Answer, error::Error> {
                call::send_raw(self)
            }
            #paged
        }
    }
}

fn setter(plan: &Plan<'_>, field: &CallField<'_>) -> TokenStream {
    let mut lines = docs::field_text(field.field, &format!("Sets `{}`.", field.field.wire));
    let default = match &field.field.presence {
        Presence::Default(default) => Some(default),
        _ => field.field.preset.as_ref(),
    };
    if let Some(default) = default {
        lines.extend([String::new(), format!("Left out: `{}`.", literal::wire_text(plan.api, default))]);
    }
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&field.field.doc));
    let (name, method) = (&field.name, mended(&field.field.rust, &TAKEN));
    let (ty, value) =
        (argument_type(plan.api, &field.field.ty, Naming::Qualified), argument_value(&field.field.ty, name));
    let value = if field.holds == Holds::Value { value } else { quote!(Some(#value)) };
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Setters of the body's fields.
fn body_setters(plan: &Plan<'_>, in_place: &InPlace<'_>) -> Vec<TokenStream> {
    let setter = |(index, field): (usize, &Field)| {
        if in_place.filters.iter().any(|filter| filter.combine == index)
            || in_place.initial[index].is_argument()
        {
            return None;
        }
        let filter = in_place.filters.iter().find(|filter| filter.conditions == index);
        Some(match filter {
            Some(filter) => filter_setter(plan, field, &filter.set_name()),
            None => body_setter(plan, field),
        })
    };
    let others = in_place.shape.others.iter().map(|others| body_setter(plan, others));
    in_place.shape.fields.iter().enumerate().filter_map(setter).chain(others).collect()
}

/// Sets a body that may be left out.
fn whole_body_setter(plan: &Plan<'_>) -> TokenStream {
    let (body, arguments, value) = (&plan.body, body_arguments(plan), argument_body(plan));
    let value = if plan.nullable_body().is_some() { quote!(#value.into()) } else { quote!(Some(#value)) };
    quote! {
        /// What is sent; without it the request has no body.
        pub fn body(mut self, #(#arguments),*) -> Self {
            self.#body = #value;
            self
        }
    }
}

fn body_setter(plan: &Plan<'_>, field: &Field) -> TokenStream {
    let docs = docs::field(field, &format!("Sets `{}`.", field.wire));
    let (body, name, method) = (&plan.body, ident(&field.rust), mended(&field.rust, &TAKEN));
    let (ty, value) =
        (structs::setter_type(plan.api, field, Naming::Qualified), structs::setter_value(field));
    quote! {
        #docs
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#body.#name = #value;
            self
        }
    }
}

fn filter_setter(plan: &Plan<'_>, field: &Field, set: &str) -> TokenStream {
    let docs = filters::setter_docs(field);
    let (body, name, method) = (&plan.body, ident(&field.rust), mended(&field.rust, &TAKEN));
    let (set, body_method) = (ident(set), filters::method(field));
    quote! {
        #docs
        pub fn #method(mut self, #name: impl Into<types::#set>) -> Self {
            self.#body = self.#body.#body_method(#name);
            self
        }
    }
}
