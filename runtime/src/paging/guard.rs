//! What keeps a stream of pages from running in circles, for ever, or with a cursor that has gone stale.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use super::{Cap, Position, Repeats, any_call::Kind};
use crate::error::{Error, ErrorKind, line};

/// Nobody reads more pages by intention without saying so.
const MOST_PAGES: u64 = 100_000;

/// What a stream has read, and what it may still read.
#[derive(Debug)]
pub(super) struct Guard {
    /// The positions that were used, as hashes: cursors may be long.
    used: HashSet<u64>,
    /// That of the page that was read last.
    last: Option<u64>,
    /// How many pages and items were read, also by the streams before this one.
    pub(super) pages: u64,
    pub(super) items: u64,
    /// How many pages this stream has read.
    read: u64,
    pub(super) max_pages: Option<u64>,
    /// When the position of the next page was told.
    told: Option<Told>,
    /// Whether a position was asked for: the first page has no cursor that could be too old.
    sought: bool,
}

/// When a position was told.
#[derive(Clone, Copy, Debug)]
struct Told {
    /// On the clock.
    at: Duration,
    /// How old it was by then.
    age: Duration,
    to_another: bool,
}

impl Guard {
    pub(super) fn new() -> Self {
        Self {
            used: HashSet::new(),
            last: None,
            pages: 0,
            items: 0,
            read: 0,
            max_pages: None,
            told: None,
            sought: false,
        }
    }

    /// Whether the user wants no more pages.
    pub(super) fn is_enough(&self) -> bool {
        self.allows() == 0
    }

    /// How many more pages the user wants.
    pub(super) fn allows(&self) -> u64 {
        self.max_pages.map_or(u64::MAX, |most| most.saturating_sub(self.read))
    }

    /// Begins at the page that the call itself asks for.
    pub(super) fn begin(&mut self, position: Option<&Position>) {
        self.last = position.map(hash);
        self.used.extend(self.last);
    }

    /// Says whether the page at a position may be asked for after those that were read; `false` ends the stream.
    pub(super) fn admit(&mut self, kind: &Kind, position: &Position) -> Result<bool, Error> {
        if self.max_pages.is_none() && self.read >= MOST_PAGES {
            let text = format!("there are more than {MOST_PAGES} pages; with_max_pages sets another limit");
            return Err(Error::new(ErrorKind::PageLimit, text).at(kind.endpoint));
        }
        let hash = hash(position);
        if kind.style.repeats == Repeats::Ends && self.last == Some(hash) {
            return Ok(false);
        }
        if kind.style.repeats != Repeats::Allowed && !self.used.insert(hash) {
            let text = format!(
                "the page after page {} is at `{}`, where the stream has been before",
                self.pages,
                line(&position.shown(), 100)
            );
            return Err(Error::new(ErrorKind::RepeatedCursor, text).at(kind.endpoint));
        }
        self.check_cap(kind)?;
        self.last = Some(hash);
        self.sought = true;
        Ok(true)
    }

    /// Whether the vendor lets nobody read beyond what was read and what is coming.
    pub(super) fn is_capped(&self, kind: &Kind, pages: u64, items: u64) -> bool {
        match kind.style.cap {
            None => false,
            Some(Cap::Pages(most)) => self.pages.saturating_add(pages) >= most,
            Some(Cap::Items(most)) => self.items.saturating_add(items) >= most,
        }
    }

    /// Refuses to read beyond what the vendor lets one read.
    pub(super) fn check_cap(&self, kind: &Kind) -> Result<(), Error> {
        let most = match kind.style.cap {
            Some(Cap::Pages(most)) if self.pages >= most => format!("{most} pages"),
            Some(Cap::Items(most)) if self.items >= most => format!("{most} items"),
            _ => return Ok(()),
        };
        let text = format!("there is more, but the API lets nobody read beyond {most}: ask for less at once");
        Err(Error::new(ErrorKind::Capped, text).at(kind.endpoint))
    }

    /// Refuses a position that is too old.
    pub(super) fn check_age(&self, kind: &Kind, now: Duration) -> Result<(), Error> {
        match (kind.style.lifetime, self.age(now)) {
            (Some(lifetime), Some(age)) if age > lifetime && self.sought => {
                Err(Error::new(ErrorKind::CursorExpired, self.stale(kind, now)).at(kind.endpoint))
            }
            _ => Ok(()),
        }
    }

    /// A page has arrived: so many items, at that time.
    pub(super) fn arrive(&mut self, items: u64, at: Duration) {
        self.pages += 1;
        self.read += 1;
        self.items = self.items.saturating_add(items);
        self.told = Some(Told { at, age: Duration::ZERO, to_another: false });
    }

    /// The position to begin with is as old as this.
    pub(super) fn came_from_another(&mut self, age: Duration, now: Duration) {
        self.told = Some(Told { at: now, age, to_another: true });
    }

    /// Makes an error that says the cursor is too old say so.
    pub(super) fn explain(&self, kind: &Kind, error: Error, now: Duration) -> Error {
        let expired = error.code_text().is_some_and(|code| kind.style.expired_codes.contains(&code));
        if !expired || !self.sought {
            return error;
        }
        error.become_kind(ErrorKind::CursorExpired, self.stale(kind, now))
    }

    /// When the position of the next page was told to this stream, or would have been.
    pub(super) fn told_at(&self) -> Option<Duration> {
        self.told.map(|told| told.at.saturating_sub(told.age))
    }

