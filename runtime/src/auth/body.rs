//! What auth adds to a body: fields of a form, fields of a JSON object.
//!
//! The call's own bytes stay as they are, and what is added stands behind them; so a signature over the body holds
//! whatever order a reader of ours would have put the fields in.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::{Attempt, error::Error};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// What is to be added to a body.
#[derive(Default)]
pub(crate) struct Additions {
    form: Vec<(String, String)>,
    fields: Vec<(String, Node)>,
}

/// A value of a JSON field.
enum Node {
    /// JSON as it is written.
    Text(String),
    Object(Vec<(String, Node)>),
}

impl Attempt {
    /// Adds a field to a form body, behind those of the call. Without a body there is a form from then on.
    pub fn set_form(&mut self, name: &str, value: &str) -> Result<(), Error> {
        if !self.added.fields.is_empty() {
            return Err(Error::config("auth adds both a form's field and a JSON field to the body"));
        }
        self.hide(value);
        let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        self.hide(&encoded);
        self.added.form.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Adds a text to a JSON object, behind the call's own fields: the keys that lead to it, and the text. Without a body
    /// there is an object from then on.
    pub fn set_field(&mut self, path: &[&str], value: &str) -> Result<(), Error> {
        let json = serde_json::Value::from(value).to_string();
        self.hide(value);
        self.add_field(path, json)
    }

    /// The same with JSON that is written already.
    pub fn set_json_field(&mut self, path: &[&str], json: &'static str) -> Result<(), Error> {
        self.add_field(path, json.to_owned())
    }

    /// The same with a number.
    pub fn set_number_field(&mut self, path: &[&str], number: &str) -> Result<(), Error> {
        if serde_json::from_str::<serde_json::Number>(number).is_err() {
            let text =
                format!("auth sends the field `{}` as a number, and its value is none", path.join("."));
            return Err(Error::config(text));
        }
        self.hide(number);
        self.add_field(path, number.trim().to_owned())
    }

    fn add_field(&mut self, path: &[&str], json: String) -> Result<(), Error> {
        if !self.added.form.is_empty() {
            return Err(Error::config("auth adds both a form's field and a JSON field to the body"));
        }
        let Some((last, keys)) = path.split_last() else {
            return Err(Error::config("auth sets a field without a name"));
        };
        let mut fields = &mut self.added.fields;
        for key in keys {
            fields = object(fields, key)?;
        }
        if fields.iter().any(|(name, _)| name == last) {
            return Err(twice(last));
        }
        fields.push(((*last).to_owned(), Node::Text(json)));
        Ok(())
    }

    /// Puts what was added to the body into it.
    pub(crate) fn insert_fields(&mut self) -> Result<(), Error> {
        let Additions { form, fields } = std::mem::take(&mut self.added);
        if !form.is_empty() {
            self.expect_body(FORM, |kind| kind == FORM)?;
            self.body = with_pairs(&self.body, &form);
        }
        if !fields.is_empty() {
            self.expect_body(JSON, |kind| kind == JSON || kind.ends_with("+json"))?;
            self.body = with_fields(&self.body, &fields)?;
        }
        Ok(())
    }

    /// A body must be of the kind that auth adds to; where there is none, it is of that kind from now on.
    fn expect_body(&mut self, kind: &'static str, fits: impl Fn(&str) -> bool) -> Result<(), Error> {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence =
            value.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        match essence {
            Some(essence) if fits(&essence) => Ok(()),
            None if self.body.is_empty() => {
                self.headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
                Ok(())
            }
            _ => Err(Error::config(format!("auth adds a field to a body that is not `{kind}`"))),
        }
    }
}

/// The object of that name among fields, made if there is none.
fn object<'a>(fields: &'a mut Vec<(String, Node)>, key: &str) -> Result<&'a mut Vec<(String, Node)>, Error> {
    let at = fields.iter().position(|(name, _)| name == key).unwrap_or(fields.len());
    if at == fields.len() {
        fields.push((key.to_owned(), Node::Object(Vec::new())));
    }
    match fields.get_mut(at) {
        Some((_, Node::Object(inner))) => Ok(inner),
        _ => Err(twice(key)),
    }
}

fn twice(name: &str) -> Error {
    Error::config(format!("auth adds the field `{name}`, which the body has already"))
}

