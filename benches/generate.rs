//! What the generator costs: CPU time of a run that writes everything, of one that finds all as it was, and of the
//! whole process of the latter.
//!
//! `cargo bench -p specwright-benches --bench generate`

#![forbid(unsafe_code)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use specwright::emit::Flavour;
use specwright::pipeline::{self, Job, Layout, Outcome};
use specwright_benches::cpu;
use specwright_benches::figures::{line, median, millis};
use specwright_benches::synthetic::{self, Size};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs of each kind; the median is printed.
const RUNS: usize = 30;
/// Processes of each kind: many, since the kernel counts the time of children in hundredths of a second.
const PROCESSES: u32 = 200;

fn main() -> Result<()> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").canonicalize()?;
    let folder = tempfile::tempdir()?;
    println!("CPU time of generating the specs of this repository, in process");
    let files = in_process(&specs, &folder.path().join("own"))?;
    println!("  ({files} files)\n");

    println!("CPU time of whole processes, when nothing has changed (mean of {PROCESSES})");
    processes(&specs, &folder.path().join("processes"))?;

    println!("\nCPU time for synthetic specs, in process: structs of ten fields, and as many endpoints");
    for number in [100, 400, 1600] {
        grown(number, &folder.path().join(number.to_string()))?;
    }
    Ok(())
}

fn job(specs: &Path, out: PathBuf) -> Job {
    Job { specs: vec![specs.to_owned()], only: Vec::new(), out, layout: Layout::Crate(Flavour::Workspace) }
}

/// The phases, and runs of all of them. Gives the number of files.
fn in_process(specs: &Path, out: &Path) -> Result<usize> {
    // The first run pays for pages of memory and of the program that the later ones find ready: it is what a user meets.
    let (first, outcome) = cpu::of(|| pipeline::generate(&job(specs, out.join("first"))));
    let files = written(&outcome?)?;
    line("first run: read, check, emit, write", &millis(first));

    let mut times: [Vec<Duration>; 4] = Default::default();
    for run in 0..RUNS {
        let job = job(specs, out.join(run.to_string()));
        let (load, loaded) = cpu::of(|| pipeline::load(&job.specs));
        loaded?;
        let (whole, outcome) = cpu::of(|| pipeline::generate(&job));
        written(&outcome?)?;
        // Compares with the files that are there instead of writing them.
        let (compare, compared) = cpu::of(|| pipeline::compare(&job));
        compared?;
        let (again, outcome) = cpu::of(|| pipeline::generate(&job));
        if !matches!(outcome?, Outcome::UpToDate) {
            return Err("the second run of two should have found nothing to do".into());
        }
        for (times, time) in times.iter_mut().zip([whole, load, compare, again]) {
            times.push(time);
        }
    }
    let [whole, load, compare, again] = times.map(|times| median(&times));
    line("later runs: read, check, emit, write", &millis(whole));
    line("  read and check alone", &millis(load));
    line("  read, check, emit, compare with the files", &millis(compare));
    line("run that finds all as it was", &millis(again));
    line("  as a share of a run that writes", &format!("{:.3}", again.as_secs_f64() / whole.as_secs_f64()));
    Ok(files)
}

fn written(outcome: &Outcome) -> Result<usize> {
    match outcome {
        Outcome::Written(written) => Ok(written.written.len()),
        Outcome::Problems(loaded) => Err(format!("the specs have {} problems", loaded.problems.len()).into()),
        Outcome::UpToDate => Err("an empty folder was taken as up to date".into()),
    }
}

/// `specwright generate` beside a process that does nothing.
fn processes(specs: &Path, out: &Path) -> Result<()> {
    let program = program()?;
    let generate = || {
        let mut command = Command::new(&program);
        command.arg("generate").arg("--specs").arg(specs).arg("--out").arg(out);
        command
    };
    fs::create_dir_all(out)?;
    run(&mut generate())?;
    let nothing = mean(|| Command::new("true"))?;
    let version = mean(|| {
        let mut command = Command::new(&program);
        command.arg("--version");
        command
    })?;
    let unchanged = mean(generate)?;
    line("specwright generate", &millis(unchanged));
    line("specwright --version", &millis(version));
    line("true", &millis(nothing));
    Ok(())
}

/// The release build of the command-line tool.
fn program() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").ok_or("run this with `cargo bench`")?;
    run(Command::new(cargo).args(["build", "--quiet", "--release", "-p", "specwright"]))?;
    // This program is in `release/deps`.
    let own = std::env::current_exe()?;
    let release = own.ancestors().nth(2).ok_or("the benchmark has moved")?;
    Ok(release.join("specwright").with_extension(std::env::consts::EXE_EXTENSION))
}

fn mean(command: impl Fn() -> Command) -> Result<Duration> {
    let (time, outcome) = cpu::of_children(|| (0..PROCESSES).try_for_each(|_| run(&mut command())));
    outcome?;
    Ok(time / PROCESSES)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}

fn grown(number: usize, folder: &Path) -> Result<()> {
    let specs = folder.join("specs");
    fs::create_dir_all(&specs)?;
    let text = synthetic::spec(Size { structs: number, endpoints: number });
    fs::write(specs.join("synthetic.yaml"), &text)?;
    let mut times = Vec::new();
    for run in 0..3 {
        let (time, outcome) = cpu::of(|| pipeline::generate(&job(&specs, folder.join(run.to_string()))));
        written(&outcome?)?;
        times.push(time);
    }
    let lines = text.lines().count();
    line(&format!("{number} ({lines} lines of YAML)"), &millis(median(&times)));
    Ok(())
}
