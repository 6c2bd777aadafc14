//! Which variant of a union without a tag a value is: the rule that the runtime's `shape` has, for values in a spec.

use std::cell::Cell;

use super::Checker;
use super::scalars::{enum_text, is_null, is_text, json_scalar_fits};
use super::types::TypeTable;
use crate::api::{Api, Enum, Presence, Struct, Type, TypeId, TypeKind, Union, UnionVariant, Untagged};
use crate::diagnostic::Problems;
use crate::spec::View;
use crate::yaml::{Entry, Node, Value};

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

/// The names of the variants of a union without a tag that read a value, the likeliest first: the first one is what
/// the value is. For tests that hold this against what generated code does.
#[doc(hidden)]
pub fn variants_that_read<'a>(api: &'a Api, union: &'a Untagged, value: &Node) -> Vec<&'a str> {
    let nothing = Node { value: Value::Map(Vec::new()), span: value.span };
    let mut problems = Problems::default();
    let checker =
        Checker { types: TypeTable::of(&api.types), ..Checker::new(View::of(&nothing), &mut problems) };
    let likely = checker.likely(value, union).into_iter();
    likely.filter(|variant| checker.reads(value, &variant.ty)).map(|variant| variant.wire.as_str()).collect()
}

impl Checker<'_, '_> {
    /// The variant that a value is read as; where none reads it, the likeliest one and `false`.
    pub(super) fn variant_by_shape<'u>(
        &self,
        node: &Node,
        union: &'u Untagged,
    ) -> Option<(&'u UnionVariant, bool)> {
        let likely = self.likely(node, union);
        let best = likely.first().map(|variant| (*variant, false));
        let mut likely = likely.into_iter();
        likely.find(|variant| self.reads(node, &variant.ty)).map(|variant| (variant, true)).or(best)
    }

    /// The variants that a value may be, the likeliest first.
    fn likely<'u>(&self, node: &Node, union: &'u Untagged) -> Vec<&'u UnionVariant> {
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
        ranked.into_iter().map(|(_, variant)| variant).collect()
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
                let fit = |entry: &Entry| self.fits_at_a_glance(&entry.value, value, depth);
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
                self.fits_at_a_glance(node, ty, depth).then_some(rank(PLAIN))?
            } else {
                self.rank(node, ty, depth)?
            };
            first = first.or(Some(found));
        }
        Some(first.unwrap_or(rank(PLAIN)))
    }

    /// Whether a value fits as far as can be told without looking into it.
    fn fits_at_a_glance(&self, node: &Node, ty: &Type, depth: Depth<'_>) -> bool {
        let union = match ty {
            _ if node.as_scalar().is_some() => return self.rank(node, ty, depth).is_some(),
            Type::Nullable(inner) => return self.fits_at_a_glance(node, inner, depth),
            Type::Named(id) => self.types.get(*id).map(|definition| &definition.kind),
            _ => None,
        };
        let Some(TypeKind::Untagged(union)) = union else { return self.kind_fits(node, ty) };
        let depth = Depth { unions: depth.unions + 1, ..depth };
        let Some(left) = depth.left.get().checked_sub(1) else { return true };
        depth.left.set(left);
        depth.unions > DEEPEST
            || union.variants.iter().any(|variant| self.fits_at_a_glance(node, &variant.ty, depth))
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
