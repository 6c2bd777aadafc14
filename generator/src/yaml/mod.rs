//! YAML text → a tree of nodes with their places.
//!
//! The event parser behind this module appears nowhere else. A spec is an untrusted file, so everything here is bounded:
//! the size of the text, the depth of the tree, and what aliases expand to. All problems but a syntax error are
//! reported together; JSON is accepted, because it is YAML.
//!
//! ```
//! use specwright::{diagnostic::Problems, source::Sources, yaml};
//!
//! let mut sources = Sources::default();
//! let file = sources.add("specs/petshop.yaml", "api: petshop\n");
//! let mut problems = Problems::default();
//! let tree = yaml::parse(&sources, file, &mut problems);
//! assert!(problems.is_empty());
//! assert!(tree.is_some_and(|tree| tree.get("api").is_some()));
//! ```

mod characters;
mod escapes;
mod json;
mod node;
mod parse;
mod read;
mod syntax;

pub use characters::{has_refused, is_refused};
pub use node::{Entry, Node, Scalar, Value, write_json_text};
pub use parse::{parse, parse_document};
pub use read::{Unreadable, read_text, read_text_somehow};

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How deep collections may be nested.
pub const MAX_DEPTH: usize = 128;

/// How many nodes anchors and aliases may expand to, all together.
pub const MAX_EXPANDED_NODES: usize = 100_000;

/// The same of documents that are not ours: some share half of what they say by anchors.
pub const MAX_EXPANDED_IN_DOCUMENTS: usize = 1_000_000;
