//! The API's error codes and their causes.

use super::Checker;
use super::scope::Scope;
use crate::api::{Cause, ErrorCode, Treatment};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    pub(super) fn errors(&mut self) -> Vec<ErrorCode> {
        let mut codes = Scope::reserving(&["Unlisted"], "the enum for codes that are not listed");
        let mut causes = Scope::default();
        let mut errors = Vec::new();
        for entry in self.spec.named("errors") {
            let Some((name, doc)) = self.noted_name(entry) else { continue };
            let Some(rust) = self.camel_name(name.as_str(), name.span()) else { continue };
            self.take(&mut codes, &rust, entry.key_span, &format!("the error code `{}`", entry.key));
            let view = View::of(&entry.value);
            let treat_as = view.text("treat_as").and_then(|word| super::retry::treatment(word.as_str()));
            let causes =
                view.named("causes").iter().filter_map(|cause| self.cause(cause, &mut causes)).collect();
            errors.push(ErrorCode {
                wire: entry.key.clone(),
                rust,
                doc,
                treat_as: treat_as.unwrap_or(Treatment::Fatal),
                causes,
            });
        }
        errors
    }

    fn cause(&mut self, entry: &'a Entry, scope: &mut Scope) -> Option<Cause> {
        let rust = self.camel_name(&entry.key, entry.key_span)?;
        self.take(scope, &rust, entry.key_span, &format!("the cause `{}`", entry.key));
        let (pattern, note) = Text::of(&entry.value)?.split_note();
        if pattern.as_str().trim_matches('*').trim().is_empty() {
            self.report(
                Diagnostic::new(Code::EMPTY, pattern.span(), "a pattern that every text matches")
                    .label("expected some of the text that tells this cause"),
            );
            return None;
        }
        let pieces = pattern.as_str().split('*').map(str::to_owned).collect();
        Some(Cause { rust, doc: Self::note(note), pattern: pieces })
    }
}
