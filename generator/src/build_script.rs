//! The generator in a build script.
//!
//! In `build.rs`, with `specwright` (without its default features) among the build dependencies:
//!
//! ```no_run
//! specwright::Build::new().specs("specs").emit();
//! ```
//!
//! and in the crate, for `specs/petshop.yaml`:
//!
//! ```ignore
//! pub mod petshop {
//!     include!(concat!(env!("OUT_DIR"), "/petshop.rs"));
//! }
//! ```

use std::path::{Path, PathBuf};

use crate::diagnostic;
use crate::emit::Flavour;
use crate::pipeline::{self, Job, Layout, Outcome};

/// A run of the generator in a build script.
#[derive(Clone, Debug, Default)]
pub struct Build {
    specs: Vec<PathBuf>,
    only: Vec<String>,
    crate_folder: Option<PathBuf>,
}

impl Build {
    /// A run over the folder `specs`, into cargo's `OUT_DIR`.
    pub fn new() -> Self {
        Self::default()
    }

    /// A spec file, or a folder of spec files, relative to the package. May be called more than once.
    #[must_use]
    pub fn specs(mut self, path: impl Into<PathBuf>) -> Self {
        self.specs.push(path.into());
        self
    }

    /// An API to generate, by its name; of several, each is named by a call. Without any, all are generated.
    #[must_use]
    pub fn only(mut self, api: impl Into<String>) -> Self {
        self.only.push(api.into());
        self
    }

    /// Keeps the generated crate in this folder up to date instead, relative to the package. This is for the build
    /// script of that crate, in a workspace whose specs lie beside it: an edited spec reaches it in the same build.
    #[must_use]
    pub fn into_crate(mut self, folder: impl Into<PathBuf>) -> Self {
        self.crate_folder = Some(folder.into());
        self
    }

    /// Generates, and tells cargo what the files depend on.
    ///
    /// What is wrong is printed as cargo's errors, after which cargo stops the build; this function itself returns
    /// normally, since a panic would only add noise.
    pub fn emit(self) {
        for line in self.lines() {
            println!("{line}");
        }
    }

    fn lines(self) -> Vec<String> {
        let job = match self.job() {
            Ok(job) => job,
            Err(problem) => return vec![error(&problem)],
        };
        let mut lines: Vec<String> = job.specs.iter().map(|path| changed(path)).collect();
        lines.extend(pipeline::spec_files(&job.specs).into_iter().flatten().map(|path| changed(&path)));
        match pipeline::generate(&job) {
            Ok(Outcome::UpToDate | Outcome::Written(_)) => {}
            Ok(Outcome::Problems(loaded)) => {
                lines.extend(diagnostic::cargo_lines(&loaded.sources, &loaded.problems));
                if loaded.total > loaded.problems.len() {
                    lines.push(error(&format!("{} problems in all", loaded.total)));
                }
            }
            Err(failure) => lines.push(error(&with_causes(&failure))),
        }
        lines
    }

    fn job(self) -> Result<Job, String> {
        let specs = if self.specs.is_empty() { vec![PathBuf::from("specs")] } else { self.specs };
        let (out, layout) = if let Some(folder) = self.crate_folder {
            (folder, Layout::Crate(Flavour::Workspace))
        } else {
            let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this is for build scripts")?;
            (PathBuf::from(out), Layout::Modules)
        };
        Ok(Job { specs, only: self.only, out, layout })
    }
}

fn changed(path: &Path) -> String {
    format!("cargo::rerun-if-changed={}", path.display())
}

fn error(message: &str) -> String {
    format!("cargo::error={}", message.replace(['\n', '\r'], " "))
}

/// An error and its causes in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const PETSHOP: &str = "specwright: 1\napi: petshop\nserver: https://api.petshop.example\nendpoints:\n  list_pets:\n    http: GET /pets\n";

    #[test]
    fn a_clean_run_tells_cargo_what_to_watch() {
        let dir = tempfile::tempdir().expect("a folder");
        let specs = dir.path().join("specs");
        fs::create_dir(&specs).and_then(|()| fs::write(specs.join("petshop.yaml"), PETSHOP)).expect("writes");
        let out = dir.path().join("out");
        let build = || Build::new().specs(&specs).into_crate(&out).lines();
        let expected = [
            format!("cargo::rerun-if-changed={}", specs.display()),
            format!("cargo::rerun-if-changed={}", specs.join("petshop.yaml").display()),
        ];
        assert_eq!(build(), expected);
        assert!(out.join("src/lib.rs").exists());
        assert_eq!(build(), expected, "the second run has nothing to do");
    }

    #[test]
    fn an_overlay_is_watched_and_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let (spec, overlay) = (dir.path().join("petshop.yaml"), dir.path().join("petshop.overlay.yaml"));
        let over = "specwright: 1\noverlay: petshop\nendpoints: { list_pets: { name: pets } }\n";
        fs::write(&spec, PETSHOP).and_then(|()| fs::write(&overlay, over)).expect("writes");
        let out = dir.path().join("out");
        let lines = Build::new().specs(&spec).into_crate(&out).lines();
        let watched = |path: &Path| lines.contains(&format!("cargo::rerun-if-changed={}", path.display()));
        assert!(watched(&spec) && watched(&overlay), "{lines:?}");
        assert!(out.join("src/petshop/endpoints/pets.rs").exists());
        fs::write(&overlay, over.replace("list_pets", "list_cats")).expect("writes");
        let lines = Build::new().specs(&spec).into_crate(&out).lines();
        let errors = lines.iter().filter(|line| line.starts_with("cargo::error=error[SW1002]"));
        assert_eq!(errors.count(), 1, "{lines:?}");
    }

    #[test]
    fn problems_are_errors_of_cargo_and_nothing_is_written() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("a.yaml"), "specwright: 1\n\tapi: x\n").expect("writes");
        let lines = Build::new().specs(dir.path()).into_crate(dir.path().join("out")).lines();
        let errors: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("cargo::error=")).collect();
        assert_eq!(errors.first(), Some(&"error[SW0105]: a tab cannot indent"));
        assert!(lines.iter().all(|line| line.starts_with("cargo::") && !line.contains('\n')), "{lines:?}");
        assert!(!dir.path().join("out").exists());
    }

    #[test]
    fn a_run_that_cannot_take_place_is_one_error() {
        let lines = Build::new().specs("no such folder").into_crate("out").lines();
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("cargo::error=cannot read `no such folder`: "), "{lines:?}");
    }
}
