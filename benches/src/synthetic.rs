//! A spec of any size, and the same API written by hand with derives.
//!
//! Structs have ten fields, as in the measurements that the design quotes: seven scalars, of which some may be absent
//! or null, an enum, a list of texts and a list of an earlier struct. Every second endpoint sends a struct.

use std::fmt::Write;

/// How much there is of what.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Structs of ten fields.
    pub structs: usize,
    /// Endpoints.
    pub endpoints: usize,
}

/// The spec, as text.
pub fn spec(size: Size) -> String {
    let mut text = String::from(
        "specwright: 1\napi: synthetic\nserver: https://api.example.com\ncredentials:\n  key: secret\n\
         auth:\n  bearer: { bearer: \"{key}\" }\n\
         envelopes:\n  answer:\n    fields: { code: i64, message?: string? }\n    success: code == 0\n    payload: data\n    \
         error: { code: code, message: message }\n\
         types:\n  Level: { enum: string, values: { normal: normal, vip: vip } }\n",
    );
    for number in 0..size.structs {
        let earlier = number / 2;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "  Record{number}:\n    doc: The record of kind {number}.\n    fields:\n      id: i64 -- Identifier\n      \
             name: string(..255) -- Name\n      email?: string(..255) -- Email address\n      remark?: string? -- Remark\n      \
             owner_id: i64? -- Owner\n      is_blocked: bool -- Whether it is blocked\n      score?: f64 -- Score\n      \
             level?: Level -- Level\n      tags?: \"[string] -- Tags\"\n      parts?: \"[Record{earlier}] -- Parts\"\n"
        );
    }
    text.push_str("endpoints:\n");
    for number in 0..size.endpoints {
        let record = number % size.structs.max(1);
        let _ = if number.is_multiple_of(2) {
            write!(
                text,
                "  get_record_{number}:\n    http: GET /records{number}/{{id}}\n    doc: Get the record.\n    path: {{ id: i64 }}\n    \
                 query: {{ expand?: string, limit?: i64(1..100) }}\n    returns: Record{record}\n"
            )
        } else {
            write!(
                text,
                "  create_record_{number}:\n    http: POST /records{number}\n    doc: Create a record.\n    body: Record{record}\n    \
                 returns: Record{record}\n"
            )
        };
    }
    // What no endpoint uses would be a problem.
    if size.endpoints < size.structs {
        text.push_str("  get_everything:\n    http: GET /everything\n    returns:\n      fields:\n");
        for number in size.endpoints..size.structs {
            let _ = writeln!(text, "        record{number}?: Record{number}");
        }
    }
    text
}

/// The same API as a careful person writes it: derived structs, thin methods over one generic function.
pub fn by_hand(size: Size) -> String {
    let mut text = String::from(BY_HAND);
    for number in 0..size.structs {
        let earlier = number / 2;
        let _ = write!(
            text,
            "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\npub struct Record{number} {{\n    pub id: i64,\n    \
             pub name: String,\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub email: Option<String>,\n    \
             #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub remark: Option<String>,\n    pub owner_id: Option<i64>,\n    \
             pub is_blocked: bool,\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub score: Option<f64>,\n    \
             #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub level: Option<Level>,\n    \
             #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub tags: Option<Vec<String>>,\n    \
             #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub parts: Option<Vec<Record{earlier}>>,\n}}\n"
        );
    }
    text.push_str("impl Client {\n");
    for number in 0..size.endpoints {
        let record = number % size.structs.max(1);
        let _ = if number.is_multiple_of(2) {
            write!(
                text,
                "    pub async fn get_record_{number}(&self, id: i64, expand: Option<&str>, limit: Option<i64>) -> Result<Record{record}, Error> {{\n        \
                 let limit = limit.map(|limit| limit.to_string());\n        \
                 self.execute(\"GET\", &format!(\"/records{number}/{{id}}\"), &[(\"expand\", expand), (\"limit\", limit.as_deref())], None::<&()>).await\n    }}\n"
            )
        } else {
            write!(
                text,
                "    pub async fn create_record_{number}(&self, record: &Record{record}) -> Result<Record{record}, Error> {{\n        \
                 self.execute(\"POST\", \"/records{number}\", &[], Some(record)).await\n    }}\n"
            )
        };
    }
    text.push_str("}\n");
    text
}

const BY_HAND: &str = r#"//! The peer.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Debug)]
pub enum Error {
    Http(reqwest::Error),
    Json(serde_json::Error),
    Api { code: i64, message: Option<String> },
}

#[derive(Deserialize)]
struct Answer<T> {
    code: i64,
    message: Option<String>,
    data: Option<T>,
}

#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    key: String,
}

impl Client {
    async fn execute<B: Serialize, T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        query: &[(&str, Option<&str>)],
        body: Option<&B>,
    ) -> Result<T, Error> {
        let mut url = reqwest::Url::parse(&format!("{}{path}", self.base_url)).map_err(|_| missing())?;
        for (name, value) in query {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        let method = reqwest::Method::from_bytes(method.as_bytes()).map_err(|_| missing())?;
        let mut request = self.http.request(method, url).bearer_auth(&self.key);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(serde_json::to_vec(body).map_err(Error::Json)?);
        }
        let bytes = request.send().await.map_err(Error::Http)?.bytes().await.map_err(Error::Http)?;
        let answer: Answer<T> = serde_json::from_slice(&bytes).map_err(Error::Json)?;
        match answer.data {
            Some(data) if answer.code == 0 => Ok(data),
            _ => Err(Error::Api { code: answer.code, message: answer.message }),
        }
    }
}

fn missing() -> Error {
    Error::Api { code: 0, message: None }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
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

impl From<Level> for String {
    fn from(level: Level) -> Self {
        match level {
            Level::Normal => "normal".to_owned(),
            Level::Vip => "vip".to_owned(),
            Level::Unlisted(text) => text,
        }
    }
}

"#;
