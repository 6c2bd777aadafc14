//! What a call through a generated client costs beside the same call written by hand on the same HTTP library: signing,
//! encoding, sending, reading, the outcome rule and decoding included.
//!
//! `cargo bench -p specwright-benches --bench call_overhead`: CPU time over loopback, in turns.
//! `cargo bench -p specwright-benches --bench call_overhead -- instructions`: instructions without a socket, counted by
//! valgrind; these hardly differ from run to run.

#![forbid(unsafe_code)]

mod calls;
mod instructions;
mod loopback;
mod memory;
mod peer;
mod server;

use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    // `cargo bench` adds `--bench` of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => loopback::run(),
        ["instructions"] => instructions::run(),
        ["serve", body] => server::run(body.as_ref()),
        ["repeat", side, subject, number] => memory::repeat(side, subject, number),
        _ => Err("no arguments, or `instructions`".into()),
    }
}
