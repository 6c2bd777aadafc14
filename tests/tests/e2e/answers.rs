//! Answers that are not what the spec says: a typed error for each, which keeps what came.

use std::time::{Duration, Instant};

use specwright_clients::udesk::{Client, CustomerKey, Error, Level};
use specwright_runtime::ErrorKind;
use specwright_tests::http::{Fault, FaultPlan, Response, Server};
use specwright_tests::udesk::Udesk;

use crate::support::{nxcloud, options, start_helpcrunch, start_nxcloud, start_udesk, udesk, udesk_with};

async fn failing(server: &Udesk, client: &Client, fault: Fault) -> Error {
    server.server().set_faults(FaultPlan::always(fault));
    client.get_customer(CustomerKey::Id(1)).await.unwrap_err()
}

fn once(server: &Udesk) -> Client {
    udesk_with(options(&server.base_url()).with_max_attempts(1))
}

#[tokio::test]
async fn a_page_of_html_is_unexpected_content() {
    let server = start_udesk(1);
    let error = failing(&server, &once(&server), Fault::html(200)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    assert!(error.to_string().contains("HTML"), "{error}");
    assert!(error.body().unwrap().starts_with(b"<!DOCTYPE"));
}

#[tokio::test]
async fn a_gateways_page_is_its_status() {
    let server = start_udesk(1);
    let error = failing(&server, &once(&server), Fault::html(502)).await;
    assert_eq!((error.kind(), error.status().map(|s| s.as_u16())), (ErrorKind::Status, Some(502)));
    assert_eq!(error.code(), None);
}

#[tokio::test]
async fn an_empty_answer_is_unexpected_content() {
    let server = start_udesk(1);
    let error = failing(&server, &once(&server), Fault::empty(200)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    assert!(error.to_string().contains("empty"), "{error}");
    let nxcloud_server = start_nxcloud(1);
    nxcloud_server.server().set_faults(FaultPlan::always(Fault::empty(200)));
    let error = nxcloud(&nxcloud_server).query_customers(1, "a").limit(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    let helpcrunch_server = start_helpcrunch(1);
    helpcrunch_server.server().set_faults(FaultPlan::always(Fault::empty(200)));
    let error = crate::support::helpcrunch(&helpcrunch_server).search_customers().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
}

#[tokio::test]
async fn json_that_ends_early_is_a_decode_error() {
    let server = start_udesk(1);
    let error = failing(&server, &once(&server), Fault::CutBody).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("ended early"), "{error}");
    assert!(!error.body().unwrap().is_empty());
}

#[tokio::test]
async fn fewer_bytes_than_promised_are_a_transport_error() {
    let server = start_udesk(1);
    let error = failing(&server, &once(&server), Fault::Truncated { missing: 1 }).await;
    assert_eq!((error.kind(), error.is_transport()), (ErrorKind::Transport, true));
}

#[tokio::test]
async fn resets_are_transport_errors() {
    let server = start_udesk(1);
    for fault in [Fault::ResetUnread, Fault::ResetUnanswered, Fault::ResetInBody { after: 10 }] {
        let error = failing(&server, &once(&server), fault).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_transport_error() {
    let server = Server::start(|_| Response::text(200, "")).unwrap();
    let client = udesk_with(options(&server.base_url()));
    drop(server);
    let error = client.list_customers().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4));
}

#[tokio::test]
async fn an_endless_answer_is_too_large() {
    let server = start_udesk(1);
    let client = udesk_with(options(&server.base_url()).with_max_response_bytes(300_000));
    let error = failing(&server, &client, Fault::Endless).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    assert!(error.to_string().contains("300000"), "{error}");
}

#[tokio::test]
async fn a_large_answer_within_the_bound_is_read() {
    let server = start_udesk(1000);
    let client = udesk_with(options(&server.base_url()).with_max_response_bytes(50_000));
    assert_eq!(client.list_customers().page_size(100).await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(client.list_customers().page_size(10).await.unwrap().customers.len(), 10);
}

#[tokio::test]
async fn a_trickling_answer_runs_into_the_timeout() {
    let server = start_udesk(1);
    let client = udesk_with(
        options(&server.base_url()).with_attempt_timeout(Duration::from_millis(80)).with_max_attempts(2),
    );
    let start = Instant::now();
    let error =
        failing(&server, &client, Fault::SlowBody { piece: 10, pause: Duration::from_millis(20) }).await;
    assert_eq!((error.kind(), error.is_timeout(), error.attempts()), (ErrorKind::Timeout, true, 2));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_slow_answer_in_time_is_an_answer() {
    let server = start_udesk(1);
    server
        .server()
        .set_faults(FaultPlan::always(Fault::SlowBody { piece: 200, pause: Duration::from_millis(2) }));
    once(&server).get_customer(CustomerKey::Id(1)).await.unwrap();
}

#[tokio::test]
async fn a_call_has_one_deadline_for_all_its_attempts() {
    let server = start_udesk(1);
    let client = udesk_with(
        options(&server.base_url()).with_timeout(Duration::from_millis(150)).with_max_attempts(100),
    );
    let start = Instant::now();
    let error = failing(&server, &client, Fault::Late(Duration::from_secs(5))).await;
    assert!(error.is_timeout(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn json_under_another_content_type_is_read_and_anything_else_is_named() {
    let server = start_udesk(1);
    server.server().set_faults(FaultPlan::always(Fault::ContentType("text/plain")));
    once(&server).get_customer(CustomerKey::Id(1)).await.unwrap();
    let text = Fault::Instead(Response::text(200, "see you later"));
    let error = failing(&server, &once(&server), text).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
    assert!(error.to_string().contains("text/plain"), "{error}");
}

#[tokio::test]
async fn a_field_of_another_type_is_named_by_its_path() {
    let server = start_udesk(1);
    let body = br#"{"code":1000,"customer":{"id":1,"cellphones":[{"id":1,"content":"1"},{"id":"two","content":"2"}]}}"#;
    let fault = Fault::Instead(Response::new(200, "application/json", body.to_vec()));
    let error = failing(&server, &once(&server), fault).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.json_path(), Some("customer.cellphones[1].id"));
    assert_eq!(error.body().map(AsRef::as_ref), Some(body.as_slice()));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn an_error_inside_a_200_is_told_before_the_missing_payload() {
    let server = start_udesk(1);
    for body in [
        r#"{"code":2005}"#,
        r#"{"customer":null,"code":2005}"#,
        r#"{"customer":[7],"code":2005,"message":"m"}"#,
    ] {
        let fault = Fault::Instead(Response::new(200, "application/json", body));
        let error = failing(&server, &once(&server), fault).await;
        assert_eq!((error.kind(), error.code_text()), (ErrorKind::Api, Some("2005")), "{body}");
    }
}

#[tokio::test]
async fn the_typed_answer_comes_with_the_raw_one_on_demand() {
    let server = start_udesk(1);
    let call = udesk(&server).get_customer(CustomerKey::Id(1));
    let (typed, raw) = call.with_answer().await.unwrap();
    assert_eq!((typed.customer.id, raw.status.as_u16()), (1, 200));
    assert_eq!(typed.customer.level.into_option(), Some(Level::Normal));
    assert_eq!(raw.headers["content-type"], "application/json; charset=utf-8");
    let json: serde_json::Value = serde_json::from_slice(&raw.body).unwrap();
    assert_eq!(json["code"], 1000);
}

#[tokio::test]
async fn a_raw_answer_is_given_whatever_it_is() {
    let server = start_udesk(1);
    let raw = udesk(&server).get_customer(CustomerKey::Id(2)).raw().await.unwrap();
    let json: serde_json::Value = serde_json::from_slice(&raw.body).unwrap();
    assert_eq!((raw.status.as_u16(), &json["code"]), (200, &serde_json::json!(2005)));
    server.server().set_faults(FaultPlan::always(Fault::html(404)));
    let raw = udesk(&server).get_customer(CustomerKey::Id(1)).raw().await.unwrap();
    assert_eq!(raw.status.as_u16(), 404);
    assert!(raw.body.starts_with(b"<!DOCTYPE"));
}
