//! Why a call is not explained.

use std::fmt;

use crate::diagnostic::{Diagnostic, Problems};
use crate::source::Sources;

use super::given::suggestion;

/// Why a call is not explained.
#[derive(Debug)]
pub enum Error {
    /// In one line.
    Text(String),
    /// The arguments are not those of the endpoint.
    Arguments {
        /// The arguments as they were written.
        sources: Box<Sources>,
        /// What is wrong with them.
        problems: Vec<Diagnostic>,
    },
}

impl Error {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Something that is not there, with a name that was probably meant.
    pub(super) fn unknown(what: &str, name: &str, known: &[String]) -> Self {
        let shown: String = name.chars().take(80).flat_map(char::escape_debug).collect();
        Self::Text(format!("{what} is named `{shown}`{}", suggestion(name, known)))
    }

    pub(super) fn arguments(sources: Sources, problems: Problems) -> Self {
        let mut problems = problems.into_sorted();
        // They were checked as those of an example.
        for problem in &mut problems {
            problem.message = problem.message.replace("the example", "the call");
        }
        Self::Arguments { sources: Box::new(sources), problems }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Arguments { problems, .. } => {
                let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
                write!(f, "the arguments do not fit: {}", messages.join("; "))
            }
        }
    }
}

impl std::error::Error for Error {}
