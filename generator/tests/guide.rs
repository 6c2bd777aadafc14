//! The samples of docs/auth.md are sound specs.

use specwright::diagnostic::{Format, Problems, render};
use specwright::{check_spec, source::Sources, yaml};

const GUIDE: &str = include_str!("../../docs/auth.md");

/// The blocks of YAML, with the line on which each begins.
fn samples() -> Vec<(usize, String)> {
    let mut samples = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in GUIDE.lines().enumerate() {
        match (&mut open, line) {
            (None, "```yaml") => open = Some((number + 2, String::new())),
            (Some(_), "```") => samples.extend(open.take()),
            (Some((_, text)), line) => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a block without an end");
    samples
}

/// The names under a section, one of two spaces' depth a line.
fn names<'t>(text: &'t str, section: &str) -> Vec<&'t str> {
    let mut lines = text.lines().skip_while(|line| *line != format!("{section}:"));
    lines.next();
    let inside = lines.take_while(|line| line.is_empty() || line.starts_with([' ', '#']));
    inside
        .filter_map(|line| {
            line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#']))?.split_once(':')
        })
        .map(|(name, _)| name)
        .collect()
}

/// A sample with what it leaves out.
fn whole(sample: &str) -> String {
    let has = |key: &str| sample.lines().any(|line| line.starts_with(&format!("{key}:")));
    let mut text = String::new();
    for (key, line) in [
        ("specwright", "specwright: 1\n"),
        ("api", "api: sample\n"),
        ("server", "server: https://api.example.com\n"),
    ] {
        if !has(key) {
            text.push_str(line);
        }
    }
    text.push_str(sample);
    if !has("endpoints") {
        text.push_str("endpoints:\n");
        for name in names(sample, "auth") {
            text.extend(["  call_", name, ": { http: POST /", name, ", auth: ", name, " }\n"]);
        }
    }
    text
}

#[test]
fn every_sample_is_sound() {
    let samples = samples();
    assert!(samples.len() >= 20, "only {} samples", samples.len());
    let mut told = Vec::new();
    for (line, sample) in samples {
        let mut sources = Sources::default();
        let file = sources.add(format!("docs/auth.md, from line {line}"), whole(&sample));
        let mut problems = Problems::default();
        let root = yaml::parse(&sources, file, &mut problems);
        let api = root.and_then(|root| check_spec(&root, &mut problems));
        let list = problems.into_sorted();
        if api.is_none() || !list.is_empty() {
            told.push(format!("line {line}\n{}", render(Format::Human, &sources, &list)));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
