//! Groups of endpoints, each of which can be compiled alone.

use super::Doc;

/// A group of endpoints.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name in the spec, snake case; the last part of the cargo feature.
    pub name: String,
    /// The folder of its endpoints and types, a module.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
}

impl Group {
    /// The cargo feature of the group: `shop-gift-cards`.
    pub fn feature(&self, api: &str) -> String {
        format!("{api}-{}", self.name.replace('_', "-"))
    }
}
