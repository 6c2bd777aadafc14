//! Takes the fingerprint of the generator's own sources, so that an up-to-date check sees a changed generator.

#[path = "src/fingerprint.rs"]
mod fingerprint;

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files)?;
    files.sort();
    let mut all = fingerprint::Fingerprint::new().with(env!("CARGO_PKG_VERSION").as_bytes());
    for file in files {
        all = all.with(file.to_string_lossy().replace('\\', "/").as_bytes()).with(&fs::read(&file)?);
    }
    println!("cargo::rustc-env=SPECWRIGHT_FINGERPRINT={}", all.hex());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
