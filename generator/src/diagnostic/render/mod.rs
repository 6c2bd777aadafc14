//! How diagnostics are shown: to people, to programs, to a code host's checks, to cargo.
//!
//! A renderer decides nothing about a problem. It turns places into lines and columns, and makes the texts, which may
//! quote a hostile file, harmless to a terminal.

mod github;
mod human;
mod json;
mod lines;

use crate::source::Sources;

use super::Diagnostic;
use lines::Places;

/// A way to show diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: the source line with the place underlined.
    #[default]
    Human,
    /// For people at a terminal that shows colours.
    Coloured,
    /// One JSON object per line: `code`, `message`, `file`, `line`, `column`, `end_line`, `end_column`, `label`,
    /// `others`, `notes`, `helps`.
    Json,
    /// Commands of GitHub's workflow log, which become annotations.
    Github,
}

/// The diagnostics as text; each line of it ends with a line break.
pub fn render(format: Format, sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut places = Places::new(sources);
    let show = |diagnostic: &Diagnostic| match format {
        Format::Human => human::show(diagnostic, &mut places, human::Colour::Never),
        Format::Coloured => human::show(diagnostic, &mut places, human::Colour::Always),
        Format::Json => json::show(diagnostic, &mut places),
        Format::Github => github::show(diagnostic, &mut places),
    };
    diagnostics.iter().map(show).collect()
}

/// The diagnostics as lines for a build script to print: cargo shows them as errors and stops, without the noise of a
/// panic. The values hold no line breaks, which cargo would not understand.
pub fn cargo_lines(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<String> {
    let text = render(Format::Human, sources, diagnostics);
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("cargo::error={line}")).collect()
}

/// A message in one line, without what could steer a terminal.
fn harmless(text: &str) -> String {
    let show = |character: char| match character {
        '\n' | '\r' | '\t' => ' ',
        refused if crate::yaml::is_refused(refused) => '\u{fffd}',
        other => other,
    };
    text.trim_end().chars().map(show).collect()
}

#[cfg(test)]
mod tests;
