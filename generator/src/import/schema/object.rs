//! Schemas as objects: with what they inherit, and with what each of several alternatives may have.

use std::collections::HashMap;

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::{Schemas, flag, kinds, shown};
use crate::import::document::{last_step, reference};
use crate::import::names::is_wire_name;
use crate::import::notes::address;

/// How deep compositions are followed.
const MAX_DEPTH: usize = 32;
/// How many schemas one object may be composed of: alternatives of alternatives multiply.
const MAX_GATHERED: usize = 10_000;

/// So many alternatives become variants of their own.
const MOST_ALTERNATIVES: usize = 64;

/// What a schema is called, itself, and the object that it is.
pub(super) type Alternative<'d> = (Option<String>, &'d Node, Object<'d>);

/// An object's properties, those of its compositions included.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Object<'d> {
    pub(in crate::import) properties: Vec<Property<'d>>,
    /// `additionalProperties`.
    pub(in crate::import) additional: Option<&'d Node>,
}

/// A property.
#[derive(Clone, Debug)]
pub(in crate::import) struct Property<'d> {
    pub(in crate::import) name: &'d str,
    pub(in crate::import) node: &'d Node,
    pub(in crate::import) required: bool,
}

/// Words that say what a value looks like; a schema without any only comments on others.
const SHAPES: [&str; 11] = [
    "$ref",
    "type",
    "properties",
    "items",
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
    "format",
    "additionalProperties",
];

/// Whether a schema says nothing about a value's shape.
pub(super) fn is_shapeless(node: &Node) -> bool {
    node.as_map().is_some_and(|_| SHAPES.iter().all(|word| node.get(word).is_none()))
}

/// Properties so far, found by name.
#[derive(Default)]
struct Gathered<'d> {
    properties: Vec<Property<'d>>,
    places: HashMap<&'d str, usize>,
    required: Vec<&'d str>,
    additional: Option<&'d Node>,
}

impl<'d> Gathered<'d> {
    fn add(&mut self, name: &'d str, node: &'d Node, required: bool) {
        match self.places.get(name) {
            Some(place) => {
                let known = &mut self.properties[*place];
                known.required |= required;
                // What comes later is mostly narrower, unless it only comments.
                if !is_shapeless(node) {
                    known.node = node;
                }
            }
            None => {
                self.places.insert(name, self.properties.len());
                self.properties.push(Property { name, node, required });
            }
        }
    }

    fn finish(mut self) -> Object<'d> {
        for name in &self.required {
            if let Some(place) = self.places.get(name) {
                self.properties[*place].required = true;
            }
        }
        Object { properties: self.properties, additional: self.additional }
    }
}

