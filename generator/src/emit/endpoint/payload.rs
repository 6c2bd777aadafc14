//! Typed paths into an answer, as Rust expressions that neither panic nor clone.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use crate::api::{AnswerRead, Api, PayloadStep, Returns, Step, TextBounds, Type, TypeKind};
use crate::emit::ident::ident;

/// Whether a path is looked at or taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Reference,
    Value,
}

/// What stands at the end of a path.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// By reference: a place, or an `Option<&T>`. By value: a `T`, or an `Option<T>`.
    pub tokens: TokenStream,
    /// Whether it may be missing.
    pub optional: bool,
    /// The type there, without its presence.
    pub ty: Type,
    /// The place of the `Option` whose `as_ref()` it is, if it is that.
    pub option: Option<TokenStream>,
    /// What an `Option` of a text holds.
    pub holder: Holder,
}

/// What an `Option` of a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// A reference to the value.
    Reference,
    /// A `&str`.
    Str,
    /// A `String`.
    Owned,
}

impl Found {
    /// A value that stands somewhere.
    pub(super) fn place(tokens: TokenStream, ty: Type) -> Self {
        Self { tokens, optional: false, ty, option: None, holder: Holder::Reference }
    }

    /// An `Option` of a reference to a value.
    pub(super) fn option(tokens: TokenStream, ty: Type) -> Self {
        Self { optional: true, ..Self::place(tokens, ty) }
    }

    /// An `Option` of a text that is made: a header's, a link's.
    fn text(tokens: TokenStream, holder: Holder) -> Self {
        Self { holder, ..Self::option(tokens, Type::String(TextBounds::default())) }
    }