    fn age(&self, now: Duration) -> Option<Duration> {
        self.told.map(|told| told.age.saturating_add(now.saturating_sub(told.at)))
    }

    /// What to do. A stream that goes on where another one was may not know when that was.
    fn stale(&self, kind: &Kind, now: Duration) -> String {
        let since = match (self.age(now), self.told.is_some_and(|told| told.to_another)) {
            (Some(age), false) => format!("the page before was read {age:.1?} ago"),
            (Some(age), true) => format!("the page before was read by another stream {age:.1?} ago"),
            (None, _) => "the page before was read by another stream".to_owned(),
        };
        let lives = kind
            .style
            .lifetime
            .map_or_else(String::new, |lifetime| format!(" and a cursor lives {lifetime:?}"));
        format!("{since}{lives}: start again from the first page; take pages faster than that")
    }
}

/// Of two positions with one hash the second would be an error by mistake; with the default hasher's 64 bits that takes
/// billions of pages. A number that the user sets and one that the API writes as text are the same.
fn hash(position: &Position) -> u64 {
    let mut hasher = DefaultHasher::new();
    match position {
        Position::Several(parts) => parts.iter().for_each(|part| part.as_ref().map(hash).hash(&mut hasher)),
        one => one.to_text().hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{paging::PageStyle, testing::sample};

    const STYLE: PageStyle = PageStyle {
        name: "cursor",
        lifetime: Some(Duration::from_secs(60)),
        expired_codes: &["7"],
        repeats: Repeats::Error,
        cap: None,
    };

    fn kind(style: &'static PageStyle) -> Kind {
        Kind { endpoint: &sample::LIST, style, items: "" }
    }

    fn at(text: &str) -> Position {
        Position::text(text)
    }

    #[test]
    fn there_is_a_limit_unless_another_is_set() {
        let kind = kind(&STYLE);
        let mut guard = Guard { read: MOST_PAGES, ..Guard::new() };
        assert_eq!(guard.admit(&kind, &at("a")).unwrap_err().kind(), ErrorKind::PageLimit);
        guard.max_pages = Some(MOST_PAGES + 1);
        assert!(guard.admit(&kind, &at("a")).unwrap());
        assert!(!guard.is_enough());
        guard.arrive(1, Duration::ZERO);
        assert!(guard.is_enough());
    }

    #[test]
    fn a_position_that_was_used_before_is_named() {
        let kind = kind(&STYLE);
        let mut guard = Guard::new();
        guard.begin(Some(&at("0")));
        for next in ["1", "2"] {
            guard.arrive(1, Duration::ZERO);
            assert!(guard.admit(&kind, &at(next)).unwrap());
        }
        guard.arrive(1, Duration::ZERO);
        for (again, shown) in [(at("1"), "1"), (at("0"), "0"), (Position::number(1), "1")] {
            let error = guard.admit(&kind, &again).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RepeatedCursor);
            assert!(error.to_string().contains(&format!("after page 3 is at `{shown}`")), "{error}");
        }
    }

    #[test]
    fn positions_of_several_values_are_told_apart() {
        let several = |parts: [Option<&str>; 2]| Position::Several(parts.map(|part| part.map(at)).into());
        let positions =
            [several([Some("a"), None]), several([None, Some("a")]), several([Some("a"), Some("")]), at("a")];
        let hashes: HashSet<_> = positions.iter().map(hash).collect();
        assert_eq!(hashes.len(), positions.len());
    }

    #[test]
    fn a_scroll_may_keep_its_cursor() {
        static SCROLL: PageStyle = PageStyle { repeats: Repeats::Allowed, ..STYLE };
        let mut guard = Guard::new();
        for _ in 0..3 {
            assert!(guard.admit(&kind(&SCROLL), &at("a")).unwrap());
            guard.arrive(1, Duration::ZERO);
        }
        assert_eq!((guard.pages, guard.used.len()), (3, 0));
    }

    #[test]
    fn a_stale_cursor_is_refused() {
        let kind = kind(&STYLE);
        let mut guard = Guard::new();
        guard.arrive(1, Duration::from_secs(10));
        guard.admit(&kind, &at("a")).unwrap();
        guard.check_age(&kind, Duration::from_secs(70)).unwrap();
        let error = guard.check_age(&kind, Duration::from_millis(71_500)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CursorExpired);
        assert!(error.to_string().contains("61.5s ago and a cursor lives 60s"), "{error}");
        assert!(error.to_string().contains("start again from the first page; take pages faster than that"));
    }

    #[test]
    fn the_api_may_say_that_a_cursor_is_stale_but_not_on_the_first_page() {
        let kind = kind(&STYLE);
        let error = || Error::new(ErrorKind::Api, "").with_code(Some("7".into()));
        let mut guard = Guard::new();
        assert_eq!(guard.explain(&kind, error(), Duration::ZERO).kind(), ErrorKind::Api);
        guard.admit(&kind, &at("a")).unwrap();
        assert_eq!(guard.explain(&kind, error(), Duration::ZERO).kind(), ErrorKind::CursorExpired);
        let other = Error::new(ErrorKind::Api, "").with_code(Some("8".into()));
        assert_eq!(guard.explain(&kind, other, Duration::ZERO).kind(), ErrorKind::Api);
    }
}
