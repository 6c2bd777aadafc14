//! Values from an enemy in paths: whatever they are, the endpoint that is called stays the same, or nothing is sent.

use std::{collections::BTreeMap, fmt::Debug};

use serde_json::Value;
use specwright_kitchen::parameters::Client;
use specwright_runtime::ErrorKind;
use specwright_tests::echo;
use specwright_tests::http::Server;

use crate::support::options;

/// What would be another path if it were sent as it is, or if somebody on the way decoded it once.
const HOSTILE: [&str; 36] = [
    "",
    ".",
    "..",
    "...",
    "/",
    "//",
    "\\",
    "..\\",
    "../",
    "/..",
    "../..",
    "..;",
    "..;/",
    ";",
    "?",
    "#",
    "%",
    "%2e",
    "%2e%2e",
    "%2E%2E",
    "%2f",
    "%5c",
    "..%2f",
    "%252e%252e",
    "\n",
    "\r\nHost: evil.example",
    "\t..",
    " ",
    "\0",
    "..\0",
    "\u{2024}\u{2024}",
    "\u{ff0e}\u{ff0e}",
    "\u{2025}",
    "\u{2215}",
    "{id}",
    "a/../../keys",
];

fn start() -> (Server, Client) {
    let server = echo::start().unwrap();
    let client = Client::builder().with_options(options(&server.base_url())).build().unwrap();
    (server, client)
}

/// The path that a server sees has as many segments as the endpoint's, the literal ones among them, and none that
/// whoever reads it takes for a step.
#[track_caller]
fn stays(template: &str, sent: Result<Value, specwright_kitchen::parameters::Error>, values: &dyn Debug) {
    let seen = match sent {
        Ok(seen) => seen,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Invalid, "{template} {values:?}: {error}");
            return;
        }
    };
    let path = seen["path"].as_str().unwrap();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%,;=/".contains(&byte);
    assert!(path.bytes().all(plain), "{values:?} became {path}");
    let (got, expected): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
    assert_eq!(got.len(), expected.len(), "{values:?} became {path}");
    for (got, expected) in got.iter().zip(expected) {
        if expected.contains('{') {
            let dots = got.to_ascii_lowercase().replace("%2e", ".");
            assert!(!matches!(dots.as_str(), "" | "." | ".."), "{values:?} became {path}");
            assert!(!got.to_ascii_lowercase().contains("%2e"), "{values:?} became {path}");
        } else {
            assert_eq!(*got, expected, "{values:?} became {path}");
        }
    }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn object(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn one_value() {
    let (server, client) = start();
    for id in HOSTILE {
        stays("/one/{id}/keys", client.by_one(id).await, &id);
    }
    // All others are sent, and are what they were once they are decoded.
    assert_eq!(server.request_count(), HOSTILE.len() - 3);
    let sent = server.requests().into_iter().map(|request| request.path);
    let ids = HOSTILE.iter().filter(|id| !matches!(**id, "" | "." | ".."));
    for (path, id) in sent.zip(ids) {
        let encoded = path.strip_prefix("/one/").and_then(|rest| rest.strip_suffix("/keys")).unwrap();
        assert_eq!(decoded(encoded), *id);
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        if *byte == b'%' {
            let digits = [*rest.next().unwrap(), *rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn values_that_share_a_segment() {
    let (_server, client) = start();
    for one in HOSTILE {
        for other in HOSTILE {
            stays("/two/{a}{b}/keys/.{c}", client.by_two(one, other, "x").await, &(one, other));
            stays("/two/{a}{b}/keys/.{c}", client.by_two("x", one, other).await, &(one, other));
        }
    }
}

#[tokio::test]
async fn lists_in_every_style() {
    let (_server, client) = start();
    for one in HOSTILE {
        for ids in [&[one][..], &[one, ""], &["", one], &[one, one], &[".", one, "."]] {
            stays("/by/{ids}/keys", client.by_ids(texts(ids)).await, &ids);
            stays("/label/{ids}/keys", client.by_label(texts(ids)).await, &ids);
            stays("/labels/{ids}/keys", client.by_label_of_all(texts(ids)).await, &ids);
            stays("/matrix/{ids}/{each}/keys", client.by_matrix(texts(ids), texts(ids)).await, &ids);
        }
    }
    let nothing: [String; 0] = [];
    for sent in [
        client.by_ids(nothing.to_vec()).await,
        client.by_label(nothing.to_vec()).await,
        client.by_label_of_all(nothing.to_vec()).await,
        client.by_matrix(nothing.to_vec(), texts(&["a"])).await,
        client.by_matrix(texts(&["a"]), nothing.to_vec()).await,
    ] {
        assert_eq!(sent.unwrap_err().kind(), ErrorKind::Invalid);
    }
}

#[tokio::test]
async fn objects_in_every_style() {
    let (_server, client) = start();
    for one in HOSTILE {
        for (key, value) in [(one, "x"), ("x", one), (one, one), (one, "")] {
            let object = || object(key, value);
            let sent = client.by_object(object(), object(), object()).await;
            stays("/object/{comma}/{pairs}/{json}/keys", sent, &(key, value));
        }
    }
}
