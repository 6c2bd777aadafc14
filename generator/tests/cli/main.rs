//! The command line, as its user sees it: what was called, what it printed, how it ended.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

mod calls;
mod check;
mod explain_call;
mod generate;
mod overlays;
mod standalone;
mod support;
