//! Every style of `kitchen/specs/paging.yaml` against the server that pages like it.
//!
//! For each style a row has what the vendor expects to be asked for a list of seven items in pages of three, line by
//! line, and how many requests lists of none and of six items take (six fill the last page: the style must find out, or
//! know, that there is no third). The rest is the same for all: every item once and in order, whatever the length of the
//! list, with pages fetched ahead, page by page, and from every checkpoint; and the server had nothing to refuse.

mod check;
mod counters;
mod cursors;
mod hooks;
mod offsets;
mod places;
mod reader;
mod scrolls;
mod states;
mod urls;

use specwright_kitchen::paging::Client;

use check::check;
use reader::{Mode, Reader};

/// A style.
pub struct Row {
    /// The endpoint, and the style.
    name: &'static str,
    /// How the items are read.
    items: fn(&Client, Mode) -> Box<dyn Reader>,
    /// How the pages are read.
    pages: fn(&Client, Mode) -> Box<dyn Reader>,
    method: &'static str,
    /// The requests for a list of seven items; those that do not begin with a method are of this row's endpoint.
    log: &'static [&'static str],
    /// How many requests lists of none and of six items take.
    calls: [usize; 2],
    /// The longest list that can be read to its end.
    most: usize,
    /// Whether the items come from the last to the first.
    is_backwards: bool,
}

impl Row {
    fn backwards(self) -> Self {
        Self { is_backwards: true, ..self }
    }

    fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

/// `row!(endpoint(arguments).setter(argument), "GET", [requests for seven items], [requests for none, for six])`, and for
/// a style with a hook `row!(endpoint(…) with hook, …)`.
macro_rules! row {
    ($name:ident $arguments:tt $(. $setter:ident $argument:tt)* $(with $hook:ident)?, $method:literal, $log:expr, $calls:expr) => {
        super::Row {
            name: stringify!($name),
            items: |client, mode| {
                Box::new(mode.items(client.$name $arguments $(.$setter $argument)* .items($($hook)?)))
            },
            pages: |client, mode| {
                Box::new(mode.pages(client.$name $arguments $(.$setter $argument)* .pages($($hook)?)))
            },
            method: $method,
            log: &$log,
            calls: $calls,
            most: 10,
            is_backwards: false,
        }
    };
}
use row;

#[test]
fn the_table_has_every_style_of_the_spec() {
    let spec = include_str!("../../../kitchen/specs/paging.yaml");
    let declared: Vec<_> = spec.lines().filter_map(|line| line.strip_prefix("    pagination: ")).collect();
    let families = [
        counters::rows(),
        offsets::rows(),
        cursors::rows(),
        scrolls::rows(),
        urls::rows(),
        states::rows(),
        places::rows(),
        hooks::rows(),
    ];
    let tested: Vec<_> = families.iter().flatten().map(|row| row.name).collect();
    assert_eq!(tested, declared);
    assert!(tested.len() >= 70);
}

#[tokio::test]
async fn counters_of_pages() {
    check(counters::rows()).await;
}

#[tokio::test]
async fn counters_of_items() {
    check(offsets::rows()).await;
}

#[tokio::test]
async fn cursors_of_the_page_before() {
    check(cursors::rows()).await;
}

#[tokio::test]
async fn scrolls_and_sessions() {
    check(scrolls::rows()).await;
}

#[tokio::test]
async fn urls_of_the_next_page() {
    check(urls::rows()).await;
}

#[tokio::test]
async fn several_values_at_once() {
    check(states::rows()).await;
}

#[tokio::test]
async fn items_in_all_places() {
    check(places::rows()).await;
}

#[tokio::test]
async fn what_only_code_can_tell() {
    check(hooks::rows()).await;
}
