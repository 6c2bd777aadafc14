//! Where the request goes: the server's URL with what the user gave in it.

use crate::api::{Api, Endpoint, UrlPart};
use crate::recipe::encodings;

use super::given::Given;

/// A server, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Base {
    /// `https` or `http`.
    pub(super) scheme: String,
    /// The host, with the port where that is not the scheme's own.
    pub(super) host: String,
    /// The path before every endpoint's, without a slash at its end.
    pub(super) prefix: String,
}

impl Base {
    /// Where an endpoint is called.
    pub(super) fn of(api: &Api, endpoint: &Endpoint, given: &Given) -> Self {
        let mut url = String::new();
        for part in &api.server_of(endpoint).url {
            let text = match part {
                UrlPart::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                UrlPart::Variable(index) => {
                    url.push_str(given.variables.get(index).map_or("", String::as_str));
                    continue;
                }
                UrlPart::Credential(index) => given.credentials.get(index),
                UrlPart::Output(source, output) => given.outputs.get(&(*source, *output)),
            };
            let text = text.map_or("", String::as_str);
            let is_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
            url.push_str(&if is_path { encodings::percent(text) } else { text.to_owned() });
        }
        Self::parse(&url)
    }

    fn parse(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let scheme = scheme.to_ascii_lowercase();
        let own = if scheme == "http" { ":80" } else { ":443" };
        let host = host.strip_suffix(own).unwrap_or(host).to_lowercase();
        Self { scheme, host, prefix: path.trim_end_matches('/').to_owned() }
    }

    /// The port, also where the host does not show it.
    pub(super) fn port(&self) -> &str {
        let shown = self.host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        shown.unwrap_or(if self.scheme == "http" { "80" } else { "443" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        for (url, scheme, host, prefix, port) in [
            ("https://API.example", "https", "api.example", "", "443"),
            ("https://api.example:443/v1/", "https", "api.example", "/v1", "443"),
            ("http://127.0.0.1:8080/a/b", "http", "127.0.0.1:8080", "/a/b", "8080"),
            ("http://[::1]", "http", "[::1]", "", "80"),
        ] {
            let base = Base::parse(url);
            assert_eq!(
                (base.scheme.as_str(), base.host.as_str(), base.prefix.as_str()),
                (scheme, host, prefix)
            );
            assert_eq!(base.port(), port);
        }
    }
}
