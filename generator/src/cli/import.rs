//! `specwright import`: a document of another language in, a spec out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use specwright::import::{self, Imported, Options, Selection};
use specwright::pipeline;

use super::Verdict;
use super::arguments::Openapi;
use super::run::{count, problems, show};

pub fn openapi(arguments: &Openapi) -> Result<Verdict> {
    let selection = Selection {
        tags: arguments.tags.clone(),
        paths: arguments.paths.clone(),
        operations: arguments.operations.clone(),
    };
    let options = Options {
        api: arguments.api.clone(),
        selection,
        examples: arguments.examples,
        x_webhooks: arguments.x_webhooks,
    };
    let read = pipeline::import_openapi(&arguments.file, &options)?;
    let imported = match read.result {
        Ok(imported) => imported,
        Err(problems) => {
            show(&read.sources, &problems)?;
            return Ok(Verdict::Problems);
        }
    };
    eprint!("{}", import::summary(&imported.degraded, arguments.list));
    if arguments.strict && !imported.degraded.is_empty() {
        eprintln!("{}: nothing is written, because of `--strict`", arguments.file.display());
        return Ok(Verdict::Problems);
    }
    let out = out(arguments, &imported);
    write(&out, &imported.spec)?;
    let skipped =
        if imported.skipped == 0 { String::new() } else { format!(", {} skipped", imported.skipped) };
    let webhooks = match imported.webhooks {
        0 => String::new(),
        some => format!(", {}", count(some, "webhook")),
    };
    if arguments.examples {
        let import::Counts { all, same, otherwise } = imported.examples;
        let fit = same + otherwise;
        eprintln!(
            "examples of answers: {fit} of {all} fit their types, {otherwise} of them are written in another form"
        );
    }
    eprintln!(
        "{}: {}{skipped}, {}",
        out.display(),
        count(imported.endpoints, "endpoint"),
        count(imported.types, "type") + &webhooks
    );
    overlay(&out)
}

/// Whether the overlay beside the spec, if there is one, still fits: the document may have changed.
fn overlay(out: &Path) -> Result<Verdict> {
    let files = pipeline::spec_files(&[out.to_owned()])?;
    let [_, overlay] = files.as_slice() else { return Ok(Verdict::Clean) };
    let loaded = pipeline::load(&files)?;
    if !loaded.problems.is_empty() {
        return problems(&loaded);
    }
    eprintln!("{}: fits", overlay.display());
    Ok(Verdict::Clean)
}

fn out(arguments: &Openapi, imported: &Imported) -> PathBuf {
    match &arguments.out {
        Some(out) => out.clone(),
        None => Path::new("specs").join(format!("{}.yaml", imported.api)),
    }
}

fn write(out: &Path, text: &str) -> Result<()> {
    if fs::read(out).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    fs::write(out, text).with_context(|| format!("cannot write `{}`", out.display()))
}
