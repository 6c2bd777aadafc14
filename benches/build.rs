//! The client of `benches/paging`, made as docs/build-script.md shows it.

fn main() {
    specwright::Build::new().specs("specs").emit();
}
