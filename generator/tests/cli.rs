//! The command line, as its user sees it: what was called, what it printed, how it ended.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

const PETSHOP: &str = "\
specwright: 1
api: petshop
server: https://api.petshop.example
endpoints:
  list_pets:
    http: GET /pets
";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(&dir, path, text);
    }
    dir
}

fn write(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    fs::create_dir_all(path.parent().expect("has a parent"))
        .and_then(|()| fs::write(path, text))
        .expect("writes");
}

/// What a call prints, and its exit code.
fn specwright(dir: &TempDir, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .args(arguments)
        .current_dir(dir.path())
        .output()
        .expect("runs");
    let mut shown = format!("$ specwright {}\n", arguments.join(" "));
    for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
        if !bytes.is_empty() {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let _ = writeln!(shown, "----- {name} -----\n{}", text.trim_end());
        }
    }
    let _ = write!(shown, "----- exit code {} -----", output.status.code().expect("a code"));
    shown
}

fn exit_code(dir: &TempDir, arguments: &[&str]) -> i32 {
    let status =
        Command::new(env!("CARGO_BIN_EXE_specwright")).args(arguments).current_dir(dir.path()).output();
    status.expect("runs").status.code().expect("a code")
}

/// The files below a folder with their bytes.
fn bytes_of(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "stamp") {
                let name = path.strip_prefix(dir).expect("is below").to_string_lossy().into_owned();
                files.push((name, fs::read(&path).expect("reads")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn clean_specs() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP)]);
    assert_snapshot!(specwright(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    1 spec, no problems
    ----- exit code 0 -----
    "#);
    assert_snapshot!(specwright(&dir, &["check", "--format", "json"]), @r#"
    $ specwright check --format json
    ----- exit code 0 -----
    "#);
}

#[test]
fn problems_are_shown_where_they_are() {
    let twice = PETSHOP.replace("server:", "title: Pets\nserver:") + "title: Pet shop\n";
    let dir = folder(&[("specs/petshop.yaml", &twice), ("specs/zoo.yml", "specwright: 1\napi:\n\tzoo\n")]);
    assert_snapshot!(specwright(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error[SW0106]: the key `title` stands twice in this map
     --> specs/petshop.yaml:8:1
      |
    3 | title: Pets
      | ----- first here
    ...
    8 | title: Pet shop
      | ^^^^^
      |
      = help: specwright explain SW0106

    error[SW0105]: a tab cannot indent
     --> specs/zoo.yml:3:1
      |
    3 |     zoo
      | ^^^^
      |
      = help: indent with spaces
      = help: specwright explain SW0105

    2 problems in specs
    ----- exit code 1 -----
    "#);
    assert_snapshot!(specwright(&dir, &["check", "specs/petshop.yaml", "--format", "json"]), @r#"
    $ specwright check specs/petshop.yaml --format json
    ----- stdout -----
    {"code":"SW0106","message":"the key `title` stands twice in this map","file":"specs/petshop.yaml","line":8,"column":1,"end_line":8,"end_column":6,"label":"","others":[{"file":"specs/petshop.yaml","line":3,"column":1,"end_line":3,"end_column":6,"label":"first here"}],"notes":[],"helps":[]}
    ----- exit code 1 -----
    "#);
    assert_snapshot!(specwright(&dir, &["check", "specs/petshop.yaml", "--format", "github"]), @r#"
    $ specwright check specs/petshop.yaml --format github
    ----- stdout -----
    ::error file=specs/petshop.yaml,line=8,endLine=8,col=1,endColumn=6,title=SW0106::the key `title` stands twice in this map%0Aspecs/petshop.yaml:3: first here
    ----- exit code 1 -----
    "#);
    assert_snapshot!(specwright(&dir, &["generate"]), @r#"
    $ specwright generate
    ----- stderr -----
    error[SW0106]: the key `title` stands twice in this map
     --> specs/petshop.yaml:8:1
      |
    3 | title: Pets
      | ----- first here
    ...
    8 | title: Pet shop
      | ^^^^^
      |
      = help: specwright explain SW0106

    error[SW0105]: a tab cannot indent
     --> specs/zoo.yml:3:1
      |
    3 |     zoo
      | ^^^^
      |
      = help: indent with spaces
      = help: specwright explain SW0105

    2 problems in specs
    ----- exit code 1 -----
    "#);
    assert!(!dir.path().join("generated").exists(), "with problems nothing is written");
}

#[test]
fn files_that_are_no_texts() {
    let dir = folder(&[("a.yaml", ""), ("b.yaml", "# only words\n")]);
    fs::write(dir.path().join("c.yaml"), b"\xff\xfea\0p\0i\0").expect("writes");
    fs::write(dir.path().join("d.yaml"), b"a: \xe9\n").expect("writes");
    assert_snapshot!(specwright(&dir, &["check", "a.yaml", "b.yaml", "c.yaml", "d.yaml"]), @r#"
    $ specwright check a.yaml b.yaml c.yaml d.yaml
    ----- stderr -----
    error[SW0104]: the file is empty
    --> a.yaml
     = help: specwright explain SW0104

    error[SW0104]: the file holds nothing but comments
     --> b.yaml:1:1
      |
    1 | # only words
      | ^
      |
      = help: specwright explain SW0104

    error[SW0103]: the file is UTF-16 (little endian), not UTF-8
    --> c.yaml
     = help: specwright explain SW0103

    error[SW0103]: the file is not UTF-8: byte 3, in line 1, begins no character
    --> d.yaml
     = help: specwright explain SW0103

    4 problems in specs
    ----- exit code 1 -----
    "#);
}

#[test]
fn two_specs_of_one_name() {
    let dir = folder(&[("specs/a.yaml", PETSHOP), ("specs/b.yaml", PETSHOP)]);
    assert_snapshot!(specwright(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error[SW0115]: two specs describe an API named `petshop`
     --> specs/b.yaml:2:6
      |
    2 | api: petshop
      |      ^^^^^^^
      |
     ::: specs/a.yaml:2:6
      |
    2 | api: petshop
      |      ------- first here
      |
      = help: specwright explain SW0115

    1 problem in specs
    ----- exit code 1 -----
    "#);
}

#[test]
fn generate_then_check_then_edit() {
    let zoo = PETSHOP.replace("petshop", "zoo");
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("specs/zoo.yaml", &zoo)]);
    assert_eq!(exit_code(&dir, &["generate", "--check"]), 1, "nothing is there yet");
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    let first = bytes_of(dir.path());
    assert_snapshot!(specwright(&dir, &["generate"]), @r#"
    $ specwright generate
    ----- stderr -----
    generated: up to date
    ----- exit code 0 -----
    "#);
    assert_snapshot!(specwright(&dir, &["generate", "--check"]), @r#"
    $ specwright generate --check
    ----- stderr -----
    generated: up to date
    ----- exit code 0 -----
    "#);
    assert_eq!(bytes_of(dir.path()), first, "a second run changes no byte");

    // The folder's history does not matter to its bytes.
    let other = folder(&[
        ("specs/zoo.yaml", &zoo),
        ("specs/petshop.yaml", PETSHOP),
        ("specs/old.yaml", &PETSHOP.replace("petshop", "old")),
    ]);
    assert_eq!(exit_code(&other, &["generate"]), 0);
    fs::remove_file(other.path().join("specs/old.yaml")).expect("removes");
    assert_eq!(exit_code(&other, &["generate"]), 0);
    assert_eq!(bytes_of(other.path()), first);

    // An edited file is put right, although the specs are as they were.
    write(&dir, "generated/src/lib.rs", "edited");
    assert_snapshot!(specwright(&dir, &["generate", "--check"]), @r#"
    $ specwright generate --check
    ----- stderr -----
    generated/src/lib.rs is out of date
    generated: 1 difference; `specwright generate` mends that
    ----- exit code 1 -----
    "#);
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    assert_eq!(bytes_of(dir.path()), first);
}

#[test]
fn an_api_that_is_gone_takes_its_files_along() {
    let dir =
        folder(&[("specs/petshop.yaml", PETSHOP), ("specs/zoo.yaml", &PETSHOP.replace("petshop", "zoo"))]);
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    assert!(dir.path().join("generated/src/zoo").exists());
    fs::remove_file(dir.path().join("specs/zoo.yaml")).expect("removes");
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    assert!(!dir.path().join("generated/src/zoo").exists());
    assert!(dir.path().join("generated/src/petshop").exists());
}

#[test]
fn a_crate_of_some_apis() {
    let dir =
        folder(&[("specs/petshop.yaml", PETSHOP), ("specs/zoo.yaml", &PETSHOP.replace("petshop", "zoo"))]);
    assert_eq!(exit_code(&dir, &["generate", "--crate", "pets", "petshop"]), 0);
    assert!(dir.path().join("pets/src/petshop").exists());
    assert!(!dir.path().join("pets/src/zoo").exists());
    assert_snapshot!(specwright(&dir, &["generate", "petshp"]), @r#"
    $ specwright generate petshp
    ----- stderr -----
    error: no spec describes an API named `petshp`; one with a similar name: `petshop`
    ----- exit code 2 -----
    "#);
}

#[test]
fn foreign_files_are_not_overwritten() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("own/src/lib.rs", "mine")]);
    assert_snapshot!(specwright(&dir, &["generate", "--out", "own"]), @r#"
    $ specwright generate --out own
    ----- stderr -----
    error: `own/src/lib.rs` was not made by specwright and would be overwritten; remove it, or choose another folder
    ----- exit code 2 -----
    "#);
    assert_eq!(fs::read_to_string(dir.path().join("own/src/lib.rs")).expect("reads"), "mine");
}

#[test]
fn runs_that_cannot_take_place() {
    let dir = folder(&[("empty/readme.txt", "no spec")]);
    assert_snapshot!(specwright(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error: cannot read `specs`: No such file or directory (os error 2)
    ----- exit code 2 -----
    "#);
    assert_snapshot!(specwright(&dir, &["check", "--specs", "empty"]), @r#"
    $ specwright check --specs empty
    ----- stderr -----
    error: no spec (*.yaml, *.yml) in `empty`
    ----- exit code 2 -----
    "#);
    assert_snapshot!(specwright(&dir, &["generat"]), @r#"
    $ specwright generat
    ----- stderr -----
    error: unrecognized subcommand 'generat'

      tip: a similar subcommand exists: 'generate'

    Usage: specwright <COMMAND>

    For more information, try '--help'.
    ----- exit code 2 -----
    "#);
    assert_eq!(exit_code(&dir, &[]), 2);
    assert_eq!(exit_code(&dir, &["generate", "--out", "a", "--crate", "b"]), 2);
}

#[test]
fn codes_are_explained() {
    let dir = folder(&[]);
    assert_snapshot!(specwright(&dir, &["explain", "SW0106"]), @r#"
    $ specwright explain SW0106
    ----- stdout -----
    SW0106: a key stands twice

    Two equal keys in one map: one of them would silently win. Remove or rename one.
    ----- exit code 0 -----
    "#);
    assert_eq!(specwright(&dir, &["explain", "106"]).lines().nth(2), Some("SW0106: a key stands twice"));
    assert_snapshot!(specwright(&dir, &["explain", "SW9998"]), @r#"
    $ specwright explain SW9998
    ----- stderr -----
    error: no diagnostic has the code `SW9998`; `specwright explain` lists them
    ----- exit code 2 -----
    "#);
    assert!(specwright(&dir, &["explain"]).contains("\nSW0106  a key stands twice\n"));
}

#[test]
fn the_schema_is_json() {
    let dir = folder(&[]);
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .arg("schema")
        .current_dir(dir.path())
        .output()
        .expect("runs");
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}
