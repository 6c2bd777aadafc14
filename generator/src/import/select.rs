//! Which operations are wanted.

use super::operation::Operation;
use crate::yaml::Node;

/// What to import; without any word, everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Operations with one of these tags.
    pub tags: Vec<String>,
    /// Operations of these paths, and of those below them.
    pub paths: Vec<String>,
    /// Operations of these ids, or `GET /pets`.
    pub operations: Vec<String>,
}

impl Selection {
    /// Whether an operation is wanted.
    pub(super) fn wants(&self, operation: &Operation<'_>) -> bool {
        if self.is_all() {
            return true;
        }
        let id = operation.node.get("operationId").and_then(Node::as_scalar).map(|id| id.text.as_str());
        let http = format!("{} {}", operation.method.to_uppercase(), operation.path);
        let below = |path: &String| {
            operation
                .path
                .strip_prefix(path.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let named = |name: &String| {
            Some(name.as_str()) == id || *name == operation.name || name.eq_ignore_ascii_case(&http)
        };
        self.has_tag(operation.node) || self.paths.iter().any(below) || self.operations.iter().any(named)
    }

    /// Whether a webhook is wanted.
    pub(super) fn wants_webhook(&self, node: &Node, name: &str) -> bool {
        let id = node.get("operationId").and_then(Node::as_scalar).map(|id| id.text.as_str());
        let named = |wanted: &String| wanted == name || Some(wanted.as_str()) == id;
        self.is_all() || self.has_tag(node) || self.operations.iter().any(named)
    }

    /// Whether one of an operation's tags is wanted.
    fn has_tag(&self, node: &Node) -> bool {
        let tags = node.get("tags").and_then(Node::as_list).unwrap_or_default();
        let has = |tag: &String| {
            tags.iter().filter_map(Node::as_scalar).any(|own| own.text.eq_ignore_ascii_case(tag))
        };
        self.tags.iter().any(has)
    }

    /// Whether everything is wanted.
    pub(super) fn is_all(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}
