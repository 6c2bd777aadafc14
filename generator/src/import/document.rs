//! The document's files, and what references in them lead to.
//!
//! All files that a document refers to are read before anything is imported, so that the tree does not change while it is
//! walked. Only files in the document's own folder and below are read; nothing is fetched.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Problems};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{self, Node, Value};

use super::swagger;

/// How many files one document may consist of.
const MAX_FILES: usize = 2000;
/// How many references may follow one another.
const MAX_CHAIN: usize = 32;

/// Reads the text of a file, whose path is relative to the document's folder.
pub type Reader<'r> = &'r dyn Fn(&Path) -> Result<String, String>;

/// A document with all its files.
#[derive(Debug)]
pub(super) struct Document {
    /// The first is the document itself.
    files: Vec<File>,
    by_path: HashMap<PathBuf, usize>,
    by_id: HashMap<FileId, usize>,
    /// Why files are not there.
    pub(super) unread: HashMap<PathBuf, String>,
    /// What was found while the tree was made.
    pub(super) remarks: swagger::Remarks,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    id: FileId,
    root: Node,
    /// The tree as the text has it, where the importer reads another.
    written: Option<Node>,
}

/// What references lead to, by the file that they stand in and their text.
#[derive(Debug, Default)]
pub(super) struct Resolved<'d> {
    known: RefCell<HashMap<(FileId, &'d str), Option<&'d Node>>>,
}

impl Document {
    /// Reads a document and all files that it refers to.
    pub(super) fn read(
        sources: &mut Sources,
        path: &Path,
        text: String,
        read: Reader<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let replaced = text.find(char::REPLACEMENT_CHARACTER);
        let id = sources.add(path, text);
        let root = yaml::parse_document(sources, id, problems)?;
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        let mut document = Self {
            by_path: HashMap::from([(name.clone(), 0)]),
            by_id: HashMap::from([(id, 0)]),
            files: vec![File { path: name, id, root, written: None }],
            unread: HashMap::new(),
            remarks: replaced.map(|at| unreadable(id, at)).into_iter().collect(),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut next = 0;
        while let Some(file) = document.files.get(next) {
            next += 1;
            let mut wanted = HashSet::new();
            outside(&file.root, &mut wanted);
            let mut paths: Vec<PathBuf> =
                wanted.into_iter().filter_map(|link| inside(&file.path, link)).collect();
            paths.sort();
            for path in paths {
                document.add(sources, folder, path, read, problems);
            }
        }
        if swagger::is_swagger(document.root()) {
            let (roots, remarks) = swagger::convert(&document);
            document.remarks.extend(remarks);
            for (file, root) in document.files.iter_mut().zip(roots) {
                file.written = Some(std::mem::replace(&mut file.root, root));
            }
        }
        Some(document)
    }

    fn add(
        &mut self,
        sources: &mut Sources,
        folder: &Path,
        path: PathBuf,
        read: Reader<'_>,
        problems: &mut Problems,
    ) {
        if self.by_path.contains_key(&path) || self.unread.contains_key(&path) {
            return;
        }
        if self.files.len() >= MAX_FILES {
            self.unread.insert(path, format!("a document has at most {MAX_FILES} files"));
            return;
        }
        let text = match read(&path) {
            Ok(text) => text,
            Err(reason) => {
                self.unread.insert(path, reason);
                return;
            }
        };
        let replaced = text.find(char::REPLACEMENT_CHARACTER);
        let id = sources.add(folder.join(&path), text);
        self.remarks.extend(replaced.map(|at| unreadable(id, at)));
        match yaml::parse_document(sources, id, problems) {
            Some(root) => {
                self.by_path.insert(path.clone(), self.files.len());
                self.by_id.insert(id, self.files.len());
                self.files.push(File { path, id, root, written: None });
            }
            None => {
                self.unread.insert(path, "it is not YAML".to_owned());
            }
        }
    }

    /// The document itself.
    pub(super) fn root(&self) -> &Node {
        &self.files[0].root
    }

    /// All files as their texts have them.
    pub(super) fn written_roots(&self) -> impl Iterator<Item = (FileId, &Node)> {
        self.files.iter().map(|file| (file.id, file.written.as_ref().unwrap_or(&file.root)))
    }

    /// Whether the tree is not the one that the text has, so that nodes are found by their places.
    pub(super) fn is_made(&self) -> bool {
        self.files.iter().any(|file| file.written.is_some())
    }

    /// All files with their ids.
    pub(super) fn roots(&self) -> impl Iterator<Item = (FileId, &Node)> {
        self.files.iter().map(|file| (file.id, &file.root))
    }

    /// What a reference in a file leads to, following further ones.
    pub(super) fn resolve<'d>(
        &'d self,
        resolved: &Resolved<'d>,
        file: FileId,
        link: &'d str,
    ) -> Option<&'d Node> {
        if let Some(known) = resolved.known.borrow().get(&(file, link)) {
            return *known;
        }
        let mut at = (file, link);
        let mut found = None;
        for _ in 0..MAX_CHAIN {
            let Some(node) = self.target(at.0, at.1) else { break };
            match reference(node) {
                Some(further) => at = (node.span.file, further),
                None => {
                    found = Some(node);
                    break;
                }
            }
        }
        resolved.known.borrow_mut().insert((file, link), found);
        found
    }

    /// The node itself, or what it refers to.
    pub(super) fn resolve_node<'d>(&'d self, resolved: &Resolved<'d>, node: &'d Node) -> Option<&'d Node> {
        match reference(node) {
            Some(link) => self.resolve(resolved, node.span.file, link),
            None => Some(node),
        }
    }

    /// The same where nothing is kept, for the tree that is still to be made anew.
    pub(super) fn written<'d>(&'d self, node: &'d Node) -> Option<&'d Node> {
        let mut at = node;
        for _ in 0..MAX_CHAIN {
            match reference(at) {
                Some(link) => at = self.target(at.span.file, link)?,
                None => return Some(at),
            }
        }
        None
    }

    fn target(&self, file: FileId, link: &str) -> Option<&Node> {
        let (path, pointer) = link.split_once('#').unwrap_or((link, ""));
        let here = self.files.get(*self.by_id.get(&file)?)?;
        let file = if path.is_empty() {
            here
        } else {
            self.files.get(*self.by_path.get(&inside(&here.path, path)?)?)?
        };
        let mut node = &file.root;
        for (index, step) in pointer.split('/').skip(1).enumerate() {
            let step = unescaped(step);
            if index == 0
                && file.written.is_some()
                && let Some(section) = swagger::section(&step)
                && let Some(moved) = node.get("components").and_then(|components| components.get(section))
            {
                node = moved;
                continue;
            }
            node = match &node.value {
                Value::Map(_) => node.get(&step)?,
                Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
                Value::Scalar(_) => return None,
            };
        }
        Some(node)
    }
}

