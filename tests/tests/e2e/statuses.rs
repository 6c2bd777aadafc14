//! Answers that are told apart by their status: successes of several kinds, and failures with types.

use specwright_kitchen::answers::{
    AskResponse, BareFailure, Client, CreateOrderResponse, Error, FoundOrder, GetOrderFailure,
    StandardFailure,
};
use specwright_runtime::{ErrorKind, reexport::chrono::NaiveDate};
use specwright_tests::answers::Answers;
use specwright_tests::http::{Fault, FaultPlan};

use crate::support::options;

fn start() -> (Answers, Client) {
    let server = Answers::start().unwrap();
    let options = options(&server.server().base_url()).with_max_attempts(1);
    let client = Client::builder().with_options(options).build().unwrap();
    (server, client)
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).unwrap()
}

#[tokio::test]
async fn each_success_is_its_variant() {
    let (_server, client) = start();
    let made = async |status: u64| client.create_order(status).await.unwrap();
    assert!(matches!(made(200).await, CreateOrderResponse::Ok(order) if order.id == 200));
    assert!(matches!(made(201).await, CreateOrderResponse::Created(order) if order.id == 201));
    let CreateOrderResponse::Accepted(later) = made(202).await else { panic!("made at once") };
    assert_eq!((later.job.as_str(), later.ready), ("later", day(7)));
    assert!(matches!(made(204).await, CreateOrderResponse::NoContent));
    assert!(matches!(made(207).await, CreateOrderResponse::MultiStatus(days) if days == [day(7), day(8)]));
    assert!(matches!(made(208).await, CreateOrderResponse::AlreadyReported(text) if text == "only this"));
    assert!(matches!(made(226).await, CreateOrderResponse::ImUsed(bytes) if bytes == [0, 255]));
}

#[tokio::test]
async fn a_success_that_is_not_listed_is_kept_as_it_came() {
    let (_server, client) = start();
    let CreateOrderResponse::Unlisted(answer) = client.create_order(203).await.unwrap() else {
        panic!("203 is not listed")
    };
    assert_eq!((answer.status.as_u16(), &*answer.body), (203, br#"{"trace":"abc"}"#.as_slice()));
    assert!(matches!(client.get_order(200).await.unwrap(), FoundOrder::Ok(order) if order.id == 200));
    assert!(
        matches!(client.get_order(203).await.unwrap(), FoundOrder::Success(json) if json["trace"] == "abc")
    );
}

#[tokio::test]
async fn a_listed_success_of_another_shape_is_an_error_with_its_place() {
    let (_server, client) = start();
    let error = client.create_order(1201).await.unwrap_err();
    assert_eq!((error.kind(), error.status().map(|status| status.as_u16())), (ErrorKind::Decode, Some(201)));
    assert!(StandardFailure::of(&error).is_none(), "it was no refusal");
}

#[tokio::test]
async fn successes_stand_behind_an_envelope() {
    let (_server, client) = start();
    assert!(matches!(client.ask().await.unwrap(), AskResponse::Accepted(job) if job.job == "later"));
}

#[tokio::test]
async fn each_failure_is_read_as_its_status_says() {
    let (_server, client) = start();
    let failed = async |status: u64| {
        let error: Error = client.create_order(status).await.unwrap_err();
        assert_eq!(error.status().map(|status| u64::from(status.as_u16())), Some(status));
        StandardFailure::of(&error)
    };
    let is = |failure, title: &str| matches!(failure, Some(StandardFailure::BadRequest(problem)) if problem.title == title);
    assert!(is(failed(400).await, "no"));
    assert!(matches!(failed(404).await, Some(StandardFailure::NotFound)));
    let conflict = failed(409).await;
    assert!(
        matches!(conflict, Some(StandardFailure::Conflict(held)) if held.holder == "me" && held.until == day(7))
    );
    assert!(matches!(failed(410).await, Some(StandardFailure::Gone(days)) if days == [day(7), day(8)]));
    assert!(
        matches!(failed(415).await, Some(StandardFailure::UnsupportedMediaType(text)) if text == "only this")
    );
    assert!(
        matches!(failed(416).await, Some(StandardFailure::RangeNotSatisfiable(bytes)) if bytes == [0, 255])
    );
    assert!(
        matches!(failed(422).await, Some(StandardFailure::ClientError(problem)) if problem.title == "no")
    );
    assert!(matches!(failed(503).await, Some(StandardFailure::Other(other)) if other.trace == "abc"));
}

#[tokio::test]
async fn a_failure_of_another_shape_is_none_and_the_error_keeps_it() {
    let (_server, client) = start();
    let error = client.create_order(1409).await.unwrap_err();
    assert!(StandardFailure::of(&error).is_none());
    assert_eq!(error.body().map(|body| &**body), Some(br#"{"nothing":"of the kind"}"#.as_slice()));
}

#[tokio::test]
async fn an_endpoint_may_have_failures_of_its_own() {
    let (_server, client) = start();
    let error = client.get_order(303).await.unwrap_err();
    assert!(
        matches!(GetOrderFailure::of(&error), Some(GetOrderFailure::SeeOther(job)) if job.job == "there")
    );
    let error = client.get_order(500).await.unwrap_err();
    assert!(
        matches!(GetOrderFailure::of(&error), Some(GetOrderFailure::ServerError(text)) if text.contains("abc"))
    );
    let error = client.get_order(404).await.unwrap_err();
    assert!(GetOrderFailure::of(&error).is_none(), "its set has no 404");
    let error = client.delete_order(404).await.unwrap_err();
    assert!(matches!(BareFailure::of(&error), Some(BareFailure::Other)));
}

#[tokio::test]
async fn without_an_answer_there_is_no_failure_to_read() {
    let (server, client) = start();
    server.server().set_faults(FaultPlan::always(Fault::ResetUnread));
    let error = client.delete_order(200).await.unwrap_err();
    assert!(error.is_transport() && BareFailure::of(&error).is_none());
    server.server().set_faults(FaultPlan::always(Fault::html(502)));
    let error = client.create_order(200).await.unwrap_err();
    assert!(StandardFailure::of(&error).is_none(), "a gateway's page is none of the API's");
}
