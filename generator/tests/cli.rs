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

fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).expect("reads")
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
    generated: 1 difference; the same call without `--check` mends that
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
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "pets", "petshp"]), @r#"
    $ specwright generate --crate pets petshp
    ----- stderr -----
    error: no spec describes an API named `petshp`; one with a similar name: `petshop`
    ----- exit code 2 -----
    "#);
}

#[test]
fn the_workspaces_crate_has_all_apis() {
    let dir =
        folder(&[("specs/petshop.yaml", PETSHOP), ("specs/zoo.yaml", &PETSHOP.replace("petshop", "zoo"))]);
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    let before = bytes_of(dir.path());
    assert_snapshot!(specwright(&dir, &["generate", "petshop"]), @r#"
    $ specwright generate petshop
    ----- stderr -----
    error: `generated` holds the clients of all specs; to write some of them, choose a folder with `--crate DIR`
    ----- exit code 2 -----
    "#);
    assert_eq!(bytes_of(dir.path()), before, "no other client is gone");
}

#[test]
fn what_its_user_writes_into_a_standalone_crate_stays() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP)]);
    let given = ["generate", "--crate", "pets", "--name", "pet-clients", "--license", "MIT"];
    assert_snapshot!(specwright(&dir, &given), @r#"
    $ specwright generate --crate pets --name pet-clients --license MIT
    ----- stderr -----
    pets: 8 files written
    ----- exit code 0 -----
    "#);
    assert_snapshot!(read(&dir, "pets/Cargo.toml"), @r#"
    # Made by specwright. This file is yours, and what you change is kept, except between the two lines `specwright: begin`
    # and `specwright: end`: each run makes anew what stands there. Your own dependencies go behind the second line.
    [package]
    name = "pet-clients"
    description = "Typed API clients generated by specwright"
    version = "0.1.0"
    edition = "2024"
    rust-version = "1.89"
    license = "MIT"
    readme = "README.md"
    keywords = ["api", "client", "http"]
    categories = ["api-bindings", "web-programming::http-client"]

    # specwright: begin
    [features]
    # TLS and compression alone: each API is chosen by its feature.
    default = ["gzip", "rustls"]
    gzip = ["specwright-runtime/gzip"]
    rustls = ["specwright-runtime/rustls"]
    native-tls = ["specwright-runtime/native-tls"]
    petshop = []

    [dev-dependencies]
    specwright-runtime = { version = "0.1.0", default-features = false, features = ["testing"] }

    [dependencies]
    specwright-runtime = { version = "0.1.0", default-features = false }
    # specwright: end
    "#);

    let manifest = read(&dir, "pets/Cargo.toml")
        .replace("version = \"0.1.0\"\nedition", "version = \"2.3.4\" # ours\nauthors = [\"Ada\"]\nedition")
        .replace("# specwright: end\n", "# specwright: end\nanyhow = \"1.0\"\n");
    write(&dir, "pets/Cargo.toml", &manifest);
    write(&dir, "pets/README.md", &(read(&dir, "pets/README.md") + "\nOurs.\n"));
    assert_eq!(exit_code(&dir, &["generate", "--crate", "pets", "--check"]), 0, "nothing of ours is other");
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "pets"]), @r#"
    $ specwright generate --crate pets
    ----- stderr -----
    pets: up to date
    ----- exit code 0 -----
    "#);
    assert_eq!(read(&dir, "pets/Cargo.toml"), manifest);

    // What stands between the marks follows the specs, and nothing else changes.
    write(&dir, "specs/zoo.yaml", &PETSHOP.replace("petshop", "zoo"));
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "pets", "--check"]), @r#"
    $ specwright generate --crate pets --check
    ----- stderr -----
    pets/Cargo.toml is out of date
    pets/README.md is out of date
    pets/src/lib.rs is out of date
    pets/src/zoo/client.rs is missing
    pets/src/zoo/endpoints/list_pets.rs is missing
    pets/src/zoo/endpoints/mod.rs is missing
    pets/src/zoo/error.rs is missing
    pets/src/zoo/mod.rs is missing
    pets: 8 differences; the same call without `--check` mends that
    ----- exit code 1 -----
    "#);
    assert_eq!(exit_code(&dir, &given), 0);
    assert_eq!(read(&dir, "pets/Cargo.toml"), manifest.replace("petshop = []\n", "petshop = []\nzoo = []\n"));
    let readme = read(&dir, "pets/README.md");
    assert!(readme.contains("- `zoo`: zoo\n") && readme.ends_with("\nOurs.\n"), "{readme}");
    assert!(readme.contains("\npet-clients = { version"), "the name is the manifest's: {readme}");

    // What it cannot do, it says.
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "pets", "--version", "3.0.0"]), @r#"
    $ specwright generate --crate pets --version 3.0.0
    ----- stderr -----
    error: `pets/Cargo.toml` is kept and does not say `version = "3.0.0"`; change it there
    ----- exit code 2 -----
    "#);
    write(&dir, "pets/Cargo.toml", &manifest.replace("# specwright: end\n", ""));
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "pets"]), @r#"
    $ specwright generate --crate pets
    ----- stderr -----
    error: `pets/Cargo.toml` has lost the lines `specwright: begin` and `specwright: end`, between which it is made anew; put them back, or remove the file
    ----- exit code 2 -----
    "#);
}

