//! Names with values, in order.

use super::encodings::decode_percent;

type Pairs = Vec<(String, String)>;

/// `a=1&b=%20` as pairs.
pub(super) fn from_query(query: &str) -> Pairs {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode_percent(name, true), decode_percent(value, true))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

/// `a="1", b=2` as pairs.
pub(super) fn split(text: &str, inner: &str, outer: &str) -> Pairs {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once(inner).unwrap_or((pair, ""));
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        (name.trim().to_owned(), quoted.unwrap_or(value).to_owned())
    };
    text.split(outer).filter(|pair| !pair.trim().is_empty()).map(pair).collect()
}

pub(super) fn join(pairs: &[(String, String)], inner: &str, outer: &str) -> String {
    let joined: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}{inner}{value}")).collect();
    joined.join(outer)
}

/// Whether a name is among those that are meant, in any case of letters; one may end with `*` for any end.
pub(super) fn is_named(meant: &[String], name: &str) -> bool {
    meant.iter().any(|known| match known.strip_suffix('*') {
        Some(begin) => name.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin)),
        None => known.eq_ignore_ascii_case(name),
    })
}

pub(super) fn sort_any_case(pairs: &mut Pairs) {
    pairs.sort_by_cached_key(|(name, value)| (name.to_ascii_lowercase(), value.to_ascii_lowercase()));
}

/// Pairs of one name as one.
pub(super) fn group(pairs: Pairs, separator: &str) -> Pairs {
    let mut grouped: Pairs = Vec::new();
    for (name, value) in pairs {
        match grouped.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => {
                known.push_str(separator);
                known.push_str(&value);
            }
            None => grouped.push((name, value)),
        }
    }
    grouped
}

/// No white space at the ends and one blank for any inside, as canonical headers have it.
pub(super) fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
