//! As docs/build-script.md shows it.

fn main() {
    specwright::Build::new().specs("specs").emit();
}
