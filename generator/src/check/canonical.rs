//! A value as the generated client writes it, byte for byte: what is read in several forms is written in one.
//!
//! Fields stand in declared order and keys of maps in theirs; aliases become the listed value, lenient scalars take the
//! form of their type, defaults are filled in, UUIDs and hexadecimal digits are in lower case. The generated tests expect
//! this form of examples, and a signature over a body is explained with it.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat};

use super::Checker;
use super::scalars::is_null;
use crate::api::{
    BytesText, EnumRepr, Field, Filter, Literal, Presence, Struct, Type, TypeId, TypeKind, Union,
};
use crate::yaml::{Entry, Node};

impl Checker<'_, '_> {
    /// The JSON that comes out when a value of the type is read and written.
    pub(super) fn canonical(&self, node: &Node, ty: &Type) -> String {
        match ty {
            Type::Nullable(inner) => {
                if is_null(node) {
                    "null".to_owned()
                } else {
                    self.canonical(node, inner)
                }
            }
            Type::List(item, _) | Type::Tolerant(item) => {
                let items = node.as_list().unwrap_or_default().iter().map(|node| self.canonical(node, item));
                list(items)
            }
            Type::Tuple(elements) => {
                let items = node.as_list().unwrap_or_default().iter().zip(elements);
                list(items.map(|(node, element)| self.canonical(node, element)))
            }
            Type::Map(value) => {
                let entries = node.as_map().unwrap_or_default();
                let written = entries.iter().map(|entry| (&entry.key, self.canonical(&entry.value, value)));
                // The client holds a `BTreeMap`.
                let sorted: BTreeMap<&String, String> = written.collect();
                object(sorted.into_iter().map(|(key, json)| (key.clone(), json)))
            }
            Type::Any => any(node),
            Type::Named(id) => self.canonical_named(node, *id),
            scalar => canonical_scalar(node, scalar),
        }
    }

    fn canonical_named(&self, node: &Node, id: TypeId) -> String {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(definition)) => object(self.canonical_fields(node, definition, None)),
            Some(TypeKind::Enum(enumeration)) => {
                let text = text_of(node);
                let listed = enumeration.variants.iter().find(|variant| variant.aliases.contains(&text));
                let wire = listed.map_or(text, |variant| variant.wire.clone());
                if enumeration.repr == EnumRepr::String { quoted(&wire) } else { wire }
            }
            Some(TypeKind::Union(union)) => self.canonical_union(node, union),
            Some(TypeKind::Untagged(union)) => match self.variant_by_shape(node, union) {
                Some((variant, true)) => self.canonical(node, &variant.ty),
                _ => any(node),
            },
            Some(TypeKind::Filter(filter)) => self.canonical_condition(node, filter),
            None => node.to_json(),
        }
    }

    fn canonical_condition(&self, node: &Node, filter: &Filter) -> String {
        let part = |key: &String| node.get(key).map(text_of).unwrap_or_default();
        let (field, operator) = (part(&filter.field), part(&filter.operator));
        let kind = filter.fields.iter().find(|known| known.wire == field).map(|known| known.kind);
        let value = node.get(&filter.value).map(|value| {
            let ty = kind.and_then(|kind| filter.kinds.get(kind)).map_or(&Type::Any, |kind| &kind.value);
            self.canonical(value, ty)
        });
        let parts = [
            (&filter.field, Some(quoted(&field))),
            (&filter.operator, Some(quoted(&operator))),
            (&filter.value, value),
        ];
        object(parts.into_iter().filter_map(|(key, json)| Some((key.clone(), json?))))
    }

    fn canonical_union(&self, node: &Node, union: &Union) -> String {
        let Some(tag) = node.get(&union.tag).map(text_of) else { return node.to_json() };
        let found =
            union.variants.iter().find(|variant| variant.wire == tag || variant.aliases.contains(&tag));
        let Some(variant) = found else { return node.to_json() };
        let mut fields = vec![(union.tag.clone(), quoted(&variant.wire))];
        match (&union.content, &variant.ty) {
            (Some(content), ty) => {
                if let Some(payload) = node.get(content) {
                    fields.push((content.clone(), self.canonical(payload, ty)));
                }
            }
            (None, Type::Named(id)) => {
                if let Some(TypeKind::Struct(payload)) =
                    self.types.get(*id).map(|definition| &definition.kind)
                {
                    fields.extend(self.canonical_fields(node, payload, Some(&union.tag)));
                }
            }
            (None, _) => {}
        }
        object(fields)
    }

    /// `beside`: a key that stands in the same object and is known to something else.
    fn canonical_fields(
        &self,
        node: &Node,
        definition: &Struct,
        beside: Option<&str>,
    ) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for field in &definition.fields {
            match &field.pair {
                Some(_) => fields.extend(self.canonical_pair(node, field)),
                None => {
                    fields.extend(self.canonical_field(node, field).map(|json| (field.wire.clone(), json)));
                }
            }
        }
        if let Some(Field { ty: Type::Map(value), .. }) = &definition.others {
            let entries = node.as_map().unwrap_or_default().iter();
            let kept = entries.filter(|entry| {
                let key = entry.key.as_str();
                Some(key) != beside && !definition.fields.iter().any(|field| field.has_key(key))
            });
            let sorted: BTreeMap<_, _> =
                kept.map(|entry| (entry.key.clone(), self.canonical(&entry.value, value))).collect();
            fields.extend(sorted);
        }
        fields
    }

    fn canonical_field(&self, node: &Node, field: &Field) -> Option<String> {
        let value = node.get(&field.wire);
        match (&field.presence, value) {
            (Presence::Default(literal), None) => self.literal_json(literal, &field.ty),
            (Presence::Default(literal), Some(value)) if is_null(value) => {
                self.literal_json(literal, &field.ty)
            }
            (Presence::Nullable | Presence::Maybe, Some(value)) if is_null(value) => Some("null".to_owned()),
            (_, value) => value.map(|value| self.canonical(value, &field.ty)),
        }
    }

    fn canonical_pair(&self, node: &Node, field: &Field) -> Vec<(String, String)> {
        let (Some(pair), Type::Named(id)) = (&field.pair, &field.ty) else { return Vec::new() };
        let Some(TypeKind::Union(union)) = self.types.get(*id).map(|definition| &definition.kind) else {
            return Vec::new();
        };
        let (Some(tag), Some(content)) = (node.get(&pair.tag).map(text_of), node.get(&pair.content)) else {
            return Vec::new();
        };
        let found =
            union.variants.iter().find(|variant| variant.wire == tag || variant.aliases.contains(&tag));
        found.map_or_else(Vec::new, |variant| {
            vec![
                (pair.tag.clone(), quoted(&variant.wire)),
                (pair.content.clone(), self.canonical(content, &variant.ty)),
            ]
        })
    }

    /// A constant as JSON.
    pub(super) fn literal_json(&self, literal: &Literal, ty: &Type) -> Option<String> {
        let json = match literal {
            Literal::Text(text) if *ty == Type::Decimal => text.clone(),
            Literal::Text(text) => quoted(text),
            Literal::Json(json) => json.clone(),
            Literal::Int(value) => value.to_string(),
            Literal::Float(text) => text.clone(),
            Literal::Bool(value) => value.to_string(),
            Literal::EmptyList => "[]".to_owned(),
            Literal::List(items) => {
                let Type::List(item, _) = ty else { return None };
                list(items.iter().filter_map(|literal| self.literal_json(literal, item)))
            }
            Literal::Variant(id, index) => match self.types.get(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Enum(enumeration)) => {
                    let wire = &enumeration.variants.get(*index)?.wire;
                    if enumeration.repr == EnumRepr::String { quoted(wire) } else { wire.clone() }
                }
                _ => return None,
            },
            Literal::Choice(..) => return None,
        };
        // A number or boolean inside a string.
        Some(if matches!(ty, Type::Text(_)) && !json.starts_with('"') { quoted(&json) } else { json })
    }
}

