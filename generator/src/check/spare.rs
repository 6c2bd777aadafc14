//! A spec over which an overlay lies: what only the spec declares, and nothing uses any more, is left out.
//!
//! A type is unused because the overlay removed the endpoint, a scheme because the overlay has another. The spec cannot
//! be edited, since the next import would bring it back, and to list all that goes with an endpoint is a machine's work.

use std::collections::HashSet;

use crate::api::Api;
use crate::diagnostic::{Code, Problems};
use crate::source::{FileId, Span};
use crate::yaml::{Node, Value};

/// How often it is checked again: what only an unused thing used is unused in turn.
const MAX_ROUNDS: usize = 32;

/// Checks a spec whose own file is `base`, as [`super::check_spec`] does.
pub(crate) fn check_overlaid(root: &mut Node, base: FileId, problems: &mut Problems) -> Option<Api> {
    for _ in 0..MAX_ROUNDS {
        let mut found = Problems::default();
        let api = super::check(root, Some(base), &mut found);
        if found.is_empty() {
            return api.filter(|_| problems.is_empty());
        }
        let found = found.into_sorted();
        let spare = |span: Span, code: Code| code == Code::UNUSED && span.file == base;
        let all_spare = found.iter().all(|problem| spare(problem.primary.span, problem.code));
        let spans = found.iter().map(|problem| problem.primary.span).collect();
        if !all_spare || !leave_out(root, &spans) {
            for problem in found {
                problems.report(problem);
            }
            return None;
        }
    }
    super::check_spec(root, problems)
}

/// Takes the entries with these keys out of the sections. Gives whether there were any.
fn leave_out(root: &mut Node, spans: &HashSet<Span>) -> bool {
    let Value::Map(sections) = &mut root.value else { return false };
    let mut any = false;
    for section in sections {
        if let Value::Map(entries) = &mut section.value.value {
            let before = entries.len();
            entries.retain(|entry| !spans.contains(&entry.key_span));
            any |= entries.len() < before;
        }
    }
    any
}
