//! Overlays of every spec here, whole and broken.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::fs;
use std::path::Path;

use specwright::diagnostic::{self, Format, Problems};
use specwright::source::Sources;
use specwright::{check_spec, overlay, yaml};

/// The API that a spec is, with an overlay if there is one, as text, or what is wrong with the two.
fn checked(base: &str, over: Option<&str>) -> Result<String, String> {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let file = sources.add("a.yaml", base);
    let mut root = yaml::parse(&sources, file, &mut problems).expect("a tree");
    if let Some(over) = over {
        let file = sources.add("a.overlay.yaml", over);
        let over = yaml::parse(&sources, file, &mut problems);
        if let Some(over) = over.and_then(|over| overlay::read(over, &mut problems)) {
            root = overlay::merge(root, over, &mut problems);
        }
    }
    let api = check_spec(&root, &mut problems);
    let shown = diagnostic::render(Format::Human, &sources, &problems.into_sorted());
    api.map(|api| format!("{api:?}")).ok_or(shown)
}

/// The specs of this repository.
fn specs() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../specs", "../tests/kitchen/specs", "tests/export"].map(|path| folder.join(path));
    let mut files: Vec<_> =
        folders.iter().flat_map(fs::read_dir).flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("reads")).collect()
}

#[test]
fn an_overlay_that_says_the_same_changes_nothing() {
    for spec in specs() {
        let over = spec.replacen("\napi:", "\noverlay:", 1);
        assert_ne!(over, spec);
        let (plain, merged) = (checked(&spec, None), checked(&spec, Some(&over)));
        assert!(plain.is_ok() && plain == merged, "{:?}", merged.err());
    }
}

/// Every line of an overlay, one after the other, is something else: there is an API or a problem, and never a panic.
#[test]
fn broken_overlays() {
    let spec = include_str!("export/shop.yaml");
    let over = spec.replacen("\napi:", "\noverlay:", 1);
    let lines: Vec<&str> = over.lines().collect();
    let mut refused = 0;
    for index in 2..lines.len() {
        let (key, _) = lines[index].split_once(':').unwrap_or((lines[index], ""));
        for other in ["", ": []", ": x", ": { a: {} }"] {
            let mut broken = lines.clone();
            let line = if other.is_empty() { String::new() } else { format!("{key}{other}") };
            broken[index] = &line;
            match checked(spec, Some(&broken.join("\n"))) {
                Ok(api) => assert!(!api.is_empty()),
                Err(shown) => {
                    refused += 1;
                    assert!(shown.starts_with("error[SW"), "{line}\n{shown}");
                }
            }
        }
    }
    assert!(refused > 150, "{refused}");
}
