//! Whatever a list is cut into, whatever fails on the way, and wherever a stream is given up and taken up again: every item
//! comes once, and in order.
//!
//! A plan is drawn at random: the list, how its pages are found, and the legs in which it is read. Each leg is a stream of
//! its own that goes on from the checkpoint of the one before, which was written and read as text.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use futures_core::Stream;
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{Cursor, Kind, Listing, Page, Server, body, listing};
use crate::{
    Answer, Checkpoint, Error, Position, Run,
    paging::{PagedCall, items, pages},
};

/// Numbered pages whose size the server decides, and tells.
struct Numbers;

fn size_of(page: &Page) -> i64 {
    page.version.as_deref().and_then(|size| size.parse().ok()).unwrap()
}

fn total_of(page: &Page) -> i64 {
    page.total.unwrap().try_into().unwrap()
}

impl Kind for Numbers {
    fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        let number = listing.page.unwrap_or(1);
        (number < (total_of(page) + size_of(page) - 1) / size_of(page)).then(|| Position::number(number + 1))
    }

    fn position(listing: &Listing<Self>) -> Option<Position> {
        Some(Position::number(listing.page.unwrap_or(1)))
    }

    fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
        let last = (total_of(page) + size_of(page) - 1) / size_of(page);
        Some(Run { next: listing.page.unwrap_or(1) + 1, step: 1, last })
    }
}

/// Offsets, of which any page may have fewer items than the size that the server tells.
struct Offsets;

impl Kind for Offsets {
    fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        let next = listing.page.unwrap_or(0) + i64::try_from(page.items.len()).unwrap();
        (next < total_of(page)).then(|| Position::number(next))
    }

    fn position(listing: &Listing<Self>) -> Option<Position> {
        Some(Position::number(listing.page.unwrap_or(0)))
    }

    fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
        let next = listing.page.unwrap_or(0) + i64::try_from(page.items.len()).unwrap();
        Some(Run { next, step: size_of(page), last: total_of(page) - 1 })
    }
}

#[derive(Clone, Copy, Debug)]
enum Style {
    Numbers,
    Offsets,
    Cursors,
}

/// A list, and what happens to those who read it.
#[derive(Clone, Debug)]
struct Plan {
    style: Style,
    total: i64,
    size: i64,
    /// How many items are missing from a page at this place, of styles that take that; used over and over.
    short: Vec<i64>,
    /// Which requests fail, counted from the beginning, and how: with a status, or 0 for a broken connection.
    failures: Vec<(usize, u16)>,
    /// How often a request is polled before it is sent.
    passes: usize,
    legs: Vec<Leg>,
}

/// How far one stream is read.
#[derive(Clone, Debug)]
struct Leg {
    ahead: usize,
    max_items: Option<u64>,
    max_pages: Option<u64>,
    /// After so many items, or pages, the stream is given up.
    take: usize,
    /// Whether each future is dropped once before it is awaited.
    drops: bool,
}

