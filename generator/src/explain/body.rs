//! What auth adds to a body: behind the call's own bytes, which stay as they are.

use crate::recipe::encodings;

/// A JSON value that is added: its text, or an object of further ones.
enum Node {
    Text(String),
    Object(Vec<(String, Node)>),
}

/// Appends a field to a form.
pub(super) fn push_form(body: &mut Vec<u8>, name: &str, value: &str) {
    if !body.is_empty() {
        body.push(b'&');
    }
    body.extend(encodings::form_encode(name).into_bytes());
    body.push(b'=');
    body.extend(encodings::form_encode(value).into_bytes());
}

/// Appends fields to a JSON object: the keys that lead to each, and its JSON.
pub(super) fn with_fields(body: &[u8], fields: &[(Vec<String>, String)]) -> Vec<u8> {
    let mut tree = Vec::new();
    for (path, json) in fields {
        insert(&mut tree, path, json);
    }
    let body = body.trim_ascii();
    let body = if body.is_empty() { b"{}" } else { body };
    // What is no object cannot take a field; the client would refuse it.
    let Some(own) = body.strip_suffix(b"}") else { return body.to_vec() };
    let mut whole = own.to_vec();
    if own.trim_ascii() != b"{" {
        whole.push(b',');
    }
    let mut added = String::new();
    write(&mut added, &tree);
    whole.extend(added.into_bytes());
    whole.push(b'}');
    whole
}

fn insert(tree: &mut Vec<(String, Node)>, path: &[String], json: &str) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        tree.push((first.clone(), Node::Text(json.to_owned())));
        return;
    }
    let at = tree.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
        tree.push((first.clone(), Node::Object(Vec::new())));
        tree.len() - 1
    });
    if let Some((_, Node::Object(inner))) = tree.get_mut(at) {
        insert(inner, rest, json);
    }
}

fn write(out: &mut String, tree: &[(String, Node)]) {
    for (index, (name, node)) in tree.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(name.as_str()).to_string());
        out.push(':');
        match node {
            Node::Text(json) => out.push_str(json),
            Node::Object(inner) => {
                out.push('{');
                write(out, inner);
                out.push('}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_behind_those_of_the_body() {
        let fields = [
            (vec!["key".to_owned()], "\"a\"".to_owned()),
            (vec!["auth".to_owned(), "user".to_owned()], "\"u\"".to_owned()),
            (vec!["auth".to_owned(), "v".to_owned()], "2".to_owned()),
        ];
        for (body, whole) in [
            ("", r#"{"key":"a","auth":{"user":"u","v":2}}"#),
            ("{}", r#"{"key":"a","auth":{"user":"u","v":2}}"#),
            (r#"{"z":1.50}"#, r#"{"z":1.50,"key":"a","auth":{"user":"u","v":2}}"#),
            ("[1]", "[1]"),
        ] {
            assert_eq!(String::from_utf8_lossy(&with_fields(body.as_bytes(), &fields)), whole);
        }
    }

    #[test]
    fn form_fields_are_encoded() {
        let mut body = b"x=1".to_vec();
        push_form(&mut body, "si gn", "é&");
        assert_eq!(body, b"x=1&si+gn=%C3%A9%26");
    }
}
