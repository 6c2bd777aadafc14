//! Streams of pages and items, to their ends and to their guards.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::json;
use specwright_clients::helpcrunch::SortField;
use specwright_clients::udesk::CustomerKey;
use specwright_runtime::ErrorKind;
use specwright_tests::http::{Fault, FaultPlan, Response, RetryAfter, Server};
use specwright_tests::udesk::{Config, Limits, Udesk};

use crate::support::{
    SkipClock, all, helpcrunch, nxcloud, nxcloud_with, options, start_helpcrunch, start_nxcloud, start_udesk,
    udesk, udesk_with,
};

#[tokio::test]
async fn page_numbers_lead_to_the_end() {
    let server = start_udesk(3210);
    let items = udesk(&server).list_customers().page_size(100).items();
    let ids: Vec<i64> = all(items).await.unwrap().iter().map(|customer| customer.id).collect();
    assert_eq!(ids, (1..=3210).collect::<Vec<_>>());
    assert_eq!(server.server().request_count(), 33);
}

#[tokio::test]
async fn without_a_page_size_the_vendors_own_is_used() {
    let server = start_udesk(45);
    let items = udesk(&server).list_customers().items();
    assert_eq!(all(items).await.unwrap().len(), 45);
    let requests = server.server().requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.parameter("page_size").is_none()));
}

#[tokio::test]
async fn a_cursor_leads_to_the_end() {
    let server = start_nxcloud(2345);
    let items = nxcloud(&server).query_customers(123, "8eos").items();
    let ids: Vec<i64> = all(items).await.unwrap().iter().map(|customer| customer.id).collect();
    assert_eq!(ids, server.customers().iter().map(|customer| customer.id).collect::<Vec<_>>());
    let requests = server.server().requests();
    assert_eq!(requests.len(), 47);
    assert!(requests.iter().all(|request| request.json().unwrap()["limit"] == 50));
    assert!(requests[0].json().unwrap().get("after").is_none());
}

#[tokio::test]
async fn an_offset_leads_to_the_end() {
    let server = start_helpcrunch(2345);
    let mut items = helpcrunch(&server).search_customers().sort(SortField::LastSeen).items();
    let mut ids = BTreeSet::new();
    while let Some(customer) = items.try_next().await.unwrap() {
        assert!(ids.insert(customer.id), "{} twice", customer.id);
    }
    assert_eq!((ids.len(), items.total()), (2345, Some(2345)));
    let offsets: Vec<_> =
        server.server().requests().iter().map(|r| r.json().unwrap()["offset"].as_i64()).collect();
    assert_eq!(offsets.len(), 24);
    assert_eq!((offsets[1], offsets[23]), (Some(100), Some(2300)));
}

#[tokio::test]
async fn a_scroll_leads_to_the_empty_page() {
    let server = start_udesk(2500);
    let mut items = udesk(&server).export_customers().items();
    let mut ids = Vec::new();
    while let Some(customer) = items.try_next().await.unwrap() {
        ids.push(customer.id);
    }
    assert_eq!(ids, (1..=2500).collect::<Vec<_>>());
    assert_eq!(items.total(), Some(2500));
    assert_eq!(server.server().request_count(), 4);
    // It is over, and stays over.
    assert!(items.next().await.is_none());
    assert_eq!(server.server().request_count(), 4);
}

#[tokio::test]
async fn a_history_of_many_pages_is_read() {
    let server = start_udesk(2);
    let items = udesk(&server).list_customer_feeds(CustomerKey::Id(2)).page_size(100).items();
    assert_eq!(all(items).await.unwrap().len(), 350);
    let keys: BTreeSet<_> =
        server.server().requests().iter().map(|request| request.parameter("content")).collect();
    assert_eq!(keys, [Some("2".to_owned())].into());
}

#[tokio::test]
async fn an_empty_result_is_one_call_and_no_items() {
    let (udesk_server, nxcloud_server, helpcrunch_server) =
        (start_udesk(0), start_nxcloud(0), start_helpcrunch(0));
    assert!(all(udesk(&udesk_server).list_customers().items()).await.unwrap().is_empty());
    assert!(all(udesk(&udesk_server).export_customers().items()).await.unwrap().is_empty());
    assert!(all(nxcloud(&nxcloud_server).query_customers(1, "a").items()).await.unwrap().is_empty());
    assert!(all(helpcrunch(&helpcrunch_server).search_customers().items()).await.unwrap().is_empty());
    assert_eq!(udesk_server.server().request_count(), 2);
    assert_eq!(nxcloud_server.server().request_count(), 1);
    assert_eq!(helpcrunch_server.server().request_count(), 1);
}

