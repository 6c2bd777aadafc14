//! The places.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::{Config, Refused, skew};
use crate::hex;
use crate::http::{Request, decode_query, encode_query};

type Outcome = Result<Value, Refused>;

/// What checks a request of this method and path.
pub(super) fn check(request: &Request) -> Option<fn(&Config, &Request) -> Outcome> {
    Some(match (request.method.as_str(), request.path.as_str()) {
        ("GET", path) if path.starts_with("/accounts/") => path_piece,
        ("POST", "/form" | "/form/alone") => form,
        ("POST", "/json" | "/json/alone") => json_fields,
        ("GET", "/cookie") => cookies,
        ("GET", "/query") => query,
        ("GET", "/words") => words,
        ("GET", "/latin1") => latin1,
        ("GET", "/both") => both,
        ("GET", "/either") => either,
        ("GET", "/open") => open,
        ("POST", "/odd") => odd,
        ("GET" | "POST", "/clock") => skew::check,
        _ => return None,
    })
}

fn wrong<T>(what: &'static str) -> Result<T, Refused> {
    Err(Refused::Wrong(what))
}

/// `/accounts/{account}/keys/{key}`: percent-encoded so that no reader can take it for two pieces.
fn path_piece(config: &Config, request: &Request) -> Outcome {
    let piece = |text: &str| encode_query(&[("", text)]).trim_start_matches('=').to_owned();
    let expected = format!("/accounts/{}/keys/{}", piece(&config.account), piece(&config.key));
    if request.path == expected { Ok(json!("path")) } else { wrong("not that path") }
}

/// The call's own fields, and behind them the key.
fn form(config: &Config, request: &Request) -> Outcome {
    if request.header("content-type") != Some("application/x-www-form-urlencoded") {
        return wrong("no form");
    }
    let fields = decode_query(&String::from_utf8_lossy(&request.body));
    match fields.split_last() {
        Some(((name, value), own)) if name == "key" && *value == config.key => {
            Ok(json!(own.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()))
        }
        _ => wrong("no key at the end of the form"),
    }
}

/// `{…, "auth": {"user": …, "key": …}, "version": 2, "silent": true}`: the rest is the call's own.
fn json_fields(config: &Config, request: &Request) -> Outcome {
    let Some(Value::Object(mut body)) = request.json() else { return wrong("no JSON object") };
    if request.header("content-type").is_none_or(|kind| !kind.starts_with("application/json")) {
        return wrong("not called JSON");
    }
    let auth = json!({ "user": config.user, "key": config.key });
    let added = [("auth", auth), ("version", json!(2)), ("silent", json!(true))];
    for (name, value) in added {
        if body.remove(name) != Some(value) {
            return wrong("a field of auth is not what it must be");
        }
    }
    Ok(Value::Object(body))
}

fn cookies(config: &Config, request: &Request) -> Outcome {
    // A cookie cannot hold what the key holds, so it is sent in hexadecimal.
    let expected = format!("session={}; lang=en", hex::lower(config.key.as_bytes()));
    if request.header("cookie") == Some(&expected) { Ok(json!("cookie")) } else { wrong("not those cookies") }
}

/// The call's own parameters, then `api_key`, and `session` only when there is one.
fn query(config: &Config, request: &Request) -> Outcome {
    let pairs = request.query_pairs();
    let key = pairs.iter().position(|(name, value)| name == "api_key" && *value == config.key);
    match key {
        Some(at) => Ok(json!([
            pairs[..at].iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>(),
            pairs[at + 1..].iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>(),
        ])),
        None => wrong("no key in the query"),
    }
}

/// Scheme words of the vendor's own, and a header with nothing but the key.
fn words(config: &Config, request: &Request) -> Outcome {
    let key = hex::lower(config.key.as_bytes());
    let authorization = format!("Zoho-oauthtoken {key}");
    let odd = format!("key=\"{key}\"; v=1");
    let right = request.header("authorization") == Some(&authorization)
        && request.header("x-odd") == Some(&odd)
        && request.header("x-raw") == Some(&key);
    if right { Ok(json!("words")) } else { wrong("not those words") }
}

/// Basic with the user in ISO 8859-1, and an empty password.
fn latin1(config: &Config, request: &Request) -> Outcome {
    let mut pair: Vec<u8> = config.user.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    pair.push(b':');
    let expected = format!("Basic {}", BASE64_STANDARD.encode(pair));
    if request.header("authorization") == Some(&expected) {
        Ok(json!("latin1"))
    } else {
        wrong("not that pair")
    }
}

/// The words and the query at once.
fn both(config: &Config, request: &Request) -> Outcome {
    words(config, request)?;
    query(config, request)?;
    Ok(json!("both"))
}

/// Whoever has the key in a header is known, who has it in the query too; all others are guests.
fn either(config: &Config, request: &Request) -> Outcome {
    let has_words = request.header("authorization").is_some();
    let has_query = request.parameter("api_key").is_some();
    match (has_words, has_query) {
        (true, true) => wrong("one of them, not both"),
        (true, false) => words(config, request),
        (false, true) => query(config, request).map(|_| json!("query")),
        (false, false) => Ok(json!("guest")),
    }
}

/// What is open to all must not be sent what is secret.
fn open(_: &Config, request: &Request) -> Outcome {
    let free =
        ["authorization", "cookie", "x-odd", "x-raw"].iter().all(|name| request.header(name).is_none());
    if free && request.query.is_empty() {
        Ok(json!("open"))
    } else {
        wrong("sent credentials that nobody asked for")
    }
}

/// What no recipe could say: the key's bytes, each added to the byte of the body at its place, as decimal numbers.
fn odd(config: &Config, request: &Request) -> Outcome {
    let added = config.key.bytes().zip(request.body.iter().chain(std::iter::repeat(&0)));
    let expected: Vec<String> = added.map(|(key, body)| key.wrapping_add(*body).to_string()).collect();
    if request.header("x-odd") == Some(&expected.join(".")) {
        Ok(json!("odd"))
    } else {
        wrong("not that sum")
    }
}
