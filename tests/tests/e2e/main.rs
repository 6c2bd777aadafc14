//! The generated clients against the reference servers, over loopback sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "these are tests")]

mod answers;
mod auth;
mod bodies;
mod broken_streams;
mod constraints;
mod environment;
mod faults;
mod helpcrunch;
mod nxcloud;
mod options;
mod origins;
mod paging;
mod paging_ahead;
mod paging_resume;
mod paging_rules;
mod paging_table;
mod parameters;
mod paths;
mod rates;
mod retries;
mod secrets;
mod servers;
mod statuses;
mod support;
mod udesk;
mod udesk_errors;
mod unions;
mod untidy;
mod webhooks;
