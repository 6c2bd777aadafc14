//! The calls that are measured, on both sides.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use specwright_clients::nxcloud::{self, QueryCustomers};
use specwright_clients::udesk::{self, CustomerKey};
use specwright_runtime::{HttpTransport, Options, Transport};

use crate::{Result, memory, peer};

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Udesk: a signed query, one customer with everything.
    GetCustomer,
    /// `NXCloud`: a signed body, a page of five customers.
    QueryFive,
    /// The same with fifty.
    QueryFifty,
}

impl Subject {
    pub const ALL: [Self; 3] = [Self::GetCustomer, Self::QueryFive, Self::QueryFifty];

    pub fn name(self) -> &'static str {
        match self {
            Self::GetCustomer => "udesk.get_customer",
            Self::QueryFive => "nxcloud.query_customers, 5",
            Self::QueryFifty => "nxcloud.query_customers, 50",
        }
    }
}

/// The settings of the HTTP client, for both sides: those of the runtime's own transport.
fn settings() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
}

/// The generated clients.
pub struct Generated {
    udesk: udesk::Client,
    nxcloud: nxcloud::Client,
}

impl Generated {
    pub fn new(udesk_url: &str, nxcloud_url: &str) -> Result<Self> {
        let transport: Arc<dyn Transport> = Arc::new(HttpTransport::from_builder(settings())?);
        Self::over(&transport, udesk_url, nxcloud_url)
    }

    pub fn over(transport: &Arc<dyn Transport>, udesk_url: &str, nxcloud_url: &str) -> Result<Self> {
        // A budget of 60 calls a minute would measure the waiting.
        let options = |url: &str| {
            Options::default()
                .with_base_url(url)
                .with_rate_limits(false)
                .with_transport(Arc::clone(transport))
        };
        let udesk = udesk::Client::builder()
            .subdomain("demo")
            .credentials(udesk::Credentials::new("admin@udesk.cn").with_open_api_token("token-of-the-test"))
            .with_options(options(udesk_url))
            .build()?;
        let nxcloud = nxcloud::Client::builder()
            .credentials(nxcloud::Credentials::new("fme2na3kdi3ki", "abciiiko2k3"))
            .with_options(options(nxcloud_url))
            .build()?;
        Ok(Self { udesk, nxcloud })
    }

    /// Makes the call, and gives the sum of the customers' ids.
    pub async fn call(&self, subject: Subject) -> Result<i64> {
        Ok(match subject {
            Subject::GetCustomer => self.udesk.get_customer(CustomerKey::Id(12)).await?.customer.id,
            Subject::QueryFive => sum(self.query(5).await?.customer_list.iter().map(|customer| customer.id)),
            Subject::QueryFifty => {
                sum(self.query(50).await?.customer_list.iter().map(|customer| customer.id))
            }
        })
    }

    /// The answer's bytes.
    pub async fn body(&self, subject: Subject) -> Result<Bytes> {
        Ok(match subject {
            Subject::GetCustomer => self.udesk.get_customer(CustomerKey::Id(12)).raw().await?.body,
            Subject::QueryFive => self.query(5).raw().await?.body,
            Subject::QueryFifty => self.query(50).raw().await?.body,
        })
    }

    fn query(&self, limit: i64) -> QueryCustomers {
        self.nxcloud.query_customers(123, "8eos").limit(limit)
    }
}

/// The clients written by hand.
pub struct ByHand {
    udesk: peer::Udesk,
    nxcloud: peer::NxCloud,
}

impl ByHand {
    pub fn new(udesk_url: &str, nxcloud_url: &str) -> Result<Self> {
        // Where reqwest is built with TLS and without a provider of it, the runtime's transport installs one.
        drop(HttpTransport::new()?);
        // The runtime gives an attempt 30 seconds.
        let http = settings().timeout(Duration::from_secs(30)).build()?;
        Ok(Self {
            udesk: peer::Udesk::new(http.clone(), udesk_url, "admin@udesk.cn", "token-of-the-test"),
            nxcloud: peer::NxCloud::new(http, nxcloud_url, "fme2na3kdi3ki", "abciiiko2k3"),
        })
    }

    /// Makes the call, and gives the sum of the customers' ids.
    pub async fn call(&self, subject: Subject) -> Result<i64> {
        Ok(match subject {
            Subject::GetCustomer => self.udesk.get_customer("id", "12").await?.id,
            Subject::QueryFive => sum(self.nxcloud.query_customers(&query(5)).await?.ids()),
            Subject::QueryFifty => sum(self.nxcloud.query_customers(&query(50)).await?.ids()),
        })
    }

    /// Makes the request, leaves it, and takes `body` as its answer.
    pub fn call_in_memory(&self, subject: Subject, body: &[u8]) -> Result<i64> {
        let ok = reqwest::StatusCode::OK;
        let (request, outcome) = match subject {
            Subject::GetCustomer => {
                (self.udesk.request("id", "12")?, peer::Udesk::decode(ok, body).map(|customer| customer.id))
            }
            Subject::QueryFive | Subject::QueryFifty => {
                let limit = if subject == Subject::QueryFive { 5 } else { 50 };
                let page = peer::NxCloud::decode(ok, body);
                (self.nxcloud.request(&query(limit))?, page.map(|page| sum(page.ids())))
            }
        };
        drop(request);
        drop(std::hint::black_box(memory::head(body.len())));
        outcome
    }
}

fn query(limit: i64) -> peer::Query<'static> {
    peer::Query { tenant_id: 123, app_key: "8eos", limit, ..peer::Query::default() }
}

fn sum(ids: impl Iterator<Item = i64>) -> i64 {
    ids.fold(0, i64::wrapping_add)
}
