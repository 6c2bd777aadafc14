//! Tokens to text.

use proc_macro2::TokenStream;

/// The file of these items, below a header line.
///
/// The tokens are ours and always parse (every emitter's tests print); were they not to, they are written as they are
/// and the compiler says where.
pub(super) fn print(header: &str, items: &TokenStream) -> String {
    let text = match syn::parse2::<syn::File>(items.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => items.to_string(),
    };
    format!("{header}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn items_are_printed_below_the_header() {
        let items = quote!(#![doc = " A."] #[doc = " B."] pub struct C;);
        assert_eq!(print("// header", &items), "// header\n//! A.\n/// B.\npub struct C;\n");
    }
}
