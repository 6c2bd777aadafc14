//! Pagination of a checked API.

use std::time::Duration;

use super::{Condition, Literal, Step, Type, TypeId};

/// How pages follow.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// The style's name in the spec.
    pub style: String,
    /// Where the position goes, and how the next one is found.
    pub advance: Advance,
    /// Path in the payload to the items; empty: the payload itself. It ends at a list, or behind a `[*]` at one item.
    pub items: Vec<PayloadStep>,
    /// The same path as the spec writes it; empty for the payload itself.
    pub items_text: String,
    /// The items' type.
    pub item: Type,
    /// Whether the list is a tolerant one.
    pub tolerant: bool,
    /// Whether the items of a page are given in reverse.
    pub backwards: bool,
    /// The size parameter.
    pub size: Option<ParameterRef>,
    /// The size that counts when the user sets none.
    pub size_default: Option<u64>,
    /// The constant that is sent as the size when the user sets none.
    pub size_sent: Option<Literal>,
    /// The number of all items.
    pub total: Option<AnswerRead>,
    /// The number of all pages.
    pub pages: Option<AnswerRead>,
    /// What ends the stream.
    pub ends: Ends,
    /// Parameters that later calls leave out.
    pub replaces: Vec<ParameterRef>,
    /// What the vendor lets one read at most.
    pub cap: Option<Cap>,
    /// Lifetime of a cursor.
    pub expires_after: Option<Duration>,
    /// Error codes (wire) that say that the cursor is too old.
    pub expired_codes: Vec<String>,
    /// The call that closes a scroll.
    pub close: Option<Close>,
}

impl Pagination {
    /// What is sent when the user sets nothing: the size, and first cursors.
    pub fn initial(&self) -> impl Iterator<Item = (&ParameterRef, &Literal)> {
        let cursors = match &self.advance {
            Advance::Cursor(cursor) => std::slice::from_ref(cursor),
            Advance::State(cursors) => cursors.as_slice(),
            _ => &[],
        };
        let first = cursors.iter().filter_map(|cursor| Some((&cursor.at, cursor.first.as_ref()?)));
        self.size.as_ref().zip(self.size_sent.as_ref()).into_iter().chain(first)
    }
}

/// What ends a stream, beside what each kind of style ends with anyway.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    /// An empty page.
    pub empty: bool,
    /// A page shorter than the size.
    pub short: bool,
    /// A page after which the total is reached, counted by pages of the size.
    pub total: bool,
    /// What a cursor does that stays the same.
    pub repeats: Repeats,
    /// Declared conditions.
    pub when: Vec<PayloadCondition>,
}

/// What it means when a cursor stays the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// The API runs in circles.
    #[default]
    Error,
    /// There are no more pages.
    End,
    /// Nothing: a scroll may keep one cursor for all pages.
    Allowed,
}

/// What the vendor lets one read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// So many items.
    Items(u64),
    /// So many pages.
    Pages(u64),
}

/// The call that closes a scroll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// Index into `Api::endpoints`.
    pub endpoint: usize,
    /// Its parameter for the last cursor.
    pub with: ParameterRef,
}

/// A condition with what it reads.
#[derive(Clone, Debug)]
pub struct PayloadCondition {
    /// The condition; `Operand::Read(i)` is `reads[i]`, `Operand::Status` the answer's.
    pub condition: Condition,
    /// What it reads.
    pub reads: Vec<AnswerRead>,
}

/// A value in an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerRead {
    /// In the payload.
    Payload(Vec<PayloadStep>),
    /// The text of a header.
    Header(String),
    /// The URL of that relation in the `Link` header.
    Link(String),
}

/// Where a position goes, and how the next one is found.
#[derive(Clone, Debug)]
pub enum Advance {
    /// A counter of pages.
    Page {
        /// The parameter.
        at: ParameterRef,
        /// The first page's number.
        first: i64,
    },
    /// The count of items so far.
    Offset {
        /// The parameter.
        at: ParameterRef,
        /// The first offset.
        first: i64,
    },
    /// A value of the page before.
    Cursor(Cursor),
    /// The whole URL of the next page.
    Url(Next),
    /// Several values of the page before.
    State(Vec<Cursor>),
    /// The user's own code.
    Hook {
        /// Its name: the argument of the methods that make a stream.
        name: String,
        /// Where its positions go that are no URLs: one parameter, or one for each of several values.
        at: Vec<ParameterRef>,
    },
}

impl Advance {
    /// Whether pages are counted, so that the position of each is known beforehand.
    pub fn is_counted(&self) -> bool {
        matches!(self, Self::Page { .. } | Self::Offset { .. })
    }

    /// The parameters that the stream sets.
    pub fn parameters(&self) -> Vec<&ParameterRef> {
        match self {
            Self::Page { at, .. } | Self::Offset { at, .. } => vec![at],
            Self::Cursor(cursor) => vec![&cursor.at],
            Self::Url(_) => Vec::new(),
            Self::State(cursors) => cursors.iter().map(|cursor| &cursor.at).collect(),
            Self::Hook { at, .. } => at.iter().collect(),
        }
    }
}

/// A value that goes from a page into the request for the next one.
#[derive(Clone, Debug)]
pub struct Cursor {
    /// Its name, of one of several.
    pub name: String,
    /// The parameter.
    pub at: ParameterRef,
    /// Where it comes from.
    pub next: Next,
    /// What the first call sends.
    pub first: Option<Literal>,
}

/// Where a value comes from: something that is read, through functions.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// What is read.
    pub source: NextSource,
    /// What is done with it, in order.
    pub functions: Vec<NextFunction>,
}

/// What the value of the next page is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum NextSource {
    /// Something in the answer: a scalar, possibly absent or null.
    Answer(AnswerRead),
    /// A parameter of the request that was answered.
    Request(ParameterRef),
}

/// What is done with a value on its way to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextFunction {
    /// The parameter of that name, cut out of a URL.
    Parameter(String),
    /// The number and another.
    Plus(i64),
}

/// A typed step into a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct PayloadStep {
    /// The wire step.
    pub step: Step,
    /// The field of a struct, when the step is a key of one: struct and index of the field.
    pub field: Option<(TypeId, usize)>,
    /// The type behind the step, without its presence.
    pub ty: Type,
    /// Whether the Rust value there is an `Option` (`Some(false)`) or a `Maybe` (`Some(true)`).
    pub optional: Option<bool>,
}

/// A parameter of an endpoint, by place and index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterRef {
    /// `Endpoint::path_parameters[index]`.
    Path(usize),
    /// `Endpoint::query[index]`.
    Query(usize),
    /// `Endpoint::headers[index]`.
    Header(usize),
    /// `Endpoint::cookies[index]`.
    Cookie(usize),
    /// A field of the body (one declared in place, or a struct), or of a struct in it: struct and index, from outside in.
    Body(Vec<(TypeId, usize)>),
}
