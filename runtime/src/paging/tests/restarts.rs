//! Scrolls that expire.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::{Kind, STYLE, Server, body, client, listing, listing_of, read};
use crate::{
    Endpoint, Envelope, ErrorKind, ManualClock, PageStyle, Position, Step,
    paging::{items, pages},
};

/// Cursors that live for a minute, and of which the API says by a code that they are too old.
struct Scroll;

static CODED: Envelope = Envelope { reads: &[&[Step::Key("code")]], code: Some(0), ..Envelope::NONE };

impl Kind for Scroll {
    const ENDPOINT: &'static Endpoint = &Endpoint { envelope: &CODED, ..super::LISTING };
    const STYLE: &'static PageStyle =
        &PageStyle { lifetime: Some(Duration::from_secs(60)), expired_codes: &["gone"], ..STYLE };
}

/// Three pages of one item, whose third cannot be read the first so many times.
fn forgets(times: usize) -> Server {
    let left = AtomicUsize::new(times);
    Server::new(move |at| match at {
        "/listing" => (200, body([1], r#","next":"a""#)),
        "/listing?after=a" => (200, body([2], r#","next":"b""#)),
        _ if left.load(Ordering::Relaxed) == 0 => (200, body([3], "")),
        _ => {
            left.fetch_sub(1, Ordering::Relaxed);
            (404, r#"{"code":"gone"}"#.into())
        }
    })
}

#[tokio::test]
async fn a_cursor_that_expired_is_an_error_unless_it_was_asked_otherwise() {
    let server = forgets(1);
    let mut stream = items(listing::<Scroll>(&server));
    let (given, error) = read(&mut stream).await;
    let error = error.unwrap();
    assert_eq!((given.as_slice(), error.kind()), (&[1, 2][..], ErrorKind::CursorExpired));
    assert_eq!(error.code_text(), Some("gone"));
    assert!(stream.next().await.is_none());
    assert_eq!((server.log().len(), stream.restarts()), (3, 0));
}

#[tokio::test]
async fn a_stream_begins_again_by_hand() {
    let mut stream = items(listing::<Scroll>(&forgets(1)));
    read(&mut stream).await;
    stream.restart();
    assert_eq!((stream.restarts(), stream.given()), (1, 0));
    assert_eq!(read(&mut stream).await.0, [1, 2, 3]);
    assert_eq!(stream.given(), 3);
}

#[tokio::test]
async fn limits_count_from_the_beginning() {
    for (max_items, max_pages) in [(2, 9), (9, 2)] {
        let mut stream =
            items(listing::<Scroll>(&forgets(0))).with_max_items(max_items).with_max_pages(max_pages);
        for restarts in 0..2 {
            assert_eq!((read(&mut stream).await.0.as_slice(), stream.restarts()), (&[1, 2][..], restarts));
            stream.restart();
        }
    }
    let mut stream = items(listing::<Scroll>(&forgets(1))).with_max_items(3).with_restart(true);
    assert_eq!(read(&mut stream).await.0, [1, 2, 1, 2, 3]);
}

#[tokio::test]
async fn a_stream_begins_again_when_it_was_asked_to() {
    for ahead in [0, 1] {
        let mut stream = items(listing::<Scroll>(&forgets(1))).with_restart(true).with_fetch_ahead(ahead);
        let (given, error) = read(&mut stream).await;
        assert_eq!((given.as_slice(), error.is_none()), (&[1, 2, 1, 2, 3][..], true));
        assert_eq!((stream.restarts(), stream.given()), (1, 3));
    }
}

#[tokio::test]
async fn a_stream_does_not_begin_again_for_ever() {
    let server = forgets(99);
    let mut stream = pages(listing::<Scroll>(&server)).with_restart(true);
    let mut given = 0;
    let error = loop {
        match stream.try_next().await {
            Ok(page) => given += page.unwrap().items.len(),
            Err(error) => break error,
        }
    };
    assert_eq!((given, error.kind(), stream.restarts()), (4, ErrorKind::CursorExpired, 1));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_cursor_that_is_too_old_is_not_sent() {
    let (server, clock) = (forgets(0), ManualClock::new());
    let mut stream = items(listing_of::<Scroll>(&client(&server, &clock)));
    stream.try_next().await.unwrap();
    clock.advance(Duration::from_secs(61));
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::CursorExpired);
    assert_eq!(server.log().len(), 1);

    let mut stream = items(listing_of::<Scroll>(&client(&server, &clock))).with_restart(true);
    stream.try_next().await.unwrap();
    clock.advance(Duration::from_secs(61));
    assert_eq!(read(&mut stream).await.0, [1, 2, 3]);
}

#[tokio::test]
async fn a_cursor_that_was_fetched_ahead_is_as_old_as_its_page() {
    let (server, clock) = (forgets(0), ManualClock::new());
    let mut stream = items(listing_of::<Scroll>(&client(&server, &clock))).with_fetch_ahead(1);
    stream.try_next().await.unwrap();
    // The second page is there, and with it the cursor of the third, which is not asked for before it is needed.
    assert_eq!(server.log().len(), 2);
    clock.advance(Duration::from_secs(61));
    assert_eq!(stream.try_next().await.unwrap(), Some(2));
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::CursorExpired);
    assert_eq!(server.log().len(), 2);
}

#[tokio::test]
async fn other_errors_do_not_make_a_stream_begin_again() {
    let server = Server::of(&[("/listing", body([1], r#","next":"a""#))]);
    let mut stream = items(listing::<Scroll>(&server)).with_restart(true);
    assert_eq!(read(&mut stream).await.1.unwrap().kind(), ErrorKind::Status);
    assert_eq!(server.log().len(), 2);
}

#[tokio::test]
async fn a_cursor_of_another_stream_can_be_too_old() {
    let server = forgets(1);
    let mut stream = items(listing::<Scroll>(&server)).with_start(Position::text("b")).with_restart(true);
    assert_eq!(read(&mut stream).await.0, [1, 2, 3]);
}
