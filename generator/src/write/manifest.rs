//! The list of the files that are ours, with the hash of what is ours in them: `hash path`, one per line, by path.

use std::collections::BTreeMap;
use std::path::Path;

use super::{WriteError, disk, part, path};
use crate::emit::OutputFile;

/// Its file name, in the output folder.
pub const NAME: &str = ".specwright-manifest";

/// Path → hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    hashes: BTreeMap<String, String>,
}

impl Manifest {
    /// The folder's manifest; empty if there is none. It may come from anywhere: lines that we would not have written
    /// are ignored.
    pub fn read(dir: &Path) -> Result<Self, WriteError> {
        let bytes = disk::read(dir, NAME)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let entries =
            text.lines().filter_map(|line| line.split_once(' ')).filter(|(_, path)| path::is_plain(path));
        Ok(Self { hashes: entries.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect() })
    }

    /// The manifest of these files.
    pub fn of(files: &[OutputFile]) -> Self {
        let entry = |file: &OutputFile| (file.path.clone(), part::hash_of_our_text(&file.path, &file.text));
        Self { hashes: files.iter().map(entry).collect() }
    }

    /// This one's files and another's; the other's hashes count.
    pub fn with(mut self, other: &Self) -> Self {
        self.hashes.extend(other.hashes.clone());
        self
    }

    pub fn has(&self, path: &str) -> bool {
        self.hashes.contains_key(path)
    }

    pub fn hash(&self, path: &str) -> Option<&str> {
        self.hashes.get(path).map(String::as_str)
    }

    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.hashes.iter().map(|(path, hash)| (path.as_str(), hash.as_str()))
    }

    /// A hash of it, if it names any files.
    pub fn fingerprint_of_some(&self) -> Option<String> {
        (!self.hashes.is_empty()).then(|| super::hash_of(self.text().as_bytes()))
    }

    fn text(&self) -> String {
        self.hashes.iter().flat_map(|(path, hash)| [hash, " ", path, "\n"]).collect()
    }

    pub fn write_if_changed(&self, dir: &Path) -> Result<(), WriteError> {
        let text = self.text();
        if disk::read(dir, NAME)?.as_deref() == Some(text.as_bytes()) {
            return Ok(());
        }
        disk::replace(dir, NAME, text.as_bytes())
    }
}
