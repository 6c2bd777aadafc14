//! For GitHub's workflow log: `::error file=…,line=…::message`, which it shows beside the changed line.
//! The escapes are those of <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>.

use crate::diagnostic::Diagnostic;

use super::harmless;
use super::lines::Places;

pub fn show(diagnostic: &Diagnostic, places: &mut Places<'_>) -> String {
    let place = places.place(diagnostic.primary.span);
    let mut properties = vec![
        format!("file={}", property(&places.path(diagnostic.primary.span.file))),
        format!("line={}", place.line),
        format!("endLine={}", place.end_line),
    ];
    // The page refuses columns of a place that goes over several lines.
    if place.line == place.end_line {
        properties.push(format!("col={}", place.column));
        properties.push(format!("endColumn={}", place.end_column));
    }
    properties.push(format!("title={}", diagnostic.code));
    format!("::error {}::{}\n", properties.join(","), data(&message(diagnostic, places)))
}

fn message(diagnostic: &Diagnostic, places: &mut Places<'_>) -> String {
    let message = harmless(&diagnostic.message);
    let mut lines = match harmless(&diagnostic.primary.text) {
        label if label.is_empty() => vec![message],
        label => vec![format!("{message}: {label}")],
    };
    for other in &diagnostic.others {
        let place = places.place(other.span);
        lines.push(format!("{}:{}: {}", places.path(other.span.file), place.line, harmless(&other.text)));
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {}", harmless(note))));
    lines.extend(diagnostic.helps.iter().map(|help| format!("help: {}", harmless(help))));
    lines.join("\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
