//! Answers that stand apart from a spec, held against its types one by one: which of a document's examples fit.

use super::Checker;
use super::types::TypeTable;
use super::values::Side;
use crate::api::{Api, Held, case_of};
use crate::diagnostic::{Diagnostic, Problems};
use crate::spec::View;
use crate::yaml::{Node, Value};

/// An answer that a document shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'n> {
    /// The endpoint's name in the spec.
    pub(crate) endpoint: &'n str,
    pub(crate) status: u16,
    pub(crate) body: &'n Node,
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It is read, and written again to equal JSON.
    Same,
    /// It is read, and written in another form.
    Otherwise,
    /// It does not fit its type: the first reason.
    Misfit(Box<Diagnostic>),
    /// Its status has no type.
    Untyped,
}

/// Holds answers against an API, in their order.
pub(crate) fn try_answers(api: &Api, shown: &[Shown<'_>]) -> Vec<Verdict> {
    let Some(first) = shown.first() else { return Vec::new() };
    let nothing = Node { value: Value::Map(Vec::new()), span: first.body.span };
    let mut problems = Problems::default();
    let mut checker =
        Checker { types: TypeTable::of(&api.types), ..Checker::new(View::of(&nothing), &mut problems) };
    shown.iter().map(|one| checker.verdict(api, one)).collect()
}

impl Checker<'_, '_> {
    fn verdict(&mut self, api: &Api, shown: &Shown<'_>) -> Verdict {
        let Some(endpoint) = api.endpoints.iter().find(|endpoint| endpoint.name == shown.endpoint) else {
            return Verdict::Untyped;
        };
        let held = if (200..300).contains(&shown.status) {
            endpoint.returns.held(shown.status)
        } else {
            let set = endpoint.failures.and_then(|index| api.failures.get(index));
            set.and_then(|set| case_of(&set.cases, shown.status)).map(|(_, case)| case.holds.clone())
        };
        let Some(Held::Json(ty)) = held else { return Verdict::Untyped };
        self.fits(shown.body, &ty, Side::Answer);
        if let Some(reason) = std::mem::take(self.problems).into_sorted().into_iter().next() {
            return Verdict::Misfit(Box::new(reason));
        }
        let written = self.canonical(shown.body, &ty);
        if super::canonical::same(&written, &shown.body.to_json()) {
            Verdict::Same
        } else {
            Verdict::Otherwise
        }
    }
}
