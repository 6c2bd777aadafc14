//! Options of a client, and of one call.

use std::time::Duration;

use specwright_clients::udesk::{CustomerKey, NewCustomer};
use specwright_runtime::{CallOptions, ErrorKind};
use specwright_tests::http::{Fault, FaultPlan};

use crate::support::{options, start_udesk, udesk, udesk_with};

#[tokio::test]
async fn headers_of_the_client_and_of_the_call_are_sent() {
    let server = start_udesk(1);
    let base = options(&server.base_url())
        .with_header("X-Client", "c")
        .with_header("X-Both", "c")
        .with_user_agent("tests/1");
    let client = udesk_with(base);
    let call = CallOptions::default().with_header("X-Call", "k").with_header("X-Both", "k");
    client.list_customers().with_options(call).await.unwrap();
    client.list_customers().await.unwrap();
    let requests = server.server().requests();
    let header = |index: usize, name: &str| requests[index].header(name).map(str::to_owned);
    assert_eq!(header(0, "x-client").as_deref(), Some("c"));
    assert_eq!(header(0, "x-call").as_deref(), Some("k"));
    assert_eq!(header(0, "x-both").as_deref(), Some("k"));
    assert_eq!(header(0, "user-agent").as_deref(), Some("tests/1"));
    assert_eq!((header(1, "x-call"), header(1, "x-both").as_deref()), (None, Some("c")));
}

#[tokio::test]
async fn attempts_of_one_call_can_be_limited() {
    let server = start_udesk(1);
    server.server().set_faults(FaultPlan::always(Fault::status(503)));
    let call = CallOptions::default().with_max_attempts(2);
    let error = udesk(&server).list_customers().with_options(call).await.unwrap_err();
    assert_eq!((error.attempts(), server.server().request_count()), (2, 2));
}

#[tokio::test]
async fn the_time_of_one_call_can_be_limited() {
    let server = start_udesk(1);
    server.server().set_faults(FaultPlan::always(Fault::Late(Duration::from_secs(3))));
    let client = udesk(&server);
    for call in [
        CallOptions::default().with_timeout(Duration::from_millis(60)),
        CallOptions::default().with_attempt_timeout(Duration::from_millis(60)).with_max_attempts(1),
    ] {
        let error = client.list_customers().with_options(call).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    }
}

#[tokio::test]
async fn the_size_of_one_answer_can_be_limited() {
    let server = start_udesk(100);
    let call = CallOptions::default().with_max_response_bytes(1000);
    let error = udesk(&server).list_customers().with_options(call).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn options_of_a_call_hold_for_all_pages_of_its_stream() {
    let server = start_udesk(250);
    let call = CallOptions::default().with_header("X-Call", "k");
    let items = udesk(&server).list_customers().page_size(100).with_options(call).items();
    assert_eq!(crate::support::all(items).await.unwrap().len(), 250);
    let requests = server.server().requests();
    assert!(requests.len() == 3 && requests.iter().all(|request| request.header("x-call") == Some("k")));
}

#[tokio::test]
async fn a_call_is_not_sent_until_it_is_awaited_and_may_be_kept() {
    let server = start_udesk(0);
    let call = udesk(&server).create_customer(NewCustomer::new("n"));
    drop(call.clone());
    assert_eq!(server.server().request_count(), 0);
    call.clone().await.unwrap();
    call.await.unwrap();
    assert_eq!(server.customers().len(), 2);
}

#[tokio::test]
async fn without_credentials_only_the_login_can_be_called() {
    let server = start_udesk(1);
    let built = specwright_clients::udesk::Client::builder()
        .subdomain("demo")
        .with_options(options(&server.base_url()));
    let client = built.build().unwrap();
    let error = client.get_customer(CustomerKey::Id(1)).await.unwrap_err();
    assert_eq!((error.kind(), server.server().request_count()), (ErrorKind::Config, 0));
    client.log_in("admin@udesk.cn", "password-of-the-test").await.unwrap();
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = start_udesk(1);
    let client = udesk(&server);
    for _ in 0..20 {
        client.list_customer_filters().await.unwrap();
    }
    assert_eq!(server.server().connection_count(), 1);
}
