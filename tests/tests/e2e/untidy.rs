//! One test for each line of the list of what is untidy in the first four API documents.

use std::collections::BTreeSet;

use serde_json::json;
use specwright_clients::helpcrunch::{Filter, TagName};
use specwright_clients::nxcloud::{
    BatchType, Gender, NewCustomer as NewNxCustomer, SourceType, TagsLogicType,
};
use specwright_clients::udesk::{Cause, Code, CustomerKey, Feed, ImportedCustomer, MergeKey, NewCustomer};
use specwright_runtime::reexport::chrono::{DateTime, NaiveDate};
use specwright_runtime::{ErrorKind, JsonText};
use specwright_tests::http::{Fault, FaultPlan, Response};

use crate::support::{all, helpcrunch, nxcloud, start_helpcrunch, start_nxcloud, start_udesk, udesk};

#[tokio::test]
async fn one_platform_with_two_hosts_paths_and_one_auth_is_one_client() {
    let server = start_nxcloud(1);
    let client = nxcloud(&server);
    client.query_customers(1, "a").limit(1).await.unwrap();
    client.batch_create_customers(BatchType::Keep, 1, "a", vec![NewNxCustomer::new("a", "b")]).await.unwrap();
    let paths: Vec<_> = server.server().requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/saas/cdp/openapi/customers/query", "/saas/sea/cdp/openapi/customers/batch_create"]);
}

#[tokio::test]
async fn names_that_a_case_converter_breaks_and_names_that_are_keywords_are_sent_and_read_as_written() {
    let server = start_nxcloud(1);
    let client = nxcloud(&server);
    let page = client.query_customers(1, "a").whats_app_phone("8613600000000").limit(1).await.unwrap();
    assert_eq!(page.customer_list[0].what_app_subscribe.as_option().map(String::as_str), Some("1"));
    assert_eq!(page.customer_list[0].whats_app_phone.as_option().map(String::as_str), Some("8613600000000"));
    let customer = NewNxCustomer::new("a", "b").tag_str("x").whats_app_phone("1");
    client.batch_create_customers(BatchType::Update, 1, "a", vec![customer]).await.unwrap();
    let requests = server.server().requests();
    assert_eq!(requests[0].json().unwrap()["whatsApp_phone"], "8613600000000");
    let body = requests[1].json().unwrap();
    assert_eq!(body["type"], 1);
    assert_eq!(
        (&body["customers"][0]["tagStr"], &body["customers"][0]["whats_app_phone"]),
        (&json!("x"), &json!("1"))
    );
}

#[tokio::test]
async fn ids_beyond_2_to_the_53_enums_that_grow_and_an_enum_with_an_empty_member_survive() {
    let server = start_nxcloud(8);
    let client = nxcloud(&server);
    let page = client.query_customers(1, "a").tags_logic_type(TagsLogicType::Unset).limit(50).await.unwrap();
    let ids: Vec<i64> = page.customer_list.iter().map(|customer| customer.id).collect();
    assert_eq!(ids, server.customers().iter().map(|customer| customer.id).collect::<Vec<_>>());
    assert!(ids.iter().all(|id| *id > 1 << 53) && ids.iter().any(|id| id % 2 == 1));
    let sources: Vec<_> =
        page.customer_list.iter().map(|customer| customer.source_type.into_option()).collect();
    assert_eq!(
        (sources[3], sources[7]),
        (Some(SourceType::CustomerInitiated), Some(SourceType::Unlisted(16)))
    );
    assert_eq!(server.server().requests()[0].json().unwrap()["tags_logic_type"], "");
}

