//! Formats of dates and times as marker types, for the runtime's codecs.

use quote::quote;

use super::docs;
use super::ident::ident;
use super::tree::Module;
use super::uses;
use crate::api::Api;

/// The module; `None` when all formats are standard ones.
pub(super) fn module(api: &Api) -> Option<Module> {
    let formats = uses::formats(api);
    let items = formats.iter().map(|format| {
        let (name, text) = (ident(&format.rust), &format.format);
        let docs = docs::lines([format!("`{}`", text.replace('`', "'"))]);
        quote! {
            #docs
            pub(super) struct #name;
            impl codec::Format for #name {
                const FORMAT: &'static str = #text;
            }
        }
    });
    let module = Module::new("formats", "Formats of dates and times.", quote!(#(#items)*));
    (!formats.is_empty()).then_some(module)
}
