//! Folders with files, and calls of the binary in them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

pub const PETSHOP: &str = "\
specwright: 1
api: petshop
server: https://api.petshop.example
endpoints:
  list_pets:
    http: GET /pets
";

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(&dir, path, text);
    }
    dir
}

pub fn write(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
    fs::write(path, text).expect("writes");
}

pub fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).expect("reads")
}

/// What a call printed, and how it ended.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("runs");
        let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        Self { stdout, stderr, code: status.code().expect("a code") }
    }

    fn end(&self) -> String {
        format!("----- exit code {} -----", self.code)
    }

    /// All that it printed, and its exit code.
    pub fn said(&self) -> String {
        format!("{}{}{}", self.stdout, self.stderr, self.end())
    }
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    Ran::of(Command::new(env!("CARGO_BIN_EXE_specwright")).args(arguments).current_dir(folder))
}

pub fn exit_code(dir: &TempDir, arguments: &[&str]) -> i32 {
    run(dir.path(), arguments).code
}

pub fn said(dir: &TempDir, arguments: &[&str]) -> String {
    run(dir.path(), arguments).said()
}

/// A call, what it printed on which stream, and its exit code.
pub fn shown(dir: &TempDir, arguments: &[&str]) -> String {
    let ran = run(dir.path(), arguments);
    let mut shown = format!("$ specwright {}\n", arguments.join(" "));
    for (name, text) in [("stdout", &ran.stdout), ("stderr", &ran.stderr)] {
        if !text.is_empty() {
            let _ = writeln!(shown, "----- {name} -----\n{}", text.trim_end());
        }
    }
    shown + &ran.end()
}
