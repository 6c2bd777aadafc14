//! One wrong spec a file in `tests/diagnostics/`, with what the user is told as its snapshot.

use std::path::Path;

use specwright::diagnostic::{Code, Format, Problems, render};
use specwright::{check_spec, source::Sources, yaml};

/// What `specwright check` says about a text.
fn diagnose(name: &str, text: &str) -> (String, Vec<Code>) {
    let mut sources = Sources::default();
    let file = sources.add(format!("specs/{name}"), text);
    let mut problems = Problems::default();
    let root = yaml::parse(&sources, file, &mut problems);
    if let Some(root) = root {
        let api = check_spec(&root, &mut problems);
        assert!(api.is_none() || problems.is_empty(), "{name}: an API in spite of problems");
    }
    let list = problems.into_sorted();
    let codes = list.iter().map(|problem| problem.code).collect();
    (render(Format::Human, &sources, &list), codes)
}

#[test]
fn every_mistake_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "yaml"))
        .collect();
    names.sort();
    assert!(names.len() >= 60, "only {} mistakes", names.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path(&folder);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for name in names {
            let text = std::fs::read_to_string(folder.join(&name)).unwrap();
            let (shown, codes) = diagnose(&name, &text);
            assert!(!codes.is_empty(), "{name} is accepted");
            insta::assert_snapshot!(name.trim_end_matches(".yaml"), shown);
        }
    });
}

#[test]
fn the_specs_of_this_repository_are_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (shown, codes) = diagnose(&path.file_name().unwrap().to_string_lossy(), &text);
        assert!(codes.is_empty(), "{shown}");
    }
}