#[test]
fn names_of_standalone_crates() {
    let dir = folder(&[("pets/specs/petshop.yaml", PETSHOP), ("9 lives/specs/petshop.yaml", PETSHOP)]);
    let in_folder = |name: &str, arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
            .args(arguments)
            .current_dir(dir.path().join(name))
            .output()
            .expect("runs");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    assert_eq!(in_folder("pets", &["generate", "--crate", "."]), ".: 8 files written\n");
    assert!(read(&dir, "pets/Cargo.toml").contains("\nname = \"pets\"\n"));
    assert_snapshot!(in_folder("9 lives", &["generate", "--crate", "."]), @"error: `9 lives` cannot name a package, as `petshop-client` can: choose another folder, or give a name with `--name`");
    assert_snapshot!(in_folder("9 lives", &["generate", "--crate", ".", "--name", "9"]), @r#"
    error: invalid value '9' for '--name <NAME>': `9` cannot name a package, as `petshop-client` can

    For more information, try '--help'.
    "#);
    assert_snapshot!(in_folder("9 lives", &["generate", "--crate", ".", "--name", "nine", "--version", "1"]), @r#"
    error: invalid value '1' for '--version <VERSION>': expected three numbers, such as `1.0.0`

    For more information, try '--help'.
    "#);
    assert!(!dir.path().join("9 lives/Cargo.toml").exists());
    assert_eq!(
        in_folder("9 lives", &["generate", "--crate", "sub/../x"]),
        "error: cannot find `sub/../x`\n",
        "where `..` leads to from a folder that is not there, is not known"
    );
}

#[test]
fn where_a_standalone_crate_finds_its_runtime() {
    let runtime = "[package]\nname = \"specwright-runtime\"\n";
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("libs/runtime/Cargo.toml", runtime)]);
    assert_eq!(exit_code(&dir, &["generate", "--crate", "out/pets", "--runtime", "./libs/runtime"]), 0);
    let manifest = read(&dir, "out/pets/Cargo.toml");
    let dependency = "specwright-runtime = { version = \"0.1.0\", path = \"../../libs/runtime\", default-features = false }";
    assert!(manifest.lines().any(|line| line == dependency), "{manifest}");
    assert!(dir.path().join("out/pets/../../libs/runtime/Cargo.toml").exists());

    let absolute = dir.path().join("libs/runtime");
    let absolute = absolute.to_str().expect("UTF-8");
    assert_eq!(exit_code(&dir, &["generate", "--crate", "out/pets", "--runtime", absolute]), 0);
    assert!(read(&dir, "out/pets/Cargo.toml").contains(&format!("path = {absolute:?},")));
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "out/pets", "--runtime", "libs"]), @r#"
    $ specwright generate --crate out/pets --runtime libs
    ----- stderr -----
    error: `libs` is no crate: it has no Cargo.toml
    ----- exit code 2 -----
    "#);
}

#[test]
fn a_crate_within_a_workspace_is_told_of_it() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("Cargo.toml", "[workspace]\nmembers = []\n")]);
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "clients/pets"]), @r#"
    $ specwright generate --crate clients/pets
    ----- stderr -----
    clients/pets: 8 files written
    clients/pets: lies in the workspace of Cargo.toml; name it there, under `members` or `exclude`
    ----- exit code 0 -----
    "#);
    assert_snapshot!(specwright(&dir, &["generate", "--crate", "clients/pets"]), @r#"
    $ specwright generate --crate clients/pets
    ----- stderr -----
    clients/pets: up to date
    ----- exit code 0 -----
    "#);
}

#[test]
fn very_many_problems_are_counted() {
    let mut spec = PETSHOP.to_owned();
    for number in 0..1500 {
        let _ = writeln!(spec, "wrong_{number}: 1");
    }
    let dir = folder(&[("specs/petshop.yaml", &spec)]);
    let shown = specwright(&dir, &["check"]);
    let end: Vec<_> = shown.lines().rev().take(3).collect();
    assert_eq!(end[1], "1500 problems in specs; 500 of them are not shown");
    assert_eq!(shown.matches("error[").count(), 1000);
    let shown = specwright(&dir, &["check", "--format", "json"]);
    assert!(shown.contains("----- stderr -----\n1500 problems in specs; 500 of them are not shown\n"));
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
    assert_eq!(exit_code(&dir, &["generate", "--name", "a"]), 2);
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
