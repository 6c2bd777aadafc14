//! What a call holds, decided once for all that is emitted of it.

use crate::emit::tokens::{Ident, TokenStream, quote};

use crate::api::{
    Api, Body, Endpoint, Field, Literal, Parameter, ParameterRef, Part, StreamItem, Struct, Style, Type,
    TypeKind,
};
use crate::emit::bounds::Holds;
use crate::emit::filters::{self, CombinedFilter};
use crate::emit::ident::{free, ident};
use crate::emit::place::Place;
use crate::emit::rust_type::{Naming, rust_type};
use crate::emit::structs::{self, Initial};

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum At {
    Path,
    Query,
    Header,
    Cookie,
    /// The part of a multipart body with that index.
    Part(usize),
}

/// A parameter as a field of the call.
pub(in crate::emit) struct CallField<'a> {
    pub field: &'a Field,
    /// How it is written, if it is no single text.
    pub style: Option<Style>,
    pub at: At,
    /// Whether the client's method takes it.
    pub argument: bool,
    /// Whether the call holds the value itself rather than an `Option`.
    pub holds: Holds,
    /// What it is when the user sets nothing.
    pub initial: Option<Literal>,
    /// The call's field.
    pub name: Ident,
}

impl CallField<'_> {
    /// The place in `self`.
    pub(in crate::emit) fn place(&self) -> Place {
        let name = &self.name;
        Place::owned(quote!(self.#name))
    }
}

/// A body that is declared in place.
pub(in crate::emit) struct InPlace<'a> {
    pub shape: &'a Struct,
    pub filters: Vec<CombinedFilter<'a>>,
    pub initial: Vec<Initial>,
}

/// An endpoint with what is decided about its call.
pub(in crate::emit) struct Plan<'a> {
    pub api: &'a Api,
    pub endpoint: &'a Endpoint,
    pub fields: Vec<CallField<'a>>,
    /// The call's field with context.
    pub context: Ident,
    /// The call's field with the body.
    pub body: Ident,
    pub in_place: Option<InPlace<'a>>,
}

impl<'a> Plan<'a> {
    /// Decides.
    pub(in crate::emit) fn new(api: &'a Api, endpoint: &'a Endpoint) -> Self {
        let taken: Vec<&str> =
            parameters(endpoint).map(|(_, _, parameter)| parameter.field.rust.as_str()).collect();
        let fields = parameters(endpoint)
            .map(|(at, reference, parameter)| call_field(endpoint, at, &reference, parameter));
        Self {
            api,
            endpoint,
            fields: fields.collect(),
            context: free("context", &taken),
            body: free("body", &taken),
            in_place: in_place(api, endpoint),
        }
    }

    /// The call's type.
    pub(super) fn call(&self) -> Ident {
        ident(&self.endpoint.call)
    }

    /// The endpoint's constant.
    pub(super) fn constant(&self) -> Ident {
        ident(&self.endpoint.constant)
    }

