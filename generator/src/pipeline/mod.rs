//! Specs in, files out: what the command line and build scripts do.
//!
//! The phases stand in [`load`] (read, parse, check) and [`generate`] (emit, write). This module and [`crate::write`]
//! are the only ones that touch the file system.

mod error;
mod import;
mod inputs;
mod loading;
mod stamp;

use std::path::PathBuf;

use crate::api::Api;
use crate::diagnostic::Diagnostic;
use crate::emit::{self, Flavour, OutputFile};
use crate::source::Sources;
use crate::write::{self, Difference, Written};
use crate::yaml::Node;

pub use error::Error;
use error::MOST_FEATURES;
pub use import::{Document, import_openapi};
pub use inputs::spec_files;
use loading::check_inputs;

/// What reading specs gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The texts, for showing the problems.
    pub sources: Sources,
    /// The specs without problems, in the order of their files.
    pub apis: Vec<Api>,
    /// The trees that they were checked from, overlays included; only of [`load_with_trees`].
    pub trees: Vec<Node>,
    /// What is wrong, by file and place; of very many problems the first ones.
    pub problems: Vec<Diagnostic>,
    /// How many problems there are.
    pub total: usize,
}

/// What to generate.
#[derive(Clone, Debug)]
pub struct Job {
    /// Spec files, and folders of spec files.
    pub specs: Vec<PathBuf>,
    /// The names of the wanted APIs; empty: all.
    pub only: Vec<String>,
    /// The folder to write into.
    pub out: PathBuf,
    /// What is written there.
    pub layout: Layout,
}

/// What a folder of generated files is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A crate with a module for each API.
    Crate(Flavour),
    /// One file for each API, for `include!`.
    Modules,
}

/// What became of a job.
#[derive(Debug)]
pub enum Outcome {
    /// The specs have problems; nothing was written.
    Problems(Loaded),
    /// Specs, generator and files are as they were after the last run.
    UpToDate,
    /// The files are written.
    Written(Written),
}

/// What comparing with a folder gave.
#[derive(Debug)]
pub enum Comparison {
    /// The specs have problems.
    Problems(Loaded),
    /// Where the folder differs from what would be generated.
    Differences(Vec<Difference>),
}

/// Reads, parses and checks specs: files, and folders of files.
pub fn load(paths: &[PathBuf]) -> Result<Loaded, Error> {
    check_inputs(inputs::read(paths)?, &[], false)
}

/// The same, with the trees kept.
pub fn load_with_trees(paths: &[PathBuf]) -> Result<Loaded, Error> {
    check_inputs(inputs::read(paths)?, &[], true)
}

/// Generates what the job says; does nothing if that was done already.
pub fn generate(job: &Job) -> Result<Outcome, Error> {
    let inputs = inputs::read(&job.specs)?;
    let stamp = stamp::key(job, &inputs);
    if stamp::is_current(&job.out, &stamp)? {
        return Ok(Outcome::UpToDate);
    }
    let loaded = check_inputs(inputs, &job.only, false)?;
    if !loaded.problems.is_empty() {
        return Ok(Outcome::Problems(loaded));
    }
    let (written, manifest) = write::write_all(&job.out, &files(&job.layout, &loaded.apis)?)?;
    if let Some(manifest) = manifest {
        stamp::write(&job.out, &stamp, &manifest);
    }
    Ok(Outcome::Written(written))
}

/// Compares the job's folder with what would be generated, and writes nothing.
pub fn compare(job: &Job) -> Result<Comparison, Error> {
    let loaded = check_inputs(inputs::read(&job.specs)?, &job.only, false)?;
    if !loaded.problems.is_empty() {
        return Ok(Comparison::Problems(loaded));
    }
    let differences = write::differences(&job.out, &files(&job.layout, &loaded.apis)?)?;
    Ok(Comparison::Differences(differences))
}

fn files(layout: &Layout, apis: &[Api]) -> Result<Vec<OutputFile>, Error> {
    match layout {
        Layout::Crate(flavour) => {
            let features = emit::features(apis);
            if features > MOST_FEATURES {
                return Err(Error::TooManyFeatures { features });
            }
            Ok(emit::emit_crate(apis, flavour))
        }
        Layout::Modules => Ok(apis.iter().flat_map(emit::emit_module).collect()),
    }
}
