//! Challenges: what an answer that refuses a call asks for (RFC 9110, 11.3 and 11.6.1).

use http::HeaderMap;

use super::{Challenge, TokenSource, values::Values};

/// More text than any server has reason to send.
const LONGEST: usize = 16 << 10;

/// More challenges, and more parameters of one, than any server has reason to send.
const MOST: usize = 64;

/// One challenge of a header.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    word: String,
    parameters: Vec<(String, String)>,
}

/// The values of the first challenge that is the source's own.
pub(crate) fn read(source: &TokenSource, challenge: &Challenge, headers: &HeaderMap) -> Option<Values> {
    let lines = headers.get_all(challenge.header).iter();
    let asked = lines.take(MOST).flat_map(|line| parse(&text(line.as_bytes())));
    asked.filter(|asked| asked.fits(challenge)).find_map(|asked| {
        let mut values = Values::empty(source);
        for read in challenge.parameters {
            match asked.get(read.name) {
                Some(value) => values.set(read.output, Some(value)),
                None if read.optional => {}
                None => return None,
            }
        }
        Some(values)
    })
}

/// UTF-8, or else ISO 8859-1, as some realms are.
fn text(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

impl Asked {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn fits(&self, challenge: &Challenge) -> bool {
        let only =
            |(name, value): &(&str, &str)| self.get(name).is_none_or(|own| own.eq_ignore_ascii_case(value));
        self.word.eq_ignore_ascii_case(challenge.word) && challenge.only.iter().all(only)
    }
}

/// The challenges in a header's value. What is not proper is passed over up to the next comma.
fn parse(text: &str) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    let mut rest = Rest(text);
    while all.len() <= MOST {
        rest.skip(|c| c == ',' || c.is_ascii_whitespace());
        if rest.0.is_empty() {
            break;
        }
        let word = rest.token();
        let spaced = rest.skip(|c| c.is_ascii_whitespace());
        if word.is_empty() {
            rest.pass_over();
        } else if rest.take('=') {
            rest.skip(|c| c.is_ascii_whitespace());
            let value = rest.value();
            // A parameter before any word belongs to nothing.
            if let Some(asked) = all.last_mut()
                && asked.parameters.len() < MOST
            {
                asked.parameters.push((word.to_owned(), value));
            }
        } else {
            all.push(Asked { word: word.to_owned(), parameters: Vec::new() });
            if spaced {
                rest.skip_token68();
            }
        }
    }
    all
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self, what: impl Fn(char) -> bool) -> bool {
        let before = self.0.len();
        self.0 = self.0.trim_start_matches(what);
        self.0.len() < before
    }

    fn take(&mut self, c: char) -> bool {
        let rest = self.0.strip_prefix(c);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn token(&mut self) -> &'a str {
        // RFC 9110, 5.6.2
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.0.find(|c| !is_token(c)).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        token
    }

    /// `dG9rZW4=` after a word, which is a challenge without parameters.
    fn skip_token68(&mut self) {
        let is_token68 = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let after = self.0.trim_start_matches(is_token68).trim_start_matches('=').trim_start();
        if after.is_empty() || after.starts_with(',') {
            self.0 = after;
        }
    }

    /// A quoted text without its quotes, or what stands up to the next comma or space.
    fn value(&mut self) -> String {
        if !self.take('"') {
            let end = self.0.find(|c: char| c == ',' || c.is_ascii_whitespace()).unwrap_or(self.0.len());
            let (value, rest) = self.0.split_at(end);
            self.0 = rest;
            return value.to_owned();
        }
        let mut value = String::new();
        let mut chars = self.0.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => value.extend(chars.next()),
                c => value.push(c),
            }
        }
        self.0 = chars.as_str();
        value
    }

    fn pass_over(&mut self) {
        while let Some(c) = self.0.chars().next() {
            if c == ',' {
                return;
            }
            if c == '"' {
                self.value();
            } else {
                self.0 = &self.0[c.len_utf8()..];
            }
        }
    }
}
