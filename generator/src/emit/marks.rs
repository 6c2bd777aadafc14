//! The part of a file that each run makes anew, where the rest belongs to its user: a crate that stands alone is
//! published under its user's name, version and licence.
//!
//! Two lines mark it. The generator writes the whole file once; after that, only what stands between them.

use std::ops::Range;

/// The lines around the part of the file with this path; `None`: the whole file is the generator's.
pub(super) fn marks(path: &str) -> Option<[&'static str; 2]> {
    match path {
        "Cargo.toml" => Some(["# specwright: begin", "# specwright: end"]),
        "README.md" => Some(["<!-- specwright: begin -->", "<!-- specwright: end -->"]),
        _ => None,
    }
}

/// A part of the file between its marks.
pub(super) fn between(path: &str, part: &str) -> String {
    marks(path).map_or_else(|| part.to_owned(), |[begin, end]| format!("{begin}\n{part}{end}\n"))
}

/// Where the generator's part of the file lies: from the line behind the first mark to the second one. `None`: the text
/// has no such marks.
///
/// ```
/// use specwright::emit::marked_part;
///
/// let text = "[package]\n# specwright: begin\n[features]\n# specwright: end\n";
/// assert_eq!(marked_part("Cargo.toml", text).map(|part| &text[part]), Some("[features]\n"));
/// assert_eq!(marked_part("src/lib.rs", text), None);
/// ```
pub fn marked_part(path: &str, text: &str) -> Option<Range<usize>> {
    let [begin, end] = marks(path)?;
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        match start {
            None if trimmed == begin => start = Some(at + line.len()),
            Some(start) if trimmed == end => return Some(start..at),
            _ => {}
        }
        at += line.len();
    }
    None
}
