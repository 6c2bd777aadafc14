//! JSON that signature recipes write: of texts, and of JSON in an order that both sides agree on.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A body nested deeper has no canonical form; `serde_json` reads none that is.
const MAX_DEPTH: usize = 128;

/// The text as a JSON string, with its quotes.
pub fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The texts as a JSON array.
pub fn json_list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| json(text)).collect();
    format!("[{}]", texts.join(","))
}

/// JSON with the fields of its objects in the order of their names, and no white space; numbers and strings stand as
/// they are written. What is no JSON gives no text.
pub fn sort_json(data: &[u8]) -> String {
    let mut out = String::with_capacity(data.len());
    let written = serde_json::from_slice(data).ok().and_then(|raw| write(raw, 0, &mut out));
    if written.is_some() { out } else { String::new() }
}

fn write(raw: &RawValue, depth: usize, out: &mut String) -> Option<()> {
    let text = raw.get();
    if depth > MAX_DEPTH {
        return None;
    }
    match text.as_bytes().first()? {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            out.push('{');
            for (index, (name, value)) in fields.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&json(&name));
                out.push(':');
                write(value, depth + 1, out)?;
            }
            out.push('}');
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            out.push('[');
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, depth + 1, out)?;
            }
            out.push(']');
        }
        _ => out.push_str(text),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_json() {
        assert_eq!(json("a\"\\\n/ç"), "\"a\\\"\\\\\\n/ç\"");
        assert_eq!(json_list(&["a".to_owned(), String::new()]), "[\"a\",\"\"]");
        assert_eq!(json_list(&[]), "[]");
    }

    #[test]
    fn json_is_sorted_and_otherwise_as_it_was() {
        let body = br#" {"b": [ {"z":1.50, "a":"x y"} , null], "a": "\u00e7", "C": {}} "#;
        assert_eq!(sort_json(body), r#"{"C":{},"a":"\u00e7","b":[{"a":"x y","z":1.50},null]}"#);
        assert_eq!(sort_json(b"12"), "12");
    }

    #[test]
    fn what_is_no_json_gives_no_text() {
        assert_eq!((sort_json(b""), sort_json(b"{\"a\":1,")), (String::new(), String::new()));
        assert_eq!(sort_json("[".repeat(100_000).as_bytes()), "");
        assert_eq!(sort_json(&["[".repeat(1000), "]".repeat(1000)].concat().into_bytes()), "");
    }
}
