//! Answers that are told apart by their status: the enum of an endpoint's successes, and those of failures, which
//! endpoints share.
//!
//! A failure is decoded on demand, from what its error keeps: no call pays for it, and a thousand endpoints with the same
//! failures are one enum.

use crate::emit::tokens::{Ident, TokenStream, quote};

use super::docs;
use super::groups::{self, Groups};
use super::ident::{ident, module_name};
use super::rust_type::{Naming, codec, is_plain, rust_type};
use super::tree::{Module, Reexport};
use crate::api::{Api, Case, Endpoint, Failures, Held, Statuses, Type, When};

/// The modules of failures; none when no endpoint has any.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    if api.failures.is_empty() {
        return None;
    }
    let one = |(index, failures): (usize, &'a Failures)| {
        let features = groups.features(&groups.of_failures(index));
        let doc = "What failed calls answer.";
        let module = Module::new(module_of(failures), doc, move || self::failures(api, failures));
        let names = vec![failures.rust.clone()];
        let reexport = Reexport { module: module_of(failures), names, features: features.clone() };
        (module.with_features(features), reexport)
    };
    let (children, names): (Vec<_>, Vec<_>) = api.failures.iter().enumerate().map(one).unzip();
    let features = groups::any_of(children.iter().map(|child| &child.features));
    let names = move || names.iter().map(Reexport::tokens).collect();
    let module = Module::new("failures", "What failed calls answer, by their status.", names);
    Some(module.with_children(children).with_features(features))
}

fn module_of(failures: &Failures) -> String {
    module_name(&failures.rust)
}

/// The enum of an endpoint's successes.
pub(super) fn statuses(api: &Api, endpoint: &Endpoint, statuses: &Statuses) -> TokenStream {
    let name = ident(&statuses.rust);
    let docs = docs::attributes(&statuses.doc, &format!("What `{}` answers, by its status.", endpoint.name));
    let variants = statuses.cases.iter().map(|case| variant(api, case));
    let unlisted = (!has_class(&statuses.cases)).then(|| {
        quote! {
            /// A success of a status that is not listed, as it came.
            Unlisted(runtime::Answer),
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unlisted }
    }
}

/// Whether all successes are listed.
fn has_class(cases: &[Case]) -> bool {
    cases.iter().any(|case| matches!(case.when, When::Class(_)))
}

fn variant(api: &Api, case: &Case) -> TokenStream {
    let docs = docs::lines(docs::text_below(&of_status(case.when), &case.doc));
    let name = ident(&case.rust);
    let held = match &case.holds {
        Held::Nothing => return quote!(#docs #name),
        Held::Json(ty) => rust_type(api, ty, Naming::Qualified),
        Held::Bytes => quote!(Vec<u8>),
        Held::Text => quote!(String),
    };
    quote!(#docs #name(#held))
}

fn of_status(when: When) -> String {
    match when {
        When::Status(status) => format!("Status {status}."),
        When::Class(class) => format!("Any other status from {class}00 to {class}99."),
        When::Others => "Any other status.".to_owned(),
    }
}

/// The success that an answer is.
pub(super) fn decode(api: &Api, statuses: &Statuses, constant: &Ident) -> TokenStream {
    let name = ident(&statuses.rust);
    let decoded = |case: &Case| {
        let variant = ident(&case.rust);
        match &case.holds {
            Held::Nothing => quote!(decode::nothing(&#constant, answer).map(|()| #name::#variant)),
            Held::Json(ty) if is_plain(ty) => {
                quote!(decode::json(&#constant, answer).map(#name::#variant))
            }
            Held::Json(ty) => {
                let by = by(api, ty);
                quote!(decode::json::<#by>(&#constant, answer).map(|by| #name::#variant(by.0)))
            }
            Held::Bytes => quote!(decode::bytes(&#constant, answer).map(#name::#variant)),
            Held::Text => quote!(decode::text(&#constant, answer).map(#name::#variant)),
        }
    };
    let listed = statuses.cases.iter().filter_map(|case| {
        let When::Status(status) = case.when else { return None };
        let (status, decoded) = (crate::emit::tokens::Literal::u16_unsuffixed(status), decoded(case));
        Some(quote!(#status => #decoded,))
    });
    // Whatever is no success is an error in any case.
    let others = match statuses.cases.iter().find(|case| !matches!(case.when, When::Status(_))) {
        Some(case) => decoded(case),
        None => quote!(decode::answer(&#constant, answer).map(#name::Unlisted)),
    };
    let listed: Vec<_> = listed.collect();
    if listed.is_empty() {
        return others;
    }
    quote!(match answer.status.as_u16() { #(#listed)* _ => #others })
}

/// The type that reads by a codec.
fn by(api: &Api, ty: &Type) -> TokenStream {
    let codec = codec(api, ty);
    quote!(decode::By<#codec>)
}

fn failures(api: &Api, failures: &Failures) -> TokenStream {
    let name = ident(&failures.rust);
    let variants = failures.cases.iter().map(|case| variant(api, case));
    let docs = docs::lines([
        format!("What a failed call answers: the failures of `{}`.", failures.name),
        String::new(),
        "Statuses that are not listed here occur, too: every API has failures that its pages do not mention."
            .to_owned(),
    ]);
    let read = reading(api, failures);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
        impl #name {
            /// What the answer of a failed call says. `None` where there was no answer, where its status is none of these, or
            /// where its body is not what it should be; the error keeps it as it came.
            #[inline]
            pub fn of(error: &error::Error) -> Option<Self> {
                #read
            }
        }
    }
}

/// How the cases are read, the narrowest first.
fn reading(api: &Api, failures: &Failures) -> TokenStream {
    let mut cases: Vec<&Case> = failures.cases.iter().collect();
    cases.sort_by_key(|case| case.when);
    let (others, listed): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| case.when == When::Others);
    let refused = quote!(let refused = decode::Refused::of(error)?;);
    match (listed.as_slice(), others.first()) {
        ([], None) => quote!(None),
        ([], Some(only)) if only.holds == Held::Nothing => {
            let variant = ident(&only.rust);
            quote!(decode::Refused::of(error).map(|_| Self::#variant))
        }
        ([], Some(only)) => {
            let read = read(api, only);
            quote!(#refused #read)
        }
        (listed, others) => {
            let others = others.map_or_else(|| quote!(None), |case| read(api, case));
            let listed = listed.iter().map(|case| arm(api, case));
            quote!(#refused match refused.status() { #(#listed)* _ => #others })
        }
    }
}

fn arm(api: &Api, case: &Case) -> TokenStream {
    let read = read(api, case);
    let pattern = match case.when {
        When::Status(status) => {
            let status = crate::emit::tokens::Literal::u16_unsuffixed(status);
            quote!(#status)
        }
        // A range would overlap with the statuses before it, which clippy takes for a slip.
        When::Class(class) => {
            let class = crate::emit::tokens::Literal::u16_unsuffixed(class);
            quote!(status if status / 100 == #class)
        }
        When::Others => quote!(_),
    };
    quote!(#pattern => #read,)
}

fn read(api: &Api, case: &Case) -> TokenStream {
    let variant = ident(&case.rust);
    match &case.holds {
        Held::Nothing => quote!(Some(Self::#variant)),
        Held::Json(ty) if is_plain(ty) => quote!(refused.json().map(Self::#variant)),
        Held::Json(ty) => {
            let by = by(api, ty);
            quote!(refused.json::<#by>().map(|by| Self::#variant(by.0)))
        }
        Held::Bytes => quote!(Some(Self::#variant(refused.bytes()))),
        Held::Text => quote!(refused.text().map(Self::#variant)),
    }
}
