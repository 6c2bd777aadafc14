//! Where the next position comes from: `paging.next`, ``http.headers.`x-next` ``, `next_url | parameter('cursor')`.

use crate::api::{AnswerRead, Endpoint, Next, NextFunction, NextSource, Operand, TextBounds, Type, TypeKind};
use crate::check::Checker;
use crate::check::conditions::Readable;
use crate::check::payload_paths::{is_int, plain_int};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{self, Expression, ExpressionKind, Path, PathStep, PathStepKind};
use crate::spec::text::Text;

/// The functions of `next`.
const FUNCTIONS: [&str; 2] = ["parameter", "plus"];

/// A value that goes into the request for the next page.
pub(super) struct NextValue {
    pub(super) next: Next,
    pub(super) ty: Type,
    /// Whether it may be missing, which is how pages end.
    pub(super) may_be_null: bool,
    /// Whether it is read off an item: two pages with one value are then the same page.
    pub(super) of_item: bool,
}

/// Something in an answer.
struct AnswerValue {
    read: AnswerRead,
    ty: Type,
    may_be_null: bool,
    of_item: bool,
}

impl<'a> Checker<'a, '_> {
    /// The expression under `next`.
    pub(super) fn next(&mut self, text: Text<'a>, endpoint: &Endpoint, payload: &Type) -> Option<NextValue> {
        let parsed = expression::parse(text, self.problems)?;
        let value = self.next_of(&parsed, endpoint, payload)?;
        if self.is_cursor(&value.ty) {
            return Some(value);
        }
        let found = self.describe(&value.ty);
        self.report(
            Diagnostic::new(
                Code::WRONG_PAGINATION,
                text.span(),
                format!("`{}` is {found}, which is no cursor", text.as_str()),
            )
            .label("expected text, a number, a date or time"),
        );
        None
    }

    fn next_of(&mut self, expression: &Expression, endpoint: &Endpoint, payload: &Type) -> Option<NextValue> {
        match &expression.kind {
            ExpressionKind::Path(path) => self.next_source(path, expression.span, endpoint, payload),
            ExpressionKind::Call { name, name_span, input, arguments } => {
                let input = self.next_of(input, endpoint, payload)?;
                self.next_function(input, name, *name_span, arguments)
            }
            _ => {
                self.report(
                    Diagnostic::new(Code::WRONG_PATH, expression.span, "not a value of an answer")
                        .label("expected such as `paging.next`, `http.link.next` or `items[-1].id`"),
                );
                None
            }
        }
    }

    fn next_source(
        &mut self,
        path: &Path,
        span: Span,
        endpoint: &Endpoint,
        payload: &Type,
    ) -> Option<NextValue> {
        if starts_with(path, "request") && !self.has_field(payload, "request") {
            let reference = self.parameter_at(&path.steps[1..], span, endpoint)?;
            let field = self.parameter_field(endpoint, &reference)?;
            let next = Next { source: NextSource::Request(reference), functions: Vec::new() };
            return Some(NextValue { next, ty: field.ty, may_be_null: false, of_item: false });
        }
        let AnswerValue { read, ty, may_be_null, of_item } = self.answer_value(path, span, payload)?;
        let next = Next { source: NextSource::Answer(read), functions: Vec::new() };
        Some(NextValue { next, ty, may_be_null, of_item })
    }

    fn next_function(
        &mut self,
        mut input: NextValue,
        name: &str,
        span: Span,
        arguments: &[Expression],
    ) -> Option<NextValue> {
        let function = match (name, arguments) {
            ("parameter", [Expression { kind: ExpressionKind::Text(name), .. }]) => {
                self.next_takes(span, &input.ty, is_text(&input.ty), "a URL")?;
                input.ty = Type::String(TextBounds::default());
                input.may_be_null = true;
                NextFunction::Parameter(name.clone())
            }
            ("plus", [Expression { kind: ExpressionKind::Int(number), .. }]) => {
                let fits = is_text(&input.ty) || is_int(&input.ty);
                self.next_takes(span, &input.ty, fits, "a whole number")?;
                input.may_be_null |= is_text(&input.ty);
                input.ty = plain_int();
                NextFunction::Plus(*number)
            }
            ("parameter" | "plus", _) => {
                let expected = if name == "plus" { "plus(1)" } else { "parameter('cursor')" };
                self.report(
                    Diagnostic::new(Code::WRONG_VALUE, span, format!("`{name}` takes one constant"))
                        .label(format!("expected such as `{expected}`")),
                );
                return None;
            }
            _ => {
                self.unknown(
                    Code::UNKNOWN_FUNCTION,
                    Text::whole(name, span),
                    "function of `next`",
                    FUNCTIONS,
                );
                return None;
            }
        };
        input.next.functions.push(function);
        Some(input)
    }

    fn next_takes(&mut self, span: Span, found: &Type, fits: bool, expected: &str) -> Option<()> {
        if fits {
            return Some(());
        }
        let found = self.describe(found);
        self.report(
            Diagnostic::new(Code::WRONG_VALUE, span, format!("what stands before the bar is {found}"))
                .label(format!("expected {expected}")),
        );
        None
    }

    /// One value of an answer: of its payload, or of its headers.
    fn answer_value(&mut self, path: &Path, span: Span, payload: &Type) -> Option<AnswerValue> {
        if starts_with(path, "http") && !self.has_field(payload, "http") {
            let read = self.http_value(path, span)?;
            let ty = Type::String(TextBounds::default());
            return Some(AnswerValue { read, ty, may_be_null: true, of_item: false });
        }
        let end = self.follow_payload(path, payload)?;
        let (problem, label) = if end.is_many() {
            ("a path with `[*]` yields several values", "expected a path to one value")
        } else if end.may_be_broken {
            ("an element of a tolerant list may be a broken one", "expected a value that can always be read")
        } else {
            let read = AnswerRead::Payload(end.steps);
            return Some(AnswerValue {
                read,
                ty: end.ty,
                may_be_null: end.may_be_null,
                of_item: end.in_element,
            });
        };
        self.report(Diagnostic::new(Code::WRONG_PATH, span, problem).label(label));
        None
    }

    fn http_value(&mut self, path: &Path, span: Span) -> Option<AnswerRead> {
        if let [_, PathStep { kind: PathStepKind::Name(place), .. }, last] = path.steps.as_slice()
            && let PathStepKind::Name(name) = &last.kind
        {
            match place.as_str() {
                "headers" => {
                    self.header_name(Text::whole(name, last.span));
                    return Some(AnswerRead::Header(name.to_lowercase()));
                }
                "link" => return Some(AnswerRead::Link(name.clone())),
                _ => {}
            }
        }
        self.report(
            Diagnostic::new(
                Code::WRONG_PATH,
                span,
                format!("`{}` is nothing that an answer has", path.shown()),
            )
            .label("expected ``http.headers.`x-next` `` or `http.link.next`"),
        );
        None
    }

    /// A whole number of an answer: of its payload, or a header.
    pub(super) fn answer_number(&mut self, text: Text<'a>, payload: &Type) -> Option<AnswerRead> {
        let parsed = expression::parse(text, self.problems)?;
        let ExpressionKind::Path(path) = &parsed.kind else {
            self.report(
                Diagnostic::new(Code::WRONG_PATH, parsed.span, "not a path into the answer")
                    .label("expected such as `meta.total` or ``http.headers.`x-total` ``"),
            );
            return None;
        };
        let value = self.answer_value(path, parsed.span, payload)?;
        let is_header = matches!(value.read, AnswerRead::Header(_));
        if is_header || is_int(&value.ty) {
            return Some(value.read);
        }
        let found = self.describe(&value.ty);
        self.report(
            Diagnostic::new(Code::WRONG_PAGINATION, text.span(), format!("`{}` is {found}", text.as_str()))
                .label("expected a whole number"),
        );
        None
    }

    /// What a condition reads at a path; new reads are added.
    pub(super) fn readable(
        &mut self,
        path: &Path,
        span: Span,
        payload: &Type,
        reads: &mut Vec<AnswerRead>,
    ) -> Option<Readable> {
        if path.shown() == "http.status" && !self.has_field(payload, "http") {
            let ty = plain_int();
            return Some(Readable { operand: Operand::Status, ty, may_be_null: false });
        }
        let value = self.answer_value(path, span, payload)?;
        reads.push(value.read);
        Some(Readable {
            operand: Operand::Read(reads.len() - 1),
            ty: value.ty,
            may_be_null: value.may_be_null,
        })
    }

    /// Whether a value of the type can say where a page is: one piece of text that has an order or a meaning to the API.
    pub(super) fn is_cursor(&self, ty: &Type) -> bool {
        match ty {
            Type::Bool | Type::F64(_) | Type::Bytes(_) => false,
            Type::Text(inner) | Type::Lenient(inner) => self.is_cursor(inner),
            Type::Named(id) => {
                matches!(self.types.get(*id).map(|definition| &definition.kind), Some(TypeKind::Enum(_)))
            }
            other => crate::check::fields::is_scalar(other),
        }
    }

    fn has_field(&self, payload: &Type, name: &str) -> bool {
        let payload = if let Type::Nullable(inner) = payload { inner } else { payload };
        self.fields_of(payload).is_some_and(|fields| fields.iter().any(|field| field.wire == name))
    }
}

fn starts_with(path: &Path, name: &str) -> bool {
    matches!(path.steps.first(), Some(PathStep { kind: PathStepKind::Name(first), .. }) if first == name)
}

pub(super) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String(_) | Type::Url => true,
        Type::Lenient(inner) => is_text(inner),
        _ => false,
    }
}
