//! The generated clients against the reference servers, over loopback sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod answers;
mod auth;
mod constraints;
mod environment;
mod helpcrunch;
mod nxcloud;
mod options;
mod origins;
mod paging;
mod rates;
mod retries;
mod secrets;
mod support;
mod udesk;
mod udesk_errors;
mod untidy;
mod webhooks;
