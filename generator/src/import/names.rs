//! Names for what has none that fits: by rule, so that the next import gives the same.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::names;
use crate::yaml;

/// So much of a text goes into a name that would be too long.
const MAX_LENGTH: usize = 80;
/// The longest name that is made, so that there is room for a number or a suffix.
const LONGEST: usize = 100;

/// A snake-case name for any text; symbols are spelt out when nothing else is left.
pub(super) fn snake(text: &str) -> String {
    make(text, names::snake, LONGEST)
}

/// An upper-camel-case name for any text, which stays as it is when it is read again.
pub(super) fn camel(text: &str) -> String {
    // What `snake` made, and a number behind it, is never cut: the call of a numbered endpoint is another one.
    let mut name = make(text, names::upper_camel, LONGEST + 8);
    // `aB` becomes `AB`, which as an acronym would become `Ab`.
    for _ in 0..4 {
        match names::upper_camel(&name).filter(|again| *again != name) {
            Some(again) => name = again,
            None => break,
        }
    }
    name
}

/// The name of a type: one that begins with a digit gets a word before it, for `_400` is also what its module would be called.
pub(super) fn of_type(text: &str) -> String {
    let name = camel(text);
    if name.starts_with('_') { camel(&format!("type{name}")) } else { name }
}

/// The longest key: YAML takes no more than 1,024 characters for one, and some of these are escaped.
const LONGEST_KEY: usize = 500;

/// Whether a text can stand in a spec as it is on the wire, as a key of a map.
pub(super) fn is_key(text: &str) -> bool {
    text.len() <= LONGEST_KEY && is_clean(text)
}

/// The same of a name, which is never blank.
pub(super) fn is_wire_name(text: &str) -> bool {
    is_key(text) && !text.trim().is_empty()
}

/// Whether a spec holds no such character, not even escaped.
pub(super) fn is_odd(character: char) -> bool {
    yaml::is_refused(character) || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text has no such character.
pub(super) fn is_clean(text: &str) -> bool {
    !yaml::has_refused(text) && (text.is_ascii() || !text.contains(is_odd))
}

fn make(text: &str, rule: fn(&str) -> Option<String>, longest: usize) -> String {
    let fits = |name: &String| name.is_ascii() && name.len() <= longest;
    if let Some(name) = rule(text).filter(fits) {
        return name;
    }
    let short: String = text.chars().take(MAX_LENGTH).collect();
    rule(&short)
        .filter(fits)
        .or_else(|| rule(&ascii(&short)))
        .or_else(|| rule(&spelt(&short)))
        .unwrap_or_else(|| rule("unnamed").unwrap_or_default())
}

/// Without letters that Rust names should not have.
fn ascii(text: &str) -> String {
    text.chars().map(|character| if character.is_ascii() { character } else { '_' }).collect()
}

/// With words for symbols: `+1` → `plus 1`.
pub(super) fn spelt(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let mut spelt = String::new();
    for character in text.chars().take(12) {
        match symbol(character) {
            Some(word) => {
                spelt.push('_');
                spelt.push_str(word);
                spelt.push('_');
            }
            None if character.is_ascii_alphanumeric() => spelt.push(character),
            None => {
                let _ = write!(spelt, "_u{:x}_", u32::from(character));
            }
        }
    }
    spelt
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '*' => "star",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '/' => "slash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        '"' | '\'' | '`' => "quote",
        '\\' => "backslash",
        '_' => "underscore",
        ' ' => "space",
        _ => return None,
    })
}

/// Names that are taken in one namespace.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    names: HashSet<String>,
    /// The last number of names that were taken again, by the first of their names with a number: a document may have
    /// thousands of equal ones.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// A namespace in which these stand for something already.
    pub(super) fn of<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), numbers: HashMap::new() }
    }

    /// Whether a name stands for something.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes a name if it is free.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    /// Takes the first free one of some names, or else the last of them with a number behind it.
    pub(super) fn first_free<'n>(
        &mut self,
        wishes: impl IntoIterator<Item = &'n str>,
        numbered: fn(&str, usize) -> String,
    ) -> String {
        let mut last = "";
        for wish in wishes {
            if self.take(wish) {
                return wish.to_owned();
            }
            last = wish;
        }
        self.numbered(numbered(last, 2), |taken, number| {
            let name = numbered(last, number);
            taken.take(&name).then_some(name)
        })
    }

    /// What is made of the first number that can be taken, from 2. `first`: the name with that; behind an equal one, the
    /// search goes on where it ended.
    pub(super) fn numbered<T>(
        &mut self,
        first: String,
        mut take: impl FnMut(&mut Self, usize) -> Option<T>,
    ) -> T {
        let mut number = self.numbers.get(&first).copied().unwrap_or(1);
        loop {
            number += 1;
            if let Some(found) = take(self, number) {
                self.numbers.insert(first, number);
                return found;
            }
        }
    }
}

/// `name` → `name_2`.
pub(super) fn numbered_snake(name: &str, number: usize) -> String {
    format!("{}_{number}", name.trim_end_matches('_'))
}

/// `Name` → `Name2`, `Sha256` → `Sha256n2`.
pub(super) fn numbered_camel(name: &str, number: usize) -> String {
    let between = if name.ends_with(|last: char| last.is_ascii_digit()) { "n" } else { "" };
    format!("{}{between}{number}", name.trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odd_texts_have_names() {
        for (text, expected) in [
            ("repos/get-content", "repos_get_content"),
            ("", "empty"),
            ("+1", "_1"),
            (">=", "greater_equal"),
            ("名前", "u540d_u524d"),
            ("Größe", "gr_e"),
            ("type", "type_"),
        ] {
            assert_eq!(snake(text), expected, "{text}");
        }
        assert_eq!(snake(&spelt("+1")), "plus_1");
        assert_eq!(camel("aB"), "Ab");
        assert_eq!(camel("users.list_item"), "UsersListItem");
        assert_eq!(
            (of_type("400"), of_type("2fa"), of_type("a2")),
            ("Type400".into(), "Type2fa".into(), "A2".into())
        );
    }

    #[test]
    fn long_names_can_be_numbered() {
        let long = snake(&"word_".repeat(100));
        assert!(long.len() <= LONGEST);
        assert_ne!(camel(&numbered_snake(&long, 2)), camel(&numbered_snake(&long, 3)));
        let hundred = snake(&"a".repeat(100));
        assert_ne!(camel(&numbered_snake(&hundred, 2)), camel(&hundred));
    }

    proptest! {
        #[test]
        fn every_text_has_a_name_that_stays(text in "\\PC{0,100}") {
            let name = snake(&text);
            prop_assert_eq!(names::snake(&name), Some(name.clone()));
            prop_assert!(name.is_ascii());
            let name = camel(&text);
            prop_assert_eq!(names::upper_camel(&name), Some(name.clone()));
            prop_assert!(name.is_ascii());
        }
    }
}
