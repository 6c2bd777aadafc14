//! Paths into a payload, followed through its types: where items, cursors and totals stand.

use super::Checker;
use crate::api::{Bounds, Int, PayloadStep, Presence, Step, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::expression::{self, ExpressionKind, Path, PathStepKind};
use crate::spec::text::Text;

/// Where a path ends.
pub(super) struct PayloadEnd {
    pub(super) steps: Vec<PayloadStep>,
    pub(super) ty: Type,
    /// Whether any step may be absent or null.
    pub(super) may_be_null: bool,
}

impl Checker<'_, '_> {
    /// Parses a path and follows it from the payload's type.
    pub(super) fn payload_path(&mut self, text: Text<'_>, payload: &Type) -> Option<PayloadEnd> {
        let parsed = expression::parse(text, self.problems)?;
        let ExpressionKind::Path(path) = &parsed.kind else {
            self.report(
                Diagnostic::new(Code::WRONG_PATH, parsed.span, "not a path into the payload")
                    .label("expected such as `meta.total`"),
            );
            return None;
        };
        self.follow_payload(path, payload)
    }

    pub(super) fn follow_payload(&mut self, path: &Path, payload: &Type) -> Option<PayloadEnd> {
        let mut steps: Vec<PayloadStep> = Vec::new();
        let mut ty = payload.clone();
        let mut may_be_null = false;
        for step in &path.steps {
            let PathStepKind::Name(name) = &step.kind else {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_PATH,
                        step.span,
                        "a path into a payload goes through fields only",
                    )
                    .label("expected a field's name"),
                );
                return None;
            };
            let fields = self.fields_of(&ty);
            let index =
                fields.as_ref().and_then(|fields| fields.iter().position(|field| field.wire == *name));
            let (Some(fields), Some(index), Type::Named(owner)) = (&fields, index, &ty) else {
                self.no_such_field(name, step.span, fields.as_deref(), Some(&ty));
                return None;
            };
            let field = &fields[index];
            let optional = match field.presence {
                Presence::Required | Presence::Default(_) => None,
                Presence::Optional | Presence::Nullable => Some(false),
                Presence::Maybe => Some(true),
            };
            may_be_null |= optional.is_some();
            steps.push(PayloadStep {
                step: Step::Key(name.clone()),
                field: Some((*owner, index)),
                ty: field.ty.clone(),
                optional,
            });
            ty = field.ty.clone();
        }
        Some(PayloadEnd { steps, ty, may_be_null })
    }

    /// A path to a whole number.
    pub(super) fn number_path(&mut self, text: Text<'_>, payload: &Type) -> Option<Vec<PayloadStep>> {
        let end = self.payload_path(text, payload)?;
        let is_number = matches!(&end.ty, Type::Int(..))
            || matches!(&end.ty, Type::Text(inner) | Type::Lenient(inner) if is_int(inner));
        if !is_number {
            let found = self.describe(&end.ty);
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAGINATION,
                    text.span(),
                    format!("`{}` is {found}", text.as_str()),
                )
                .label("expected a whole number"),
            );
            return None;
        }
        Some(end.steps)
    }
}

fn is_int(ty: &Type) -> bool {
    match ty {
        Type::Int(..) => true,
        Type::Text(inner) => is_int(inner),
        _ => false,
    }
}

/// An integer without bounds.
pub(super) fn plain_int() -> Type {
    Type::Int(Int::I64, Bounds::default())
}
