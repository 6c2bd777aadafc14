//! Udesk: each of the twelve endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use specwright_clients::udesk::{
    AgentPermission, ContentType, CustomerKey, CustomerPermission, CustomerUpdate, Feed, ImportedCustomer,
    Level, MergeKey, NewCustomer, SourceChannel, WeixinAction, WeixinChange,
};
use specwright_tests::clock::HandClock;
use specwright_tests::udesk::{Config, Limits, Udesk};

use crate::support::{START, options, start_udesk, udesk, udesk_with};

#[tokio::test]
async fn the_login_gives_the_token_and_is_not_signed() {
    let server = start_udesk(0);
    let answer = udesk(&server).log_in("admin@udesk.cn", "password-of-the-test").await.unwrap();
    assert_eq!(answer.open_api_auth_token.expose(), "token-of-the-test");
    assert_eq!(server.server().requests()[0].query, "");
}

#[tokio::test]
async fn a_page_of_customers_is_listed() {
    let server = start_udesk(250);
    let page = udesk(&server).list_customers().page(2).page_size(100).await.unwrap();
    assert_eq!((page.meta.current_page, page.meta.total_pages, page.meta.total_count), (2, 3, 250));
    assert_eq!(page.customers.len(), 100);
    assert_eq!(page.customers[0].id, 101);
    assert_eq!(page.wechat.unwrap()[1].id, "wxee100100100qwe");
    assert_eq!(page.weibo.unwrap()[0].name, "customer 1");
}

#[tokio::test]
async fn lists_are_filtered_and_searched() {
    let server = start_udesk(100);
    let client = udesk(&server);
    let total = |page: specwright_clients::udesk::ListCustomersResponse| page.meta.total_count;
    assert_eq!(total(client.list_customers().filter_id(1).await.unwrap()), 10);
    assert_eq!(total(client.list_customers().query("customer77@").await.unwrap()), 1);
    assert_eq!(total(client.list_customers().query("a&b=c d+e%").await.unwrap()), 0);
    assert_eq!(server.server().requests()[2].parameter("query").as_deref(), Some("a&b=c d+e%"));
}

#[tokio::test]
async fn a_customer_is_shown_in_all_detail() {
    let server = start_udesk(60);
    let customer = udesk(&server).get_customer(CustomerKey::Id(12)).await.unwrap().customer;
    assert_eq!((customer.id, customer.nick_name.as_option().map(String::as_str)), (12, Some("Test User 12")));
    assert_eq!(customer.cellphones.as_option().unwrap()[0].content, "13000000012");
    assert!(customer.description.is_null());
    assert!(customer.organization_ids.is_absent());
    assert_eq!(customer.weixin_kfs.as_option().unwrap().len(), 1);
    let contact = customer.first_contact_at.as_option().unwrap();
    assert_eq!(contact.to_rfc3339(), "2006-01-02T15:04:05+08:00");
}

#[tokio::test]
async fn what_the_page_does_not_list_is_kept() {
    let server = start_udesk(7);
    let customer = udesk(&server).get_customer(CustomerKey::Id(7)).await.unwrap().customer;
    assert_eq!(customer.level.into_option(), Some(Level::Unlisted("svip".to_owned())));
    let channel = customer.source_channel.into_option();
    assert_eq!(channel, Some(SourceChannel::Unlisted("carrier pigeon".to_owned())));
}

