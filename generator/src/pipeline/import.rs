//! Reading the files of a document that is imported.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::import::{self, Imported, Options};
use crate::source::Sources;
use crate::yaml;

use super::Error;

/// A document that was read, and what it became.
#[derive(Debug)]
pub struct Document {
    /// Its files, for showing problems.
    pub sources: Sources,
    /// The spec, or why there is none.
    pub result: Result<Imported, Vec<Diagnostic>>,
}

/// Imports the `OpenAPI` document in a file. Other files are read from its folder and below.
///
/// # Errors
/// If the file cannot be read.
pub fn import_openapi(path: &Path, options: &Options) -> Result<Document, Error> {
    let mut sources = Sources::default();
    let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let text = match yaml::read_text_somehow(bytes) {
        Ok(text) => text,
        Err(problem) => {
            let file = sources.add(path, "");
            let nowhere = crate::source::Span { file, start: 0, end: 0 };
            let refusal = Diagnostic::new(problem.code, nowhere, problem.message);
            return Ok(Document { sources, result: Err(vec![refusal]) });
        }
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let result =
        import::import_openapi(&mut sources, path, text, &|other| read_beside(&folder, other), options);
    Ok(Document { sources, result })
}

/// The text of a file in the folder or below, also when links are followed.
fn read_beside(folder: &Path, path: &Path) -> Result<String, String> {
    let real: PathBuf = fs::canonicalize(folder.join(path)).map_err(|error| error.to_string())?;
    if !real.starts_with(folder) {
        return Err("it lies outside the document's folder".to_owned());
    }
    let bytes = fs::read(&real).map_err(|error| error.to_string())?;
    yaml::read_text_somehow(bytes).map_err(|problem| problem.message)
}
