//! The API's error: around the runtime's, with the declared codes and causes.

use crate::emit::tokens::{TokenStream, quote};

use super::docs;
use super::ident::{ident, mended};
use super::tree::Module;
use crate::api::{Api, Cause, ErrorCode};

/// Methods of the runtime's error, which ours dereferences to, and of ours: no envelope's accessor may hide them.
const TAKEN: [&str; 24] = [
    "attempts",
    "body",
    "cause",
    "clone",
    "code",
    "code_text",
    "decoded",
    "detail",
    "endpoint",
    "from",
    "into",
    "is_timeout",
    "json_path",
    "kind",
    "message",
    "new",
    "own",
    "request_id",
    "retry_after",
    "source",
    "status",
    "to_string",
    "violations",
    "value",
];

/// The module of the error.
pub(super) fn module(api: &Api) -> Module<'_> {
    Module::new("error", "What can go wrong.", || {
        let (error, code, cause) = (error(api), code(api), cause(api));
        quote!(#error #code #cause)
    })
}

/// Its public names.
pub(super) fn public_names(api: &Api) -> Vec<&'static str> {
    let mut names = vec!["Error"];
    if !api.errors.is_empty() {
        names.insert(0, "Code");
    }
    if has_causes(api) {
        names.insert(0, "Cause");
    }
    names
}

fn has_causes(api: &Api) -> bool {
    api.errors.iter().any(|error| !error.causes.is_empty())
}

fn error(api: &Api) -> TokenStream {
    let code = (!api.errors.is_empty()).then(|| {
        quote! {
            /// The API's error code, if the answer had one.
            pub fn code(&self) -> Option<Code> { self.0.code_text().map(Code::from_wire) }
        }
    });
    let cause = has_causes(api).then(|| {
        quote! {
            /// Which of the causes that share its code it is, told by its text.
            pub fn cause(&self) -> Option<Cause> { Cause::of(&self.0) }
        }
    });
    let envelopes = envelope_accessors(api);
    let impl_block = (code.is_some() || cause.is_some() || !envelopes.is_empty())
        .then(|| quote!(impl Error { #code #cause #(#envelopes)* }));
    let docs = docs::lines([format!("An error of a call to {}.", api.title)]);
    quote! {
        #docs
        ///
        /// It dereferences to the runtime's error, which says what kind it is and what is known about it.
        #[derive(Debug)]
        pub struct Error(runtime::Error);
        #impl_block
        impl std::ops::Deref for Error {
            type Target = runtime::Error;
            fn deref(&self) -> &Self::Target { &self.0 }
        }
        impl From<runtime::Error> for Error {
            fn from(error: runtime::Error) -> Self { Self(error) }
        }
        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(&self.0, f) }
        }
        impl std::error::Error for Error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { std::error::Error::source(&self.0) }
        }
    }
}

/// One method per envelope with fields of its own.
fn envelope_accessors(api: &Api) -> Vec<TokenStream> {
    let accessor = |envelope: &crate::api::Envelope| {
        let own = ident(&api.get(envelope.own?).rust);
        let method = mended(&envelope.rust.to_lowercase(), &TAKEN);
        let docs =
            docs::lines([format!("The fields of the envelope `{}` in the failed answer.", envelope.name)]);
        Some(quote! {
            #docs
            pub fn #method(&self) -> Option<types::#own> { decode::own(&self.0) }
        })
    };
    api.envelopes.iter().filter_map(accessor).collect()
}

fn code(api: &Api) -> TokenStream {
    if api.errors.is_empty() {
        return TokenStream::new();
    }
    let variants = api.errors.iter().map(|error| {
        let docs = docs::attributes(&error.doc, &format!("Code `{}`.", error.wire));
        let name = ident(&error.rust);
        quote!(#docs #name)
    });
    let to = api.errors.iter().map(|error| {
        let (name, wire) = (ident(&error.rust), &error.wire);
        quote!(Self::#name => #wire)
    });
    let from = api.errors.iter().map(|error| {
        let (name, wire) = (ident(&error.rust), &error.wire);
        quote!(#wire => Self::#name)
    });
    quote! {
        /// An error code.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            #(#variants,)*
            /// A code that is not listed, as it came.
            Unlisted(String),
        }
        impl Code {
            /// As it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self { #(#to,)* Self::Unlisted(text) => text }
            }
            /// The code for a text from the wire.
            pub fn from_wire(text: &str) -> Self {
                match text { #(#from,)* _ => Self::Unlisted(text.to_owned()) }
            }
        }
        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
    }
}

fn cause(api: &Api) -> TokenStream {
    if !has_causes(api) {
        return TokenStream::new();
    }
    let causes = api.errors.iter().flat_map(|error| error.causes.iter().map(move |cause| (error, cause)));
    let variants = causes.clone().map(|(error, cause)| {
        let docs = docs::attributes(&cause.doc, &format!("A cause of code `{}`.", error.wire));
        let name = ident(&cause.rust);
        quote!(#docs #name)
    });
    let patterns = causes.map(|(error, cause)| pattern(error, cause));
    quote! {
        /// A cause that shares its code with others.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause { #(#variants,)* }
        impl Cause {
            fn of(error: &runtime::Error) -> Option<Self> {
                let code = error.code_text()?;
                let texts = [error.message(), error.detail()];
                PATTERNS
                    .iter()
                    .find(|(of, pieces, _)| {
                        *of == code && texts.iter().flatten().any(|text| wire::matches(text, pieces))
                    })
                    .map(|(_, _, cause)| *cause)
            }
        }
        /// Code, the pieces of a text between which anything may stand, and the cause.
        static PATTERNS: &[(&str, &[&str], Cause)] = &[#(#patterns),*];
    }
}

fn pattern(error: &ErrorCode, cause: &Cause) -> TokenStream {
    let (wire, pieces, name) = (&error.wire, &cause.pattern, ident(&cause.rust));
    quote!((#wire, &[#(#pieces),*], Cause::#name))
}
