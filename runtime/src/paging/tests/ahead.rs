//! Pages that are asked for before they are needed.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_core::Stream;
use tokio::task::yield_now;

use super::{
    Cursor, Kind, Listing, Numbered, Page, SIZE, Server, all, body, client, client_of, listing, listing_of,
    read,
};
use crate::{
    Answer, Checkpoint, ClientParts, Clock, Endpoint, ErrorKind, ManualClock, Position, Run,
    paging::{items, pages},
    testing::sample,
};

/// Pages of two, numbered from 1.
fn numbered(total: i64) -> Server {
    Server::new(move |at| (200, numbered_page(at, total)))
}

fn numbered_page(at: &str, total: i64) -> String {
    let first = (number(at) - 1) * 2;
    body((first..total).take(2), format!(r#","total":{total}"#))
}

fn number(at: &str) -> i64 {
    at.rsplit_once("page=").map_or(1, |(_, number)| number.parse().unwrap())
}

/// Pages of two items with cursors `a`, `b`, …
fn cursors(pages: usize) -> Server {
    Server::new(move |at| {
        let page =
            at.rsplit_once("after=").map_or(0, |(_, after)| usize::from(after.as_bytes()[0] - b'a') + 1);
        let next = u8::try_from(page).unwrap() + b'a';
        let next =
            if page + 1 < pages { format!(r#","next":"{}""#, char::from(next)) } else { String::new() };
        let first = i64::try_from(page).unwrap() * 2;
        (200, body(first..first + 2, next))
    })
}

/// Lets whatever can go on go on.
async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}

#[tokio::test]
async fn counted_pages_are_asked_for_at_once_and_given_in_order() {
    let server = numbered(20);
    let mut stream = items(listing::<Numbered>(&server)).with_fetch_ahead(4);
    assert_eq!(stream.try_next().await.unwrap(), Some(0));
    assert_eq!(server.log().len(), 5);
    server.hold();
    assert_eq!(stream.try_next().await.unwrap(), Some(1));
    assert_eq!(stream.try_next().await.unwrap(), Some(2));
    // The second page came before answers were held back; the sixth was asked for when it was taken.
    assert_eq!(server.log().last().unwrap(), "/listing?page=6");
    // The answers come the wrong way round.
    for page in (6..=10).rev() {
        server.free(&format!("/listing?page={page}"));
        settle().await;
    }
    let (rest, error) = read(&mut stream).await;
    assert_eq!((rest, error.is_none()), ((3..20).collect(), true));
    let pages: Vec<_> = server.log().iter().map(|at| number(at)).collect();
    assert_eq!(pages, (1..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn no_more_pages_are_on_their_way_than_were_asked_for() {
    let server = numbered(40);
    let mut stream = pages(listing::<Numbered>(&server)).with_fetch_ahead(3);
    stream.try_next().await.unwrap().unwrap();
    server.hold();
    for page in 5..=9 {
        stream.try_next().await.unwrap().unwrap();
        settle().await;
        assert_eq!(server.log().len(), page);
        assert!(server.open() <= 3);
        server.free(&format!("/listing?page={}", page - 2));
        settle().await;
    }
}

#[tokio::test]
async fn an_error_comes_after_the_items_of_the_pages_before_it() {
    let server = Server::new(|at| match number(at) {
        5 => (500, String::new()),
        _ => (200, numbered_page(at, 20)),
    });
    let mut stream = items(listing::<Numbered>(&server)).with_fetch_ahead(9);
    let (given, error) = read(&mut stream).await;
    assert_eq!((given, error.unwrap().kind()), ((0..8).collect(), ErrorKind::Status));
    assert!(stream.next().await.is_none());
    // Going on from there gives exactly the rest.
    let server = numbered(20);
    let rest = items(listing::<Numbered>(&server)).with_checkpoint(stream.checkpoint()).with_fetch_ahead(3);
    assert_eq!(all(rest).await, (8..20).collect::<Vec<_>>());
}

#[tokio::test]
async fn checkpoints_are_those_of_a_stream_that_does_not_fetch_ahead() {
    let (server, other) = (numbered(11), numbered(11));
    let mut plain = items(listing::<Numbered>(&server));
    let mut ahead = items(listing::<Numbered>(&other)).with_fetch_ahead(4);
    loop {
        let (item, same) = (plain.try_next().await.unwrap(), ahead.try_next().await.unwrap());
        assert_eq!(item, same);
        assert_eq!(plain.checkpoint(), ahead.checkpoint());
        if item.is_none() {
            break;
        }
    }
}

#[tokio::test]
async fn a_stream_from_any_checkpoint_gives_the_rest() {
    let server = numbered(11);
    for taken in 0..=11 {
        let mut stream = items(listing::<Numbered>(&server)).with_fetch_ahead(3);
        for _ in 0..taken {
            stream.try_next().await.unwrap();
        }
        let kept = serde_json::to_string(&stream.checkpoint()).unwrap();
        let checkpoint: Checkpoint = serde_json::from_str(&kept).unwrap();
        let rest = items(listing::<Numbered>(&server)).with_fetch_ahead(2).with_checkpoint(checkpoint);
        assert_eq!(rest.given(), u64::try_from(taken).unwrap());
        assert_eq!(all(rest).await, (taken..11).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_drops_its_requests() {
    let server = numbered(20);
    let mut stream = items(listing::<Numbered>(&server)).with_fetch_ahead(4);
    stream.try_next().await.unwrap();
    server.hold();
    for _ in 0..4 {
        stream.try_next().await.unwrap();
    }
    assert_eq!(server.open(), 2);
    drop(stream);
    settle().await;
    assert_eq!(server.open(), 0);
}

#[tokio::test]
async fn a_page_comes_while_nobody_polls_the_stream() {
    let server = cursors(3);
    let clock = ManualClock::new();
    let mut stream = items(listing_of::<Cursor>(&client(&server, &clock))).with_fetch_ahead(1);
    server.hold();
    server.free("/listing");
    assert_eq!(stream.try_next().await.unwrap(), Some(0));
    assert_eq!((server.log().len(), server.open()), (2, 1));
    // The consumer is busy for longer than an attempt may take.
    server.free("/listing?after=a");
    settle().await;
    assert_eq!((server.answered(), server.open()), (2, 0));
    clock.advance(Duration::from_secs(3600));
    assert_eq!(stream.try_next().await.unwrap(), Some(1));
    assert_eq!(stream.try_next().await.unwrap(), Some(2));
    // The page after it is asked for only now: where it is was told by the second.
    assert_eq!(server.log().len(), 3);
}

/// Without a runtime nothing polls what was fetched ahead but the stream.
#[test]
fn without_a_runtime_pages_are_fetched_ahead_in_the_stream() {
    let server = cursors(3);
    let mut stream = items(listing::<Cursor>(&server)).with_fetch_ahead(1);
    let mut cx = Context::from_waker(Waker::noop());
    let mut next = || match Pin::new(&mut stream).poll_next(&mut cx) {
        Poll::Ready(item) => item.map(Result::unwrap),
        Poll::Pending => Some(-1),
    };
    assert_eq!(next(), Some(0));
    assert_eq!(server.log().len(), 2);
    server.hold();
    assert_eq!([next(), next()], [Some(1), Some(2)]);
    assert_eq!((server.log().len(), server.open()), (3, 1));
    server.free("/listing?after=b");
    assert_eq!(next(), Some(3));
    assert_eq!((server.answered(), server.open()), (3, 0));
    assert_eq!([next(), next(), next()], [Some(4), Some(5), None]);
}

#[tokio::test]
async fn a_list_that_ends_early_ends_early() {
    // The total is a lie: page 3 is empty.
    let server = Server::new(|at| match number(at) {
        1 | 2 => (200, numbered_page(at, 20)),
        _ => (200, body([], r#","total":20"#)),
    });
    let stream = items(listing::<Numbered>(&server)).with_fetch_ahead(3);
    assert_eq!(all(stream).await, [0, 1, 2, 3]);
    assert!(server.log().len() <= 5, "{:?}", server.log());
}

/// Offsets, of which a page may have fewer items than usual.
struct Offset;

impl Kind for Offset {
    fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        let next = listing.page.unwrap_or(0) + i64::try_from(page.items.len()).unwrap();
        let more = u64::try_from(next).unwrap() < page.total.unwrap_or_default();
        (more && !page.items.is_empty()).then(|| Position::number(next))
    }

    fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
        let next = listing.page.unwrap_or(0) + i64::try_from(page.items.len()).unwrap();
        let last = i64::try_from(page.total?).ok()? - 1;
        Some(Run { next, step: i64::try_from(SIZE).unwrap(), last })
    }
}

#[tokio::test]
async fn a_page_that_is_elsewhere_than_expected_is_asked_for_there() {
    // The page at 4 has one item only.
    let server = Server::new(|at| {
        let first = at.rsplit_once("page=").map_or(0, |(_, at)| at.parse().unwrap());
        let size = if first == 4 { 1 } else { 2 };
        (200, body((first..15).take(size), r#","total":15"#))
    });
    let stream = items(listing::<Offset>(&server)).with_fetch_ahead(3);
    assert_eq!(all(stream).await, (0..15).collect::<Vec<_>>());
    // What was asked for in vain is what was on its way; from then on nothing is counted on for a while.
    let mut asked = server.log();
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), server.log().len(), "{:?}", server.log());
    assert!(server.log().len() <= 8 + 3, "{:?}", server.log());
}

#[tokio::test]
async fn nothing_is_fetched_ahead_that_is_not_wanted() {
    for (ahead, max_items, max_pages, asked) in [
        (4, 2, 99, 1),
        (4, 3, 99, 2),
        (4, 8, 99, 4),
        (9, 99, 3, 3),
        (9, 99, 1, 1),
        (0, 5, 99, 3),
        (1, 99, 0, 0),
    ] {
        let server = numbered(40);
        let stream = items(listing::<Numbered>(&server))
            .with_fetch_ahead(ahead)
            .with_max_items(max_items)
            .with_max_pages(max_pages);
        let given = all(stream).await.len() as u64;
        assert_eq!(given, max_items.min(max_pages * SIZE));
        assert_eq!(server.log().len(), asked, "{ahead} {max_items} {max_pages}");
    }
}

#[tokio::test]
async fn a_cursor_is_fetched_one_page_ahead() {
    let server = cursors(4);
    let mut stream = pages(listing::<Cursor>(&server)).with_fetch_ahead(8);
    for asked in [2, 3, 4, 4] {
        stream.try_next().await.unwrap().unwrap();
        assert_eq!(server.log().len(), asked);
    }
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn what_a_stream_waits_for_survives_a_dropped_future() {
    let server = cursors(2);
    server.hold();
    let mut stream = items(listing::<Cursor>(&server));
    for _ in 0..3 {
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut stream).poll_next(&mut cx).is_pending());
    }
    assert_eq!((server.log().len(), server.open()), (1, 1));
    server.free("/listing");
    assert_eq!(stream.try_next().await.unwrap(), Some(0));
    assert_eq!(server.log().len(), 1);
}

/// A listing of which the API lets one ask for two pages a minute.
struct Rated;

impl Kind for Rated {
    const ENDPOINT: &'static Endpoint = &Endpoint { rates: sample::LIST.rates, ..super::LISTING };

    fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        let number = listing.page.unwrap_or(1);
        (u64::try_from(number).unwrap() * SIZE < page.total.unwrap()).then(|| Position::number(number + 1))
    }

    fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
        let last = i64::try_from(page.total?.div_ceil(SIZE)).ok()?;
        Some(Run { next: listing.page.unwrap_or(1) + 1, step: 1, last })
    }
}

#[tokio::test]
async fn what_is_fetched_ahead_waits_for_its_turn() {
    let server = numbered(20);
    let clock = ManualClock::automatic();
    let parts = ClientParts { rates: sample::RATES, ..sample::parts() };
    let stream = items(listing_of::<Rated>(&client_of(parts, &server, &clock))).with_fetch_ahead(8);
    assert_eq!(all(stream).await, (0..20).collect::<Vec<_>>());
    // Ten pages, two a minute: the last two after four minutes.
    assert_eq!((server.log().len(), clock.elapsed().as_secs()), (10, 240));
}

/// A consumer that works without awaiting keeps the thread busy, and with it whatever sends.
#[tokio::test]
async fn what_is_fetched_ahead_is_sent_before_an_item_is_given() {
    let server = cursors(3);
    server.take_passes(2);
    let mut stream = items(listing::<Cursor>(&server)).with_fetch_ahead(1);
    assert_eq!(stream.try_next().await.unwrap(), Some(0));
    assert_eq!(server.log().len(), 2);
    let mut stream = pages(listing::<Cursor>(&server)).with_fetch_ahead(1);
    assert_eq!(stream.try_next().await.unwrap().unwrap().items, [0, 1]);
    assert_eq!(server.log().len(), 4);
}

#[tokio::test]
async fn a_page_that_was_not_given_yet_is_not_behind_the_checkpoint() {
    let server = cursors(3);
    server.take_passes(2);
    let mut stream = pages(listing::<Cursor>(&server)).with_fetch_ahead(1);
    let mut cx = Context::from_waker(Waker::noop());
    let before = stream.checkpoint();
    // Until the page is there and the next one asked for.
    while stream.position().is_none() {
        assert!(Pin::new(&mut stream).poll_next(&mut cx).is_pending());
        settle().await;
    }
    assert_eq!(stream.checkpoint().place, before.place);
    assert_eq!(stream.try_next().await.unwrap().unwrap().items, [0, 1]);
    assert_ne!(stream.checkpoint().place, before.place);
}
