//! Items, blocks and what stands on lines of its own.

use super::line::{Group, Kind, Scanned};

/// Lines are not wider, where they can be broken.
const WIDEST: usize = 100;
pub(super) const INDENT: usize = 4;

/// Writes tokens, as much of them on one line as fits.
pub(super) struct Printer<'a> {
    pub tokens: &'a Scanned,
    pub out: String,
    line: usize,
    /// Attributes have no comma behind the last of a list.
    pub in_attribute: bool,
}

impl<'a> Printer<'a> {
    pub(super) fn new(tokens: &'a Scanned, out: String) -> Self {
        let line = out.len();
        Self { tokens, out, line, in_attribute: false }
    }

    pub(super) fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.line = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// A blank line before the one that has just begun.
    fn blank(&mut self, indent: usize) {
        self.out.truncate(self.line);
        self.newline(indent);
    }

    pub(super) fn flat(&mut self, from: usize, to: usize) {
        self.out.push_str(self.tokens.flat(from, to));
    }

    /// Whether these tokens, and `more` characters, fit on the rest of the line.
    pub(super) fn fits(&self, from: usize, to: usize, more: usize) -> bool {
        !self.tokens.is_hard(from, to)
            && self.out.len() - self.line + self.tokens.width(from, to) + more <= WIDEST
    }

    /// How far the last line is indented.
    pub(super) fn indent_of_line(&self) -> usize {
        self.out.get(self.line..).map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
    }

    pub(super) fn line_start(&self) -> usize {
        self.line
    }

    /// The whole file.
    pub(super) fn file(&mut self) {
        self.items(0, self.tokens.len(), 0, true);
        self.out.push('\n');
    }

    /// Items or statements, each on a line of its own. The first line has begun.
    pub(super) fn items(&mut self, from: usize, to: usize, indent: usize, spaced: bool) {
        let (mut at, mut before) = (from, None);
        while at < to {
            let end = self.statement_end(at, to);
            let kind = self.item_kind(at, end);
            if at > from {
                self.newline(indent);
                if spaced && apart(before, kind) {
                    self.blank(indent);
                }
            }
            self.item(at, end, indent);
            (at, before) = (end, Some(kind));
        }
    }

    fn item_kind(&self, from: usize, to: usize) -> Item {
        let tokens = self.tokens;
        if tokens.text(from).starts_with("//!") || tokens.is(from, "#") && tokens.is(from + 1, "!") {
            return Item::Inner;
        }
        let documented = tokens.kind(from) == Some(Kind::Doc);
        let start = self.behind_attributes(from, to);
        let public = tokens.is(start, "pub");
        let word = if public { self.behind_visibility(start) } else { start };
        match tokens.text(word) {
            "use" if public => Item::Reexport,
            "use" => Item::Import,
            "mod" if tokens.is(to - 1, ";") => Item::Module,
            "const" | "static" | "type" if !documented && !tokens.is_hard(from, to) => Item::Short,
            _ => Item::Long,
        }
    }

    fn behind_visibility(&self, at: usize) -> usize {
        match self.tokens.kind(at + 1) {
            Some(Kind::Open(Group::Paren)) => self.tokens.next(at + 1),
            _ => at + 1,
        }
    }

    /// Where the attributes and docs that stand before something end.
    pub(super) fn behind_attributes(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to {
            at = match self.tokens.kind(at) {
                Some(Kind::Doc) => at + 1,
                Some(Kind::Pound) if self.tokens.kind(at + 1) == Some(Kind::Open(Group::Attribute)) => {
                    self.tokens.next(at + 1)
                }
                _ => break,
            };
        }
        at
    }

    /// Where the statement or item that begins here ends.
    fn statement_end(&self, from: usize, to: usize) -> usize {
        let tokens = self.tokens;
        if tokens.text(from).starts_with("//!") {
            return from + 1;
        }
        if tokens.is(from, "#") && tokens.is(from + 1, "!") {
            return tokens.next(from + 2);
        }
        let mut at = from;
        while at < to {
            let (kind, next) = (tokens.kind(at), tokens.next(at));
            match kind {
                Some(Kind::Semicolon) => return next,
                Some(Kind::Open(Group::Block | Group::Arms | Group::Items | Group::Fields)) => {
                    let goes_on = match tokens.kind(next) {
                        Some(Kind::Dot | Kind::Question | Kind::Binary(_) | Kind::Comma) => true,
                        Some(Kind::Semicolon) => !matches!(kind, Some(Kind::Open(Group::Items))),
                        Some(Kind::Keyword) => tokens.is(next, "else") || tokens.is(next, "as"),
                        _ => false,
                    };
                    if !goes_on {
                        return next.min(to);
                    }
                }
                _ => {}
            }
            at = next;
        }
        to
    }

    /// Attributes and docs, each on a line of its own. Gives what follows them.
    pub(super) fn attributes(&mut self, from: usize, to: usize, indent: usize) -> usize {
        let end = self.behind_attributes(from, to);
        let mut at = from;
        while at < end {
            let next =
                if self.tokens.kind(at) == Some(Kind::Doc) { at + 1 } else { self.tokens.next(at + 1) };
            self.broken_if_needed(at, next, indent);
            self.newline(indent);
            at = next;
        }
        end
    }

