//! What streams say when a list is broken, capped, closed, expired, or goes in circles.

use std::time::Duration;

use serde_json::json;
use specwright_kitchen::paging::{Client, Error, Item};
use specwright_runtime::{Answer, BoxError, Checkpoint, ErrorKind, Items, PagedCall, Position};
use specwright_tests::http::{Response, Server};
use specwright_tests::paging::Paging;

use crate::support::{SkipClock, options};

fn client_of(base_url: &str) -> Client {
    Client::builder().port("1").with_options(options(base_url)).build().unwrap()
}

fn start(items: usize) -> (Paging, Client) {
    let server = Paging::start(items).unwrap();
    let client = client_of(&server.server().base_url());
    (server, client)
}

/// The items up to an error, and that.
async fn read<C: PagedCall<Item = Item, Error = Error>>(items: &mut Items<C>) -> (Vec<i64>, Option<Error>) {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

#[tokio::test]
async fn a_broken_item_is_told_with_its_place_and_its_json_and_the_others_come() {
    let (_server, client) = start(7);
    let mut items = client.items_of_which_some_are_broken().items();
    let (mut ids, mut broken) = (Vec::new(), Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BrokenItem);
                let item = error.broken_item().unwrap();
                broken.push((error.json_path().unwrap().to_owned(), item.raw().to_owned(), item.is_whole()));
                assert!(!error.to_string().contains(r#""20""#), "{error}");
            }
        }
    }
    assert_eq!((ids.as_slice(), items.given()), (&[10, 30, 40, 60, 70][..], 7));
    assert_eq!(
        broken,
        [
            ("data[1].id".to_owned(), r#"{"id":"20"}"#.to_owned(), true),
            ("data[1]".to_owned(), r#"{"identifier":50}"#.to_owned(), true),
        ]
    );
    // In a page they stand where they stood.
    let page = client.items_of_which_some_are_broken().pages().try_next().await.unwrap().unwrap();
    let wholes: Vec<_> = page.data.iter().map(Result::is_ok).collect();
    assert_eq!(wholes, [true, false, true]);
}

#[tokio::test]
async fn what_lies_behind_a_cap_is_an_error_and_is_not_asked_for() {
    for ahead in [0, 4] {
        let (server, client) = start(25);
        let mut items = client.cursor_with_a_cap().items().with_fetch_ahead(ahead);
        let (ids, error) = read(&mut items).await;
        let error = error.unwrap();
        assert_eq!((ids.len(), error.kind()), (10, ErrorKind::Capped));
        assert!(error.to_string().contains("10 items"), "{error}");
        assert!(items.next().await.is_none());
        let mut items = client.page_with_a_cap().items().with_fetch_ahead(ahead);
        let (ids, error) = read(&mut items).await;
        let error = error.unwrap();
        assert_eq!((ids.len(), error.kind()), (9, ErrorKind::Capped));
        assert!(error.to_string().contains("3 pages"), "{error}");
        assert_eq!((server.server().request_count(), server.refused().len()), (7, 0));
        // Who wants no more meets no cap.
        let (ids, error) = read(&mut client.page_with_a_cap().items().with_max_items(9)).await;
        assert_eq!((ids.len(), error.is_none()), (9, true));
    }
}

/// A stream that was dropped closes in the background.
async fn until_closed(server: &Paging) {
    for _ in 0..5000 {
        if server.open() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("nobody closed it: {:#?}", server.log());
}

#[tokio::test]
async fn a_scroll_is_closed_at_a_limit_on_an_early_drop_and_by_hand() {
    let (server, client) = start(7);
    assert_eq!(read(&mut client.scroll().items().with_max_items(4)).await.0, [10, 20, 30, 40]);
    assert_eq!(server.open(), 0);
    assert_eq!(
        server.log(),
        [
            "POST /scroll {}",
            r#"POST /scroll {"scroll_id":"scroll 1/1"}"#,
            r#"DELETE /clear_scroll {"scroll_id":"scroll 1/1"}"#,
        ]
    );
    let mut items = client.scroll().items();
    items.try_next().await.unwrap();
    assert_eq!(server.open(), 1);
    drop(items);
    until_closed(&server).await;
    let mut items = client.session().items();
    items.try_next().await.unwrap();
    items.close().await.unwrap();
    assert_eq!((server.open(), server.log().pop().unwrap()), (0, "DELETE /session/3%2F3".to_owned()));
    // The server has closed it already: that is an error by hand, and none of a stream.
    let mut items = client.scroll().items();
    items.try_next().await.unwrap();
    server.forget_scrolls();
    assert_eq!(items.close().await.unwrap_err().kind(), ErrorKind::Api);
    assert_eq!(server.refused().len(), 1);
}

#[tokio::test]
async fn a_scroll_that_somebody_has_kept_stays_open_until_its_end() {
    let (server, client) = start(7);
    let mut items = client.scroll().items();
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let kept = items.checkpoint();
    drop(items);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(server.open(), 1);
    assert_eq!(read(&mut client.scroll().items().with_checkpoint(kept)).await.0, [40, 50, 60, 70]);
    assert_eq!((server.open(), server.refused().len()), (0, 0));
}

#[tokio::test]
async fn a_scroll_that_is_gone_says_so_and_begins_again_only_when_asked() {
    let (server, client) = start(7);
    let mut items = client.scroll().items();
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    server.forget_scrolls();
    let error = items.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.code_text()), (ErrorKind::CursorExpired, Some("scroll_gone")));
    assert!(error.to_string().contains("start again from the first page"), "{error}");
    assert!(items.next().await.is_none());
    items.restart();
    assert_eq!(read(&mut items).await.0, [10, 20, 30, 40, 50, 60, 70]);
    assert_eq!((items.restarts(), server.open()), (1, 0));
    // By itself.
    let mut items = client.scroll().items().with_restart(true);
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    server.forget_scrolls();
    let (ids, error) = read(&mut items).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((ids.len(), items.restarts(), server.open()), (7, 1, 0));
}

#[tokio::test]
async fn a_scroll_that_is_too_old_is_not_asked_for() {
    let clock = SkipClock::new();
    let server = Paging::start_with(7, clock.hand.clock()).unwrap();
    let options = clock.timeless(options(&server.server().base_url()));
    let client = Client::builder().port("1").with_options(options).build().unwrap();
    let mut items = client.scroll().items();
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let kept = items.checkpoint();
    clock.hand.advance(Duration::from_secs(61));
    assert_eq!(items.try_next().await.unwrap_err().kind(), ErrorKind::CursorExpired);
    let mut rest = client.scroll().items().with_checkpoint(kept);
    assert_eq!(rest.try_next().await.unwrap_err().kind(), ErrorKind::CursorExpired);
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn a_checkpoint_of_another_call_is_refused_before_anything_is_sent() {
    let (server, client) = start(7);
    let mut items = client.url_in_body().word("tea").items();
    items.try_next().await.unwrap();
    let kept = serde_json::to_string(&items.checkpoint()).unwrap();
    let kept = || serde_json::from_str::<Checkpoint>(&kept).unwrap();
    server.reset(7);
    let mut wrong = vec![
        read(&mut client.url_in_body().items().with_checkpoint(kept())).await,
        read(&mut client.url_in_body().word("milk").items().with_checkpoint(kept())).await,
        read(&mut client.url_in_body().word("tea").limit(2).items().with_checkpoint(kept())).await,
        read(&mut client.url_relative().word("tea").items().with_checkpoint(kept())).await,
    ];
    for (ids, error) in wrong.drain(..) {
        let error = error.unwrap();
        assert_eq!((ids.len(), error.kind()), (0, ErrorKind::Invalid));
        assert!(error.to_string().contains("of another call"), "{error}");
    }
    assert_eq!(server.server().request_count(), 0);
    let (ids, error) = read(&mut client.url_in_body().word("tea").items().with_checkpoint(kept())).await;
    assert_eq!((ids.as_slice(), error.is_none()), (&[20, 30, 40, 50, 60, 70][..], true));
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_named() {
    let server = Server::start(|request| {
        let next = if request.parameter("cursor").as_deref() == Some("one") { "two" } else { "one" };
        Response::json(200, &json!({ "data": [{ "id": 1 }], "next": next }))
    })
    .unwrap();
    let client = client_of(&server.base_url());
    for (ahead, first, calls) in [(0, None, 3), (4, None, 3), (0, Some("two"), 2)] {
        server.clear_requests();
        let call = client.cursor_until_null();
        let call = if let Some(first) = first { call.cursor(first) } else { call };
        let mut items = call.items().with_fetch_ahead(ahead);
        let (ids, error) = read(&mut items).await;
        let error = error.unwrap();
        assert_eq!((ids.len(), error.kind()), (calls, ErrorKind::RepeatedCursor));
        let named = first.unwrap_or("one");
        assert!(error.to_string().contains(&format!("`{named}`")), "{error}");
        assert_eq!(server.request_count(), calls);
        assert!(items.next().await.is_none());
    }
}

#[tokio::test]
async fn a_hook_that_fails_or_leads_elsewhere_ends_the_stream() {
    fn fails(_answer: &Answer, _position: Option<&Position>) -> Result<Option<Position>, BoxError> {
        Err("no idea".into())
    }
    #[expect(clippy::unnecessary_wraps, reason = "it is a hook")]
    fn elsewhere(_answer: &Answer, _position: Option<&Position>) -> Result<Option<Position>, BoxError> {
        Ok(Some(Position::url("https://elsewhere.example/hook_for_a_url?at=3")))
    }
    let (server, client) = start(7);
    let (ids, error) = read(&mut client.hook_for_a_url().items(fails)).await;
    let error = error.unwrap();
    assert_eq!((ids.len(), error.kind()), (0, ErrorKind::NextPage));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "no idea");
    let (ids, error) = read(&mut client.hook_for_a_url().items(elsewhere)).await;
    let error = error.unwrap();
    assert_eq!((ids.len(), error.kind()), (3, ErrorKind::PageUrl));
    assert!(error.to_string().contains("elsewhere.example"), "{error}");
    assert_eq!(server.server().request_count(), 2);
}

#[tokio::test]
async fn progress_is_told_where_the_api_tells_it() {
    let (_server, client) = start(7);
    let mut items = client.offset_total_in_header().items();
    assert_eq!((items.given(), items.total()), (0, None));
    items.try_next().await.unwrap();
    assert_eq!((items.given(), items.total()), (1, Some(7)));
    let mut items = client.url_of_odata().items();
    while items.try_next().await.unwrap().is_some() {}
    // Only the first page tells it.
    assert_eq!((items.given(), items.total()), (7, Some(7)));
    let mut items = client.cursor_until_null().items();
    items.try_next().await.unwrap();
    assert_eq!(items.total(), None);
}
