//! The peer: the loop that a careful person writes on reqwest and serde, with the same settings of the HTTP client.
//!
//! It has no retries, no limits and no checkpoints, and its errors say little.

// The fields are read from the answer, as on the generated side, and then looked at no further.
#![expect(dead_code, reason = "the fields of an answer are what is measured, not used")]

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use specwright_runtime::HttpTransport;

use crate::Result;

pub struct ByHand {
    http: reqwest::Client,
    url: String,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Customer>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    total_pages: i64,
    total_count: i64,
    next: Option<String>,
}

#[derive(Deserialize)]
pub struct Customer {
    pub id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    level: Level,
    is_blocked: bool,
    score: Option<f64>,
    owner_id: Option<i64>,
    tags: Vec<String>,
    remark: Option<String>,
}

enum Level {
    Normal,
    Vip,
    Unlisted(String),
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Ok(match String::deserialize(deserializer)? {
            text if text == "normal" => Self::Normal,
            text if text == "vip" => Self::Vip,
            text => Self::Unlisted(text),
        })
    }
}

/// The settings of the HTTP client, for both sides: those of the runtime's own transport.
pub fn settings() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
}

impl ByHand {
    pub fn new(url: &str) -> Result<Self> {
        // Where reqwest is built with TLS and without a provider of it, the runtime's transport installs one.
        drop(HttpTransport::new()?);
        // The runtime gives an attempt 30 seconds.
        let http = settings().timeout(Duration::from_secs(30)).build()?;
        Ok(Self { http, url: url.to_owned() })
    }

    /// Reads the whole list by numbers of pages.
    pub async fn numbered(&self, mut each: impl FnMut(Customer)) -> Result<()> {
        for number in 1.. {
            let page = self.page(format!("{}/numbered?page={number}", self.url)).await?;
            page.data.into_iter().for_each(&mut each);
            if number >= page.meta.total_pages {
                break;
            }
        }
        Ok(())
    }

    /// Reads the whole list by offsets.
    pub async fn offset(&self, mut each: impl FnMut(Customer), size: usize) -> Result<()> {
        let mut offset = 0;
        loop {
            let page = self.page(format!("{}/offset?limit={size}&offset={offset}", self.url)).await?;
            offset += i64::try_from(page.data.len())?;
            page.data.into_iter().for_each(&mut each);
            if offset >= page.meta.total_count {
                return Ok(());
            }
        }
    }

    /// Reads the whole list by cursors; `after_page` is awaited between pages.
    pub async fn cursor(&self, mut each: impl FnMut(Customer), after_page: impl AsyncFn()) -> Result<()> {
        let mut url = format!("{}/cursor", self.url);
        loop {
            let page = self.page(url).await?;
            page.data.into_iter().for_each(&mut each);
            after_page().await;
            match page.meta.next {
                Some(next) => url = format!("{}/cursor?after={next}", self.url),
                None => return Ok(()),
            }
        }
    }

    async fn page(&self, url: String) -> Result<Page> {
        let request = self.http.get(url).bearer_auth("a key").header("accept", "application/json");
        let response = request.header("user-agent", "by-hand/0.1.0").send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
