//! The samples of the guides, which are compiled as tests.

#![doc = include_str!("../../docs/generated-code.md")]
