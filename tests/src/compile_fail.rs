//! What the types of the generated filters do not allow. Each snippet differs from the first, which compiles, in one thing.
//!
//! Operators that fit their fields, joined by one word:
//! ```
//! use specwright_clients::helpcrunch::{Filter, FilterSet};
//! let _ = Filter::email().contains("gmail");
//! let _: FilterSet = Filter::email().contains("gmail").and(Filter::id().greater_than(18)).into();
//! ```
//! Greater than, on a text:
//! ```compile_fail,E0599
//! use specwright_clients::helpcrunch::Filter;
//! let _ = Filter::email().greater_than(1);
//! ```
//! Contains, on a number:
//! ```compile_fail,E0599
//! use specwright_clients::helpcrunch::Filter;
//! let _ = Filter::id().contains("1");
//! ```
//! Not equal, on tags:
//! ```compile_fail,E0599
//! use specwright_clients::helpcrunch::Filter;
//! let _ = Filter::tags_data().not_equals(vec![]);
//! ```
//! `and` inside `or`, which the vendor's one `comparison` cannot say:
//! ```compile_fail,E0308
//! use specwright_clients::helpcrunch::Filter;
//! let _ = Filter::id().equals(1).or(Filter::id().equals(2).and(Filter::id().equals(3)));
//! ```
//! A text for a date:
//! ```compile_fail,E0308
//! use specwright_clients::helpcrunch::Filter;
//! let _ = Filter::last_seen().equals("18 Jun 2020");
//! ```
