//! The crates that are checked.

use std::fs;
use std::path::{Path, PathBuf};

use specwright::emit::Flavour;
use specwright::pipeline::{self, Job, Layout, Outcome};
use specwright_benches::synthetic::{self, Size};

use crate::Result;

/// A folder of crates, each a workspace of its own, with one target folder.
pub struct Crates {
    folder: PathBuf,
    workspace: PathBuf,
}

impl Crates {
    pub fn new(folder: PathBuf) -> Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, workspace })
    }

    /// The generated crate of a spec of that size.
    pub fn generated(&self, name: &str, size: Size) -> Result<PathBuf> {
        let folder = self.empty(name)?;
        let spec = folder.join("synthetic.yaml");
        fs::write(&spec, synthetic::spec(size))?;
        let runtime = format!("path = '{}'", self.workspace.join("runtime").display());
        let (name, version) = ("generated".to_owned(), "0.1.0".to_owned());
        let flavour = Flavour::Standalone { name, version, license: None, runtime };
        let job =
            Job { specs: vec![spec], only: Vec::new(), out: folder.clone(), layout: Layout::Crate(flavour) };
        match pipeline::generate(&job)? {
            Outcome::Written(_) => {}
            Outcome::UpToDate | Outcome::Problems(_) => return Err("the synthetic spec has problems".into()),
        }
        let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
        self.finish(&folder, &manifest)?;
        Ok(folder)
    }

    /// The same API by hand.
    pub fn by_hand(&self, name: &str, size: Size) -> Result<PathBuf> {
        let folder = self.empty(name)?;
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), synthetic::by_hand(size))?;
        self.finish(&folder, BY_HAND)?;
        Ok(folder)
    }

    fn empty(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name.replace(' ', "_"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Cuts the crate off from the workspace around it, but for the versions of its dependencies; and silences warnings,
    /// whose printing would be measured with the parts that are emptied.
    fn finish(&self, folder: &Path, manifest: &str) -> Result<()> {
        fs::write(
            folder.join("Cargo.toml"),
            format!("{manifest}\n[lints.rust]\nwarnings = \"allow\"\n\n[workspace]\n"),
        )?;
        fs::copy(self.workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(())
    }
}

const BY_HAND: &str = r#"[package]
name = "by_hand"
version = "0.1.0"
edition = "2024"

[features]
synthetic = []

[dependencies]
reqwest = { version = "0.13", default-features = false }
serde = { version = "1.0", features = ["derive"] }
serde_json = "1.0"
"#;
