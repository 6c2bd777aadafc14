//! `HelpCrunch`: the search, its filter language and its errors.

use serde_json::json;
use specwright_clients::helpcrunch::{
    Client, Code, Credentials, Filter, FilterSet, Order, SearchCustomers, SortField, TagName,
};
use specwright_runtime::reexport::chrono::{DateTime, Utc};
use specwright_runtime::{CallOptions, ErrorKind};
use specwright_tests::helpcrunch::{Config, HelpCrunch};
use specwright_tests::http::{Fault, FaultPlan, Response};

use crate::support::{helpcrunch, options, start_helpcrunch};

async fn total(call: SearchCustomers) -> i64 {
    call.limit(1).await.unwrap().total
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

#[tokio::test]
async fn each_operator_finds_what_it_says() {
    let server = start_helpcrunch(100);
    let client = helpcrunch(&server);
    let count = |filter: Filter| total(client.search_customers().filter(filter));
    assert_eq!(count(Filter::id().equals(542_335)).await, 1);
    assert_eq!(count(Filter::id().not_equals(542_335)).await, 99);
    assert_eq!(count(Filter::id().greater_than(542_335)).await, 99);
    assert_eq!(count(Filter::id().less_than(542_345)).await, 10);
    assert_eq!(count(Filter::id().at_least(542_335)).await, 100);
    assert_eq!(count(Filter::id().at_most(542_345)).await, 11);
    assert_eq!(count(Filter::email().contains("gmail")).await, 40);
    assert_eq!(count(Filter::email().not_contains("gmail")).await, 60);
    assert_eq!(count(Filter::name().equals("John Doe 5")).await, 1);
    assert_eq!(count(Filter::tags_data().equals(vec![TagName::new("Lead"), TagName::new("Paid")])).await, 1);
    let seen = server.customers().iter().filter(|customer| customer.last_seen > Some(1_603_920_000)).count();
    assert_eq!(
        count(Filter::last_seen().greater_than(at(1_603_920_000))).await,
        i64::try_from(seen).unwrap()
    );
}

#[tokio::test]
async fn every_searchable_field_of_the_page_is_there_under_its_wire_name() {
    let server = start_helpcrunch(1);
    let fields = [
        (Filter::id().equals(1), "customers.id"),
        (Filter::telegram_id().equals("1"), "customers.telegramId"),
        (Filter::facebook_id().equals("1"), "customers.facebookId"),
        (Filter::instagram_id().equals("1"), "customers.instagramId"),
        (Filter::viber_id().equals("1"), "customers.viberId"),
        (Filter::whatsapp_id().equals("1"), "customers.whatsappId"),
        (Filter::name().equals("1"), "customers.name"),
        (Filter::email().equals("1"), "customers.email"),
        (Filter::company().equals("1"), "customers.company"),
        (Filter::phone().equals("1"), "customers.phone"),
        (Filter::country_code().equals("1"), "customers.countryCode"),
        (Filter::city().equals("1"), "customers.city"),
        (Filter::region_code().equals("1"), "customers.regionCode"),
        (Filter::tags_data().equals(vec![]), "customers.tagsData"),
        (Filter::last_seen().equals(at(1)), "customers.lastSeen"),
        (Filter::user_id().equals("1"), "customers.userId"),
    ];
    let client = helpcrunch(&server);
    for (index, (filter, wire)) in fields.into_iter().enumerate() {
        client.search_customers().filter(filter).await.unwrap();
        assert_eq!(server.server().requests()[index].json().unwrap()["filter"][0]["field"], wire);
    }
}

#[tokio::test]
async fn conditions_are_joined_by_and_or_by_or() {
    let server = start_helpcrunch(100);
    let client = helpcrunch(&server);
    let lead = || Filter::tags_data().equals(vec![TagName::new("Lead")]);
    let early = || Filter::id().less_than(542_345);
    assert_eq!(total(client.search_customers().filter(lead().and(early()))).await, 1);
    assert_eq!(total(client.search_customers().filter(lead().or(early()))).await, 19);
    let three = FilterSet::any([lead(), early(), Filter::id().equals(542_434)]);
    assert_eq!(total(client.search_customers().filter(three)).await, 20);
    let bodies: Vec<_> = server.server().requests().iter().map(|request| request.json().unwrap()).collect();
    assert_eq!((&bodies[0]["comparison"], &bodies[1]["comparison"]), (&json!("AND"), &json!("OR")));
    let expected = json!([
        { "field": "customers.tagsData", "operator": "=", "value": [{ "name": "Lead" }] },
        { "field": "customers.id", "operator": "<", "value": 542_345 },
    ]);
    assert_eq!(bodies[0]["filter"], expected);
}

#[tokio::test]
async fn customers_are_sorted_both_ways() {
    let server = start_helpcrunch(30);
    let client = helpcrunch(&server);
    let search = |order| client.search_customers().sort(SortField::FirstSeen).order(order).limit(30);
    let up = search(Order::Ascending).await.unwrap().data;
    let mut down = search(Order::from_wire("desc")).await.unwrap().data;
    down.reverse();
    let ids =
        |list: &[specwright_clients::helpcrunch::Customer]| list.iter().map(|c| c.id).collect::<Vec<_>>();
    assert_eq!(ids(&up), ids(&down));
    assert_eq!(server.server().requests()[1].json().unwrap()["order"], "desc");
}

#[tokio::test]
async fn customers_full_of_nulls_are_read() {
    let server = start_helpcrunch(5);
    let data = helpcrunch(&server).search_customers().await.unwrap().data;
    assert!(data[4].name.is_null() && data[4].custom_data.is_null());
    assert!(data[4].location.as_option().unwrap().city.is_null());
    assert_eq!(data[0].custom_data.as_option().unwrap()["last_paid_amount"], 15.99);
}

#[tokio::test]
async fn a_wrong_key_is_401() {
    let server = start_helpcrunch(1);
    let options = options(&server.server().base_url());
    let client =
        Client::builder().credentials(Credentials::new("wrong")).with_options(options).build().unwrap();
    let error = client.search_customers().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(Code::Unauthorized)));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(error.message(), Some("Invalid request; Unauthorized"));
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn the_121st_call_is_429() {
    let server = HelpCrunch::start(Config { calls_per_minute: Some(2), ..Config::default() }).unwrap();
    let client = helpcrunch(&server);
    for _ in 0..2 {
        client.search_customers().await.unwrap();
    }
    let once = CallOptions::default().with_max_attempts(1);
    let error = client.search_customers().with_options(once).await.unwrap_err();
    assert_eq!((error.code(), error.is_throttled()), (Some(Code::TooManyRequests), true));
}

