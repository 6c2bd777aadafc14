//! What reading a list page by page costs beside a loop written by hand on the same HTTP library.
//!
//! `cargo bench -p specwright-benches --bench paging`: CPU time of sequential streams; then, with a server that takes its
//! time, how much sooner a list is read with `with_fetch_ahead`.

#![forbid(unsafe_code)]

mod ahead;
mod by_hand;
mod generated;
mod list;
mod sequential;

use std::error::Error;

use list::List;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

mod client {
    //! The client, made by this package's build script.
    include!(concat!(env!("OUT_DIR"), "/listing.rs"));
}

fn main() -> Result<()> {
    // `cargo bench` adds `--bench` of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            sequential::run()?;
            ahead::run()
        }
        ["sequential"] => sequential::run(),
        ["ahead"] => ahead::run(),
        ["serve", pages, size, latency] => {
            List { pages: pages.parse()?, size: size.parse()?, latency: latency.parse()? }.serve()
        }
        _ => Err("no arguments, or `sequential`, or `ahead`".into()),
    }
}
