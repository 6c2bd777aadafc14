//! The command line.
//!
//! Exit codes: 0 clean, 1 problems in specs, (with `--check`) generated files that are out of date or (with `--expect`)
//! something that is not as expected, 2 the run could not take place.

mod arguments;
mod explain_call;
mod export;
mod import;
mod package;
mod run;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Export, Import};

/// How a run that took place ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Clean,
    Problems,
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Generate(arguments) => run::generate(&arguments),
        Command::Check(arguments) => run::check(&arguments),
        Command::Explain { code } => run::explain(code.as_deref()),
        Command::ExplainCall(arguments) => explain_call::explain_call(&arguments),
        Command::Import { from: Import::Openapi(arguments) } => import::openapi(&arguments),
        Command::Export { to: Export::Openapi(arguments) } => export::openapi(&arguments),
        Command::Schema { overlay } => run::schema(overlay),
    };
    match result {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Problems) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