fn with_pairs(body: &[u8], pairs: &[(String, String)]) -> Bytes {
    let added = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut whole = Vec::with_capacity(body.len() + added.len() + 1);
    whole.extend_from_slice(body);
    if !whole.is_empty() {
        whole.push(b'&');
    }
    whole.extend_from_slice(added.as_bytes());
    Bytes::from(whole)
}

fn with_fields(body: &[u8], fields: &[(String, Node)]) -> Result<Bytes, Error> {
    let mut added = String::new();
    push_fields(&mut added, fields);
    let body = body.trim_ascii();
    let body = if body.is_empty() { b"{}" } else { body };
    let own = own_keys(body, fields)?;
    // What was read as an object ends with a brace.
    let Some(open) = body.strip_suffix(b"}") else { return Err(no_object()) };
    let mut whole = Vec::with_capacity(body.len() + added.len() + 2);
    whole.extend_from_slice(open);
    if own > 0 {
        whole.push(b',');
    }
    whole.extend_from_slice(added.as_bytes());
    whole.push(b'}');
    Ok(Bytes::from(whole))
}

fn no_object() -> Error {
    Error::config("auth adds a field to a body that is no JSON object")
}

fn push_fields(out: &mut String, fields: &[(String, Node)]) {
    for (index, (name, node)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(name.as_str()).to_string());
        out.push(':');
        match node {
            Node::Text(json) => out.push_str(json),
            Node::Object(inner) => {
                out.push('{');
                push_fields(out, inner);
                out.push('}');
            }
        }
    }
}

/// How many fields the body has of its own. None of them may be one that is added: readers differ in which of two equal
/// keys they take.
fn own_keys(body: &[u8], added: &[(String, Node)]) -> Result<usize, Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let counted =
        deserializer.deserialize_map(Keys(added)).and_then(|keys| deserializer.end().map(|()| keys));
    match counted {
        Ok((_, Some(equal))) => Err(twice(equal)),
        Ok((count, None)) => Ok(count),
        Err(_) => Err(no_object()),
    }
}

struct Keys<'a>(&'a [(String, Node)]);

impl<'de, 'a> Visitor<'de> for Keys<'a> {
    type Value = (usize, Option<&'a str>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut count, mut equal) = (0, None);
        while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            count += 1;
            equal =
                equal.or_else(|| self.0.iter().find(|(name, _)| *name == key).map(|(name, _)| name.as_str()));
        }
        Ok((count, equal))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::testing;

