//! What is sent again, what is not, and that every attempt is signed afresh.

use std::time::{Duration, SystemTime};

use specwright_clients::nxcloud::{BatchType, NewCustomer as NewNxCustomer};
use specwright_clients::udesk::{Code, CustomerKey, NewCustomer};
use specwright_runtime::{CallOptions, ErrorKind};
use specwright_tests::http::{Fault, FaultPlan, Request, RetryAfter};
use specwright_tests::nxcloud::NxCloud;
use specwright_tests::udesk::{Config, Limits, Udesk};

use crate::support::{
    SkipClock, helpcrunch, nxcloud, nxcloud_with, options, start_helpcrunch, start_nxcloud, start_udesk,
    udesk, udesk_with,
};

fn parameter(request: &Request, name: &str) -> String {
    request.parameter(name).unwrap_or_default()
}

#[tokio::test]
async fn a_second_attempt_has_a_new_nonce_and_a_new_signature() {
    let server = start_udesk(1);
    // The first request is handled, so its nonce is used up: only a new one can succeed.
    server.server().set_faults(FaultPlan::none().at(0, Fault::ResetUnanswered));
    udesk(&server).get_customer(CustomerKey::Id(1)).await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests.len(), 2);
    for name in ["nonce", "sign"] {
        assert_ne!(parameter(&requests[0], name), parameter(&requests[1], name), "{name}");
    }
    for name in ["type", "content", "email", "sign_version"] {
        assert_eq!(parameter(&requests[0], name), parameter(&requests[1], name), "{name}");
    }
}

#[tokio::test]
async fn a_second_attempt_has_the_time_at_which_it_is_sent() {
    let clock = SkipClock::new();
    let server = Udesk::start(Config { clock: clock.hand.clock(), ..Config::default() }).unwrap();
    let client = udesk_with(clock.timeless(options(&server.base_url())));
    // Longer than a signature is valid.
    let wait = Fault::unavailable(RetryAfter::Seconds(100));
    server.server().set_faults(FaultPlan::first(3, &wait));
    client.list_customer_filters().await.unwrap();
    let requests = server.server().requests();
    let times: Vec<u64> =
        requests.iter().map(|request| parameter(request, "timestamp").parse().unwrap()).collect();
    assert_eq!(times.len(), 4);
    assert!(times.windows(2).all(|pair| (100..=101).contains(&(pair[1] - pair[0]))), "{times:?}");
}

#[tokio::test]
async fn a_signed_body_is_the_same_bytes_on_every_attempt() {
    let clock = SkipClock::new();
    let config = specwright_tests::nxcloud::Config { clock: clock.hand.clock(), ..Default::default() };
    let server = NxCloud::start(config).unwrap();
    server.server().set_faults(FaultPlan::first(2, &Fault::status(503)));
    let client = nxcloud_with(clock.timeless(options(&server.server().base_url())));
    client.query_customers(123, "8eos").limit(5).await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests.len(), 3);
    for pair in requests.windows(2) {
        assert_eq!(pair[0].body, pair[1].body);
        assert_ne!(pair[0].header("ts"), pair[1].header("ts"));
        assert_ne!(pair[0].header("sign"), pair[1].header("sign"));
    }
}

