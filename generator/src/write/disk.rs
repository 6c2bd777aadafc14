//! The file system, as far as it is touched.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use super::WriteError;

/// The path of a file in the folder.
pub fn full(dir: &Path, path: &str) -> PathBuf {
    path.split('/').fold(dir.to_owned(), |full, part| full.join(part))
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

/// Refuses a path with a symbolic link below the folder.
pub fn refuse_links(dir: &Path, path: &str) -> Result<(), WriteError> {
    let mut full = dir.to_owned();
    for part in path.split('/') {
        full.push(part);
        match fs::symlink_metadata(&full) {
            Ok(found) if found.is_symlink() => return Err(WriteError::Link { path: full }),
            Ok(_) => {}
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}

/// Writes a file beside its place and moves it there.
pub fn replace(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let full = full(dir, path);
    let folder = full.parent().unwrap_or(dir);
    fs::create_dir_all(folder).map_err(|error| refused("create", folder.to_owned(), error))?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".specwright-{}-{number}.tmp", process::id()));
    write_then_rename(&beside, &full, bytes).map_err(|error| {
        // What is left of it is of no use; that it cannot be removed adds nothing to the first error.
        let _ = fs::remove_file(&beside);
        refused("write", full, error)
    })
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