    fn attempt(kind: Option<&'static str>, body: &str) -> Attempt {
        let mut attempt = testing::attempt("POST", "https://api.example/", body.as_bytes());
        if let Some(kind) = kind {
            attempt.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        attempt
    }

    fn sent(attempt: Attempt) -> Result<(String, String), Error> {
        let (request, _) = attempt.into_request()?;
        let kind = request.headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        Ok((String::from_utf8(request.body.bytes().unwrap().to_vec()).unwrap(), kind))
    }

    #[test]
    fn fields_are_put_behind_those_of_a_form() {
        for (kind, body, whole) in [
            (None, "", "key=a+b%26&sign=%C3%A9"),
            (Some("application/x-www-form-urlencoded; charset=utf-8"), "x=1", "x=1&key=a+b%26&sign=%C3%A9"),
        ] {
            let mut attempt = attempt(kind, body);
            attempt.set_form("key", "a b&").unwrap();
            attempt.set_form("sign", "é").unwrap();
            // A value of the same scheme sees the body as it was.
            assert_eq!(attempt.body(), body.as_bytes());
            let (sent, kind) = sent(attempt).unwrap();
            assert_eq!(sent, whole);
            assert!(kind.starts_with(FORM));
        }
    }

    #[test]
    fn fields_are_put_behind_those_of_an_object_whose_bytes_stay() {
        for (kind, body, whole) in [
            (None, "", r#"{"key":"a\"b","auth":{"user":"u","v":[1,true]}}"#),
            (Some(JSON), "{}", r#"{"key":"a\"b","auth":{"user":"u","v":[1,true]}}"#),
            (Some(JSON), " { } ", r#"{ "key":"a\"b","auth":{"user":"u","v":[1,true]}}"#),
            (
                Some("Application/problem+json"),
                r#"{"z":1.50,"a":{"key":"}"}, "u":"\u00e9" }"#,
                r#"{"z":1.50,"a":{"key":"}"}, "u":"\u00e9" ,"key":"a\"b","auth":{"user":"u","v":[1,true]}}"#,
            ),
        ] {
            let mut attempt = attempt(kind, body);
            attempt.set_field(&["key"], "a\"b").unwrap();
            attempt.set_field(&["auth", "user"], "u").unwrap();
            attempt.set_json_field(&["auth", "v"], "[1,true]").unwrap();
            let (sent, _) = sent(attempt).unwrap();
            assert_eq!(sent, whole);
            serde_json::from_str::<serde_json::Value>(&sent).unwrap();
        }
    }

    #[test]
    fn a_number_is_one() {
        let mut attempt = attempt(None, "");
        attempt.set_number_field(&["time"], "1655710885431").unwrap();
        attempt.set_number_field(&["auth", "price"], "-1.50e3").unwrap();
        for value in ["", "MARK", "1,\"a\":2", "\"1\"", "[1]", "0x1", "1 2"] {
            let error = attempt.set_number_field(&["auth", "id"], value).unwrap_err();
            assert!(error.is_config() && error.to_string().contains("`auth.id`"), "{error}");
            assert!(!error.to_string().contains("MARK"));
        }
        assert_eq!(sent(attempt).unwrap().0, r#"{"time":1655710885431,"auth":{"price":-1.50e3}}"#);
    }

    #[test]
    fn a_body_of_another_kind_is_not_added_to() {
        for (kind, body) in [
            (Some(JSON), "[1]"),
            (Some(JSON), "7"),
            (Some(JSON), "{} {}"),
            (Some("text/xml"), "<a/>"),
            (Some(FORM), "a=1"),
            (None, "{}"),
        ] {
            let mut attempt = attempt(kind, body);
            attempt.set_field(&["key"], "MARK").unwrap();
            let error = sent(attempt).unwrap_err();
            assert!(error.is_config() && !error.to_string().contains("MARK"), "{error}");
        }
        let mut attempt = attempt(Some(JSON), "{}");
        attempt.set_form("key", "v").unwrap();
        assert!(attempt.set_field(&["key"], "v").is_err());
        assert!(sent(attempt).unwrap_err().to_string().contains("not `application/x-www-form-urlencoded`"));
    }

    #[test]
    fn no_key_is_sent_twice() {
        let mut attempt = attempt(Some(JSON), r#"{"k\u0065y":1}"#);
        attempt.set_field(&["key"], "v").unwrap();
        assert!(attempt.set_field(&["key"], "v").is_err());
        assert!(attempt.set_field(&["key", "inner"], "v").is_err());
        assert!(sent(attempt).unwrap_err().to_string().contains("`key`, which the body has already"));
    }

    #[test]
    fn what_was_added_is_hidden_as_it_stands_in_the_body() {
        let mut form = attempt(None, "");
        form.set_form("key", "MARK a/b").unwrap();
        let hidden = form.into_request().unwrap().1.forms();
        assert!(["MARK a/b", "MARK+a%2Fb"].iter().all(|text| hidden.iter().any(|h| h == text)), "{hidden:?}");
        let mut json = attempt(None, "");
        json.set_field(&["key"], "MARK\n\"b").unwrap();
        let hidden = json.into_request().unwrap().1.forms();
        assert!(
            ["MARK\n\"b", r#"MARK\n\"b"#].iter().all(|text| hidden.iter().any(|h| h == text)),
            "{hidden:?}"
        );
    }

    #[test]
    fn what_one_scheme_added_is_part_of_the_request_for_the_next() {
        let mut attempt = attempt(None, "");
        attempt.set_form("key", "v").unwrap();
        attempt.set_query("q", "1");
        attempt.set_cookie("sid", "c").unwrap();
        attempt.settle().unwrap();
        assert_eq!((attempt.body(), attempt.query()), (&b"key=v"[..], "q=1"));
        attempt.set_form("sign", "s").unwrap();
        attempt.set_query("r", "2");
        attempt.set_cookie("sig", "d").unwrap();
        let (request, _) = attempt.into_request().unwrap();
        assert_eq!(request.url.query(), Some("q=1&r=2"));
        assert_eq!(
            (&request.body.bytes().unwrap()[..], &request.headers["cookie"]),
            (&b"key=v&sign=s"[..], &"sid=c; sig=d".parse().unwrap())
        );
    }
}
