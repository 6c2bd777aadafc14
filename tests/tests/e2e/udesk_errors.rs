//! Udesk: every documented error code, and every cause of the one that has many.

use serde_json::{Value, json};
use specwright_clients::udesk::{
    Cause, Client, Code, CustomerKey, Error, Level, MergeKey, NewCustomer, WeixinAction, WeixinChange,
    WeixinMiniChange,
};
use specwright_runtime::{CallOptions, ErrorKind};
use specwright_tests::http::{Fault, FaultPlan, Response};
use specwright_tests::udesk::{Config, Limits, Udesk};

use crate::support::{options, start_udesk, udesk, udesk_with};

fn key(id: i64) -> CustomerKey {
    CustomerKey::Id(id)
}

/// The next answer of the server.
fn script(server: &Udesk, body: &Value) {
    server.server().set_faults(FaultPlan::none().at(0, Fault::Instead(Response::json(200, body))));
}

#[tokio::test]
async fn what_is_not_there_is_2005() {
    let server = start_udesk(1);
    let error = udesk(&server).get_customer(key(2)).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.cause()), (ErrorKind::Api, Some(Code::NotFound), None));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert_eq!(error.message(), Some("The resource was not found"));
    assert_eq!(error.detail(), Some("Couldn't find Customer"));
    let expected = "GET /customers/get_customer (udesk.get_customer): code 2005: The resource was not found: \
                    Couldn't find Customer [status 200]";
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.answer().unwrap().code, 2005);
}

#[tokio::test]
async fn an_error_matches_by_its_code() {
    let server = start_udesk(1);
    let described = match udesk(&server).delete_customer(key(2)).await {
        Err(error) if error.code() == Some(Code::NotFound) => "gone already",
        Err(_) => "failed",
        Ok(_) => "deleted",
    };
    assert_eq!(described, "gone already");
}

#[tokio::test]
async fn a_wrong_token_is_2059() {
    let server = start_udesk(1);
    let credentials =
        specwright_clients::udesk::Credentials::new("admin@udesk.cn").with_open_api_token("another token");
    let client = Client::builder().subdomain("demo").credentials(credentials);
    let client = client.with_options(options(&server.base_url())).build().unwrap();
    let error = client.list_customer_filters().await.unwrap_err();
    assert_eq!(error.code(), Some(Code::WrongSignature));
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn an_unknown_kind_of_key_is_2060() {
    let server = start_udesk(1);
    let shoe_size = CustomerKey::Unlisted { tag: "shoe size".to_owned(), json: json!("42") };
    let error = udesk(&server).get_customer(shoe_size).await.unwrap_err();
    assert_eq!((error.code(), error.cause()), (Some(Code::InvalidKeyType), None));
    assert_eq!(server.server().requests()[0].parameter("content").as_deref(), Some("42"));
}

#[tokio::test]
async fn a_wrong_filter_is_2062() {
    let server = start_udesk(1);
    let error = udesk(&server).list_customers().filter_id(9).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::ParameterError));
    let error = udesk(&server).export_customers().scroll_id("made up").await.unwrap_err();
    assert_eq!(error.code(), Some(Code::ParameterError));
}

#[tokio::test]
async fn a_page_beyond_the_ten_thousandth_customer_is_206201() {
    let server = start_udesk(1);
    let error = udesk(&server).list_customers().page(101).page_size(100).await.unwrap_err();
    assert_eq!((error.code(), error.code_text()), (Some(Code::InvalidPage), Some("206201")));
}

#[tokio::test]
async fn a_refused_page_size_is_206211() {
    // The client itself refuses the sizes that this server refuses.
    let server = start_udesk(1);
    script(&server, &json!({ "code": 206_211, "message": "Parameter page_size is invalid" }));
    let error = udesk(&server).list_customers().page_size(100).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::InvalidPageSize));
}

#[tokio::test]
async fn too_many_calls_are_429() {
    let limits = Limits { each: Some(2), import: None };
    let server = Udesk::start(Config { limits, ..Config::default() }).unwrap();
    let client = udesk(&server);
    let once = CallOptions::default().with_max_attempts(1);
    for _ in 0..2 {
        client.list_customer_filters().await.unwrap();
    }
    let error = client.list_customer_filters().with_options(once).await.unwrap_err();
    assert_eq!((error.code(), error.is_throttled()), (Some(Code::RateLimited), true));
    assert_eq!(error.message(), Some("API interface exceeds request limit"));
    assert_eq!(server.server().request_count(), 3);
}

#[tokio::test]
async fn an_unlisted_code_is_kept() {
    let server = start_udesk(1);
    script(&server, &json!({ "code": 2999, "message": "new" }));
    let error = udesk(&server).get_customer(key(1)).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unlisted("2999".to_owned())));
    assert!(error.to_string().contains("2999"));
}

async fn refused(client: &Client, customer: NewCustomer) -> Error {
    client.create_customer(customer).await.unwrap_err()
}

