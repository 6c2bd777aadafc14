//! Formats of dates and times as marker types, for the runtime's codecs.

use crate::emit::tokens::{TokenStream, quote};
use chrono::format::{Item, StrftimeItems};

use super::docs;
use super::groups::{self, Features, Groups};
use super::ident::ident;
use super::tree::Module;
use super::uses;
use crate::api::{Api, FormatId};

/// The module; `None` when all formats are standard ones.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    let formats = uses::formats(api);
    let formats: Vec<(&FormatId, Features)> =
        formats.into_iter().map(|format| (format, groups.features(&groups.of_format(format)))).collect();
    let features = groups::any_of(formats.iter().map(|(_, features)| features));
    (!formats.is_empty()).then(|| {
        Module::new("formats", "Formats of dates and times.", move || {
            formats.iter().map(|(one, features)| format(one, features)).collect()
        })
        .with_features(features)
    })
}

fn format(format: &FormatId, features: &[String]) -> TokenStream {
    let feature = groups::attribute(features);
    let (name, text) = (ident(&format.rust), &format.format);
    let docs = docs::lines([format!("`{}`", text.replace('`', "'"))]);
    let items = items(text).unwrap_or_default();
    quote! {
        #docs
        #feature
        pub(super) struct #name;
        #feature
        impl codec::Format for #name {
            const FORMAT: &'static str = #text;
            const ITEMS: &'static [chrono::format::Item<'static>] = &[#(#items),*];
        }
    }
}

/// The format taken apart, so that it is not taken apart again for every value. `None` for what chrono knows but has
/// no name for, such as `%3f`.
fn items(format: &str) -> Option<Vec<TokenStream>> {
    StrftimeItems::new(format).map(|item| item_expression(&item)).collect()
}

fn item_expression(item: &Item<'_>) -> Option<TokenStream> {
    let named = |shown: String| shown.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| ident(&shown));
    Some(match item {
        Item::Literal(text) => quote!(chrono::format::Item::Literal(#text)),
        Item::Space(text) => quote!(chrono::format::Item::Space(#text)),
        Item::Numeric(numeric, pad) => {
            let (numeric, pad) = (named(format!("{numeric:?}"))?, named(format!("{pad:?}"))?);
            quote!(chrono::format::Item::Numeric(chrono::format::Numeric::#numeric, chrono::format::Pad::#pad))
        }
        Item::Fixed(fixed) => {
            let fixed = named(format!("{fixed:?}"))?;
            quote!(chrono::format::Item::Fixed(chrono::format::Fixed::#fixed))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_taken_apart() {
        let shown = |format| items(format).map(|items| quote!(#(#items)*).to_string().replace(' ', ""));
        let expected = "chrono::format::Item::Numeric(chrono::format::Numeric::Day,chrono::format::Pad::Zero)\
                        chrono::format::Item::Literal(\".\")\
                        chrono::format::Item::Fixed(chrono::format::Fixed::TimezoneOffset)";
        assert_eq!(shown("%d.%z").as_deref(), Some(expected));
        assert_eq!(shown("%3f"), None);
        assert_eq!(shown("%Q"), None);
    }
}
