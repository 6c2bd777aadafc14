//! Names with values, in order: parameters, headers and fields, as signature recipes select, sort, encode and join them.

use std::fmt;

use super::{form_encode, percent};

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

    /// The top-level fields of a JSON object that are text, numbers or booleans; numbers keep their digits. None of what is no object.
    pub fn from_json(body: &[u8]) -> Self {
        use serde_json::value::RawValue;
        type Fields<'a> = std::collections::BTreeMap<String, &'a RawValue>;
        let Ok(fields) = serde_json::from_slice::<Fields<'_>>(body) else { return Self::default() };
        let scalar = |(name, raw): (String, &RawValue)| {
            let text = raw.get();
            match text.as_bytes().first()? {
                b'"' => Some((name, serde_json::from_str(text).ok()?)),
                b'{' | b'[' | b'n' => None,
                _ => Some((name, text.to_owned())),
            }
        };
        Self(fields.into_iter().filter_map(scalar).collect())
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

    /// Those of these names, in any case of letters.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        self.kept(|name, _| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Those of other names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        self.kept(|name, _| !names.iter().any(|known| known.eq_ignore_ascii_case(name)))
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

/// Texts in the order of their bytes.
#[must_use]
pub fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
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
        assert_eq!(fields.join("=", "&"), "a=x\"y&b=12345678901234567890123&e=true");
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
