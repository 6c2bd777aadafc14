//! Code in the making: its tokens in one row, as one text, and the length and class of each.
//!
//! [`quote!`] writes them as the macro of the crate of that name does, and takes the same marks. Streams of that crate hold a
//! box for each token and a tree of groups, to be read by a compiler. Nobody reads ours but the printer: making them, and
//! laying them in a row for it, took three tenths of the instructions of an import and a generation.

mod class;
mod each;
mod literal;
mod macros;
#[cfg(test)]
mod tests;

use std::fmt;

pub(in crate::emit) use class::Class;
pub(in crate::emit) use each::{Each, EachOf};
pub(in crate::emit) use literal::Literal;
pub(in crate::emit) use macros::{format_ident, quote};
// What these two are made of, and a module that uses them names.
pub(in crate::emit) use macros::{
    each_name, each_part, name_in, write_all, write_each, write_one, write_part, write_repeated,
};

/// A row of tokens, delimiters included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::emit) struct TokenStream {
    text: String,
    marks: Vec<Mark>,
}

/// What is kept of a token beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    length: u32,
    class: Class,
}

impl TokenStream {
    /// None.
    pub(in crate::emit) fn new() -> Self {
        Self::default()
    }

    /// None, with room for so many characters of code, and for some more: most have parts that are not known yet.
    pub(in crate::emit) fn with_room(length: usize) -> Self {
        let length = length + 64;
        Self { text: String::with_capacity(length), marks: Vec::with_capacity(length / 4) }
    }

    /// Whether there is none.
    pub(in crate::emit) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// How many there are.
    pub(in crate::emit) fn len(&self) -> usize {
        self.marks.len()
    }

    /// One by one.
    pub(in crate::emit) fn iter(&self) -> impl Iterator<Item = &str> {
        self.classed().map(|(token, _)| token)
    }

    /// One by one, with what they are.
    pub(in crate::emit) fn classed(&self) -> impl Iterator<Item = (&str, Class)> {
        let mut rest = self.text.as_str();
        self.marks.iter().map_while(move |mark| {
            let (token, after) = rest.split_at_checked(mark.length as usize)?;
            rest = after;
            Some((token, mark.class))
        })
    }

    /// First segments of paths: words before `::` that no `::` precedes.
    pub(in crate::emit) fn heads_of_paths(&self) -> impl Iterator<Item = &str> {
        let (mut end, mut behind_path, mut word) = (0, false, None);
        self.marks.iter().filter_map(move |mark| {
            let start = end;
            end += mark.length as usize;
            if mark.class == Class::Path {
                behind_path = true;
                return self.text.get(word.take()?);
            }
            word = (!behind_path && matches!(mark.class, Class::Word | Class::Keyword)).then_some(start..end);
            behind_path = false;
            None
        })
    }

    /// Whether one of them is this.
    pub(in crate::emit) fn has(&self, wanted: &str) -> bool {
        self.iter().any(|token| token == wanted)
    }

    /// Adds one. It is called in thousands of places.
    #[inline(never)]
    pub(in crate::emit) fn push(&mut self, token: &str, class: Class) {
        self.text.push_str(token);
        self.end(token.len(), class);
    }

    /// Adds what comes behind.
    pub(in crate::emit) fn add(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.marks.extend_from_slice(&other.marks);
    }

    /// Adds `{ inside }`.
    pub(in crate::emit) fn add_braced(&mut self, inside: &Self) {
        self.push("{", Class::Open);
        self.add(inside);
        self.push("}", Class::Close);
    }

    /// Adds a line of documentation: of what follows, or of what it stands in.
    pub(in crate::emit) fn push_doc(&mut self, inner: bool, line: impl AsRef<str>) {
        let (line, mark) = (line.as_ref(), if inner { "//!" } else { "///" });
        if !line.contains(['\n', '\r']) {
            self.text.push_str(mark);
            self.text.push_str(line);
            return self.end(mark.len() + line.len(), Class::Doc);
        }
        self.push("#", Class::Operator);
        if inner {
            self.push("!", Class::Operator);
        }
        self.add(&quote!([doc = #line]));
    }

    /// Adds a literal that `write` writes.
    fn push_literal(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.end(self.text.len() - start, Class::Literal);
    }

    fn end(&mut self, length: usize, class: Class) {
        self.marks.push(Mark { length: u32::try_from(length).unwrap_or(u32::MAX), class });
    }
}

/// With a blank between any two.
impl fmt::Display for TokenStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, token) in self.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(token)?;
        }
        Ok(())
    }
}

impl<T: ToTokens> Extend<T> for TokenStream {
    fn extend<I: IntoIterator<Item = T>>(&mut self, parts: I) {
        parts.into_iter().for_each(|part| part.to_tokens(self));
    }
}

impl<T: ToTokens> FromIterator<T> for TokenStream {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        let mut tokens = Self::new();
        tokens.extend(parts);
        tokens
    }
}

/// An identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) struct Ident(Box<str>);

impl Ident {
    /// That of a name which is one.
    pub(in crate::emit) fn new(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<T: AsRef<str> + ?Sized> PartialEq<T> for Ident {
    fn eq(&self, other: &T) -> bool {
        *self.0 == *other.as_ref()
    }
}

/// What can stand behind `#` in [`quote!`].
pub(in crate::emit) trait ToTokens {
    /// Adds its tokens.
    fn to_tokens(&self, tokens: &mut TokenStream);
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.add(self);
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(&self.0, Class::of(&self.0));
    }
}

impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_literal(|out| literal::write_text(self, out));
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

impl ToTokens for char {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push_literal(|out| literal::write_character(*self, out));
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(if *self { "true" } else { "false" }, Class::Word);
    }
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        (**self).to_tokens(tokens);
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(some) = self {
            some.to_tokens(tokens);
        }
    }
}
