//! Envelopes: the wrapper's own fields, when an answer is a success, where payload and error texts stand.

use super::Checker;
use super::conditions::Readable;
use super::scope::Scope;
use super::types::definition;
use crate::api::{Condition, Envelope, Field, Operand, PayloadAt, Presence, Step, Struct, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{self, ExpressionKind, Path, PathStepKind};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// What an envelope's paths have read so far.
#[derive(Default)]
struct Reads {
    paths: Vec<Vec<Step>>,
}

impl Reads {
    fn index(&mut self, path: Vec<Step>) -> usize {
        match self.paths.iter().position(|known| *known == path) {
            Some(index) => index,
            None => {
                self.paths.push(path);
                self.paths.len() - 1
            }
        }
    }
}

/// Where a path through an envelope's fields ends.
struct End {
    steps: Vec<Step>,
    ty: Type,
    may_be_null: bool,
    many: bool,
}

impl<'a> Checker<'a, '_> {
    /// By declared order; `None`: a reported problem.
    pub(super) fn envelopes(&mut self) -> Vec<Option<Envelope>> {
        let mut scope = Scope::reserving(&["NONE"], "the generated code");
        let spec = self.spec;
        spec.named("envelopes").iter().map(|entry| self.envelope(entry, &mut scope)).collect()
    }

    fn envelope(&mut self, entry: &'a Entry, scope: &mut Scope) -> Option<Envelope> {
        let view = View::of(&entry.value);
        let what = format!("the envelope `{}`", entry.key);
        let camel = self.camel_name(&format!("{}_envelope", entry.key), entry.key_span)?;
        let rust = crate::names::screaming(&entry.key);
        if let Some(rust) = &rust {
            self.take(scope, rust, entry.key_span, &what);
        }
        self.not_none(Text::from(entry), "envelope");
        let doc = self.doc(view);
        let mut field_scope = Scope::reserving(&["new"], "the struct");
        let fields = self.fields(view.named("fields"), &mut field_scope, "field")?;
        let own = if fields.is_empty() {
            None
        } else {
            self.take_type(&camel, entry.key_span, &what);
            let id = self.types.reserve(entry.key_span);
            let kind = TypeKind::Struct(Struct { fields: fields.clone(), others: None });
            self.types.define(id, Some(definition(camel, doc.clone(), kind)));
            Some(id)
        };
        let mut reads = Reads::default();
        let success = match view.text("success") {
            Some(text) => Some(self.success(text, &fields, &mut reads)?),
            None => None,
        };
        let payload = self.payload(view, &fields, success.is_some())?;
        let error = view.view("error");
        let mut place = |checker: &mut Self, key: &str| {
            let text = error.and_then(|error| error.text(key))?;
            checker.error_path(text, key, &fields, &mut reads)
        };
        let code = place(self, "code");
        let message = place(self, "message");
        let detail = place(self, "detail");
        let request_id = place(self, "request_id");
        Some(Envelope {
            name: entry.key.clone(),
            rust: rust?,
            doc,
            own,
            reads: reads.paths,
            success,
            payload,
            code,
            message,
            detail,
            request_id,
        })
    }

    fn success(&mut self, text: Text<'a>, fields: &[Field], reads: &mut Reads) -> Option<Condition> {
        let expression = expression::parse(text, self.problems)?;
        self.condition(&expression, &mut |checker, path, span| {
            if path.shown() == "http.status" {
                let ty = super::payload_paths::plain_int();
                return Some(Readable { operand: Operand::Status, ty, may_be_null: false });
            }
            let end = checker.envelope_path(path, fields)?;
            if end.many {
                checker.report(
                    Diagnostic::new(Code::WRONG_CONDITION, span, "a path with `[*]` yields several values")
                        .label("expected a path to one value"),
                );
                return None;
            }
            let operand = Operand::Read(reads.index(end.steps));
            Some(Readable { operand, ty: end.ty, may_be_null: end.may_be_null })
        })
    }

    fn payload(&mut self, view: View<'a>, fields: &[Field], has_rule: bool) -> Option<PayloadAt> {
        let Some(text) = view.text("payload") else {
            return Some(if has_rule { PayloadAt::Beside } else { PayloadAt::Root });
        };
        if fields.iter().any(|field| field.wire == text.as_str()) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAYLOAD,
                    text.span(),
                    format!("`{}` is one of the envelope's own fields", text.as_str()),
                )
                .label("expected the field with the payload, which each endpoint types by `returns`"),
            );
            return None;
        }
        Some(PayloadAt::Field(text.as_str().to_owned()))
    }

    fn error_path(
        &mut self,
        text: Text<'a>,
        key: &str,
        fields: &[Field],
        reads: &mut Reads,
    ) -> Option<usize> {
        let parsed = expression::parse(text, self.problems)?;
        let ExpressionKind::Path(path) = &parsed.kind else {
            self.report(
                Diagnostic::new(Code::WRONG_PATH, parsed.span, format!("`{key}` is a path"))
                    .label("expected a path such as `error.code`"),
            );
            return None;
        };
        let end = self.envelope_path(path, fields)?;
        let textual =
            super::fields::is_scalar(&end.ty) || matches!(&end.ty, Type::Named(id) if self.is_enum(*id));
        if !textual {
            let found = self.describe(&end.ty);
            self.report(
                Diagnostic::new(Code::WRONG_PATH, parsed.span, format!("`{}` is {found}", path.shown()))
                    .label("expected text or a number"),
            );
            return None;
        }
        Some(reads.index(end.steps))
    }

    fn is_enum(&self, id: crate::api::TypeId) -> bool {
        matches!(self.types.get(id).map(|definition| &definition.kind), Some(TypeKind::Enum(_)))
    }

    /// Follows a path through the envelope's fields.
    fn envelope_path(&mut self, path: &Path, fields: &[Field]) -> Option<End> {
        let mut steps = Vec::new();
        let mut ty: Option<Type> = None;
        let mut scope = Some(fields.to_vec());
        let mut may_be_null = false;
        let mut many = false;
        for step in &path.steps {
            match (&step.kind, &ty) {
                (PathStepKind::Name(name), _) => {
                    let found =
                        scope.as_ref().and_then(|fields| fields.iter().find(|field| field.wire == *name));
                    let Some(field) = found.cloned() else {
                        self.no_such_field(name, step.span, scope.as_deref(), ty.as_ref());
                        return None;
                    };
                    may_be_null |= !matches!(field.presence, Presence::Required | Presence::Default(_));
                    steps.push(Step::Key(name.clone()));
                    ty = Some(field.ty);
                }
                (PathStepKind::FromEnd(_), Some(Type::List(..))) => {
                    self.report(
                        Diagnostic::new(
                            Code::WRONG_PATH,
                            step.span,
                            "elements are counted from the end in pagination only",
                        )
                        .label("expected `[0]`, `[1]`, … or `[*]`"),
                    );
                    return None;
                }
                (kind, Some(Type::List(item, _))) => {
                    match kind {
                        PathStepKind::Index(index) => {
                            may_be_null = true;
                            steps.push(Step::Index(*index));
                        }
                        _ => {
                            many = true;
                            steps.push(Step::All);
                        }
                    }
                    ty = Some((**item).clone());
                }
                _ => {
                    self.report(
                        Diagnostic::new(Code::WRONG_PATH, step.span, "only a list has elements")
                            .label("not a list"),
                    );
                    return None;
                }
            }
            while let Some(Type::Nullable(inner)) = &ty {
                may_be_null = true;
                ty = Some((**inner).clone());
            }
            scope = ty.as_ref().and_then(|ty| self.fields_of(ty));
        }
        Some(End { steps, ty: ty?, may_be_null, many })
    }

    /// The fields of a struct type.
    pub(super) fn fields_of(&self, ty: &Type) -> Option<Vec<Field>> {
        self.struct_of(ty).map(|definition| definition.fields.clone())
    }

    /// A struct type.
    pub(super) fn struct_of(&self, ty: &Type) -> Option<&Struct> {
        let Type::Named(id) = ty else { return None };
        match &self.types.get(*id)?.kind {
            TypeKind::Struct(definition) => Some(definition),
            _ => None,
        }
    }

    /// A step of a path that leads nowhere.
    pub(super) fn no_such_field(
        &mut self,
        name: &str,
        span: Span,
        fields: Option<&[Field]>,
        of: Option<&Type>,
    ) {
        match (fields, of) {
            (Some(fields), _) => {
                let known = fields.iter().map(|field| field.wire.as_str());
                self.report(
                    Diagnostic::new(Code::UNKNOWN_FIELD, span, format!("no field is named `{name}` here"))
                        .suggest(name, known, "a field"),
                );
            }
            (None, of) => {
                let what = of.map_or_else(|| "this".to_owned(), |ty| self.describe(ty));
                self.report(
                    Diagnostic::new(Code::WRONG_PATH, span, format!("{what} has no field `{name}`"))
                        .label("only an object with declared fields has fields"),
                );
            }
        }
    }
}
