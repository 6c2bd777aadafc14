//! What statuses mean: always, or when a condition over the refusal holds.
//!
//! No type describes the body of a refusal, so its values are compared as texts and numbers, and a path may lead nowhere.

use super::Checker;
use super::retry::treatment;
use crate::api::{AnswerAt, RefusalWhen, StatusRule, Step, Test};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::expression::{self, Expression, ExpressionKind, Operator, Path, PathStep, PathStepKind};
use crate::spec::text::Text;
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    /// The rules about one status, in their order.
    pub(super) fn status_rules(&mut self, entry: &'a Entry) -> Vec<StatusRule> {
        let Some(status) = self.status_of_refusal(entry) else { return Vec::new() };
        if let Some(treatment) = Text::of(&entry.value).and_then(|word| treatment(word.as_str())) {
            return vec![StatusRule { status, when: None, treatment }];
        }
        let conditions = entry.value.as_map().unwrap_or_default();
        if entry.value.as_map().is_some() && conditions.is_empty() {
            let text = format!("what {status} means is not said");
            self.report(Diagnostic::new(Code::EMPTY, entry.value.span, text));
        }
        let rule = |condition: &'a Entry| {
            let parsed = expression::parse(Text::of(&condition.value)?, self.problems)?;
            let (when, treatment) = (self.when(&parsed)?, treatment(&condition.key)?);
            Some(StatusRule { status, when: Some(when), treatment })
        };
        conditions.iter().filter_map(rule).collect()
    }

    fn status_of_refusal(&mut self, entry: &Entry) -> Option<u16> {
        let status = entry.key.parse().ok().filter(|status| (400..600).contains(status));
        if status.is_none() {
            let text = format!("`{}` is no status of a refusal", entry.key);
            self.report(
                Diagnostic::new(Code::WRONG_STATUS, entry.key_span, text)
                    .label("expected 400 to 599")
                    .help("what an answer of another status means is said by an envelope, and by `errors`"),
            );
        }
        status
    }

    fn when(&mut self, expression: &Expression) -> Option<RefusalWhen> {
        match &expression.kind {
            ExpressionKind::And(parts) => self.whens(parts).map(RefusalWhen::All),
            ExpressionKind::Or(parts) => self.whens(parts).map(RefusalWhen::Any),
            ExpressionKind::Not(inner) => self.when(inner).map(|inner| RefusalWhen::Not(Box::new(inner))),
            ExpressionKind::Compare(left, operator, right) => self.when_compared(left, *operator, right),
            ExpressionKind::Call { name, name_span, input, arguments } => {
                self.when_contained(name, *name_span, input, arguments)
            }
            // A field that is true; a header is a text, and what is there is not yet true.
            ExpressionKind::Path(path) => match self.answer_at(path, expression.span)? {
                at @ AnswerAt::Body(_) => Some(RefusalWhen::Is(at, Test::Text("true".to_owned()))),
                AnswerAt::Header(_) => self.no_condition(expression.span, "a header alone is no condition"),
            },
            _ => self.no_condition(expression.span, "a constant alone is no condition"),
        }
    }

    fn whens(&mut self, parts: &[Expression]) -> Option<Vec<RefusalWhen>> {
        let checked: Vec<Option<RefusalWhen>> = parts.iter().map(|part| self.when(part)).collect();
        checked.into_iter().collect()
    }

    fn when_compared(
        &mut self,
        left: &Expression,
        operator: Operator,
        right: &Expression,
    ) -> Option<RefusalWhen> {
        let ExpressionKind::Path(path) = &left.kind else {
            return self.no_condition(left.span, "the left side of a comparison is a path");
        };
        let at = self.answer_at(path, left.span)?;
        let is = |test| Some(RefusalWhen::Is(at.clone(), test));
        let text = match &right.kind {
            ExpressionKind::Null => None,
            ExpressionKind::Bool(value) => Some(value.to_string()),
            ExpressionKind::Int(value) => Some(value.to_string()),
            ExpressionKind::Text(text) => Some(text.clone()),
            _ => return self.no_condition(right.span, "the right side of a comparison is a constant"),
        };
        let same = text.map_or(Test::Nothing, Test::Text);
        match (operator, &right.kind) {
            (Operator::Equal, _) => is(same),
            (Operator::NotEqual, _) => is(same).map(|same| RefusalWhen::Not(Box::new(same))),
            (Operator::Less, ExpressionKind::Int(number)) => is(Test::Less(*number)),
            (Operator::AtMost, ExpressionKind::Int(number)) => is(Test::AtMost(*number)),
            (Operator::Greater, ExpressionKind::Int(number)) => is(Test::Greater(*number)),
            (Operator::AtLeast, ExpressionKind::Int(number)) => is(Test::AtLeast(*number)),
            _ => self.no_condition(right.span, "only whole numbers are less or greater"),
        }
    }

    fn when_contained(
        &mut self,
        name: &str,
        name_span: Span,
        input: &Expression,
        arguments: &[Expression],
    ) -> Option<RefusalWhen> {
        let (ExpressionKind::Path(path), "contains") = (&input.kind, name) else {
            return self.no_condition(name_span, "the one function of these conditions is `contains`");
        };
        let [Expression { kind: ExpressionKind::Text(text), .. }] = arguments else {
            return self.no_condition(name_span, "`contains` takes one text");
        };
        Some(RefusalWhen::Is(self.answer_at(path, input.span)?, Test::Contains(text.clone())))
    }

    fn no_condition<T>(&mut self, span: Span, text: &str) -> Option<T> {
        let expected = "expected such as ``http.headers.`x-left` == '0'`` or `message | contains('rate')`";
        self.report(Diagnostic::new(Code::WRONG_CONDITION, span, text).label(expected));
        None
    }

    /// Where a path of a condition leads: to a header, or into the body.
    fn answer_at(&mut self, path: &Path, span: Span) -> Option<AnswerAt> {
        if let Some(PathStep { kind: PathStepKind::Name(name), .. }) = path.steps.first()
            && name == "http"
        {
            return self.header_at(path, span);
        }
        let steps = path.steps.iter().map(|step| match &step.kind {
            PathStepKind::Name(name) => Some(Step::Key(name.clone())),
            PathStepKind::Index(index) => Some(Step::Index(*index)),
            PathStepKind::All => Some(Step::All),
            PathStepKind::FromEnd(_) => None,
        });
        let steps: Option<Vec<Step>> = steps.collect();
        if steps.is_none() {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PATH,
                    span,
                    "elements of a refusal are counted from the beginning",
                )
                .label("expected `[0]`, or `[*]` for any of them"),
            );
        }
        steps.map(AnswerAt::Body)
    }

    fn header_at(&mut self, path: &Path, span: Span) -> Option<AnswerAt> {
        if let [_, PathStep { kind: PathStepKind::Name(place), .. }, last] = path.steps.as_slice()
            && let ("headers", PathStepKind::Name(name)) = (place.as_str(), &last.kind)
        {
            self.header_name(Text::whole(name, last.span));
            return Some(AnswerAt::Header(name.to_lowercase()));
        }
        let text = format!("`{}` is nothing that an answer has", path.shown());
        self.report(
            Diagnostic::new(Code::WRONG_PATH, span, text).label("expected ``http.headers.`x-left` ``"),
        );
        None
    }
}