#[tokio::test]
async fn dates_of_six_kinds_are_read_and_written() {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let server = start_nxcloud(1);
    let client = nxcloud(&server);
    let start = day(2024, 5, 7).and_hms_opt(0, 0, 0).unwrap();
    let page = client.query_customers(1, "a").start_time(start).limit(1).await.unwrap();
    assert_eq!(server.server().requests()[0].json().unwrap()["start_time"], "2024-05-07 00:00:00");
    assert_eq!(page.customer_list[0].created_at, day(2024, 7, 19).and_hms_opt(17, 29, 27).unwrap());
    let customer = NewNxCustomer::new("a", "b").birthday(day(1976, 4, 12));
    client.batch_create_customers(BatchType::Keep, 1, "a", vec![customer]).await.unwrap();
    assert_eq!(server.server().requests()[1].json().unwrap()["customers"][0]["birthday"], "1976-04-12");
    let udesk_server = start_udesk(1);
    let feeds = udesk(&udesk_server).list_customer_feeds(CustomerKey::Id(1)).await.unwrap().feeds;
    let Feed::Ticket(ticket) = &feeds[0] else { panic!("{:?}", feeds[0]) };
    assert_eq!(ticket.created_at, DateTime::parse_from_rfc3339("2006-01-02T15:04:05+08:00").unwrap());
    let helpcrunch_server = start_helpcrunch(6);
    let client = helpcrunch(&helpcrunch_server);
    let seen = DateTime::from_timestamp(1_603_885_746, 0).unwrap();
    let data = client.search_customers().filter(Filter::last_seen().at_least(seen)).await.unwrap().data;
    assert_eq!(helpcrunch_server.server().requests()[0].json().unwrap()["filter"][0]["value"], 1_603_885_746);
    for (shown, kept) in
        data.iter().map(|c| (c, helpcrunch_server.customers().into_iter().find(|k| k.id == c.id).unwrap()))
    {
        assert_eq!(shown.first_seen.into_option().map(|seen| seen.timestamp()), kept.first_seen);
        assert_eq!(shown.last_seen.into_option().map(|seen| seen.timestamp()), kept.last_seen);
    }
    assert!(data.len() > 2);
}

#[tokio::test]
async fn json_inside_a_string_is_json_on_demand_and_the_same_text_before() {
    let server = start_nxcloud(2);
    let client = nxcloud(&server);
    let page = client.query_customers(1, "a").limit(2).await.unwrap();
    let field = page.customer_list[1].customize_field.as_option().unwrap();
    assert_eq!(field.as_str(), r#"{"customize_4_52": ["1"]}"#);
    assert_eq!(field.parse().unwrap()["customize_4_52"][0], "1");
    let customer =
        NewNxCustomer::new("a", "b").customize_field(JsonText::from_text(r#"{"b": 1, "a": 2}"#.to_owned()));
    client.batch_create_customers(BatchType::Keep, 1, "a", vec![customer]).await.unwrap();
    let body = server.server().requests()[1].json().unwrap();
    assert_eq!(body["customers"][0]["customize_field"], r#"{"b": 1, "a": 2}"#);
}

#[tokio::test]
async fn an_envelope_whose_data_is_an_object_on_success_and_a_text_on_another_success_is_read() {
    let server = start_nxcloud(1);
    let client = nxcloud(&server);
    assert_eq!(client.query_customers(1, "a").limit(1).await.unwrap().customer_list.len(), 1);
    let create =
        || client.batch_create_customers(BatchType::Keep, 1, "a", vec![NewNxCustomer::new("a", "b")]);
    create().await.unwrap();
    // And a failure with the same `""` is a failure, for both.
    let refusal = json!({ "code": 7, "message": "no", "data": "", "traceId": "t-1" });
    server.server().set_faults(FaultPlan::always(Fault::Instead(Response::json(200, &refusal))));
    let error = create().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code_text(), error.request_id()),
        (ErrorKind::Api, Some("7"), Some("t-1"))
    );
    let error = client.query_customers(1, "a").limit(1).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, Some("no")));
}

