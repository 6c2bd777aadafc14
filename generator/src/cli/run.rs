//! The commands. What people read goes to standard error, what programs read to standard output.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};

use specwright::diagnostic::{self, Code};
use specwright::emit::Flavour;
use specwright::pipeline::{self, Comparison, Job, Layout, Loaded, Outcome};
use specwright::write::{DifferenceKind, Written};

use super::Verdict;
use super::arguments::{Check, Format, Generate};

pub fn generate(arguments: &Generate) -> Result<Verdict> {
    let (out, flavour) = match &arguments.standalone {
        Some(folder) => (folder, standalone(folder, arguments.runtime.as_deref())?),
        None => (&arguments.out, Flavour::Workspace),
    };
    let specs = vec![arguments.specs.clone()];
    let job = Job { specs, only: arguments.apis.clone(), out: out.clone(), layout: Layout::Crate(flavour) };
    if arguments.check {
        return compare(&job);
    }
    let shown = job.out.display();
    match pipeline::generate(&job)? {
        Outcome::Problems(loaded) => problems(&loaded),
        Outcome::UpToDate => {
            eprintln!("{shown}: up to date");
            Ok(Verdict::Clean)
        }
        Outcome::Written(written) => {
            eprintln!("{shown}: {}", summary(&written));
            for path in &written.left {
                eprintln!("{shown}/{path}: no longer made, but left because it was edited");
            }
            Ok(Verdict::Clean)
        }
    }
}

/// A package named after its folder.
fn standalone(folder: &Path, runtime: Option<&str>) -> Result<Flavour> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(good) {
        bail!(
            "`{}` cannot name a package; choose a folder name such as `petshop-client`",
            name.escape_debug()
        );
    }
    let runtime = match runtime {
        Some(path) => {
            let mut quoted = String::new();
            specwright::yaml::write_json_text(path, &mut quoted);
            format!("path = {quoted}")
        }
        None => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
    };
    Ok(Flavour::Standalone { name, version: "0.1.0".to_owned(), runtime })
}

fn compare(job: &Job) -> Result<Verdict> {
    let differences = match pipeline::compare(job)? {
        Comparison::Problems(loaded) => return problems(&loaded),
        Comparison::Differences(differences) => differences,
    };
    let shown = job.out.display();
    if differences.is_empty() {
        eprintln!("{shown}: up to date");
        return Ok(Verdict::Clean);
    }
    for difference in &differences {
        let what = match difference.kind {
            DifferenceKind::Missing => "is missing",
            DifferenceKind::Changed => "is out of date",
            DifferenceKind::Stale => "is no longer made",
        };
        eprintln!("{shown}/{} {what}", difference.path);
    }
    eprintln!("{shown}: {}; `specwright generate` mends that", count(differences.len(), "difference"));
    Ok(Verdict::Problems)
}

pub fn check(arguments: &Check) -> Result<Verdict> {
    let paths =
        if arguments.files.is_empty() { vec![arguments.specs.clone()] } else { arguments.files.clone() };
    let loaded = pipeline::load(&paths)?;
    if arguments.format != Format::Human {
        let text = diagnostic::render(arguments.format.rendered(false), &loaded.sources, &loaded.problems);
        print(&text)?;
        return Ok(if loaded.problems.is_empty() { Verdict::Clean } else { Verdict::Problems });
    }
    if loaded.problems.is_empty() {
        eprintln!("{}, no problems", count(loaded.apis.len(), "spec"));
        return Ok(Verdict::Clean);
    }
    problems(&loaded)
}

pub fn explain(code: Option<&str>) -> Result<Verdict> {
    let Some(text) = code else {
        let list: Vec<String> = Code::all().map(|code| format!("{code}  {}", code.title())).collect();
        print(&(list.join("\n") + "\n"))?;
        return Ok(Verdict::Clean);
    };
    match Code::parse(text) {
        Some(code) => print(&diagnostic::explain(code))?,
        None => {
            bail!("no diagnostic has the code `{}`; `specwright explain` lists them", text.escape_debug())
        }
    }
    Ok(Verdict::Clean)
}

pub fn schema() -> Result<Verdict> {
    print(&specwright::schema())?;
    Ok(Verdict::Clean)
}

fn problems(loaded: &Loaded) -> Result<Verdict> {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = diagnostic::render(Format::Human.rendered(colours), &loaded.sources, &loaded.problems);
    let end = format!("{} in specs\n", count(loaded.problems.len(), "problem"));
    std::io::stderr().lock().write_all((text + &end).as_bytes()).context("cannot print")?;
    Ok(Verdict::Problems)
}

/// Prints to standard output. That a reader such as `head` has read enough is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot print"),
        _ => Ok(()),
    }
}

fn summary(written: &Written) -> String {
    let mut parts = vec![format!("{} written", count(written.written.len(), "file"))];
    if written.unchanged > 0 {
        parts.push(format!("{} unchanged", written.unchanged));
    }
    if !written.removed.is_empty() {
        parts.push(format!("{} removed", written.removed.len()));
    }
    parts.join(", ")
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
