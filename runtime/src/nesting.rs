//! Unions in unions: how deep kept JSON is looked at once, and how often the same JSON is read again is bounded.
//!
//! A union keeps its JSON and reads it again as one of its variants, which may hold unions. Only the outermost of them looks
//! whether the JSON is nested too deeply, and where a variant does not decode and the next one is tried, all tries together
//! take no more than a multiple of the outermost one's length.

use std::cell::Cell;

/// How often the outermost JSON may be read again, in its own length.
const TRIES: usize = 64;

thread_local! {
    /// How many bytes may be read again; nothing outside of unions.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Puts back what was there before, also where a panic ends the reading.
struct Restore(Option<usize>);

impl Drop for Restore {
    fn drop(&mut self) {
        // Of the outermost union nothing remains; within one what was spent stays spent.
        if self.0.is_none() {
            LEFT.set(None);
        }
    }
}

/// Reads what a union of so many bytes of JSON holds.
pub(crate) fn within<T>(length: usize, read: impl FnOnce() -> T) -> T {
    let restore = Restore(LEFT.get());
    if restore.0.is_none() {
        LEFT.set(Some(length.saturating_mul(TRIES)));
    }
    let value = read();
    drop(restore);
    value
}

/// Whether what is being read stands in a union.
pub(crate) fn is_nested() -> bool {
    LEFT.get().is_some()
}

/// Takes so many bytes from what may be read again; false if there is too little left.
pub(crate) fn spend(length: usize) -> bool {
    let left = LEFT.get().unwrap_or_default();
    LEFT.set(LEFT.get().map(|left| left.saturating_sub(length)));
    left >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_inside_stays_spent_until_the_outermost_ends() {
        within(10, || {
            assert!(is_nested());
            assert!(within(5, || spend(600)));
            assert!(!spend(60) && !spend(1));
        });
        assert!(!is_nested());
    }

    #[test]
    fn a_panic_leaves_nothing_behind() {
        let panicked = std::panic::catch_unwind(|| within(10, || panic!("a mistake")));
        assert!(panicked.is_err() && !is_nested());
    }
}