#[tokio::test]
async fn the_same_data_in_two_shapes_is_sent_in_one_and_read_in_the_other() {
    let server = start_udesk(0);
    let customer = NewCustomer::new("n").cellphones(vec![(None, "13100000002".to_owned())]);
    let call = udesk(&server).create_customer(customer).other_emails(vec![(Some(3), "a@b.cn".to_owned())]);
    let created = call.await.unwrap().customer;
    let body = server.server().requests()[0].json().unwrap();
    assert_eq!(body["customer"]["cellphones"], json!([[null, "13100000002"]]));
    assert_eq!(body["other_emails"], json!([[3, "a@b.cn"]]));
    assert_eq!(created.cellphones.into_option().unwrap()[0].content, "13100000002");
    assert_eq!(created.other_emails.into_option().unwrap(), [(Some(3), "a@b.cn".to_owned())]);
}

#[tokio::test]
async fn a_tag_documented_as_alternation_and_sent_as_alteration_is_one_variant() {
    let server = start_udesk(1);
    let feeds = udesk(&server).list_customer_feeds(CustomerKey::Id(1)).await.unwrap().feeds;
    let changes: Vec<_> = feeds
        .iter()
        .filter_map(|feed| match feed {
            Feed::Alteration(change) => {
                Some((change.author.as_ref().unwrap().id, change.summary.clone().unwrap()))
            }
            _ => None,
        })
        .collect();
    let expected = [
        (None, "Responsible person: [None] --> Test Customer Service 1 ".to_owned()),
        (Some(1), "Level: normal --> vip".to_owned()),
    ];
    assert_eq!(changes, expected);
}

#[tokio::test]
async fn lookups_by_kind_have_ten_kinds_on_one_endpoint_and_eight_with_other_names_on_another() {
    let server = start_udesk(60);
    let client = udesk(&server);
    let text = |text: &str| text.to_owned();
    let keys = [
        CustomerKey::Id(60),
        CustomerKey::Email(text("customer60@sample.com")),
        CustomerKey::Cellphone(text("13000000060")),
        CustomerKey::Token(text("external-60")),
        CustomerKey::WeixinOpenId(text("og8dL0nfmm7wVjIVzk60")),
        CustomerKey::WeixinMiniOpenid(text("oa3cT0mano9wVhIpkp60")),
        CustomerKey::WeixinWorkIdentifier(text("cropid:wxc727955fe6025ed4,agentid:1009117,userid:LS000060")),
        CustomerKey::WeiboId(text("weibo-60")),
        CustomerKey::SdkToken(text("b0bf5c37-ebdd-4539-a961-000000000060")),
        CustomerKey::WebToken(text("dcc79435-e9e2-436a-9cdf-000000000060")),
    ];
    for key in keys {
        assert_eq!(client.get_customer(key).await.unwrap().customer.id, 60);
    }
    let into = || MergeKey::Email(text("customer60@sample.com"));
    let keys = [
        MergeKey::Email(text("customer1@sample.com")),
        MergeKey::Cellphone(text("13000000002")),
        MergeKey::CustomerToken(text("external-5")),
        MergeKey::WeixinOpenid(text("og8dL0nfmm7wVjIVzk4")),
        MergeKey::WeiboOpenid(text("weibo-6")),
        MergeKey::SdkToken(text("b0bf5c37-ebdd-4539-a961-000000000007")),
        MergeKey::WebToken(text("dcc79435-e9e2-436a-9cdf-000000000008")),
        MergeKey::WeixinMiniOpenid(text("oa3cT0mano9wVhIpkp12")),
    ];
    for key in keys {
        assert_eq!(client.merge_customers(key, into()).await.unwrap().id, 60);
    }
    assert_eq!(server.customers().len(), 52);
}

