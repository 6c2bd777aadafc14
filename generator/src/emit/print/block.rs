//! Blocks, the arms of a `match`, and what is set apart by commas.

use super::layout::{INDENT, Printer};
use super::line::{Group, Kind};

impl Printer<'_> {
    /// Statements, items or arms in braces.
    pub(super) fn block(&mut self, open: usize, indent: usize) {
        let (tokens, close) = (self.tokens, self.tokens.close(open));
        self.out.push('{');
        if close > open + 1 {
            self.newline(indent + INDENT);
            match tokens.kind(open) {
                Some(Kind::Open(Group::Arms)) => self.arms(open + 1, close, indent + INDENT),
                kind => self.items(open + 1, close, indent + INDENT, kind == Some(Kind::Open(Group::Items))),
            }
            self.newline(indent);
        }
        self.out.push('}');
    }

    fn arms(&mut self, from: usize, to: usize, indent: usize) {
        let (tokens, mut at) = (self.tokens, from);
        while at < to {
            if at > from {
                self.newline(indent);
            }
            at = self.attributes(at, to, indent);
            let Some(arrow) = tokens.find(at, to, |at| tokens.kind(at) == Some(Kind::FatArrow)) else {
                return self.flat(at, to);
            };
            self.pattern(at, arrow, indent);
            self.out.push_str(" => ");
            at = self.arm(arrow + 1, to, indent);
        }
    }

    fn pattern(&mut self, from: usize, to: usize, indent: usize) {
        if self.fits(from, to, " => {".len()) {
            return self.flat(from, to);
        }
        let tokens = self.tokens;
        let cut = |at: usize| matches!(tokens.kind(at), Some(Kind::Binary(4))) || tokens.is(at, "if");
        let mut start = from;
        while let Some(at) = tokens.find(start + 1, to, cut) {
            self.flat(start, at);
            self.newline(indent + if tokens.is(at, "if") { INDENT } else { 0 });
            start = at;
        }
        self.expression(start, to, indent, 5);
    }

    /// What an arm does. Gives where the next arm begins.
    fn arm(&mut self, from: usize, to: usize, indent: usize) -> usize {
        let tokens = self.tokens;
        let behind = tokens.next(from);
        let is_block = tokens.kind(from) == Some(Kind::Open(Group::Block))
            && !matches!(tokens.kind(behind), Some(Kind::Dot | Kind::Question | Kind::Binary(_)));
        if is_block {
            self.block(from, indent);
            return behind + usize::from(tokens.kind(behind) == Some(Kind::Comma));
        }
        let comma = tokens.find(from, to, |at| tokens.kind(at) == Some(Kind::Comma));
        let end = comma.unwrap_or(to);
        if self.fits(from, end, 1) || self.hugs(from, end) {
            self.expression(from, end, indent, 1);
            self.out.push(',');
        } else {
            self.out.push('{');
            self.newline(indent + INDENT);
            self.expression(from, end, indent + INDENT, 0);
            self.newline(indent);
            self.out.push('}');
        }
        comma.map_or(to, |comma| comma + 1)
    }

    /// `use`: as many names on a line as fit.
    pub(super) fn import(&mut self, from: usize, to: usize, indent: usize) {
        let tokens = self.tokens;
        let open = tokens.find(from, to, |at| tokens.kind(at) == Some(Kind::Open(Group::Use)));
        let Some(open) = open.filter(|_| !self.fits(from, to, 0)) else { return self.flat(from, to) };
        self.flat(from, open + 1);
        self.newline(indent + INDENT);
        for (index, (start, end)) in self.parts(open + 1, tokens.close(open)).into_iter().enumerate() {
            if index > 0 && self.fits(start, end, 2) {
                self.out.push(' ');
            } else if index > 0 {
                self.newline(indent + INDENT);
            }
            self.flat(start, end);
            self.out.push(',');
        }
        self.newline(indent);
        self.flat(tokens.close(open), to);
    }

    /// What stands between commas.
    pub(super) fn parts(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let (tokens, mut parts, mut start) = (self.tokens, Vec::new(), from);
        while start < to {
            let end = tokens.find(start, to, |at| tokens.kind(at) == Some(Kind::Comma)).unwrap_or(to);
            parts.push((start, end));
            start = end + 1;
        }
        parts
    }
}
