//! JSON in lines as a stream of typed values: `application/x-ndjson`, `application/jsonl`, `application/json-seq`.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::HeaderMap;

use super::{
    Opened, ReadItem,
    items::{Split, Texts},
};
use crate::{Error, ErrorKind};

/// The values of an answer, one a line. It is a [`Stream`], and has [`next`](Self::next) and [`try_next`](Self::try_next) of
/// its own.
///
/// Empty lines are nothing. A line that cannot be decoded is an error that says where, and the lines after it still come;
/// other errors end the stream.
#[must_use = "nothing is read until it is asked for"]
pub struct Lines<T> {
    texts: Texts<ByLine>,
    /// Why there are no lines.
    refused: Option<Error>,
    read: ReadItem<T>,
}

impl<T> Lines<T> {
    /// The lines of an answer, each of them JSON.
    pub fn new(opened: Opened, read: ReadItem<T>) -> Self {
        let other = opened.head.content_type().filter(|kind| kind.contains("html"));
        let refused = other.map(|other| opened.head.unexpected(&other, "lines of JSON"));
        Self { texts: Texts::new(opened, ByLine::default(), "line"), refused, read }
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.texts.head().headers
    }

    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next value; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }
}

impl Lines<String> {
    /// The lines of an answer as they are.
    pub fn plain(opened: Opened) -> Self {
        Self::new(opened, |text| Ok(text.to_owned()))
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(error) = this.refused.take() {
            this.texts.end();
            return Poll::Ready(Some(Err(error)));
        }
        let line = match ready!(this.texts.poll_next(cx)) {
            Some(Ok(line)) => line,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let value = match std::str::from_utf8(&line) {
            Ok(text) => this.texts.read(text, this.read),
            Err(_) => Err(this.texts.head().error(ErrorKind::Decode, "a line is not UTF-8".to_owned())),
        };
        Poll::Ready(Some(value))
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lines").field(self.texts.head()).finish()
    }
}

/// Takes bytes apart where lines end.
#[derive(Default)]
struct ByLine {
    line: Vec<u8>,
}

impl ByLine {
    fn take_line(&mut self, lines: &mut VecDeque<Vec<u8>>) {
        // RFC 7464 puts a record separator before each text.
        let line = self.line.strip_prefix(b"\x1e").unwrap_or(&self.line).trim_ascii();
        if !line.is_empty() {
            lines.push_back(line.to_vec());
        }
        self.line.clear();
    }
}

impl Split for ByLine {
    type Text = Vec<u8>;

    fn push(&mut self, mut bytes: &[u8], lines: &mut VecDeque<Vec<u8>>) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.line.extend_from_slice(&bytes[..end]);
            self.take_line(lines);
            bytes = &bytes[end + 1..];
        }
        self.line.extend_from_slice(bytes);
    }

    /// The last line needs no end.
    fn end(&mut self, lines: &mut VecDeque<Vec<u8>>) {
        self.take_line(lines);
    }

    fn held(&self) -> usize {
        self.line.len()
    }

    fn size(line: &Vec<u8>) -> usize {
        line.len()
    }
}
