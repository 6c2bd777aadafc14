//! One of several schemas.

use std::collections::HashSet;

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::object::{Object, Property, is_null, is_shapeless};
use super::untagged::all_the_same;
use super::{Hint, Pending, Schemas, kinds, shown, text};
use crate::import::document::{last_step, reference};
use crate::import::model::{Kind, Ty, Wish};
use crate::import::names::{self, is_key, is_wire_name};
use crate::import::notes::address;

/// An alternative that is an object.
struct Variant<'d> {
    /// What it refers to, or itself.
    node: &'d Node,
    /// What its reference calls it.
    name: Option<String>,
    object: Object<'d>,
}

impl<'d> Schemas<'d> {
    /// The type of `oneOf` and `anyOf`.
    pub(super) fn choice(&mut self, node: &'d Node, word: &str, hint: &Hint) -> Ty {
        let members = self.list(node, word);
        let shaped: Vec<&'d Node> =
            members.iter().filter(|member| !is_null(member) && !is_shapeless(member)).collect();
        let has_null = members.iter().any(is_null);
        let ty = self.one_of(node, word, &shaped, hint);
        if has_null { ty.nullable() } else { ty }
    }

    fn one_of(&mut self, node: &'d Node, word: &str, shaped: &[&'d Node], hint: &Hint) -> Ty {
        let alone = node.get("properties").is_none() && node.get("allOf").is_none();
        if shaped.is_empty() {
            // Alternatives that only say which fields they require.
            self.notes.add(
                node,
                Code::IMPORT_KEYWORD,
                format!("not checked: `{word}` of requirements alone"),
            );
            return match self.object_of(node) {
                Some(object) if !object.properties.is_empty() => self.structure(node, object, hint),
                _ => self.of_kinds_beside(node, hint),
            };
        }
        if let ([only], true) = (shaped, alone) {
            let ty = self.ty(only, hint);
            return self.in_its_name(node, ty);
        }
        if alone {
            if let Some(variants) = self.objects(shaped)
                && let Some(union) = self.tagged(node, variants, hint)
            {
                return union;
            }
            if all_the_same(self, shaped) {
                return self.ty(shaped[0], hint);
            }
            return self.untagged(node, shaped, hint);
        }
        if let Some(object) = self.object_of(node).filter(|object| !object.properties.is_empty()) {
            let message = format!("`{word}` of objects without a tag: one type with the fields of all");
            self.notes.add(node, Code::IMPORT_UNION, message);
            return self.structure(node, object, hint);
        }
        if let Some(objects) = self.per_alternative(node) {
            return self.of_objects(node, objects, hint);
        }
        let message = format!("`{word}` of {} schemas beside others: any JSON", shaped.len());
        self.notes.add(node, Code::IMPORT_UNION, message);
        Ty::any()
    }

    /// A schema that others are composed of, and that names the field which tells them apart.
    pub(super) fn inherited(&mut self, node: &'d Node, hint: &Hint) -> Option<Ty> {
        let declared = node.get("discriminator")?;
        if node.get("oneOf").is_some() || node.get("anyOf").is_some() {
            return None;
        }
        let mut variants = Vec::new();
        for (name, child) in self.descendants(node) {
            let object = self.object_of(child).filter(|object| !object.properties.is_empty())?;
            variants.push(Variant { node: child, name: Some(name.to_owned()), object });
        }
        // A schema may also stand for itself.
        let links = declared.get("mapping").and_then(Node::as_map).unwrap_or_default();
        let own = links.iter().find_map(|entry| {
            let link = &entry.value.as_scalar()?.text;
            let target = self.document.resolve(&self.resolved, node.span.file, link)?;
            (address(target) == address(node)).then(|| entry.key.clone())
        });
        if let (Some(name), false) = (own, variants.is_empty()) {
            let object = self.object_of(node).filter(|object| !object.properties.is_empty())?;
            variants.push(Variant { node, name: Some(name), object });
        }
        if variants.is_empty() { None } else { self.tagged(node, variants, hint) }
    }

    /// The schemas that are composed of one, of what is composed of it, and so on.
    fn descendants(&self, node: &'d Node) -> Vec<(&'d str, &'d Node)> {
        let mut found: Vec<(&'d str, &'d Node)> = Vec::new();
        let mut seen = HashSet::from([address(node)]);
        let mut open = vec![address(node)];
        while let Some(parent) = open.pop() {
            for (name, child) in self.children.get(&parent).into_iter().flatten() {
                if seen.insert(address(child)) {
                    found.push((*name, *child));
                    open.push(address(child));
                }
            }
        }
        found.sort_by_key(|(_, child)| (child.span.file, child.span.start));
        found
    }

    /// Finds out which of the document's own schemas are composed of which.
    pub(in crate::import) fn find_children(&mut self) {
        let Some(components) = self.document.root().get("components") else { return };
        let schemas = components.get("schemas").and_then(Node::as_map).unwrap_or_default();
        for entry in schemas {
            let members = entry.value.get("allOf").and_then(Node::as_list).unwrap_or_default();
            for link in members.iter().filter_map(reference) {
                let parent = self.document.resolve(&self.resolved, entry.value.span.file, link);
                if let Some(parent) = parent {
                    self.children.entry(address(parent)).or_default().push((&entry.key, &entry.value));
                }
            }
        }
    }

    /// Alternatives that all are objects with fields.
    fn objects(&mut self, shaped: &[&'d Node]) -> Option<Vec<Variant<'d>>> {
        let mut variants = Vec::new();
        for member in shaped {
            let target = self.follow(member)?;
            let object = self.object_of(target).filter(|object| !object.properties.is_empty())?;
            variants.push(Variant { node: target, name: reference(member).map(last_step), object });
        }
        Some(variants)
    }

    /// A union that a field tells apart, declared or evident.
    fn tagged(&mut self, node: &'d Node, variants: Vec<Variant<'d>>, hint: &Hint) -> Option<Ty> {
        let declared = node.get("discriminator");
        let tag = declared.and_then(|place| {
            text(place, "propertyName").or_else(|| place.as_scalar().map(|s| s.text.as_str()))
        });
        let (tag, tags) = match tag {
            Some(tag) => (tag, self.declared_tags(node, declared?.get("mapping"), tag, &variants)),
            None => self.evident_tags(&variants)?,
        };
        let distinct: HashSet<&String> = tags.iter().flatten().filter(|tag| is_key(tag)).collect();
        let all = tags.iter().map(Vec::len).sum::<usize>();
        if tags.iter().any(Vec::is_empty) || distinct.len() != all || !is_wire_name(tag) {
            self.notes.add(
                node,
                Code::IMPORT_UNION,
                format!("the tag `{}` does not tell all alternatives apart", shown(tag)),
            );
            return None;
        }
        let wish = self.wish(node, hint);
        let id = self.declare(node, wish, Kind::Union { tag: tag.to_owned(), variants: Vec::new() });
        let mut declared_variants = Vec::new();
        for (variant, tags) in variants.into_iter().zip(tags) {
            let payload = self.payload(variant, tag, &tags[0], hint);
            declared_variants.extend(tags.into_iter().map(|wire| (wire, payload)));
        }
        if let Kind::Union { variants, .. } = &mut self.types[id].kind {
            *variants = declared_variants;
        }
        Some(Ty::Named(id))
    }

    /// The tags of each alternative: as the mapping has them, as the field's constant, or the schema's name.
    fn declared_tags(
        &mut self,
        node: &'d Node,
        mapping: Option<&'d Node>,
        tag: &str,
        variants: &[Variant<'d>],
    ) -> Vec<Vec<String>> {
        let entries = mapping.and_then(Node::as_map).unwrap_or_default();
        let mut tags: Vec<Vec<String>> = vec![Vec::new(); variants.len()];
        for entry in entries {
            let Some(link) = entry.value.as_scalar() else { continue };
            let target = self.document.resolve(&self.resolved, node.span.file, &link.text);
            let place = variants.iter().position(|variant| {
                target.is_some_and(|target| address(target) == address(variant.node))
                    || variant.name.as_ref() == Some(&link.text)
            });
            if let Some(place) = place {
                tags[place].push(entry.key.clone());
            }
        }
        for (tags, variant) in tags.iter_mut().zip(variants) {
            if tags.is_empty() {
                *tags = self.constants(&variant.object, tag).unwrap_or_default();
            }
            if tags.is_empty() {
                tags.extend(variant.name.clone());
            }
        }
        tags
    }

    /// A field that all alternatives require, with values that each has for itself.
    fn evident_tags(&mut self, variants: &[Variant<'d>]) -> Option<(&'d str, Vec<Vec<String>>)> {
        let names: Vec<&'d str> =
            variants.first()?.object.properties.iter().map(|property| property.name).collect();
        for name in names {
            let tags: Option<Vec<Vec<String>>> = variants
                .iter()
                .map(|variant| {
                    let required = variant.object.properties.iter().any(|p| p.name == name && p.required);
                    self.constants(&variant.object, name).filter(|_| required)
                })
                .collect();
            let Some(tags) = tags else { continue };
            let distinct: HashSet<&String> = tags.iter().flatten().collect();
            if distinct.len() == tags.iter().map(Vec::len).sum::<usize>() {
                return Some((name, tags));
            }
        }
        None
    }

    /// The few texts that a property can be.
    fn constants(&mut self, object: &Object<'d>, name: &str) -> Option<Vec<String>> {
        let property: &Property<'d> = object.properties.iter().find(|property| property.name == name)?;
        let node = self.follow(property.node)?;
        let values: Vec<&Node> = match (node.get("const"), node.get("enum").and_then(Node::as_list)) {
            (Some(value), _) => vec![value],
            (None, Some(values)) => values.iter().collect(),
            (None, None) => return None,
        };
        let is_text = kinds(node) == ["string"];
        values
            .into_iter()
            .map(|value| {
                let scalar = value.as_scalar()?;
                let text = is_text
                    || !scalar.plain
                    || !(scalar.is_null() || scalar.is_number() || scalar.as_bool().is_some());
                text.then(|| scalar.text.clone())
            })
            .collect::<Option<Vec<String>>>()
            .filter(|values| !values.is_empty())
    }

    /// The struct that stands beside the tag.
    fn payload(&mut self, variant: Variant<'d>, tag: &str, wire: &str, hint: &Hint) -> usize {
        let key = (address(variant.node), tag.to_owned());
        if let Some(id) = self.without_tag.get(&key) {
            return *id;
        }
        let long = names::camel(&format!("{}_{}", hint.long, names::camel(wire)));
        let kept = self.kept.get(&address(variant.node)).cloned();
        let (wish, own) = match kept {
            Some(kept) => (Wish::Shared(kept.clone(), long), Hint::new(kept)),
            None => (Wish::Made { long: long.clone(), short: None }, Hint::new(long)),
        };
        let id = self.declare(variant.node, wish, Kind::Struct(Vec::new(), None));
        self.without_tag.insert(key, id);
        self.queue.push_back(Pending::Struct {
            id,
            object: variant.object,
            hint: own,
            without: Some(tag.to_owned()),
        });
        id
    }
}