#[tokio::test]
async fn each_recoverable_fault_is_recovered_from() {
    let faults = [
        Fault::ResetUnread,
        Fault::ResetUnanswered,
        Fault::ResetInBody { after: 20 },
        Fault::Truncated { missing: 5 },
        Fault::too_many(RetryAfter::Seconds(0)),
        Fault::too_many(RetryAfter::At(SystemTime::UNIX_EPOCH)),
        Fault::status(502),
        Fault::html(503),
        Fault::empty(504),
    ];
    let (udesk_server, nxcloud_server, helpcrunch_server) =
        (start_udesk(1), start_nxcloud(1), start_helpcrunch(1));
    for fault in faults {
        for server in [udesk_server.server(), nxcloud_server.server(), helpcrunch_server.server()] {
            server.set_faults(FaultPlan::none().at(0, fault.clone()));
        }
        udesk(&udesk_server).list_customers().await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let query = nxcloud(&nxcloud_server).query_customers(1, "a").limit(1);
        query.await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let search = helpcrunch(&helpcrunch_server).search_customers();
        search.await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        for server in [udesk_server.server(), nxcloud_server.server(), helpcrunch_server.server()] {
            assert_eq!(server.faults_met(), 1, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn attempts_are_limited_and_counted() {
    let server = start_udesk(1);
    server.server().set_faults(FaultPlan::always(Fault::status(503)));
    let error = udesk(&server).list_customers().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 4));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert!(error.is_transient());
    assert_eq!(server.server().request_count(), 4);
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_not_sent_twice() {
    let server = start_udesk(0);
    for fault in [Fault::ResetUnanswered, Fault::ResetInBody { after: 5 }, Fault::Truncated { missing: 5 }] {
        server.server().set_faults(FaultPlan::always(fault));
        let error = udesk(&server).create_customer(NewCustomer::new("n")).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    }
    assert_eq!((server.customers().len(), server.server().request_count()), (3, 3));
    let server = start_nxcloud(0);
    server.server().set_faults(FaultPlan::always(Fault::status(502)));
    let batch = vec![NewNxCustomer::new("Zhang", "San")];
    nxcloud(&server).batch_create_customers(BatchType::Replace, 1, "a", batch).await.unwrap_err();
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn an_idempotency_key_makes_a_create_repeatable_and_stays_the_same() {
    let server = start_udesk(0);
    server.server().set_faults(FaultPlan::first(2, &Fault::status(503)));
    let options = CallOptions::default().with_idempotency_key("key-1");
    udesk(&server).create_customer(NewCustomer::new("n")).with_options(options).await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.header("idempotency-key") == Some("key-1")));
    assert_eq!(server.customers().len(), 1);
}

#[tokio::test]
async fn updates_and_deletes_may_be_repeated() {
    let server = start_udesk(2);
    server.server().set_faults(FaultPlan::none().at(0, Fault::ResetUnread));
    udesk(&server).delete_customer(CustomerKey::Id(1)).await.unwrap();
    assert_eq!(server.customers().len(), 1);
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_is_obeyed() {
    let clock = SkipClock::new();
    let server = Udesk::start(Config { clock: clock.hand.clock(), ..Config::default() }).unwrap();
    let client = udesk_with(clock.timeless(options(&server.base_url())));
    server.server().set_faults(FaultPlan::none().at(0, Fault::too_many(RetryAfter::Seconds(17))));
    client.list_customer_filters().await.unwrap();
    assert_eq!(clock.slept(), [Duration::from_secs(17)]);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(clock.hand.millis()) + Duration::from_secs(30);
    server.server().set_faults(FaultPlan::none().at(0, Fault::too_many(RetryAfter::At(date))));
    client.list_customer_filters().await.unwrap();
    let wait = clock.slept()[1];
    assert!((29..=30).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_instead() {
    let server = start_udesk(0);
    server.server().set_faults(FaultPlan::always(Fault::too_many(RetryAfter::Seconds(86_400))));
    let error = udesk(&server).list_customers().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn a_429_inside_a_200_is_waited_out() {
    let clock = SkipClock::new();
    let limits = Limits { each: Some(1), import: None };
    let server = Udesk::start(Config { clock: clock.hand.clock(), limits, ..Config::default() }).unwrap();
    let slow = options(&server.base_url()).with_backoff(Duration::from_secs(40), Duration::from_secs(300));
    let client = udesk_with(clock.timeless(slow).with_max_attempts(12));
    client.list_customer_filters().await.unwrap();
    client.list_customer_filters().await.unwrap();
    assert!(server.server().request_count() > 2);
}

#[tokio::test]
async fn what_would_fail_again_is_not_sent_again() {
    let server = start_udesk(0);
    let error = udesk(&server).get_customer(CustomerKey::Id(1)).await.unwrap_err();
    assert_eq!((error.code(), error.attempts(), error.is_transient()), (Some(Code::NotFound), 1, false));
    server.server().set_faults(FaultPlan::always(Fault::status(400)));
    assert_eq!(udesk(&server).list_customers().await.unwrap_err().attempts(), 1);
    assert_eq!(server.server().request_count(), 2);
}
