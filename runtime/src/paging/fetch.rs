//! One page on its way.
//!
//! A page that is asked for ahead must come while the consumer is busy with the one before, and then nobody polls the
//! stream. On a tokio runtime it therefore becomes a task, which ends with the stream; elsewhere it is polled whenever
//! the stream is.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{runtime::Handle, task::JoinHandle};

use super::{
    NextPage, Position,
    any_call::{AnyCall, Kind, Page},
    hook, url,
};
use crate::{
    BoxFuture,
    call::Exchange,
    error::{Error, ErrorKind},
};

/// A page and when it came.
pub(super) struct Arrived {
    pub(super) page: Page,
    pub(super) at: Duration,
}

type Outcome = Result<Arrived, Error>;

/// A page that was asked for.
pub(super) struct Fetch {
    /// Where it is; `None` for the one that the call itself asks for.
    pub(super) position: Option<Position>,
    state: State,
}

enum State {
    /// The stream polls it.
    Polled(BoxFuture<'static, Outcome>),
    /// The runtime polls it.
    Task(Task),
    /// It is there, until it is taken.
    Done(Option<Outcome>),
}

impl Fetch {
    /// Asks for a page, as soon as this is polled.
    pub(super) fn new(
        call: &dyn AnyCall,
        kind: Kind,
        hook: Option<&Arc<dyn NextPage>>,
        position: Option<Position>,
    ) -> Self {
        let mut call = call.boxed();
        if let Some(position) = &position {
            call.seek(position);
        }
        let work = run(call, kind, hook.cloned(), position.clone());
        Self { position, state: State::Polled(Box::pin(work)) }
    }

    /// A page that cannot be asked for.
    pub(super) fn failed(position: Option<Position>, error: Error) -> Self {
        Self { position, state: State::Done(Some(Err(error))) }
    }

    /// Lets it go on while the stream is not polled, if there is a runtime that does that. It is polled once before: what
    /// is there already needs no task.
    pub(super) fn drive(&mut self, cx: &mut Context<'_>) {
        self.nudge(cx);
        if matches!(self.state, State::Polled(_))
            && let Ok(runtime) = Handle::try_current()
            && let State::Polled(work) = std::mem::replace(&mut self.state, State::Done(None))
        {
            self.state = State::Task(Task(runtime.spawn(work)));
        }
    }

    /// Polls it if nobody else does.
    pub(super) fn nudge(&mut self, cx: &mut Context<'_>) {
        if let State::Polled(work) = &mut self.state
            && let Poll::Ready(outcome) = work.as_mut().poll(cx)
        {
            self.state = State::Done(Some(outcome));
        }
    }

    /// Whether the runtime polls it.
    pub(super) fn is_task(&self) -> bool {
        matches!(self.state, State::Task(_))
    }

    /// Whether it is known already that the page does not come.
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.state, State::Done(Some(Err(_))))
    }

    /// The page, once.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        Poll::Ready(match &mut self.state {
            State::Polled(work) => ready!(work.as_mut().poll(cx)),
            State::Task(task) => ready!(task.poll(cx)),
            State::Done(outcome) => outcome.take().unwrap_or_else(|| Err(gone())),
        })
    }
}

/// A task that ends when nobody waits for it any more.
struct Task(JoinHandle<Outcome>);

impl Task {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        match ready!(Pin::new(&mut self.0).poll(cx)) {
            Ok(outcome) => Poll::Ready(outcome),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Poll::Ready(Err(gone())),
            },
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn gone() -> Error {
    Error::new(ErrorKind::Transport, "the runtime was shut down before the page came")
}

/// The loop around the attempts, as for any other call.
async fn run(
    call: Box<dyn AnyCall>,
    kind: Kind,
    hook: Option<Arc<dyn NextPage>>,
    position: Option<Position>,
) -> Outcome {
    let mut exchange = Exchange::new(kind.endpoint, call.context(), call.encode()).keeping_address();
    let (mut page, answer) = loop {
        let answer = exchange.answer().await?;
        match call.read(&answer) {
            Ok(page) => {
                exchange.accept();
                break (page, answer);
            }
            Err(error) => exchange.refuse(error)?,
        }
    };
    let told = &mut page.told;
    if let Some(hook) = hook {
        told.next = hook::ask(&*hook, &answer, position.as_ref()).map_err(|error| error.at(kind.endpoint))?;
    }
    for link in [&mut told.next, &mut told.cursor].into_iter().flatten() {
        if let (Position::Url(link), Some(sent)) = (link, exchange.address()) {
            *link = url::position(link, sent, &*call);
        }
    }
    Ok(Arrived { page, at: call.context().client.clock().elapsed() })
}
