//! Expressions, patterns and types: on one line, or broken where they can be.

use super::layout::{INDENT, Printer};
use super::line::{Group, Kind};

/// What a chain starts with, so short that its first call stays beside it.
const SHORT: usize = 4;

impl Printer<'_> {
    /// Something that begins on this line; `more` characters come behind it.
    pub(super) fn expression(&mut self, from: usize, to: usize, indent: usize, more: usize) {
        if from >= to {
            return;
        }
        if self.fits(from, to, more) {
            return self.flat(from, to);
        }
        let tokens = self.tokens;
        let from = self.attributes(from, to, indent);
        let in_let = tokens.is(from, "let");
        match tokens.kind(from) {
            Some(Kind::Keyword)
                if matches!(
                    tokens.text(from),
                    "return" | "break" | "mut" | "ref" | "dyn" | "impl" | "for"
                ) && !self.is_loop(from, to) =>
            {
                self.flat(from, from + 1);
                self.out.push(' ');
                return self.expression(from + 1, to, indent, more);
            }
            Some(Kind::Arrow) => {
                self.out.push_str("-> ");
                return self.expression(from + 1, to, indent, more);
            }
            _ => {}
        }
        if let Some(pipe) = self.closure(from, to) {
            return self.closure_body(from, pipe, to, indent, more);
        }
        if let Some(at) = self.assigned(from, to) {
            return self.assignment(from, at, to, indent, more);
        }
        if self.is_block_like(from, to) {
            return self.block_like(from, to, indent);
        }
        if let Some(precedence) = self.loosest(from, to) {
            return self.operators(from, to, precedence, indent, more);
        }
        if in_let || matches!(tokens.kind(from), Some(Kind::Prefix)) {
            self.flat(from, from + 1);
            if in_let {
                self.out.push(' ');
            }
            return self.expression(from + 1, to, indent, more);
        }
        self.chain(from, to, indent, more);
    }

    fn is_loop(&self, from: usize, to: usize) -> bool {
        self.tokens.is(from, "for") && self.tokens.find(from, to, |at| self.tokens.is(at, "in")).is_some()
    }

    /// Where the arguments of the closure end that this is.
    pub(super) fn closure(&self, from: usize, to: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut at = from;
        while at < to && matches!(tokens.text(at), "move" | "async") {
            at += 1;
        }
        if tokens.kind(at) != Some(Kind::Pipe) {
            return None;
        }
        Some(tokens.next(at))
    }

    fn closure_body(&mut self, from: usize, body: usize, to: usize, indent: usize, more: usize) {
        self.flat(from, body);
        self.out.push(' ');
        self.expression(body, to, indent, more);
    }

    /// The `=`, or the colon between a name and a value or type, that this is about.
    fn assigned(&self, from: usize, to: usize) -> Option<usize> {
        let tokens = self.tokens;
        let condition = matches!(tokens.text(from), "if" | "while" | "match" | "for");
        if condition {
            return None;
        }
        let found = tokens.find(from, to, |at| matches!(tokens.kind(at), Some(Kind::Assign)));
        if found.is_some() && tokens.is(from, "let") {
            // In a condition there may be more behind it.
            let joined = |at: usize| matches!(tokens.kind(at), Some(Kind::Binary(1 | 2)));
            let chained = tokens.find(from, to, joined).is_some()
                && tokens.find(from, to, |at| tokens.is(at, "let") && at > from).is_some();
            return found.filter(|_| !chained);
        }
        found.or_else(|| {
            let colon = tokens.find(from, to, |at| tokens.kind(at) == Some(Kind::Colon));
            let block = tokens
                .find(from, to, |at| matches!(tokens.kind(at), Some(Kind::Open(Group::Block | Group::Arms))));
            colon.filter(|_| block.is_none() || colon < block)
        })
    }

    fn assignment(&mut self, from: usize, at: usize, to: usize, indent: usize, more: usize) {
        let tokens = self.tokens;
        let is_colon = tokens.kind(at) == Some(Kind::Colon);
        if self.fits(from, at + 1, 2) {
            self.flat(from, at + 1);
        } else {
            self.last_group(from, at, indent, 4);
            self.flat_behind(at, at + 1, is_colon);
        }
        let otherwise = self.let_else(from, at + 1, to);
        let end = otherwise.unwrap_or(to);
        let next_line = !is_colon
            && !self.fits(at + 1, end, more + 1)
            && !self.hugs(at + 1, end)
            && !tokens.is_hard(at + 1, end)
            && indent + INDENT + tokens.width(at + 1, end) + more <= 100;
        if next_line {
            self.newline(indent + INDENT);
            self.expression(at + 1, end, indent + INDENT, more);
        } else {
            self.out.push(' ');
            self.expression(at + 1, end, indent, more);
        }
        if let Some(otherwise) = otherwise {
            self.out.push_str(" else ");
            self.block(otherwise + 1, indent);
        }
    }

    fn flat_behind(&mut self, from: usize, to: usize, near: bool) {
        if !near {
            self.out.push(' ');
        }
        self.flat(from, to);
    }

    /// The `else` of `let … = … else { … }`.
    fn let_else(&self, from: usize, value: usize, to: usize) -> Option<usize> {
        let tokens = self.tokens;
        if !tokens.is(from, "let") || matches!(tokens.text(value), "if" | "match") {
            return None;
        }
        tokens.find(value, to, |at| tokens.is(at, "else"))
    }

    /// Whether it can begin on this line, whatever its height: what opens first is what closes last.
    pub(super) fn hugs(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let mut at = from;
        while at < to && tokens.kind(at) == Some(Kind::Prefix) {
            at += 1;
        }
        self.is_block_like(at, to)
            || self.closure(at, to).is_some()
            || tokens.next(at) == to && to > at + 1
            || self.ends_in_braces(at, to)
    }

    /// `Name { … }`
    fn ends_in_braces(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let group = tokens
            .find(from, to, |at| !matches!(tokens.kind(at), Some(Kind::Word | Kind::Path | Kind::Bang)));
        group.is_some_and(|at| {
            matches!(tokens.kind(at), Some(Kind::Open(Group::Struct | Group::Block))) && tokens.next(at) == to
        })
    }

    pub(super) fn is_block_like(&self, from: usize, to: usize) -> bool {
        let tokens = self.tokens;
        let starts =
            matches!(tokens.text(from), "match" | "if" | "for" | "while" | "loop" | "unsafe" | "async" | "{");
        if !starts {
            return false;
        }
        let opens = |at: usize| matches!(tokens.kind(at), Some(Kind::Open(Group::Block | Group::Arms)));
        let mut open = tokens.find(from, to, opens);
        while let Some(at) = open {
            let next = tokens.next(at);
            if next == to {
                return true;
            }
            if !tokens.is(next, "else") {
                return false;
            }
            open = tokens.find(next, to, opens);
        }
        false
    }

    /// `match`, `if`, loops and blocks.
    fn block_like(&mut self, from: usize, to: usize, indent: usize) {
        let tokens = self.tokens;
        let mut at = from;
        while at < to {
            let opens = |at: usize| matches!(tokens.kind(at), Some(Kind::Open(Group::Block | Group::Arms)));
            let Some(open) = tokens.find(at, to, opens) else { return self.flat(at, to) };
            if open > at {
                self.condition(at, open, indent);
            }
            self.block(open, indent);
            at = tokens.next(open);
            if at < to {
                self.out.push(' ');
            }
        }
    }

    /// What stands before a block, with the space before its brace.
    fn condition(&mut self, from: usize, to: usize, indent: usize) {
        if self.fits(from, to, 2) {
            self.flat(from, to);
            return self.out.push(' ');
        }
        let (tokens, line) = (self.tokens, self.line_start());
        let mut at = from;
        while at < to && matches!(tokens.text(at), "else" | "if" | "while" | "match") {
            self.flat(at, at + 1);
            self.out.push(' ');
            at += 1;
        }
        self.expression(at, to, indent, 2);
        if self.line_start() != line && self.indent_of_line() > indent {
            self.newline(indent);
        } else {
            self.out.push(' ');
        }
    }

    /// The precedence of the operators that bind least, outside of groups.
    fn loosest(&self, from: usize, to: usize) -> Option<u8> {
        let (tokens, mut least) = (self.tokens, None);
        tokens.find(from, to, |at| {
            if let Some(Kind::Binary(precedence)) = tokens.kind(at) {
                least = Some(least.map_or(precedence, |least: u8| least.min(precedence)));
            }
            // A closure's body reaches to the end.
            tokens.kind(at) == Some(Kind::Pipe)
        });
        least
    }

    fn operators(&mut self, from: usize, to: usize, precedence: u8, indent: usize, more: usize) {
        let tokens = self.tokens;
        let mut start = from;
        while let Some(at) =
            tokens.find(start, to, |at| tokens.kind(at) == Some(Kind::Binary(precedence)) && at > start)
        {
            self.operand(start, at, start > from, indent);
            self.newline(indent + INDENT);
            start = at;
        }
        self.out.push_str(tokens.text(start));
        self.out.push(' ');
        self.expression(start + 1, to, indent + INDENT, more);
    }

    fn operand(&mut self, from: usize, to: usize, with_operator: bool, indent: usize) {
        if !with_operator {
            return self.expression(from, to, indent, 0);
        }
        self.out.push_str(self.tokens.text(from));
        self.out.push(' ');
        self.expression(from + 1, to, indent + INDENT, 0);
    }

    /// A value with what is called on it.
    fn chain(&mut self, from: usize, to: usize, indent: usize, more: usize) {
        let tokens = self.tokens;
        let mut dots = Vec::new();
        let mut calls = 0;
        tokens.find(from, to, |at| {
            if tokens.kind(at) == Some(Kind::Dot) && at > from {
                dots.push(at);
            }
            calls += usize::from(!dots.is_empty() && tokens.kind(at) == Some(Kind::Open(Group::Paren)));
            false
        });
        if calls < 2 || self.last_group_hugs(from, to) {
            return self.last_group(from, to, indent, more);
        }
        let mut first = dots.first().copied().unwrap_or(to);
        if tokens.width(from, first) <= SHORT {
            first = dots.get(1).copied().unwrap_or(to);
        }
        self.expression(from, first, indent, 0);
        let rest: Vec<usize> = dots.into_iter().filter(|dot| *dot >= first).chain([to]).collect();
        for (start, end) in rest.iter().zip(rest.iter().skip(1)) {
            self.newline(indent + INDENT);
            let more = if *end == to { more } else { 0 };
            if self.fits(*start, *end, more) {
                self.flat(*start, *end);
            } else {
                self.last_group(*start, *end, indent + INDENT, more);
            }
        }
    }
}
