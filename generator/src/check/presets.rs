//! What is sent when the user sets nothing: at a field or a parameter, or at an endpoint for fields of its body's type.

use super::{Checked, Checker};
use crate::api::{Body, Field, Literal, Presence, Type, TypeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    /// `preset` of a field or a parameter.
    pub(super) fn preset_of(&mut self, long: View<'a>, ty: &Type) -> Checked<Option<Literal>> {
        let Some(entry) = long.entry("preset") else { return Some(None) };
        if let Some(other) = long.entry("default").or_else(|| long.entry("tag")) {
            let message = format!("`preset` does not stand beside `{}`", other.key);
            let problem = Diagnostic::new(Code::CONFLICTING_KEYS, entry.key_span, message);
            self.report(
                problem.also(other.key_span, "already here").help("a preset is one text, number or truth"),
            );
            return None;
        }
        self.preset_value(entry, ty).map(Some)
    }

    /// `presets` of an endpoint.
    pub(super) fn presets(&mut self, view: View<'a>, body: &Body) -> Option<Vec<((TypeId, usize), Literal)>> {
        let Some(entry) = view.entry("presets") else { return Some(Vec::new()) };
        let found = match body {
            Body::Json(Type::Named(id)) if view.entry("body?").is_none() => {
                self.fields_of(&Type::Named(*id)).map(|fields| (*id, fields))
            }
            _ => None,
        };
        let Some((id, fields)) = found else {
            self.report(
                Diagnostic::new(Code::WRONG_BODY, entry.key_span, "the body is no type with fields")
                    .help("of a parameter, or a field that is declared in place, `preset` stands at itself"),
            );
            return None;
        };
        let entries = view.named("presets");
        let presets: Vec<_> = entries.iter().map(|entry| self.preset_in(entry, id, &fields)).collect();
        presets.into_iter().collect()
    }

    fn preset_in(
        &mut self,
        entry: &'a Entry,
        id: TypeId,
        fields: &[Field],
    ) -> Option<((TypeId, usize), Literal)> {
        let Some(index) = fields.iter().position(|field| field.wire == entry.key) else {
            let known = fields.iter().map(|field| field.wire.as_str());
            self.unknown(Code::UNKNOWN_FIELD, Text::from(entry), "field of the body", known);
            return None;
        };
        let field = &fields[index];
        if matches!(field.presence, Presence::Required | Presence::Default(_)) {
            let message = format!("`{}` is always sent as it is in the type", field.wire);
            self.report(
                Diagnostic::new(Code::WRONG_BODY, entry.key_span, message)
                    .help("mark the field with `?`, or write `preset` at itself"),
            );
            return None;
        }
        let literal = self.preset_value(entry, &field.ty)?;
        Some(((id, index), literal))
    }

    fn preset_value(&mut self, entry: &'a Entry, ty: &Type) -> Option<Literal> {
        if !self.is_one_text(ty) {
            let message = "a preset of what is no text, number or truth";
            self.report(
                Diagnostic::new(Code::WRONG_DEFAULT, entry.key_span, message)
                    .label("expected at a scalar or an enum"),
            );
            return None;
        }
        let literal = self.literal(&entry.value, ty, "the preset")?;
        self.keeps_bounds(&entry.value, ty, "preset")?;
        Some(literal)
    }
}