impl<'d> Schemas<'d> {
    /// The object that a schema describes, or `None` if it is none.
    pub(super) fn object_of(&mut self, node: &'d Node) -> Option<Object<'d>> {
        self.gathered = 0;
        let mut gathered = Gathered::default();
        self.gather(node, &mut gathered, &mut Vec::new(), 0).then(|| gathered.finish())
    }

    /// Adds what a schema says of an object; false if it describes something else.
    fn gather(
        &mut self,
        node: &'d Node,
        into: &mut Gathered<'d>,
        seen: &mut Vec<usize>,
        depth: usize,
    ) -> bool {
        let Some(target) = self.follow(node) else { return false };
        self.gathered += 1;
        if depth > MAX_DEPTH || self.gathered > MAX_GATHERED || target.as_map().is_none() {
            return false;
        }
        if seen.contains(&address(target)) {
            return true;
        }
        seen.push(address(target));
        let is_other = |kind: &&str| *kind != "object";
        if kinds(target).iter().any(is_other) || target.get("enum").is_some() || target.get("const").is_some()
        {
            return false;
        }
        let inherited = self.list(target, "allOf");
        for member in inherited {
            if !is_shapeless(member) && !self.gather(member, into, seen, depth + 1) {
                return false;
            }
            Self::require(member, into);
        }
        for entry in self.map(target, "properties") {
            if !is_wire_name(&entry.key) {
                let message = if entry.key.trim().is_empty() {
                    "a property without a name: left out".to_owned()
                } else {
                    format!("no spec can hold the name `{}`: left out", shown(&entry.key))
                };
                self.notes.add(&entry.value, Code::IMPORT_NAME, message);
                continue;
            }
            into.add(&entry.key, &entry.value, false);
        }
        into.additional = other_keys(target).or(into.additional);
        Self::require(target, into);
        for word in ["oneOf", "anyOf"] {
            if !self.gather_alternatives(target, word, into, seen, depth) {
                return false;
            }
        }
        let has = |word: &str| target.get(word).is_some();
        !inherited.is_empty()
            || has("properties")
            || has("additionalProperties")
            || has("patternProperties")
            || has("oneOf")
            || has("anyOf")
            || !kinds(target).is_empty()
    }

    fn require(node: &'d Node, into: &mut Gathered<'d>) {
        if reference(node).is_some() {
            return;
        }
        // In the oldest drafts a property said itself that it is required: `required: true`.
        let Some(names) = node.get("required").and_then(Node::as_list) else { return };
        into.required.extend(names.iter().filter_map(Node::as_scalar).map(|scalar| scalar.text.as_str()));
    }

    /// Adds the fields of all alternatives: those that each of them requires are required.
    fn gather_alternatives(
        &mut self,
        node: &'d Node,
        word: &str,
        into: &mut Gathered<'d>,
        seen: &[usize],
        depth: usize,
    ) -> bool {
        let mut shaped: Vec<&'d Node> =
            self.list(node, word).iter().filter(|member| !is_shapeless(member) && !is_null(member)).collect();
        if let Some((chosen, index)) = self.chosen
            && chosen == address(node)
        {
            shaped = shaped.into_iter().skip(index).take(1).collect();
        }
        let mut objects = Vec::new();
        for member in &shaped {
            let mut one = Gathered::default();
            let mut inner = seen.to_vec();
            if !self.gather(member, &mut one, &mut inner, depth + 1) || one.additional.is_some_and(is_open) {
                return false;
            }
            objects.push(one.finish());
        }
        if shaped.is_empty() {
            return true;
        }
        let mut counts: HashMap<&'d str, usize> = HashMap::new();
        for property in objects.iter().flat_map(|object| &object.properties) {
            *counts.entry(property.name).or_default() += usize::from(property.required);
        }
        for property in objects.iter().flat_map(|object| &object.properties) {
            let earlier = into.places.get(property.name).map(|place| into.properties[*place].node);
            if earlier.is_some_and(|node| !self.same(node, property.node)) {
                self.conflict = Some((address(node), shaped));
                return false;
            }
            into.add(property.name, property.node, counts.get(property.name) == Some(&objects.len()));
        }
        true
    }

    /// The object that a schema is with each of those of its alternatives that could not be put together.
    pub(super) fn per_alternative(&mut self, node: &'d Node) -> Option<Vec<Alternative<'d>>> {
        self.conflict = None;
        if self.object_of(node).is_some() {
            return None;
        }
        let (place, members) =
            self.conflict.take().filter(|(_, members)| members.len() <= MOST_ALTERNATIVES)?;
        let mut objects = Vec::new();
        for (index, member) in members.into_iter().enumerate() {
            self.chosen = Some((place, index));
            let object = self.object_of(node);
            self.chosen = None;
            let target = self.follow(member)?;
            objects.push((reference(member).map(last_step), target, object?));
        }
        Some(objects)
    }

    /// Whether two properties are declared alike, so that one field can hold either.
    fn same(&mut self, one: &'d Node, other: &'d Node) -> bool {
        let (Some(one), Some(other)) = (self.follow(one), self.follow(other)) else { return false };
        if address(one) == address(other) {
            return true;
        }
        let plain = |node: &Node| {
            ["properties", "allOf", "oneOf", "anyOf", "enum", "items", "additionalProperties"]
                .iter()
                .all(|word| node.get(word).is_none())
        };
        let text = |node: &'d Node, key: &str| super::text(node, key);
        plain(one)
            && plain(other)
            && kinds(one) == kinds(other)
            && text(one, "format") == text(other, "format")
            && super::is_nullable(one) == super::is_nullable(other)
            && flag(one, "writeOnly") == flag(other, "writeOnly")
    }
}

/// Whether a schema is null alone.
pub(super) fn is_null(node: &Node) -> bool {
    let Some(ty) = node.get("type") else {
        let only_null = node.get("const").or_else(|| node.get("enum")?.as_list()?.first());
        return only_null
            .and_then(Node::as_scalar)
            .is_some_and(|scalar| scalar.is_null() && !scalar.text.is_empty())
            && node.get("enum").and_then(Node::as_list).is_none_or(|values| values.len() == 1);
    };
    ty.as_scalar().is_some_and(|scalar| scalar.text == "null")
        || ty.as_list().is_some_and(|all| !all.is_empty() && kinds(node).is_empty())
}

/// The schema of keys that are no properties: of `additionalProperties`, or of the one pattern that keys may have.
fn other_keys(node: &Node) -> Option<&Node> {
    let additional = node.get("additionalProperties");
    let Some(patterns) = node.get("patternProperties") else { return additional };
    match patterns.as_map().unwrap_or_default() {
        [] => additional,
        [one] if !super::keeps_others(additional) => Some(&one.value),
        // Several schemas. Their map itself, read as a schema, says nothing: any JSON.
        _ => Some(patterns),
    }
}

fn is_open(additional: &Node) -> bool {
    additional.as_map().is_some_and(|map| !map.is_empty())
}
