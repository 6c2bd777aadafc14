//! Changes of what a recipe is computed of: other bytes of the body, of the address, of times and secrets.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Change, Trial};
use crate::api::RequestPart;
use crate::recipe::encodings;

/// The table.
pub(super) fn changes() -> Vec<Change> {
    [bodies(), addresses(), others()].into_iter().flatten().collect()
}

fn bodies() -> Vec<Change> {
    vec![
        Change::new("the body left out", |trial| trial.inputs.request.body.clear()),
        Change::new("a line feed at the body's end", |trial| trial.inputs.request.body.push(b'\n')),
        json("a space behind each `:` and `,` of the JSON body", |text, _| Some(spaced(text))),
        json("the JSON body indented by two spaces", |_, value| pretty(value, b"  ")),
        json("the JSON body indented by four spaces", |_, value| pretty(value, b"    ")),
        json("the JSON body's keys sorted", |_, value| Some(value.to_string())),
        json("`\\u` escapes for what is not ASCII in the JSON body", |text, _| Some(ascii(text))),
        json("`\\/` for each `/` in the JSON body", |text, _| Some(text.replace('/', "\\/"))),
    ]
}

fn json(what: &str, make: fn(&str, &Value) -> Option<String>) -> Change {
    Change::new(what, move |trial| {
        let body = &mut trial.inputs.request.body;
        let Ok(text) = std::str::from_utf8(body) else { return };
        let Ok(value) = serde_json::from_str::<Value>(text) else { return };
        if let (true, Some(other)) = (value.is_object() || value.is_array(), make(text, &value)) {
            *body = other.into_bytes();
        }
    })
}

/// As Python and others write it: outside texts, a space behind separators.
fn spaced(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    for c in json.chars() {
        out.push(c);
        if c == '"' && !escaped {
            in_text = !in_text;
        } else if !in_text && matches!(c, ':' | ',') {
            out.push(' ');
        }
        escaped = in_text && c == '\\' && !escaped;
    }
    out
}

fn pretty(value: &Value, indent: &[u8]) -> Option<String> {
    use serde::Serialize as _;
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, formatter)).ok()?;
    String::from_utf8(out).ok()
}

fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn addresses() -> Vec<Change> {
    vec![
        Change::new("the path without the server's own part", |trial| {
            let prefix = trial.prefix.clone();
            if !prefix.is_empty() {
                part(trial, RequestPart::Path, |path| path.strip_prefix(&prefix).unwrap_or(path).to_owned());
            }
        }),
        Change::new("a slash more or less at the path's end", |trial| {
            part(trial, RequestPart::Path, |path| {
                path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned)
            });
        }),
        Change::new("the path not percent-encoded", |trial| {
            part(trial, RequestPart::Path, |path| encodings::decode_percent(path, false));
        }),
        Change::new("the path with the query behind it", |trial| {
            let query = text(trial, RequestPart::Query);
            if !query.is_empty() {
                part(trial, RequestPart::Path, |path| format!("{path}?{query}"));
            }
        }),
        Change::new("the query left out", |trial| part(trial, RequestPart::Query, |_| String::new())),
        Change::new("the query's parameters sorted", |trial| {
            part(trial, RequestPart::Query, |query| {
                let mut parts: Vec<&str> = query.split('&').collect();
                parts.sort_unstable();
                parts.join("&")
            });
        }),
        Change::new("the query not percent-encoded", |trial| {
            part(trial, RequestPart::Query, |query| encodings::decode_percent(query, false));
        }),
        Change::new("`+` for each space in the query", |trial| {
            part(trial, RequestPart::Query, |query| query.replace("%20", "+"));
        }),
        Change::new("the method in lower case", |trial| {
            part(trial, RequestPart::Method, str::to_ascii_lowercase);
        }),
        Change::new("the host with its port", |trial| {
            let port = text(trial, RequestPart::Port);
            part(trial, RequestPart::Host, |host| {
                if host.ends_with(&format!(":{port}")) { host.to_owned() } else { format!("{host}:{port}") }
            });
        }),
        Change::new("the host without its port", |trial| {
            let port = text(trial, RequestPart::Port);
            part(trial, RequestPart::Host, |host| {
                host.strip_suffix(&format!(":{port}")).unwrap_or(host).to_owned()
            });
        }),
    ]
}

fn text(trial: &Trial<'_>, of: RequestPart) -> String {
    trial.inputs.request.texts.get(&of).cloned().unwrap_or_default()
}

/// Changes a part of the request, and the URL and the header that are made of it.
fn part(trial: &mut Trial<'_>, of: RequestPart, make: impl Fn(&str) -> String) {
    let before = text(trial, of);
    let after = make(&before);
    let request = &mut trial.inputs.request;
    if matches!(of, RequestPart::Path | RequestPart::Host)
        && let Some(url) = request.texts.get_mut(&RequestPart::Url)
    {
        *url = url.replacen(&before, &after, 1);
    }
    if of == RequestPart::Host
        && let Some((_, host)) = request.headers.iter_mut().find(|(name, _)| name == "host")
    {
        host.clone_from(&after);
    }
    request.texts.insert(of, after);
}

fn others() -> Vec<Change> {
    vec![
        Change::new("white space at the secret's ends taken off", |trial| {
            secrets(trial, |secret| secret.trim().to_owned());
        }),
        Change::new("a line feed at the secret's end", |trial| {
            secrets(trial, |secret| format!("{secret}\n"));
        }),
        Change::new("the given time in milliseconds", |trial| times(trial, 10, |text| format!("{text}000"))),
        Change::new("the given time in seconds", |trial| times(trial, 13, |text| text[..10].to_owned())),
    ]
}

fn secrets(trial: &mut Trial<'_>, make: impl Fn(&str) -> String) {
    let api = trial.api;
    for (index, text) in &mut trial.inputs.credentials {
        if api.credentials.get(*index).is_some_and(|credential| credential.secret) {
            *text = make(text);
        }
    }
}

/// Times that are given as so many digits.
fn times(trial: &mut Trial<'_>, digits: usize, make: impl Fn(&str) -> String) {
    for text in trial.inputs.fixed.values_mut() {
        if text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()) {
            *text = make(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_other_hands() {
        let json = r#"{"a:b":[1,2],"c":"x, \"y:","d":"牛/😀"}"#;
        assert_eq!(spaced(json), r#"{"a:b": [1, 2], "c": "x, \"y:", "d": "牛/😀"}"#);
        assert!(ascii(json).ends_with(r#""\u725b/\ud83d\ude00"}"#));
        let value: Value = serde_json::from_str("[{\"a\":1}]").unwrap();
        assert_eq!(pretty(&value, b"  ").as_deref(), Some("[\n  {\n    \"a\": 1\n  }\n]"));
    }
}
