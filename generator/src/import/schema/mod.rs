//! Schemas → types.
//!
//! A schema becomes a type expression. Objects, enums and tagged unions become declared types, which are filled in later from
//! a queue: so recursion in a document is none here.

mod enums;
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
use super::model::{Field, Kind, Others, Ty, TypeDecl, TypeId, Wish};
use super::names;
use super::notes::{Notes, address};
use object::Object;
pub(super) use object::Property;
pub(super) use read::{flag, is_nullable, kinds, shown, text};
pub(super) use scalar::field_doc as parameter_doc;
use untagged::Waiting;

/// How deep schemas may stand in one another before they are taken for any JSON.
const MAX_DEPTH: usize = 48;

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
    enums: HashMap<(String, Vec<String>), TypeId>,
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
        self.open.pop();
        self.depth -= 1;
        let ty = if is_nullable(node) { bare.nullable() } else { bare };
        if !matches!(ty, Ty::Word(..)) {
            self.known.insert(address(node), ty.clone());
        }
        ty
    }

    fn boolean_schema(&mut self, node: &'d Node) -> Ty {
        match node.as_scalar().and_then(crate::yaml::Scalar::as_bool) {
            Some(true) => {}
            Some(false) => self.notes.add(node, Code::IMPORT_KEYWORD, "a schema that nothing fits: any JSON"),
            None => {
                let message = format!("a schema is a map, not {}: any JSON", node.describe());
                self.notes.add(node, Code::IMPORT_MALFORMED, message);
            }
        }
        Ty::any()
    }

    /// The type without its null.
    fn bare(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        if !self.list(node, "enum").is_empty() {
            return self.enumeration(node, hint);
        }
        if let Some(constant) = node.get("const") {
            return self.constant(node, constant, hint);
        }
        if let Some(union) = self.inherited(node, hint) {
            return union;
        }
        for word in ["oneOf", "anyOf"] {
            if !self.list(node, word).is_empty() {
                return self.choice(node, word, hint);
            }
        }
        if !self.list(node, "allOf").is_empty() {
            return self.all_of(node, hint);
        }
        match kinds(node).as_slice() {
            [] => self.of_no_kind(node, hint),
            [kind] => self.of_kind(kind, node, hint),
            several => self.of_kinds(node, several.to_vec(), hint),
        }
    }

    fn of_no_kind(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        let has = |word: &str| node.get(word).is_some();
        if has("properties") || has("additionalProperties") || has("patternProperties") {
            return self.of_kind("object", node, hint);
        }
        if has("items") || has("prefixItems") {
            return self.of_kind("array", node, hint);
        }
        if has("format") || has("pattern") || has("minLength") || has("maxLength") {
            return self.of_kind("string", node, hint);
        }
        if has("minimum") || has("maximum") {
            return self.of_kind("number", node, hint);
        }
        Ty::any()
    }

    fn of_kind(&mut self, kind: &str, node: &'d Node, hint: &Hint) -> Ty {
        match kind {
            "object" => match self.object_of(node) {
                Some(object) => self.structure(node, object, hint),
                None => Ty::Map(Box::new(Ty::any())),
            },
            "array" => self.array(node, hint),
            "string" => self.text(node),
            "integer" => self.integer(node),
            "number" => self.number(node),
            "boolean" => Ty::word("bool"),
            "null" => Ty::any(),
            other => {
                let message = format!("the type `{}` is not known: any JSON", shown(other));
                self.notes.add(node, Code::IMPORT_MALFORMED, message);
                Ty::any()
            }
        }
    }

    fn array(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        if node.get("prefixItems").is_some() {
            self.notes.add(
                node,
                Code::IMPORT_COMPOSITION,
                "a list whose items differ by place: a list of any JSON",
            );
            return Ty::List(Box::new(Ty::any()), String::new());
        }
        let item = match node.get("items") {
            Some(items) if items.as_list().is_none() => {
                let hint = if needs_name(items) { hint.part("item") } else { Hint::default() };
                self.ty(items, &hint)
            }
            Some(items) => {
                self.notes.add(
                    items,
                    Code::IMPORT_MALFORMED,
                    "the schema of items is a map, not a list: any JSON",
                );
                Ty::any()
            }
            None => Ty::any(),
        };
        Ty::List(Box::new(item), scalar::count_bounds(node, "minItems", "maxItems"))
    }

    /// All of several schemas: one with a shape, or objects that are put together.
    fn all_of(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        let members: Vec<&'d Node> =
            self.list(node, "allOf").iter().filter(|member| !object::is_shapeless(member)).collect();
        let alone = node.get("properties").is_none();
        if let ([only], true) = (members.as_slice(), alone) {
            return self.ty(only, hint);
        }
        if members.is_empty() && alone {
            return self.of_kinds_beside(node, hint);
        }
        if let Some(object) = self.object_of(node) {
            return self.structure(node, object, hint);
        }
        if let Some(objects) = self.per_alternative(node) {
            return self.of_objects(node, objects, hint);
        }
        let types: Vec<Ty> = members.iter().map(|member| self.ty(member, hint)).collect();
        match types.split_first() {
            Some((first, rest)) if rest.iter().all(|ty| ty == first) => first.clone(),
            _ => {
                let message = "all of several schemas that are not all objects: any JSON";
                self.notes.add(node, Code::IMPORT_COMPOSITION, message);
                Ty::any()
            }
        }
    }

    /// The type that stands beside a composition that says nothing.
    fn of_kinds_beside(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        match kinds(node).as_slice() {
            [kind] => self.of_kind(kind, node, hint),
            _ => Ty::any(),
        }
    }

    /// The struct or map that an object is.
    fn structure(&mut self, node: &'d Node, object: Object<'d>, hint: &Hint) -> Ty {
        if object.properties.is_empty() {
            let value = match object.additional {
                Some(schema) if schema.as_map().is_some_and(|map| !map.is_empty()) => {
                    self.ty(schema, &hint.part("value"))
                }
                _ => Ty::any(),
            };
            return Ty::Map(Box::new(value));
        }
        let wish = self.wish(node, hint);
        let id = self.declare(node, wish, Kind::Struct(Vec::new(), None));
        self.queue.push_back(Pending::Struct { id, object, hint: hint.clone(), without: None });
        Ty::Named(id)
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

    /// Reads the fields and variants of all types that have been named so far.
    pub(super) fn fill(&mut self) {
        while let Some(pending) = self.queue.pop_front() {
            let (id, kind) = match pending {
                Pending::Struct { id, object, hint, without } => {
                    let mut fields = Vec::new();
                    for property in &object.properties {
                        if without.as_deref() != Some(property.name) {
                            fields.push(self.field(property, &hint));
                        }
                    }
                    (id, Kind::Struct(fields, self.others(object.additional, &hint)))
                }
                Pending::Union { id, waiting, hint } => (id, Kind::Untagged(self.variants(waiting, &hint))),
            };
            if let Some(declared) = self.types.get_mut(id) {
                declared.kind = kind;
            }
        }
    }

    /// A field of a struct or of a body.
    pub(super) fn field(&mut self, property: &Property<'d>, hint: &Hint) -> Field {
        let node = property.node;
        let hint = if needs_name(node) { hint.field(property.name) } else { Hint::default() };
        let ty = self.ty(node, &hint);
        let target = self.follow(node).unwrap_or(node);
        let either = |word: &str| flag(node, word) || flag(target, word);
        Field {
            wire: property.name.to_owned(),
            ty,
            required: property.required,
            read_only: either("readOnly"),
            write_only: either("writeOnly"),
            doc: scalar::field_doc(node),
            deprecated: flag(node, "deprecated"),
            default: None,
            preset: None,
            style: None,
        }
    }

    /// The object that is declared in place; an empty one if it is none.
    pub(super) fn object(&mut self, node: &'d Node) -> Object<'d> {
        self.known_object(node).unwrap_or_default()
    }

    /// The object that a schema is, if its properties are known.
    pub(super) fn known_object(&mut self, node: &'d Node) -> Option<Object<'d>> {
        self.object_of(node)
    }

    /// Notes that a form has only the keys that are listed.
    pub(super) fn lost_keys(&mut self, additional: Option<&'d Node>) {
        if let Some(node) = additional.filter(|_| keeps_others(additional)) {
            self.notes.add(
                node,
                Code::IMPORT_KEYWORD,
                "other fields of a form than those listed are not sent",
            );
        }
    }

    /// What other keys hold than those listed; nothing where the document does not speak of them.
    pub(super) fn others(&mut self, additional: Option<&'d Node>, hint: &Hint) -> Option<Others> {
        let node = additional.filter(|_| keeps_others(additional))?;
        let ty = self.ty(node, &hint.part("value"));
        Some(Others { ty, doc: scalar::field_doc(node) })
    }
}

/// Whether a type may be declared for a schema where it stands. Most fields are references, or plain.
fn needs_name(node: &Node) -> bool {
    let is_plain = |kind: &str| matches!(kind, "string" | "integer" | "number" | "boolean");
    let composes =
        |key: &str| matches!(key, "enum" | "const" | "oneOf" | "anyOf" | "allOf" | "discriminator");
    let plain = text(node, "type").is_some_and(is_plain);
    let map = node.as_map().unwrap_or_default();
    reference(node).is_none() && (!plain || map.iter().any(|entry| composes(&entry.key)))
}

/// Whether a document speaks of other keys than those listed.
pub(super) fn keeps_others(additional: Option<&Node>) -> bool {
    additional.is_some_and(|node| node.as_scalar().and_then(crate::yaml::Scalar::as_bool) != Some(false))
}
