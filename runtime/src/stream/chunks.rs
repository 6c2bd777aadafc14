//! The body of an answer, a chunk at a time.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;

use super::{Head, Opened};
use crate::{Body, BoxFuture, Error, ErrorKind, TransportError, clock::within};

/// What came of reading a chunk, and the body for the next one.
type Read = (Box<dyn Body>, Option<Result<Option<Bytes>, TransportError>>);

enum State {
    Idle(Box<dyn Body>),
    Reading(BoxFuture<'static, Read>),
    Ended,
}

/// The chunks of an answer. A future of them may be dropped: what it was waiting for comes next.
pub(super) struct Chunks {
    pub(super) head: Arc<Head>,
    state: State,
}

impl Chunks {
    pub(super) fn new(opened: Opened) -> Self {
        Self { head: Arc::new(opened.head), state: State::Idle(opened.body) }
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.state = State::Ended;
    }

    /// The next bytes, of which there are some; an error ends them.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(body) => self.state = State::Reading(read(Arc::clone(&self.head), body)),
                State::Reading(mut reading) => {
                    let Poll::Ready((body, read)) = reading.as_mut().poll(cx) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    match read {
                        Some(Ok(Some(bytes))) => {
                            self.state = State::Idle(body);
                            if !bytes.is_empty() {
                                return Poll::Ready(Some(Ok(bytes)));
                            }
                        }
                        Some(Ok(None)) => return Poll::Ready(None),
                        Some(Err(error)) => return Poll::Ready(Some(Err(self.broken(error)))),
                        None => return Poll::Ready(Some(Err(self.silent()))),
                    }
                }
            }
        }
    }

    fn broken(&self, error: TransportError) -> Error {
        self.head.error(ErrorKind::Transport, error.to_string()).with_source(error)
    }

    fn silent(&self) -> Error {
        let text = format!("nothing came for {:?}", self.head.limits.idle);
        self.head.error(ErrorKind::Timeout, text)
    }
}

fn read(head: Arc<Head>, mut body: Box<dyn Body>) -> BoxFuture<'static, Read> {
    Box::pin(async move {
        let limits = &head.limits;
        let read = match &limits.client {
            Some(client) => within(client.clock(), Some(limits.idle), body.chunk().as_mut()).await,
            None => Some(body.chunk().await),
        };
        (body, read)
    })
}
