//! Which variant of a union without a tag a value is: the rule that the runtime's `shape` has, for values in a spec.

use std::cell::Cell;

use super::Checker;
use super::values::{is_null, is_text, json_scalar_fits};
use crate::api::{
    Enum, EnumRepr, Field, Presence, Struct, Type, TypeId, TypeKind, Union, UnionVariant, Untagged,
};
use crate::yaml::{Entry, Node};

/// How deep unions in unions are followed, and how many types are held against one value.
const DEEPEST: u8 = 12;
const MOST_LOOKS: u32 = 10_000;
/// Of an enum with more values it is not looked at in an object which they are, nor at more elements of a list, nor
/// at lists and objects that stand deeper in lists.
const MOST_VALUES: usize = 24;
const MOST_ELEMENTS: usize = 8;
const DEEPEST_LOOK: u8 = 3;

/// How well a value fits: the greater the better, the first part first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    class: i8,
    matches: usize,
    known: usize,
    needed: usize,
    unlisted: i32,
}

const VAGUE: Rank = rank(-1);
const POOR: i8 = 0;
const PLAIN: i8 = 1;
const GOOD: i8 = 2;
const LISTED: i8 = 3;

const fn rank(class: i8) -> Rank {
    Rank { class, matches: 0, known: 0, needed: 0, unlisted: 0 }
}

/// How far a look has gone: into unions, and into lists.
#[derive(Clone, Copy, Debug)]
struct Depth<'l> {
    unions: u8,
    lists: u8,
    left: &'l Cell<u32>,
}

