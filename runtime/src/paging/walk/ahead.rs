//! Which pages are asked for before they are needed.

use std::task::{Context, Poll};

use super::{State, Walk};
use crate::paging::{Position, Run, any_call::Told, checkpoint::Place, fetch::Fetch};

/// Of so many pages one may turn out to be elsewhere than the pages before it say.
const PAGES_PER_MISS: u64 = 16;

/// Until a request is on its way over an open connection, the task of the connection, that of the page and again that of
/// the connection have to run.
const YIELDS: u8 = 3;

/// What is known of the pages to come.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// How many pages may be asked for before they are needed.
    most: usize,
    /// Where they are, if they can be counted.
    run: Option<Run>,
    /// How many items the last page had.
    per_page: u64,
    /// How often the pages that were asked for were not those that came next.
    misses: u64,
    /// How often the stream still lets other tasks go first.
    yields: u8,
}

impl Ahead {
    pub(super) fn learn(&mut self, told: &Told) {
        // A run that begins elsewhere than the next page is counted wrongly.
        self.run = told.rest.filter(|run| told.next == Some(Position::Number(run.next)));
        self.per_page = told.count.unwrap_or_default().max(1);
    }

    pub(super) fn missed(&mut self) {
        self.misses += 1;
    }
}

impl Walk {
    pub(in crate::paging) fn set_ahead(&mut self, pages: usize) {
        self.ahead.most = pages;
    }

    /// Asks for pages that are going to be needed.
    pub(super) fn fetch_ahead(&mut self, cx: &mut Context<'_>) {
        while let Some(mut fetch) = self.another() {
            fetch.drive(cx);
            if fetch.is_task() {
                self.ahead.yields = YIELDS;
            }
            self.queue.push_back(fetch);
        }
    }

    /// Lets the tasks that have just been made send their requests before the consumer goes to work, which may keep their
    /// thread busy.
    pub(in crate::paging) fn poll_yield(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.ahead.yields.checked_sub(1) {
            None => Poll::Ready(()),
            Some(left) => {
                self.ahead.yields = left;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    /// Lets what was asked for ahead go on, where no runtime does that.
    pub(super) fn nudge(&mut self, from: usize, cx: &mut Context<'_>) {
        self.queue.iter_mut().skip(from).for_each(|fetch| fetch.nudge(cx));
    }

    /// One more page to ask for.
    fn another(&self) -> Option<Fetch> {
        let queued = self.queue.len() as u64;
        let coming = queued.saturating_mul(self.ahead.per_page);
        let is_needed = queued < self.guard.allows() && self.here.left.saturating_add(coming) < self.left;
        if self.queue.len() >= self.ahead.most || !is_needed || !matches!(self.state, State::Running) {
            return None;
        }
        let Some(last) = self.queue.back() else {
            return match &self.next {
                Place::At(position) => Some(self.fetch_next(Some(position.clone()))),
                Place::First | Place::End => None,
            };
        };
        let is_trusted = self.ahead.misses * PAGES_PER_MISS <= self.guard.pages;
        if last.has_failed() || !is_trusted || self.guard.is_capped(&self.kind, queued, coming) {
            return None;
        }
        let tail = last.position.as_ref()?.as_number()?;
        self.ahead.run?.after(tail).map(|number| self.fetch(Some(Position::Number(number))))
    }
}
