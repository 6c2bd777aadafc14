//! Doc text from a spec → Markdown lines that rustdoc takes without a warning.
//!
//! A spec is an untrusted file, and rustdoc is generous: indented lines and fences without a language become doctests
//! that are compiled and run, `[x]` becomes a broken link, `<T>` broken HTML, a bare URL a warning. So blocks are read
//! here as `CommonMark` reads them and written anew with their indentation made regular, and within a line
//! everything but emphasis, code, and links to the web is escaped. What results still looks as its author meant it.

mod block;
mod inline;

/// The lines of a doc text, safe to print into `///` comments: no line holds a line break or a control character, no
/// code block is a doctest, no blank line stands at the beginning or end.
///
/// ```
/// let lines = specwright::doc_text::lines("A [page] of <T>:\n\n    let x = 1;\n");
/// assert_eq!(lines, ["A \\[page\\] of \\<T>:", "", "```text", "let x = 1;", "```"]);
/// ```
pub fn lines(markdown: &str) -> Vec<String> {
    let clean: Vec<String> = markdown.lines().map(clean).collect();
    let mut lines = block::blocks(&clean);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// One line without tabs, control characters and trailing space.
fn clean(line: &str) -> String {
    if !line.contains(['\t', '\r']) && !crate::yaml::has_refused(line) {
        return line.trim_end().to_owned();
    }
    let mut text = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\t' => text.push_str("    "),
            '\r' => {}
            other if crate::yaml::is_refused(other) => {}
            other => text.push(other),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests;
