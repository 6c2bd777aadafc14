//! Does a value from the vendor's page fit its type? Used for the examples of endpoints.

use super::Checker;
use super::scalars::{enum_text, is_null, json_scalar_fits};
use crate::api::{Field, Filter, Presence, Struct, TextBounds, Type, TypeId, TypeKind, Union};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Entry, Node};

/// Whether bounds count: in a request they do; an answer may break them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
}

impl Checker<'_, '_> {
    /// Reports where a JSON value is not of the type.
    pub(super) fn fits(&mut self, node: &Node, ty: &Type, side: Side) {
        match ty {
            Type::Any => {}
            Type::Nullable(inner) => {
                if !is_null(node) {
                    self.fits(node, inner, side);
                }
            }
            Type::List(item, bounds) => match node.as_list() {
                Some(items) => {
                    if side == Side::Request {
                        self.in_bounds(node, items.len() as u64, bounds.min, bounds.max, "elements");
                    }
                    for node in items {
                        self.fits(node, item, side);
                    }
                }
                None => self.misfit(node, ty),
            },
            Type::Tolerant(item) => match node.as_list() {
                Some(items) => items.iter().for_each(|node| self.fits(node, item, side)),
                None => self.misfit(node, ty),
            },
            Type::Map(value) => match node.as_map() {
                Some(entries) => entries.iter().for_each(|entry| self.fits(&entry.value, value, side)),
                None => self.misfit(node, ty),
            },
            Type::Tuple(elements) => match node.as_list() {
                Some(items) if items.len() == elements.len() => {
                    items.iter().zip(elements).for_each(|(node, element)| self.fits(node, element, side));
                }
                _ => self.misfit(node, ty),
            },
            Type::Named(id) => self.fits_named(node, *id, side),
            scalar => self.fits_scalar(node, scalar, side),
        }
    }

    fn fits_named(&mut self, node: &Node, id: TypeId, side: Side) {
        let Some(definition) = self.types.shared(id) else { return };
        match &definition.kind {
            TypeKind::Struct(definition) => self.fits_struct(node, definition, &[], side),
            TypeKind::Enum(enumeration) => {
                if enum_text(node, enumeration).is_none() {
                    self.misfit(node, &Type::Named(id));
                }
            }
            TypeKind::Union(union) => self.fits_union(node, union, side),
            TypeKind::Untagged(union) => match self.variant_by_shape(node, union) {
                // Where none reads it, what is wrong with the likeliest is of most use.
                Some((variant, _)) => self.fits(node, &variant.ty, side),
                None => self.misfit(node, &Type::Named(id)),
            },
            TypeKind::Filter(filter) => self.fits_filter(node, filter, side),
        }
    }

    /// `others`: keys that stand in the same object but belong to something else (an envelope, a tag).
    pub(super) fn fits_struct(&mut self, node: &Node, definition: &Struct, others: &[String], side: Side) {
        let Some(entries) = node.as_map() else {
            self.report(misfit(node, "an object"));
            return;
        };
        for field in &definition.fields {
            match &field.pair {
                Some(_) => self.fits_pair(node, field, side),
                None => self.fits_field(node, field, side),
            }
        }
        for entry in entries {
            let declared = definition.fields.iter().any(|field| field.has_key(&entry.key));
            if declared || others.contains(&entry.key) {
                continue;
            }
            if let Some(Field { ty: Type::Map(value), .. }) = &definition.others {
                self.fits(&entry.value, value, side);
            } else {
                let known = definition.fields.iter().map(|field| field.wire.as_str());
                self.suggesting(undeclared(entry), &entry.key, known, "a field");
            }
        }
    }

    fn fits_field(&mut self, node: &Node, field: &Field, side: Side) {
        match (node.get(&field.wire), &field.presence) {
            (None, Presence::Required | Presence::Nullable) => {
                self.report(
                    Diagnostic::new(
                        Code::EXAMPLE_MISFIT,
                        node.span,
                        format!("the example has no `{}`, which is required", field.wire),
                    )
                    .help(format!("a field that may be absent is declared `{}?`", field.wire)),
                );
            }
            (None, _) => {}
            (Some(value), Presence::Nullable | Presence::Maybe) if is_null(value) => {}
            (Some(value), Presence::Default(_)) if is_null(value) => {}
            (Some(value), _) if is_null(value) && field.ty != Type::Any => {
                self.report(
                    misfit(value, &self.describe(&field.ty))
                        .help("a field that may be null has a type with `?` behind it"),
                );
            }
            (Some(value), _) => self.fits(value, &field.ty.clone(), side),
        }
    }

    fn fits_pair(&mut self, node: &Node, field: &Field, side: Side) {
        let (Some(pair), Type::Named(id)) = (&field.pair, &field.ty) else { return };
        let Some(definition) = self.types.shared(*id) else { return };
        let TypeKind::Union(union) = &definition.kind else { return };
        match (node.get(&pair.tag), node.get(&pair.content)) {
            (None, None) if field.presence != Presence::Required => {}
            (Some(tag), Some(content)) => match variant(union, tag) {
                Some(ty) => self.fits(content, &ty, side),
                None => self.unlisted_tag(tag, union),
            },
            _ => self.report(misfit(node, &format!("an object with `{}` and `{}`", pair.tag, pair.content))),
        }
    }

