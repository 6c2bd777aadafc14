//! A small HTTP/1.1 server on loopback that fails on purpose, and a client small enough to trust.
//!
//! The server is written on raw sockets because the faults need them: no library resets a connection in the middle of a
//! body or promises more bytes than it sends. It runs on a thread of its own, so that a test may block, stop the time of
//! its own runtime, or have none.
//!
//! ```
//! use specwright_tests::http::{Response, Server, fetch};
//!
//! let server = Server::start(|request| Response::text(200, format!("you asked for {}", request.path)))?;
//! let answer = fetch("GET", &format!("{}/tea", server.base_url()), &[], b"")?;
//! assert_eq!(answer.body, b"you asked for /tea");
//! assert_eq!(server.requests()[0].method, "GET");
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod client;
mod date;
mod fault;
mod message;
mod query;
mod server;
#[cfg(test)]
mod tests;
mod wire;

pub use client::{Fetched, fetch};
pub(crate) use date::civil;
pub use date::http_date;
pub use fault::{Fault, FaultPlan, RetryAfter};
pub use message::{Request, Response};
pub use query::{decode_query, encode_query};
pub use server::Server;