#[tokio::test]
async fn a_refused_field_is_400_with_all_that_the_page_lists() {
    let server = start_helpcrunch(1);
    let sort = SortField::Unlisted("customers.shoeSize".to_owned());
    let error = helpcrunch(&server).search_customers().sort(sort).await.unwrap_err();
    assert_eq!(
        (error.status().map(|status| status.as_u16()), error.code()),
        (Some(400), Some(Code::InvalidRequest))
    );
    assert_eq!(error.message(), Some("Invalid request; Customers are not sorted by this field."));
    // The page's own example has three.
    let body = json!({ "errors": [
        { "code": "invalid_request", "message": "Invalid request" },
        { "code": "customer", "message": "This value should be of type numeric." },
        { "code": "filter[0].field", "message": "This value should not be blank." },
    ]});
    server.server().set_faults(FaultPlan::always(Fault::Instead(Response::json(400, &body))));
    let error = helpcrunch(&server).search_customers().await.unwrap_err();
    let expected = "Invalid request; This value should be of type numeric.; This value should not be blank.";
    assert_eq!((error.code(), error.message()), (Some(Code::InvalidRequest), Some(expected)));
    let errors = error.plain().unwrap().errors.unwrap();
    assert_eq!(errors[2].code.as_option().map(String::as_str), Some("filter[0].field"));
}
