//! The checked API: every name decided, every reference followed, nothing left to doubt.
//!
//! Emitters read this and nothing else. All Rust names here are final (keywords already mended with `_`), all
//! doc texts are safe to print, all ids are valid.

mod answers;
mod auth;
mod endpoint;
mod function;
mod groups;
mod outcome;
mod pagination;
mod rates;
mod style;
mod tokens;
mod types;
mod webhooks;

pub use answers::*;
pub use auth::*;
pub use endpoint::*;
pub use function::*;
pub use groups::*;
pub use outcome::*;
pub use pagination::*;
pub use rates::*;
pub use style::*;
pub use tokens::*;
pub use types::*;
pub use webhooks::*;

/// One API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name, such as `udesk`.
    pub name: String,
    /// One line for docs.
    pub title: String,
    /// The module's documentation.
    pub doc: Doc,
    /// Where requests go, but for endpoints that name another server.
    pub server: Server,
    /// The other servers; endpoints refer to them by index.
    pub servers: Vec<NamedServer>,
    /// The variables of all servers, in order of declaration.
    pub variables: Vec<Variable>,
    /// In declared order: the arguments of `Credentials::new`.
    pub credentials: Vec<Credential>,
    /// The auth schemes; endpoints refer to them by index.
    pub schemes: Vec<Scheme>,
    /// The token sources; templates refer to them by index.
    pub sources: Vec<TokenSource>,
    /// The envelopes; endpoints refer to them by index.
    pub envelopes: Vec<Envelope>,
    /// The declared error codes.
    pub errors: Vec<ErrorCode>,
    /// The rate budgets; endpoints refer to them by index.
    pub rates: Vec<Rate>,
    /// What the API says about refusals beside the usual.
    pub retry: RetryRules,
    /// All types that generated code needs, those declared in place included. [`TypeId`]s index it.
    pub types: Vec<TypeDef>,
    /// What failures hold: the named ones in declared order, then those that are declared at an endpoint.
    pub failures: Vec<Failures>,
    /// Groups of endpoints that can be compiled alone; endpoints refer to them by index.
    pub groups: Vec<Group>,
    /// In declared order.
    pub endpoints: Vec<Endpoint>,
    /// What the API sends to the user, in declared order.
    pub webhooks: Vec<Webhook>,
}

impl Api {
    /// The type with that id.
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// All servers: the API's own, then the others in order.
    pub fn all_servers(&self) -> impl Iterator<Item = &Server> {
        std::iter::once(&self.server).chain(self.servers.iter().map(|other| &other.server))
    }

    /// Where an endpoint is called.
    pub fn server_of(&self, endpoint: &Endpoint) -> &Server {
        let other = endpoint.server.and_then(|index| self.servers.get(index));
        other.map_or(&self.server, |other| &other.server)
    }

    /// All schemes as generated code numbers them: those of endpoints, then those of the steps of token sources.
    pub fn all_schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.schemes.iter().chain(self.steps().map(|step| &step.scheme))
    }

    /// The steps of all token sources: of each source its steps, then its refresh.
    pub fn steps(&self) -> impl Iterator<Item = &TokenStep> {
        self.sources.iter().flat_map(TokenSource::all_steps)
    }
}

/// Documentation, safe to print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// Markdown lines; no line holds a line break.
    pub lines: Vec<String>,
    /// The vendor's page.
    pub source: Option<String>,
    /// Deprecated, with what to use instead (may be empty).
    pub deprecated: Option<String>,
}

/// The base of all URLs.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL without a slash at its end, in pieces.
    pub url: Vec<UrlPart>,
    /// The hosts that may come out of an output in the URL: `api.example.com`, `*.example.com` or `*`.
    pub hosts: Vec<String>,
}

/// A server that some endpoints name.
#[derive(Clone, Debug)]
pub struct NamedServer {
    /// Its name in the spec.
    pub name: String,
    /// Documentation.
    pub doc: Doc,
    /// Its URL.
    pub server: Server,
}

/// A piece of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlPart {
    /// Fixed text.
    Text(String),
    /// The variable with that index.
    Variable(usize),
    /// The credential with that index.
    Credential(usize),
    /// An output of a token source: source and output, by index.
    Output(usize, usize),
}

/// A variable in the URLs of servers.
#[derive(Clone, Debug)]
pub struct Variable {
    /// As in the URL.
    pub wire: String,
    /// Builder method and field.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// Used when the user gives none; without one the builder requires it.
    pub default: Option<String>,
    /// The allowed texts; empty: any safe text.
    pub values: Vec<String>,
    /// The environment variable for `from_env`.
    pub env: String,
}