/// What is said of a text that had other characters.
fn unreadable(file: FileId, at: usize) -> (Span, Code, String) {
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let message = "characters that cannot be read, or that no YAML has: U+FFFD stands for them";
    (Span { file, start, end: start }, Code::IMPORT_TEXT, message.to_owned())
}

/// The `$ref` of a node.
pub(super) fn reference(node: &Node) -> Option<&str> {
    Some(node.get("$ref")?.as_scalar()?.text.as_str())
}

/// The last step of a reference: `Pet` of `#/components/schemas/Pet`.
pub(super) fn last_step(link: &str) -> String {
    let (path, pointer) = link.split_once('#').unwrap_or((link, ""));
    match pointer.rsplit('/').next().filter(|step| !step.is_empty()) {
        Some(step) => unescaped(step),
        None => Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

/// One step of a JSON pointer in a reference, which is percent-encoded, too.
fn unescaped(step: &str) -> String {
    let mut bytes = Vec::with_capacity(step.len());
    let mut rest = step.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}

/// The files that references name, as they are written.
fn outside<'n>(node: &'n Node, found: &mut HashSet<&'n str>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| outside(item, found)),
        Value::Map(entries) => {
            for entry in entries {
                match entry.value.as_scalar() {
                    Some(scalar) if entry.key == "$ref" && !scalar.text.starts_with('#') => {
                        found.insert(scalar.text.split('#').next().unwrap_or_default());
                    }
                    _ => outside(&entry.value, found),
                }
            }
        }
    }
}

/// The path of a file that another one names, within the document's folder; `None` if it lies elsewhere.
fn inside(from: &Path, link: &str) -> Option<PathBuf> {
    if link.is_empty() || link.contains("://") || link.contains('\\') {
        return None;
    }
    let mut path = from.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_documents_folder() {
        let inside = |from: &str, link: &str| inside(Path::new(from), link);
        assert_eq!(inside("api.yaml", "./schemas/pet.yaml"), Some("schemas/pet.yaml".into()));
        assert_eq!(inside("schemas/pet.yaml", "../common.yaml"), Some("common.yaml".into()));
        for link in ["../pet.yaml", "/etc/passwd", "a/../../b", "https://x.example/a.yaml", "..\\a", ""] {
            assert_eq!(inside("api.yaml", link), None, "{link}");
        }
    }

    #[test]
    fn steps_of_pointers() {
        assert_eq!(unescaped("~1a~1%7Bid%7D~0"), "/a/{id}~");
        assert_eq!(unescaped("100%"), "100%");
        assert_eq!(last_step("#/components/schemas/Pet"), "Pet");
        assert_eq!(last_step("schemas/pet.yaml"), "pet");
        assert_eq!(last_step("a.yaml#/Dog~1Cat"), "Dog/Cat");
    }
}
