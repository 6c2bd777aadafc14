//! Documentation: `doc`, notes, `source`, `deprecated`.

use super::Checker;
use crate::api::Doc;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

impl Checker<'_, '_> {
    /// What a map says about itself.
    pub(super) fn doc(&mut self, view: View<'_>) -> Doc {
        let lines = view.text("doc").map(|text| crate::doc_text::lines(text.as_str())).unwrap_or_default();
        Doc { lines, source: self.source(view), deprecated: deprecated(view) }
    }

    /// The documentation in a note.
    pub(super) fn note(note: Option<Text<'_>>) -> Doc {
        let lines = note.map(|text| crate::doc_text::lines(text.as_str())).unwrap_or_default();
        Doc { lines, ..Doc::default() }
    }

    /// A text that must be one line.
    pub(super) fn one_line(&mut self, text: Text<'_>) -> String {
        let trimmed = text.as_str().trim();
        if trimmed.contains(['\n', '\r']) {
            self.report(
                Diagnostic::new(Code::LINE_BREAK, text.span(), "a line break in a text of one line")
                    .help("longer texts go into `doc`"),
            );
        }
        trimmed.replace(['\n', '\r'], " ")
    }

    fn source(&mut self, view: View<'_>) -> Option<String> {
        let text = view.text("source")?;
        let url = text.as_str();
        let web = url.starts_with("https://") || url.starts_with("http://");
        let plain = url.chars().all(|character| !character.is_whitespace() && !"<>\"`\\".contains(character));
        if web && plain {
            return Some(url.to_owned());
        }
        self.report(
            Diagnostic::new(Code::BAD_URL, text.span(), "not the URL of a page")
                .label("expected `https://…`"),
        );
        None
    }
}

fn deprecated(view: View<'_>) -> Option<String> {
    let node = view.get("deprecated")?;
    let scalar = node.as_scalar()?;
    match scalar.as_bool() {
        Some(true) => Some(String::new()),
        Some(false) => None,
        None => Some(super::safe_line(&scalar.text.split_whitespace().collect::<Vec<_>>().join(" "))),
    }
}
