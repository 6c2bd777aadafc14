//! The build script of `generated/`: an edited spec reaches the compiled clients in the same `cargo build`.

fn main() {
    specwright::Build::new().specs("../specs").into_crate(".").emit();
}
