//! The list behind all the ways to read it.

use serde_json::{Value, json};

/// How many items a page has where nobody says otherwise.
pub(super) const PAGE: usize = 3;

/// The items 10, 20, 30, …: no item's id is its place, and none is next to another.
#[derive(Clone, Debug)]
pub(super) struct List {
    ids: Vec<i64>,
}

impl List {
    pub(super) fn of(items: usize) -> Self {
        Self { ids: (1..).map(|number| number * 10).take(items).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Up to so many items behind the first `at`.
    pub(super) fn at(&self, at: usize, size: usize) -> Vec<i64> {
        self.ids.iter().skip(at).take(size).copied().collect()
    }

    /// How many pages there are.
    pub(super) fn pages(&self, size: usize) -> usize {
        self.len().div_ceil(size)
    }

    /// How many items are not behind this id.
    pub(super) fn until(&self, id: i64) -> usize {
        self.ids.partition_point(|item| *item <= id)
    }

    pub(super) fn has(&self, id: i64) -> bool {
        self.ids.contains(&id)
    }
}

/// The items of a page as most answers have them.
pub(super) fn items(ids: &[i64]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}
