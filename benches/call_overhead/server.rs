//! The server that calls are measured with: the same answer to every request.

use std::fs;
use std::path::Path;

use specwright_benches::server;

use crate::Result;

/// The process itself.
pub fn run(body: &Path) -> Result<()> {
    let answer = server::json(&fs::read(body)?);
    Ok(server::run(move |_| answer.clone())?)
}