#[tokio::test]
async fn a_stream_is_lazy_and_reads_no_more_than_it_is_asked_for() {
    let server = start_udesk(500);
    let client = udesk(&server);
    let mut items = client.list_customers().page_size(100).items().with_max_items(150);
    assert_eq!(server.server().request_count(), 0);
    items.try_next().await.unwrap();
    assert_eq!(server.server().request_count(), 1);
    assert_eq!(all(items).await.unwrap().len(), 149);
    assert_eq!(server.server().request_count(), 2);
    let mut pages = client.list_customers().page_size(100).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().customers.len(), 100);
}

#[tokio::test]
async fn fetching_ahead_reads_the_same_items_with_the_same_calls() {
    let server = start_udesk(1234);
    let mut items = udesk(&server).list_customers().page_size(100).items().with_fetch_ahead(4);
    let mut ids = Vec::new();
    while let Some(customer) = items.try_next().await.unwrap() {
        ids.push(customer.id);
    }
    assert_eq!(ids, (1..=1234).collect::<Vec<_>>());
    assert_eq!(server.server().request_count(), 13);
}

#[tokio::test]
async fn a_stream_ends_after_as_many_pages_as_it_may_read() {
    let server = start_udesk(500);
    let items = udesk(&server).list_customers().page_size(100).items().with_max_pages(2);
    assert_eq!(all(items).await.unwrap().len(), 200);
    assert_eq!(server.server().request_count(), 2);
}

#[tokio::test]
async fn another_process_goes_on_where_one_stopped() {
    let server = start_nxcloud(330);
    let mut ids = Vec::new();
    let mut saved: Option<String> = None;
    // Each round is a process of its own: a new client, and nothing but the saved text.
    for _ in 0..4 {
        let mut items = nxcloud(&server).query_customers(123, "8eos").items();
        if let Some(text) = &saved {
            items = items.with_checkpoint(serde_json::from_str(text).unwrap());
        }
        for _ in 0..85 {
            match items.try_next().await.unwrap() {
                Some(customer) => ids.push(customer.id),
                None => break,
            }
        }
        saved = Some(serde_json::to_string(&items.checkpoint()).unwrap());
    }
    assert_eq!(ids, server.customers().iter().map(|customer| customer.id).collect::<Vec<_>>());
}

/// A batch of a scroll may not come twice, so the checkpoint must not be at the one before.
#[tokio::test]
async fn an_export_goes_on_at_the_batch_that_failed() {
    let server = start_udesk(3500);
    server.server().set_faults(FaultPlan::none().at(2, Fault::status(500)));
    let client = udesk(&server);
    let mut items = client.export_customers().items();
    let mut ids = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(customer) => ids.push(customer.unwrap().id),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), ids.len()), (ErrorKind::Status, 2000));
    let rest = client.export_customers().items().with_checkpoint(items.checkpoint());
    ids.extend(all(rest).await.unwrap().iter().map(|customer| customer.id));
    assert_eq!(ids, (1..=3500).collect::<Vec<_>>());
    // Four batches, the empty one at the end, and the one that failed.
    assert_eq!(server.server().request_count(), 6);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_in_an_error() {
    let server = Server::start(|_| {
        let paging = json!({ "after": 5, "before": 5, "previous": null, "next": 5 });
        Response::json(200, &json!({ "code": 0, "data": { "paging": paging, "customer_list": [] } }))
    })
    .unwrap();
    let client = nxcloud_with(options(&server.base_url()));
    let error = all(client.query_customers(1, "a").items()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RepeatedCursor);
    assert!(error.to_string().contains('5'), "{error}");
    assert_eq!(server.request_count(), 2);
}

#[tokio::test]
async fn cursors_that_go_in_a_circle_end_in_an_error() {
    let calls = AtomicI64::new(0);
    let server = Server::start(move |_| {
        let next = calls.fetch_add(1, Ordering::SeqCst) % 3 + 1;
        let paging = json!({ "after": next, "before": next, "previous": null, "next": next });
        Response::json(200, &json!({ "code": 0, "data": { "paging": paging, "customer_list": [] } }))
    })
    .unwrap();
    let client = nxcloud_with(options(&server.base_url()));
    let error = all(client.query_customers(1, "a").items()).await.unwrap_err();
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::RepeatedCursor, 4));
}

fn scrolling(clock: &SkipClock) -> Udesk {
    let config = Config {
        clock: clock.hand.clock(),
        customers: 30,
        export_batch: 10,
        limits: Limits::off(),
        ..Config::default()
    };
    Udesk::start(config).unwrap()
}

