//! Any text as a spec: problems or an API, never a panic; and whatever is accepted can be emitted and exported.
//!
//! `cargo fuzz run spec fuzz/corpus/spec specs` starts from the specs of this repository.

#![no_main]

use libfuzzer_sys::fuzz_target;
use specwright::diagnostic::{Format, Problems, render};
use specwright::{check_spec, source::Sources, yaml};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = yaml::read_text(bytes.to_vec()) else { return };
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml", text);
    let mut problems = Problems::default();
    let Some(root) = yaml::parse(&sources, file, &mut problems) else { return };
    if let Some(api) = check_spec(&root, &mut problems) {
        let _ = specwright::emit::emit_module(&api);
        let _ = specwright::export::openapi(&api, &root).to_yaml();
    }
    let _ = render(Format::Human, &sources, &problems.into_sorted());
});
