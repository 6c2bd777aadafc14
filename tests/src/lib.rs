//! Reference servers and end-to-end tests.
//!
//! Each server is written by hand from its vendor's page, never from the spec in `specs/` and never with the code under
//! test: a mock that is made from a spec proves nothing about the spec. The servers listen on loopback sockets, check
//! signatures with their own code, keep state, paginate, and fail when a [fault plan](http::FaultPlan) says so.
//!
//! - [`http`] is the HTTP/1.1 server underneath, with its request log and its faults,
//! - [`nxcloud`], [`udesk`] and [`helpcrunch`] are the vendors,
//! - [`paging`] pages in every way that there is,
//! - [`oauth2`], [`login`], [`digest`] and [`places`] are ways to authenticate that many vendors share,
//! - [`bodies`] takes files and answers with streams,
//! - [`echo`] answers with what it was sent,
//! - [`faults`] has everything go wrong, and counts calls,
//! - [`clock`] is the time they live by.

#![forbid(unsafe_code)]

pub mod answers;
pub mod bodies;
pub mod clock;
pub mod digest;
pub mod echo;
pub mod faults;
pub mod helpcrunch;
pub mod http;
pub mod login;
pub mod nxcloud;
pub mod oauth2;
pub mod paging;
pub mod places;
pub mod udesk;

mod compile_fail;
mod guides;
mod hex;
mod random;
