//! A client's crate and the program that calls it, as a workspace of their own.

use std::fs;
use std::path::{Path, PathBuf};

use specwright::emit::Flavour;
use specwright::import::Options;
use specwright::pipeline::{self, Job, Layout, Outcome};

use crate::Result;
use crate::consumer::{self, Client};

/// What is compiled.
pub struct Pair {
    /// The workspace.
    pub folder: PathBuf,
    /// The roots of both crates: what is touched is compiled again.
    pub roots: [PathBuf; 2],
    /// How many endpoints are called.
    pub endpoints: usize,
}

/// Our client of an `OpenAPI` document or a spec, with all groups or with one.
pub fn ours(document: &Path, folder: &Path, group: Option<&str>) -> Result<Pair> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let (client, spec) = (folder.join("client"), folder.join("specs/api.yaml"));
    fs::create_dir_all(folder.join("specs"))?;
    fs::write(&spec, spec_of(document)?)?;
    let runtime = format!("path = '{}'", workspace.join("runtime").display());
    let flavour = Flavour::Standalone {
        name: "client".to_owned(),
        version: "0.1.0".to_owned(),
        license: None,
        runtime,
    };
    let job =
        Job { specs: vec![spec], only: Vec::new(), out: client.clone(), layout: Layout::Crate(flavour) };
    if let Outcome::Problems(_) = pipeline::generate(&job)? {
        return Err(format!("the spec of {} has problems", document.display()).into());
    }
    let endpoints = client.join("src/api/endpoints");
    let calls = Client {
        source: group.map_or(endpoints.clone(), |group| endpoints.join(group)),
        path: "client::api::Client".to_owned(),
        prelude: "#[allow(unused_imports)]\nuse client::{api as types, runtime::{self, reexport::*}};\n"
            .to_owned(),
    };
    let feature = group.map_or("api".to_owned(), |group| format!("api-{}", group.replace('_', "-")));
    let pair = pair(folder, &client, &calls, &[feature])?;
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(pair)
}

/// The text of a spec, or of what a document becomes.
fn spec_of(document: &Path) -> Result<String> {
    let text = fs::read_to_string(document)?;
    if text.contains("\nspecwright: 1") || text.starts_with("specwright: 1") {
        let name = text.lines().find_map(|line| line.strip_prefix("api: ")).ok_or("the spec has no name")?;
        return Ok(text.replacen(&format!("\napi: {name}\n"), "\napi: api\n", 1));
    }
    let options = Options { api: Some("api".to_owned()), ..Options::default() };
    match pipeline::import_openapi(document, &options)?.result {
        Ok(imported) => Ok(imported.spec),
        Err(_) => Err(format!("{} cannot be imported", document.display()).into()),
    }
}

/// Somebody else's client: a crate whose root file has `impl Client`.
pub fn theirs(client: &Path, folder: &Path) -> Result<Pair> {
    let client = client.canonicalize()?;
    let manifest = fs::read_to_string(client.join("Cargo.toml"))?;
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let name = name.ok_or("the crate has no name")?.replace('-', "_");
    let prelude = format!("#[allow(unused_imports)]\nuse {name}::*;\n");
    let calls = Client { source: client.join("src"), path: format!("{name}::Client"), prelude };
    pair(folder, &client, &calls, &[])
}

/// Writes the program and the workspace around it. A client elsewhere stays where it is.
fn pair(folder: &Path, client: &Path, calls: &Client, features: &[String]) -> Result<Pair> {
    let source = folder.join("consumer/src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    fs::create_dir_all(&source)?;
    let (files, endpoints) = consumer::program(calls)?;
    for (name, text) in files {
        fs::write(source.join(name), text)?;
    }
    let (package, _) = calls.path.split_once("::").ok_or("the client has no crate")?;
    let package = package.replace('_', "-");
    let (path, mut members) = (client.display(), "\"consumer\"".to_owned());
    if client.starts_with(folder) {
        members.push_str(", \"client\"");
    }
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{package} = {{ path = '{path}', features = {features:?} }}\n"
    );
    fs::write(folder.join("consumer/Cargo.toml"), manifest)?;
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"))?;
    Ok(Pair {
        folder: folder.to_owned(),
        roots: [client.join("src/lib.rs"), source.join("main.rs")],
        endpoints,
    })
}
