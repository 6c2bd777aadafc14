//! Whether the client reads a value as a type, whatever else is said against it.

use super::Checker;
use super::scalars::{enum_text, is_null, json_scalar_fits};
use crate::api::{Field, Presence, Struct, Type, TypeId, TypeKind, UnionVariant};
use crate::yaml::{Entry, Node};

impl Checker<'_, '_> {
    /// Whether a value is read as a type.
    pub(super) fn reads(&self, node: &Node, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Nullable(inner) => is_null(node) || self.reads(node, inner),
            Type::List(item, _) => {
                node.as_list().is_some_and(|items| items.iter().all(|node| self.reads(node, item)))
            }
            Type::Tolerant(_) => node.as_list().is_some(),
            Type::Tuple(elements) => node.as_list().is_some_and(|items| {
                items.len() == elements.len()
                    && items.iter().zip(elements).all(|(node, element)| self.reads(node, element))
            }),
            Type::Map(value) => node
                .as_map()
                .is_some_and(|entries| entries.iter().all(|entry| self.reads(&entry.value, value))),
            Type::Named(id) => self.reads_named(node, *id),
            scalar => node.as_scalar().is_some_and(|found| json_scalar_fits(found, scalar)),
        }
    }

    fn reads_named(&self, node: &Node, id: TypeId) -> bool {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(shape)) => self.reads_struct(node, shape, None),
            Some(TypeKind::Enum(shape)) => enum_text(node, shape).is_some(),
            Some(TypeKind::Union(union)) => {
                let Some(tag) = node.get(&union.tag).and_then(Node::as_scalar) else { return false };
                let is_named =
                    |variant: &&UnionVariant| variant.wire == tag.text || variant.aliases.contains(&tag.text);
                match (union.variants.iter().find(is_named), &union.content) {
                    (Some(variant), None) => match self.struct_of(&variant.ty) {
                        Some(shape) => self.reads_struct(node, shape, Some(&union.tag)),
                        None => false,
                    },
                    (Some(variant), Some(content)) => match node.get(content) {
                        Some(content) => self.reads(content, &variant.ty),
                        None => matches!(variant.ty, Type::Nullable(_) | Type::Any),
                    },
                    (None, _) => true,
                }
            }
            // What fits no variant is kept.
            Some(TypeKind::Untagged(_)) | None => true,
            Some(TypeKind::Filter(_)) => node.as_map().is_some(),
        }
    }

    /// `beside`: a key that stands in the same object and is known to something else.
    fn reads_struct(&self, node: &Node, shape: &Struct, beside: Option<&str>) -> bool {
        let reads = |field: &Field| {
            if let Some(pair) = &field.pair {
                return field.presence != Presence::Required || node.get(&pair.tag).is_some();
            }
            match node.get(&field.wire) {
                None => field.presence != Presence::Required,
                Some(value) if is_null(value) && field.presence != Presence::Required => true,
                Some(value) => self.reads(value, &field.ty),
            }
        };
        let Some(entries) = node.as_map() else { return false };
        let kept = |entry: &Entry| match &shape.others {
            Some(Field { ty: Type::Map(value), .. }) => {
                Some(entry.key.as_str()) == beside
                    || shape.fields.iter().any(|field| field.has_key(&entry.key))
                    || self.reads(&entry.value, value)
            }
            _ => true,
        };
        shape.fields.iter().all(reads) && entries.iter().all(kept)
    }
}
