//! `NXCloud`: both endpoints, both answers to a wrong call.

use serde_json::json;
use specwright_clients::nxcloud::{
    BatchType, Client, Credentials, Gender, NewCustomer, SourceType, Status, TagKey, TagsLogicType,
};
use specwright_runtime::ErrorKind;
use specwright_runtime::reexport::chrono::NaiveDate;
use specwright_tests::clock::HandClock;
use specwright_tests::nxcloud::{Config, NxCloud, codes, sign};

use crate::support::{nxcloud, options, start_nxcloud};

#[tokio::test]
async fn customers_are_queried() {
    let server = start_nxcloud(200);
    let answer = nxcloud(&server).query_customers(123, "8eos").limit(5).await.unwrap();
    assert_eq!(answer.customer_list.len(), 5);
    let first = &answer.customer_list[0];
    assert_eq!(first.id, 1_021_110_718_827_683_840);
    assert_eq!(first.whats_app_phone.as_option().map(String::as_str), Some("8613600000000"));
    assert_eq!(first.status.into_option(), Some(Status::Enabled));
    assert!(first.tags.is_absent() && first.customize_field.is_null());
    assert_eq!(answer.paging.next, answer.paging.after.into());
}

#[tokio::test]
async fn filters_are_sent_as_the_page_spells_them() {
    let server = start_nxcloud(60);
    let day = NaiveDate::from_ymd_opt(2024, 7, 19).unwrap();
    let answer = nxcloud(&server)
        .query_customers(123, "8eos")
        .start_time(day.and_hms_opt(17, 30, 0).unwrap())
        .end_time(day.and_hms_opt(17, 40, 0).unwrap())
        .tags(vec![TagKey::new(27237, "test")])
        .tags_logic_type(TagsLogicType::And)
        .limit(50)
        .await
        .unwrap();
    let body = server.server().requests()[0].json().unwrap();
    let expected = json!({
        "tenant_id": 123,
        "app_key": "8eos",
        "start_time": "2024-07-19 17:30:00",
        "end_time": "2024-07-19 17:40:00",
        "tags": [{ "id": 27237, "tag_name": "test" }],
        "tags_logic_type": "and",
        "limit": 50,
    });
    assert_eq!(body, expected);
    assert_eq!(answer.customer_list.len(), 4);
}

#[tokio::test]
async fn one_field_filters_find_one_customer() {
    let server = start_nxcloud(60);
    let client = nxcloud(&server);
    let query = || client.query_customers(123, "8eos").limit(50);
    assert_eq!(query().whats_app_phone("8613600000009").await.unwrap().customer_list.len(), 1);
    assert_eq!(query().sms_phone("8618500000008").await.unwrap().customer_list.len(), 1);
    assert_eq!(query().name("Simon 4").await.unwrap().customer_list.len(), 1);
    assert_eq!(
        query().source_type(SourceType::Unlisted(16)).await.unwrap().customer_list[0]
            .source_type
            .into_option(),
        Some(SourceType::Unlisted(16))
    );
}

#[tokio::test]
async fn a_query_without_hits_is_an_empty_page() {
    let server = start_nxcloud(3);
    let answer =
        nxcloud(&server).query_customers(123, "8eos").email("nobody@example.com").limit(50).await.unwrap();
    assert!(answer.customer_list.is_empty());
}

#[tokio::test]
async fn a_batch_is_created() {
    let server = start_nxcloud(0);
    let customer = NewCustomer::new("Zhang", "San")
        .sms_phone("18163725558")
        .whats_app_phone("18667728886")
        .birthday(NaiveDate::from_ymd_opt(1976, 4, 12).unwrap())
        .tag_str("test,99")
        .gender(Gender::Female)
        .customize_field(
            specwright_runtime::JsonText::from_value(&json!({ "customize_1_14": "aa" })).unwrap(),
        );
    nxcloud(&server)
        .batch_create_customers(BatchType::Replace, 144, "46oKF=os", vec![customer])
        .await
        .unwrap();
    let kept = server.customers().pop().unwrap();
    assert_eq!(kept.text("birthday"), Some("1976-04-12"));
    assert_eq!(kept.text("whatsApp_phone"), Some("18667728886"));
    assert_eq!(kept.text("customize_field"), Some(r#"{"customize_1_14":"aa"}"#));
    assert_eq!(kept.fields["gender"], 0);
    let body = server.server().requests()[0].json().unwrap();
    assert_eq!((&body["type"], &body["customers"][0]["tagStr"]), (&json!(0), &json!("test,99")));
}

#[tokio::test]
async fn old_data_is_replaced_updated_or_kept() {
    let server = start_nxcloud(0);
    let client = nxcloud(&server);
    let with = |remark: &str| vec![NewCustomer::new("Li", "Si").sms_phone("18135539411").remark(remark)];
    let remark = || server.customers()[0].text("remark").map(str::to_owned);
    client.batch_create_customers(BatchType::Keep, 144, "a", with("one")).await.unwrap();
    client.batch_create_customers(BatchType::Keep, 144, "a", with("two")).await.unwrap();
    assert_eq!(remark().as_deref(), Some("one"));
    client.batch_create_customers(BatchType::Update, 144, "a", with("three")).await.unwrap();
    assert_eq!(remark().as_deref(), Some("three"));
    let without = vec![NewCustomer::new("Li", "Si").sms_phone("18135539411")];
    client.batch_create_customers(BatchType::Replace, 144, "a", without).await.unwrap();
    assert_eq!((remark(), server.customers().len()), (None, 1));
}

#[tokio::test]
async fn the_headers_are_the_pages_and_the_signature_is_over_the_bytes_that_arrive() {
    let server = start_nxcloud(1);
    nxcloud(&server).query_customers(123, "牛\"\\é").limit(1).await.unwrap();
    let request = &server.server().requests()[0];
    let header = |name: &str| request.header(name).unwrap();
    assert_eq!((header("biztype"), header("action"), header("accesskey")), ("2", "mt", "fme2na3kdi3ki"));
    assert_eq!(header("content-type"), "application/json");
    let expected = sign("fme2na3kdi3ki", "mt", "2", header("ts"), &request.body, "abciiiko2k3");
    assert_eq!(header("sign"), expected);
}

#[tokio::test]
async fn a_wrong_secret_is_an_error_of_the_envelope() {
    let server = start_nxcloud(1);
    let client = Client::builder()
        .credentials(Credentials::new("fme2na3kdi3ki", "wrong"))
        .with_options(options(&server.server().base_url()))
        .build()
        .unwrap();
    let error = client.query_customers(123, "8eos").limit(1).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code_text()),
        (ErrorKind::Api, Some(codes::BAD_SIGN.to_string().as_str()))
    );
    assert_eq!(error.message(), Some("the signature is wrong"));
    assert_eq!(error.request_id().map(str::len), Some(32));
    assert!(error.to_string().contains(error.request_id().unwrap()));
}

#[tokio::test]
async fn a_clock_that_is_off_is_an_error_of_the_envelope() {
    let hand = HandClock::at(crate::support::START);
    let server = NxCloud::start(Config { clock: hand.clock(), ..Config::default() }).unwrap();
    let error = nxcloud(&server).query_customers(123, "8eos").limit(1).await.unwrap_err();
    assert_eq!(error.code_text(), Some(codes::STALE.to_string().as_str()));
}
