//! The checked API: every name decided, every reference followed, nothing left to doubt.
//!
//! Emitters read this and nothing else. All Rust names here are final (keywords already mended with `_`), all
//! doc texts are safe to print, all ids are valid.

mod auth;
mod endpoint;
mod outcome;
mod types;

pub use auth::*;
pub use endpoint::*;
pub use outcome::*;
pub use types::*;

/// One API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name, such as `udesk`.
    pub name: String,
    /// One line for docs.
    pub title: String,
    /// The module's documentation.
    pub doc: Doc,
    /// Where requests go.
    pub server: Server,
    /// In declared order: the arguments of `Credentials::new`.
    pub credentials: Vec<Credential>,
    /// The auth schemes; endpoints refer to them by index.
    pub schemes: Vec<Scheme>,
    /// The envelopes; endpoints refer to them by index.
    pub envelopes: Vec<Envelope>,
    /// The declared error codes.
    pub errors: Vec<ErrorCode>,
    /// The rate budgets; endpoints refer to them by index.
    pub rates: Vec<Rate>,
    /// All types that generated code needs, those declared in place included. [`TypeId`]s index it.
    pub types: Vec<TypeDef>,
    /// In declared order.
    pub endpoints: Vec<Endpoint>,
}

impl Api {
    /// The type with that id.
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
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
    /// The variables, in order of declaration.
    pub variables: Vec<Variable>,
}

/// A piece of the server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlPart {
    /// Fixed text.
    Text(String),
    /// The variable with that index.
    Variable(usize),
}

/// A variable of the server's URL.
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

/// A rate budget.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Its name in the spec.
    pub name: String,
    /// Documentation.
    pub doc: Doc,
    /// Calls in one window.
    pub calls: u32,
    /// The window.
    pub window: std::time::Duration,
    /// Whether each endpoint has a budget of its own.
    pub per_endpoint: bool,
}