impl Checker<'_, '_> {
    /// The variant that a value is read as; where none reads it, the likeliest one and `false`.
    pub(super) fn variant_by_shape<'u>(
        &self,
        node: &Node,
        union: &'u Untagged,
    ) -> Option<(&'u UnionVariant, bool)> {
        let mut ranked: Vec<(Rank, &UnionVariant)> = union
            .variants
            .iter()
            .filter_map(|variant| {
                let left = Cell::new(MOST_LOOKS);
                let depth = Depth { unions: 0, lists: 0, left: &left };
                Some((self.rank(node, &variant.ty, depth)?, variant))
            })
            .collect();
        ranked.sort_by(|(one, _), (other, _)| other.cmp(one));
        let best = ranked.first().map(|(_, variant)| (*variant, false));
        ranked
            .iter()
            .find(|(_, variant)| self.reads(node, &variant.ty))
            .map(|(_, variant)| (*variant, true))
            .or(best)
    }

    fn rank(&self, node: &Node, ty: &Type, depth: Depth<'_>) -> Option<Rank> {
        let Some(left) = depth.left.get().checked_sub(1) else { return Some(VAGUE) };
        depth.left.set(left);
        match ty {
            Type::Any => Some(VAGUE),
            Type::Nullable(_) if is_null(node) => Some(rank(PLAIN)),
            Type::Nullable(inner) => self.rank(node, inner, depth),
            Type::Lenient(_) => (node.as_scalar().is_some() && !is_null(node)).then_some(VAGUE),
            Type::List(item, _) => self.rank_items(node.as_list()?.iter().map(|node| (node, &**item)), depth),
            Type::Tolerant(_) => {
                node.as_list().map(|items| if items.is_empty() { rank(PLAIN) } else { VAGUE })
            }
            Type::Tuple(elements) => {
                let items = node.as_list().filter(|items| items.len() == elements.len())?;
                self.rank_items(items.iter().zip(elements), depth)
            }
            Type::Map(value) => {
                let entries = node.as_map()?;
                let fit = |entry: &Entry| self.kind_fits(&entry.value, value);
                entries.iter().all(fit).then_some(rank(PLAIN))
            }
            Type::Named(id) => self.rank_named(node, *id, depth),
            scalar => {
                let fits = node.as_scalar().is_some_and(|found| json_scalar_fits(found, scalar));
                let plain = matches!(
                    scalar,
                    Type::String(_)
                        | Type::Secret
                        | Type::JsonText(_)
                        | Type::Bool
                        | Type::F64(_)
                        | Type::Decimal
                );
                fits.then_some(rank(if plain { PLAIN } else { GOOD }))
            }
        }
    }

    fn rank_items<'n>(
        &self,
        items: impl Iterator<Item = (&'n Node, &'n Type)>,
        depth: Depth<'_>,
    ) -> Option<Rank> {
        let mut first = None;
        let depth = Depth { lists: depth.lists + 1, ..depth };
        for (node, ty) in items.take(MOST_ELEMENTS) {
            let found = if depth.lists >= DEEPEST_LOOK && node.as_scalar().is_none() {
                self.kind_fits(node, ty).then_some(rank(PLAIN))?
            } else {
                self.rank(node, ty, depth)?
            };
            first = first.or(Some(found));
        }
        Some(first.unwrap_or(rank(PLAIN)))
    }

    fn rank_named(&self, node: &Node, id: TypeId, depth: Depth<'_>) -> Option<Rank> {
        let depth = Depth { unions: depth.unions + 1, ..depth };
        if depth.unions > DEEPEST {
            return Some(VAGUE);
        }
        match &self.types.get(id)?.kind {
            TypeKind::Struct(shape) => self.rank_object(node.as_map()?, shape, None),
            TypeKind::Enum(shape) => {
                let text = enum_text(node, shape)?;
                Some(rank(if is_listed(shape, &text) { LISTED } else { POOR }))
            }
            TypeKind::Union(union) => self.rank_tagged(node, union),
            TypeKind::Untagged(union) => {
                union.variants.iter().filter_map(|variant| self.rank(node, &variant.ty, depth)).max()
            }
            TypeKind::Filter(_) => node.as_map().map(|_| rank(PLAIN)),
        }
    }

    fn rank_object(&self, entries: &[Entry], shape: &Struct, beside: Option<&str>) -> Option<Rank> {
        let mut found = Rank::default();
        let mut others = 0;
        for entry in entries.iter().filter(|entry| Some(entry.key.as_str()) != beside) {
            let Some(field) = shape.fields.iter().find(|field| field.has_key(&entry.key)) else {
                others += 1;
                continue;
            };
            let needed = field.presence == Presence::Required;
            if field.pair.is_none() {
                let null = !needed && is_null(&entry.value);
                if !null && !self.kind_fits(&entry.value, &field.ty) {
                    return None;
                }
                match self.is_listed_value(&entry.value, &field.ty) {
                    Some(true) => found.matches += 1,
                    Some(false) => found.unlisted -= 1,
                    None => {}
                }
            }
            found.known += 1;
            let is_content = field.pair.as_ref().is_some_and(|pair| pair.content == entry.key);
            found.needed += usize::from(needed && !is_content);
        }
        let needed = shape.fields.iter().filter(|field| field.presence == Presence::Required).count();
        found.class = match (found.known > 0 || others == 0, &shape.others) {
            (true, _) => GOOD,
            (false, Some(_)) => PLAIN,
            (false, None) => POOR,
        };
        (found.needed == needed).then_some(found)
    }

    fn is_listed_value(&self, node: &Node, ty: &Type) -> Option<bool> {
        let Type::Named(id) = ty else { return None };
        match &self.types.get(*id)?.kind {
            TypeKind::Enum(shape) if count(shape) <= MOST_VALUES => {
                enum_text(node, shape).map(|text| is_listed(shape, &text))
            }
            _ => None,
        }
    }

    fn rank_tagged(&self, node: &Node, union: &Union) -> Option<Rank> {
        let entries = node.as_map()?;
        let tag = node.get(&union.tag)?.as_scalar().filter(|tag| !tag.is_null())?;
        let is_named =
            |variant: &&UnionVariant| variant.wire == tag.text || variant.aliases.contains(&tag.text);
        let Some(variant) = union.variants.iter().find(is_named) else {
            return Some(Rank { class: POOR, known: 1, ..Rank::default() });
        };
        let beside = match (&union.content, &variant.ty) {
            (None, Type::Named(id)) => match &self.types.get(*id)?.kind {
                TypeKind::Struct(shape) => self.rank_object(entries, shape, Some(&union.tag))?,
                _ => Rank::default(),
            },
            (Some(content), _) => Rank { known: usize::from(node.get(content).is_some()), ..Rank::default() },
            (None, _) => Rank::default(),
        };
        Some(Rank {
            class: GOOD,
            matches: beside.matches + 1,
            known: beside.known + 1,
            needed: beside.needed + 1,
            ..beside
        })
    }

    /// Whether a value is of the kind of JSON that a type is read from.
    fn kind_fits(&self, node: &Node, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Nullable(inner) => is_null(node) || self.kind_fits(node, inner),
            Type::List(..) | Type::Tolerant(_) | Type::Tuple(_) => node.as_list().is_some(),
            Type::Map(_) => node.as_map().is_some(),
            Type::Lenient(_) => node.as_scalar().is_some() && !is_null(node),
            Type::Named(id) => match self.types.get(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Enum(shape)) => enum_text(node, shape).is_some(),
                Some(TypeKind::Untagged(_)) | None => true,
                Some(_) => node.as_map().is_some(),
            },
            Type::Bool => node.as_scalar().is_some_and(|scalar| scalar.as_bool().is_some()),
            Type::Int(..) | Type::Unix(_) => node
                .as_scalar()
                .is_some_and(|scalar| scalar.is_number() && scalar.text.parse::<i128>().is_ok()),
            Type::F64(_) | Type::Decimal => node.as_scalar().is_some_and(crate::yaml::Scalar::is_number),
            _ => node.as_scalar().is_some_and(is_text),
        }
    }

    /// Whether a value is read as a type, whatever else is said against it.
    fn reads(&self, node: &Node, ty: &Type) -> bool {
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

/// The text or the digits of an enum's value, if it is of the enum's kind.
fn enum_text(node: &Node, shape: &Enum) -> Option<String> {
    let scalar = node.as_scalar()?;
    let fits = match shape.repr {
        EnumRepr::String => is_text(scalar),
        EnumRepr::Int(_) => scalar.is_number() && scalar.text.parse::<i64>().is_ok(),
    };
    fits.then(|| scalar.text.clone())
}

fn is_listed(shape: &Enum, text: &str) -> bool {
    shape
        .variants
        .iter()
        .any(|variant| variant.wire == text || variant.aliases.iter().any(|alias| alias == text))
}

fn count(shape: &Enum) -> usize {
    shape.variants.iter().map(|variant| 1 + variant.aliases.len()).sum()
}
