//! The way from page to page, for whatever call: what is asked for and when, what was given, and where the stream stands.

mod ahead;
mod closing;
mod standing;

use std::{
    any::Any,
    collections::VecDeque,
    sync::{Arc, OnceLock, atomic::AtomicBool},
    task::{Context, Poll, ready},
    time::Duration,
};

use ahead::Ahead;
use closing::Closing;
use standing::{Here, Restarts};

use super::{
    NextPage, Position,
    any_call::{AnyCall, Kind},
    checkpoint::{Fingerprint, Place},
    fetch::{Arrived, Fetch},
    guard::Guard,
};
use crate::{
    envelope::PayloadAt,
    error::{Error, ErrorKind},
    json_path,
    salvage::BrokenItem,
};

/// The next page, as the stream makes it.
pub(super) type Value = Box<dyn Any + Send>;

/// What a stream of pages or items does, without their types.
pub(super) struct Walk {
    call: Box<dyn AnyCall>,
    kind: Kind,
    hook: Option<Arc<dyn NextPage>>,
    guard: Guard,
    /// Where the next page is. The first of the queue is at this place.
    next: Place,
    /// The next page, as soon as it is asked for, and those after it that were asked for before they are needed.
    queue: VecDeque<Fetch>,
    ahead: Ahead,
    here: Here,
    /// How many items of the next page were given by an earlier stream.
    skip: u64,
    /// How many items the user wants, and how many he still wants.
    max_items: u64,
    left: u64,
    /// How many items were given, also by earlier streams.
    given: u64,
    total: Option<u64>,
    state: State,
    restarts: Restarts,
    closing: Closing,
    fingerprint: OnceLock<Option<Fingerprint>>,
    /// Whether the user has kept where the stream stands.
    is_kept: AtomicBool,
}

enum State {
    /// Nothing was asked for yet; perhaps nothing can be.
    New(Option<Error>),
    Running,
    /// The stream has ended, and says only that.
    Over,
}

impl Walk {
    pub(super) fn new(call: Box<dyn AnyCall>, kind: Kind) -> Self {
        Self {
            call,
            kind,
            hook: None,
            guard: Guard::new(),
            next: Place::First,
            queue: VecDeque::new(),
            ahead: Ahead::default(),
            here: Here::default(),
            skip: 0,
            max_items: u64::MAX,
            left: u64::MAX,
            given: 0,
            total: None,
            state: State::New(None),
            restarts: Restarts::default(),
            closing: Closing::default(),
            fingerprint: OnceLock::new(),
            is_kept: AtomicBool::new(false),
        }
    }

    pub(super) fn set_hook(&mut self, hook: Arc<dyn NextPage>) {
        self.hook = Some(hook);
    }

    pub(super) fn set_max_pages(&mut self, pages: u64) {
        self.guard.max_pages = Some(pages);
    }

    pub(super) fn set_max_items(&mut self, items: u64) {
        (self.max_items, self.left) = (items, items);
    }

    pub(super) fn endpoint(&self) -> &'static str {
        self.kind.endpoint.name
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    pub(super) fn given(&self) -> u64 {
        self.given
    }

    fn now(&self) -> Duration {
        self.call.context().client.clock().elapsed()
    }