#[tokio::test]
async fn four_styles_of_pages_are_four_streams_of_items() {
    let (udesk_server, nxcloud_server, helpcrunch_server) =
        (start_udesk(130), start_nxcloud(130), start_helpcrunch(130));
    let client = udesk(&udesk_server);
    let distinct = |ids: Vec<i64>| ids.into_iter().collect::<BTreeSet<_>>().len();
    let ids = all(client.list_customers().items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(distinct(ids), 130);
    let ids = all(client.export_customers().items()).await.unwrap().iter().map(|c| c.id).collect();
    assert_eq!(distinct(ids), 130);
    let ids = all(nxcloud(&nxcloud_server).query_customers(1, "a").items())
        .await
        .unwrap()
        .iter()
        .map(|c| c.id)
        .collect();
    assert_eq!(distinct(ids), 130);
    let ids = all(helpcrunch(&helpcrunch_server).search_customers().items())
        .await
        .unwrap()
        .iter()
        .map(|c| c.id)
        .collect();
    assert_eq!(distinct(ids), 130);
}

#[tokio::test]
async fn capped_lists_and_capped_strings_are_capped_before_they_are_sent() {
    let (udesk_server, nxcloud_server) = (start_udesk(0), start_nxcloud(0));
    let import = udesk(&udesk_server).import_customers(vec![ImportedCustomer::new("n"); 101]);
    assert_eq!(import.await.unwrap_err().violations()[0].path(), "customers");
    let create = udesk(&udesk_server).create_customer(NewCustomer::new("x".repeat(256)));
    assert_eq!(create.await.unwrap_err().violations()[0].path(), "customer.nick_name");
    let client = nxcloud(&nxcloud_server);
    let query = client.query_customers(1, "a").limit(51);
    assert_eq!(query.await.unwrap_err().violations()[0].path(), "limit");
    let long = NewNxCustomer::new("a", "b").gender(Gender::Male).sms_phone("1".repeat(31));
    let batch = client.batch_create_customers(BatchType::Keep, 1, "a", vec![long]);
    assert_eq!(batch.await.unwrap_err().violations()[0].path(), "customers[0].sms_phone");
    assert_eq!(udesk_server.server().request_count() + nxcloud_server.server().request_count(), 0);
}

#[tokio::test]
async fn a_filter_language_has_typed_fields_and_operators_that_fit() {
    // What does not fit does not compile: see `tests/compile_fail`.
    let server = start_helpcrunch(100);
    let filter =
        Filter::email().contains("gmail").and(Filter::tags_data().equals(vec![TagName::new("Lead")]));
    let found = helpcrunch(&server).search_customers().filter(filter).await.unwrap();
    assert_eq!(found.total, 10);
    let body = server.server().requests()[0].json().unwrap();
    assert_eq!(body["filter"][0], json!({ "field": "customers.email", "operator": "~", "value": "gmail" }));
}

#[tokio::test]
async fn numbers_inside_a_200_are_error_codes_and_one_code_has_causes_told_apart_by_text() {
    let server = start_udesk(3);
    let client = udesk(&server);
    let duplicate =
        client.create_customer(NewCustomer::new("n").email("customer3@sample.com")).await.unwrap_err();
    let company = client.create_customer(NewCustomer::new("n").organization_id(9)).await.unwrap_err();
    for (error, cause) in [(duplicate, Cause::EmailDuplicate), (company, Cause::OrganizationNotFound)] {
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!((error.code(), error.cause()), (Some(Code::UnknownError), Some(cause)));
    }
}

#[tokio::test]
async fn documentation_that_contradicts_itself_is_taken_as_its_examples_have_it() {
    let server = start_udesk(2);
    let client = udesk(&server);
    let (from, to) =
        (MergeKey::Email("customer1@sample.com".to_owned()), MergeKey::Cellphone("13000000002".to_owned()));
    assert_eq!(client.merge_customers(from, to).await.unwrap().id, 2);
    let request = &server.server().requests()[0];
    let expected = json!({
        "from_type": "email", "from_content": "customer1@sample.com", "to_type": "cellphone", "to_content": "13000000002",
    });
    assert_eq!(request.json().unwrap(), expected);
    assert_eq!(request.parameter("from_type"), None);
    // The sample with the trailing commas, as a server can send it.
    assert_eq!(client.list_customer_filters().await.unwrap().customer_filters.len(), 2);
}
