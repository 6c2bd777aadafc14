//! A type in use → JSON Schema, as `OpenAPI` 3.1 has it.

use super::Export;
use super::value::{Object, Value};
use crate::api::{
    Bounds, BytesText, EnumRepr, FormatId, Int, Literal, TextBounds, Type, TypeId, TypeKind, UnixUnit,
};

impl Export<'_> {
    /// The schema of a type.
    pub(super) fn schema(&self, ty: &Type) -> Object {
        match ty {
            Type::String(bounds) => text(bounds),
            Type::Bool => of("boolean"),
            Type::Int(int, bounds) => integer(*int, bounds),
            Type::F64(bounds) => of("number")
                .with("format", "double")
                .maybe("minimum", bounds.min.clone().map(Value::Number))
                .maybe("maximum", bounds.max.clone().map(Value::Number)),
            Type::Decimal => of("number").with("format", "decimal"),
            Type::Date(format) => time("date", format.as_ref()),
            Type::Time(format) => time("time-local", format.as_ref()),
            Type::DateTime => time("date-time", None),
            Type::DateTimeIn(format, _) => time("", Some(format)),
            Type::Unix(UnixUnit::Seconds) => of("integer").with("format", "unixtime"),
            Type::Unix(UnixUnit::Millis) => {
                of("integer").with("format", "int64").with("x-specwright-type", "unix_ms")
            }
            Type::Uuid => of("string").with("format", "uuid"),
            Type::Url => of("string").with("format", "uri"),
            Type::Bytes(BytesText::Base64) => of("string").with("contentEncoding", "base64"),
            Type::Bytes(BytesText::Hex) => of("string").with("contentEncoding", "base16"),
            Type::Secret => of("string").with("format", "password"),
            Type::Any => Object::new(),
            Type::JsonText(inner) => of("string")
                .with("contentMediaType", "application/json")
                .maybe("contentSchema", inner.as_ref().map(|inner| self.schema(inner))),
            Type::List(inner, bounds) => of("array")
                .with("items", self.schema(inner))
                .maybe("minItems", bounds.min)
                .maybe("maxItems", bounds.max),
            Type::Tolerant(inner) => of("array").with("items", self.schema(inner)),
            Type::Map(inner) => of("object").with("additionalProperties", self.schema(inner)),
            Type::Tuple(elements) => self.tuple(elements),
            Type::Nullable(inner) => nullable(self.schema(inner)),
            Type::Text(inner) => self.inside_text(inner),
            Type::Lenient(inner) => self.schema(inner).with("x-specwright-lenient", true),
            Type::File => of("string").with("format", "binary"),
            Type::Named(id) => self.reference(*id),
        }
    }

    /// A reference to a declared type.
    pub(super) fn reference(&self, id: TypeId) -> Object {
        Object::new().with("$ref", format!("#/components/schemas/{}", self.api.get(id).rust))
    }

    fn tuple(&self, elements: &[Type]) -> Object {
        let count = elements.len() as u64;
        let items: Vec<Object> = elements.iter().map(|element| self.schema(element)).collect();
        of("array")
            .with("prefixItems", items)
            .with("items", false)
            .with("minItems", count)
            .with("maxItems", count)
    }

    /// A scalar that stands in a text: what it is there has no word of its own.
    fn inside_text(&self, inner: &Type) -> Object {
        of("string").with("x-specwright-text", self.schema(inner))
    }

    /// A constant of a type, as it stands on the wire.
    pub(super) fn constant(&self, literal: &Literal, ty: &Type) -> Value {
        match (literal, ty) {
            (Literal::List(items), Type::List(inner, _) | Type::Tolerant(inner)) => {
                Value::List(items.iter().map(|item| self.constant(item, inner)).collect())
            }
            (Literal::Json(json), _) => Value::of_json(json),
            (literal, Type::Lenient(inner) | Type::Nullable(inner)) => self.constant(literal, inner),
            (literal, Type::Text(inner)) => match self.constant(literal, inner) {
                Value::Number(text) => Value::Text(text),
                Value::Bool(truth) => Value::Text(truth.to_string()),
                other => other,
            },
            (Literal::Text(text), Type::Decimal) => Value::Number(text.clone()),
            (Literal::Text(text), _) => Value::Text(text.clone()),
            (Literal::Int(number), _) => Value::from(*number),
            (Literal::Float(digits), _) => Value::Number(digits.clone()),
            (Literal::Bool(truth), _) => Value::Bool(*truth),
            (Literal::Variant(id, index), _) => self.variant(*id, *index),
            (Literal::Choice(_, _, content), _) => self.constant(content, &Type::Any),
            (Literal::EmptyList, _) => Value::List(Vec::new()),
            (Literal::List(items), _) => {
                Value::List(items.iter().map(|item| self.constant(item, &Type::Any)).collect())
            }
        }
    }

    fn variant(&self, id: TypeId, index: usize) -> Value {
        match &self.api.get(id).kind {
            TypeKind::Enum(declared) => {
                declared.variants.get(index).map_or(Value::Null, |variant| wire(&variant.wire, declared.repr))
            }
            _ => Value::Null,
        }
    }
}

/// A value of an enum on the wire.
pub(super) fn wire(text: &str, repr: EnumRepr) -> Value {
    match repr {
        EnumRepr::String => Value::from(text),
        EnumRepr::Int(_) => Value::Number(text.to_owned()),
    }
}

/// A schema with only a type.
pub(super) fn of(kind: &str) -> Object {
    Object::new().with("type", kind)
}

/// The same, or null.
pub(super) fn nullable(schema: Object) -> Object {
    if schema.is_empty() {
        return schema;
    }
    match schema.get("type") {
        Some(Value::Text(kind)) if schema.get("enum").is_none() => {
            let kinds = vec![kind.clone(), "null".to_owned()];
            schema.with("type", kinds)
        }
        _ => Object::new().with("anyOf", vec![schema, of("null")]),
    }
}

fn text(bounds: &TextBounds) -> Object {
    let chars = (!bounds.chars.is_empty()).then(|| pattern(&bounds.chars));
    of("string")
        .maybe("minLength", bounds.length.min)
        .maybe("maxLength", bounds.length.max)
        .maybe("pattern", chars)
}

/// The regular expression of texts of these characters.
fn pattern(ranges: &[(char, char)]) -> String {
    let mut class = String::from("^[");
    for (first, last) in ranges {
        in_class(*first, &mut class);
        if first != last {
            class.push('-');
            in_class(*last, &mut class);
        }
    }
    class.push_str("]*$");
    class
}

fn in_class(character: char, out: &mut String) {
    if matches!(character, '\\' | ']' | '[' | '^' | '-') {
        out.push('\\');
    }
    out.push(character);
}

fn integer(int: Int, bounds: &Bounds<i128>) -> Object {
    let (format, least, most) = match int {
        Int::I32 => ("int32", None, None),
        Int::I64 => ("int64", None, None),
        Int::U32 => ("int64", Some(0), Some(i128::from(u32::MAX))),
        Int::U64 => ("uint64", Some(0), None),
    };
    of("integer")
        .with("format", format)
        .maybe("minimum", bounds.min.or(least))
        .maybe("maximum", bounds.max.or(most))
}

/// A date or time; one that is written in a form of the API's own has no format that others know.
fn time(standard: &str, own: Option<&FormatId>) -> Object {
    match own {
        None => of("string").with("format", standard),
        Some(own) => of("string").with("x-specwright-format", own.format.as_str()),
    }
}
