//! Constants in a spec: defaults, and parameters in examples.

use super::Checker;
use crate::api::{EnumRepr, Literal, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::View;
use crate::yaml::{Node, Scalar};

impl Checker<'_, '_> {
    /// The constant of a type that a node is; reported when it is none.
    pub(super) fn literal(&mut self, node: &Node, ty: &Type, what: &str) -> Option<Literal> {
        if let Type::List(item, _) = ty
            && let Some(items) = node.as_list()
        {
            if items.is_empty() {
                return Some(Literal::EmptyList);
            }
            let items: Option<Vec<Literal>> =
                items.iter().map(|node| self.literal(node, item, what)).collect();
            return items.map(Literal::List);
        }
        let literal = node.as_scalar().and_then(|scalar| self.scalar_literal(scalar, ty, false));
        if literal.is_none() {
            let expected = self.describe(ty);
            self.report(
                Diagnostic::new(Code::WRONG_DEFAULT, node.span, format!("{what} is not {expected}"))
                    .label(format!("expected {expected}")),
            );
        }
        literal
    }

    /// The constant that a scalar is. `as_text`: from a query or header, where everything is text.
    pub(super) fn scalar_literal(&self, scalar: &Scalar, ty: &Type, as_text: bool) -> Option<Literal> {
        let text = scalar.text.as_str();
        if scalar.is_null() && !as_text {
            return None;
        }
        match ty {
            Type::Bool if as_text => text.parse().ok().map(Literal::Bool),
            Type::Bool => scalar.as_bool().map(Literal::Bool),
            Type::Int(int, _) => {
                let (least, most) = super::bounds::limits(*int);
                let number: i128 = text.parse().ok()?;
                ((least..=most).contains(&number) && (as_text || scalar.plain))
                    .then_some(Literal::Int(number))
            }
            Type::Unix(_) => text.parse().ok().map(Literal::Int),
            Type::F64(_) => {
                let number: f64 = text.parse().ok()?;
                number.is_finite().then(|| Literal::Float(format!("{number:?}")))
            }
            Type::Text(inner) | Type::Lenient(inner) => self.scalar_literal(scalar, inner, true),
            Type::Named(id) => self.variant_literal(*id, text),
            // A default is no secret.
            Type::Secret | Type::JsonText(_) if as_text => Some(Literal::Text(text.to_owned())),
            Type::String(_)
            | Type::Url
            | Type::Uuid
            | Type::Date(_)
            | Type::Time(_)
            | Type::DateTime
            | Type::DateTimeIn(..)
            | Type::Decimal
            | Type::Bytes(_) => super::scalars::text_fits(text, ty).then(|| Literal::Text(text.to_owned())),
            _ => None,
        }
    }

    fn variant_literal(&self, id: crate::api::TypeId, text: &str) -> Option<Literal> {
        let Some(definition) = self.types.get(id) else { return self.later_literal(id, text) };
        let TypeKind::Enum(enumeration) = &definition.kind else { return None };
        let index = enumeration
            .variants
            .iter()
            .position(|variant| variant.wire == text || variant.aliases.iter().any(|alias| alias == text))?;
        Some(Literal::Variant(id, index))
    }

    /// The same of an enum that is declared further down, of which it is only known how it is written.
    fn later_literal(&self, id: crate::api::TypeId, text: &str) -> Option<Literal> {
        let written = View::of(self.types.written(id)?);
        written.text("enum")?;
        let is_alias = |alias: &Node| alias.as_scalar().is_some_and(|alias| alias.text == text);
        let mut values = written.named("values").iter();
        let index = values.position(|entry| {
            entry.key == text || View::of(&entry.value).items("aliases").iter().any(is_alias)
        })?;
        Some(Literal::Variant(id, index))
    }

    /// A type in words, for messages.
    pub(super) fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::String(_) | Type::Secret => "text".to_owned(),
            Type::Bool => "`true` or `false`".to_owned(),
            Type::Int(..) | Type::Unix(_) => "a whole number".to_owned(),
            Type::F64(_) | Type::Decimal => "a number".to_owned(),
            Type::Date(format) => {
                in_format("a date", format.as_ref().map_or("%Y-%m-%d", |format| &format.format))
            }
            Type::Time(format) => {
                in_format("a time", format.as_ref().map_or("%H:%M:%S", |format| &format.format))
            }
            Type::DateTime => "a date and time as RFC 3339 has it".to_owned(),
            Type::DateTimeIn(format, _) => in_format("a date and time", &format.format),
            Type::Uuid => "a UUID".to_owned(),
            Type::Url => "a URL".to_owned(),
            Type::Bytes(crate::api::BytesText::Base64) => "base64 text".to_owned(),
            Type::Bytes(crate::api::BytesText::Hex) => "hexadecimal text".to_owned(),
            Type::Any => "any JSON".to_owned(),
            Type::JsonText(_) => "text that holds JSON".to_owned(),
            Type::List(..) | Type::Tolerant(_) => "a list".to_owned(),
            Type::Map(_) => "an object".to_owned(),
            Type::File => "a file".to_owned(),
            Type::Tuple(elements) => format!("a list of {}", elements.len()),
            Type::Nullable(inner) => format!("{} or null", self.describe(inner)),
            Type::Text(inner) => format!("{} in a string", self.describe(inner)),
            Type::Lenient(inner) => format!("{}, also in a string", self.describe(inner)),
            Type::Named(id) => self.describe_named(*id),
        }
    }

    fn describe_named(&self, id: crate::api::TypeId) -> String {
        let Some(definition) = self.types.get(id) else { return "of that type".to_owned() };
        let name = &definition.rust;
        match &definition.kind {
            TypeKind::Struct(_) => format!("an object (`{name}`)"),
            TypeKind::Enum(enumeration) if enumeration.repr == EnumRepr::String => {
                format!("a value of `{name}`")
            }
            TypeKind::Enum(_) => format!("a number of `{name}`"),
            TypeKind::Union(_) => format!("an object of `{name}`"),
            TypeKind::Untagged(_) => format!("a value of `{name}`"),
            TypeKind::Filter(_) => format!("a condition (`{name}`)"),
        }
    }
}

fn in_format(what: &str, format: &str) -> String {
    format!("{what} in the format `{format}`")
}
