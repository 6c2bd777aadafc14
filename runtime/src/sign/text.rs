//! What signature recipes do to a text, or to each text of a list.

/// Percent-encoded as [`percent`](super::percent), but with `/` as it is: a path.
pub fn percent_path(text: &str) -> String {
    super::percent(text).replace("%2F", "/")
}

/// Without white space at both ends.
pub fn trim(text: &str) -> String {
    text.trim().to_owned()
}

/// Without a text at its beginning, if it stands there.
pub fn strip(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_owned()
}

/// Without a text at its end, if it stands there.
pub fn strip_end(text: &str, suffix: &str) -> String {
    text.strip_suffix(suffix).unwrap_or(text).to_owned()
}

/// The first so many characters.
pub fn take(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

/// What stands behind the first so many characters.
pub fn skip(text: &str, count: usize) -> String {
    text.chars().skip(count).collect()
}

/// Bytes as the text that they are in UTF-8. What is no such text gives none.
pub fn text(data: &[u8]) -> String {
    std::str::from_utf8(data).unwrap_or_default().to_owned()
}

/// How many bytes there are.
pub fn length(data: &[u8]) -> String {
    data.len().to_string()
}

/// The text, or the other when it is empty.
pub fn or(text: &str, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text.to_owned() }
}

/// The text, or none when the other value is empty.
pub fn when(text: &str, other: &[u8]) -> String {
    if other.is_empty() { String::new() } else { text.to_owned() }
}

/// The texts with this between them.
pub fn split(text: &str, separator: &str) -> Vec<String> {
    text.split(separator).map(str::to_owned).collect()
}

/// The same of each.
pub fn each(texts: &[String], change: fn(&str) -> String) -> Vec<String> {
    texts.iter().map(|text| change(text)).collect()
}

/// In the order of their bytes.
pub fn sorted(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort();
    texts
}

/// In the order of their bytes in ASCII lower case.
pub fn sorted_any_case(texts: &[String]) -> Vec<String> {
    let mut texts = texts.to_vec();
    texts.sort_by_cached_key(|text| text.to_ascii_lowercase());
    texts
}

/// Those that are not empty.
pub fn filled(texts: &[String]) -> Vec<String> {
    texts.iter().filter(|text| !text.is_empty()).cloned().collect()
}

/// The first so many.
pub fn take_texts(texts: &[String], count: usize) -> Vec<String> {
    texts.iter().take(count).cloned().collect()
}

/// Those behind the first so many.
pub fn skip_texts(texts: &[String], count: usize) -> Vec<String> {
    texts.iter().skip(count).cloned().collect()
}

/// The first; of none: no text.
pub fn first(texts: &[String]) -> String {
    texts.first().cloned().unwrap_or_default()
}

/// The last; of none: no text.
pub fn last(texts: &[String]) -> String {
    texts.last().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut() {
        assert_eq!(percent_path("/a b/ç?*"), "/a%20b/%C3%A7%3F%2A");
        assert_eq!((strip("/v1/x", "/v1"), strip("/v2/x", "/v1")), ("/x".to_owned(), "/v2/x".to_owned()));
        assert_eq!((strip_end("a//", "/"), strip_end("a", "/")), ("a/".to_owned(), "a".to_owned()));
        assert_eq!((take("çde", 2), skip("çde", 2)), ("çd".to_owned(), "e".to_owned()));
        assert_eq!((take("a", 9), skip("a", 9)), ("a".to_owned(), String::new()));
        assert_eq!(length("ç".as_bytes()), "2");
    }

    #[test]
    fn one_of_two_texts() {
        assert_eq!((or("", "b"), or("a", "b")), ("b".to_owned(), "a".to_owned()));
        assert_eq!((when("a", b""), when("a", b"x")), (String::new(), "a".to_owned()));
    }

    #[test]
    fn texts_of_a_list() {
        let texts = split("b,,B,a", ",");
        assert_eq!(sorted(&texts), ["", "B", "a", "b"]);
        assert_eq!(sorted_any_case(&texts), ["", "a", "b", "B"]);
        assert_eq!(filled(&texts), ["b", "B", "a"]);
        assert_eq!(each(&texts, str::to_ascii_uppercase), ["B", "", "B", "A"]);
        assert_eq!(
            (take_texts(&texts, 1), skip_texts(&texts, 3)),
            (vec!["b".to_owned()], vec!["a".to_owned()])
        );
        assert_eq!(
            (first(&texts), last(&texts), first(&[])),
            ("b".to_owned(), "a".to_owned(), String::new())
        );
    }
}
