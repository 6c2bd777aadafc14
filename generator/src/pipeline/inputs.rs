//! Which files are specs, and their bytes.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diagnostic::Code;
use crate::yaml::{self, Unreadable};

use super::Error;

/// A spec file as it was read.
pub struct Input {
    pub path: PathBuf,
    pub bytes: Result<Vec<u8>, std::io::Error>,
}

impl Input {
    /// The text, or why there is none.
    pub fn text(&self) -> Result<String, Unreadable> {
        match &self.bytes {
            Ok(bytes) => yaml::read_text(bytes.clone()),
            Err(error) => Err(Unreadable {
                code: Code::UNREADABLE,
                message: format!("the file cannot be read: {error}"),
            }),
        }
    }
}

/// What an overlay's file is called behind the name of its spec's.
const OVERLAY: &str = ".overlay";

/// The spec files that these paths name: of a folder its `*.yaml` and `*.yml` by name; files as given, and with a spec
/// its overlay, with an overlay its spec.
pub fn spec_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        let found = fs::metadata(path).map_err(|source| Error::read(path, source))?;
        if found.is_dir() {
            files.extend(folder(path)?);
        } else {
            files.push(path.clone());
            files.extend(other_half(path));
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    if files.is_empty() { Err(Error::NoSpecs { paths: paths.to_vec() }) } else { Ok(files) }
}

/// All spec files with their bytes.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let files = spec_files(paths)?;
    Ok(files.into_iter().map(|path| Input { bytes: bytes(&path), path }).collect())
}

/// The name of the spec's file, without extension, if this is an overlay's.
pub fn overlaid_stem(path: &Path) -> Option<String> {
    stem(path).strip_suffix(OVERLAY).map(str::to_owned)
}

/// A file's name without extension.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The overlay of a spec, the spec of an overlay, if there is one.
fn other_half(path: &Path) -> Option<PathBuf> {
    let other = overlaid_stem(path).unwrap_or_else(|| format!("{}{OVERLAY}", stem(path)));
    let beside = |extension: &str| path.with_file_name(format!("{other}.{extension}"));
    [beside("yaml"), beside("yml")].into_iter().find(|file| file.is_file())
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|source| Error::read(path, source))? {
        let file = entry.map_err(|source| Error::read(path, source))?.path();
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let yaml = file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if yaml && !hidden && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// A file's bytes; of a file that is too large only so many that it can be told.
fn bytes(path: &Path) -> Result<Vec<u8>, std::io::Error> {
    let limit = yaml::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
