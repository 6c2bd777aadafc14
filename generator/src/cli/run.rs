//! The commands. What people read goes to standard error, what programs read to standard output.

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};

use specwright::diagnostic::{self, Code, Diagnostic};
use specwright::emit::Flavour;
use specwright::pipeline::{self, Comparison, Job, Layout, Loaded, Outcome};
use specwright::source::Sources;
use specwright::write::{DifferenceKind, Written};

use super::arguments::{Check, Format, Generate};
use super::{Verdict, package};

pub fn generate(arguments: &Generate) -> Result<Verdict> {
    let job = job(arguments)?;
    if arguments.check {
        return compare(&job);
    }
    let new = !job.out.join("Cargo.toml").exists();
    let written = match pipeline::generate(&job)? {
        Outcome::Problems(loaded) => return problems(&loaded),
        Outcome::UpToDate => Written::default(),
        Outcome::Written(written) => written,
    };
    let shown = job.out.display();
    eprintln!("{shown}: {}", summary(&written));
    for path in &written.left {
        eprintln!("{shown}/{path}: no longer made, but left because it was edited");
    }
    if new
        && arguments.standalone.is_some()
        && let Some(workspace) = package::workspace_around(&job.out)
    {
        let workspace = workspace.display();
        eprintln!(
            "{shown}: lies in the workspace of {workspace}; name it there, under `members` or `exclude`"
        );
    }
    Ok(Verdict::Clean)
}

fn job(arguments: &Generate) -> Result<Job> {
    let (out, flavour) = match &arguments.standalone {
        Some(folder) => (folder, package::standalone(arguments, folder)?),
        None => (&arguments.out, Flavour::Workspace),
    };
    if flavour == Flavour::Workspace && !arguments.apis.is_empty() {
        // The crate's build script knows of no choice, and would make the others again.
        bail!(
            "`{}` holds the clients of all specs; to write some of them, choose a folder with `--crate DIR`",
            out.display()
        );
    }
    let specs = vec![arguments.specs.clone()];
    Ok(Job { specs, only: arguments.apis.clone(), out: out.clone(), layout: Layout::Crate(flavour) })
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
    eprintln!(
        "{shown}: {}; the same call without `--check` mends that",
        count(differences.len(), "difference")
    );
    Ok(Verdict::Problems)
}

pub fn check(arguments: &Check) -> Result<Verdict> {
    let paths =
        if arguments.files.is_empty() { vec![arguments.specs.clone()] } else { arguments.files.clone() };
    let loaded = pipeline::load(&paths)?;
    if arguments.format != Format::Human {
        let text = diagnostic::render(arguments.format.rendered(false), &loaded.sources, &loaded.problems);
        print(&text)?;
        if loaded.total > loaded.problems.len() {
            eprintln!("{}", total(&loaded));
        }
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

pub fn schema(overlay: bool) -> Result<Verdict> {
    print(&if overlay { specwright::overlay_schema() } else { specwright::schema() })?;
    Ok(Verdict::Clean)
}

/// Shows diagnostics to people.
pub fn show(sources: &Sources, problems: &[Diagnostic]) -> Result<()> {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = diagnostic::render(Format::Human.rendered(colours), sources, problems);
    std::io::stderr().lock().write_all(text.as_bytes()).context("cannot print")
}

pub fn problems(loaded: &Loaded) -> Result<Verdict> {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = diagnostic::render(Format::Human.rendered(colours), &loaded.sources, &loaded.problems);
    let end = total(loaded);
    std::io::stderr().lock().write_all(format!("{text}{end}\n").as_bytes()).context("cannot print")?;
    Ok(Verdict::Problems)
}

fn total(loaded: &Loaded) -> String {
    let all = format!("{} in specs", count(loaded.total, "problem"));
    match loaded.total - loaded.problems.len() {
        0 => all,
        hidden => format!("{all}; {hidden} of them are not shown"),
    }
}

/// Prints to standard output. That a reader such as `head` has read enough is no error.
pub fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot print"),
        _ => Ok(()),
    }
}

fn summary(written: &Written) -> String {
    if written.written.is_empty() && written.removed.is_empty() {
        return "up to date".to_owned();
    }
    let mut parts = vec![format!("{} written", count(written.written.len(), "file"))];
    if written.unchanged > 0 {
        parts.push(format!("{} unchanged", written.unchanged));
    }
    if !written.removed.is_empty() {
        parts.push(format!("{} removed", written.removed.len()));
    }
    parts.join(", ")
}

pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
