//! The package that `generate --crate` writes: what it is called, where its runtime is, whose workspace it lies in.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use specwright::emit::{Flavour, marked_part};

use super::arguments::Generate;

/// The version of a package that nobody has given one.
const FIRST_VERSION: &str = "0.1.0";

/// What kind of crate is wanted in this folder.
pub fn standalone(arguments: &Generate, folder: &Path) -> Result<Flavour> {
    let there = there(folder)?;
    if let Some(there) = &there {
        let given =
            [("name", &arguments.name), ("version", &arguments.version), ("license", &arguments.license)];
        for (key, given) in given {
            refuse_another(folder, there, key, given.as_deref())?;
        }
    }
    let folder = real(folder)?;
    let named = arguments.name.clone().or_else(|| value(there.as_deref()?, "name"));
    let name = match named {
        Some(name) => name,
        None => named_after(&folder)?,
    };
    let version = arguments.version.clone().unwrap_or_else(|| FIRST_VERSION.to_owned());
    let runtime = runtime(&folder, arguments.runtime.as_deref())?;
    Ok(Flavour::Standalone { name, version, license: arguments.license.clone(), runtime })
}

/// The folder's manifest, if it is one of ours.
fn there(folder: &Path) -> Result<Option<String>> {
    let path = folder.join("Cargo.toml");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(marked_part("Cargo.toml", &text).is_some().then_some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

/// What is given must be what stands in the manifest: it is kept, and saying nothing would be a lie.
fn refuse_another(folder: &Path, there: &str, key: &str, given: Option<&str>) -> Result<()> {
    let Some(given) = given.filter(|given| value(there, key).as_deref() != Some(given)) else {
        return Ok(());
    };
    let path = folder.join("Cargo.toml");
    bail!("`{}` is kept and does not say `{key} = {given:?}`; change it there", path.display())
}

/// The text that a key of `[package]` has.
fn value(manifest: &str, key: &str) -> Option<String> {
    let lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[package]").skip(1);
    let mut values = lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    let value = values.next()?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

fn named_after(folder: &Path) -> Result<String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(problem) = super::arguments::package_name(&name) {
        bail!("{problem}: choose another folder, or give a name with `--name`");
    }
    Ok(name)
}

/// What stands between the braces of the dependency on the runtime.
fn runtime(folder: &Path, runtime: Option<&Path>) -> Result<String> {
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    let Some(runtime) = runtime else { return Ok(version) };
    if !runtime.join("Cargo.toml").is_file() {
        bail!("`{}` is no crate: it has no Cargo.toml", runtime.display());
    }
    let path = if runtime.is_absolute() { runtime.to_owned() } else { relative(folder, &real(runtime)?) };
    let Some(path) = path.to_str() else { bail!("`{}` is not UTF-8", path.display()) };
    let mut quoted = String::new();
    specwright::yaml::write_json_text(path, &mut quoted);
    Ok(format!("{version}, path = {quoted}"))
}

/// A real path as seen from a real folder, with `/`; itself, if they have no root in common.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(from, to)| from == to).count();
    if common == 0 {
        return to.to_owned();
    }
    let up = from.components().skip(common).map(|_| "..".to_owned());
    let down = to.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/").into()
}

/// The absolute path without links, `.` and `..`, also of a folder that is yet to be made.
fn real(path: &Path) -> Result<PathBuf> {
    let unknown = || format!("cannot find `{}`", path.display());
    let absolute = std::path::absolute(path).with_context(unknown)?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match fs::canonicalize(there) {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, part| path.join(part))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(unknown),
        }
        match (there.components().next_back(), there.parent()) {
            (Some(Component::Normal(part)), Some(parent)) => {
                missing.push(part);
                there = parent;
            }
            _ => bail!(unknown()),
        }
    }
}

/// Whose workspace the folder lies in, if there is one: cargo refuses a crate there that the workspace does not list.
pub fn workspace_around(folder: &Path) -> Option<PathBuf> {
    let folder = real(folder).ok()?;
    let manifests = folder.ancestors().skip(1).map(|above| above.join("Cargo.toml"));
    manifests
        .filter(|manifest| {
            let text = fs::read_to_string(manifest).unwrap_or_default();
            text.lines().any(|line| line.trim_start().starts_with("[workspace"))
        })
        .map(|manifest| relative(&std::env::current_dir().unwrap_or_default(), &manifest))
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_package() {
        let manifest = "# name = \"no\"\n[package]\nname = \"pets\" # ours\nversion='1.2.3'\nlicense.workspace = true\n\
                        [features]\nauthors = \"no\"\n";
        assert_eq!(value(manifest, "name").as_deref(), Some("pets"));
        assert_eq!(value(manifest, "version").as_deref(), Some("1.2.3"));
        assert_eq!(value(manifest, "license"), None);
        assert_eq!(value(manifest, "authors"), None);
    }

    #[test]
    fn paths_from_one_folder_to_another() {
        for (from, to, expected) in [
            ("/a/b", "/a/c", "../c"),
            ("/a/b/c", "/a", "../.."),
            ("/a", "/a/b/c", "b/c"),
            ("/a", "/b", "../b"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), Path::new(expected), "{from} → {to}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_has_a_real_path() {
        let dir = tempfile::tempdir().expect("a folder");
        let there = dir.path().canonicalize().expect("is there");
        assert_eq!(real(&dir.path().join("a/b")).expect("has one"), there.join("a/b"));
        assert!(real(&dir.path().join("a/../b")).is_err(), "what `..` leads to is not known");
    }
}
