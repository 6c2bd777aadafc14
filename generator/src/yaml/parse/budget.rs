//! How much anchors and aliases may hold, all together.

use crate::yaml::{MAX_BYTES, Node, Value};

/// What anchors and aliases may still hold.
pub(super) struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn new(nodes: usize) -> Self {
        Self { nodes, bytes: MAX_BYTES }
    }

    /// Takes a copy of the node out of the budget. Gives its height, or `None` if the budget does not suffice.
    pub(super) fn take(&mut self, node: &Node) -> Option<usize> {
        self.nodes = self.nodes.checked_sub(1)?;
        let mut below = 0;
        match &node.value {
            Value::Scalar(scalar) => {
                self.bytes = self.bytes.checked_sub(scalar.text.len())?;
                return Some(0);
            }
            Value::List(items) => {
                for item in items {
                    below = below.max(self.take(item)?);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    self.bytes = self.bytes.checked_sub(entry.key.len())?;
                    below = below.max(self.take(&entry.value)?);
                }
            }
        }
        Some(below + 1)
    }
}
