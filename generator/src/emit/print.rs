//! Tokens to text.

use proc_macro2::TokenStream;
use syn::{File, Item};

/// The file of these items, below a header line.
///
/// The tokens are ours and always parse (every emitter's tests print); were they not to, the file says so to the
/// compiler.
pub(super) fn print(header: &str, items: TokenStream) -> String {
    let text = match syn::parse2::<File>(items) {
        Ok(file) => print_file(file),
        Err(error) => error.to_compile_error().to_string(),
    };
    format!("{header}\n{text}")
}

/// The printer sets no blank lines: they come between items, but for those of one line that follow their like.
fn print_file(mut file: File) -> String {
    let items = std::mem::take(&mut file.items);
    let mut text = prettyplease::unparse(&file);
    let mut before = None;
    for item in items {
        let kind = one_line(&item);
        if !text.is_empty() && (kind.is_none() || kind != before) {
            text.push('\n');
        }
        before = kind;
        text.push_str(&prettyplease::unparse(&File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        }));
    }
    spaced(&text)
}

/// What kind of one-line item it is, if it is one.
fn one_line(item: &Item) -> Option<&'static str> {
    match item {
        Item::Use(item) if matches!(item.vis, syn::Visibility::Public(_)) => Some("pub use"),
        Item::Use(_) => Some("use"),
        Item::Mod(item) if item.content.is_none() => Some("mod"),
        _ => None,
    }
}

/// How what follows a member starts, where that is a member too.
const MEMBERS: [&str; 7] = ["///", "#[", "pub fn ", "pub const fn ", "pub(", "fn ", "mod "];

/// A blank line between the members of an impl or of a nested module.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut closed: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if indent > 0 && closed == Some(indent) && MEMBERS.iter().any(|start| content.starts_with(start)) {
            spaced.push('\n');
        }
        closed = matches!(content, "}" | "};").then_some(indent);
        spaced.push_str(line);
        spaced.push('\n');
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn items_are_printed_below_the_header() {
        let items = quote!(#![doc = " A."] #[doc = " B."] pub struct C;);
        assert_eq!(print("// header", items), "// header\n//! A.\n\n/// B.\npub struct C;\n");
    }

    #[test]
    fn blank_lines_stand_between_items_and_members() {
        let items = quote!(
            use a::b;
            use a::c;
            impl A {
                fn x() { if y { z(); } w(); }
                /// Next.
                fn n() {}
                fn o() {}
            }
            fn p() {}
        );
        let expected = "\
// header
use a::b;
use a::c;

impl A {
    fn x() {
        if y {
            z();
        }
        w();
    }

    /// Next.
    fn n() {}
    fn o() {}
}

fn p() {}
";
        assert_eq!(print("// header", items), expected);
    }
}