fn leg() -> impl Strategy<Value = Leg> {
    let most = || option::weighted(0.3, 0..12_u64);
    (0..10_usize, most(), most(), 0..30_usize, any::<bool>()).prop_map(
        |(ahead, max_items, max_pages, take, drops)| Leg { ahead, max_items, max_pages, take, drops },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let style = select(&[Style::Numbers, Style::Offsets, Style::Cursors][..]);
    let failures = vec((0..40_usize, select(&[0, 500, 404][..])), 0..4);
    (style, 0..60_i64, 1..8_i64, vec(0..3_i64, 1..6), failures, 0..3_usize, vec(leg(), 1..6)).prop_map(
        |(style, total, size, short, failures, passes, legs)| Plan {
            style,
            total,
            size,
            short,
            failures,
            passes,
            legs,
        },
    )
}

impl Plan {
    /// How many items the page that begins with this one has. At least one, unless it is the end.
    fn size_at(&self, first: i64) -> i64 {
        let short = match self.style {
            Style::Numbers => 0,
            Style::Offsets | Style::Cursors => self.short[usize::try_from(first).unwrap() % self.short.len()],
        };
        (self.size - short).max(1).min(self.total - first)
    }

    /// The page for what follows the origin in an address.
    fn page(&self, at: &str) -> String {
        let asked = at.rsplit_once('=').map(|(_, asked)| asked);
        let first = match self.style {
            Style::Numbers => (asked.map_or(1, |asked| asked.parse().unwrap()) - 1) * self.size,
            Style::Offsets => asked.map_or(0, |asked| asked.parse().unwrap()),
            Style::Cursors => asked.map_or(0, |asked| asked.strip_prefix('c').unwrap().parse().unwrap()),
        };
        let end = first + self.size_at(first);
        let next = match self.style {
            Style::Cursors if end < self.total => format!(r#","next":"c{end}""#),
            _ => String::new(),
        };
        body(first..end, format!(r#"{next},"total":{},"version":"{}""#, self.total, self.size))
    }

    fn server(&self) -> Server {
        let (plan, asked) = (self.clone(), Arc::new(AtomicUsize::new(0)));
        let server = Server::new(move |at| {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            match plan.failures.iter().find(|(of, _)| *of == number) {
                Some((_, status)) => (*status, String::new()),
                None => (200, plan.page(at)),
            }
        });
        server.take_passes(self.passes);
        server
    }
}

/// The next of a stream, perhaps after a first future of it was dropped.
async fn next<S: Stream + Unpin>(stream: &mut S, drops: bool) -> Option<S::Item> {
    let mut is_first = drops;
    loop {
        let polled = poll_fn(|cx| match Pin::new(&mut *stream).poll_next(cx) {
            Poll::Pending if is_first => Poll::Ready(None),
            other => other.map(Some),
        });
        match polled.await {
            Some(item) => return item,
            None => is_first = false,
        }
    }
}

/// Reads so many things; also says whether the stream came to its end.
async fn take<T, S: Stream<Item = Result<T, Error>> + Unpin>(stream: &mut S, leg: &Leg) -> (Vec<T>, bool) {
    let mut taken = Vec::new();
    while taken.len() < leg.take {
        match next(stream, leg.drops).await {
            Some(Ok(item)) => taken.push(item),
            Some(Err(_)) => return (taken, false),
            None => return (taken, true),
        }
    }
    (taken, false)
}

fn kept(checkpoint: &Checkpoint) -> Checkpoint {
    serde_json::from_str(&serde_json::to_string(checkpoint).unwrap()).unwrap()
}

/// The legs of a plan, and then as many more as are needed.
fn legs(plan: &Plan) -> impl Iterator<Item = Leg> {
    let last = Leg { ahead: 3, max_items: None, max_pages: None, take: usize::MAX, drops: false };
    plan.legs.clone().into_iter().chain(std::iter::repeat_n(last, plan.failures.len() + 1))
}

/// Reads the items in legs.
async fn read_items<K: Kind>(plan: &Plan, server: &Server) -> Vec<i64>
where
    Listing<K>: PagedCall<Item = i64, Error = Error>,
{
    let (mut read, mut checkpoint) = (Vec::new(), Checkpoint::default());
    for leg in legs(plan) {
        let mut stream = items(listing::<K>(server)).with_fetch_ahead(leg.ahead).with_checkpoint(checkpoint);
        if let Some(items) = leg.max_items {
            stream = stream.with_max_items(items);
        }
        if let Some(pages) = leg.max_pages {
            stream = stream.with_max_pages(pages);
        }
        let (taken, is_over) = take(&mut stream, &leg).await;
        assert!(leg.max_items.is_none_or(|most| taken.len() as u64 <= most), "more items than were wanted");
        read.extend(taken);
        assert_eq!(stream.given(), read.len() as u64);
        checkpoint = kept(&stream.checkpoint());
        if is_over && leg.max_items.is_none() && leg.max_pages.is_none() {
            // A stream that goes on from the end gives nothing.
            let asked = server.log().len();
            let mut after = items(listing::<K>(server)).with_checkpoint(checkpoint);
            assert!(after.next().await.is_none() && server.log().len() == asked);
            break;
        }
    }
    read
}

/// Reads the pages in legs.
async fn read_pages<K: Kind>(plan: &Plan, server: &Server) -> Vec<i64>
where
    Listing<K>: PagedCall<Output = Page, Error = Error>,
{
    let (mut read, mut checkpoint) = (Vec::new(), Checkpoint::default());
    for leg in legs(plan) {
        let mut stream = pages(listing::<K>(server)).with_fetch_ahead(leg.ahead).with_checkpoint(checkpoint);
        if let Some(pages) = leg.max_pages {
            stream = stream.with_max_pages(pages);
        }
        let (taken, is_over) = take(&mut stream, &leg).await;
        assert!(leg.max_pages.is_none_or(|most| taken.len() as u64 <= most), "more pages than were wanted");
        read.extend(taken.into_iter().flat_map(|page| page.items));
        checkpoint = kept(&stream.checkpoint());
        if is_over && leg.max_pages.is_none() {
            break;
        }
    }
    read
}

/// The items of a plan, read in its legs.
async fn read_all_items(plan: &Plan, server: &Server) -> Vec<i64> {
    match plan.style {
        Style::Numbers => read_items::<Numbers>(plan, server).await,
        Style::Offsets => read_items::<Offsets>(plan, server).await,
        Style::Cursors => read_items::<Cursor>(plan, server).await,
    }
}

/// The items of the pages of a plan, read in its legs.
async fn read_all_pages(plan: &Plan, server: &Server) -> Vec<i64> {
    match plan.style {
        Style::Numbers => read_pages::<Numbers>(plan, server).await,
        Style::Offsets => read_pages::<Offsets>(plan, server).await,
        Style::Cursors => read_pages::<Cursor>(plan, server).await,
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

proptest! {
    #[test]
    fn every_item_comes_once_and_in_order(plan in plan()) {
        let server = plan.server();
        let read = run(read_all_items(&plan, &server));
        prop_assert_eq!(read, (0..plan.total).collect::<Vec<_>>());
    }

    #[test]
    fn every_page_comes_once_and_in_order(plan in plan()) {
        let server = plan.server();
        let read = run(read_all_pages(&plan, &server));
        prop_assert_eq!(read, (0..plan.total).collect::<Vec<_>>());
    }

    /// What is asked for ahead is asked for once: without failures and surprises, one request for each page.
    #[test]
    fn no_page_is_asked_for_twice(mut plan in plan(), ahead in 0..10_usize) {
        plan.failures.clear();
        plan.short = vec![0];
        plan.legs = vec![Leg { ahead, max_items: None, max_pages: None, take: usize::MAX, drops: true }];
        let server = plan.server();
        let read = run(read_all_items(&plan, &server));
        prop_assert_eq!(read, (0..plan.total).collect::<Vec<_>>());
        let pages = (plan.total + plan.size - 1) / plan.size;
        prop_assert_eq!(server.log().len(), usize::try_from(pages.max(1)).unwrap());
    }
}