fn canonical_scalar(node: &Node, ty: &Type) -> String {
    let text = text_of(node);
    match ty {
        Type::Lenient(inner) => match &**inner {
            Type::Text(_) | Type::String(_) => quoted(&text),
            Type::Bool => (matches!(text.as_str(), "1" | "true" | "True" | "TRUE")).to_string(),
            _ => text,
        },
        Type::F64(_) => text.parse::<f64>().map_or(text, |value| serde_json::Value::from(value).to_string()),
        Type::Bool | Type::Int(..) | Type::Unix(_) | Type::Decimal => node.to_json(),
        _ if node.as_scalar().is_none() || is_null(node) => node.to_json(),
        text_type => quoted(&canonical_text(&text, text_type)),
    }
}

/// A text of a scalar type, as the client writes it in JSON, a query, a path or a header.
pub(crate) fn canonical_text(text: &str, ty: &Type) -> String {
    match ty {
        Type::Uuid | Type::Bytes(BytesText::Hex) => text.to_lowercase(),
        Type::Url => canonical_url(text),
        Type::DateTime => DateTime::parse_from_rfc3339(text)
            .map_or_else(|_| text.to_owned(), |time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        Type::Text(inner) | Type::Lenient(inner) => canonical_text(text, inner),
        _ => text.to_owned(),
    }
}

/// Any JSON, as `serde_json` writes what it has read.
fn any(node: &Node) -> String {
    let json = node.to_json();
    serde_json::from_str::<serde_json::Value>(&json).map_or(json, |value| value.to_string())
}

/// Scheme and host in lower case, and a path of at least `/`.
fn canonical_url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{}://{}{slash}{path}", scheme.to_lowercase(), host.to_lowercase())
}

fn text_of(node: &Node) -> String {
    node.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn object(fields: impl IntoIterator<Item = (String, String)>) -> String {
    let fields: Vec<String> =
        fields.into_iter().map(|(name, value)| format!("{}:{value}", quoted(&name))).collect();
    format!("{{{}}}", fields.join(","))
}

/// Whether two JSON texts say the same.
pub(super) fn same(left: &str, right: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    matches!((parse(left), parse(right)), (Some(left), Some(right)) if alike(&left, &right))
}

/// `1` and `1.0` are one number.
fn alike(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let same =
                |(key, left): (&String, &Value)| right.get(key).is_some_and(|right| alike(left, right));
            left.len() == right.len() && left.iter().all(same)
        }
        (left, right) => left == right,
    }
}

/// A payload that stands beside the envelope's own fields, as a map of its own.
pub(super) fn filtered(node: &Node, keeps: impl Fn(&Entry) -> bool) -> Node {
    let entries = node.as_map().unwrap_or_default().iter().filter(|entry| keeps(entry)).cloned().collect();
    Node { value: crate::yaml::Value::Map(entries), span: node.span }
}
