use std::fs;

use tempfile::TempDir;

use super::*;

fn file(path: &str, text: &str) -> OutputFile {
    OutputFile { path: path.to_owned(), text: text.to_owned() }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn content(dir: &TempDir, path: &str) -> Option<String> {
    fs::read_to_string(dir.path().join(path)).ok()
}

/// All paths below the folder, sorted.
fn listing(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            found.push(entry.strip_prefix(dir).expect("below").to_string_lossy().replace('\\', "/"));
            if entry.is_dir() {
                folders.push(entry);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn writes_what_has_changed_and_removes_what_is_no_longer_made() {
    let dir = folder();
    let first = write(dir.path(), &[file("src/a/one.rs", "1"), file("src/a/two.rs", "2"), file("b.rs", "b")])
        .expect("writes");
    assert_eq!(first.written, ["b.rs", "src/a/one.rs", "src/a/two.rs"]);
    let untouched = fs::metadata(dir.path().join("b.rs")).and_then(|found| found.modified()).expect("a time");

    let second = write(dir.path(), &[file("b.rs", "b"), file("c.rs", "c")]).expect("writes");
    assert_eq!(
        second,
        Written {
            written: vec!["c.rs".into()],
            unchanged: 1,
            removed: vec!["src/a/one.rs".into(), "src/a/two.rs".into()],
            left: vec![]
        }
    );
    assert_eq!(listing(dir.path()), [".specwright-manifest", "b.rs", "c.rs"], "emptied folders are gone too");
    assert_eq!(
        fs::metadata(dir.path().join("b.rs")).and_then(|found| found.modified()).expect("a time"),
        untouched
    );

    let third = write(dir.path(), &[file("b.rs", "b"), file("c.rs", "c")]).expect("writes");
    assert_eq!(third, Written { unchanged: 2, ..Written::default() });
    let manifest = content(&dir, ".specwright-manifest").expect("a manifest");
    assert_eq!(manifest, format!("{} b.rs\n{} c.rs\n", hash_of(b"b"), hash_of(b"c")));
}

#[test]
fn a_file_of_ours_that_was_edited_is_made_anew() {
    let dir = folder();
    write(dir.path(), &[file("a.rs", "1")]).expect("writes");
    fs::write(dir.path().join("a.rs"), "edited").expect("edits");
    assert_eq!(write(dir.path(), &[file("a.rs", "1")]).expect("writes").written, ["a.rs"]);
    assert_eq!(content(&dir, "a.rs").as_deref(), Some("1"));
}

#[test]
fn what_somebody_changed_or_made_is_not_removed() {
    let dir = folder();
    write(dir.path(), &[file("src/a.rs", "1"), file("src/b.rs", "2")]).expect("writes");
    fs::write(dir.path().join("src/a.rs"), "mine now").expect("edits");
    fs::write(dir.path().join("src/own.rs"), "mine").expect("writes");
    let done = write(dir.path(), &[]).expect("writes");
    assert_eq!((done.removed, done.left), (vec!["src/b.rs".to_owned()], vec!["src/a.rs".to_owned()]));
    assert_eq!(content(&dir, "src/a.rs").as_deref(), Some("mine now"));
    assert_eq!(content(&dir, "src/own.rs").as_deref(), Some("mine"));
}

#[test]
fn what_somebody_made_is_not_overwritten() {
    let dir = folder();
    fs::write(dir.path().join("lib.rs"), "mine").expect("writes");
    let error = write(dir.path(), &[file("a.rs", "1"), file("lib.rs", "2")]).expect_err("refuses");
    assert!(error.to_string().ends_with(
        "lib.rs` was not made by specwright and would be overwritten; remove it, or choose another folder"
    ));
    assert_eq!(listing(dir.path()), ["lib.rs"], "nothing was written");
    // The same bytes: nothing is lost by calling it ours.
    write(dir.path(), &[file("lib.rs", "mine")]).expect("writes");
}

fn manifest_of(part: &str) -> OutputFile {
    file("Cargo.toml", &format!("[package]\n# specwright: begin\n{part}# specwright: end\n"))
}

#[test]
fn of_a_file_with_marks_the_rest_stays() {
    let dir = folder();
    write(dir.path(), &[manifest_of("a = 1\n")]).expect("writes");
    let edited = "# mine\r\n[package]\r\n# specwright: begin\r\na = 1\n# specwright: end\nmore = 1\n";
    fs::write(dir.path().join("Cargo.toml"), edited).expect("edits");
    assert!(intact(dir.path()).expect("reads").is_some(), "our part is as it was");
    assert_eq!(differences(dir.path(), &[manifest_of("a = 1\n")]).expect("compares"), []);
    assert_eq!(write(dir.path(), &[manifest_of("b = 2\n")]).expect("writes").written, ["Cargo.toml"]);
    assert_eq!(content(&dir, "Cargo.toml"), Some(edited.replace("a = 1", "b = 2")));

    fs::write(dir.path().join("Cargo.toml"), edited.replace("a = 1", "a = 3")).expect("edits");
    assert_eq!(intact(dir.path()).expect("reads"), None);
    write(dir.path(), &[manifest_of("b = 2\n")]).expect("writes");
    assert_eq!(content(&dir, "Cargo.toml"), Some(edited.replace("a = 1", "b = 2")));

    let done = write(dir.path(), &[]).expect("writes");
    assert_eq!(done.left, ["Cargo.toml"], "somebody's text is in it");
}

#[test]
fn a_file_that_lost_its_marks_is_not_overwritten() {
    let dir = folder();
    let path = dir.path().join("Cargo.toml");
    write(dir.path(), &[manifest_of("a = 1\n")]).expect("writes");
    for edited in ["[package]\n", "# specwright: end\n# specwright: begin\n"] {
        fs::write(&path, edited).expect("edits");
        let error = write(dir.path(), &[manifest_of("b = 2\n")]).expect_err("refuses");
        assert!(matches!(error, WriteError::MarksLost { .. }), "{error}");
        assert_eq!(content(&dir, "Cargo.toml").as_deref(), Some(edited));
    }
    fs::remove_file(&path).expect("removes");
    write(dir.path(), &[manifest_of("b = 2\n")]).expect("writes it anew");
    // A crate's first generator knew no marks: what it wrote, and nobody edited, gets them.
    write(dir.path(), &[file("Cargo.toml", "[package]\n")]).expect("writes");
    write(dir.path(), &[manifest_of("b = 2\n")]).expect("writes");
    assert_eq!(content(&dir, "Cargo.toml"), Some(manifest_of("b = 2\n").text));
    // Somebody else's is refused, with marks or without.
    fs::remove_file(dir.path().join(manifest::NAME)).expect("removes");
    for foreign in ["[package]\n", "mine\n# specwright: begin\n# specwright: end\n"] {
        fs::write(&path, foreign).expect("edits");
        let error = write(dir.path(), &[manifest_of("b = 2\n")]).expect_err("refuses");
        assert!(matches!(error, WriteError::NotOurs { .. }), "{error}");
    }
}

#[test]
fn a_path_cannot_lead_out() {
    let outer = folder();
    let dir = outer.path().join("out");
    for bad in [
        "../x.rs",
        "/x.rs",
        "a/../../x.rs",
        "a//x.rs",
        "",
        ".",
        "a/.",
        "a\\x.rs",
        "c:x.rs",
        "a\0",
        "a b.rs",
        "ä.rs",
        "~",
        "x.",
        "a/.specwright-manifest",
        ".specwright.stamp",
    ] {
        let error = write(&dir, &[file("good.rs", "1"), file(bad, "2")]).expect_err(bad);
        assert!(matches!(error, WriteError::BadPath { .. }), "{bad}: {error}");
    }
    assert_eq!(listing(outer.path()), Vec::<String>::new(), "nothing was written");
}

#[test]
fn paths_that_are_in_each_others_way() {
    let dir = folder();
    for pair in [["a.rs", "a.rs"], ["a.rs", "A.rs"], ["a", "a/b"], ["a/b", "a"], ["A/b", "a"]] {
        let error = write(dir.path(), &pair.map(|path| file(path, ""))).expect_err("refuses");
        assert!(matches!(error, WriteError::BadPath { .. }), "{pair:?}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outer = folder();
    let dir = outer.path().join("out");
    let elsewhere = outer.path().join("elsewhere");
    fs::create_dir_all(&dir).and_then(|()| fs::create_dir_all(&elsewhere)).expect("creates");
    std::os::unix::fs::symlink(&elsewhere, dir.join("src")).expect("links");
    let error = write(&dir, &[file("good.rs", "1"), file("src/x.rs", "2")]).expect_err("refuses");
    assert!(matches!(error, WriteError::Link { .. }), "{error}");
    assert_eq!(listing(&elsewhere), Vec::<String>::new());
    assert!(!dir.join("good.rs").exists());

    // Nor does a manifest that names a file behind a link, or outside, remove it.
    fs::write(elsewhere.join("x.rs"), "x").expect("writes");
    let hash = hash_of(b"x");
    fs::write(dir.join(".specwright-manifest"), format!("{hash} ../elsewhere/x.rs\n")).expect("writes");
    write(&dir, &[]).expect("ignores the line");
    fs::write(dir.join(".specwright-manifest"), format!("{hash} src/x.rs\n")).expect("writes");
    assert!(matches!(write(&dir, &[]), Err(WriteError::Link { .. })));
    assert_eq!(listing(&elsewhere), ["x.rs"]);
}

#[test]
fn differences_change_nothing() {
    let dir = folder();
    let files = [file("a.rs", "1"), file("b.rs", "2"), file("c/d.rs", "3")];
    write(dir.path(), &files).expect("writes");
    assert_eq!(differences(dir.path(), &files).expect("compares"), []);
    fs::write(dir.path().join("b.rs"), "edited").expect("edits");
    fs::remove_file(dir.path().join("c/d.rs")).expect("removes");
    let before = listing(dir.path());
    let found = differences(dir.path(), &files[1..]).expect("compares");
    let found: Vec<_> = found.iter().map(|difference| (difference.path.as_str(), difference.kind)).collect();
    assert_eq!(
        found,
        [
            ("a.rs", DifferenceKind::Stale),
            ("b.rs", DifferenceKind::Changed),
            ("c/d.rs", DifferenceKind::Missing)
        ]
    );
    assert_eq!(listing(dir.path()), before);

    write(dir.path(), &files).expect("writes");
    fs::remove_file(dir.path().join(".specwright-manifest")).expect("removes");
    assert_eq!(differences(dir.path(), &files).expect("compares")[0].path, ".specwright-manifest");
}

#[test]
fn intact_until_a_file_changes() {
    let dir = folder();
    let intact = || intact(dir.path()).expect("reads");
    assert_eq!(intact(), None, "there is no manifest");
    write(dir.path(), &[file("a.rs", "1")]).expect("writes");
    let first = intact().expect("is intact");
    fs::write(dir.path().join("a.rs"), "2").expect("edits");
    assert_eq!(intact(), None);
    fs::remove_file(dir.path().join("a.rs")).expect("removes");
    assert_eq!(intact(), None);
    write(dir.path(), &[file("a.rs", "1")]).expect("writes");
    assert_eq!(intact(), Some(first.clone()));
    write(dir.path(), &[file("a.rs", "3")]).expect("writes");
    assert!(intact().is_some_and(|other| other != first));
}
