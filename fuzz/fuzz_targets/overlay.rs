//! Any two texts as a spec and its overlay: problems or a merged tree that can be checked, never a panic.
//!
//! A line `===` parts them. `cargo fuzz run overlay`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use specwright::diagnostic::{Format, Problems, render};
use specwright::{check_spec, overlay, source::Sources, yaml};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = yaml::read_text(bytes.to_vec()) else { return };
    let Some((base, over)) = text.split_once("\n===\n") else { return };
    let mut sources = Sources::default();
    let files = [sources.add("fuzz.yaml", base), sources.add("fuzz.overlay.yaml", over)];
    let mut problems = Problems::default();
    let [Some(base), Some(over)] = files.map(|file| yaml::parse(&sources, file, &mut problems)) else { return };
    if let Some(overlay) = overlay::read(over, &mut problems) {
        let merged = overlay::merge(base, overlay, &mut problems);
        check_spec(&merged, &mut problems);
    }
    let _ = render(Format::Human, &sources, &problems.into_sorted());
});
