//! The parameters of `Authorization: Digest …`.

use super::{Algorithm, Config, OPAQUE, REALM};
use crate::http::Request;

/// Name, value, and whether the value stood in quotes.
pub(super) struct Parameters(Vec<(String, String, bool)>);

impl Parameters {
    /// `None` for what is no list of parameters, or has one twice. No value of this server has a comma or a quote in it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut read: Vec<(String, String, bool)> = Vec::new();
        for pair in text.split(',') {
            let (name, value) = pair.trim().split_once('=')?;
            let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            if read.iter().any(|(known, ..)| known == name) {
                return None;
            }
            read.push((name.to_owned(), bare.unwrap_or(value).to_owned(), bare.is_some()));
        }
        Some(Self(read))
    }

    /// The value of a parameter that must stand in quotes.
    pub(super) fn quoted(&self, name: &str) -> Option<&str> {
        self.find(name, true)
    }

    /// The value of a parameter that must not.
    pub(super) fn bare(&self, name: &str) -> Option<&str> {
        self.find(name, false)
    }

    fn find(&self, name: &str, in_quotes: bool) -> Option<&str> {
        let found = self.0.iter().find(|(known, _, quotes)| known == name && *quotes == in_quotes);
        found.map(|(_, value, _)| value.as_str())
    }

    /// Whether the response is the right one for this request (RFC 7616, section 3.4.1).
    pub(super) fn right(&self, algorithm: Algorithm, config: &Config, request: &Request) -> Option<bool> {
        let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
        let uri = format!("{}{query}", request.path);
        let (nonce, cnonce) = (self.quoted("nonce")?, self.quoted("cnonce")?);
        let (count, qop) = (self.bare("nc")?, self.bare("qop")?);
        let first = algorithm.hash(&format!("{}:{REALM}:{}", config.username, config.password));
        let second = algorithm.hash(&format!("{}:{uri}", request.method));
        let response = algorithm.hash(&format!("{first}:{nonce}:{count}:{cnonce}:{qop}:{second}"));
        let names_fit = self.quoted("username")? == config.username
            && self.quoted("realm")? == REALM
            && self.quoted("uri")? == uri
            && self.quoted("opaque")? == OPAQUE
            && qop == "auth"
            && !cnonce.is_empty();
        Some(names_fit && self.quoted("response")? == response)
    }
}