    /// What an answer is decoded into.
    pub(super) fn output(&self) -> TokenStream {
        use crate::api::Returns;
        match &self.endpoint.returns {
            Returns::Nothing => quote!(()),
            Returns::Json(ty) => rust_type(self.api, ty, Naming::Qualified),
            Returns::Bytes => quote!(Vec<u8>),
            Returns::Text => quote!(String),
            Returns::Stream => quote!(runtime::Download),
            Returns::Events(item) => {
                let item = self.item(item);
                quote!(runtime::Events<#item>)
            }
            Returns::Lines(item) => {
                let item = self.item(item);
                quote!(runtime::Lines<#item>)
            }
            Returns::Statuses(statuses) => {
                let name = ident(&statuses.rust);
                quote!(#name)
            }
        }
    }

    fn item(&self, item: &StreamItem) -> TokenStream {
        match item {
            StreamItem::Text => quote!(String),
            StreamItem::Json(ty) => rust_type(self.api, ty, Naming::Qualified),
        }
    }

    /// The type of the body, if the call has one.
    pub(super) fn body_type(&self) -> Option<TokenStream> {
        if let Some(ty) = self.nullable_body() {
            let ty = rust_type(self.api, ty, Naming::Qualified);
            return Some(quote!(runtime::Maybe<#ty>));
        }
        let ty = self.bare_body_type()?;
        Some(if self.endpoint.body_optional { quote!(Option<#ty>) } else { ty })
    }

    /// What a body is that may be left out as a whole and may also be `null`.
    pub(in crate::emit) fn nullable_body(&self) -> Option<&'a Type> {
        match &self.endpoint.body {
            Body::Json(Type::Nullable(ty)) if self.endpoint.body_optional => Some(ty),
            _ => None,
        }
    }

    /// The same, whether or not it may be left out.
    pub(super) fn bare_body_type(&self) -> Option<TokenStream> {
        match &self.endpoint.body {
            Body::Empty | Body::EmptyForm | Body::Multipart(_) => None,
            Body::Json(ty) => Some(rust_type(self.api, ty, Naming::Qualified)),
            Body::Fields { id, .. } => {
                Some(crate::emit::rust_type::named(self.api.get(*id), Naming::Qualified))
            }
            Body::Bytes(_) => Some(quote!(runtime::Upload)),
            Body::Text(_) => Some(quote!(String)),
        }
    }

    /// The call's field for a parameter that pagination names; `None` for a field of the body.
    pub(super) fn call_field(&self, at: &ParameterRef) -> Option<&CallField<'a>> {
        let (at, index) = match at {
            ParameterRef::Path(index) => (At::Path, index),
            ParameterRef::Query(index) => (At::Query, index),
            ParameterRef::Header(index) => (At::Header, index),
            ParameterRef::Cookie(index) => (At::Cookie, index),
            ParameterRef::Body(_) => return None,
        };
        self.fields.iter().filter(|field| field.at == at).nth(*index)
    }
}

/// All parameters beside the body, with the reference that pagination has for them.
fn parameters(endpoint: &Endpoint) -> impl Iterator<Item = (At, ParameterRef, &Parameter)> {
    let path = endpoint.path_parameters.iter().enumerate();
    let query = endpoint.query.iter().enumerate();
    let headers = endpoint.headers.iter().enumerate();
    let parts: &[Part] = if let Body::Multipart(parts) = &endpoint.body { parts } else { &[] };
    let parts = parts.iter().enumerate();
    let cookies = endpoint.cookies.iter().enumerate();
    path.map(|(index, parameter)| (At::Path, ParameterRef::Path(index), parameter))
        .chain(query.map(|(index, parameter)| (At::Query, ParameterRef::Query(index), parameter)))
        .chain(headers.map(|(index, parameter)| (At::Header, ParameterRef::Header(index), parameter)))
        .chain(cookies.map(|(index, parameter)| (At::Cookie, ParameterRef::Cookie(index), parameter)))
        .chain(parts.map(|(index, part)| (At::Part(index), ParameterRef::Body(Vec::new()), &part.parameter)))
}

fn call_field<'a>(
    endpoint: &Endpoint,
    at: At,
    reference: &ParameterRef,
    parameter: &'a Parameter,
) -> CallField<'a> {
    let argument = parameter.is_argument();
    // A path is never without one of its parameters.
    let always = at == At::Path || (argument && !is_replaced(endpoint, reference));
    let holds = if always { Holds::Value } else { Holds::Option };
    CallField {
        field: &parameter.field,
        style: parameter.style,
        at,
        argument,
        holds,
        initial: parameter.initial().cloned(),
        name: ident(&parameter.field.rust),
    }
}

/// Whether later pages leave the parameter out.
fn is_replaced(endpoint: &Endpoint, at: &ParameterRef) -> bool {
    endpoint.pagination.as_ref().is_some_and(|pagination| {
        pagination.replaces.contains(at) || pagination.advance.parameters().contains(&at)
    })
}

fn in_place<'a>(api: &'a Api, endpoint: &'a Endpoint) -> Option<InPlace<'a>> {
    let Body::Fields { id, .. } = &endpoint.body else { return None };
    let TypeKind::Struct(shape) = &api.get(*id).kind else { return None };
    let filters = filters::of_struct(api, shape);
    let initial = structs::plan(api, *id, shape, &filters);
    Some(InPlace { shape, filters, initial })
}
