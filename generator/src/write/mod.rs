//! Files as values → files on disk.
//!
//! Only changed files are written, each by write-then-rename (but for those in folders that were not there, where nobody
//! reads yet), so that a reader never sees half a file and an unchanged file keeps its time. A manifest beside them says
//! which files are ours: what is no longer made is removed, but only if it still is what we wrote, and a file that we did
//! not make is neither overwritten nor removed. Of some files only a part between two marks is ours. All paths are checked
//! before the first byte is written; none can lead out of the folder.

mod disk;
mod error;
mod manifest;
mod part;
mod path;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

pub use error::WriteError;
use manifest::Manifest;

use crate::emit::OutputFile;
use crate::fingerprint::Fingerprint;

/// What [`write()`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have changed.
    pub written: Vec<String>,
    /// How many files were as they should be.
    pub unchanged: usize,
    /// Files that are no longer made.
    pub removed: Vec<String>,
    /// Files that are no longer made, but that somebody has changed: they were left.
    pub left: Vec<String>,
}

/// A file that is not as the generator would make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to the output folder.
    pub path: String,
    /// In what way.
    pub kind: DifferenceKind,
}

/// How a file differs from what the generator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Changed,
    /// It is no longer made.
    Stale,
}

/// Makes the folder hold these files. Their paths have letters, digits, `_`, `-` and `.` only, set apart by `/`; if
/// any path is refused, nothing is written.
pub fn write(dir: &Path, files: &[OutputFile]) -> Result<Written, WriteError> {
    write_all(dir, files).map(|(written, _)| written)
}

/// The same. Also gives the fingerprint of the manifest, as [`intact`] does.
pub(crate) fn write_all(dir: &Path, files: &[OutputFile]) -> Result<(Written, Option<String>), WriteError> {
    let before = Manifest::read(dir)?;
    let plan = Plan::new(dir, files, &before)?;
    for (path, change) in &plan.changed {
        if !before.has(path) && change.place == Place::File {
            return Err(WriteError::NotOurs { path: disk::full(dir, path) });
        }
    }
    let mut done = Written { unchanged: files.len() - plan.changed.len(), ..Written::default() };
    // Should the run be cut short, the next one still knows all files as ours.
    disk::create_folder(dir, "")?;
    before.with(&plan.manifest).write_if_changed(dir)?;
    let mut folder = "";
    for (path, change) in &plan.changed {
        if std::mem::replace(&mut folder, disk::folder_of(path)) != disk::folder_of(path) {
            disk::create_folder(dir, folder)?;
        }
        match change.place {
            Place::NewFolder => disk::create(dir, path, change.text.as_bytes())?,
            Place::File | Place::Folder => disk::replace(dir, path, change.text.as_bytes())?,
        }
        done.written.push((*path).to_owned());
    }
    for (path, state) in plan.stale {
        match state {
            Stale::AsWritten => {
                disk::remove(dir, &path)?;
                done.removed.push(path);
            }
            Stale::Changed => done.left.push(path),
        }
    }
    plan.manifest.write_if_changed(dir)?;
    Ok((done, plan.manifest.fingerprint_of_some()))
}

/// How the folder differs from these files, without changing anything. An empty list: it does not.
pub fn differences(dir: &Path, files: &[OutputFile]) -> Result<Vec<Difference>, WriteError> {
    let before = Manifest::read(dir)?;
    let plan = Plan::new(dir, files, &before)?;
    let mut differences = Vec::new();
    for (path, change) in &plan.changed {
        let there = change.place == Place::File;
        let kind = if there { DifferenceKind::Changed } else { DifferenceKind::Missing };
        differences.push(Difference { path: (*path).to_owned(), kind });
    }
    differences
        .extend(plan.stale.into_iter().map(|(path, _)| Difference { path, kind: DifferenceKind::Stale }));
    if differences.is_empty() && before != plan.manifest {
        differences.push(Difference { path: manifest::NAME.to_owned(), kind: DifferenceKind::Changed });
    }
    differences.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(differences)
}

/// The fingerprint of the folder's manifest, if there is one and every file that it names is as it was written.
pub(crate) fn intact(dir: &Path) -> Result<Option<String>, WriteError> {
    let manifest = Manifest::read(dir)?;
    for (path, hash) in manifest.entries() {
        let same = disk::read(dir, path)?.is_some_and(|bytes| part::hash_of_ours(path, &bytes) == hash);
        if !same {
            return Ok(None);
        }
    }
    Ok(manifest.fingerprint_of_some())
}

fn hash_of(bytes: &[u8]) -> String {
    Fingerprint::new().with(bytes).hex()
}

/// What has to be done, decided before anything is.
struct Plan<'a> {
    changed: BTreeMap<&'a str, Change<'a>>,
    stale: Vec<(String, Stale)>,
    manifest: Manifest,
}

struct Change<'a> {
    text: Cow<'a, str>,
    place: Place,
}

/// What is there already where a file is to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    File,
    /// The folder alone.
    Folder,
    /// Not even that: nobody reads there yet, so that the file can be written where it is to stand.
    NewFolder,
}

enum Stale {
    AsWritten,
    Changed,
}

impl<'a> Plan<'a> {
    fn new(dir: &Path, files: &'a [OutputFile], before: &Manifest) -> Result<Self, WriteError> {
        path::check_all(files.iter().map(|file| file.path.as_str()))?;
        let mut plan = Self { changed: BTreeMap::new(), stale: Vec::new(), manifest: Manifest::of(files) };
        let mut on_disk = disk::Before::new(dir);
        for file in files {
            let there = on_disk.read(&file.path)?;
            let text = part::merged(dir, file, there.as_deref(), before)?;
            if there.as_deref() == Some(text.as_bytes()) {
                continue;
            }
            let place = match there {
                Some(_) => Place::File,
                None if on_disk.is_there(disk::folder_of(&file.path))? => Place::Folder,
                None => Place::NewFolder,
            };
            plan.changed.insert(&file.path, Change { text, place });
        }
        for (path, hash) in before.entries().filter(|(path, _)| !plan.manifest.has(path)) {
            let Some(bytes) = on_disk.read(path)? else { continue };
            let as_written = hash_of(&bytes) == hash && !part::is_shared(path, &bytes);
            let state = if as_written { Stale::AsWritten } else { Stale::Changed };
            plan.stale.push((path.to_owned(), state));
        }
        Ok(plan)
    }
}

#[cfg(test)]
mod tests;
