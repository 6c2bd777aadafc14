//! What [`quote!`](super::quote!) repeats: iterators are walked, and so are lists.

use std::slice;

/// An iterator, or a list that has one.
pub(in crate::emit) trait Each: Iterator + Sized {
    fn each(self) -> Self {
        self
    }
}

impl<T: Iterator> Each for T {}

/// The list.
pub(in crate::emit) trait EachOf {
    type Item;
    fn each(&self) -> slice::Iter<'_, Self::Item>;
}

impl<T> EachOf for [T] {
    type Item = T;
    fn each(&self) -> slice::Iter<'_, T> {
        self.iter()
    }
}
