//! For people: rustc's look, with the source line and the place underlined.
//!
//! Only the lines that are shown are handed on, cut where they are long (minified JSON is one line of megabytes), so
//! that what a diagnostic costs depends on itself and not on its file.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label};
use crate::source::FileId;

use super::harmless;
use super::lines::{Place, Places, on_boundary};

/// Longer lines are cut.
const LONG_LINE: usize = 300;

/// What of a cut line stays before and behind the place.
const AROUND: usize = 60;

/// A place is underlined up to here.
const LONGEST_MARK: usize = 120;

/// Places that are further apart, in lines or bytes, are shown apart.
const FAR: (usize, usize) = (200, 50_000);

/// Wide enough that a line which is not cut here is not cut there either.
const WIDTH: usize = 2 * LONG_LINE;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Never,
    Always,
}

pub fn show(diagnostic: &Diagnostic, places: &mut Places<'_>, colour: Colour) -> String {
    let title = Level::ERROR.primary_title(harmless(&diagnostic.message)).id(diagnostic.code.to_string());
    let excerpts = excerpts(diagnostic, places);
    let mut group = Group::with_title(title).elements(excerpts.elements);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(harmless(note)));
    }
    for help in &diagnostic.helps {
        group = group.element(Level::HELP.message(harmless(help)));
    }
    group = group.element(Level::HELP.message(format!("specwright explain {}", diagnostic.code)));
    let renderer = if colour == Colour::Always { Renderer::styled() } else { Renderer::plain() };
    let mut shown = renderer.term_width(WIDTH).render(&[group]) + "\n\n";
    for (cut, real) in excerpts.origins {
        shown = shown.replacen(&cut, &real, 1);
    }
    shown
}

/// What is shown of the files.
#[derive(Default)]
struct Excerpts {
    elements: Vec<Element<'static>>,
    /// `path:line:column` in a cut line, and what it is in the file.
    origins: Vec<(String, String)>,
}

/// A label with its place, its text made ready.
struct Mark {
    file: FileId,
    place: Place,
    bytes: Range<usize>,
    text: String,
    kind: AnnotationKind,
}

fn excerpts(diagnostic: &Diagnostic, places: &mut Places<'_>) -> Excerpts {
    let mut marks = vec![mark(&diagnostic.primary, AnnotationKind::Primary, places)];
    marks.extend(diagnostic.others.iter().map(|label| mark(label, AnnotationKind::Context, places)));
    let mut excerpts = Excerpts::default();
    for group in together(marks, places) {
        excerpt(&group, places, &mut excerpts);
    }
    excerpts
}

fn mark(label: &Label, kind: AnnotationKind, places: &mut Places<'_>) -> Mark {
    let place = places.place(label.span);
    let text = places.text(label.span.file);
    // Of a place that goes over several lines, the first is shown; a line break is no part of a line.
    let line = places.line(label.span.file, place.line);
    let start = on_boundary(text, label.span.start as usize).clamp(line.start, line.end);
    let end = on_boundary(text, (label.span.end as usize).min(start + LONGEST_MARK)).clamp(start, line.end);
    Mark { file: label.span.file, place, bytes: start..end, text: harmless(&label.text), kind }
}

/// Marks that one excerpt shows: those of the same file which are near each other, if their lines are not long.
fn together(marks: Vec<Mark>, places: &mut Places<'_>) -> Vec<Vec<Mark>> {
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        let long = is_long(&mark, places);
        let fits = |other: &Mark| {
            other.file == mark.file
                && other.place.line.abs_diff(mark.place.line) <= FAR.0
                && other.bytes.start.abs_diff(mark.bytes.start) <= FAR.1
        };
        let near = groups.iter_mut().find(|group| !long && group.iter().all(fits));
        match near {
            Some(group) if !is_long(&group[0], places) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups
}

fn is_long(mark: &Mark, places: &mut Places<'_>) -> bool {
    places.line(mark.file, mark.place.line).len() > LONG_LINE
}

fn excerpt(marks: &[Mark], places: &mut Places<'_>, out: &mut Excerpts) {
    let Some(first) = marks.first() else { return };
    if places.text(first.file).is_empty() {
        // The file could not be read: there is nothing to show of it.
        out.elements.push(Origin::path(places.path(first.file)).into());
    } else if is_long(first, places) {
        cut_line(first, places, out);
    } else {
        whole_lines(marks, first.file, places, out);
    }
}

fn whole_lines(marks: &[Mark], file: FileId, places: &mut Places<'_>, out: &mut Excerpts) {
    let top = marks.iter().map(|mark| mark.place.line).min().unwrap_or(1);
    let bottom = marks.iter().map(|mark| mark.place.line).max().unwrap_or(top);
    let start = places.line(file, top).start;
    let end = places.line(file, bottom).end;
    let mut snippet =
        Snippet::source(places.text(file)[start..end].to_owned()).path(places.path(file)).line_start(top);
    for mark in marks {
        snippet = snippet.annotation(annotation(mark, mark.bytes.start - start..mark.bytes.end - start));
    }
    out.elements.push(snippet.into());
}

/// The part of a long line that surrounds the mark.
fn cut_line(mark: &Mark, places: &mut Places<'_>, out: &mut Excerpts) {
    let text = places.text(mark.file);
    let path = places.path(mark.file);
    let line = places.line(mark.file, mark.place.line);
    let start = on_boundary(text, mark.bytes.start.saturating_sub(AROUND)).max(line.start);
    let end = on_boundary(text, mark.bytes.end + AROUND).min(line.end).max(mark.bytes.end);
    let before = if start > line.start { "… " } else { "" };
    let behind = if end < line.end { " …" } else { "" };
    let cut_column = before.chars().count() + text[start..mark.bytes.start].chars().count() + 1;
    let origin = |column: usize| format!("{path}:{}:{column}", mark.place.line);
    out.origins.push((origin(cut_column), origin(mark.place.column)));
    let shift = |at: usize| at - start + before.len();
    let snippet = Snippet::source(format!("{before}{}{behind}", &text[start..end]))
        .path(path.clone())
        .line_start(mark.place.line)
        .annotation(annotation(mark, shift(mark.bytes.start)..shift(mark.bytes.end)));
    out.elements.push(snippet.into());
}

fn annotation(mark: &Mark, span: Range<usize>) -> annotate_snippets::Annotation<'static> {
    let annotation = mark.kind.span(span);
    if mark.text.is_empty() { annotation } else { annotation.label(mark.text.clone()) }
}
