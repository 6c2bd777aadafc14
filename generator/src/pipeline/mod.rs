//! Specs in, files out: what the command line and build scripts do.
//!
//! The phases stand in [`load`] (read, parse, check) and [`generate`] (emit, write). This module and [`crate::write`]
//! are the only ones that touch the file system.

mod error;
mod import;
mod inputs;
mod stamp;

use std::path::PathBuf;

use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::emit::{self, Flavour, OutputFile};
use crate::source::{Sources, Span};
use crate::write::{self, Difference, Written};
use crate::yaml::{self, Node};

pub use error::Error;
pub use import::{Document, import_openapi};
use inputs::Input;
pub use inputs::spec_files;

/// What reading specs gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The texts, for showing the problems.
    pub sources: Sources,
    /// The specs without problems, in the order of their files.
    pub apis: Vec<Api>,
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
    check_inputs(inputs::read(paths)?, &[])
}

/// Generates what the job says; does nothing if that was done already.
pub fn generate(job: &Job) -> Result<Outcome, Error> {
    let inputs = inputs::read(&job.specs)?;
    let stamp = stamp::key(job, &inputs);
    if stamp::is_current(&job.out, &stamp)? {
        return Ok(Outcome::UpToDate);
    }
    let loaded = check_inputs(inputs, &job.only)?;
    if !loaded.problems.is_empty() {
        return Ok(Outcome::Problems(loaded));
    }
    let written = write::write(&job.out, &files(&job.layout, &loaded.apis))?;
    stamp::write(&job.out, &stamp)?;
    Ok(Outcome::Written(written))
}

/// Compares the job's folder with what would be generated, and writes nothing.
pub fn compare(job: &Job) -> Result<Comparison, Error> {
    let loaded = check_inputs(inputs::read(&job.specs)?, &job.only)?;
    if !loaded.problems.is_empty() {
        return Ok(Comparison::Problems(loaded));
    }
    let differences = write::differences(&job.out, &files(&job.layout, &loaded.apis))?;
    Ok(Comparison::Differences(differences))
}

fn files(layout: &Layout, apis: &[Api]) -> Vec<OutputFile> {
    match layout {
        Layout::Crate(flavour) => emit::emit_crate(apis, flavour),
        Layout::Modules => apis.iter().flat_map(emit::emit_module).collect(),
    }
}

/// The loaded specs of these inputs; of those named in `only`, if that is not empty.
fn check_inputs(inputs: Vec<Input>, only: &[String]) -> Result<Loaded, Error> {
    let mut loading = Loading { only, ..Loading::default() };
    for input in inputs {
        loading.add(input);
    }
    for name in only {
        let known = || loading.names.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        if loading.all_readable && !loading.names.iter().any(|(known, _)| known == name) {
            return Err(Error::UnknownApi { name: name.clone(), known: known() });
        }
    }
    Ok(Loaded {
        sources: loading.sources,
        apis: loading.apis,
        total: loading.problems.len(),
        problems: loading.problems.into_sorted(),
    })
}

struct Loading<'a> {
    only: &'a [String],
    sources: Sources,
    apis: Vec<Api>,
    problems: Problems,
    /// The APIs' names, and where they stand.
    names: Vec<(String, Span)>,
    /// Whether every file could be parsed, so that all names are known.
    all_readable: bool,
}

impl Default for Loading<'_> {
    fn default() -> Self {
        Self {
            only: &[],
            sources: Sources::default(),
            apis: Vec::new(),
            problems: Problems::default(),
            names: Vec::new(),
            all_readable: true,
        }
    }
}

impl Loading<'_> {
    fn add(&mut self, input: Input) {
        let text = match input.text() {
            Ok(text) => text,
            Err(problem) => {
                let file = self.sources.add(input.path, "");
                let nowhere = Span { file, start: 0, end: 0 };
                self.problems.report(Diagnostic::new(problem.code, nowhere, problem.message));
                self.all_readable = false;
                return;
            }
        };
        let file = self.sources.add(input.path, text);
        let mut problems = Problems::default();
        let root = yaml::parse(&self.sources, file, &mut problems);
        let name = root.as_ref().and_then(api_name);
        let wanted = self.only.is_empty()
            || name.as_ref().is_none_or(|(name, _)| self.only.iter().any(|only| only == name));
        self.all_readable &= root.is_some();
        if wanted && let Some(root) = &root {
            self.apis.extend(crate::check::check_spec(root, &mut problems));
        }
        if wanted {
            self.problems.append(problems);
        }
        if let Some((name, span)) = name {
            self.refuse_twin(&name, span);
            self.names.push((name, span));
        }
    }

    fn refuse_twin(&mut self, name: &str, span: Span) {
        if let Some((_, first)) = self.names.iter().find(|(first, _)| first == name) {
            let message = format!("two specs describe an API named `{name}`");
            self.problems
                .report(Diagnostic::new(Code::DUPLICATE_API, span, message).also(*first, "first here"));
        }
    }
}

fn api_name(root: &Node) -> Option<(String, Span)> {
    let node = root.get("api")?;
    Some((node.as_scalar()?.text.clone(), node.span))
}
