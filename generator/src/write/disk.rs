//! The file system, as far as it is touched.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use super::WriteError;

/// The path of a file in the folder.
pub fn full(dir: &Path, path: &str) -> PathBuf {
    let mut full = dir.to_owned();
    full.extend(path.split('/').filter(|part| !part.is_empty()));
    full
}

/// A file's bytes; `None` if it is not there.
pub fn read(dir: &Path, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
    let full = full(dir, path);
    match fs::read(&full) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(refused("read", full, error)),
    }
}

/// What was there before a run. Each folder is looked at once.
pub struct Before<'d> {
    dir: &'d Path,
    /// Whether folders below are there, by their paths.
    folders: HashMap<String, bool>,
}

impl<'d> Before<'d> {
    pub fn new(dir: &'d Path) -> Self {
        Self { dir, folders: HashMap::new() }
    }

    /// A file's bytes; `None` if it is not there. A path with a symbolic link below the folder is refused.
    pub fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        if self.is_there(folder_of(path))? && exists(self.dir, path)? {
            read(self.dir, path)
        } else {
            Ok(None)
        }
    }

    /// Whether a folder is there.
    pub fn is_there(&mut self, folder: &str) -> Result<bool, WriteError> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(*known);
        }
        let there = match folder {
            "" => self.dir.as_os_str().is_empty() || self.dir.exists(),
            _ => self.is_there(folder_of(folder))? && exists(self.dir, folder)?,
        };
        self.folders.insert(folder.to_owned(), there);
        Ok(there)
    }
}

/// The folder that a path lies in; nothing: the output folder itself.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether something stands at the end of a path, which must be no link.
fn exists(dir: &Path, path: &str) -> Result<bool, WriteError> {
    let full = full(dir, path);
    match fs::symlink_metadata(&full) {
        Ok(found) if found.is_symlink() => Err(WriteError::Link { path: full }),
        Ok(_) => Ok(true),
        Err(_) => Ok(false),
    }
}

/// Makes a folder and those that it lies in.
pub fn create_folder(dir: &Path, folder: &str) -> Result<(), WriteError> {
    let full = full(dir, folder);
    fs::create_dir_all(&full).map_err(|error| refused("create", full, error))
}

/// Writes a file beside its place, in a folder that is there, and moves it there.
pub fn replace(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let full = full(dir, path);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let beside = full.with_file_name(format!(".specwright-{}-{number}.tmp", process::id()));
    write_then_rename(&beside, &full, bytes).map_err(|error| {
        // What is left of it is of no use; that it cannot be removed adds nothing to the first error.
        let _ = fs::remove_file(&beside);
        refused("write", full, error)
    })
}

/// Writes a file into a folder that this run has made.
pub fn create(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
    let full = full(dir, path);
    match fs::OpenOptions::new().write(true).create_new(true).open(&full) {
        Ok(mut file) => file.write_all(bytes).map_err(|error| refused("write", full, error)),
        // Another run makes the same files.
        Err(_) => replace(dir, path, bytes),
    }
}

fn write_then_rename(beside: &Path, full: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(beside, full)
}

/// Removes a file and the folders that are empty without it.
pub fn remove(dir: &Path, path: &str) -> Result<(), WriteError> {
    let full = full(dir, path);
    match fs::remove_file(&full) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(refused("remove", full, error)),
        _ => {}
    }
    let folders = full.ancestors().skip(1).take(path.matches('/').count());
    for folder in folders {
        // A folder that is not empty stays.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn refused(action: &'static str, path: PathBuf, source: io::Error) -> WriteError {
    WriteError::Io { action, path, source }
}
