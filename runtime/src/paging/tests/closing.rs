//! Scrolls that want to be closed.

use tokio::task::yield_now;

use super::{Kind, Listing, Page, STYLE, Server, all, body, listing, read};
use crate::{
    BoxFuture, Call, Context, Error, PageStyle, Position, Repeats,
    paging::{self, items, pages},
};

/// A scroll whose every page names the cursor, the last one too.
struct Scroll;

/// The same, but what closes it comes from positions alone.
struct Plain;

macro_rules! closes {
    ($name:ident, $page:ident => $cursor:expr) => {
        impl Kind for $name {
            const STYLE: &'static PageStyle = &PageStyle { repeats: Repeats::Allowed, ..STYLE };

            fn advance(_: &Listing<Self>, page: &Page, _: &crate::Answer) -> Option<Position> {
                let next = Position::non_empty(page.next.as_deref());
                next.filter(|_| !page.items.is_empty())
            }

            fn cursor($page: &Page) -> Option<Position> {
                $cursor
            }

            fn close(
                listing: &Listing<Self>,
                position: &Position,
            ) -> Option<BoxFuture<'static, Result<(), Error>>> {
                Some(paging::close(closer(listing.context(), position)))
            }
        }
    };
}

closes!(Scroll, page => Position::non_empty(page.next.as_deref()));
closes!(Plain, _page => None);

/// The closing call: the listing with a filter that says so.
fn closer(context: &Context, position: &Position) -> Listing<super::Cursor> {
    Listing {
        context: Context::new(&context.client),
        page: None,
        after: Some(position.to_text()),
        version: None,
        filter: Some("close".into()),
        kind: std::marker::PhantomData,
    }
}

fn scroll() -> Server {
    Server::of(&[
        ("/listing", body([1, 2], r#","next":"a""#)),
        ("/listing?after=a", body([3], r#","next":"b""#)),
        ("/listing?after=b", body([], r#","next":"c""#)),
        ("/listing?filter=close&after=a", "{}".into()),
        ("/listing?filter=close&after=b", "{}".into()),
        ("/listing?filter=close&after=c", "{}".into()),
    ])
}

fn closed(server: &Server) -> Vec<String> {
    server
        .log()
        .iter()
        .filter_map(|at| at.strip_prefix("/listing?filter=close&after=").map(str::to_owned))
        .collect()
}

async fn settle() {
    for _ in 0..20 {
        yield_now().await;
    }
}

#[tokio::test]
async fn a_scroll_is_closed_once_at_its_end() {
    let server = scroll();
    let mut stream = items(listing::<Scroll>(&server));
    assert_eq!(read(&mut stream).await.0, [1, 2, 3]);
    assert_eq!(closed(&server), ["c"]);
    drop(stream);
    settle().await;
    assert_eq!(closed(&server), ["c"]);
}

#[tokio::test]
async fn a_last_page_without_a_cursor_leaves_nothing_to_close() {
    let server = scroll();
    assert_eq!(all(items(listing::<Plain>(&server)).with_fetch_ahead(1)).await.len(), 3);
    assert_eq!(closed(&server), [] as [String; 0]);
    let server = scroll();
    assert_eq!(all(items(listing::<Plain>(&server)).with_max_items(1)).await, [1]);
    assert_eq!(closed(&server), ["a"]);
}

#[tokio::test]
async fn a_scroll_of_one_page_is_closed() {
    let server = Server::of(&[
        ("/listing", body([], r#","next":"a""#)),
        ("/listing?filter=close&after=a", "{}".into()),
    ]);
    assert!(all(items(listing::<Scroll>(&server))).await.is_empty());
    assert_eq!(closed(&server), ["a"]);
}

#[tokio::test]
async fn limits_close_a_scroll() {
    let server = scroll();
    assert_eq!(all(items(listing::<Scroll>(&server)).with_max_items(1)).await, [1]);
    assert_eq!(closed(&server), ["a"]);
    let server = scroll();
    let mut stream = pages(listing::<Scroll>(&server)).with_max_pages(2);
    while stream.try_next().await.unwrap().is_some() {}
    assert_eq!(closed(&server), ["b"]);
}

#[tokio::test]
async fn a_stream_that_is_dropped_early_closes_its_scroll() {
    let server = scroll();
    let mut stream = items(listing::<Scroll>(&server));
    stream.try_next().await.unwrap();
    drop(stream);
    settle().await;
    assert_eq!(closed(&server), ["a"]);
    // There is nothing to close before there is a page.
    drop(items(listing::<Scroll>(&server)));
    settle().await;
    assert_eq!(closed(&server).len(), 1);
}

/// Without a runtime there is nobody who could send it.
#[test]
fn dropping_a_stream_outside_a_runtime_is_no_panic() {
    let server = scroll();
    let mut stream = items(listing::<Scroll>(&server));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { stream.try_next().await.unwrap() });
    drop(stream);
    assert_eq!(closed(&server).len(), 0);
}

#[tokio::test]
async fn a_stream_whose_checkpoint_was_taken_leaves_the_scroll_open() {
    let server = scroll();
    let mut stream = items(listing::<Scroll>(&server)).with_max_items(2);
    stream.try_next().await.unwrap();
    let checkpoint = stream.checkpoint();
    assert_eq!(read(&mut stream).await.0, [2]);
    drop(stream);
    settle().await;
    assert_eq!(closed(&server).len(), 0);
    // The one that goes on to the end closes it.
    assert_eq!(all(items(listing::<Scroll>(&server)).with_checkpoint(checkpoint)).await, [2, 3]);
    assert_eq!(closed(&server), ["c"]);
}

#[tokio::test]
async fn a_scroll_can_be_closed_by_hand() {
    let server = scroll();
    let mut stream = items(listing::<Scroll>(&server)).with_fetch_ahead(1);
    stream.try_next().await.unwrap();
    stream.close().await.unwrap();
    assert_eq!(closed(&server), ["a"]);
    let server = Server::of(&[("/listing", body([1], r#","next":"a""#))]);
    let mut stream = pages(listing::<Scroll>(&server));
    stream.try_next().await.unwrap();
    assert_eq!(stream.close().await.unwrap_err().status().unwrap(), 404);
}

#[tokio::test]
async fn a_scroll_that_cannot_be_closed_is_no_error_of_the_stream() {
    let server = Server::of(&[("/listing", body([1], ""))]);
    assert_eq!(all(items(listing::<Scroll>(&server))).await, [1]);
    let server = Server::of(&[
        ("/listing", body([1], r#","next":"a""#)),
        ("/listing?after=a", body([], r#","next":"b""#)),
    ]);
    assert_eq!(all(items(listing::<Scroll>(&server))).await, [1]);
    assert_eq!(closed(&server), ["b"]);
}

#[tokio::test]
async fn a_stream_that_failed_is_closed_when_it_is_dropped() {
    let server = Server::of(&[("/listing", body([1], r#","next":"a""#))]);
    let mut stream = items(listing::<Scroll>(&server));
    assert!(read(&mut stream).await.1.is_some());
    assert_eq!(closed(&server).len(), 0);
    drop(stream);
    settle().await;
    assert_eq!(closed(&server), ["a"]);
}
