//! What can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use specwright::diagnostic;

/// Generates typed Rust API clients from declarative YAML specs.
#[derive(Debug, Parser)]
#[command(name = "specwright", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the clients of all specs, or of some APIs only
    Generate(Generate),
    /// Look for problems in specs, and write nothing
    Check(Check),
    /// Explain a diagnostic's code, or list all codes
    Explain {
        /// Such as SW0106
        code: Option<String>,
    },
    /// Print the spec language's JSON Schema, for editors
    Schema,
}

#[derive(Args, Debug)]
pub struct Generate {
    /// The folder with the spec files
    #[arg(long, value_name = "DIR", default_value = "specs")]
    pub specs: PathBuf,

    /// The workspace's generated crate
    #[arg(long, value_name = "DIR", default_value = "generated", conflicts_with = "standalone")]
    pub out: PathBuf,

    /// Write a crate that stands alone and can be published, instead; it is named after its folder
    #[arg(long = "crate", id = "standalone", value_name = "DIR")]
    pub standalone: Option<PathBuf>,

    /// Where that crate finds specwright-runtime, if not in the registry; relative to the crate
    #[arg(long, value_name = "DIR", requires = "standalone")]
    pub runtime: Option<String>,

    /// Write nothing; tell what is out of date
    #[arg(long)]
    pub check: bool,

    /// The APIs that the crate shall have; without any, all
    #[arg(value_name = "API")]
    pub apis: Vec<String>,
}

#[derive(Args, Debug)]
pub struct Check {
    /// The folder with the spec files
    #[arg(long, value_name = "DIR", default_value = "specs", conflicts_with = "files")]
    pub specs: PathBuf,

    /// Spec files, instead of a folder
    pub files: Vec<PathBuf>,

    /// For people, for programs (one object per line), or for GitHub's checks
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Github,
}

impl Format {
    /// For people, with colours if `colours`.
    pub fn rendered(self, colours: bool) -> diagnostic::Format {
        match self {
            Self::Human if colours => diagnostic::Format::Coloured,
            Self::Human => diagnostic::Format::Human,
            Self::Json => diagnostic::Format::Json,
            Self::Github => diagnostic::Format::Github,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
