//! Why files could not be written.

use std::fmt;
use std::path::PathBuf;

/// Why files could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// A path that does not stay in the folder, or that another system could not hold.
    BadPath {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file stands where one would be written, and the generator did not make it.
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// A file of which we make a part was edited and no longer says which.
    MarksLost {
        /// The file.
        path: PathBuf,
    },
    /// A symbolic link on the way: what is written could land elsewhere.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The file system refused.
    Io {
        /// What was tried: `read`, `write`, `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath { path, why } => {
                write!(formatter, "the output path `{}` {why}", path.escape_debug())
            }
            Self::NotOurs { path } => write!(
                formatter,
                "`{}` was not made by specwright and would be overwritten; remove it, or choose another folder",
                path.display()
            ),
            Self::MarksLost { path } => write!(
                formatter,
                "`{}` has lost the lines `specwright: begin` and `specwright: end`, between which it is made anew; put them back, or remove the file",
                path.display()
            ),
            Self::Link { path } => {
                write!(formatter, "`{}` is a symbolic link; nothing is written through it", path.display())
            }
            Self::Io { action, path, .. } => write!(formatter, "cannot {action} `{}`", path.display()),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
