//! The tokens of streams in one row, delimiters included: what is looked through and printed. Streams that hold each
//! other would be copied by whoever looks into them.

use std::fmt::Write;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Those of two and three characters, and what begins such of three.
const OPERATORS: [&str; 23] = [
    "::", "->", "=>", "..", "..=", "...", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=",
    "/=", "%=", "|=", "&=", "^=", "<-",
];

/// One text, and the lengths of its tokens.
#[derive(Default)]
pub(in crate::emit) struct Raw {
    text: String,
    lengths: Vec<u32>,
}

impl Raw {
    /// The tokens of a stream.
    pub(in crate::emit) fn of(stream: TokenStream) -> Self {
        let mut raw = Self::default();
        raw.add(stream);
        raw
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// One by one.
    pub(in crate::emit) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.text.as_str();
        self.lengths.iter().map_while(move |length| {
            let (token, after) = rest.split_at_checked(*length as usize)?;
            rest = after;
            Some(token)
        })
    }

    /// Adds what comes behind.
    pub(in crate::emit) fn extend(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.lengths.extend_from_slice(&other.lengths);
    }

    /// Adds `{ inside }`.
    pub(in crate::emit) fn add_braced(&mut self, inside: &Self) {
        self.push("{");
        self.extend(inside);
        self.push("}");
    }

    /// Adds the tokens of a stream.
    pub(in crate::emit) fn add(&mut self, stream: TokenStream) {
        // Where an operator of several characters, or a lifetime, has begun.
        let mut joint: Option<usize> = None;
        for token in stream {
            if let (Some(start), TokenTree::Punct(punct)) = (joint, &token)
                && !goes_on(self.text.get(start..).unwrap_or_default(), punct.as_char())
            {
                self.end(start);
                joint = None;
            }
            let start = joint.take().unwrap_or(self.text.len());
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    if punct.spacing() == Spacing::Joint {
                        joint = Some(start);
                    } else {
                        self.end(start);
                    }
                }
                TokenTree::Ident(name) => {
                    _ = write!(self.text, "{name}");
                    self.end(start);
                }
                TokenTree::Literal(literal) => {
                    _ = write!(self.text, "{literal}");
                    self.end(start);
                }
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.add(group.stream()),
        };
        let inside = group.stream();
        if open != "[" || !self.doc(&inside) {
            self.push(open);
            self.add(inside);
            self.push(close);
        }
    }

    fn push(&mut self, token: &str) {
        let start = self.text.len();
        self.text.push_str(token);
        self.end(start);
    }

    fn end(&mut self, start: usize) {
        self.lengths.push(u32::try_from(self.text.len() - start).unwrap_or(u32::MAX));
    }

    /// `#[doc = "…"]` as a comment.
    fn doc(&mut self, attribute: &TokenStream) -> bool {
        let mut tokens = attribute.clone().into_iter();
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(_)), Some(TokenTree::Literal(text)), None) =
            (tokens.next(), tokens.next(), tokens.next(), tokens.next())
        else {
            return false;
        };
        let inner = self.text.ends_with("#!");
        if name != "doc" {
            return false;
        }
        let Some(line) = content(&text.to_string()) else { return false };
        for _ in 0..=usize::from(inner) {
            self.text.pop();
            self.lengths.pop();
        }
        self.push(&format!("//{}{line}", if inner { '!' } else { '/' }));
        true
    }
}

/// Whether the character belongs to the operator that has begun.
fn goes_on(operator: &str, next: char) -> bool {
    OPERATORS.iter().any(|known| known.strip_prefix(operator).is_some_and(|rest| rest.starts_with(next)))
}

/// What a literal of a string says, if it is one line.
fn content(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let marks = raw.len() - raw.trim_start_matches('#').len();
        let quoted = raw.get(marks..raw.len().checked_sub(marks)?)?;
        let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
        return (!text.contains('\n')).then(|| text.to_owned());
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(rest.len());
    while let Some((plain, escaped)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut characters = escaped.chars();
        match characters.next()? {
            same @ ('"' | '\\' | '\'') => text.push(same),
            't' => text.push('\t'),
            '0' => text.push('\0'),
            'u' => {
                let (code, after) = characters.as_str().strip_prefix('{')?.split_once('}')?;
                text.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                characters = after.chars();
            }
            _ => return None,
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn a_literal_says_what_stands_between_its_quotes() {
        for (literal, says) in [
            (r#""plain""#, Some("plain")),
            (r#""a \"quote\" and \\""#, Some(r#"a "quote" and \"#)),
            (r#""\u{e9}""#, Some("é")),
            (r#""two\nlines""#, None),
            (r#"r"raw""#, Some("raw")),
            ("r#\"say \"x\"\"#", Some(r#"say "x""#)),
            (r###"r##"#a "# b"##"###, Some(r##"#a "# b"##)),
            ("r\"two\nlines\"", None),
            ("r\"", None),
        ] {
            assert_eq!(content(literal).as_deref(), says, "{literal}");
        }
    }
}
