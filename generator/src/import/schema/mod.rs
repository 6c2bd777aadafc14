//! Schemas → types.
//!
//! A schema becomes a type expression. Objects, enums and tagged unions become declared types, which are filled in later from
//! a queue: so recursion in a document is none here.

mod enums;
mod fields;
mod kinds;
mod object;
mod read;
mod scalar;
mod unions;
mod untagged;

use std::collections::{HashMap, VecDeque};

use crate::diagnostic::Code;
use crate::yaml::Node;

pub(super) use super::document::reference;
use super::document::{Document, Resolved, last_step};
use super::examples::Found;
use super::model::{Kind, Ty, TypeDecl, TypeId, Wish};
use super::names;
use super::notes::{Notes, address};
pub(super) use fields::keeps_others;
use object::Object;
pub(super) use object::Property;
pub(super) use read::{flag, is_nullable, kinds, only_truth, shown, text};
pub(super) use scalar::field_doc as parameter_doc;
use untagged::Waiting;

/// How deep schemas may stand in one another before they are taken for any JSON.
const MAX_DEPTH: usize = 48;

/// How deep lists and maps may stand in one another before they are taken for any JSON: a type expression is nested at most
/// 24 deep.
const MAX_NESTED: usize = 20;

/// Reads schemas into types.
pub(super) struct Schemas<'d> {
    pub(super) document: &'d Document,
    pub(super) resolved: Resolved<'d>,
    pub(super) notes: Notes,
    pub(super) types: Vec<TypeDecl>,
    /// The names that are kept for the document's own schemas, by node.
    pub(super) kept: HashMap<usize, String>,
    /// What schemas have become, by node.
    known: HashMap<usize, Ty>,
    /// Structs without the tag that a union reads: by node and tag.
    without_tag: HashMap<(usize, String), TypeId>,
    /// Enums that are declared in place, by field and values.
    enums: HashMap<(String, Vec<String>), enums::InPlace>,
    /// What the schemas of answers have become, by what they demand.
    pub(super) alike: HashMap<String, Ty>,
    /// Examples of answers, if they are wanted.
    pub(super) examples: Vec<Found<'d>>,
    queue: VecDeque<Pending<'d>>,
    /// The schemas that are being read, for schemas that stand for themselves.
    open: Vec<usize>,
    depth: usize,
    /// How many schemas the object at hand is composed of so far.
    gathered: usize,
    /// Of which schema's alternatives only one counts, and which.
    chosen: Option<(usize, usize)>,
    /// The schema whose alternatives could not be put together, and they.
    conflict: Option<(usize, Vec<&'d Node>)>,
    /// The document's own schemas that are composed of another one, by that one's node, with their names.
    children: HashMap<usize, Vec<(&'d str, &'d Node)>>,
}

