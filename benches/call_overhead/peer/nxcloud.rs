//! `NXCloud`'s `query_customers`.

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{NaiveDate, NaiveDateTime};
use md5::{Digest, Md5};
use reqwest::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use reqwest::{Method, Request, StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{Refused, Result, hex};

pub struct NxCloud {
    http: reqwest::Client,
    base_url: String,
    access_key: String,
    access_secret: String,
}

impl NxCloud {
    pub fn new(http: reqwest::Client, base_url: &str, access_key: &str, access_secret: &str) -> Self {
        Self {
            http,
            base_url: base_url.to_owned(),
            access_key: access_key.to_owned(),
            access_secret: access_secret.to_owned(),
        }
    }

    pub async fn query_customers(&self, query: &Query<'_>) -> Result<Page> {
        let response = self.http.execute(self.request(query)?).await?;
        let status = response.status();
        Self::decode(status, &response.bytes().await?)
    }

    pub fn request(&self, query: &Query<'_>) -> Result<Request> {
        let body = serde_json::to_string(query)?;
        let ts = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
        let mut text = format!("accessKey={}&action=mt&bizType=2&ts={ts}", self.access_key);
        if !body.is_empty() {
            write!(text, "&body={body}")?;
        }
        write!(text, "&accessSecret={}", self.access_secret)?;
        let url = format!("{}/saas/cdp/openapi/customers/query", self.base_url);
        let request = self.http.request(Method::POST, url);
        let request = request
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "by-hand/0.1.0")
            .header(CONTENT_TYPE, "application/json")
            .header("accessKey", &self.access_key)
            .header("ts", ts)
            .header("bizType", "2")
            .header("action", "mt")
            .header("sign", hex(&Md5::digest(text)));
        Ok(request.body(body).build()?)
    }

    pub fn decode(status: StatusCode, body: &[u8]) -> Result<Page> {
        if !status.is_success() {
            return Err(Refused { code: status.as_u16().into(), message: None }.into());
        }
        // `data` is an empty text when the call is refused, so what it is depends on `code`.
        let answer: Answer<'_> = serde_json::from_slice(body)?;
        match answer.data {
            Some(data) if answer.code == 0 => Ok(serde_json::from_str(data.get())?),
            _ => Err(Refused { code: answer.code, message: answer.message }.into()),
        }
    }
}

#[derive(Deserialize)]
struct Answer<'a> {
    code: i64,
    message: Option<String>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Debug, Default, Serialize)]
pub struct Query<'a> {
    pub tenant_id: i64,
    pub app_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms_phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "whatsApp_phone")]
    pub whats_app_phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    pub limit: i64,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    pub paging: Paging,
    pub customer_list: Vec<Customer>,
}

impl Page {
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.customer_list.iter().map(|customer| customer.id)
    }
}

#[derive(Debug, Deserialize)]
pub struct Paging {
    pub after: Option<i64>,
    pub before: Option<i64>,
    pub previous: Option<i64>,
    pub next: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Customer {
    pub id: i64,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub full_name: Option<String>,
    pub sms_phone: Option<String>,
    #[serde(rename = "whatsApp_phone")]
    pub whats_app_phone: Option<String>,
    pub viber_phone: Option<String>,
    pub line: Option<String>,
    pub messenger: Option<String>,
    pub instagram: Option<String>,
    pub email: Option<String>,
    pub country: Option<String>,
    #[serde(default, deserialize_with = "day")]
    pub birthday: Option<NaiveDate>,
    pub remark: Option<String>,
    pub source_type: Option<i32>,
    pub source_channel_key: Option<String>,
    pub gender: Option<i32>,
    #[serde(deserialize_with = "moment")]
    pub created_at: NaiveDateTime,
    #[serde(deserialize_with = "moment")]
    pub updated_at: NaiveDateTime,
    pub status: Option<i32>,
    #[serde(rename = "whatApp_subscribe")]
    pub what_app_subscribe: Option<String>,
    pub sms_subscribe: Option<String>,
    pub customize_field: Option<String>,
    pub tenant_id: i64,
    pub weight: Option<i64>,
    pub web: Option<String>,
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub id: i64,
    pub user_id: Option<i64>,
    pub tenant_id: Option<i64>,
    pub group_id: Option<i64>,
    pub group_name: Option<String>,
    pub tag_name: String,
    pub note: Option<String>,
    #[serde(default, deserialize_with = "optional_moment")]
    pub created_at: Option<NaiveDateTime>,
    #[serde(default, deserialize_with = "optional_moment")]
    pub updated_at: Option<NaiveDateTime>,
    pub customer_id: Option<i64>,
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<NaiveDate>, D::Error> {
    let text: Option<&str> = Deserialize::deserialize(deserializer)?;
    text.map(str::parse).transpose().map_err(serde::de::Error::custom)
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<NaiveDateTime, D::Error> {
    let text: &str = Deserialize::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn optional_moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<NaiveDateTime>, D::Error> {
    let text: Option<&str> = Deserialize::deserialize(deserializer)?;
    text.map(str::parse).transpose().map_err(serde::de::Error::custom)
}
