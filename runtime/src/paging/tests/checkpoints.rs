//! Checkpoints, and what they are bound to.

use std::time::Duration;

use super::{Cursor, Kind, Listing, Numbered, STYLE, Server, all, body, client, listing, listing_of, read};
use crate::{
    Checkpoint, Clock, Endpoint, ErrorKind, ManualClock, PageStyle, Position,
    paging::{items, pages},
};

fn three() -> Server {
    Server::of(&[
        ("/listing", body([1, 2], r#","next":"a""#)),
        ("/listing?after=a", body([3, 4], r#","next":"b""#)),
        ("/listing?after=b", body([5], "")),
        ("/listing?filter=x", body([6, 7], r#","next":"c""#)),
        ("/listing?filter=x&after=c", body([8], "")),
    ])
}

#[tokio::test]
async fn a_stream_from_any_checkpoint_gives_exactly_the_rest() {
    let server = three();
    for taken in 0..=5 {
        let mut stream = items(listing::<Cursor>(&server));
        for _ in 0..taken {
            stream.try_next().await.unwrap();
        }
        let kept = serde_json::to_string(&stream.checkpoint()).unwrap();
        let checkpoint: Checkpoint = serde_json::from_str(&kept).unwrap();
        assert_eq!(checkpoint, stream.checkpoint());
        let mut rest = items(listing::<Cursor>(&server)).with_checkpoint(checkpoint.clone());
        // Before it was asked for anything it stands where the other did.
        assert_eq!((rest.checkpoint(), rest.given()), (checkpoint, taken));
        let (given, _) = read(&mut rest).await;
        assert_eq!(given, (i64::try_from(taken).unwrap() + 1..=5).collect::<Vec<_>>());
        assert_eq!(rest.given(), 5);
    }
}

#[tokio::test]
async fn the_end_is_a_checkpoint_too() {
    let server = three();
    let mut stream = items(listing::<Cursor>(&server));
    read(&mut stream).await;
    let rest = items(listing::<Cursor>(&server)).with_checkpoint(stream.checkpoint());
    let asked = server.log().len();
    assert!(all(rest).await.is_empty());
    assert_eq!(server.log().len(), asked);
}

/// The next time the vendor may say where the next page really is.
#[tokio::test]
async fn a_page_that_leads_back_is_asked_for_again_without_its_items() {
    let astray = Server::of(&[
        ("/listing", body([1, 2], r#","next":"a""#)),
        ("/listing?after=a", body([3, 4], r#","next":"a""#)),
    ]);
    let mut stream = items(listing::<Cursor>(&astray));
    let (given, error) = read(&mut stream).await;
    assert_eq!((given.as_slice(), error.unwrap().kind()), (&[1, 2, 3, 4][..], ErrorKind::RepeatedCursor));
    let mut rest = items(listing::<Cursor>(&three())).with_checkpoint(stream.checkpoint());
    assert_eq!(read(&mut rest).await.0, [5]);
}

#[tokio::test]
async fn a_checkpoint_of_pages_is_before_the_next_one() {
    let server = three();
    let mut stream = pages(listing::<Cursor>(&server));
    stream.try_next().await.unwrap();
    let checkpoint = stream.checkpoint();
    let mut rest = pages(listing::<Cursor>(&server)).with_checkpoint(checkpoint);
    assert_eq!(rest.try_next().await.unwrap().unwrap().items, [3, 4]);
    // A page cannot be given in parts.
    let mut stream = items(listing::<Cursor>(&server));
    stream.try_next().await.unwrap();
    let mut rest = pages(listing::<Cursor>(&server)).with_checkpoint(stream.checkpoint());
    assert_eq!(rest.try_next().await.unwrap().unwrap().items, [1, 2]);
}

#[tokio::test]
async fn a_checkpoint_of_other_arguments_is_refused_before_anything_is_sent() {
    let server = three();
    let mut stream = items(listing::<Cursor>(&server));
    stream.try_next().await.unwrap();
    let checkpoint = stream.checkpoint();
    let asked = server.log().len();
    let other = Listing { filter: Some("x".into()), ..listing::<Cursor>(&server) };
    let mut stream = items(other).with_checkpoint(checkpoint.clone()).with_fetch_ahead(2);
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("checkpoint is of another call"), "{error}");
    assert!(stream.next().await.is_none());
    assert_eq!(server.log().len(), asked);
    assert_eq!(
        pages(listing::<Other>(&server)).with_checkpoint(checkpoint).try_next().await.unwrap_err().kind(),
        ErrorKind::Invalid
    );
}

/// The same listing behind another endpoint.
struct Other;

impl Kind for Other {
    const ENDPOINT: &'static Endpoint = &Endpoint { name: "other", ..super::LISTING };
}

#[tokio::test]
async fn where_the_user_begins_is_no_argument() {
    let server = three();
    let begun = Listing { after: Some("a".into()), ..listing::<Cursor>(&server) };
    let mut stream = items(begun);
    assert_eq!(stream.try_next().await.unwrap(), Some(3));
    assert_eq!(stream.try_next().await.unwrap(), Some(4));
    let rest = items(listing::<Cursor>(&server)).with_checkpoint(stream.checkpoint());
    assert_eq!(all(rest).await, [5]);
}

#[tokio::test]
async fn arguments_stay_with_a_stream_that_goes_on() {
    let server = three();
    let filtered = || Listing { filter: Some("x".into()), ..listing::<Cursor>(&server) };
    let mut stream = items(filtered());
    for _ in 0..2 {
        stream.try_next().await.unwrap();
    }
    assert_eq!(all(items(filtered()).with_checkpoint(stream.checkpoint())).await, [8]);
}

#[test]
fn an_empty_checkpoint_is_the_beginning_of_any_call() {
    let server = three();
    let stream = items(listing::<Numbered>(&server)).with_checkpoint(Checkpoint::default());
    assert_eq!((stream.given(), stream.checkpoint().place), (0, crate::paging::checkpoint::Place::First));
}

/// Cursors that live for a minute.
struct Scroll;

impl Kind for Scroll {
    const STYLE: &'static PageStyle = &PageStyle { lifetime: Some(Duration::from_secs(60)), ..STYLE };
}

#[tokio::test]
async fn a_checkpoint_knows_how_old_its_cursor_is() {
    for (later, is_alive) in [(59, true), (61, false)] {
        let server = three();
        let clock = ManualClock::new();
        let scroll = |clock: &ManualClock| items(listing_of::<Scroll>(&client(&server, clock)));
        let mut stream = scroll(&clock);
        for _ in 0..2 {
            stream.try_next().await.unwrap();
        }
        clock.advance(Duration::from_secs(1));
        let checkpoint = stream.checkpoint();
        // Another process: its clock began at another time, and it is later in the day.
        let other = ManualClock::new();
        other.advance(Duration::from_secs(later));
        assert!(other.now() > clock.now());
        let mut rest = scroll(&other).with_checkpoint(checkpoint.clone());
        assert_eq!(rest.checkpoint(), checkpoint);
        let asked = server.log().len();
        match rest.try_next().await {
            Ok(item) => assert!(is_alive && item == Some(3)),
            Err(error) => {
                assert_eq!((error.kind(), is_alive), (ErrorKind::CursorExpired, false));
                assert!(
                    error.to_string().contains("by another stream 61.0s ago and a cursor lives 60s"),
                    "{error}"
                );
                assert_eq!(server.log().len(), asked);
            }
        }
    }
}

#[tokio::test]
async fn a_checkpoint_within_a_page_knows_when_that_page_was_told_of() {
    let server = three();
    let clock = ManualClock::new();
    let scroll = || items(listing_of::<Scroll>(&client(&server, &clock)));
    let mut stream = scroll();
    for _ in 0..2 {
        stream.try_next().await.unwrap();
    }
    clock.advance(Duration::from_secs(40));
    assert_eq!(stream.try_next().await.unwrap(), Some(3));
    clock.advance(Duration::from_secs(40));
    // The page after `a` was read just now, but `a` itself was told 80 seconds ago.
    let mut rest = scroll().with_checkpoint(stream.checkpoint());
    assert_eq!(rest.try_next().await.unwrap_err().kind(), ErrorKind::CursorExpired);
}

#[tokio::test]
async fn a_stream_begins_at_a_position() {
    let server = three();
    let stream = items(listing::<Cursor>(&server)).with_start(Position::text("b"));
    assert_eq!(all(stream).await, [5]);
}
