//! Streams over scripted pages.

use std::sync::Arc;

use crate::{
    CaptureTransport, Error, ErrorKind, ManualClock, Position,
    paging::{items, pages},
    testing::sample::{self, List, Thing, Things},
};

struct Api {
    transport: Arc<CaptureTransport>,
    clock: ManualClock,
    list: List,
}

fn api(script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::automatic();
    let client =
        sample::client(sample::options(&transport, &clock).with_rate_limits(false).with_max_attempts(1));
    Api { transport, clock, list: sample::list(&client) }
}

fn page(ids: &[i64], next: &str) -> String {
    let items: Vec<_> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
    format!(r#"{{"code":0,"items":[{}],"next":"{next}","total":9}}"#, items.join(","))
}

fn three(transport: CaptureTransport) -> CaptureTransport {
    transport.answer(200, page(&[1, 2], "a")).answer(200, page(&[], "b")).answer(200, page(&[3, 4], ""))
}

/// The positions that were asked for.
fn asked(api: &Api) -> Vec<Option<String>> {
    let queries = api.transport.requests().into_iter().map(|request| {
        let query = request.uri.query().unwrap_or_default().to_owned();
        query.split('&').find_map(|pair| pair.strip_prefix("after=").map(str::to_owned))
    });
    queries.collect()
}

#[tokio::test]
async fn items_of_all_pages_come_in_order() {
    let api = api(three);
    let mut all = items(api.list.clone());
    assert_eq!((api.transport.requests().len(), all.total()), (0, None));
    let mut ids = Vec::new();
    while let Some(item) = all.try_next().await.unwrap() {
        ids.push(item.id);
    }
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(all.total(), Some(9));
    assert_eq!(asked(&api), [None, Some("a".into()), Some("b".into())]);
    assert!(all.next().await.is_none());
    assert_eq!(api.transport.requests().len(), 3);
}

#[tokio::test]
async fn pages_come_one_by_one() {
    let api = api(three);
    let mut all = pages(api.list.clone());
    let first: Things = all.next().await.unwrap().unwrap();
    assert_eq!(first.items, [Thing { id: 1 }, Thing { id: 2 }]);
    assert_eq!(all.position(), Some(&Position::text("a")));
    assert_eq!(api.transport.requests().len(), 1);
    assert!(all.try_next().await.unwrap().unwrap().items.is_empty());
    assert!(all.try_next().await.unwrap().is_some());
    assert!(all.try_next().await.unwrap().is_none());
    assert!(all.next().await.is_none());
}

#[tokio::test]
async fn limits_end_a_stream_without_asking_for_more() {
    let of_items = api(three);
    let mut all = items(of_items.list.clone()).with_max_items(2);
    assert!(all.try_next().await.unwrap().is_some() && all.try_next().await.unwrap().is_some());
    assert!(all.try_next().await.unwrap().is_none());
    assert_eq!(of_items.transport.requests().len(), 1);

    let of_pages = api(three);
    let mut all = items(of_pages.list.clone()).with_max_pages(2);
    let mut count = 0;
    while all.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, of_pages.transport.requests().len()), (2, 2));

    let none = api(three);
    assert!(items(none.list.clone()).with_max_items(0).try_next().await.unwrap().is_none());
    assert!(pages(none.list.clone()).with_max_pages(0).try_next().await.unwrap().is_none());
    assert_eq!(none.transport.requests().len(), 0);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_in_an_error_after_its_page() {
    let api = api(|transport| {
        transport.answer(200, page(&[1], "a")).answer(200, page(&[2], "b")).answer(200, page(&[3], "a"))
    });
    let mut all = items(api.list.clone());
    for id in 1..=3 {
        assert_eq!(all.try_next().await.unwrap(), Some(Thing { id }));
    }
    let error = all.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RepeatedCursor);
    assert!(error.to_string().contains("at `a`"), "{error}");
    assert!(all.next().await.is_none());
    assert_eq!(api.transport.requests().len(), 3);
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let api =
        api(|transport| transport.answer(200, page(&[1], "a")).answer(500, "").answer(200, page(&[2], "")));
    let mut all = items(api.list.clone());
    assert!(all.try_next().await.unwrap().is_some());
    assert_eq!(all.try_next().await.unwrap_err().kind(), ErrorKind::Status);
    assert!(all.next().await.is_none());
    assert_eq!(api.transport.requests().len(), 2);
}

#[tokio::test]
async fn a_cursor_that_is_too_old_is_not_sent() {
    let api = api(three);
    let mut all = pages(api.list.clone());
    all.try_next().await.unwrap();
    api.clock.advance(std::time::Duration::from_secs(61));
    let error: Error = all.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CursorExpired);
    assert_eq!(api.transport.requests().len(), 1);
}

