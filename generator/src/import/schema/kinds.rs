//! Which type a schema becomes that is no reference: by its keywords, or by its kind.

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::fields::needs_name;
use super::object::Object;
use super::{Hint, Pending, Schemas, is_nullable, kinds, object, scalar, shown};
use crate::import::model::{Kind, Ty};

impl<'d> Schemas<'d> {
    pub(super) fn boolean_schema(&mut self, node: &'d Node) -> Ty {
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
    pub(super) fn bare(&mut self, node: &'d Node, hint: &Hint) -> Ty {
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

    pub(super) fn of_kind(&mut self, kind: &str, node: &'d Node, hint: &Hint) -> Ty {
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
    pub(super) fn all_of(&mut self, node: &'d Node, hint: &Hint) -> Ty {
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
        // Whether null is one of the values, all of them decide together.
        let types: Vec<Ty> = members.iter().map(|member| self.ty(member, hint).not_null()).collect();
        match types.split_first() {
            Some((first, rest)) if rest.iter().all(|ty| ty == first) => first.clone(),
            _ => {
                let message = "all of several schemas that are not all objects: any JSON";
                self.notes.add(node, Code::IMPORT_COMPOSITION, message);
                Ty::any()
            }
        }
    }

    /// Whether null is one of the values that all of several schemas describe: each of those with a shape has to say so, or a
    /// member that says nothing else.
    pub(super) fn all_may_be_null(&mut self, node: &'d Node) -> bool {
        let members = self.list(node, "allOf");
        let (comments, shaped): (Vec<&Node>, Vec<&Node>) =
            members.iter().partition(|member| object::is_shapeless(member));
        let alone = kinds(node).is_empty() && node.get("properties").is_none();
        let mut shaped = shaped.into_iter().peekable();
        comments.into_iter().any(is_nullable)
            || (alone
                && shaped.peek().is_some()
                && shaped.all(|member| self.follow(member).is_some_and(is_nullable)))
    }

    /// The type that stands beside a composition that says nothing.
    pub(super) fn of_kinds_beside(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        match kinds(node).as_slice() {
            [kind] => self.of_kind(kind, node, hint),
            _ => Ty::any(),
        }
    }

    /// The struct or map that an object is.
    pub(super) fn structure(&mut self, node: &'d Node, object: Object<'d>, hint: &Hint) -> Ty {
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
}
