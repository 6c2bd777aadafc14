//! Where a stream stands: checkpoints, and beginning again.

use std::{
    sync::atomic::Ordering,
    time::{Duration, UNIX_EPOCH},
};

use super::{State, Walk};
use crate::{
    error::{Error, ErrorKind},
    paging::{
        Checkpoint, Position,
        checkpoint::{Fingerprint, Place},
        guard::Guard,
    },
};

/// The page whose items are being given.
#[derive(Debug, Default)]
pub(super) struct Here {
    place: Place,
    /// How many pages and items are before it.
    pages: u64,
    items: u64,
    told_at: Option<Duration>,
    /// How many of its items were given, and how many are left.
    pub(super) given: u64,
    pub(super) left: u64,
    /// Whether it leads back to a page that was read: to go on is to ask for it again, without its items.
    pub(super) is_end_of_way: bool,
}

/// What becomes of a cursor that is too old.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    is_allowed: bool,
    pub(super) count: u32,
    /// How many pages were read until the last of them.
    farthest: Option<u64>,
}

impl Walk {
    pub(in crate::paging) fn position(&self) -> Option<&Position> {
        self.next.position()
    }

    pub(in crate::paging) fn set_start(&mut self, position: Position) {
        self.next = Place::At(position);
    }

    pub(in crate::paging) fn set_restart(&mut self, is_allowed: bool) {
        self.restarts.is_allowed = is_allowed;
    }

    pub(in crate::paging) fn restarts(&self) -> u32 {
        self.restarts.count
    }

    /// Where the stream stands: in a page, or before the next one.
    pub(in crate::paging) fn checkpoint(&self) -> Checkpoint {
        self.is_kept.store(true, Ordering::Relaxed);
        let call = *self.fingerprint.get_or_init(|| Fingerprint::of(&*self.call).ok());
        if self.here.left > 0 || self.here.is_end_of_way {
            let Here { place, pages, items, told_at, given, .. } = &self.here;
            let told_at = told_at.map(|at| self.milliseconds(at));
            return Checkpoint {
                call,
                place: place.clone(),
                skip: *given,
                pages: *pages,
                items: *items,
                told_at,
            };
        }
        let told_at = self.guard.told_at().filter(|_| self.keeps_time(&self.next));
        Checkpoint {
            call,
            place: self.next.clone(),
            skip: self.skip,
            pages: self.guard.pages,
            items: self.guard.items,
            told_at: told_at.map(|at| self.milliseconds(at)),
        }
    }

    /// Goes on where another stream was. A checkpoint of another call is an error, as soon as a page is asked for.
    pub(in crate::paging) fn set_checkpoint(&mut self, checkpoint: Checkpoint) {
        let Checkpoint { call, place, skip, pages, items, told_at } = checkpoint;
        // What is wrong with a call that cannot be encoded is said when it is to be sent.
        if let (Some(call), Ok(own)) = (call, Fingerprint::of(&*self.call))
            && call != own
        {
            let text = "the checkpoint is of another call, or of this one with other arguments";
            self.state = State::New(Some(Error::invalid(text).at(self.kind.endpoint)));
            return;
        }
        if let Some(told_at) = told_at {
            let clock = self.call.context().client.clock();
            let since = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let age = since.saturating_sub(Duration::from_millis(told_at));
            self.guard.came_from_another(age, clock.elapsed());
        }
        self.next = place;
        self.skip = skip;
        (self.guard.pages, self.guard.items) = (pages, items);
        self.given = items.saturating_add(skip);
    }

    /// For a stream of pages, which cannot give a part of one.
    pub(in crate::paging) fn forget_skip(&mut self) {
        self.skip = 0;
    }

    /// How many items of the page that has come were given by another stream.
    pub(in crate::paging) fn skipped(&self) -> u64 {
        self.here.given
    }

    pub(super) fn is_kept(&self) -> bool {
        self.is_kept.load(Ordering::Relaxed)
    }

    /// The page at a position is going to be given.
    pub(super) fn here_at(&mut self, position: Option<&Position>) -> Here {
        let place = position.cloned().map_or(Place::First, Place::At);
        Here {
            told_at: self.guard.told_at().filter(|_| self.keeps_time(&place)),
            place,
            pages: self.guard.pages,
            items: self.guard.items,
            given: std::mem::take(&mut self.skip),
            left: 0,
            is_end_of_way: false,
        }
    }

    fn keeps_time(&self, place: &Place) -> bool {
        self.kind.style.lifetime.is_some() && place.position().is_some()
    }

    /// A time on the clock as a time of day.
    fn milliseconds(&self, at: Duration) -> u64 {
        let clock = self.call.context().client.clock();
        let now = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let age = clock.elapsed().saturating_sub(at);
        u64::try_from(now.saturating_sub(age).as_millis()).unwrap_or(u64::MAX)
    }

    /// Begins again with the first page.
    pub(in crate::paging) fn restart(&mut self) {
        self.queue.clear();
        self.closing.forget();
        let max_pages = self.guard.max_pages;
        self.guard = Guard::new();
        self.guard.max_pages = max_pages;
        self.left = self.max_items;
        self.next = Place::First;
        self.state = State::New(None);
        self.skip = 0;
        self.given = 0;
        self.restarts.count += 1;
        self.here = Here::default();
    }

    /// Begins again after an error, if the user wants that and it leads anywhere: the cursor was too old, and the stream
    /// has come farther than the last time.
    pub(super) fn starts_again(&mut self, error: &Error) -> bool {
        let came = self.guard.pages;
        let is_farther = self.restarts.farthest.is_none_or(|farthest| came > farthest);
        if error.kind() != ErrorKind::CursorExpired || !self.restarts.is_allowed || !is_farther {
            return false;
        }
        self.restarts.farthest = Some(came);
        self.restart();
        true
    }
}