    /// The next page; `None` at the end. What the stream makes of it is to be [`took`](Self::took).
    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Value, Error>>> {
        loop {
            if matches!(self.state, State::Over) {
                ready!(self.closing.poll(self.kind.endpoint, cx));
                return Poll::Ready(None);
            }
            if self.left == 0 || self.guard.is_enough() || !self.go() {
                self.end();
                continue;
            }
            let Some(front) = self.queue.front_mut() else { continue };
            let Poll::Ready(outcome) = front.poll(cx) else {
                self.nudge(1, cx);
                return Poll::Pending;
            };
            let position = self.queue.pop_front().and_then(|fetch| fetch.position);
            match outcome {
                Ok(arrived) => return Poll::Ready(Some(Ok(self.arrive(position.as_ref(), arrived)))),
                Err(error) => {
                    let error = self.guard.explain(&self.kind, error, self.now());
                    if !self.starts_again(&error) {
                        self.fail(&error);
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }

    /// So many items of the page that has come are to be given; or one thing, the page.
    pub(super) fn took(&mut self, items: usize, cx: &mut Context<'_>) {
        self.here.left = items as u64;
        self.fetch_ahead(cx);
    }

    /// The page as a whole is given.
    pub(super) fn gave_page(&mut self) {
        self.here.left = 0;
    }

    /// An item is given.
    pub(super) fn give(&mut self, cx: &mut Context<'_>) {
        self.left = self.left.saturating_sub(1);
        self.given += 1;
        self.here.given += 1;
        self.here.left = self.here.left.saturating_sub(1);
        self.nudge(0, cx);
    }

    /// Whether the user wants another item.
    pub(super) fn wants_items(&self) -> bool {
        self.left > 0
    }

    /// Sees to it that the next page is asked for; `false` when there is none.
    fn go(&mut self) -> bool {
        if let State::New(refused) = &mut self.state {
            let refused = refused.take();
            self.state = State::Running;
            if let Err(error) = refused.map_or_else(|| self.start(), Err) {
                self.queue.push_back(Fetch::failed(self.next.position().cloned(), error));
            }
        }
        if self.queue.is_empty() {
            let position = match &self.next {
                Place::End => return false,
                Place::First => None,
                Place::At(position) => Some(position.clone()),
            };
            self.queue.push_back(self.fetch_next(position));
        }
        true
    }

    /// Asks for the next page, unless it is too late for that.
    fn fetch_next(&self, position: Option<Position>) -> Fetch {
        match self.guard.check_age(&self.kind, self.now()) {
            Ok(()) => self.fetch(position),
            Err(error) => Fetch::failed(position, error),
        }
    }

    fn fetch(&self, position: Option<Position>) -> Fetch {
        Fetch::new(&*self.call, self.kind, self.hook.as_ref(), position)
    }

    /// Before the first page is asked for.
    fn start(&mut self) -> Result<(), Error> {
        match &self.next {
            Place::First => self.guard.begin(self.call.position().as_ref()),
            Place::At(position) => drop(self.guard.admit(&self.kind, position)?),
            Place::End => {}
        }
        Ok(())
    }

    /// Takes a page in, and finds out where the next one is.
    fn arrive(&mut self, position: Option<&Position>, Arrived { page, at }: Arrived) -> Value {
        self.here = self.here_at(position);
        let told = page.told;
        self.guard.arrive(told.count.unwrap_or_default(), at);
        self.total = told.total.or(self.total);
        self.closing.saw(told.cursor.as_ref().or(told.next.as_ref()));
        self.ahead.learn(&told);
        match told.next {
            Some(next) => self.go_to(next),
            None => self.ends_here(told.count.is_some()),
        }
        page.value
    }

    /// The next page is there.
    fn go_to(&mut self, position: Position) {
        if self.queue.front().is_some_and(|fetch| fetch.position.as_ref() != Some(&position)) {
            self.ahead.missed();
            self.queue.clear();
        }
        match self.guard.admit(&self.kind, &position) {
            Ok(true) => {}
            Ok(false) => return self.ends_here(false),
            Err(error) => {
                self.here.is_end_of_way = error.kind() == ErrorKind::RepeatedCursor;
                self.queue.clear();
                self.queue.push_back(Fetch::failed(Some(position.clone()), error));
            }
        }
        self.next = Place::At(position);
    }

    /// There is no next page.
    fn ends_here(&mut self, is_counted: bool) {
        self.next = Place::End;
        self.queue.clear();
        // A list that ends where the API lets nobody read on, and says itself that it is longer, has not ended.
        if is_counted
            && self.total.is_some_and(|total| total > self.guard.items)
            && let Err(error) = self.guard.check_cap(&self.kind)
        {
            self.queue.push_back(Fetch::failed(None, error));
        }
    }

    /// The stream ends, and nothing that was asked for ahead is needed.
    fn end(&mut self) {
        self.state = State::Over;
        self.queue.clear();
        if self.next == Place::End || !self.is_kept() {
            self.closing.start(&*self.call);
        }
    }

    fn fail(&mut self, error: &Error) {
        self.state = State::Over;
        self.queue.clear();
        if error.kind() == ErrorKind::CursorExpired {
            self.closing.forget();
        }
    }

    /// The error of an item that could not be decoded.
    pub(super) fn broken(&self, item: BrokenItem) -> Error {
        let mut path = String::new();
        if let PayloadAt::Field(field) = self.kind.endpoint.envelope.payload {
            json_path::push_key(&mut path, field);
        }
        let list = self.kind.items.trim_start_matches('.');
        let path = json_path::join(&json_path::join(&path, list), item.json_path());
        let text = format!("cannot decode `{path}` of the answer: {}", item.reason());
        Error::new(ErrorKind::BrokenItem, text).at(self.kind.endpoint).with_json_path(path).with_source(item)
    }
}