fn custom_fields() -> BTreeMap<String, serde_json::Value> {
    [
        ("TextField_2", json!("Multiline text content 1\r\nMultiline text content 2")),
        ("TextField_8", json!("13.33")),
        ("SelectField_3", json!(["0", "3"])),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

#[tokio::test]
async fn a_customer_is_created_with_everything() {
    let server = start_udesk(0);
    let weixin = WeixinChange::new(WeixinAction::New, "wxf54489a1azz51885", "og8d").unionid("u1");
    let customer = NewCustomer::new("demo customer 2")
        .email("customer2@sample.com")
        .owner_id(1)
        .owner_group_id(1)
        .level(Level::Vip)
        .is_blocked(false)
        .cellphones(vec![(None, "13100000002".to_owned()), (None, "13200000002".to_owned())])
        .custom_fields(custom_fields())
        .weixins(vec![weixin])
        .web_token("web-token@sample.com");
    let created = udesk(&server)
        .create_customer(customer)
        .other_emails(vec![(None, "customer2@sina.com".to_owned())])
        .tags("tag1,tag2")
        .await
        .unwrap()
        .customer;
    assert_eq!(created.custom_fields.into_option().unwrap(), custom_fields());
    assert_eq!(created.tags.into_option().unwrap()[1].name, "tag2");
    assert_eq!(created.other_emails.into_option().unwrap()[0].1, "customer2@sina.com");
    assert_eq!(created.weixins.into_option().unwrap()[0].unionid.as_deref(), Some("u1"));
    let kept = server.customers().pop().unwrap();
    assert_eq!((kept.level.as_str(), kept.cellphones.len(), kept.owner_id), ("vip", 2, Some(1)));
    // What was not set was not sent.
    let body = server.server().requests()[0].json().unwrap();
    assert!(body["customer"].get("description").is_none());
}

#[tokio::test]
async fn a_customer_is_updated_where_the_request_says() {
    let server = start_udesk(4);
    let phone = i64::try_from(server.customers()[3].cellphones[0].0).unwrap();
    let change = CustomerUpdate::new()
        .level(Level::Vip)
        .cellphones(vec![(Some(phone), "1".to_owned()), (None, "2".to_owned())])
        .weixins(vec![
            WeixinChange::new(WeixinAction::New, "wxf54489a1azz51885", "new"),
            WeixinChange::new(WeixinAction::Delete, "wxf54489a1azz51885", "og8dL0nfmm7wVjIVzk4"),
        ]);
    let updated = udesk(&server).update_customer(CustomerKey::Id(4), change).await.unwrap().customer;
    assert_eq!(updated.nick_name.into_option().as_deref(), Some("Test User 4"));
    let kept = server.customers()[3].clone();
    let phones: Vec<&str> = kept.cellphones.iter().map(|(_, phone)| phone.as_str()).collect();
    assert_eq!((kept.level.as_str(), phones), ("vip", vec!["1", "2"]));
    assert_eq!(kept.weixins[0]["openid"], "new");
}

#[tokio::test]
async fn a_customer_is_deleted() {
    let server = start_udesk(2);
    let answer =
        udesk(&server).delete_customer(CustomerKey::Email("customer1@sample.com".to_owned())).await.unwrap();
    assert_eq!(answer.customer_id, 1);
    assert_eq!(server.customers().len(), 1);
}

#[tokio::test]
async fn a_history_is_read_kind_by_kind() {
    let server = start_udesk(1);
    let page = udesk(&server).list_customer_feeds(CustomerKey::Id(1)).await.unwrap();
    let mut kinds = Vec::new();
    for feed in &page.feeds {
        kinds.push(match feed {
            Feed::Ticket(ticket) => format!("ticket {}", ticket.id),
            Feed::CallLog(call) => format!("call of {:?} s", call.duration.unwrap()),
            Feed::ImSubSession(chat) => format!("chat {:?}", chat.customer_msg_num.unwrap()),
            Feed::CustomerFollowUp(follow_up) => follow_up.content.clone().unwrap(),
            Feed::Alteration(change) => change.summary.clone().unwrap(),
            Feed::Unlisted { tag, json } => format!("{tag} {}", json["text"]),
            other => panic!("{other:?}"),
        });
    }
    let expected = [
        "ticket 1",
        "Responsible person: [None] --> Test Customer Service 1 ",
        "call of 42 s",
        "chat 3",
        "Called back",
        "Level: normal --> vip",
        "SmsRecord \"Hello\"",
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn filters_are_listed() {
    let server = start_udesk(0);
    let filters = udesk(&server).list_customer_filters().await.unwrap().customer_filters;
    assert_eq!((filters.len(), filters[1].name.as_str(), filters[1].active), (2, "Test Filter 2", false));
}

#[tokio::test]
#[expect(deprecated, reason = "the vendor has marked it so, and we still have it")]
async fn custom_fields_are_listed() {
    let server = start_udesk(0);
    let fields = udesk(&server).list_custom_fields().await.unwrap().custom_fields;
    assert_eq!(fields.len(), 11);
    assert_eq!(fields[4].content_type, ContentType::Datetime);
    assert_eq!(fields[2].customer_permission, CustomerPermission::Required);
    assert_eq!(fields[0].agent_permission, AgentPermission::Required);
    assert_eq!(fields[10].options.as_ref().unwrap()[3]["3"], "option 4");
    assert_eq!(fields[0].options, None);
}

#[tokio::test]
async fn an_import_is_received_now_and_done_later() {
    let hand = HandClock::at(START);
    let config = Config { clock: hand.clock(), customers: 0, limits: Limits::off(), ..Config::default() };
    let server = Udesk::start(config).unwrap();
    let clock = std::sync::Arc::new(crate::support::SkipClock::new());
    let client = udesk_with(clock.timeless(options(&server.base_url())));
    let customers: Vec<_> = (0..100)
        .map(|n| {
            ImportedCustomer::new(format!("imported {n}"))
                .emails(vec![format!("i{n}@sample.com")])
                .tags("x,y")
        })
        .collect();
    client.import_customers(customers).await.unwrap();
    assert!(server.customers().is_empty());
    hand.advance(Duration::from_secs(5));
    assert_eq!(client.list_customers().await.unwrap().meta.total_count, 100);
    assert_eq!(server.customers()[0].tags.len(), 2);
}

#[tokio::test]
async fn two_customers_are_merged() {
    let server = start_udesk(30);
    let from = MergeKey::Email("customer1@sample.com".to_owned());
    let to = MergeKey::CustomerToken("external-10".to_owned());
    assert_eq!(udesk(&server).merge_customers(from, to).await.unwrap().id, 10);
    assert_eq!(server.customers().len(), 29);
}

#[tokio::test]
async fn an_export_begins_with_what_chooses_and_goes_on_with_the_scroll_id_alone() {
    let server = start_udesk(1200);
    let client = udesk(&server);
    let mut pages = client.export_customers().filter_id(9).query("Test User").pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.customers.len());
    }
    assert_eq!(sizes.iter().sum::<usize>(), 1200);
    let requests = server.server().requests();
    assert_eq!(requests.len(), 3);
    let own = |index: usize| {
        let signing = ["email", "timestamp", "nonce", "sign", "sign_version"];
        let pairs = requests[index].query_pairs().into_iter().map(|(name, _)| name);
        pairs.filter(|name| !signing.contains(&name.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(own(0), ["filter_id", "query"]);
    assert_eq!(own(1), ["scroll_id"]);
    assert_eq!(own(2), ["scroll_id"]);
}
