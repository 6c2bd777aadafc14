//! Why a run could not take place. Problems *in* specs are diagnostics, not errors.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::write::WriteError;

/// Why a run could not take place.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder that was named could not be read.
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folders hold no spec.
    NoSpecs {
        /// The folders.
        paths: Vec<PathBuf>,
    },
    /// No spec describes an API that was asked for.
    UnknownApi {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The crate would have more cargo features than one that is published can have.
    TooManyFeatures {
        /// How many.
        features: usize,
    },
    /// The output could not be read or written.
    Write(WriteError),
}

/// What crates.io takes.
pub(super) const MOST_FEATURES: usize = 300;

impl Error {
    pub(super) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, .. } => write!(formatter, "cannot read `{}`", path.display()),
            Self::NoSpecs { paths } => {
                let paths: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                write!(formatter, "no spec (*.yaml, *.yml) in {}", paths.join(", "))
            }
            Self::UnknownApi { name, known } => {
                write!(formatter, "no spec describes an API named `{name}`")?;
                match crate::nearest::nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => write!(formatter, "; one with a similar name: `{near}`"),
                    None if known.is_empty() => Ok(()),
                    None => write!(formatter, "; there are `{}`", known.join("`, `")),
                }
            }
            Self::TooManyFeatures { features } => write!(
                formatter,
                "the crate would have {features} cargo features, of which {MOST_FEATURES} are possible: join groups of \
                 endpoints, or make a crate for each API with `--api`"
            ),
            Self::Write(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Write(error) => error.source(),
            _ => None,
        }
    }
}
