//! The call with which a vendor wants a scroll closed.

use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;

use super::Walk;
use crate::{
    BoxFuture,
    endpoint::Endpoint,
    error::Error,
    paging::{Position, any_call::AnyCall},
};

/// What is open, and the call that closes it.
#[derive(Default)]
pub(super) struct Closing {
    cursor: Option<Position>,
    running: Option<BoxFuture<'static, Result<(), Error>>>,
}

impl Closing {
    /// A page has told a cursor. With a page that has none the vendor has closed what was open.
    pub(super) fn saw(&mut self, cursor: Option<&Position>) {
        self.cursor = cursor.cloned();
    }

    /// There is nothing to close any more.
    pub(super) fn forget(&mut self) {
        self.cursor = None;
    }

    pub(super) fn start(&mut self, call: &dyn AnyCall) {
        if let Some(cursor) = self.cursor.take() {
            self.running = call.close(&cursor);
        }
    }

    /// Waits for the call. Everything was read, so that it failed is no error of the stream's.
    pub(super) fn poll(&mut self, endpoint: &'static Endpoint, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(running) = &mut self.running {
            let result = ready!(running.as_mut().poll(cx));
            self.running = None;
            tell(endpoint, &result);
        }
        Poll::Ready(())
    }
}

fn tell(endpoint: &'static Endpoint, result: &Result<(), Error>) {
    if let Err(error) = result {
        tracing::debug!(api = endpoint.api, endpoint = endpoint.name, %error, "the scroll was not closed");
    }
}

impl Walk {
    /// Ends the stream and says how closing went.
    pub(in crate::paging) async fn close(&mut self) -> Result<(), Error> {
        self.state = super::State::Over;
        self.queue.clear();
        self.closing.start(&*self.call);
        match self.closing.running.take() {
            Some(running) => running.await,
            None => Ok(()),
        }
    }
}

/// A stream that is dropped early closes what it has opened, on the current runtime: the one thing that outlives it. Whoever
/// has kept where it stands may still want to go on.
impl Drop for Walk {
    fn drop(&mut self) {
        if !self.is_kept() {
            self.closing.start(&*self.call);
        }
        if let Some(running) = self.closing.running.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let endpoint = self.kind.endpoint;
            runtime.spawn(async move { tell(endpoint, &running.await) });
        }
    }
}