fn assert_tells_what_to_do(text: &str) {
    assert!(text.contains("60") || text.contains("1m") || text.contains("minute"), "{text}");
    assert!(text.contains("start again from the first page"), "{text}");
}

#[tokio::test]
async fn a_scroll_that_expires_between_two_pages_says_what_to_do() {
    let clock = SkipClock::new();
    let server = scrolling(&clock);
    let client = udesk_with(clock.timeless(options(&server.base_url())));
    let mut pages = client.export_customers().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().customers.len(), 10);
    clock.hand.advance(Duration::from_secs(59));
    assert_eq!(pages.try_next().await.unwrap().unwrap().customers.len(), 10);
    clock.hand.advance(Duration::from_secs(61));
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CursorExpired);
    assert_tells_what_to_do(&error.to_string());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_scroll_that_only_the_server_finds_too_old_says_what_to_do() {
    let (clock, server_clock) = (SkipClock::new(), SkipClock::new());
    let server = scrolling(&server_clock);
    let client = udesk_with(clock.timeless(options(&server.base_url())));
    let mut pages = client.export_customers().pages();
    pages.try_next().await.unwrap();
    server_clock.hand.advance(Duration::from_secs(61));
    let error = pages.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.code_text()), (ErrorKind::CursorExpired, Some("2062")));
    assert_tells_what_to_do(&error.to_string());
}

#[tokio::test]
async fn the_code_of_an_expired_scroll_on_the_first_page_is_what_it_is() {
    let server = start_udesk(1);
    let body = json!({ "code": 2062, "message": "Parameter error" });
    server.server().set_faults(FaultPlan::always(Fault::Instead(Response::json(200, &body))));
    let error = all(udesk(&server).export_customers().items()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
}

/// What a call may recover from: the answer is lost, late, or not the API's.
fn recoverable() -> Vec<Fault> {
    vec![
        Fault::ResetUnread,
        Fault::ResetUnanswered,
        Fault::ResetInBody { after: 100 },
        Fault::Truncated { missing: 10 },
        Fault::SlowBody { piece: 4096, pause: Duration::from_millis(1) },
        Fault::Late(Duration::from_millis(3)),
        Fault::too_many(RetryAfter::Seconds(0)),
        Fault::too_many(RetryAfter::Unsaid),
        Fault::unavailable(RetryAfter::At(std::time::UNIX_EPOCH)),
        Fault::html(502),
        Fault::empty(503),
        Fault::status(504),
    ]
}

#[tokio::test]
async fn ten_thousand_customers_are_exported_while_one_answer_in_ten_is_a_fault() {
    let config = Config { customers: 10_000, export_batch: 50, limits: Limits::off(), ..Config::default() };
    let server = Udesk::start(config).unwrap();
    server.server().set_faults(FaultPlan::random(10, recoverable()));
    let client = udesk_with(options(&server.base_url()).with_max_attempts(12).with_retry_budget(1000));
    let ids: Vec<i64> = all(client.export_customers().items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(ids, (1..=10_000).collect::<Vec<_>>());
    let met = server.server().faults_met();
    assert!(met >= 5, "only {met} faults in {} requests", server.server().request_count());
}

#[tokio::test]
async fn no_style_loses_or_doubles_an_item_while_one_answer_in_ten_is_a_fault() {
    let udesk_server = start_udesk(2000);
    udesk_server.server().set_faults(FaultPlan::random(10, recoverable()));
    let client = udesk_with(options(&udesk_server.base_url()).with_max_attempts(12).with_retry_budget(1000));
    let ids: Vec<i64> =
        all(client.list_customers().page_size(20).items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(ids, (1..=2000).collect::<Vec<_>>());

    let nxcloud_server = start_nxcloud(2000);
    nxcloud_server.server().set_faults(FaultPlan::random(10, recoverable()));
    let client = nxcloud_with(
        options(&nxcloud_server.server().base_url()).with_max_attempts(12).with_retry_budget(1000),
    );
    let ids: Vec<i64> =
        all(client.query_customers(1, "a").limit(20).items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(ids, nxcloud_server.customers().iter().map(|customer| customer.id).collect::<Vec<_>>());

    let helpcrunch_server = start_helpcrunch(2000);
    helpcrunch_server.server().set_faults(FaultPlan::random(10, recoverable()));
    let options =
        options(&helpcrunch_server.server().base_url()).with_max_attempts(12).with_retry_budget(1000);
    let client = crate::support::helpcrunch_with(options);
    let ids: Vec<i64> =
        all(client.search_customers().limit(20).items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(ids, helpcrunch_server.customers().iter().map(|customer| customer.id).collect::<Vec<_>>());
}
