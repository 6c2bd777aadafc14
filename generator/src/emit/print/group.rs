//! What is between delimiters: broken, where it has to be.

use super::classify::is_operand;
use super::layout::{INDENT, Printer};
use super::line::{Group, Kind};

impl Printer<'_> {
    /// Whether all but the last group is short, and that ends in a block.
    pub(super) fn last_group_hugs(&self, from: usize, to: usize) -> bool {
        let Some(open) = self.breakable(from, to) else { return false };
        let tokens = self.tokens;
        let behind = tokens.next(open);
        if tokens.find(behind, to, |at| tokens.kind(at) == Some(Kind::Dot)).is_some() {
            return false;
        }
        let parts = self.parts(open + 1, tokens.close(open));
        let Some((start, end)) = parts.last().copied() else { return false };
        self.fits(from, start, 1)
            && self.closure(start, end).is_some_and(|body| {
                !self.fits(from, to, 0) && (tokens.is_hard(body, end) || self.is_block_like(body, end))
            })
    }

    /// The group to break: the first that holds what needs lines of its own, or the last.
    fn breakable(&self, from: usize, to: usize) -> Option<usize> {
        let tokens = self.tokens;
        let (mut hard, mut last, mut last_angle) = (None, None, None);
        tokens.find(from, to, |at| {
            let next = tokens.next(at);
            if let Some(Kind::Open(group)) = tokens.kind(at)
                && next > at + 2
            {
                if group == Group::Angle {
                    // `<Type as Trait>` has no parts.
                    let whole = tokens.find(at + 1, next, |at| tokens.is(at, "as")).is_some();
                    last_angle = if whole { last_angle } else { Some(at) };
                } else {
                    last = Some(at);
                }
                if hard.is_none() && tokens.is_hard(at, next) {
                    hard = Some(at);
                }
            }
            false
        });
        hard.or(last).or(last_angle)
    }

    /// Breaks one group of something, and nothing else.
    pub(super) fn last_group(&mut self, from: usize, to: usize, indent: usize, more: usize) {
        let Some(open) = self.breakable(from, to) else { return self.flat(from, to) };
        let tokens = self.tokens;
        let next = tokens.next(open);
        self.flat(from, open);
        if tokens.flat(from, open + 1).len() > tokens.width(from, open) + tokens.width(open, open + 1) {
            self.out.push(' ');
        }
        match tokens.kind(open) {
            Some(Kind::Open(Group::Block | Group::Arms | Group::Items)) => self.block(open, indent),
            Some(Kind::Open(Group::Struct | Group::Fields)) => self.list(open, indent, true),
            _ => self.list(open, indent, false),
        }
        if next < to {
            if tokens.width(next - 1, next + 1) > tokens.width(next - 1, next) + tokens.width(next, next + 1)
            {
                self.out.push(' ');
            }
            self.expression(next, to, indent, more);
        }
    }

    /// A group whose parts are set apart by commas, each on a line of its own, unless the last alone is broken.
    pub(super) fn list(&mut self, open: usize, indent: usize, braces: bool) {
        let (tokens, close) = (self.tokens, self.tokens.close(open));
        let parts = self.parts(open + 1, close);
        self.flat(open, open + 1);
        if let Some((start, end)) = self.hugged(&parts, braces) {
            self.flat(open + 1, start);
            if start > open + 1 {
                self.out.push(' ');
            }
            self.expression(start, end, indent, 1);
            self.flat(end, close);
        } else if !parts.is_empty() {
            let before = open.checked_sub(1).and_then(|before| tokens.kind(before));
            let in_macro = before == Some(Kind::Bang);
            let grouped = parts.len() == 1
                && tokens.kind(open) == Some(Kind::Open(Group::Paren))
                && tokens.kind(close - 1) != Some(Kind::Comma)
                && !before.is_some_and(is_operand);
            let repeated =
                tokens.find(open + 1, close, |at| tokens.kind(at) == Some(Kind::Semicolon)).is_some();
            let count = parts.len();
            for (index, (start, end)) in parts.into_iter().enumerate() {
                self.newline(indent + INDENT);
                self.expression(start, end, indent + INDENT, 1);
                let rest = tokens.kind(start) == Some(Kind::Range) && braces;
                if index + 1 < count || !(in_macro || grouped || repeated || rest || self.in_attribute) {
                    self.out.push(',');
                }
            }
            self.newline(indent);
        }
        self.flat(close, close + 1);
    }

    /// The last part, where it alone need be broken.
    fn hugged(&self, parts: &[(usize, usize)], braces: bool) -> Option<(usize, usize)> {
        let (first, (start, end)) = (parts.first()?.0, parts.last().copied()?);
        let tokens = self.tokens;
        if braces || !self.fits(first, start, 1) {
            return None;
        }
        let body = self.closure(start, end);
        let hugs = match body {
            Some(body) => self.is_block_like(body, end) && self.fits(first, body, 2),
            None => {
                parts.len() == 1
                    && (self.hugs(start, end) && !tokens.is(start, "if") || self.is_call(start, end))
            }
        };
        hugs.then_some((start, end))
    }

    /// `name(…)`, of which all before the parenthesis fits.
    fn is_call(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let plain = |at: usize| matches!(tokens.kind(at), Some(Kind::Word | Kind::Path | Kind::Bang));
        let group = tokens.find(from, to, |at| !plain(at));
        group.is_some_and(|at| {
            matches!(tokens.kind(at), Some(Kind::Open(Group::Paren | Group::Bracket)))
                && tokens.next(at) == to
                && self.fits(from, at, 1)
        })
    }
}
