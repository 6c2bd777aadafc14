//! What keeps a stream of pages from running in circles, for ever, or with a cursor that has gone stale.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use super::{PageStyle, Position};
use crate::{
    clock::Clock,
    endpoint::Endpoint,
    error::{Error, ErrorKind, line},
};

/// Nobody reads more pages by intention without saying so.
const MOST_PAGES: u64 = 100_000;

/// The state of a stream that does not depend on what its pages are.
#[derive(Debug)]
pub(super) struct Guard {
    endpoint: &'static Endpoint,
    style: &'static PageStyle,
    /// The positions that were used, as hashes: cursors may be long.
    used: HashSet<u64>,
    pages: u64,
    max_pages: Option<u64>,
    /// When the last page arrived.
    arrived: Option<Duration>,
    /// Whether a position was asked for: the first page has no cursor that could be too old.
    sought: bool,
}

impl Guard {
    pub(super) fn new(endpoint: &'static Endpoint, style: &'static PageStyle) -> Self {
        Self {
            endpoint,
            style,
            used: HashSet::new(),
            pages: 0,
            max_pages: None,
            arrived: None,
            sought: false,
        }
    }

    pub(super) fn set_max_pages(&mut self, pages: u64) {
        self.max_pages = Some(pages);
    }

    /// Whether the user wants no more pages.
    pub(super) fn is_enough(&self) -> bool {
        self.max_pages.is_some_and(|most| self.pages >= most)
    }

    /// Checks a position before its page is asked for.
    pub(super) fn go_to(&mut self, position: &Position, clock: &dyn Clock) -> Result<(), Error> {
        self.sought = true;
        if self.max_pages.is_none() && self.pages >= MOST_PAGES {
            let text = format!("there are more than {MOST_PAGES} pages; with_max_pages sets another limit");
            return Err(Error::new(ErrorKind::PageLimit, text).at(self.endpoint));
        }
        if !self.style.repeats && !self.used.insert(hash(position)) {
            let text = format!(
                "the page after page {} is at `{}`, where the stream has been before",
                self.pages,
                line(&position.to_text(), 100)
            );
            return Err(Error::new(ErrorKind::RepeatedCursor, text).at(self.endpoint));
        }
        match (self.style.lifetime, self.since_last_page(clock)) {
            (Some(lifetime), Some(since)) if since > lifetime => {
                let text = self.stale(Some(since));
                Err(Error::new(ErrorKind::CursorExpired, text).at(self.endpoint))
            }
            _ => Ok(()),
        }
    }

    /// A page has arrived.
    pub(super) fn arrive(&mut self, clock: &dyn Clock) {
        self.pages += 1;
        self.arrived = Some(clock.elapsed());
    }

    /// Makes an error that says the cursor is too old say so.
    pub(super) fn explain(&self, error: Error, clock: &dyn Clock) -> Error {
        let expired = error.code_text().is_some_and(|code| self.style.expired_codes.contains(&code));
        if !expired || !self.sought {
            return error;
        }
        let text = self.stale(self.since_last_page(clock));
        error.become_kind(ErrorKind::CursorExpired, text)
    }

    fn since_last_page(&self, clock: &dyn Clock) -> Option<Duration> {
        self.arrived.map(|arrived| clock.elapsed().saturating_sub(arrived))
    }

    /// What to do. A stream that goes on where another one was has not read the page before.
    fn stale(&self, since: Option<Duration>) -> String {
        let since = since.map_or_else(
            || "the page before was read by another stream".to_owned(),
            |since| format!("the page before was read {since:.1?} ago"),
        );
        let lives = self
            .style
            .lifetime
            .map_or_else(String::new, |lifetime| format!(" and a cursor lives {lifetime:?}"));
        format!("{since}{lives}: start again from the first page; take pages faster than that")
    }
}

/// Of two positions with one hash the second would be an error by mistake; with the default hasher's 64 bits that takes
/// billions of pages.
fn hash(position: &Position) -> u64 {
    let mut hasher = DefaultHasher::new();
    position.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, testing::sample};

    static STYLE: PageStyle = PageStyle {
        name: "cursor",
        repeats: false,
        lifetime: Some(Duration::from_secs(60)),
        expired_codes: &["7"],
    };

    #[test]
    fn there_is_a_limit_unless_another_is_set() {
        let clock = ManualClock::new();
        let mut guard = Guard::new(&sample::LIST, &STYLE);
        guard.pages = MOST_PAGES;
        let error = guard.go_to(&Position::number(1), &clock).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PageLimit);
        guard.set_max_pages(MOST_PAGES + 1);
        guard.go_to(&Position::number(1), &clock).unwrap();
        assert!(!guard.is_enough());
        guard.arrive(&clock);
        assert!(guard.is_enough());
    }

    #[test]
    fn a_position_that_was_used_before_is_named() {
        let clock = ManualClock::new();
        let mut guard = Guard::new(&sample::LIST, &STYLE);
        guard.go_to(&Position::text("a"), &clock).unwrap();
        guard.arrive(&clock);
        guard.go_to(&Position::text("b"), &clock).unwrap();
        guard.arrive(&clock);
        let error = guard.go_to(&Position::text("a"), &clock).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RepeatedCursor);
        assert!(error.to_string().contains("after page 2 is at `a`"), "{error}");
    }

    #[test]
    fn a_scroll_may_keep_its_cursor() {
        static SCROLL: PageStyle = PageStyle { repeats: true, ..STYLE };
        let clock = ManualClock::new();
        let mut guard = Guard::new(&sample::LIST, &SCROLL);
        for _ in 0..3 {
            guard.go_to(&Position::text("a"), &clock).unwrap();
            guard.arrive(&clock);
        }
        assert_eq!((guard.pages, guard.used.len()), (3, 0));
    }

    #[test]
    fn a_stale_cursor_is_not_sent() {
        let clock = ManualClock::new();
        let mut guard = Guard::new(&sample::LIST, &STYLE);
        guard.arrive(&clock);
        clock.advance(Duration::from_secs(60));
        guard.go_to(&Position::text("a"), &clock).unwrap();
        clock.advance(Duration::from_millis(1500));
        let error = guard.go_to(&Position::text("b"), &clock).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CursorExpired);
        assert!(error.to_string().contains("61.5s ago and a cursor lives 60s"), "{error}");
        assert!(error.to_string().contains("start again from the first page; take pages faster than that"));
    }

    #[test]
    fn the_api_may_say_that_a_cursor_is_stale_but_not_on_the_first_page() {
        let clock = ManualClock::new();
        let error = || Error::new(ErrorKind::Api, "").with_code(Some("7".into()));
        let mut guard = Guard::new(&sample::LIST, &STYLE);
        assert_eq!(guard.explain(error(), &clock).kind(), ErrorKind::Api);
        guard.go_to(&Position::text("a"), &clock).unwrap();
        assert_eq!(guard.explain(error(), &clock).kind(), ErrorKind::CursorExpired);
        let other = Error::new(ErrorKind::Api, "").with_code(Some("8".into()));
        assert_eq!(guard.explain(other, &clock).kind(), ErrorKind::Api);
    }
}
