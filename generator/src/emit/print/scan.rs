//! Tells tokens apart by what stands around them, and sets them on one line with the spaces that belong there.

use super::classify::{Level, Role, binary, is_operand, spaced};
use super::line::{Group, Kind, Scanned, Token, index};
use crate::emit::tokens::{Class, TokenStream};

/// What is wider between braces gets lines of its own, even if it fits.
const WIDEST_STRUCT: usize = 40;
/// The same of a whole `if … else …`.
const WIDEST_CHOICE: usize = 60;

/// Lays code out on one line.
pub(super) fn scan(raw: &TokenStream) -> Scanned {
    let scanned = Scanned {
        line: String::with_capacity(raw.len() * 8),
        tokens: Vec::with_capacity(raw.len()),
        hard: 0,
    };
    let mut scan = Scan { scanned, before: "", levels: vec![Level::new(None, Group::Items)] };
    let mut tokens = raw.classed().peekable();
    while let Some((text, class)) = tokens.next() {
        scan.add(text, class, tokens.peek().map_or("", |(next, _)| next));
    }
    scan.scanned
}

struct Scan<'a> {
    scanned: Scanned,
    /// The text of the last token.
    before: &'a str,
    levels: Vec<Level<'a>>,
}

impl<'a> Scan<'a> {
    fn last(&self) -> Option<Kind> {
        self.scanned.tokens.last().map(|token| token.kind)
    }

    fn add(&mut self, text: &'a str, class: Class, next: &'a str) {
        match (class, text) {
            (Class::Open, _) => self.open(text, next),
            (Class::Close, _) => self.close(text, next),
            (Class::Operator, "<") if self.opens_angle(next) => self.open(text, next),
            (Class::Operator, ">" | ">>" | ">=") if self.in_angles() => {
                self.close_group(">", next);
                if let Some(rest) = text.get(1..).filter(|rest| !rest.is_empty()) {
                    self.add(rest, class, next);
                }
            }
            (Class::Comma, _) if self.is_trailing(next) => {}
            _ => {
                let kind = self.kind(text, class, next);
                self.follow(text, kind, next);
                self.push(text, kind);
            }
        }
    }

    fn in_angles(&self) -> bool {
        self.levels.last().is_some_and(|level| level.group == Group::Angle)
    }

    /// Whether `<` begins arguments of a generic, not a comparison.
    fn opens_angle(&self, next: &str) -> bool {
        let count = self.scanned.tokens.len();
        let Some(last) = self.last() else { return true };
        if !is_operand(last) {
            return true;
        }
        let Some(at) = count.checked_sub(1).filter(|_| last == Kind::Word) else { return false };
        let name = self.scanned.text(at);
        let named_fn = at.checked_sub(1).is_some_and(|before| self.scanned.is(before, "fn"));
        let is_type =
            name.starts_with(char::is_uppercase) && (name.len() == 1 || name.contains(char::is_lowercase));
        named_fn || is_type || next.starts_with('\'')
    }

    /// A comma before the end of a group is written where the group is broken only; but `(a,)` is not `(a)`.
    fn is_trailing(&self, next: &str) -> bool {
        let closes = match next {
            ")" | "]" | "}" => true,
            ">" | ">>" => self.in_angles(),
            _ => false,
        };
        let tuple = self.levels.last().is_some_and(|level| level.role == Role::Tuple && level.commas == 0);
        closes && !(tuple && next == ")")
    }

    fn kind(&self, text: &str, class: Class, next: &str) -> Kind {
        match class {
            Class::Word => Kind::Word,
            Class::Keyword => Kind::Keyword,
            Class::Literal => Kind::Literal,
            Class::Doc => Kind::Doc,
            Class::Comma => Kind::Comma,
            Class::Semicolon => Kind::Semicolon,
            Class::Colon => Kind::Colon,
            Class::Path => Kind::Path,
            Class::Dot => Kind::Dot,
            Class::Open | Class::Close | Class::Operator => self.operator(text, next),
        }
    }

    fn operator(&self, text: &str, next: &str) -> Kind {
        let operand = self.last().is_some_and(is_operand);
        match text {
            "?" => Kind::Question,
            "=>" => Kind::FatArrow,
            "->" => Kind::Arrow,
            ".." | "..=" | "..." => Kind::Range,
            "#" => Kind::Pound,
            "@" => Kind::At,
            "!" if operand && matches!(next, "(" | "[" | "{") => Kind::Bang,
            "!" => Kind::Prefix,
            "|" if self.levels.last().is_some_and(|level| level.closure.is_some()) => Kind::PipeEnd,
            "|" | "||" if !operand && !matches!(self.last(), Some(Kind::Close(_))) => Kind::Pipe,
            "&" | "&&" | "*" | "-" if !operand => Kind::Prefix,
            "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "|=" | "&=" | "^=" => Kind::Assign,
            _ => binary(text).map_or(Kind::Word, Kind::Binary),
        }
    }