/// A type of which not all is read yet.
enum Pending<'d> {
    /// A struct's fields.
    Struct { id: TypeId, object: Object<'d>, hint: Hint, without: Option<String> },
    /// The variants of a union without a tag.
    Union { id: TypeId, waiting: Waiting<'d>, hint: Hint },
}

/// What a type that is declared in place would be called.
#[derive(Clone, Debug, Default)]
pub(super) struct Hint {
    /// After all that it stands in.
    pub(super) long: String,
    /// After its own field.
    pub(super) short: Option<String>,
}

impl Hint {
    /// A type that stands somewhere.
    pub(super) fn new(long: impl Into<String>) -> Self {
        Self { long: long.into(), short: None }
    }

    /// What stands in a field.
    pub(super) fn field(&self, wire: &str) -> Self {
        let short = names::camel(wire);
        Self { long: names::camel(&format!("{}_{short}", self.long)), short: Some(short) }
    }

    fn part(&self, suffix: &str) -> Self {
        let end = |name: &String| names::camel(&format!("{name}_{suffix}"));
        Self { long: end(&self.long), short: self.short.as_ref().map(end) }
    }
}

impl<'d> Schemas<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            resolved: Resolved::default(),
            notes: Notes::default(),
            types: Vec::new(),
            kept: HashMap::new(),
            known: HashMap::new(),
            without_tag: HashMap::new(),
            enums: HashMap::new(),
            alike: HashMap::new(),
            examples: Vec::new(),
            queue: VecDeque::new(),
            open: Vec::new(),
            depth: 0,
            gathered: 0,
            chosen: None,
            conflict: None,
            children: HashMap::new(),
        }
    }

    /// The type of a schema.
    pub(super) fn ty(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        let Some(link) = reference(node) else { return self.schema(node, hint) };
        let Some(target) = self.follow(node) else { return Ty::any() };
        let ty = match self.known.get(&address(target)) {
            Some(known) => known.clone(),
            None => {
                let kept = self.kept.get(&address(target)).cloned();
                let name = kept.unwrap_or_else(|| names::camel(&last_step(link)));
                self.schema(target, &Hint::new(name))
            }
        };
        if flag(node, "nullable") { ty.nullable() } else { ty }
    }

    /// The node itself, or what it refers to; a reference that leads nowhere is noted.
    pub(super) fn follow(&mut self, node: &'d Node) -> Option<&'d Node> {
        let Some(link) = reference(node) else { return Some(node) };
        let found = self.document.resolve(&self.resolved, node.span.file, link);
        if found.is_none() {
            let file = link.split('#').next().unwrap_or_default();
            let reason =
                self.document.unread.iter().find(|(path, _)| path.ends_with(file.trim_start_matches("./")));
            let message = match reason {
                Some((_, reason)) if !file.is_empty() => {
                    format!("`{}` leads nowhere ({reason}): any JSON", shown(link))
                }
                _ => format!("`{}` leads nowhere: any JSON", shown(link)),
            };
            self.notes.add(node, Code::IMPORT_REFERENCE, message);
        }
        found
    }

    /// The type of a schema that is no reference.
    fn schema(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        if let Some(known) = self.known.get(&address(node)) {
            return known.clone();
        }
        if node.as_map().is_none() {
            return self.boolean_schema(node);
        }
        if self.depth >= MAX_DEPTH || self.open.contains(&address(node)) {
            self.notes.add(
                node,
                Code::IMPORT_COMPOSITION,
                "it stands for itself, or is nested too deep: any JSON",
            );
            return Ty::any();
        }
        self.depth += 1;
        self.open.push(address(node));
        self.unchecked(node);
        let bare = self.bare(node, hint);
        let bare = self.no_deeper(node, bare);
        self.open.pop();
        self.depth -= 1;
        let ty = if is_nullable(node) || self.all_may_be_null(node) { bare.nullable() } else { bare };
        if !matches!(ty, Ty::Word(..)) {
            self.known.insert(address(node), ty.clone());
        }
        ty
    }

    /// The type, unless its lists and maps are nested deeper than a type expression can be.
    fn no_deeper(&mut self, node: &'d Node, ty: Ty) -> Ty {
        if ty.nested() <= MAX_NESTED {
            return ty;
        }
        self.notes.add(node, Code::IMPORT_COMPOSITION, "lists and maps are nested too deep: any JSON");
        Ty::any()
    }

    /// What the type of a node would be called.
    fn wish(&self, node: &Node, hint: &Hint) -> Wish {
        match self.kept.get(&address(node)) {
            Some(name) => Wish::Kept(name.clone()),
            None => Wish::Made { long: hint.long.clone(), short: None },
        }
    }

    fn declare(&mut self, node: &'d Node, name: Wish, kind: Kind) -> TypeId {
        let doc = text(node, "description").or_else(|| text(node, "title")).unwrap_or_default();
        self.types.push(TypeDecl {
            span: node.span,
            name,
            doc: doc.to_owned(),
            deprecated: flag(node, "deprecated"),
            kind,
        });
        self.types.len() - 1
    }
}
