//! Servers that operations or paths have of their own.
//!
//! Credentials go to one origin. An operation with a server of another one is no endpoint; one with another path on the same
//! origin is: the server of the spec is then the origin, and every endpoint's path begins with what its server's did.

use crate::yaml::Node;

use super::model::{Endpoint, Server};
use super::operation::{Operation, Skip};
use super::schema::{shown, text};

/// The server of the whole document, as it is written.
pub(super) struct Bases {
    url: Option<String>,
}

impl Bases {
    pub(super) fn new(server: Option<&Node>) -> Self {
        Self { url: server.and_then(|server| text(server, "url")).map(str::to_owned) }
    }

    /// The path of an operation's own server; `None`: it has the document's.
    pub(super) fn of(&self, operation: &Operation<'_>) -> Result<Option<String>, Skip> {
        let urls = own(operation);
        let known = self.url.as_deref().unwrap_or_default();
        let same = |url: &&str| {
            let (one, other) = (origin(url), origin(known));
            (one.0, bare(one.1)) == (other.0, bare(other.1)) || bare(url).is_empty()
        };
        let Some(first) = urls.first() else { return Ok(None) };
        if urls.iter().any(same) {
            return Ok(None);
        }
        let here = origin(known);
        let on_this_host = urls.iter().find_map(|url| {
            let (host, path) = origin(url);
            (host == here.0 || host.is_empty()).then_some(path)
        });
        match on_this_host {
            Some(path) if plain(path) && plain(here.1) => Ok(Some(bare(path).to_owned())),
            _ => Err(Skip(format!("it has a server of its own, `{}`", shown(first)))),
        }
    }

    /// Puts the paths of servers before those of endpoints, where they are not all the same.
    pub(super) fn settle(&self, server: &mut Server, endpoints: &mut [Endpoint]) {
        if endpoints.iter().all(|endpoint| endpoint.base.is_none()) {
            return;
        }
        let path = bare(origin(self.url.as_deref().unwrap_or_default()).1).to_owned();
        let Some(url) = server.url.strip_suffix(&path) else { return };
        server.url = url.to_owned();
        for endpoint in endpoints {
            let base = endpoint.base.as_deref().unwrap_or(&path);
            if let Some((method, rest)) = endpoint.http.split_once(' ') {
                endpoint.http = format!("{method} {base}{rest}");
            }
        }
    }
}

/// The server that most operations name themselves, for a document that names none.
pub(super) fn most_named<'d>(operations: &[Operation<'d>]) -> Option<&'d Node> {
    let mut found: Vec<(&str, &'d Node, usize)> = Vec::new();
    for operation in operations {
        let Some(server) = list(operation).first() else { continue };
        let Some(url) = text(server, "url").filter(|url| url.contains("://")) else { continue };
        match found.iter_mut().find(|(known, ..)| *known == url) {
            Some((_, _, count)) => *count += 1,
            None => found.push((url, server, 1)),
        }
    }
    found.into_iter().rev().max_by_key(|(_, _, count)| *count).map(|(_, server, _)| server)
}

fn list<'d>(operation: &Operation<'d>) -> &'d [Node] {
    let own = operation.node.get("servers").or(operation.servers);
    own.and_then(Node::as_list).unwrap_or_default()
}

fn own<'d>(operation: &Operation<'d>) -> Vec<&'d str> {
    list(operation).iter().filter_map(|server| text(server, "url")).collect()
}

fn bare(url: &str) -> &str {
    url.trim().trim_end_matches('/')
}

/// The host, and the path. The scheme is https in any case.
fn origin(url: &str) -> (&str, &str) {
    let url = url.trim();
    let rest = url.find("//").filter(|at| *at == 0 || url[..*at].ends_with(':'));
    let rest = rest.map_or(url, |at| &url[at + 2..]);
    rest.split_at(rest.find('/').unwrap_or(rest.len()))
}

/// Whether a path can stand before that of an endpoint.
fn plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte)) && !path.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        assert_eq!(origin("https://a.example/v1/"), ("a.example", "/v1/"));
        assert_eq!(origin("//a.example"), ("a.example", ""));
        assert_eq!(origin("{protocol}://{host}"), ("{host}", ""));
        assert_eq!(origin("/v2"), ("", "/v2"));
        assert!(plain("/api/v2.0") && !plain("/{x}") && !plain("/a/../b"));
    }
}