    fn broken_if_needed(&mut self, from: usize, to: usize, indent: usize) {
        if self.tokens.kind(from) == Some(Kind::Doc) || self.fits(from, to, 0) {
            self.flat(from, to);
        } else {
            self.in_attribute = true;
            self.last_group(from, to, indent, 0);
            self.in_attribute = false;
        }
    }

    fn item(&mut self, from: usize, to: usize, indent: usize) {
        if self.tokens.text(from).starts_with("//!")
            || self.tokens.is(from + 1, "!") && self.tokens.is(from, "#")
        {
            return self.broken_if_needed(from, to, indent);
        }
        let from = self.attributes(from, to, indent);
        let open = self.tokens.find(from, to, |at| self.tokens.kind(at).is_some_and(opens_body));
        let head = self.tokens.find(from, open.unwrap_or(to), |at| {
            matches!(self.tokens.kind(at), Some(Kind::Keyword | Kind::Assign))
                && matches!(
                    self.tokens.text(at),
                    "fn" | "impl" | "trait" | "mod" | "struct" | "enum" | "use" | "let" | "="
                )
        });
        match head.map(|at| self.tokens.text(at)) {
            Some("use") => self.import(from, to, indent),
            Some("fn" | "impl" | "trait" | "mod" | "struct" | "enum") => {
                let head = open.unwrap_or(if self.tokens.is(to - 1, ";") { to - 1 } else { to });
                self.head(from, head, indent, open.is_some());
                match open {
                    Some(open) => self.body(open, indent),
                    None => self.flat(head, to),
                }
                let end = open.map_or(to, |open| self.tokens.next(open));
                self.flat(end, to);
            }
            _ => self.statement(from, to, indent),
        }
    }

    fn statement(&mut self, from: usize, to: usize, indent: usize) {
        let ends = to > from && self.tokens.kind(to - 1) == Some(Kind::Semicolon);
        let end = to - usize::from(ends);
        self.expression(from, end, indent, usize::from(ends));
        if ends {
            self.out.push(';');
        }
    }

    /// What stands before the braces of an item.
    fn head(&mut self, from: usize, to: usize, indent: usize, has_body: bool) {
        let tokens = self.tokens;
        let bounds = tokens.find(from, to, |at| tokens.is(at, "where"));
        let end = bounds.unwrap_or(to);
        let brace = if has_body && bounds.is_none() { 2 } else { 1 };
        let start = self.line;
        if self.fits(from, end, brace) {
            self.flat(from, end);
        } else if let Some(of) = tokens.find(from, end, |at| tokens.is(at, "impl"))
            && tokens.find(from, of, |at| tokens.is(at, "fn")).is_none()
        {
            self.impl_head(from, end, indent, brace);
        } else {
            self.signature(from, end, indent, brace);
        }
        let Some(bounds) = bounds else {
            let same_line = self.line == start || self.indent_of_line() <= indent;
            if has_body && !same_line {
                self.newline(indent);
            } else if has_body {
                self.out.push(' ');
            }
            return;
        };
        self.newline(indent);
        self.out.push_str("where");
        for (from, to) in self.parts(bounds + 1, to) {
            self.newline(indent + INDENT);
            self.expression(from, to, indent + INDENT, 1);
            self.out.push(',');
        }
        if has_body {
            self.newline(indent);
        }
    }

    fn impl_head(&mut self, from: usize, to: usize, indent: usize, more: usize) {
        let tokens = self.tokens;
        match tokens.find(from, to, |at| tokens.is(at, "for")) {
            Some(of) if self.fits(from, of, 0) => {
                self.flat(from, of);
                self.newline(indent + INDENT);
                self.expression(of, to, indent + INDENT, more);
            }
            _ => self.last_group(from, to, indent, more),
        }
    }

    /// Of a function, or of a struct whose fields have no names: its parentheses are broken first.
    fn signature(&mut self, from: usize, to: usize, indent: usize, more: usize) {
        let tokens = self.tokens;
        let Some(open) =
            tokens.find(from, to, |at| tokens.kind(at) == Some(Kind::Open(Group::Paren)) && at > from + 1)
        else {
            return self.last_group(from, to, indent, more);
        };
        if self.fits(from, open, 1) {
            self.flat(from, open);
        } else {
            self.last_group(from, open, indent, 1);
        }
        self.list(open, indent, false);
        let end = tokens.next(open);
        if end < to {
            self.out.push(' ');
            self.expression(end, to, indent, more);
        }
    }

    /// The braces of an item, and what is in them.
    fn body(&mut self, open: usize, indent: usize) {
        match self.tokens.kind(open) {
            Some(Kind::Open(Group::Fields)) => self.list(open, indent, true),
            _ => self.block(open, indent),
        }
    }
}

/// How an item is set off from others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    /// Docs and attributes of what it stands in.
    Inner,
    Import,
    Reexport,
    Module,
    Short,
    Long,
}

fn opens_body(kind: Kind) -> bool {
    matches!(kind, Kind::Open(Group::Block | Group::Items | Group::Fields))
}

/// Whether a blank line stands between two items.
fn apart(before: Option<Item>, item: Item) -> bool {
    match (before, item) {
        (None, _) | (Some(Item::Inner), Item::Inner) => false,
        (Some(one), other) => one != other || matches!(one, Item::Long),
    }
}
