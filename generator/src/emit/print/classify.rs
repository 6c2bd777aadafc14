//! What the neighbours of a token say about it.

use super::line::{Group, Kind};

/// What is known of a group while its tokens are read.
pub(super) struct Level<'a> {
    pub open: Option<usize>,
    pub group: Group,
    /// The keyword that says what a brace begins.
    pub head: &'a str,
    /// Between `let` and `=`.
    pub in_let: bool,
    /// The first `|` of a closure whose second has not come.
    pub closure: Option<usize>,
    /// Where the first `if` of a chain stands.
    pub choice: usize,
    pub role: Role,
    /// Whether a `;` stands in it.
    pub statements: bool,
    pub commas: usize,
}

/// What else is to be known of a group.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Any,
    /// A branch of an `if`.
    Choice,
    /// Parentheses that are no arguments.
    Tuple,
    /// The fields of an enum's variant.
    Variant,
}

impl<'a> Level<'a> {
    pub(super) fn new(open: Option<usize>, group: Group) -> Self {
        Self {
            open,
            group,
            head: "",
            in_let: false,
            closure: None,
            choice: 0,
            role: Role::Any,
            statements: false,
            commas: 0,
        }
    }

    pub(super) fn keyword(&mut self, text: &'a str, next: &str, at: usize) {
        match text {
            "let" => {
                self.in_let = true;
                if self.head.is_empty() {
                    (self.head, self.choice) = (text, at);
                }
            }
            "fn" | "impl" | "trait" | "mod" | "use" | "struct" | "enum"
                if matches!(self.head, "" | "const" | "unsafe" | "async") =>
            {
                self.head = text;
            }
            "const" | "static" | "type" if self.head.is_empty() => self.head = text,
            "for" if next == "<" => {}
            "match" | "if" | "while" | "for" | "loop" | "else" | "unsafe" | "async"
                if !is_item(self.head) =>
            {
                if text == "if" && self.head != "else" {
                    self.choice = at;
                }
                self.head = text;
            }
            _ => {}
        }
    }

    pub(super) fn assigned(&mut self) {
        self.in_let = false;
        if matches!(self.head, "let" | "const" | "static" | "type") {
            self.head = "";
        }
    }

    /// At a comma: but bounds in the head of an item have commas too.
    pub(super) fn ended(&mut self) {
        if !is_item(self.head) {
            self.head = "";
        }
    }
}

/// Whether what this begins has a head up to its brace.
pub(super) fn is_item(head: &str) -> bool {
    matches!(head, "fn" | "impl" | "trait" | "mod" | "use" | "struct" | "enum")
}

/// Whether an operand can end with it, so that what follows is an operator between two.
pub(super) fn is_operand(kind: Kind) -> bool {
    match kind {
        Kind::Word | Kind::Literal | Kind::Question => true,
        Kind::Close(group) => {
            matches!(group, Group::Paren | Group::Bracket | Group::Angle | Group::Struct | Group::Use)
        }
        _ => false,
    }
}

/// The precedence of an operator between two operands.
pub(super) fn binary(text: &str) -> Option<u8> {
    Some(match text {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" | "<" | ">" | "<=" | ">=" => 3,
        "|" => 4,
        "^" => 5,
        "&" => 6,
        "<<" | ">>" => 7,
        "+" | "-" => 8,
        "*" | "/" | "%" => 9,
        _ => return None,
    })
}

/// Whether a space stands between two tokens on one line.
pub(super) fn spaced((last, before): (Kind, &str), kind: Kind) -> bool {
    match (last, kind) {
        (Kind::Doc, _) | (_, Kind::Doc) | (Kind::Colon, Kind::Question) => true,
        // `()`, `?Sized`, `a::b`; behind what opens, and before what closes.
        (Kind::Open(_), Kind::Close(_))
        | (Kind::Question, Kind::Word)
        | (Kind::Word | Kind::Close(Group::Angle), Kind::Path) => false,
        (Kind::Open(group), _) | (_, Kind::Close(group)) => {
            matches!(group, Group::Block | Group::Arms | Group::Struct | Group::Fields | Group::Items)
        }
        (_, Kind::Comma | Kind::Semicolon | Kind::Dot | Kind::Colon | Kind::PipeEnd | Kind::Bang) => false,
        (_, Kind::Question) => matches!(last, Kind::Binary(_)),
        (Kind::Dot | Kind::Path | Kind::Prefix | Kind::Pound | Kind::Pipe | Kind::Range, _) => {
            // `||` is both ends of a closure's arguments.
            before == "||"
        }
        (Kind::Keyword, Kind::Open(Group::Paren)) => !matches!(before, "pub" | "fn"),
        (Kind::Keyword, Kind::Open(Group::Angle)) => !matches!(before, "impl" | "for" | "fn"),
        (_, Kind::Open(Group::Paren | Group::Bracket | Group::Angle)) => {
            !(is_operand(last) || last == Kind::Bang)
        }
        (_, Kind::Range) => !is_operand(last),
        _ => true,
    }
}