    /// An `Option` of a value that is copied.
    pub(super) fn copied(&self) -> TokenStream {
        let tokens = &self.tokens;
        self.option.clone().unwrap_or_else(|| quote!(#tokens.copied()))
    }

    /// An `Option<&str>` of a text.
    pub(super) fn as_deref(&self) -> TokenStream {
        let tokens = &self.tokens;
        match (&self.option, self.holder) {
            (Some(place), _) => quote!(#place.as_deref()),
            (None, Holder::Reference) => quote!(#tokens.map(String::as_str)),
            (None, Holder::Str) => tokens.clone(),
            (None, Holder::Owned) => quote!(#tokens.as_deref()),
        }
    }
}

/// Follows a path from the variable `page`.
pub(super) fn find(api: &Api, returns: &Returns, steps: &[PayloadStep], by: By) -> Option<Found> {
    let Returns::Json(ty) = returns else { return None };
    follow(api, start(ty, by), steps, by)
}

/// Follows a path from a value.
pub(super) fn follow(api: &Api, start: Found, steps: &[PayloadStep], by: By) -> Option<Found> {
    steps.iter().try_fold(start, |found, step| next(api, &found, step, by))
}

/// What stands there in the variables `page` and `answer`.
pub(super) fn read(plan: &Plan<'_>, read: &AnswerRead) -> Option<Found> {
    Some(match read {
        AnswerRead::Payload(steps) => find(plan.api, &plan.endpoint.returns, steps, By::Reference)?,
        AnswerRead::Header(name) => Found::text(quote!(paging::header(&answer.headers, #name)), Holder::Str),
        AnswerRead::Link(relation) => {
            Found::text(quote!(paging::link(&answer.headers, #relation)), Holder::Owned)
        }
    })
}

/// The variable `page`.
pub(super) fn start(ty: &Type, by: By) -> Found {
    match (ty, by) {
        (Type::Nullable(ty), By::Reference) => Found::option(quote!(page.as_ref()), (**ty).clone()),
        (Type::Nullable(ty), By::Value) => Found::option(quote!(page), (**ty).clone()),
        (ty, _) => Found::place(quote!(page), ty.clone()),
    }
}

/// How one step goes on from a value: to a place, to the `Option` in a place, or to an `Option` that is made.
enum Way {
    Place(TokenStream),
    OptionAt(TokenStream),
    Option(TokenStream),
}

fn next(api: &Api, found: &Found, step: &PayloadStep, by: By) -> Option<Found> {
    let tokens = &found.tokens;
    let from = if found.optional { quote!(value) } else { tokens.clone() };
    let way = way(api, found, step, by, &from)?;
    let mut option = None;
    let way = match way {
        Way::OptionAt(place) => {
            option = (!found.optional).then(|| place.clone());
            Way::Option(quote!(#place.as_ref()))
        }
        other => other,
    };
    let (tokens, optional) = match (found.optional, way) {
        (false, Way::Place(place)) => (place, false),
        (false, Way::Option(option) | Way::OptionAt(option)) => (option, true),
        (true, Way::Place(place)) => {
            let reference = (by == By::Reference).then(|| quote!(&));
            (quote!(#tokens.map(|value| #reference #place)), true)
        }
        (true, Way::Option(option) | Way::OptionAt(option)) => {
            (quote!(#tokens.and_then(|value| #option)), true)
        }
    };
    Some(Found { tokens, optional, ty: step.ty.clone(), option, holder: Holder::Reference })
}

fn way(api: &Api, found: &Found, step: &PayloadStep, by: By, from: &TokenStream) -> Option<Way> {
    if let Some((id, index)) = step.field {
        let TypeKind::Struct(shape) = &api.get(id).kind else { return None };
        let name = ident(&shape.fields.get(index)?.rust);
        return Some(held(quote!(#from.#name), step.optional, by));
    }
    let option = match (&step.step, by) {
        (Step::Key(key), By::Reference) => quote!(#from.get(#key)),
        (Step::Key(key), By::Value) => {
            quote!(#from.into_iter().find(|(key, _)| key == #key).map(|(_, value)| value))
        }
        (Step::Index(index), by) => element(found, *index, by, from),
        (Step::FromEnd(index), by) => from_end(*index, by, from),
        // Every element of a list is no single value.
        (Step::All, _) => return None,
    };
    let flatten = match (step.optional, by) {
        (None, _) => TokenStream::new(),
        (Some(_), By::Reference) => quote!(.and_then(Option::as_ref)),
        (Some(_), By::Value) => quote!(.flatten()),
    };
    Some(Way::Option(quote!(#option #flatten)))
}

fn held(place: TokenStream, optional: Option<bool>, by: By) -> Way {
    match (optional, by) {
        (None, _) => Way::Place(place),
        (Some(false), By::Reference) => Way::OptionAt(place),
        (Some(true), By::Reference) => Way::Option(quote!(#place.as_option())),
        (Some(false), By::Value) => Way::Option(place),
        (Some(true), By::Value) => Way::Option(quote!(#place.into_option())),
    }
}

fn element(found: &Found, index: usize, by: By, from: &TokenStream) -> TokenStream {
    let position = crate::emit::tokens::Literal::usize_unsuffixed(index);
    if matches!(found.ty, Type::Tuple(_)) {
        return if by == By::Reference {
            quote!(Some(&#from.#position))
        } else {
            quote!(Some(#from.#position))
        };
    }
    match (by, index) {
        (By::Reference, 0) => quote!(#from.first()),
        (By::Reference, _) => quote!(#from.get(#position)),
        (By::Value, 0) => quote!(#from.into_iter().next()),
        (By::Value, _) => quote!(#from.into_iter().nth(#position)),
    }
}

fn from_end(index: usize, by: By, from: &TokenStream) -> TokenStream {
    let before = crate::emit::tokens::Literal::usize_unsuffixed(index.saturating_sub(1));
    match (by, index) {
        (By::Reference, 1) => quote!(#from.last()),
        (By::Reference, _) => quote!(#from.iter().nth_back(#before)),
        (By::Value, 1) => quote!(#from.into_iter().next_back()),
        (By::Value, _) => quote!(#from.into_iter().nth_back(#before)),
    }
}
