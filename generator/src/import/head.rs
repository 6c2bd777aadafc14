//! The first lines of an imported spec, and what the command prints: what was degraded, and why.

use std::fmt::Write as _;
use std::path::Path;

use crate::diagnostic::Code;

use super::notes::{Degraded, counts};

/// So many things are listed in the spec itself.
const LISTED: usize = 60;

/// Kinds of which a document has very many, and which change no type: they are counted.
const COUNTED: [Code; 1] = [Code::IMPORT_KEYWORD];

/// How much a spec has.
pub(super) struct Counted {
    pub(super) endpoints: usize,
    /// Operations that would be endpoints if all could be.
    pub(super) wanted: usize,
    pub(super) types: usize,
    pub(super) webhooks: usize,
}

/// The comment at the top of a spec.
pub(super) fn head(path: &Path, degraded: &[Degraded], counted: &Counted) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Counted { endpoints, wanted, types, webhooks } = counted;
    let webhooks = if *webhooks == 0 { String::new() } else { format!(", {webhooks} webhooks") };
    let mut out = format!(
        "# Imported from {} by `specwright import openapi`: {endpoints} of {wanted} operations, {types} types{webhooks}.\n",
        comment(&name)
    );
    let counts = counts(degraded);
    if !counts.is_empty() {
        out.push_str("# Not carried over as it stands (docs/import.md says what each means):\n");
        for (code, count) in &counts {
            let _ = writeln!(out, "#   {code} {count:>5}  {}", code.title());
        }
    }
    let mut listed = degraded.iter().filter(|one| !COUNTED.contains(&one.code));
    for one in listed.by_ref().take(LISTED) {
        let _ =
            writeln!(out, "# {} {}:{} {}", one.code, comment(&one.pointer), one.line, comment(&one.message));
    }
    let more = listed.count();
    if more > 0 {
        let _ = writeln!(out, "# and {more} more");
    }
    out.push_str("# yaml-language-server: $schema=specwright.schema.json\n");
    out
}

/// A text on a line of its own.
fn comment(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control() && !crate::yaml::is_refused(*character))
        .take(300)
        .collect()
}

/// What the command prints: counts, and the things themselves; `all`: also those that are only counted otherwise.
pub fn summary(degraded: &[Degraded], all: bool) -> String {
    let mut out = String::new();
    for one in degraded.iter().filter(|one| all || !COUNTED.contains(&one.code)) {
        let _ = writeln!(
            out,
            "{}:{}: {}: {} [{}]",
            one.path,
            one.line,
            comment(&one.pointer),
            comment(&one.message),
            one.code
        );
    }
    for (code, count) in counts(degraded) {
        let _ = writeln!(out, "{code} {count:>5}  {}", code.title());
    }
    out
}
