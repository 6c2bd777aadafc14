//! What a scheme adds to an attempt, as statements.

use crate::emit::tokens::{TokenStream, quote};

use super::expression::Inside;
use super::scheme::Plan;
use super::template::{self, Sent};
use crate::api::{Placement, Slot, TemplatePart};

impl Plan<'_> {
    /// A statement for each placement, and one for the hook, which comes last.
    pub(super) fn sends(&self) -> Vec<TokenStream> {
        let placements = self.scheme.send.iter().enumerate();
        placements.filter_map(|(index, placement)| self.send(index, placement)).chain(self.sign()).collect()
    }

    /// `None`: it belongs to the placement before it.
    fn send(&self, index: usize, placement: &Placement) -> Option<TokenStream> {
        let attempt = &self.names.attempt;
        let Sent { condition, value } = template::sent(&self.scope(Inside::Send), &placement.template);
        let value = value.text_argument();
        let statement = match &placement.slot {
            Slot::Header(name) => quote!(#attempt.set_header(#name, #value)?;),
            Slot::Query(name) => quote!(#attempt.set_query(#name, #value);),
            Slot::Cookie(name) => quote!(#attempt.set_cookie(#name, #value)?;),
            Slot::Bearer => quote!(#attempt.set_bearer(#value)?;),
            Slot::Form(name) => quote!(#attempt.set_form(#name, #value)?;),
            Slot::Field(path) => quote!(#attempt.set_field(&[#(#path),*], #value)?;),
            Slot::JsonField(path) => match fixed_text(placement) {
                Some(json) => quote!(#attempt.set_json_field(&[#(#path),*], #json)?;),
                None => quote!(#attempt.set_number_field(&[#(#path),*], #value)?;),
            },
            Slot::Path(name) => quote!(#attempt.set_path(#name, #value)?;),
            Slot::BasicUser => {
                let password = self.scheme.send.get(index + 1)?;
                let method = match password.slot {
                    Slot::BasicPassword { latin1: false } => quote!(set_basic),
                    Slot::BasicPassword { latin1: true } => quote!(set_basic_latin1),
                    _ => return None,
                };
                let password = template::expression(&self.scope(Inside::Send), &password.template);
                let password = password.text_argument();
                quote!(#attempt.#method(#value, #password)?;)
            }
            Slot::BasicPassword { .. } => return None,
        };
        Some(match condition {
            None => statement,
            Some(condition) => quote!(if #condition { #statement }),
        })
    }

    fn sign(&self) -> Option<TokenStream> {
        let hook = self.scheme.hook.as_ref()?;
        let (auth, attempt, wire) = (&self.names.auth, &self.names.attempt, &hook.wire);
        let field = crate::emit::builder::hook_name(hook);
        Some(quote!(#attempt.sign_with(#wire, #auth.#field.as_deref())?;))
    }
}

/// The text of a template without holes.
fn fixed_text(placement: &Placement) -> Option<String> {
    let text = |part: &TemplatePart| match part {
        TemplatePart::Text(text) => Some(text.clone()),
        TemplatePart::Hole(_) | TemplatePart::Optional(_) => None,
    };
    placement.template.parts.iter().map(text).collect()
}
