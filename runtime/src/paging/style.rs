//! What the runtime needs to know of a pagination style: plain data that generated code declares.

use std::time::Duration;

/// A pagination style, as far as the runtime needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct PageStyle {
    /// Its name in the spec.
    pub name: &'static str,
    /// How long a cursor lives.
    pub lifetime: Option<Duration>,
    /// The error codes with which the API says that a cursor is too old.
    pub expired_codes: &'static [&'static str],
    /// What it means that a page points to itself.
    pub repeats: Repeats,
    /// How much the vendor lets one read.
    pub cap: Option<Cap>,
}

/// What it means that a page points to a position where the stream has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// A mistake: the stream would run in circles.
    Error,
    /// The end, when it is the position of the page itself; any other is a mistake.
    Ends,
    /// Nothing: scrolls whose end is an empty page may keep one cursor.
    Allowed,
}

/// How much the vendor lets one read of a list, however long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// So many items.
    Items(u64),
    /// So many pages.
    Pages(u64),
}

/// The positions of the pages after one, where they can be counted: from `next` in steps to `last`.
///
/// It is a hint for fetching ahead. Whether there is a next page, and where, is what each page says itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The position of the next page.
    pub next: i64,
    /// From one page to the next.
    pub step: i64,
    /// No page lies beyond this position.
    pub last: i64,
}

impl Run {
    /// The position after another one; `None` behind the last.
    pub(super) fn after(&self, position: i64) -> Option<i64> {
        let next = position.checked_add(self.step)?;
        let is_there = match self.step {
            1.. => next <= self.last,
            0 => false,
            _ => next >= self.last,
        };
        is_there.then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(run: Run) -> Vec<i64> {
        std::iter::successors(run.after(run.next), |tail| run.after(*tail)).take(9).collect()
    }

    #[test]
    fn a_run_ends_at_its_last_position() {
        assert_eq!(rest(Run { next: 2, step: 1, last: 4 }), [3, 4]);
        assert_eq!(rest(Run { next: 100, step: 100, last: 350 }), [200, 300]);
        assert_eq!(rest(Run { next: 3, step: -1, last: 1 }), [2, 1]);
        assert!(rest(Run { next: 4, step: 1, last: 4 }).is_empty());
    }

    #[test]
    fn a_run_without_an_end_or_beyond_all_numbers_is_none() {
        assert!(rest(Run { next: 1, step: 0, last: 9 }).is_empty());
        assert!(rest(Run { next: i64::MAX - 1, step: 2, last: i64::MAX }).is_empty());
    }
}
