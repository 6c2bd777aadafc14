//! Every cause that the page lists.

use super::*;

fn customer(fields: Value) -> Value {
    let mut customer = json!({ "nick_name": "n" });
    customer.as_object_mut().unwrap().extend(data::fields(fields));
    json!({ "customer": customer })
}

#[test]
fn a_customer_is_refused_for_each_cause() {
    let rig = Rig::new(8);
    let weixin = json!([{ "action": "new", "appid": "wxf54489a1azz51885", "openid": "og8dL0nfmm7wVjIVzk4" }]);
    let mini = json!([{ "action": "new", "appid": "wxc7279f8eefd70a4a", "openid": "oa3cT0mano9wVhIpkp4" }]);
    let token = "dcc79435-e9e2-436a-9cdf-000000000003";
    let cases = [
        (json!({}), "param is missing or the value is empty: customer"),
        (json!({ "customer": {} }), "param is missing or the value is empty: customer"),
        (json!({ "customer": null }), "undefined method `each_with_index' for nil:NilClass"),
        (json!({ "customer": [] }), "undefined method `each_with_index' for nil:NilClass"),
        (json!({ "customer": "n" }), "Incorrect parameter format"),
        (customer(json!({ "nick_name": "x".repeat(256) })), "Incorrect parameter format"),
        (customer(json!({ "nick_name": null })), "Incorrect parameter format"),
        (customer(json!({ "cellphones": [{ "id": null, "content": "1" }] })), "Incorrect parameter format"),
        (customer(json!({ "email": "nobody" })), "Verification failed: Email is invalid"),
        (customer(json!({ "email": "customer3@sample.com" })), "Email duplicate: customer id = 3"),
        (customer(json!({ "email": "other8@qq.com" })), "Email duplicate: customer id = 8"),
        (customer(json!({ "web_token": 5 })), "web_token must be a string"),
        (customer(json!({ "web_token": "a b" })), "web_token format error: a b"),
        (
            customer(json!({ "web_token": token })),
            "web_token duplicate: dcc79435-e9e2-436a-9cdf-000000000003",
        ),
        (customer(json!({ "level": "gold" })), "'gold' is not a valid level"),
        (customer(json!({ "organization_id": 9 })), "Company id does not exist"),
        (customer(json!({ "owner_id": 9, "owner_group_id": 1 })), "Cannot find customer service"),
        (
            customer(json!({ "owner_id": 1 })),
            "Customer service exists but customer service group does not exist",
        ),
        (
            customer(json!({ "owner_id": 1, "owner_group_id": 9 })),
            "Company does not have this customer service group",
        ),
        (
            customer(json!({ "owner_id": 1, "owner_group_id": 2 })),
            "Customer service does not belong to this customer service group",
        ),
        (customer(json!({ "custom_fields": "qweasd" })), "undefined method `each' for \"qweasd\":String"),
        (
            customer(json!({ "cellphones": [[null, "13000000003"]] })),
            "Verification failed: Phone 13000000003 has been used",
        ),
        (
            customer(json!({ "weixins": weixin })),
            "WeChat information (appid: wxf54489a1azz51885, openid: og8dL0nfmm7wVjIVzk4) already exists in customer (id: 4)",
        ),
        (
            customer(json!({ "weixin_minis": mini })),
            "WeChat Mini Program information (appid: wxc7279f8eefd70a4a, openid: oa3cT0mano9wVhIpkp4) already exists in customer (id: 4)",
        ),
    ];
    for (body, cause) in cases {
        let answer = rig.create(&body);
        assert_eq!(refusal(&answer), (2000, cause), "{body}");
        assert_eq!(answer["message"], "Unknown error");
    }
    assert_eq!(rig.udesk.customers().len(), 8);
    assert_eq!(refusal(&rig.update(1, &json!({}))).0, 2000);
    // A customer is no duplicate of itself.
    assert_eq!(
        rig.update(3, &customer(json!({ "email": "customer3@sample.com", "web_token": token })))["code"],
        1000
    );
}

#[test]
fn a_required_custom_field_is_missed() {
    let rig =
        Rig::with(Config { required_custom_field: Some("TextField_9".to_owned()), ..Config::default() });
    assert_eq!(refusal(&rig.create(&customer(json!({})))), (2000, "Missing custom field TextField_9"));
    let given = customer(json!({ "custom_fields": { "TextField_9": "x" } }));
    assert_eq!(rig.create(&given)["code"], 1000);
}

#[test]
fn an_import_is_refused_for_each_cause() {
    let rig = Rig::new(0);
    let import = |body: Value| rig.call("POST", "/customers/batch_import_async", &[], &body);
    let many = vec![json!({ "nick_name": "n" }); 101];
    assert_eq!(refusal(&import(json!({ "customers": [] }))).1, "Import data is empty");
    assert_eq!(refusal(&import(json!({ "customers": many }))).1, "Import quantity (101) cannot exceed 100");
    assert_eq!(refusal(&import(json!({}))).1, "undefined method `each_with_index' for nil:NilClass");
    assert_eq!(
        refusal(&import(json!({ "customers": [{ "nick_name": 1 }] }))).1,
        "Incorrect parameter format"
    );
}

#[test]
fn a_merge_is_refused_for_each_cause_with_the_text_as_message() {
    let rig = Rig::new(3);
    let merge = |from_type: &str, from: &str, to: &str| {
        let body =
            json!({ "from_type": from_type, "from_content": from, "to_type": "email", "to_content": to });
        rig.call("POST", "/customers/merge", &[], &body)
    };
    let (one, two) = ("customer1@sample.com", "customer2@sample.com");
    let cases = [
        (merge("cellphone", "13000000002", two), "Merge customer failed: Cannot merge to self"),
        (merge("", one, two), "Invalid unique identifier type"),
        (merge("id", "1", two), "Invalid unique identifier type"),
        (merge("email", "", two), "Couldn't find Customer"),
        (merge("email", "nobody@sample.com", two), "Couldn't find Customer"),
    ];
    for (answer, message) in cases {
        assert_eq!(answer, json!({ "code": 2000, "message": message }));
    }
}

#[test]
fn a_key_is_refused_for_its_type_or_its_content() {
    let rig = Rig::new(3);
    let get = |query: &[(&str, &str)]| rig.get("/customers/get_customer", query);
    assert_eq!(refusal(&get(&[("content", "1")])), (2060, "Invalid unique identifier type"));
    assert_eq!(
        refusal(&get(&[("type", "shoe size"), ("content", "1")])),
        (2060, "Invalid unique identifier type")
    );
    assert_eq!(refusal(&get(&[("type", "id"), ("content", "4")])), (2005, "Couldn't find Customer"));
    assert_eq!(get(&[("type", "id"), ("content", "4")])["message"], "The resource was not found");
    assert_eq!(refusal(&get(&[("type", "id")])), (2005, "Couldn't find Customer"));
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let rig = Rig::new(0);
    let answer = rig.send("POST", "/customers", &rig.signed(), b"{").json();
    assert_eq!(refusal(&answer), (2000, "Incorrect parameter format"));
}
