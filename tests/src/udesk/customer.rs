//! A customer, and the shapes in which the endpoints show one.

use serde_json::{Map, Value, json};

/// A customer.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are the vendor's")]
pub struct Customer {
    pub id: u64,
    pub nick_name: String,
    pub level: String,
    pub description: Option<String>,
    pub owner_id: Option<u64>,
    pub owner_group_id: Option<u64>,
    pub custom_fields: Map<String, Value>,
    pub open_api_token: Option<String>,
    pub organization_id: Option<u64>,
    pub is_blocked: bool,
    pub web_token: Option<String>,
    pub sdk_token: Option<String>,
    pub weibo_id: Option<String>,
    pub tags: Vec<(u64, String)>,
    pub first_contact_at: Option<String>,
    pub email: Option<String>,
    pub other_emails: Vec<(u64, String)>,
    pub cellphones: Vec<(u64, String)>,
    pub platform: String,
    pub source_channel: String,
    pub weixins: Vec<Map<String, Value>>,
    pub weixin_minis: Vec<Map<String, Value>>,
    pub weixin_works: Vec<Map<String, Value>>,
}

/// Which example of the page an answer looks like: they differ in the fields that they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// "Retrieve Customer List", and the export.
    Listed,
    /// "Retrieve Customer Details": the only one with `weixin_kfs`.
    Detailed,
    /// "Create Customer": no contact times, no `web_token`, no `sdk_token`.
    Created,
    /// "Update Customer": `unionid` is missing where there is none.
    Updated,
}

impl Customer {
    pub(super) fn show(&self, shape: Shape) -> Value {
        let mut shown = json!({
            "id": self.id,
            "nick_name": self.nick_name,
            "level": self.level,
            "description": self.description,
            "owner_id": self.owner_id,
            "owner_group_id": self.owner_group_id,
            "custom_fields": self.custom_fields,
            "open_api_token": self.open_api_token,
            "organization_id": self.organization_id,
            "is_blocked": self.is_blocked,
            "tags": self.tags.iter().map(|(id, name)| json!({ "id": id, "name": name, "company_id": 1 })).collect::<Vec<_>>(),
            "rich_tags": [{ "id": 1, "name": "Rich text label 1", "color": "#70BE72", "company_id": 1 }],
            "email": self.email,
            "other_emails": self.other_emails.iter().map(|(id, email)| json!([id, email])).collect::<Vec<_>>(),
            "cellphones": self.cellphones.iter().map(|(id, content)| json!({ "id": id, "content": content })).collect::<Vec<_>>(),
            "platform": self.platform,
            "source_channel": self.source_channel,
            "weixins": accounts(&self.weixins, shape),
            "weixin_minis": accounts(&self.weixin_minis, shape),
            "weixin_works": self.weixin_works,
        });
        if shape != Shape::Created {
            self.add_contacts(&mut shown);
        }
        if shape == Shape::Detailed {
            shown["weixin_kfs"] = json!([{
                "external_userid": "wmtmN_BgAAj3Sj7j4hv9tD29NoiCZt9A",
                "open_kfid": "wktmN_BgAAuVqNn__Ls5I8dClfOBbAvw",
                "unionid": "o_7Qg6ROh71walfIHr7xtXr-VWDo",
            }]);
        }
        shown
    }

    fn add_contacts(&self, shown: &mut Value) {
        shown["web_token"] = json!(self.web_token);
        shown["sdk_token"] = json!(self.sdk_token);
        shown["first_contact_at"] = json!(self.first_contact_at);
        for name in [
            "last_contact_at",
            "first_contact_at_via_phone",
            "last_contact_at_via_phone",
            "first_contact_at_via_im",
            "last_contact_at_via_im",
        ] {
            shown[name] = Value::Null;
        }
    }

    /// Whether a keyword finds the customer.
    pub(super) fn mentions(&self, keyword: &str) -> bool {
        self.nick_name.contains(keyword)
            || self.level == keyword
            || self.emails().any(|email| email.contains(keyword))
            || self.cellphones.iter().any(|(_, phone)| phone.contains(keyword))
    }

    /// The main address and the others.
    pub(super) fn emails(&self) -> impl Iterator<Item = &str> {
        self.email.as_deref().into_iter().chain(self.other_emails.iter().map(|(_, email)| email.as_str()))
    }
}

fn accounts(accounts: &[Map<String, Value>], shape: Shape) -> Value {
    let show = |account: &Map<String, Value>| {
        let mut account = account.clone();
        if shape != Shape::Updated && !account.contains_key("unionid") {
            account.insert("unionid".to_owned(), json!(""));
        }
        account
    };
    json!(accounts.iter().map(show).collect::<Vec<_>>())
}
