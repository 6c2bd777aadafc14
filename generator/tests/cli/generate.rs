//! `generate`: what is written, kept and removed.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::support::{PETSHOP, exit_code, folder, shown, write};

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
fn generate_then_check_then_edit() {
    let zoo = PETSHOP.replace("petshop", "zoo");
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("specs/zoo.yaml", &zoo)]);
    assert_eq!(exit_code(&dir, &["generate", "--check"]), 1, "nothing is there yet");
    assert_eq!(exit_code(&dir, &["generate"]), 0);
    let first = bytes_of(dir.path());
    assert_snapshot!(shown(&dir, &["generate"]), @r#"
    $ specwright generate
    ----- stderr -----
    generated: up to date
    ----- exit code 0 -----
    "#);
    assert_snapshot!(shown(&dir, &["generate", "--check"]), @r#"
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
    assert_snapshot!(shown(&dir, &["generate", "--check"]), @r#"
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
    assert_snapshot!(shown(&dir, &["generate", "--crate", "pets", "petshp"]), @r#"
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
    assert_snapshot!(shown(&dir, &["generate", "petshop"]), @r#"
    $ specwright generate petshop
    ----- stderr -----
    error: `generated` holds the clients of all specs; to write some of them, choose a folder with `--crate DIR`
    ----- exit code 2 -----
    "#);
    assert_eq!(bytes_of(dir.path()), before, "no other client is gone");
}

#[test]
fn foreign_files_are_not_overwritten() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP), ("own/src/lib.rs", "mine")]);
    assert_snapshot!(shown(&dir, &["generate", "--out", "own"]), @r#"
    $ specwright generate --out own
    ----- stderr -----
    error: `own/src/lib.rs` was not made by specwright and would be overwritten; remove it, or choose another folder
    ----- exit code 2 -----
    "#);
    assert_eq!(fs::read_to_string(dir.path().join("own/src/lib.rs")).expect("reads"), "mine");
}
