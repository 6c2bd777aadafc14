//! A value as YAML that people read: blocks, plain texts where they are safe, long texts on lines of their own.

use super::value::Value;
use crate::yaml::{is_refused, write_json_text};

/// The text of a document.
pub(super) fn print(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Map(_) | Value::List(_) if !value.is_empty() => block(value, 0, &mut out),
        _ => {
            scalar(value, &mut out);
            out.push('\n');
        }
    }
    out
}

/// A list or map that has something in it.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                // The first entry of a map in a list stands behind the dash.
                if index > 0 || !out.ends_with("- ") {
                    blanks(indent, out);
                }
                text(key, out);
                out.push(':');
                under(value, indent, out);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 || !out.ends_with("- ") {
                    blanks(indent, out);
                }
                out.push_str("- ");
                match item {
                    Value::Map(_) | Value::List(_) if !item.is_empty() => block(item, indent + 2, out),
                    _ => {
                        scalar(item, out);
                        out.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

/// What stands behind the colon of a key.
fn under(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Map(_) | Value::List(_) if !value.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        Value::Text(lines) if is_block(lines) => {
            out.push_str(" |-\n");
            for line in lines.lines() {
                if !line.is_empty() {
                    blanks(indent + 2, out);
                    out.push_str(line);
                }
                out.push('\n');
            }
        }
        _ => {
            out.push(' ');
            scalar(value, out);
            out.push('\n');
        }
    }
}

fn blanks(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

fn scalar(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(digits) => out.push_str(digits),
        Value::Text(value) => text(value, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
    }
}

/// A text of one line; quoted where any reader of YAML, also of version 1.1, might take it for something else.
fn text(value: &str, out: &mut String) {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b" _/.,-(){}[]$'`=+@".contains(&byte);
    let plain = value
        .starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | '/' | '$'))
        && value.bytes().all(inner)
        && !value.ends_with(' ')
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word));
    if plain {
        out.push_str(value);
    } else {
        write_json_text(value, out);
    }
}

/// Whether a text stands on lines of its own, each as it is.
fn is_block(text: &str) -> bool {
    let odd = |character: char| {
        character != '\n' && (character == '\t' || is_refused(character) || character == '\u{feff}')
    };
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && !text.contains(odd)
        && text.lines().all(|line| !line.ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::super::value::Object;
    use super::*;
    use crate::diagnostic::Problems;
    use crate::source::Sources;

    #[test]
    fn what_is_printed_is_read_the_same() {
        let texts = [
            "",
            "a",
            "a b",
            "true",
            "No",
            "1",
            "0x1",
            "~",
            "a: b",
            "a #b",
            "- a",
            "{a}",
            "/a/{b}",
            "é",
            "a\nb",
            "a\n\n  b",
            " a\nb",
            "a\n",
            "\"",
            "'",
            "1e3",
            "2024-01-01",
            "@a",
            "=",
            "[a",
            "x{y}",
        ];
        let list: Vec<Value> = texts.iter().map(|text| Value::from(*text)).collect();
        let mut map = Object::new();
        for text in texts {
            map.set(text, text);
        }
        let deep = Value::List(vec![
            Value::List(vec![Value::Null, Value::from(map.clone())]),
            Value::from(map.clone()),
        ]);
        let whole = Object::new()
            .with("list", list)
            .with("map", map)
            .with("deep", deep)
            .with("empty", Value::List(vec![Value::List(Vec::new()), Value::Map(Vec::new())]))
            .with("truth", true)
            .with("number", Value::Number("1.50".to_owned()));
        let value = Value::from(whole);
        for text in [value.to_yaml(), value.to_json()] {
            let mut sources = Sources::default();
            let file = sources.add("a.yaml", text.clone());
            let mut problems = Problems::default();
            let root = crate::yaml::parse(&sources, file, &mut problems);
            let problems = crate::diagnostic::render(
                crate::diagnostic::Format::Human,
                &sources,
                &problems.into_sorted(),
            );
            let read = root.map(|root| Value::of(&root));
            assert_eq!(read, Some(value.clone()), "{text}\n{problems}");
        }
    }
}
