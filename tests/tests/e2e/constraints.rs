//! What the vendors' pages forbid is refused before anything is sent, with the field and the rule named.

use serde_json::json;
use specwright_clients::nxcloud::{BatchType, NewCustomer as NewNxCustomer};
use specwright_clients::udesk::{CustomerKey, CustomerUpdate, ImportedCustomer, NewCustomer};
use specwright_runtime::{Error, ErrorKind};

use crate::support::{helpcrunch, nxcloud, start_helpcrunch, start_nxcloud, start_udesk, udesk};

/// Refused, once, for this field, in words that hold the rule.
fn assert_refused(error: &Error, field: &str, rule: &str) {
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Invalid, 0), "{error}");
    let paths: Vec<&str> = error.violations().iter().map(specwright_runtime::Violation::path).collect();
    assert_eq!(paths, [field], "{error}");
    assert!(error.to_string().contains(field) && error.to_string().contains(rule), "{error}");
}

#[tokio::test]
async fn long_texts_are_refused_by_character_and_not_by_byte() {
    let server = start_udesk(0);
    let client = udesk(&server);
    let cases = [
        (NewCustomer::new("x".repeat(256)), "customer.nick_name"),
        (NewCustomer::new("n").email("x".repeat(256)), "customer.email"),
        (NewCustomer::new("n").description("x".repeat(256)), "customer.description"),
        (NewCustomer::new("n").open_api_token("x".repeat(256)), "customer.open_api_token"),
        (NewCustomer::new("n").web_token("x".repeat(256)), "customer.web_token"),
    ];
    for (customer, field) in cases {
        assert_refused(&client.create_customer(customer).await.unwrap_err(), field, "255");
    }
    assert_eq!(server.server().request_count(), 0);
    client.create_customer(NewCustomer::new("牛".repeat(255))).await.unwrap();
}

#[tokio::test]
async fn forbidden_characters_are_refused() {
    let server = start_udesk(0);
    for token in ["a b", "ä", "a/b", "a\n"] {
        let error = udesk(&server).create_customer(NewCustomer::new("n").web_token(token)).await.unwrap_err();
        assert_refused(&error, "customer.web_token", "A-Za-z0-9@._-");
        assert!(!error.to_string().contains(token), "{error}");
    }
    let update = CustomerUpdate::new().web_token("a b");
    let error = udesk(&server).update_customer(CustomerKey::Id(1), update).await.unwrap_err();
    assert_refused(&error, "customer.web_token", "A-Za-z0-9@._-");
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn pages_out_of_range_are_refused() {
    let server = start_udesk(0);
    let client = udesk(&server);
    assert_refused(&client.list_customers().page(0).await.unwrap_err(), "page", "1");
    assert_refused(&client.list_customers().page_size(0).await.unwrap_err(), "page_size", "1");
    assert_refused(&client.list_customers().page_size(101).await.unwrap_err(), "page_size", "100");
    let feeds = client.list_customer_feeds(CustomerKey::Id(1)).page_size(101);
    assert_refused(&feeds.await.unwrap_err(), "page_size", "100");
    let mut items = client.list_customers().page_size(101).items();
    assert_refused(&items.try_next().await.unwrap_err(), "page_size", "100");
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn lists_out_of_range_are_refused() {
    let server = start_udesk(0);
    let import = |count: usize| udesk(&server).import_customers(vec![ImportedCustomer::new("n"); count]);
    assert_refused(&import(0).await.unwrap_err(), "customers", "1");
    assert_refused(&import(101).await.unwrap_err(), "customers", "100");
    let tags = ImportedCustomer::new("n").tags("x".repeat(256));
    let error = udesk(&server).import_customers(vec![ImportedCustomer::new("n"), tags]).await.unwrap_err();
    assert_refused(&error, "customers[1].tags", "255");
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn every_bound_of_a_batch_is_checked() {
    let server = start_nxcloud(0);
    let new = || NewNxCustomer::new("Zhang", "San");
    let long = |length: usize| "x".repeat(length);
    let cases = [
        (NewNxCustomer::new(long(129), "San"), "first_name", "128"),
        (NewNxCustomer::new("Zhang", long(129)), "last_name", "128"),
        (new().sms_phone(long(31)), "sms_phone", "30"),
        (new().whats_app_phone(long(31)), "whats_app_phone", "30"),
        (new().country(long(51)), "country", "50"),
        (new().email(long(51)), "email", "50"),
        (new().address(long(101)), "address", "100"),
        (new().remark(long(101)), "remark", "100"),
        (new().belong_seat_user(long(129)), "belong_seat_user", "128"),
    ];
    let client = nxcloud(&server);
    let create = |customers| client.batch_create_customers(BatchType::Replace, 144, "a", customers);
    for (customer, field, rule) in cases {
        let error = create(vec![new(), customer]).await.unwrap_err();
        assert_refused(&error, &format!("customers[1].{field}"), rule);
    }
    assert_refused(&create(vec![new(); 101]).await.unwrap_err(), "customers", "100");
    assert_refused(&create(vec![]).await.unwrap_err(), "customers", "1");
    assert_eq!(server.server().request_count(), 0);
    create(vec![NewNxCustomer::new(long(128), long(128)).sms_phone(long(30)); 100]).await.unwrap();
}

#[tokio::test]
async fn a_page_of_more_than_fifty_is_refused() {
    let server = start_nxcloud(0);
    let client = nxcloud(&server);
    for limit in [0, 51, -1] {
        let error = client.query_customers(1, "a").limit(limit).await.unwrap_err();
        assert_refused(&error, "limit", if limit == 51 { "50" } else { "1" });
    }
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn a_negative_offset_is_refused() {
    let server = start_helpcrunch(0);
    assert_refused(&helpcrunch(&server).search_customers().offset(-1).await.unwrap_err(), "offset", "0");
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let server = start_udesk(0);
    let customer = NewCustomer::new("x".repeat(300)).web_token("a b").description("x".repeat(300));
    let error = udesk(&server).create_customer(customer).await.unwrap_err();
    let mut paths: Vec<&str> = error.violations().iter().map(specwright_runtime::Violation::path).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["customer.description", "customer.nick_name", "customer.web_token"]);
}

#[tokio::test]
async fn an_answer_is_not_held_to_the_bounds_of_requests() {
    use specwright_tests::http::{Fault, FaultPlan, Response};
    let server = start_udesk(1);
    let body = json!({ "code": 1000, "customer": { "id": 1, "nick_name": "x".repeat(1000) } });
    server.server().set_faults(FaultPlan::always(Fault::Instead(Response::json(200, &body))));
    let customer = udesk(&server).get_customer(CustomerKey::Id(1)).await.unwrap().customer;
    assert_eq!(customer.nick_name.into_option().map(|name| name.len()), Some(1000));
}
