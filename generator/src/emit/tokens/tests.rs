//! What a compiler's stream holds, as ours: that the macro here writes what the one that it is named after does.

use std::fmt::Write;

use proc_macro2::{Delimiter, Group, Spacing, TokenTree};

use super::{Class, TokenStream, format_ident};

/// Those of two and three characters, and what begins such of three.
const OPERATORS: [&str; 23] = [
    "::", "->", "=>", "..", "..=", "...", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=",
    "/=", "%=", "|=", "&=", "^=", "<-",
];

impl TokenStream {
    /// The tokens of a compiler's stream.
    pub(in crate::emit) fn of(stream: proc_macro2::TokenStream) -> Self {
        let mut tokens = Self::new();
        tokens.add_stream(stream);
        tokens
    }

    fn add_stream(&mut self, stream: proc_macro2::TokenStream) {
        // Where an operator of several characters, or a lifetime, has begun.
        let mut joint: Option<usize> = None;
        for token in stream {
            if let (Some(start), TokenTree::Punct(punct)) = (joint, &token)
                && !goes_on(self.text.get(start..).unwrap_or_default(), punct.as_char())
            {
                self.end_of(start);
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
                        self.end_of(start);
                    }
                }
                TokenTree::Ident(name) => {
                    _ = write!(self.text, "{name}");
                    self.end_of(start);
                }
                TokenTree::Literal(literal) => {
                    _ = write!(self.text, "{literal}");
                    self.end_of(start);
                }
            }
        }
    }

    fn end_of(&mut self, start: usize) {
        let token = self.text.get(start..).unwrap_or_default();
        self.end(token.len(), Class::of(token));
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.add_stream(group.stream()),
        };
        let inside = group.stream();
        if open != "[" || !self.doc(&inside) {
            self.push(open, Class::Open);
            self.add_stream(inside);
            self.push(close, Class::Close);
        }
    }

    /// `#[doc = "…"]` as a comment.
    fn doc(&mut self, attribute: &proc_macro2::TokenStream) -> bool {
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
            self.marks.pop();
        }
        self.push(&format!("//{}{line}", if inner { '!' } else { '/' }), Class::Doc);
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

/// Both macros, of the same code.
macro_rules! same {
    ($($code:tt)*) => {{
        let ours = super::quote!($($code)*);
        assert_eq!(ours, TokenStream::of(quote::quote!($($code)*).to_string().parse().unwrap()));
        ours
    }};
}

#[test]
fn plain_code_is_the_same() {
    same! {
        /// A `struct`.
        #[derive(Clone)]
        pub struct A<'de, T: ?Sized + B<Vec<Vec<u8>>>> where T: 'de { pub a: &'static mut [u8; 4] }
        impl<'de> A<'de> {
            fn f(&mut self) -> Result<(), ()> { if a && !b || c <= 1..=2 { x += -1.5e3; } match 'x' { _ => r#"y"# } }
        }
        let f = async move |a, _| -> u8 { a::<u8>().b?[..] >> 1 };
        #![doc(hidden)]
    };
    assert!(super::quote!().is_empty());
}

#[test]
fn names_stand_for_their_tokens() {
    let (text, name, flag) = ("a \"b\" \\ \0 \u{7f}é\n", format_ident!("r{}", 1), true);
    let (own, none) = (super::quote!(a::b<C>), None::<&str>);
    let shown = super::quote!(#name: #own = (#text, #flag, [#none]) #name);
    assert_eq!(shown.to_string(), r#"r1 : a :: b < C > = ( "a \"b\" \\ \0 \u{7f}é\n" , true , [ ] ) r1"#);
    for character in ['a', '\'', '"', '\n', 'é', '\u{301}'] {
        assert_eq!(super::quote!(#character), TokenStream::of(quote::quote!(#character)));
    }
    let doc = " of \"it\"";
    assert_eq!(
        super::quote!(#![doc = #doc] #[doc = #doc] /// More.
        a)
        .to_string(),
        "//! of \"it\" /// of \"it\" /// More. a"
    );
    assert_eq!(super::quote!(#![doc = " A."] #[doc = r" B."] a).to_string(), "//! A. /// B. a");
    let lines = "a\nb";
    assert_eq!(super::quote!(#[doc = #lines] a).to_string(), r#"# [ doc = "a\nb" ] a"#);
}

#[test]
fn lists_take_turns() {
    let (names, numbers) = (vec!["a", "b", "c"], [true, false]);
    let nested = [vec!["x", "y"], Vec::new()];
    let deref = format_ident!("z");
    let shown = super::quote!(f(#(#names),*) #([#names]: #numbers,)* #({ #(#nested)|* })* *#deref);
    assert_eq!(
        shown.to_string(),
        r#"f ( "a" , "b" , "c" ) [ "a" ] : true , [ "b" ] : false , { "x" | "y" } { } * z"#
    );
    let walked = names.iter().map(|name| super::quote!(#name;));
    assert_eq!(super::quote!(#(#walked)* #(#names)&&*).to_string(), r#""a" ; "b" ; "c" ; "a" && "b" && "c""#);
}
