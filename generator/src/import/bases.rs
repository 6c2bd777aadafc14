//! Servers that operations or paths have of their own.
//!
//! One that is the document's own is none. One with another path on the same host is a path: the server of the spec is then
//! the host, and every endpoint's path begins with what its server's does. Any other is a server that the endpoint names.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::model::{Endpoint, NamedServer, Server, Variable};
use super::names::{self, Taken};
use super::notes::address;
use super::operation::{Operation, Skip};
use super::schema::{Schemas, shown, text};
use super::server::{PLAIN_HTTP, builder_names, usable};

/// The servers of a document.
pub(super) struct Bases<'d> {
    /// The server of the whole document, as it is written.
    own: Option<&'d Node>,
    url: &'d str,
    /// Those that operations have, each once, and whether they are written with plain http.
    named: Vec<(NamedServer, bool)>,
    /// By the lists of servers that stand at operations and paths.
    known: HashMap<usize, Option<usize>>,
}

/// Where an operation is called.
pub(super) enum Place {
    /// At the server of the document.
    Own,
    /// On its host, under this path.
    Path(String),
    /// At one of the other servers.
    Other(usize),
}

impl<'d> Bases<'d> {
    /// Finds the servers of all operations, so that their names do not depend on what is selected. `server` is the
    /// document's own, and `written` how it is written.
    pub(super) fn find(server: &Server, written: Option<&'d Node>, operations: &[Operation<'d>]) -> Self {
        let url = written.and_then(|server| text(server, "url")).unwrap_or_default();
        let mut bases = Self { own: written, url, named: Vec::new(), known: HashMap::new() };
        let mut names = Names::new(server);
        for operation in operations {
            let Some(node) = list_node(operation) else { continue };
            if bases.on_own_host(operation).is_none() && !bases.known.contains_key(&address(node)) {
                let found = bases.first_usable(operation, &mut names);
                bases.known.insert(address(node), found);
            }
        }
        bases
    }

    /// The variables of the servers that operations have.
    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.named.iter().flat_map(|(other, _)| &other.server.variables)
    }

    /// Where an operation is called; as an error, why it cannot be.
    pub(super) fn of(&self, schemas: &mut Schemas<'d>, operation: &Operation<'d>) -> Result<Place, Skip> {
        if let Some(place) = self.on_own_host(operation) {
            return Ok(place);
        }
        let all = list(operation);
        let found = list_node(operation).and_then(|node| self.known.get(&address(node)).copied().flatten());
        let Some(index) = found else {
            let written = all.iter().find_map(|server| text(server, "url")).unwrap_or_default();
            return Err(Skip(format!("its own server, `{}`, has no usable URL", shown(written))));
        };
        let (server, is_plain) = &self.named[index];
        if all.len() > 1 {
            let message = format!("one of {} servers is taken, as `{}`", all.len(), server.name);
            schemas.notes.add(&all[0], Code::IMPORT_SERVER, message);
        }
        if *is_plain {
            schemas.notes.add(&all[0], Code::IMPORT_SERVER, PLAIN_HTTP);
        }
        Ok(Place::Other(index))
    }

    /// The place of an operation that has no server of its own, or nothing but a path.
    fn on_own_host(&self, operation: &Operation<'d>) -> Option<Place> {
        let urls: Vec<&str> = list(operation).iter().filter_map(|server| text(server, "url")).collect();
        let here = origin(self.url);
        let same = |url: &&str| {
            let one = origin(url);
            (one.0, bare(one.1)) == (here.0, bare(here.1)) || bare(url).is_empty()
        };
        if urls.is_empty() || urls.iter().any(same) {
            return Some(Place::Own);
        }
        let path = urls.iter().find_map(|url| {
            let (host, path) = origin(url);
            (host == here.0 || host.is_empty()).then_some(path)
        })?;
        (plain(path) && plain(here.1)).then(|| Place::Path(bare(path).to_owned()))
    }

    /// The first of an operation's servers with a usable URL, among those that endpoints name.
    fn first_usable(&mut self, operation: &Operation<'d>, names: &mut Names) -> Option<usize> {
        let (node, found) = list(operation).iter().find_map(|node| {
            let (host, path) = origin(text(node, "url")?);
            // A path alone is one of the document's own server.
            let host = if host.is_empty() { origin(self.url).0 } else { host };
            let nodes: Vec<&Node> = [Some(node), self.own].into_iter().flatten().collect();
            let scheme = text(node, "url")?.trim().split_once("://").map_or("https", |(scheme, _)| scheme);
            Some((node, usable(&nodes, &format!("{scheme}://{host}{path}"))?))
        })?;
        let server = names.settle(found.server);
        if let Some(index) = self.named.iter().position(|(known, _)| known.server.url == server.url) {
            return Some(index);
        }
        let name = names.of_server(&server.url, origin(self.url).0);
        let doc = text(node, "description").unwrap_or_default().trim().to_owned();
        self.named.push((NamedServer { name, doc, server }, found.plain_http));
        Some(self.named.len() - 1)
    }

    /// Puts the paths of servers before those of endpoints, where they are not all the same; gives the servers that
    /// endpoints name.
    pub(super) fn settle(self, server: &mut Server, endpoints: &mut [Endpoint]) -> Vec<NamedServer> {
        if endpoints.iter().any(|endpoint| endpoint.base.is_some()) {
            let path = bare(origin(self.url).1).to_owned();
            if let Some(url) = server.url.strip_suffix(&path) {
                server.url = url.to_owned();
                for endpoint in endpoints.iter_mut().filter(|endpoint| endpoint.server.is_none()) {
                    let base = endpoint.base.as_deref().unwrap_or(&path);
                    if let Some((method, rest)) = endpoint.http.split_once(' ') {
                        endpoint.http = format!("{method} {base}{rest}");
                    }
                }
            }
        }
        let mut used = Vec::new();
        let mut indices = HashMap::new();
        let named: HashSet<usize> = endpoints.iter().filter_map(|endpoint| endpoint.server).collect();
        for (index, (server, _)) in self.named.into_iter().enumerate() {
            if named.contains(&index) {
                indices.insert(index, used.len());
                used.push(server);
            }
        }
        for endpoint in endpoints {
            endpoint.server = endpoint.server.and_then(|index| indices.get(&index).copied());
        }
        used
    }
}

