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
        let tags = operation.node.get("tags").and_then(Node::as_list).unwrap_or_default();
        let has_tag = |tag: &String| {
            tags.iter().filter_map(Node::as_scalar).any(|own| own.text.eq_ignore_ascii_case(tag))
        };
        let below = |path: &String| {
            operation
                .path
                .strip_prefix(path.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let named = |name: &String| {
            Some(name.as_str()) == id || *name == operation.name || name.eq_ignore_ascii_case(&http)
        };
        self.tags.iter().any(has_tag) || self.paths.iter().any(below) || self.operations.iter().any(named)
    }

    /// Whether everything is wanted.
    pub(super) fn is_all(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}
