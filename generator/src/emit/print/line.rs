//! The code of a file on one line, with what each token is and where groups end.
//!
//! What fits is later copied from it; how wide a part would be is a subtraction.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Keyword,
    Literal,
    Doc,
    Open(Group),
    Close(Group),
    Comma,
    Semicolon,
    Colon,
    /// `::`
    Path,
    Dot,
    Question,
    /// `=`, `+=` and the like.
    Assign,
    FatArrow,
    Arrow,
    Range,
    /// Between two operands, with its precedence.
    Binary(u8),
    /// Before one: `&`, `*`, `-`, `!`.
    Prefix,
    At,
    Pound,
    /// Of a macro's name.
    Bang,
    /// The first `|` of a closure, or `||`.
    Pipe,
    PipeEnd,
}

/// What delimiters hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Paren,
    Bracket,
    /// `<…>`
    Angle,
    /// `#[…]`
    Attribute,
    Block,
    /// The arms of a `match`.
    Arms,
    /// Of a struct's literal or pattern.
    Struct,
    /// Of a struct's or an enum's definition.
    Fields,
    Items,
    Use,
}

/// A token and its place in the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Of an opening token: where it is closed.
    pub close: u32,
    /// How many tokens before this one keep what holds them from being on one line.
    pub hard: u32,
}

/// The tokens of a file.
pub(super) struct Scanned {
    pub line: String,
    pub tokens: Vec<Token>,
    /// How many there are that keep what holds them from being on one line.
    pub hard: u32,
}

impl Scanned {
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .and_then(|token| self.line.get(token.start as usize..token.end as usize))
            .unwrap_or_default()
    }

    pub(super) fn is(&self, at: usize, text: &str) -> bool {
        // Mostly not even the length is the same.
        self.width(at, at + 1) == text.len() && self.text(at) == text
    }

    /// These tokens on one line.
    pub(super) fn flat(&self, from: usize, to: usize) -> &str {
        let Some((first, last)) = self.ends(from, to) else { return "" };
        self.line.get(first.start as usize..last.end as usize).unwrap_or_default()
    }

    pub(super) fn width(&self, from: usize, to: usize) -> usize {
        self.ends(from, to).map_or(0, |(first, last)| last.end.saturating_sub(first.start) as usize)
    }

    fn ends(&self, from: usize, to: usize) -> Option<(&Token, &Token)> {
        if from < to { Some((self.tokens.get(from)?, self.tokens.get(to - 1)?)) } else { None }
    }

    /// Whether these tokens cannot be on one line.
    pub(super) fn is_hard(&self, from: usize, to: usize) -> bool {
        let before = |at: usize| self.tokens.get(at).map_or(self.hard, |token| token.hard);
        before(from) < before(to)
    }

    /// The token after this one, or after the group that it opens.
    pub(super) fn next(&self, at: usize) -> usize {
        match self.tokens.get(at) {
            Some(token) if token.close as usize > at => token.close as usize + 1,
            _ => at + 1,
        }
    }

    /// Where the group that opens here is closed.
    pub(super) fn close(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(at, |token| token.close as usize)
    }

    /// The first token, outside of groups, that is such a one.
    pub(super) fn find(
        &self,
        from: usize,
        to: usize,
        mut wanted: impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        let mut at = from;
        while at < to {
            if wanted(at) {
                return Some(at);
            }
            at = self.next(at);
        }
        None
    }
}

/// A place in the line.
pub(super) fn index(number: usize) -> u32 {
    // A file of four gibibytes is none that anybody compiles.
    u32::try_from(number).unwrap_or(u32::MAX)
}