    fn fits_union(&mut self, node: &Node, union: &Union, side: Side) {
        let Some(tag) = node.get(&union.tag) else {
            self.report(misfit(node, &format!("an object with the tag `{}`", union.tag)));
            return;
        };
        let Some(ty) = variant(union, tag) else {
            self.unlisted_tag(tag, union);
            return;
        };
        match (&union.content, &ty) {
            (Some(content), ty) => match node.get(content) {
                Some(content) => self.fits(content, ty, side),
                None => self.report(misfit(node, &format!("an object with `{content}`"))),
            },
            (None, Type::Named(id)) => {
                let Some(definition) = self.types.shared(*id) else { return };
                if let TypeKind::Struct(payload) = &definition.kind {
                    self.fits_struct(node, payload, std::slice::from_ref(&union.tag), side);
                }
            }
            (None, _) => {}
        }
    }

    fn unlisted_tag(&mut self, tag: &Node, union: &Union) {
        let text = tag.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
        let known = union.variants.iter().map(|variant| variant.wire.as_str());
        let message = format!("the tag `{text}` is not declared");
        self.suggesting(Diagnostic::new(Code::EXAMPLE_MISFIT, tag.span, message), &text, known, "a tag");
    }

    fn fits_filter(&mut self, node: &Node, filter: &Filter, side: Side) {
        let part = |key: &str| node.get(key).and_then(Node::as_scalar).map(|scalar| scalar.text.as_str());
        let (Some(field_name), Some(operator), Some(value)) =
            (part(&filter.field), part(&filter.operator), node.get(&filter.value))
        else {
            let keys = format!("`{}`, `{}`, `{}`", filter.field, filter.operator, filter.value);
            self.report(misfit(node, &format!("a condition with {keys}")));
            return;
        };
        let Some(field) = filter.fields.iter().find(|field| field.wire == field_name) else {
            self.report(
                Diagnostic::new(Code::EXAMPLE_MISFIT, node.span, format!("no filter field `{field_name}`"))
                    .suggest(field_name, filter.fields.iter().map(|field| field.wire.as_str()), "a field"),
            );
            return;
        };
        let kind = &filter.kinds[field.kind];
        if !kind.operators.iter().any(|index| filter.operators[*index].wire == operator) {
            self.report(Diagnostic::new(
                Code::EXAMPLE_MISFIT,
                node.span,
                format!(
                    "the operator `{operator}` does not fit `{field_name}`, which is of the kind `{}`",
                    kind.name
                ),
            ));
        }
        self.fits(value, &kind.value, side);
    }

    fn fits_scalar(&mut self, node: &Node, ty: &Type, side: Side) {
        let Some(scalar) = node.as_scalar().filter(|scalar| json_scalar_fits(scalar, ty)) else {
            self.misfit(node, ty);
            return;
        };
        if side == Side::Answer {
            return;
        }
        match ty {
            Type::String(bounds) => self.text_in_bounds(node, &scalar.text, bounds),
            Type::Int(_, bounds) => {
                if let Ok(value) = scalar.text.parse::<i128>() {
                    self.in_bounds(node, value, bounds.min, bounds.max, "");
                }
            }
            _ => {}
        }
    }

    pub(super) fn text_in_bounds(&mut self, node: &Node, text: &str, bounds: &TextBounds) {
        let length = text.chars().count() as u64;
        self.in_bounds(node, length, bounds.length.min, bounds.length.max, "characters");
        let allowed = |character: char| {
            bounds.chars.is_empty()
                || bounds.chars.iter().any(|(first, last)| (*first..=*last).contains(&character))
        };
        if let Some(character) = text.chars().find(|character| !allowed(*character)) {
            self.report(
                Diagnostic::new(
                    Code::EXAMPLE_MISFIT,
                    node.span,
                    format!("the character `{}` is not allowed here", character.escape_debug()),
                )
                .note(format!("allowed: `{}`", bounds.chars_text)),
            );
        }
    }

    fn in_bounds<T: PartialOrd + std::fmt::Display + Copy>(
        &mut self,
        node: &Node,
        value: T,
        min: Option<T>,
        max: Option<T>,
        unit: &str,
    ) {
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let broken = match (&min, &max) {
            (Some(min), _) if value < *min => format!("at least {min}{unit}"),
            (_, Some(max)) if value > *max => format!("at most {max}{unit}"),
            _ => return,
        };
        self.report(
            Diagnostic::new(
                Code::EXAMPLE_MISFIT,
                node.span,
                format!("{value}{unit} where {broken} are allowed"),
            )
            .label(format!("expected {broken}")),
        );
    }

    fn misfit(&mut self, node: &Node, ty: &Type) {
        let expected = self.describe(ty);
        self.report(misfit(node, &expected));
    }
}

fn misfit(node: &Node, expected: &str) -> Diagnostic {
    Diagnostic::new(
        Code::EXAMPLE_MISFIT,
        node.span,
        format!("the example has {} where the type says {expected}", node.describe()),
    )
    .label(format!("expected {expected}"))
}

fn undeclared(entry: &Entry) -> Diagnostic {
    Diagnostic::new(
        Code::UNDECLARED_FIELD,
        entry.key_span,
        format!("the example has a field `{}` that the type does not declare", entry.key),
    )
    .label("not declared")
}

fn variant(union: &Union, tag: &Node) -> Option<Type> {
    let text = &tag.as_scalar()?.text;
    union
        .variants
        .iter()
        .find(|variant| variant.wire == *text || variant.aliases.contains(text))
        .map(|variant| variant.ty.clone())
}