#[tokio::test]
async fn the_server_refuses_a_customer_for_each_cause_that_a_typed_request_can_have() {
    let server = start_udesk(8);
    let client = udesk(&server);
    let new = || NewCustomer::new("n");
    let weixin = WeixinChange::new(WeixinAction::New, "wxf54489a1azz51885", "og8dL0nfmm7wVjIVzk4");
    let mini = WeixinMiniChange::new(WeixinAction::New, "wxc7279f8eefd70a4a", "oa3cT0mano9wVhIpkp4");
    let cases = [
        (new().email("customer3@sample.com"), Cause::EmailDuplicate),
        (new().web_token("dcc79435-e9e2-436a-9cdf-000000000003"), Cause::WebTokenDuplicate),
        (new().email("nobody"), Cause::EmailInvalid),
        (new().weixins(vec![weixin]), Cause::WeixinTaken),
        (new().weixin_minis(vec![mini]), Cause::WeixinMiniTaken),
        (new().cellphones(vec![(None, "13000000003".to_owned())]), Cause::CellphoneTaken),
        (new().organization_id(9), Cause::OrganizationNotFound),
        (new().owner_id(9).owner_group_id(1), Cause::OwnerNotFound),
        (new().owner_id(1), Cause::OwnerGroupMissing),
        (new().owner_id(1).owner_group_id(9), Cause::OwnerGroupNotFound),
        (new().owner_id(1).owner_group_id(2), Cause::OwnerNotInGroup),
        (new().level(Level::Unlisted("gold".to_owned())), Cause::LevelInvalid),
    ];
    for (customer, cause) in cases {
        let error = refused(&client, customer).await;
        assert_eq!((error.code(), error.cause()), (Some(Code::UnknownError), Some(cause)), "{error}");
    }
}

#[tokio::test]
async fn a_merge_is_refused_for_each_cause() {
    let server = start_udesk(3);
    let client = udesk(&server);
    let email = |id: u32| MergeKey::Email(format!("customer{id}@sample.com"));
    let merge = |from, to| client.merge_customers(from, to);
    let itself = merge(MergeKey::Cellphone("13000000002".to_owned()), email(2)).await.unwrap_err();
    assert_eq!(itself.cause(), Some(Cause::MergeWithItself));
    let nobody = merge(email(1), email(9)).await.unwrap_err();
    assert_eq!((nobody.code(), nobody.cause()), (Some(Code::UnknownError), Some(Cause::MissingKeyContent)));
    let kind = MergeKey::Unlisted { tag: "id".to_owned(), json: json!("1") };
    assert_eq!(merge(kind, email(2)).await.unwrap_err().cause(), Some(Cause::MissingKeyType));
}

#[tokio::test]
async fn a_required_custom_field_is_missed() {
    let config = Config { required_custom_field: Some("TextField_9".to_owned()), ..Config::default() };
    let server = Udesk::start(config).unwrap();
    let error = refused(&udesk_with(options(&server.base_url())), NewCustomer::new("n")).await;
    assert_eq!(error.cause(), Some(Cause::MissingCustomField));
}

/// Every text of the page's table, with the cause that it means. `XXX` is what varies.
const TEXTS: [(&str, Cause); 25] = [
    ("Missing custom field TextField_1", Cause::MissingCustomField),
    ("param is missing or the value is empty: customer", Cause::MissingCustomer),
    ("Email duplicate: customer id = 123", Cause::EmailDuplicate),
    ("web_token duplicate: abc", Cause::WebTokenDuplicate),
    ("web_token format error: a b", Cause::WebTokenFormat),
    ("web_token must be a string", Cause::WebTokenType),
    ("Incorrect parameter format", Cause::ParameterFormat),
    ("Verification failed: Email is invalid", Cause::EmailInvalid),
    ("WeChat information (appid: a, openid: o) already exists in customer (id: 5)", Cause::WeixinTaken),
    (
        "WeChat Mini Program information (appid: a, openid: o) already exists in customer (id: 5)",
        Cause::WeixinMiniTaken,
    ),
    ("Verification failed: Phone 13000000003 has been used", Cause::CellphoneTaken),
    ("Company id does not exist", Cause::OrganizationNotFound),
    ("Cannot find customer service", Cause::OwnerNotFound),
    ("Customer service exists but customer service group does not exist", Cause::OwnerGroupMissing),
    ("Company does not have this customer service group", Cause::OwnerGroupNotFound),
    ("Customer service does not belong to this customer service group", Cause::OwnerNotInGroup),
    ("'xxx' is not a valid level", Cause::LevelInvalid),
    ("undefined method `each' for \"qweasd\":String", Cause::CustomFieldsFormat),
    ("undefined method `each_with_index' for nil:NilClass", Cause::CustomerEmpty),
    ("Import data is empty", Cause::ImportEmpty),
    ("Import quantity (101) cannot exceed 100", Cause::ImportTooLarge),
    ("Merge customer failed: Cannot merge to self", Cause::MergeWithItself),
    ("Invalid unique identifier type", Cause::MissingKeyType),
    ("Couldn't find Customer", Cause::MissingKeyContent),
    // A text that contains another cause's text as its part.
    ("web_token duplicate: web_token must be a string", Cause::WebTokenDuplicate),
];

#[tokio::test]
async fn every_text_of_the_page_is_told_apart() {
    let server = start_udesk(1);
    let client = udesk(&server);
    for (text, cause) in TEXTS {
        for body in [
            json!({ "code": 2000, "message": "Unknown error", "exception": text }),
            json!({ "code": 2000, "message": text }),
        ] {
            script(&server, &body);
            let error = client.get_customer(key(1)).await.unwrap_err();
            assert_eq!((error.code(), error.cause()), (Some(Code::UnknownError), Some(cause)), "{body}");
        }
        // The same text under another code means nothing.
        script(&server, &json!({ "code": 2005, "message": "The resource was not found", "exception": text }));
        assert_eq!(client.get_customer(key(1)).await.unwrap_err().cause(), None, "{text}");
    }
}

#[tokio::test]
async fn a_text_that_is_not_on_the_page_has_no_cause() {
    let server = start_udesk(1);
    let error = udesk(&server).log_in("admin@udesk.cn", "guess").await.unwrap_err();
    assert_eq!((error.code(), error.cause()), (Some(Code::UnknownError), None));
    assert_eq!(error.detail(), Some("Incorrect email or password"));
}