    /// Keeps up what a brace that comes next would hold.
    fn follow(&mut self, text: &'a str, kind: Kind, next: &str) {
        let at = self.scanned.tokens.len();
        let Some(level) = self.levels.last_mut() else { return };
        match kind {
            Kind::Keyword => level.keyword(text, next, at),
            Kind::Assign => level.assigned(),
            Kind::FatArrow | Kind::Semicolon => level.head = "",
            Kind::Comma => {
                level.commas += 1;
                level.ended();
            }
            Kind::Pipe if text == "|" => level.closure = Some(at),
            Kind::PipeEnd => {
                if let Some(open) = level.closure.take().and_then(|open| self.scanned.tokens.get_mut(open)) {
                    open.close = index(at);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, text: &'a str, next: &str) {
        let group = match text {
            "(" => Group::Paren,
            "[" if matches!(self.last(), Some(Kind::Pound)) || self.after_inner_pound() => Group::Attribute,
            "[" => Group::Bracket,
            "<" => Group::Angle,
            _ => self.braces(),
        };
        let at = self.scanned.tokens.len();
        let mut level = Level::new(Some(at), group);
        level.role = self.role(group);
        self.push(text, Kind::Open(group));
        let lines = matches!(group, Group::Arms | Group::Items)
            || group == Group::Fields && level.role != Role::Variant;
        if lines && next != "}" {
            self.scanned.hard += 1;
        }
        self.levels.push(level);
    }

    fn role(&self, group: Group) -> Role {
        let around = self.levels.last();
        match group {
            Group::Paren if !self.last().is_some_and(|last| is_operand(last) || last == Kind::Bang) => {
                Role::Tuple
            }
            Group::Block if around.is_some_and(|around| matches!(around.head, "if" | "else")) => Role::Choice,
            Group::Fields if around.is_some_and(|around| around.group == Group::Fields) => Role::Variant,
            _ => Role::Any,
        }
    }

    fn after_inner_pound(&self) -> bool {
        let count = self.scanned.tokens.len();
        count >= 2 && self.last() == Some(Kind::Prefix) && self.scanned.kind(count - 2) == Some(Kind::Pound)
    }

    /// What `{` begins.
    fn braces(&self) -> Group {
        let Some(level) = self.levels.last() else { return Group::Block };
        let last = self.last();
        let text = self.scanned.tokens.len().checked_sub(1).map_or("", |at| self.scanned.text(at));
        let type_before = last == Some(Kind::Close(Group::Angle))
            || last == Some(Kind::Word)
                && text.starts_with(|first: char| first.is_uppercase() || first == '_');
        match level.head {
            _ if last == Some(Kind::Path) || level.head == "use" => Group::Use,
            _ if last == Some(Kind::FatArrow) => Group::Block,
            _ if level.in_let => Group::Struct,
            "struct" | "enum" => Group::Fields,
            "impl" | "trait" | "mod" => Group::Items,
            "match" => Group::Arms,
            "" if level.group == Group::Fields => Group::Fields,
            "" | "let" if type_before => Group::Struct,
            _ => Group::Block,
        }
    }

    fn close(&mut self, text: &'a str, next: &str) {
        while self.in_angles() {
            // Was a comparison after all; the printer then breaks it nowhere.
            self.levels.pop();
        }
        self.close_group(text, next);
    }

    fn close_group(&mut self, text: &'a str, next: &str) {
        if self.levels.len() < 2 {
            return self.push(text, Kind::Close(Group::Paren));
        }
        let Some(level) = self.levels.pop() else { return };
        let (at, open) = (self.scanned.tokens.len(), level.open.unwrap_or_default());
        let empty = at == open + 1;
        self.push(text, Kind::Close(level.group));
        if let Some(token) = self.scanned.tokens.get_mut(open) {
            token.close = index(at);
        }
        let inner = self.scanned.width(open + 1, at);
        let around = self.levels.last_mut();
        let hard = match level.group {
            Group::Block if empty => false,
            Group::Block if level.role == Role::Choice => {
                let (head, start) = around.as_ref().map_or(("", 0), |around| (around.head, around.choice));
                let goes_on = next == "else";
                let wide = !goes_on && self.scanned.width(start, at + 1) > WIDEST_CHOICE;
                level.statements || wide || head == "if" && !goes_on
            }
            Group::Block => true,
            Group::Fields if level.role == Role::Variant => inner > WIDEST_STRUCT,
            Group::Struct => inner > WIDEST_STRUCT && !matches!(next, "=>" | "=" | "|"),
            _ => false,
        };
        self.scanned.hard += u32::from(hard);
        if let Some(around) = self.levels.last_mut()
            && matches!(level.group, Group::Block | Group::Arms | Group::Items | Group::Fields)
        {
            around.head = "";
        }
    }

    fn push(&mut self, text: &'a str, kind: Kind) {
        let before = std::mem::replace(&mut self.before, text);
        let space = self.last().is_some_and(|last| spaced((last, before), kind));
        let scanned = &mut self.scanned;
        if space {
            scanned.line.push(' ');
        }
        let start = index(scanned.line.len());
        scanned.line.push_str(text);
        let token = Token { kind, start, end: index(scanned.line.len()), close: 0, hard: scanned.hard };
        scanned.tokens.push(token);
        let statement = kind == Kind::Semicolon;
        if let Some(level) = self.levels.last_mut()
            && statement
            && matches!(level.group, Group::Block | Group::Items)
        {
            level.statements = true;
        }
        if kind == Kind::Doc {
            self.scanned.hard += 1;
        }
    }
}
