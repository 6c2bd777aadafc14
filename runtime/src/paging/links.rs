//! Where headers and URLs say where the next page is.

use http::{HeaderMap, header::LINK};

/// The text of a header; `None` when it is not there, empty, or no text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The URL of a relation in the `Link` headers (RFC 8288, 3), such as `next`.
pub fn link(headers: &HeaderMap, relation: &str) -> Option<String> {
    let mut links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).flat_map(Links::of);
    // A link with an anchor is about another page than this one (3.2).
    let fits = |link: &Link<'_>| {
        let relations = link.parameter("rel")?;
        let fits = relations.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(relation));
        (fits && link.parameter("anchor").is_none()).then(|| link.url.to_owned())
    };
    links.find_map(|link| fits(&link)).filter(|url| !url.is_empty())
}

/// The value of a parameter of a URL's query, be the URL absolute or not; `None` when it is not there or empty.
pub fn parameter_of(url: &str, name: &str) -> Option<String> {
    let query = url.split('#').next()?.split_once('?')?.1;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

struct Link<'a> {
    url: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl Link<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        // Of several the first counts (3.3).
        let mut parameters = self.parameters.iter();
        parameters.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The links of one header.
struct Links<'a>(&'a str);

impl<'a> Links<'a> {
    fn of(text: &'a str) -> Self {
        Self(text)
    }

    /// Takes the rest after a character, and what is before it.
    fn until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let at = self.0.find(end).unwrap_or(self.0.len());
        let (before, rest) = self.0.split_at(at);
        self.0 = rest;
        before.trim()
    }

    fn eat(&mut self, c: char) -> bool {
        self.0 = self.0.trim_start();
        self.0.strip_prefix(c).is_some_and(|rest| {
            self.0 = rest;
            true
        })
    }

    fn parameter(&mut self) -> (&'a str, String) {
        let name = self.until(|c| matches!(c, '=' | ';' | ','));
        if !self.eat('=') {
            return (name, String::new());
        }
        let value =
            if self.eat('"') { self.quoted() } else { self.until(|c| matches!(c, ';' | ',')).to_owned() };
        (name, value)
    }

    /// The rest of a quoted text, in which a backslash stands before what is not to be read as a sign.
    fn quoted(&mut self) -> String {
        let mut text = String::new();
        let mut chars = self.0.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return text;
                }
                '\\' => text.extend(chars.next().map(|(_, c)| c)),
                c => text.push(c),
            }
        }
        self.0 = "";
        text
    }
}

impl<'a> Iterator for Links<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Link<'a>> {
        self.until(|c| c == '<');
        if !self.eat('<') {
            return None;
        }
        let url = self.until(|c| c == '>');
        if !self.eat('>') {
            return None;
        }
        let mut parameters = Vec::new();
        while self.eat(';') {
            parameters.push(self.parameter());
        }
        Some(Link { url, parameters })
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(links: &[&'static str]) -> HeaderMap {
        links.iter().map(|text| (LINK, HeaderValue::from_static(text))).collect()
    }

    #[test]
    fn the_url_of_a_relation_is_found() {
        let github =
            "<https://api.example/x?page=2>; rel=\"next\", <https://api.example/x?page=9>; rel=\"last\"";
        for (links, next) in [
            (&[github][..], Some("https://api.example/x?page=2")),
            (&["<a>; rel=prev", "<b?x=1,2;3>; rel=next"], Some("b?x=1,2;3")),
            (&["<a>;REL=\"first  NEXT\""], Some("a")),
            (&[r#"<a>; title="a \"<b>\", c; d"; rel="next""#], Some("a")),
            (&["<a>; title; rel = next ; x=y, <b>; rel=last"], Some("a")),
            (&["<a>; rel=prev; rel=next"], None),
            (&["<a>; rel=next; anchor=\"/other\", <b>; rel=next"], Some("b")),
            (&["<>; rel=next"], None),
            (&["<a>; rel=nextish, <b>"], None),
            (&["a; rel=next", ""], None),
            (&["<a; rel=next"], None),
            (&[r#"<a>; rel="next"#], Some("a")),
            (&[], None),
        ] {
            assert_eq!(link(&headers(links), "next").as_deref(), next, "{links:?}");
        }
    }

    #[test]
    fn an_empty_header_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert("x-next", HeaderValue::from_static(" 7 "));
        headers.insert("x-none", HeaderValue::from_static(""));
        headers.insert("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(header(&headers, "X-Next"), Some("7"));
        for name in ["x-none", "x-odd", "x-other", "not a name"] {
            assert_eq!(header(&headers, name), None, "{name}");
        }
    }

    #[test]
    fn a_parameter_is_cut_out_of_a_url() {
        for (url, value) in [
            ("https://api.example/x?a=1&cursor=b%2Bc%3D%20d", Some("b+c= d")),
            ("/x?cursor=b+c#cursor=no", Some("b c")),
            ("?cursor=1&cursor=2", Some("1")),
            ("/x?cursors=1", None),
            ("/x?cursor=", None),
            ("/x?cursor", None),
            ("/x#?cursor=1", None),
            ("", None),
        ] {
            assert_eq!(parameter_of(url, "cursor").as_deref(), value, "{url}");
        }
    }
}
