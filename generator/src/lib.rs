//! Typed Rust API clients from declarative YAML specs.

pub mod api;
mod build_script;
mod check;
pub mod diagnostic;
pub mod doc_text;
pub mod emit;
pub mod explain;
pub mod export;
mod fingerprint;
pub mod import;
pub mod names;
mod nearest;
pub mod overlay;
pub mod pipeline;
pub mod recipe;
mod recipes;
mod schema;
pub mod source;
pub mod spec;
mod styled;
pub mod write;
pub mod yaml;

pub use build_script::Build;
pub use check::check_spec;
#[doc(hidden)]
pub use check::variants_that_read;
pub use schema::{overlay_schema, schema};
