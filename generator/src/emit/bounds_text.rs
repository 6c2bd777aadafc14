//! Bounds in words, for documentation.

use super::rust_type::essence;
use crate::api::{Bounds, TextBounds, Type};

/// One sentence per bound of the type, and of what is directly in it.
pub(super) fn sentences(ty: &Type) -> Vec<String> {
    match essence(ty) {
        Type::String(bounds) => text(bounds),
        Type::Int(_, bounds) => range(bounds).map(|range| format!("{range}.")).into_iter().collect(),
        Type::F64(bounds) => range(bounds).map(|range| format!("{range}.")).into_iter().collect(),
        Type::List(item, bounds) => {
            let count = amount(bounds, "element").into_iter();
            count
                .chain(
                    sentences(item)
                        .into_iter()
                        .map(|sentence| format!("Of each element: {}", lower(&sentence))),
                )
                .collect()
        }
        Type::Nullable(ty) => sentences(ty),
        _ => Vec::new(),
    }
}

/// Adds the sentences below a text.
pub(super) fn add(lines: &mut Vec<String>, ty: &Type) {
    let sentences = sentences(ty);
    if !sentences.is_empty() {
        lines.extend([String::new(), sentences.join(" ")]);
    }
}

fn text(bounds: &TextBounds) -> Vec<String> {
    let mut sentences: Vec<String> = amount(&bounds.length, "character").into_iter().collect();
    if !bounds.chars.is_empty() {
        sentences.push(format!("Only characters of {}.", code(&bounds.chars_text)));
    }
    sentences
}

/// Text as code: between more backticks than it has.
fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{text}{fence}") } else { format!("{fence} {text} {fence}") }
}

fn range<T: ToString + PartialEq>(bounds: &Bounds<T>) -> Option<String> {
    match (&bounds.min, &bounds.max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("At least {}", min.to_string())),
        (None, Some(max)) => Some(format!("At most {}", max.to_string())),
        (Some(min), Some(max)) => Some(format!("From {} to {}", min.to_string(), max.to_string())),
    }
}

fn amount(bounds: &Bounds<u64>, unit: &str) -> Option<String> {
    let plural = |count: u64| if count == 1 { unit.to_owned() } else { format!("{unit}s") };
    Some(match (bounds.min, bounds.max) {
        (None, None) => return None,
        (Some(min), None) => format!("At least {min} {}.", plural(min)),
        (None | Some(0), Some(max)) => format!("At most {max} {}.", plural(max)),
        (Some(min), Some(max)) if min == max => format!("Exactly {max} {}.", plural(max)),
        (Some(min), Some(max)) => format!("{min} to {max} {}.", plural(max)),
    })
}

/// With its first letter in lower case.
fn lower(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), characters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Int;

    fn bounds<T>(min: Option<T>, max: Option<T>) -> Bounds<T> {
        Bounds { min, max }
    }

    fn string(min: Option<u64>, max: Option<u64>, chars: &str) -> Type {
        let chars_text = chars.to_owned();
        let chars = if chars.is_empty() { Vec::new() } else { vec![('a', 'z')] };
        Type::String(TextBounds { length: bounds(min, max), chars, chars_text })
    }

    #[test]
    fn bounds_in_words() {
        let list = |item, min, max| Type::List(Box::new(item), bounds(min, max));
        let int = |min, max| Type::Int(Int::I64, bounds(min, max));
        for (ty, expected) in [
            (string(None, None, ""), ""),
            (string(None, Some(255), ""), "At most 255 characters."),
            (string(Some(1), Some(1), ""), "Exactly 1 character."),
            (string(Some(1), Some(40), "a-z"), "1 to 40 characters. Only characters of `a-z`."),
            (string(None, None, "a-z`"), "Only characters of `` a-z` ``."),
            (int(Some(1), Some(50)), "From 1 to 50."),
            (int(Some(-1), None), "At least -1."),
            (Type::F64(bounds(None, Some("0.5".to_owned()))), "At most 0.5."),
            (list(int(None, None), Some(1), Some(100)), "1 to 100 elements."),
            (
                list(string(None, Some(5), ""), None, Some(3)),
                "At most 3 elements. Of each element: at most 5 characters.",
            ),
            (Type::Nullable(Box::new(Type::Text(Box::new(int(Some(0), None))))), "At least 0."),
        ] {
            assert_eq!(sentences(&ty).join(" "), expected);
        }
    }
}
