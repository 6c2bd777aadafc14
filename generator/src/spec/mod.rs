//! The spec as written: a tree that has the right shape, and the notations inside its texts.
//!
//! A spec is not copied into structs of its own: the tree with its places *is* the spec, [`shape`] says what may
//! stand where, `conform` holds a tree against it, and [`View`] reads it. What the texts in it mean is decided
//! by the checker.

mod conform;
pub mod expression;
pub mod shape;
pub mod template;
pub mod text;
pub mod type_expression;
mod view;

pub(crate) use conform::conform_example;
#[cfg(test)]
pub(crate) use conform::conform_recipe;
pub use conform::{is_type_expression, map_type};
pub use view::View;

use crate::diagnostic::Problems;
use crate::yaml::Node;

/// Holds a tree against the language's shapes and gives it for reading.
pub fn read<'a>(root: &'a Node, problems: &mut Problems) -> View<'a> {
    conform::conform(root, problems);
    View::of(root)
}
