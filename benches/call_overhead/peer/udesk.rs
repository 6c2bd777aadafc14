//! Udesk's `get_customer`.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset};
use reqwest::header::{ACCEPT, USER_AGENT};
use reqwest::{Method, Request, StatusCode, Url};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use super::{Refused, Result, hex};

pub struct Udesk {
    http: reqwest::Client,
    base_url: String,
    email: String,
    open_api_token: String,
}

impl Udesk {
    pub fn new(http: reqwest::Client, base_url: &str, email: &str, open_api_token: &str) -> Self {
        Self {
            http,
            base_url: base_url.to_owned(),
            email: email.to_owned(),
            open_api_token: open_api_token.to_owned(),
        }
    }

    pub async fn get_customer(&self, kind: &str, content: &str) -> Result<Customer> {
        let response = self.http.execute(self.request(kind, content)?).await?;
        let status = response.status();
        Self::decode(status, &response.bytes().await?)
    }

    pub fn request(&self, kind: &str, content: &str) -> Result<Request> {
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs().to_string();
        let nonce = uuid()?;
        let text = format!("{}&{}&{timestamp}&{nonce}&v2", self.email, self.open_api_token);
        let sign = hex(&Sha256::digest(text));
        let mut url = Url::parse(&format!("{}/customers/get_customer", self.base_url))?;
        url.query_pairs_mut()
            .append_pair("type", kind)
            .append_pair("content", content)
            .append_pair("email", &self.email)
            .append_pair("timestamp", &timestamp)
            .append_pair("nonce", &nonce)
            .append_pair("sign_version", "v2")
            .append_pair("sign", &sign);
        let request = self.http.request(Method::GET, url);
        Ok(request.header(ACCEPT, "application/json").header(USER_AGENT, "by-hand/0.1.0").build()?)
    }

    pub fn decode(status: StatusCode, body: &[u8]) -> Result<Customer> {
        if !status.is_success() {
            return Err(Refused { code: status.as_u16().into(), message: None }.into());
        }
        let answer: Answer = serde_json::from_slice(body)?;
        match answer.customer {
            Some(customer) if answer.code == 1000 => Ok(customer),
            _ => Err(Refused { code: answer.code, message: answer.message }.into()),
        }
    }
}

fn uuid() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    Ok([&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-"))
}

#[derive(Deserialize)]
struct Answer {
    code: i64,
    message: Option<String>,
    customer: Option<Customer>,
}

#[derive(Debug, Deserialize)]
pub struct Customer {
    pub id: i64,
    pub nick_name: Option<String>,
    pub level: Option<Level>,
    pub description: Option<String>,
    pub owner_id: Option<i64>,
    pub owner_group_id: Option<i64>,
    pub custom_fields: Option<BTreeMap<String, serde_json::Value>>,
    pub open_api_token: Option<String>,
    pub organization_id: Option<i64>,
    pub organization_ids: Option<Vec<i64>>,
    pub default_organization_id: Option<i64>,
    pub is_blocked: Option<bool>,
    pub tags: Option<Vec<Tag>>,
    pub rich_tags: Option<Vec<RichTag>>,
    pub email: Option<String>,
    pub other_emails: Option<Vec<(Option<i64>, String)>>,
    pub cellphones: Option<Vec<Cellphone>>,
    pub weixins: Option<Vec<Weixin>>,
    pub platform: Option<String>,
    pub source_channel: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub first_contact_at: Option<DateTime<FixedOffset>>,
    #[serde(default, deserialize_with = "moment")]
    pub last_contact_at: Option<DateTime<FixedOffset>>,
    #[serde(default, deserialize_with = "moment")]
    pub first_contact_at_via_phone: Option<DateTime<FixedOffset>>,
    #[serde(default, deserialize_with = "moment")]
    pub last_contact_at_via_phone: Option<DateTime<FixedOffset>>,
    #[serde(default, deserialize_with = "moment")]
    pub first_contact_at_via_im: Option<DateTime<FixedOffset>>,
    #[serde(default, deserialize_with = "moment")]
    pub last_contact_at_via_im: Option<DateTime<FixedOffset>>,
    pub weixin_minis: Option<Vec<Weixin>>,
    pub web_token: Option<String>,
    pub sdk_token: Option<String>,
    pub weixin_works: Option<Vec<WeixinWork>>,
    pub weixin_kfs: Option<Vec<WeixinKf>>,
}

#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub enum Level {
    Normal,
    Vip,
    Unlisted(String),
}

impl From<String> for Level {
    fn from(text: String) -> Self {
        match text.as_str() {
            "normal" => Self::Normal,
            "vip" => Self::Vip,
            _ => Self::Unlisted(text),
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub id: i64,
    pub name: String,
    pub company_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct RichTag {
    pub id: i64,
    pub name: String,
    pub color: Option<String>,
    pub company_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Cellphone {
    pub id: i64,
    pub content: String,
}

#[derive(Debug, Deserialize)]
pub struct Weixin {
    pub appid: String,
    pub openid: String,
    pub unionid: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct WeixinWork {
    pub agentid: String,
    pub corpid: String,
    pub userid: String,
    pub open_userid: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct WeixinKf {
    pub external_userid: Option<String>,
    pub open_kfid: Option<String>,
    pub unionid: Option<String>,
}

fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<DateTime<FixedOffset>>, D::Error> {
    let text: Option<&str> = Deserialize::deserialize(deserializer)?;
    text.map(DateTime::parse_from_rfc3339).transpose().map_err(serde::de::Error::custom)
}
