//! URLs with holes: of the server, and of the steps of token sources.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Checker;
use super::auth::{Declared, output, outputs};
use crate::api::{UrlPart, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::text::Text;

impl Checker<'_, '_> {
    /// The pieces of a URL; holes hold variables, credentials and outputs of token sources.
    pub(super) fn url_parts(&mut self, url: Text<'_>, declared: Declared<'_>) -> Option<Vec<UrlPart>> {
        let mut parts = Vec::new();
        let text = url.as_str();
        let mut at = 0;
        while let Some(open) = text[at..].find('{') {
            let start = at + open;
            let Some(length) = text[start..].find('}') else {
                self.report(
                    Diagnostic::new(Code::BAD_URL, url.place(start, start + 1), "a `{` that is not closed")
                        .label("expected `{name}`"),
                );
                return None;
            };
            if start > at {
                parts.push(UrlPart::Text(text[at..start].to_owned()));
            }
            parts.push(self.url_hole(url.slice(start + 1, start + length), declared)?);
            at = start + length + 1;
        }
        if at < text.len() {
            parts.push(UrlPart::Text(text[at..].to_owned()));
        }
        Some(parts)
    }

    fn url_hole(&mut self, name: Text<'_>, declared: Declared<'_>) -> Option<UrlPart> {
        let wire = name.as_str().trim();
        let variable = declared.variables.iter().position(|variable| variable.wire == wire);
        let credential = declared.credentials.iter().position(|credential| credential.wire == wire);
        let part =
            variable.map(UrlPart::Variable).or_else(|| credential.map(UrlPart::Credential)).or_else(|| {
                match output(declared.sources, wire) {
                    Some(Value::Output(source, output)) => Some(UrlPart::Output(source, output)),
                    _ => None,
                }
            });
        let source = wire.split('.').next().unwrap_or_default();
        let is_reported = declared.sources.iter().any(|known| known.wire == source && known.failed);
        if part.is_none() && !is_reported {
            let mut known: Vec<String> =
                declared.variables.iter().map(|variable| variable.wire.clone()).collect();
            known.extend(declared.credentials.iter().map(|credential| credential.wire.clone()));
            known.extend(outputs(declared.sources));
            self.report(
                Diagnostic::new(
                    Code::UNKNOWN_NAME,
                    name.span(),
                    format!("no server variable, credential or token is named `{wire}`"),
                )
                .suggest(wire, known.iter().map(String::as_str), "one"),
            );
        }
        part
    }

    /// https, or http to this machine; no user, query or fragment in the URL.
    pub(super) fn check_origin(&mut self, url: Text<'_>, parts: &[UrlPart]) {
        // An output can be a whole origin; the client checks it when it is known.
        let begins = match parts.first() {
            Some(UrlPart::Output(..)) => "https://",
            _ => "",
        };
        let mut filled = begins.to_owned();
        for part in parts {
            match part {
                UrlPart::Text(text) => filled.push_str(text),
                // A port is a number, any other piece is text.
                _ if filled.ends_with(':') => filled.push('1'),
                _ => filled.push('x'),
            }
        }
        let host_and_path = filled.strip_prefix("https://").or_else(|| {
            let rest = filled.strip_prefix("http://")?;
            is_loopback(rest.split('/').next().unwrap_or_default()).then_some(rest)
        });
        let Some(rest) = host_and_path else {
            self.report(
                Diagnostic::new(Code::BAD_URL, url.span(), "the server's URL is not https")
                    .label("expected `https://host/path`")
                    .note("plain http is allowed to a loopback host only: credentials would travel in clear"),
            );
            return;
        };
        let host = rest.split('/').next().unwrap_or_default();
        let odd =
            rest.chars().any(|character| character.is_whitespace() || "?#@\\\"<>^`|".contains(character));
        let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        let bad_port = port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0));
        if host.is_empty() || odd || bad_port || !rest.is_ascii() {
            self.report(
                Diagnostic::new(Code::BAD_URL, url.span(), "not the URL of a server")
                    .label("expected `https://host/path`, without user, query and fragment"),
            );
        }
    }

    /// No secret in a host's name; one that comes out of a token is among those that the spec allows.
    pub(super) fn check_host(
        &mut self,
        url: Text<'_>,
        parts: &[UrlPart],
        hosts: &[String],
        declared: Declared<'_>,
    ) {
        for part in &parts[..host_length(parts)] {
            match part {
                UrlPart::Credential(index) => {
                    let secret = declared.credentials.get(*index).filter(|credential| credential.secret);
                    if let Some(credential) = secret {
                        self.report(
                            Diagnostic::new(
                                Code::SECRET_SENT,
                                url.span(),
                                format!("the secret `{}` would stand in the host's name", credential.wire),
                            )
                            .note(
                                "names of hosts travel in clear, to name servers and at the beginning of TLS",
                            ),
                        );
                    }
                }
                UrlPart::Output(source, output) if hosts.is_empty() => {
                    let name = declared.sources.get(*source).map(|source| {
                        let output = source.outputs.get(*output).map_or("", |output| output.wire.as_str());
                        format!("{}.{output}", source.wire)
                    });
                    self.report(
                        Diagnostic::new(
                            Code::BAD_URL,
                            url.span(),
                            format!("the host comes out of `{}`", name.unwrap_or_default()),
                        )
                        .note("credentials are sent there, so the spec says which hosts it may be")
                        .help("write `server: { url: …, hosts: [\"*.example.com\"] }`"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// Whether a host, with a port or without, is this machine: what the runtime sends plain http to.
pub(crate) fn is_loopback(host: &str) -> bool {
    if let Some((address, _)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback());
    }
    let host = host.split(':').next().unwrap_or_default();
    host == "localhost" || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
}

/// How many parts of a URL stand in its origin, wholly or with their beginning.
pub(super) fn host_length(parts: &[UrlPart]) -> usize {
    let path = parts.iter().enumerate().position(|(index, part)| match part {
        UrlPart::Text(text) => {
            let behind = if index == 0 { text.find("://").map_or(0, |at| at + 3) } else { 0 };
            text[behind..].contains('/')
        }
        _ => false,
    });
    path.map_or(parts.len(), |path| path + 1)
}

/// A URL split where its path begins.
pub(super) fn split_path(parts: Vec<UrlPart>) -> (Vec<UrlPart>, Vec<UrlPart>) {
    let mut origin = Vec::new();
    let mut path: Vec<UrlPart> = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        match part {
            UrlPart::Text(text) if path.is_empty() => {
                let behind = if index == 0 { text.find("://").map_or(0, |at| at + 3) } else { 0 };
                match text[behind..].find('/') {
                    Some(at) => {
                        let (before, after) = text.split_at(behind + at);
                        if !before.is_empty() {
                            origin.push(UrlPart::Text(before.to_owned()));
                        }
                        path.push(UrlPart::Text(after.to_owned()));
                    }
                    None => origin.push(UrlPart::Text(text)),
                }
            }
            part if path.is_empty() => origin.push(part),
            part => path.push(part),
        }
    }
    if path.is_empty() {
        path.push(UrlPart::Text("/".to_owned()));
    }
    (origin, path)
}

/// Whether the host of a URL comes out of a token.
pub(super) fn host_is_an_output(parts: &[UrlPart]) -> bool {
    parts[..host_length(parts)].iter().any(|part| matches!(part, UrlPart::Output(..)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> UrlPart {
        UrlPart::Text(text.to_owned())
    }

    #[test]
    fn a_url_is_split_where_its_path_begins() {
        for (parts, origin, path) in [
            (vec![text("https://a.example/b/c")], vec![text("https://a.example")], vec![text("/b/c")]),
            (vec![text("https://a.example")], vec![text("https://a.example")], vec![text("/")]),
            (
                vec![UrlPart::Output(0, 1), text("/b"), UrlPart::Variable(0), text("/c")],
                vec![UrlPart::Output(0, 1)],
                vec![text("/b"), UrlPart::Variable(0), text("/c")],
            ),
            (
                vec![text("https://"), UrlPart::Variable(0), text(".example:8443/"), UrlPart::Credential(2)],
                vec![text("https://"), UrlPart::Variable(0), text(".example:8443")],
                vec![text("/"), UrlPart::Credential(2)],
            ),
        ] {
            assert_eq!(split_path(parts), (origin, path));
        }
    }

    #[test]
    fn a_loopback_host_is_this_machine() {
        for host in ["localhost", "localhost:1", "127.0.0.1", "127.3.2.1:8080", "[::1]", "[::1]:80"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "127.evil.example", "127.0.0.1.example", "localhost.example", "[::2]", "[::1", "::1"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_host_ends_with_the_first_slash_behind_it() {
        let telegram = [text("https://api.telegram.org/bot"), UrlPart::Credential(0)];
        assert_eq!(host_length(&telegram), 1);
        let tenant = [text("https://"), UrlPart::Output(0, 0), text(".example.com/"), UrlPart::Output(0, 1)];
        assert_eq!(host_length(&tenant), 3);
        assert!(host_is_an_output(&tenant) && !host_is_an_output(&telegram));
    }
}
