//! Names with values, in order: parameters, headers and fields, as signature recipes select, sort, encode and join them.

use std::fmt;

use super::{fields, form_encode, json, percent};

/// Names with values, in order; a name may stand more than once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

/// Only how many: values may be secret.
impl fmt::Debug for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pairs", self.0.len())
    }
}

impl Pairs {
    /// These pairs.
    pub fn new(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The parameters of a query, or the fields of a form, decoded.
    pub fn from_query(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The pairs of a text such as `a="1", b=2`: with `inner` between name and value and `outer` between pairs; without
    /// white space around either, and without quotes around values.
    pub fn split(text: &str, inner: &str, outer: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once(inner).unwrap_or((pair, ""));
            let value = value.trim();
            let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            (name.trim().to_owned(), quoted.unwrap_or(value).to_owned())
        };
        let pairs = text.split(outer).filter(|pair| !pair.trim().is_empty());
        Self(pairs.map(pair).collect())
    }

    /// The top-level fields of a JSON object that are text, numbers or booleans, as they stand; numbers keep their digits.
    /// None of what is no object.
    pub fn from_json(body: &[u8]) -> Self {
        Self::json_fields(body, |raw| match raw.as_bytes().first()? {
            b'{' | b'[' | b'n' => None,
            _ => Some(raw.to_owned()),
        })
    }

    /// All top-level fields of a JSON object: scalars as [`Pairs::from_json`], what is nested as its JSON, without white
    /// space, `null` as nothing.
    pub fn all_from_json(body: &[u8]) -> Self {
        Self::json_fields(body, |raw| match raw.as_bytes().first()? {
            b'{' | b'[' => Some(compact(raw)),
            b'n' => Some(String::new()),
            _ => Some(raw.to_owned()),
        })
    }

    fn json_fields(body: &[u8], other: fn(&str) -> Option<String>) -> Self {
        let text = |(name, raw): (String, &str)| {
            let value = if raw.starts_with('"') { serde_json::from_str(raw).ok()? } else { other(raw)? };
            Some((name, value))
        };
        Self(fields::of(body).into_iter().filter_map(text).collect())
    }

    /// With this value in the place of the name, in any case of letters, or behind the others.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        match pairs.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, known)) => value.clone_into(known),
            None => pairs.push((name.to_owned(), value.to_owned())),
        }
        Self(pairs)
    }

    /// These, then the others.
    #[must_use]
    pub fn merge(&self, others: &Self) -> Self {
        Self([self.0.as_slice(), others.0.as_slice()].concat())
    }

    /// By name and then value, in the order of their bytes.
    #[must_use]
    pub fn sort(&self) -> Self {
        let mut pairs = self.0.clone();
        pairs.sort();
        Self(pairs)
    }

    /// The same in the order of their bytes in ASCII lower case.
    #[must_use]
    pub fn sort_any_case(&self) -> Self {
        let mut pairs = self.0.clone();
        pairs.sort_by_cached_key(|(name, value)| (name.to_ascii_lowercase(), value.to_ascii_lowercase()));
        Self(pairs)
    }

    /// Those of these names, in any case of letters. A name that ends with `*` is the beginning of names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        self.kept(|name, _| names.iter().any(|known| is_named(known, name)))
    }

    /// Those of other names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        self.kept(|name, _| !names.iter().any(|known| is_named(known, name)))
    }

    /// Those whose value is not empty.
    #[must_use]
    pub fn drop_empty(&self) -> Self {
        self.kept(|_, value| !value.is_empty())
    }

    /// With names in ASCII lower case.
    #[must_use]
    pub fn lower_names(&self) -> Self {
        self.changed(|name, value| (name.to_ascii_lowercase(), value.to_owned()))
    }

    /// With names in ASCII upper case.
    #[must_use]
    pub fn upper_names(&self) -> Self {
        self.changed(|name, value| (name.to_ascii_uppercase(), value.to_owned()))
    }

    /// Those of one name as one, where the first stands, with this between their values.
    #[must_use]
    pub fn group(&self, separator: &str) -> Self {
        let mut at = std::collections::HashMap::new();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.0 {
            let index = *at.entry(name).or_insert(pairs.len());
            match pairs.get_mut(index) {
                Some((_, known)) => *known = [known, separator, value].concat(),
                None => pairs.push((name.clone(), value.clone())),
            }
        }
        Self(pairs)
    }

    /// With values without white space at their ends, and one blank for any inside, as canonical headers have it.
    #[must_use]
    pub fn trim(&self) -> Self {
        self.changed(|name, value| (name.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// With names and values percent-encoded by RFC 3986.
    #[must_use]
    pub fn percent(&self) -> Self {
        self.changed(|name, value| (percent(name), percent(value)))
    }

    /// With names and values encoded as in forms.
    #[must_use]
    pub fn form_encode(&self) -> Self {
        self.changed(|name, value| (form_encode(name), form_encode(value)))
    }

    /// One text, with `inner` between name and value, and `outer` between pairs.
    pub fn join(&self, inner: &str, outer: &str) -> String {
        self.0.iter().map(|(name, value)| [name, inner, value].concat()).collect::<Vec<_>>().join(outer)
    }

    /// A JSON object of strings, in this order.
    pub fn json(&self) -> String {
        let fields: Vec<String> =
            self.0.iter().map(|(name, value)| [json(name), json(value)].join(":")).collect();
        format!("{{{}}}", fields.join(","))
    }

    /// The first value of that name, in any case of letters; none: no text.
    pub fn get(&self, name: &str) -> String {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The names.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The values.
    pub fn values(&self) -> Vec<String> {
        self.0.iter().map(|(_, value)| value.clone()).collect()
    }

    fn kept(&self, keeps: impl Fn(&str, &str) -> bool) -> Self {
        Self(self.0.iter().filter(|(name, value)| keeps(name, value)).cloned().collect())
    }

    fn changed(&self, change: impl Fn(&str, &str) -> (String, String)) -> Self {
        Self(self.0.iter().map(|(name, value)| change(name, value)).collect())
    }
}

/// Whether a name is meant, in any case of letters; `known` may end with `*` for any end.
fn is_named(known: &str, name: &str) -> bool {
    match known.strip_suffix('*') {
        Some(begin) => name.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin)),
        None => known.eq_ignore_ascii_case(name),
    }
}

/// JSON without white space, otherwise as it is written.
fn compact(json: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    let keep = |character: &char| {
        let kept = in_text || !character.is_ascii_whitespace();
        if *character == '"' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && *character == '\\' && !escaped;
        kept
    };
    json.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_and_a_json_object_become_pairs() {
        assert_eq!(Pairs::from_query("a=1&b=%20x+y&c").join("=", "|"), "a=1|b= x y|c=");
        let fields = Pairs::from_json(
            br#"{"b": 12345678901234567890123, "a": "x\"y", "c": [1], "d": null, "e": true}"#,
        );
        assert_eq!(fields.join("=", "&"), "b=12345678901234567890123&a=x\"y&e=true");
        assert_eq!(Pairs::from_json(b"[1]"), Pairs::default());
        assert_eq!(Pairs::from_json(b"\xff"), Pairs::default());
    }

    #[test]
    fn pairs_are_selected_and_sorted() {
        let pairs = Pairs::new(&[("b", "2"), ("a", "9"), ("A", ""), ("a", "1")]);
        assert_eq!(pairs.sort().join("", ","), "A,a1,a9,b2");
        assert_eq!(pairs.only(&["B"]).join("=", "&"), "b=2");
        assert_eq!(pairs.without(&["a"]).join("=", "&"), "b=2");
        assert_eq!(pairs.drop_empty().names(), ["b", "a", "a"]);
        assert_eq!(pairs.lower_names().sort().values(), ["", "1", "9", "2"]);
        assert_eq!(pairs.merge(&Pairs::new(&[("z", "")])).names().len(), 5);
        assert_eq!(pairs.with("B", "x").with("new", "y").join("=", "&"), "b=x&a=9&A=&a=1&new=y");
    }

    #[test]
    fn a_header_becomes_pairs() {
        let header = r#"realm="a=b" , qop="auth",nonce=x,, opaque"#;
        assert_eq!(Pairs::split(header, "=", ",").join(": ", "|"), "realm: a=b|qop: auth|nonce: x|opaque: ");
    }

    #[test]
    fn nested_json_stays_json() {
        let body = br#"{"b": {"x": [1, "a \" b"], "y":2}, "a": null, "c": "t", "d": 1.50}"#;
        assert_eq!(Pairs::all_from_json(body).join("=", "&"), r#"b={"x":[1,"a \" b"],"y":2}&a=&c=t&d=1.50"#);
    }

    #[test]
    fn names_may_be_meant_by_their_beginning() {
        let pairs = Pairs::new(&[("X-Ms-Date", "1"), ("x-ms-v", "2"), ("Date", "3"), ("x", "4")]);
        assert_eq!(pairs.only(&["x-ms-*"]).names(), ["X-Ms-Date", "x-ms-v"]);
        assert_eq!(pairs.without(&["X-*", "date"]).names(), ["x"]);
        assert_eq!((pairs.get("DATE").as_str(), pairs.get("none").as_str()), ("3", ""));
        assert_eq!(pairs.upper_names().names()[0], "X-MS-DATE");
    }

    #[test]
    fn pairs_of_one_name_become_one() {
        let pairs = Pairs::new(&[("b", "2"), ("a", "1"), ("b", "0"), ("B", "x")]);
        assert_eq!(pairs.group(",").join("=", "&"), "b=2,0&a=1&B=x");
        assert_eq!(pairs.sort_any_case().join("", ","), "a1,b0,b2,Bx");
        assert_eq!(pairs.only(&["a"]).merge(&Pairs::new(&[("\"", "\n")])).json(), r#"{"a":"1","\"":"\n"}"#);
    }

    #[test]
    fn pairs_are_encoded() {
        let pairs = Pairs::new(&[("a b", " x  y*~ ")]);
        assert_eq!(pairs.trim().percent().join("=", "&"), "a%20b=x%20y%2A~");
        assert_eq!(pairs.trim().form_encode().join("=", "&"), "a+b=x+y*%7E");
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", Pairs::new(&[("a", "MARK")])), "1 pairs");
    }
}
