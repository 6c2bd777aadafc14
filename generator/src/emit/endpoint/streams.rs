//! The methods that make streams of a call.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::Plan;
use crate::api::Advance;
use crate::emit::docs;
use crate::emit::ident::ident;

/// `pages` and `items`, which take the user's code where the style has a hook.
pub(super) fn methods(plan: &Plan<'_>) -> Option<TokenStream> {
    let pagination = plan.endpoint.pagination.as_ref()?;
    let (argument, with_hook, note) = match &pagination.advance {
        Advance::Hook { name, .. } => {
            let hook = ident(name);
            let note = format!(" `{hook}` finds the next page.");
            (quote!(, #hook: impl runtime::NextPage), quote!(.with_next_page(#hook)), note)
        }
        _ => (TokenStream::new(), TokenStream::new(), String::new()),
    };
    let pages = docs::lines([format!("All pages from here on, as a stream.{note}")]);
    let items = docs::lines([format!("All items from here on, as a stream.{note}")]);
    Some(quote! {
        #pages
        #[inline]
        pub fn pages(self #argument) -> runtime::Pages<Self> { paging::pages(self) #with_hook }
        #items
        #[inline]
        pub fn items(self #argument) -> runtime::Items<Self> { paging::items(self) #with_hook }
    })
}
