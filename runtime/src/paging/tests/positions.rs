//! Positions of all forms, hooks, and cursors that repeat.

use super::{Cursor, Kind, Listing, Page, STYLE, Server, all, body, listing, read};
use crate::{
    Answer, BoxError, ErrorKind, PageStyle, Position, Repeats,
    paging::{items, pages},
};

/// Two tokens at once.
struct Two;

impl Kind for Two {
    fn advance(_: &Listing<Self>, page: &Page, _: &Answer) -> Option<Position> {
        let text = |text: &Option<String>| Position::non_empty(text.as_deref());
        Position::several(vec![text(&page.next), text(&page.version)])
    }
}

#[tokio::test]
async fn several_values_are_one_position() {
    let server = Server::of(&[
        ("/listing", body([1], r#","next":"a","version":"v1""#)),
        ("/listing?after=a&version=v1", body([2], r#","next":"a","version":"v2""#)),
        ("/listing?after=a&version=v2", body([3], r#","version":"v2""#)),
        ("/listing?version=v2", body([4], "")),
    ]);
    assert_eq!(all(items(listing::<Two>(&server))).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn several_values_repeat_when_all_of_them_do() {
    let server = Server::of(&[
        ("/listing", body([1], r#","next":"a","version":"v1""#)),
        ("/listing?after=a&version=v1", body([2], r#","version":"v1""#)),
        ("/listing?version=v1", body([3], r#","next":"a","version":"v1""#)),
    ]);
    let (given, error) = read(&mut items(listing::<Two>(&server))).await;
    let error = error.unwrap();
    assert_eq!((given.as_slice(), error.kind()), (&[1, 2, 3][..], ErrorKind::RepeatedCursor));
    assert!(error.to_string().contains("at `a, v1`, where"), "{error}");
}

/// A server whose cursors go in a circle, back to where the call began.
fn circle() -> Server {
    Server::of(&[
        ("/listing?after=a", body([1], r#","next":"b""#)),
        ("/listing?after=b", body([2], r#","next":"a""#)),
        ("/listing?after=z", body([3], r#","next":"z""#)),
    ])
}

fn from<K>(server: &Server, after: &str) -> Listing<K> {
    Listing { after: Some(after.into()), ..listing(server) }
}

#[tokio::test]
async fn the_cursor_of_the_first_page_is_known_to_repeat() {
    let (given, error) = read(&mut items(from::<Cursor>(&circle(), "a"))).await;
    let error = error.unwrap();
    assert_eq!((given.as_slice(), error.kind()), (&[1, 2][..], ErrorKind::RepeatedCursor));
    assert!(error.to_string().contains("the page after page 2 is at `a`"), "{error}");
    let mut stream = items(listing::<Cursor>(&circle())).with_start(Position::text("b"));
    assert_eq!(read(&mut stream).await.0, [2, 1]);
}

/// A list that ends where it names its own cursor again.
struct Ends;

impl Kind for Ends {
    const STYLE: &'static PageStyle = &PageStyle { repeats: Repeats::Ends, ..STYLE };
}

/// A scroll that keeps its cursor until a page is empty.
struct Keeps;

impl Kind for Keeps {
    const STYLE: &'static PageStyle = &PageStyle { repeats: Repeats::Allowed, ..STYLE };

    fn advance(_: &Listing<Self>, page: &Page, _: &Answer) -> Option<Position> {
        Position::non_empty(page.next.as_deref()).filter(|_| !page.items.is_empty())
    }
}

#[tokio::test]
async fn a_cursor_that_repeats_may_be_the_end() {
    for ahead in [0, 1] {
        // At once: the first page names the cursor that the call has.
        assert_eq!(all(items(from::<Ends>(&circle(), "z")).with_fetch_ahead(ahead)).await, [3]);
        let server = Server::of(&[
            ("/listing", body([1], r#","next":"a""#)),
            ("/listing?after=a", body([2], r#","next":"a""#)),
        ]);
        assert_eq!(all(items(listing::<Ends>(&server)).with_fetch_ahead(ahead)).await, [1, 2]);
        assert_eq!(server.log().len(), 2);
        // A cursor from before the last page is none that could be the end.
        let (_, error) = read(&mut items(from::<Ends>(&circle(), "a"))).await;
        assert_eq!(error.unwrap().kind(), ErrorKind::RepeatedCursor);
    }
}

#[tokio::test]
async fn a_scroll_may_keep_its_cursor() {
    let left = std::sync::atomic::AtomicI64::new(3);
    let server = Server::new(move |_| {
        let left = left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        (200, body((0..left).take(1), r#","next":"a""#))
    });
    assert_eq!(all(items(listing::<Keeps>(&server)).with_fetch_ahead(1)).await.len(), 3);
    assert_eq!(server.log().len(), 4);
}

fn next_page(answer: &Answer, position: Option<&Position>) -> Result<Option<Position>, BoxError> {
    let page: Page = crate::decode::item(std::str::from_utf8(&answer.body)?)?;
    let number = position.and_then(Position::as_number).unwrap_or(1);
    match page.items.last() {
        Some(13) => Err("an unlucky number".into()),
        Some(_) => Ok(Some(Position::number(number + 1))),
        None => Ok(None),
    }
}

fn counted() -> Server {
    Server::of(&[
        ("/listing", body([1, 2], "")),
        ("/listing?page=2", body([3], "")),
        ("/listing?page=3", body([], "")),
        ("/listing?filter=13", body([12, 13], "")),
    ])
}

#[tokio::test]
async fn a_hook_says_where_the_next_page_is() {
    assert_eq!(all(items(listing::<Cursor>(&counted())).with_next_page(next_page)).await, [1, 2, 3]);
    let mut stream =
        pages(listing::<Cursor>(&counted())).with_next_page(|_: &Answer, _: Option<&Position>| Ok(None));
    assert_eq!(stream.try_next().await.unwrap().unwrap().items, [1, 2]);
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_of_the_hook_is_one_of_the_stream() {
    let call = Listing { filter: Some("13".into()), ..listing::<Cursor>(&counted()) };
    let error = items(call).with_next_page(next_page).try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NextPage);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "an unlucky number");
    assert!(error.to_string().starts_with("GET /listing (sample.listing): the hook"), "{error}");
}

#[tokio::test]
async fn a_stream_does_not_run_for_ever() {
    let server = Server::new(|_| (200, body([1], r#","next":"a""#)));
    let mut stream = pages(listing::<Keeps>(&server)).with_max_pages(3);
    for _ in 0..3 {
        assert!(stream.try_next().await.unwrap().is_some());
    }
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(server.log().len(), 3);
}
