//! What can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use specwright::diagnostic;

use super::explain_call::ExplainCall;

/// Generates typed Rust API clients from declarative YAML specs.
#[derive(Debug, Parser)]
#[command(name = "specwright", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the clients of all specs
    Generate(Generate),
    /// Look for problems in specs, and write nothing
    Check(Check),
    /// Explain a diagnostic's code, or list all codes
    Explain {
        /// Such as SW0106
        code: Option<String>,
    },
    /// Show a call's exact request and every step of its signature, and compare them with the vendor's; send nothing
    ExplainCall(ExplainCall),
    /// Write a spec from the description of an API in another language
    Import {
        #[command(subcommand)]
        from: Import,
    },
    /// Write a spec as the description of its API in another language
    Export {
        #[command(subcommand)]
        to: Export,
    },
    /// Print the spec language's JSON Schema, for editors
    Schema {
        /// That of overlays, which say only what is different
        #[arg(long)]
        overlay: bool,
    },
}

#[derive(Args, Debug)]
pub struct Generate {
    /// The folder with the spec files
    #[arg(long, value_name = "DIR", default_value = "specs")]
    pub specs: PathBuf,

    /// The workspace's generated crate
    #[arg(long, value_name = "DIR", default_value = "generated", conflicts_with = "standalone")]
    pub out: PathBuf,

    /// Write a crate that stands alone and can be published, instead
    #[arg(long = "crate", id = "standalone", value_name = "DIR")]
    pub standalone: Option<PathBuf>,

    /// That crate's name [default: its folder's, or what its Cargo.toml says]
    #[arg(long, requires = "standalone", value_parser = package_name)]
    pub name: Option<String>,

    /// Its version, when it is made [default: 0.1.0]
    #[arg(long, requires = "standalone", value_parser = version)]
    pub version: Option<String>,

    /// Its licence, when it is made, such as `MIT` [default: none]
    #[arg(long, value_name = "SPDX", requires = "standalone")]
    pub license: Option<String>,

    /// The folder of specwright-runtime, if it is not in the registry
    #[arg(long, value_name = "DIR", requires = "standalone")]
    pub runtime: Option<PathBuf>,

    /// Write nothing; tell what is out of date
    #[arg(long)]
    pub check: bool,

    /// The APIs that the crate of `--crate` shall have; without any, all
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

#[derive(Debug, Subcommand)]
pub enum Import {
    /// From an OpenAPI document of version 3, in JSON or YAML
    Openapi(Openapi),
}

#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Openapi {
    /// The document
    pub file: PathBuf,

    /// The spec to write [default: specs/NAME.yaml, NAME being the API's]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// The API's name in snake case [default: made of the file's name]
    #[arg(long, value_name = "NAME")]
    pub api: Option<String>,

    /// Write nothing if anything is not carried over as it stands
    #[arg(long)]
    pub strict: bool,

    /// List everything, also what is only counted otherwise
    #[arg(long)]
    pub list: bool,

    /// Carry over the examples of answers that fit their types; the others are listed
    #[arg(long)]
    pub examples: bool,

    /// Also read the extension `x-webhooks`, as `webhooks`
    #[arg(long)]
    pub x_webhooks: bool,

    /// Only operations with this tag
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,

    /// Only operations of this path and those below it
    #[arg(long = "path", value_name = "PATH")]
    pub paths: Vec<String>,

    /// Only the operation with this id, or `GET /pets`
    #[arg(long = "operation", value_name = "OPERATION")]
    pub operations: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum Export {
    /// As an OpenAPI document of version 3.1; what it has no words for stands in `x-specwright-…` keys
    Openapi(ExportOpenapi),
}

#[derive(Args, Debug)]
pub struct ExportOpenapi {
    /// The spec file
    pub spec: PathBuf,

    /// The document to write, JSON if its name ends so, else YAML [default: YAML on standard output]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
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

/// A text that cargo takes as a package's name.
pub fn package_name(text: &str) -> Result<String, String> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(good) {
        return Ok(text.to_owned());
    }
    Err(format!("`{}` cannot name a package, as `petshop-client` can", text.escape_debug()))
}

/// A text that cargo takes as a version.
fn version(text: &str) -> Result<String, String> {
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let number = |part: &str| part.parse::<u64>().is_ok_and(|number| number.to_string() == part);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    let good = numbers.split('.').count() == 3
        && numbers.split('.').all(number)
        && rest.bytes().all(plain)
        && (rest.is_empty() || rest.ends_with(|last: char| last.is_ascii_alphanumeric()));
    if good { Ok(text.to_owned()) } else { Err("expected three numbers, such as `1.0.0`".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn versions() {
        for good in ["0.1.0", "10.20.30", "1.0.0-alpha.1", "1.0.0+build-7", "1.0.0-rc.1+x"] {
            assert_eq!(version(good).as_deref(), Ok(good));
        }
        for bad in ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.x", "v1.0.0", "1.0.0-", "1.0.0-a\"b", "+1.0.0"]
        {
            assert!(version(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
