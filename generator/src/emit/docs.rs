//! Documentation attributes. The texts are safe already: the checker made them so.

use crate::emit::tokens::{TokenStream, quote};

use super::bounds_text;
use crate::api::{Doc, Field};

/// Lines of documentation of what follows.
pub(super) fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> TokenStream {
    row(false, lines)
}

/// The same for the module that they stand in.
pub(super) fn inner_lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> TokenStream {
    row(true, lines)
}

/// One token for each: a single one with line breaks would print as a block comment.
fn row<T: AsRef<str>>(inner: bool, lines: impl IntoIterator<Item = T>) -> TokenStream {
    let mut tokens = TokenStream::new();
    for line in lines {
        match line.as_ref() {
            "" => tokens.push_doc(inner, ""),
            // `/// text` has a space that belongs to the text.
            line => tokens.push_doc(inner, format!(" {line}")),
        }
    }
    tokens
}

/// The text of a doc, or `otherwise`, with the link to its source.
pub(super) fn text(doc: &Doc, otherwise: &str) -> Vec<String> {
    let mut lines = doc.lines.clone();
    if lines.iter().all(|line| line.trim().is_empty()) {
        lines = vec![otherwise.to_owned()];
    }
    add_source(&mut lines, doc);
    lines
}

/// As [`text`], below a first line of our own.
pub(super) fn text_below(first: &str, doc: &Doc) -> Vec<String> {
    let mut lines = vec![first.to_owned()];
    if doc.lines.iter().any(|line| !line.trim().is_empty()) {
        lines.push(String::new());
        lines.extend(doc.lines.iter().cloned());
    }
    add_source(&mut lines, doc);
    lines
}

fn add_source(lines: &mut Vec<String>, doc: &Doc) {
    if let Some(source) = &doc.source {
        lines.push(String::new());
        lines.push(format!("[Vendor's documentation](<{source}>)"));
    }
}

/// Documentation and deprecation of a field, or of what sets it: with the bounds of its type.
pub(super) fn field(field: &Field, otherwise: &str) -> TokenStream {
    let docs = lines(field_text(field, otherwise));
    let deprecated = deprecated(&field.doc);
    quote!(#docs #deprecated)
}

/// The text of it.
pub(super) fn field_text(field: &Field, otherwise: &str) -> Vec<String> {
    let mut lines = text(&field.doc, otherwise);
    bounds_text::add(&mut lines, &field.ty);
    lines
}

/// Documentation and deprecation of an item.
pub(super) fn attributes(doc: &Doc, otherwise: &str) -> TokenStream {
    let docs = lines(text(doc, otherwise));
    let deprecated = deprecated(doc);
    quote!(#docs #deprecated)
}

/// `#[deprecated]`, if it is.
pub(super) fn deprecated(doc: &Doc) -> TokenStream {
    match doc.deprecated.as_deref() {
        None => TokenStream::new(),
        Some("") => quote!(#[deprecated]),
        Some(note) => quote!(#[deprecated(note = #note)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(lines: &[&str], source: Option<&str>, deprecated: Option<&str>) -> Doc {
        Doc {
            lines: lines.iter().map(|&line| line.to_owned()).collect(),
            source: source.map(str::to_owned),
            deprecated: deprecated.map(str::to_owned),
        }
    }

    #[test]
    fn what_has_no_doc_gets_one() {
        assert_eq!(text(&doc(&[], None, None), "Field `a`."), ["Field `a`."]);
        assert_eq!(text(&doc(&["", "  "], None, None), "Field `a`."), ["Field `a`."]);
        assert_eq!(text(&doc(&["An id."], None, None), "Field `a`."), ["An id."]);
    }

    #[test]
    fn the_source_is_linked() {
        let doc = doc(&["One."], Some("https://vendor.example/a(b)"), None);
        assert_eq!(text(&doc, ""), ["One.", "", "[Vendor's documentation](<https://vendor.example/a(b)>)"]);
        assert_eq!(text_below("First.", &doc).len(), 5);
    }

    #[test]
    fn deprecation_carries_its_note() {
        let old = attributes(&doc(&["Old."], None, Some("use `new`")), "").to_string();
        assert_eq!(old, quote!(#[doc = " Old."] #[deprecated(note = "use `new`")]).to_string());
        let bare = attributes(&doc(&["Old."], None, Some("")), "").to_string();
        assert_eq!(bare, quote!(#[doc = " Old."] #[deprecated]).to_string());
    }
}