#[tokio::test]
async fn a_cursor_that_the_api_calls_too_old_says_what_to_do() {
    let api = api(|transport| {
        transport.answer(200, page(&[1], "a")).answer(200, r#"{"code":5,"message":"cursor expired"}"#)
    });
    let mut all = pages(api.list.clone());
    all.try_next().await.unwrap();
    let error = all.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.code_text()), (ErrorKind::CursorExpired, Some("5")));
    assert!(error.to_string().contains("start again from the first page"), "{error}");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("cursor expired"));
}

#[tokio::test]
async fn a_stream_begins_where_it_is_told() {
    let api = api(|transport| transport.answer(200, page(&[3], "")));
    let mut all = pages(api.list.clone()).with_start(Position::text("b"));
    assert!(all.try_next().await.unwrap().is_some());
    assert_eq!(asked(&api), [Some("b".into())]);
}

#[tokio::test]
async fn a_stream_that_fetches_ahead_gives_the_same_items_and_checkpoints() {
    let (plain, ahead) = (api(three), api(three));
    let mut expected = items(plain.list.clone());
    let mut all = items(ahead.list.clone()).with_fetch_ahead(1);
    let first = all.try_next().await.unwrap();
    assert_eq!((first, expected.try_next().await.unwrap()), (Some(Thing { id: 1 }), Some(Thing { id: 1 })));
    assert_eq!((plain.transport.requests().len(), ahead.transport.requests().len()), (1, 2));
    loop {
        assert_eq!(all.checkpoint(), expected.checkpoint());
        let (item, same) = (all.try_next().await.unwrap(), expected.try_next().await.unwrap());
        assert_eq!(item, same);
        if item.is_none() {
            break;
        }
    }
    assert_eq!(asked(&ahead), asked(&plain));
}

#[tokio::test]
async fn nothing_is_fetched_ahead_that_is_not_needed() {
    let api = api(three);
    let mut all = items(api.list.clone()).with_fetch_ahead(1).with_max_items(2);
    while all.try_next().await.unwrap().is_some() {}
    assert_eq!(api.transport.requests().len(), 1);
}

#[tokio::test]
async fn an_error_that_came_ahead_is_told_after_the_items_before_it() {
    let api = api(|transport| transport.answer(200, page(&[1, 2], "a")).answer(500, ""));
    let mut all = items(api.list.clone()).with_fetch_ahead(1);
    for id in [1, 2] {
        assert_eq!(all.try_next().await.unwrap(), Some(Thing { id }));
    }
    assert_eq!(all.try_next().await.unwrap_err().kind(), ErrorKind::Status);
    assert!(all.next().await.is_none());
}

#[test]
fn streams_can_move_between_threads_and_need_no_pinning() {
    fn check<T: Send + Unpin + futures_core::Stream>(_: &T) {}
    let api = api(three);
    check(&items(api.list.clone()));
    check(&pages(api.list));
}

#[tokio::test]
async fn a_checkpoint_after_an_error_is_at_the_page_that_failed() {
    for ahead in [0, 1] {
        let api = api(|transport| transport.answer(200, page(&[1, 2], "a")).answer(500, ""));
        let mut all = items(api.list.clone()).with_fetch_ahead(ahead);
        for _ in 0..2 {
            all.try_next().await.unwrap();
        }
        let before = all.checkpoint();
        all.try_next().await.unwrap_err();
        // A scroll gives the items of the page before only once.
        assert_eq!(all.checkpoint(), before);
        assert!(serde_json::to_string(&before).unwrap().contains(r#"[false,{"text":"a"}],0,"#));
    }
}

#[tokio::test]
async fn a_checkpoint_in_a_page_survives_an_error_of_that_page() {
    let api = api(|transport| {
        transport.answer(200, page(&[1], "a")).answer(200, page(&[2, 3], "b")).answer(500, "")
    });
    let mut all = items(api.list.clone());
    for _ in 0..2 {
        all.try_next().await.unwrap();
    }
    let checkpoint = all.checkpoint();
    let mut all = items(api.list.clone()).with_checkpoint(checkpoint.clone());
    all.try_next().await.unwrap_err();
    assert_eq!(all.checkpoint(), checkpoint);
}

#[tokio::test]
async fn a_checkpoint_that_the_api_calls_too_old_says_what_to_do() {
    let api = api(|transport| transport.answer(200, r#"{"code":5,"message":"cursor expired"}"#));
    let mut all = pages(api.list.clone()).with_start(Position::text("a"));
    let error = all.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.code_text()), (ErrorKind::CursorExpired, Some("5")));
    assert!(error.to_string().contains("start again from the first page"), "{error}");
}
