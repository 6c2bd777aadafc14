//! What streams of events and of lines share: chunks come in, texts come out, each of bounded size.

use std::{
    collections::VecDeque,
    task::{Context, Poll, ready},
};

use super::{Head, Opened, ReadItem, chunks::Chunks};
use crate::{Error, ErrorKind, error::describe, json_path};

/// Takes bytes to texts.
pub(super) trait Split {
    /// What a text comes with.
    type Text;
    /// Takes bytes in. The texts that they complete are put behind `texts`.
    fn push(&mut self, bytes: &[u8], texts: &mut VecDeque<Self::Text>);
    /// The answer is at its end.
    fn end(&mut self, texts: &mut VecDeque<Self::Text>);
    /// How much is held of what is not complete yet.
    fn held(&self) -> usize;
    /// How large a text is.
    fn size(text: &Self::Text) -> usize;
}

/// The texts of an answer.
pub(super) struct Texts<S: Split> {
    chunks: Chunks,
    split: S,
    waiting: VecDeque<S::Text>,
    given: u64,
    ended: bool,
    /// What each of them is: "event", "line".
    what: &'static str,
}

impl<S: Split> Texts<S> {
    pub(super) fn new(opened: Opened, split: S, what: &'static str) -> Self {
        let chunks = Chunks::new(opened);
        Self { chunks, split, waiting: VecDeque::new(), given: 0, ended: false, what }
    }

    pub(super) fn head(&self) -> &Head {
        &self.chunks.head
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self) {
        self.ended = true;
        self.waiting.clear();
        self.chunks.end();
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<S::Text, Error>>> {
        loop {
            // What is too large is so however it was cut on its way, and what stands before it comes first.
            let waiting = self.waiting.pop_front();
            if self.ended && waiting.is_none() {
                return Poll::Ready(None);
            }
            let size = waiting.as_ref().map_or_else(|| self.split.held(), S::size);
            if size as u64 > self.head().limits.most {
                return Poll::Ready(Some(Err(self.too_large())));
            }
            if let Some(text) = waiting {
                self.given += 1;
                return Poll::Ready(Some(Ok(text)));
            }
            match ready!(self.chunks.poll_next(cx)) {
                Some(Ok(bytes)) => self.split.push(&bytes, &mut self.waiting),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.ended = true;
                    self.split.end(&mut self.waiting);
                }
            }
        }
    }

    fn too_large(&mut self) -> Error {
        self.end();
        let text =
            format!("{} {} is larger than {} bytes", self.what, self.given + 1, self.head().limits.most);
        self.head().error(ErrorKind::TooLarge, text)
    }

    /// The value in a text; where it is none, the place in it.
    pub(super) fn read<T>(&self, text: &str, read: ReadItem<T>) -> Result<T, Error> {
        read(text).map_err(|error| {
            let path = json_path::at(text.as_bytes(), error.line(), error.column());
            let of = format!("{} {}", self.what, self.given);
            let reason = describe(&error);
            let message = if error.is_syntax() || error.is_eof() {
                format!("{of} is not proper JSON: {reason}")
            } else if path.is_empty() {
                format!("cannot decode {of}: {reason}")
            } else {
                format!("cannot decode `{path}` of {of}: {reason}")
            };
            self.head().error(ErrorKind::Decode, message).with_json_path(path).with_body(text)
        })
    }
}
