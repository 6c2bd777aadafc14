//! Paths into a payload, followed through its types: where items, cursors and totals stand.

use super::Checker;
use crate::api::{Bounds, Int, PayloadStep, Presence, Step, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::expression::{self, ExpressionKind, Path, PathStep, PathStepKind};
use crate::spec::text::Text;

/// Where a path ends.
pub(super) struct PayloadEnd {
    pub(super) steps: Vec<PayloadStep>,
    pub(super) ty: Type,
    /// Whether any step may be absent or null.
    pub(super) may_be_null: bool,
    /// Whether it goes through an element of a list, one that exists only where the list is not empty.
    pub(super) in_element: bool,
    /// Whether such an element may be a broken one.
    pub(super) may_be_broken: bool,
}

impl PayloadEnd {
    fn start(payload: &Type) -> Self {
        let mut end = Self {
            steps: Vec::new(),
            ty: payload.clone(),
            may_be_null: false,
            in_element: false,
            may_be_broken: false,
        };
        if let Type::Nullable(inner) = payload {
            end.ty = (**inner).clone();
            end.may_be_null = true;
        }
        end
    }

    /// Whether it goes through every element of a list.
    pub(super) fn is_many(&self) -> bool {
        self.steps.iter().any(|step| step.step == Step::All)
    }

    /// A step to an element, which may be null itself.
    fn push_element(&mut self, step: Step, element: &Type) {
        match element {
            Type::Nullable(inner) => self.push(step, None, (**inner).clone(), Some(false)),
            other => self.push(step, None, other.clone(), None),
        }
    }

    fn push(
        &mut self,
        step: Step,
        field: Option<(crate::api::TypeId, usize)>,
        ty: Type,
        optional: Option<bool>,
    ) {
        self.may_be_null |= optional.is_some();
        self.ty = ty.clone();
        self.steps.push(PayloadStep { step, field, ty, optional });
    }
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
        path.steps.iter().try_fold(PayloadEnd::start(payload), |end, step| self.payload_step(end, step))
    }

    fn payload_step(&mut self, mut end: PayloadEnd, step: &PathStep) -> Option<PayloadEnd> {
        match (&step.kind, end.ty.clone()) {
            (PathStepKind::Name(name), Type::Map(value)) => {
                end.may_be_null = true;
                end.push_element(Step::Key(name.clone()), &value);
            }
            (PathStepKind::Name(name), _) => return self.payload_field(end, name, step),
            (PathStepKind::All, Type::List(item, _)) => {
                end.push_element(Step::All, &item);
            }
            (PathStepKind::Index(index), Type::Tuple(elements)) if *index < elements.len() => {
                end.push_element(Step::Index(*index), &elements[*index]);
            }
            (
                kind @ (PathStepKind::Index(_) | PathStepKind::FromEnd(_)),
                Type::List(item, _) | Type::Tolerant(item),
            ) => {
                end.may_be_broken |= matches!(end.ty, Type::Tolerant(_));
                end.may_be_null = true;
                end.in_element = true;
                end.push_element(element(kind), &item);
            }
            (_, found) => {
                let (message, label) = match &found {
                    Type::Tolerant(_) => (
                        "of a tolerant list, any element may be a broken one".to_owned(),
                        "expected the list itself",
                    ),
                    Type::List(..) | Type::Tuple(_) => {
                        (format!("{} has no such element", self.describe(&found)), "not an element")
                    }
                    other => {
                        (format!("{} has no elements", self.describe(other)), "only a list has elements")
                    }
                };
                self.report(Diagnostic::new(Code::WRONG_PATH, step.span, message).label(label));
                return None;
            }
        }
        Some(end)
    }

    fn payload_field(&mut self, mut end: PayloadEnd, name: &str, step: &PathStep) -> Option<PayloadEnd> {
        let fields = self.fields_of(&end.ty);
        let index = fields.as_ref().and_then(|fields| fields.iter().position(|field| field.wire == *name));
        let (Some(fields), Some(index), Type::Named(owner)) = (&fields, index, &end.ty) else {
            self.no_such_field(name, step.span, fields.as_deref(), Some(&end.ty));
            return None;
        };
        let field = &fields[index];
        let optional = match field.presence {
            Presence::Required | Presence::Default(_) => None,
            Presence::Optional | Presence::Nullable => Some(false),
            Presence::Maybe => Some(true),
        };
        let owner = *owner;
        end.push(Step::Key(name.to_owned()), Some((owner, index)), field.ty.clone(), optional);
        Some(end)
    }
}

fn element(kind: &PathStepKind) -> Step {
    match kind {
        PathStepKind::FromEnd(index) => Step::FromEnd(*index),
        PathStepKind::Index(index) => Step::Index(*index),
        PathStepKind::Name(_) | PathStepKind::All => Step::All,
    }
}

/// Whether a value is a whole number, also one in a string.
pub(super) fn is_int(ty: &Type) -> bool {
    match ty {
        Type::Int(..) => true,
        Type::Text(inner) | Type::Lenient(inner) => is_int(inner),
        _ => false,
    }
}

/// An integer without bounds.
pub(super) fn plain_int() -> Type {
    Type::Int(Int::I64, Bounds::default())
}
