//! The stamp of a run: with the same specs, the same generator and untouched files there is nothing to do, and that is
//! known without parsing anything.
//!
//! The stamp is of this machine's last run and not part of the output; `*.stamp` is ignored by git.

use std::fs;
use std::path::Path;

use crate::fingerprint::Fingerprint;
use crate::write;

use super::inputs::Input;
use super::{Error, Job};

const NAME: &str = ".specwright.stamp";

/// Of all that decides the output: generator, layout, choice of APIs, and the specs' names and bytes. Not of where
/// they lie: the command line and a build script see them from different folders.
pub fn key(job: &Job, inputs: &[Input]) -> String {
    let mut key = Fingerprint::new()
        .with(env!("SPECWRIGHT_FINGERPRINT").as_bytes())
        .with(format!("{:?}", job.layout).as_bytes())
        .with(job.only.join(" ").as_bytes());
    for input in inputs {
        let name = input.path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = input.bytes.as_deref().unwrap_or_default();
        key = key.with(name.as_bytes()).with(bytes);
    }
    key.hex()
}

/// Whether the last run had the same key and its files are untouched.
pub fn is_current(out: &Path, key: &str) -> Result<bool, Error> {
    let Ok(stamp) = fs::read_to_string(out.join(NAME)) else { return Ok(false) };
    let Some((stamped, output)) = stamp.trim_end().split_once(' ') else { return Ok(false) };
    Ok(stamped == key && write::intact(out)?.is_some_and(|manifest| manifest == output))
}

/// Stamps a run that has just ended, by the manifest of what it made.
pub fn write(out: &Path, key: &str, manifest: &str) {
    // Where no stamp can be written, the next run takes a little longer; that is no reason to fail.
    let _ = fs::write(out.join(NAME), format!("{key} {manifest}\n"));
}
