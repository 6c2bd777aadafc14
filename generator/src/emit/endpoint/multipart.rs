//! How a call becomes the parts of a multipart body.

use crate::emit::tokens::{TokenStream, quote};

use super::fields::{At, CallField, Plan};
use crate::api::{Part, PartKind, Type};
use crate::emit::bounds::Holds;
use crate::emit::place::{Place, text};
use crate::emit::struct_wire::encoded;

/// Sets the body.
pub(super) fn body(plan: &Plan<'_>, parts: &[Part]) -> TokenStream {
    let parts = plan.fields.iter().filter_map(|field| match field.at {
        At::Part(index) => Some(part(plan, field, parts.get(index)?)),
        _ => None,
    });
    quote! {
        let mut form = runtime::Multipart::new()?;
        #(#parts)*
        parts.multipart(form);
    }
}

fn part(plan: &Plan<'_>, field: &CallField<'_>, part: &Part) -> TokenStream {
    if field.holds == Holds::Value {
        return each(plan, field, part, &field.place());
    }
    let place = field.place().tokens;
    let add = each(plan, field, part, &Place::borrowed(quote!(value)));
    quote!(if let Some(value) = &#place { #add })
}

/// Of a list, each element is a part.
fn each(plan: &Plan<'_>, field: &CallField<'_>, part: &Part, place: &Place) -> TokenStream {
    if let Type::List(item, _) = &field.field.ty {
        let reference = place.by_reference();
        let add = add(plan, part, item, &Place::borrowed(quote!(item)));
        return quote!(for item in #reference { #add });
    }
    add(plan, part, &field.field.ty, place)
}

fn add(plan: &Plan<'_>, part: &Part, ty: &Type, place: &Place) -> TokenStream {
    let (wire, reference) = (&part.parameter.field.wire, place.by_reference());
    let content_type = match &part.content_type {
        Some(content_type) => quote!(Some(#content_type)),
        None => quote!(None),
    };
    match part.kind {
        PartKind::File => quote!(form.file(#wire, #content_type, #reference)?;),
        PartKind::Text => {
            let text = text(plan.api, ty, place);
            quote!(form.text(#wire, #content_type, #text);)
        }
        PartKind::Json => {
            let value = encoded(plan.api, ty, reference);
            quote!(form.json(#wire, #content_type, #value)?;)
        }
    }
}
