//! The items of one page.

use std::{fmt, vec};

use crate::salvage::Salvaged;

/// The items of a page, in the order in which the stream gives them.
pub struct PageItems<T>(Kind<T>);

enum Kind<T> {
    Whole(vec::IntoIter<T>),
    Salvaged(vec::IntoIter<Salvaged<T>>),
}

impl<T> PageItems<T> {
    /// Items that were all decoded.
    pub fn whole(items: Vec<T>) -> Self {
        Self(Kind::Whole(items.into_iter()))
    }

    /// Items of a tolerant list, of which some may not have been decoded.
    pub fn salvaged(items: Vec<Salvaged<T>>) -> Self {
        Self(Kind::Salvaged(items.into_iter()))
    }

    /// No items.
    pub(super) fn none() -> Self {
        Self::whole(Vec::new())
    }

    /// The items from the last to the first.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self(match self.0 {
            Kind::Whole(items) => Kind::Whole(items.rev().collect::<Vec<_>>().into_iter()),
            Kind::Salvaged(items) => Kind::Salvaged(items.rev().collect::<Vec<_>>().into_iter()),
        })
    }

    /// Leaves out so many items.
    pub(super) fn skip(&mut self, items: u64) {
        let Some(last) = items.checked_sub(1) else { return };
        let last = usize::try_from(last).unwrap_or(usize::MAX);
        match &mut self.0 {
            Kind::Whole(items) => drop(items.nth(last)),
            Kind::Salvaged(items) => drop(items.nth(last)),
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Kind::Whole(items) => items.len(),
            Kind::Salvaged(items) => items.len(),
        }
    }

    pub(super) fn next(&mut self) -> Option<Salvaged<T>> {
        match &mut self.0 {
            Kind::Whole(items) => items.next().map(Ok),
            Kind::Salvaged(items) => items.next(),
        }
    }
}

impl<T> fmt::Debug for PageItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageItems").field("len", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut items: PageItems<u8>) -> Vec<Option<u8>> {
        std::iter::from_fn(|| items.next()).map(Result::ok).collect()
    }

    #[test]
    fn items_come_in_order_or_in_reverse() {
        let broken = || crate::BrokenItem::new("[1]", "x", "no number");
        assert_eq!(all(PageItems::whole(vec![1, 2])), [Some(1), Some(2)]);
        assert_eq!(all(PageItems::whole(vec![1, 2]).reversed()), [Some(2), Some(1)]);
        let salvaged = || PageItems::salvaged(vec![Ok(1), Err(broken()), Ok(3)]);
        assert_eq!(all(salvaged()), [Some(1), None, Some(3)]);
        assert_eq!(all(salvaged().reversed()), [Some(3), None, Some(1)]);
    }

    #[test]
    fn items_can_be_left_out_up_to_all() {
        for (skip, rest) in [(0, 3), (1, 2), (3, 0), (4, 0)] {
            let mut items = PageItems::whole(vec![1, 2, 3]);
            items.skip(skip);
            assert_eq!(items.len(), rest);
        }
    }
}
