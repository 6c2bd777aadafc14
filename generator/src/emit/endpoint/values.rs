//! Values that are read, as text and as positions.

use crate::emit::tokens::{TokenStream, quote};

use super::numbers;
use super::payload::{Found, Holder};
use crate::api::{Api, Type};
use crate::emit::place::{Place, owned_text as text_of};
use crate::emit::rust_type::essence;

/// An `Option<&str>` of a text or a URL; of another type `None`.
pub(super) fn text(found: &Found) -> Option<TokenStream> {
    let tokens = &found.tokens;
    Some(match (essence(&found.ty), found.optional) {
        (Type::String(_), true) => found.as_deref(),
        (Type::String(_) | Type::Url, false) => quote!(Some(#tokens.as_str())),
        (Type::Url, true) => quote!(#tokens.map(url::Url::as_str)),
        _ => return None,
    })
}

/// An `Option<String>` of any scalar, as it is written where everything is text.
pub(super) fn owned_text(api: &Api, found: &Found) -> TokenStream {
    let tokens = &found.tokens;
    match (found.optional, found.holder) {
        (true, Holder::Owned) => tokens.clone(),
        (true, Holder::Str) => quote!(#tokens.map(str::to_owned)),
        (true, Holder::Reference) => {
            let text = text_of(api, &found.ty, &Place::borrowed(quote!(value)));
            quote!(#tokens.map(|value| #text))
        }
        (false, _) => {
            let text = text_of(api, &found.ty, &Place::owned(tokens.clone()));
            quote!(Some(#text))
        }
    }
}

/// An `Option<Position>`: numbers are numbers, what is empty is no position.
pub(super) fn position(api: &Api, found: &Found) -> TokenStream {
    let tokens = &found.tokens;
    match (essence(&found.ty), found.optional) {
        (Type::String(_), true) => {
            let text = found.as_deref();
            quote!(runtime::Position::non_empty(#text))
        }
        (Type::String(_), false) => quote!(runtime::Position::non_empty(Some(&#tokens))),
        (Type::Int(..), _) => match numbers::found(found) {
            Some(numbers::Number::Plain(number)) => quote!(Some(runtime::Position::number(#number))),
            Some(numbers::Number::Optional(number)) => quote!(#number.map(runtime::Position::number)),
            None => quote!(None),
        },
        (Type::Secret, true) => quote!(runtime::Position::non_empty(#tokens.map(runtime::Secret::expose))),
        (Type::Secret, false) => quote!(runtime::Position::non_empty(Some(#tokens.expose()))),
        (_, true) => {
            let text = text_of(api, &found.ty, &Place::borrowed(quote!(value)));
            quote!(#tokens.map(|value| runtime::Position::text(#text)))
        }
        (_, false) => {
            let text = text_of(api, &found.ty, &Place::owned(tokens.clone()));
            quote!(Some(runtime::Position::text(#text)))
        }
    }
}