/// Names of servers and of their variables, which share one namespace.
struct Names {
    servers: Taken,
    variables: Taken,
    /// The names of variables, by how they are described.
    known: HashMap<Variable, String>,
}

impl Names {
    fn new(server: &Server) -> Self {
        let mut variables = builder_names();
        for variable in &server.variables {
            variables.take(&variable.name);
        }
        let known =
            server.variables.iter().map(|variable| (variable.clone(), variable.name.clone())).collect();
        Self { servers: Taken::default(), variables, known }
    }

    /// A server whose variables are those that are known, if they are the same, or else have names of their own.
    fn settle(&mut self, server: Server) -> Server {
        let Server { url, mut variables } = server;
        let mut renamed: HashMap<String, String> = HashMap::new();
        for variable in &mut variables {
            let taken = &mut self.variables;
            let name = self.known.entry(variable.clone()).or_insert_with_key(|variable| {
                taken.first_free([variable.name.as_str()], names::numbered_snake)
            });
            renamed.insert(std::mem::replace(&mut variable.name, name.clone()), name.clone());
        }
        // Holes are told by what closes them: behind each stands the text up to the next.
        let pieces = url.split('{').map(|piece| match piece.split_once('}') {
            Some((hole, rest)) => format!("{}}}{rest}", renamed.get(hole).map_or(hole, String::as_str)),
            None => piece.to_owned(),
        });
        let url = pieces.collect::<Vec<_>>().join("{");
        Server { url, variables }
    }

    /// The name of a server: of its host what the document's own has not, its path, or its whole host.
    fn of_server(&mut self, url: &str, own: &str) -> String {
        let (host, path) = origin(url);
        let label = host
            .split(['.', ':'])
            .find(|label| !label.contains('{') && own.split('.').all(|own| own != *label));
        let label = label.unwrap_or_default();
        let wishes: Vec<String> =
            [label.to_owned(), format!("{label} {path}"), host.to_owned(), "other".to_owned()]
                .iter()
                .filter(|wish| wish.contains(|character: char| character.is_ascii_alphanumeric()))
                .map(|wish| names::snake(wish).trim_end_matches('_').to_owned())
                .filter(|wish| wish.len() <= 60)
                .collect();
        self.servers.first_free(wishes.iter().map(String::as_str), names::numbered_snake)
    }
}

/// The server that most operations name themselves, for a document that names none.
pub(super) fn most_named<'d>(operations: &[Operation<'d>]) -> Option<&'d Node> {
    let mut found: Vec<(&'d Node, usize)> = Vec::new();
    let mut indices: HashMap<&str, usize> = HashMap::new();
    for operation in operations {
        let Some(server) = list(operation).first() else { continue };
        let Some(url) = text(server, "url").filter(|url| url.contains("://")) else { continue };
        let index = *indices.entry(url).or_insert(found.len());
        match found.get_mut(index) {
            Some((_, count)) => *count += 1,
            None => found.push((server, 1)),
        }
    }
    found.into_iter().rev().max_by_key(|(_, count)| *count).map(|(server, _)| server)
}

fn list_node<'d>(operation: &Operation<'d>) -> Option<&'d Node> {
    operation.node.get("servers").or(operation.servers)
}

fn list<'d>(operation: &Operation<'d>) -> &'d [Node] {
    list_node(operation).and_then(Node::as_list).unwrap_or_default()
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

    #[test]
    fn servers_are_named_after_what_is_their_own() {
        let mut names = Names::new(&Server::default());
        for (url, name) in [
            ("https://uploads.shop.example/v1", "uploads"),
            ("https://uploads.shop.example/v2", "uploads_v2"),
            ("https://api.shop.example/{edition}", "edition"),
            ("https://api.other.example", "other"),
            ("https://{host}", "host"),
            ("https://type.example", "type"),
            ("https://2fa.example", "_2fa"),
        ] {
            assert_eq!(names.of_server(url, "api.shop.example"), name, "{url}");
        }
    }

    #[test]
    fn variables_are_shared_where_they_are_the_same() {
        let variable = |default: &str| Variable {
            name: "region".to_owned(),
            doc: String::new(),
            default: Some(default.to_owned()),
            values: Vec::new(),
        };
        let server = |default: &str| Server {
            url: "https://{region}.example".to_owned(),
            variables: vec![variable(default)],
        };
        let mut names = Names::new(&server("eu"));
        assert_eq!(names.settle(server("eu")).url, "https://{region}.example");
        let both = |one: &str, other: &str| {
            let variables = [one, other].map(|name| Variable { name: name.to_owned(), ..variable("us") });
            Server { url: format!("https://{{{one}}}.{{{other}}}.example"), variables: variables.to_vec() }
        };
        let settled = names.settle(both("edition", "region"));
        assert_eq!(settled.url, "https://{edition}.{region_2}.example");
        let settled = names.settle(both("region_2", "region"));
        assert_eq!(settled.url, "https://{region_2_2}.{region_2}.example");
        for _ in 0..2 {
            assert_eq!(names.settle(server("us")).url, "https://{region_2}.example");
        }
    }
}
