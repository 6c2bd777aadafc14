//! Token sources over a scripted transport: how often they are asked, when, and what comes of a refusal.

mod challenges;
mod flights;
mod refusals;
mod renewals;
mod secrets;
mod servers;
mod sources;
mod stores;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{ProvideTokens, TokenOrigin, Tokens};
use crate::{
    Answer, BoxFuture, CallOptions, CaptureTransport, Client, ClientParts, Context, Endpoint, Envelope,
    Error, ManualClock, Options, Parts, ServerUrl, Transport, TransportError, TransportRequest,
    TransportResponse,
    call::{Exchange, tests::redaction::shown as chain},
    decode,
    testing::sample,
};
use sources::*;

/// A transport that takes its time, so that calls come together.
struct Slow(Arc<CaptureTransport>);

impl Transport for Slow {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let answer = self.0.send(request);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            answer.await
        })
    }
}

struct Api {
    transport: Arc<CaptureTransport>,
    clock: ManualClock,
    client: Client,
}

fn api(auth: Auth, script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    api_with(auth, script, |options| options)
}

fn api_with(
    auth: Auth,
    script: impl FnOnce(CaptureTransport) -> CaptureTransport,
    options: impl FnOnce(Options) -> Options,
) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::automatic();
    let client = client(auth, options(sample::options(&transport, &clock)));
    Api { transport, clock, client }
}

/// The same with answers that take their time, on a clock that stands still.
fn slow(auth: Auth, script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    let transport = Arc::new(script(CaptureTransport::new()));
    let clock = ManualClock::new();
    let options = sample::options(&transport, &clock).with_transport(Arc::new(Slow(Arc::clone(&transport))));
    let client = client(auth, options);
    Api { transport, clock, client }
}

fn client(auth: Auth, options: Options) -> Client {
    let server = if auth.server.is_some() {
        ServerUrl::Computed { server: crate::API_SERVER, sources: &[LOGIN], hosts: &["*.api.example"] }
    } else {
        ServerUrl::Fixed("https://api.example".to_owned())
    };
    let parts = ClientParts { auth: Some(Arc::new(auth)), server, sources: SOURCES, ..sample::parts() };
    Client::new(parts, options).unwrap()
}

/// A call, with an answer that is not decoded.
async fn call(client: &Client, endpoint: &'static Endpoint) -> Result<Answer, Error> {
    call_with(client, endpoint, CallOptions::new()).await
}

async fn call_with(
    client: &Client,
    endpoint: &'static Endpoint,
    options: CallOptions,
) -> Result<Answer, Error> {
    let mut parts = Parts::new(endpoint);
    parts.path_text(endpoint.path);
    let mut exchange = Exchange::new(endpoint, &Context::new(client).with(options), Ok(parts));
    loop {
        let answer = exchange.answer().await?;
        match decode::nothing(endpoint, &answer) {
            Ok(()) => {
                exchange.accept();
                return Ok(answer);
            }
            Err(error) => exchange.refuse(error)?,
        }
    }
}

impl Api {
    async fn act(&self) -> Result<Answer, Error> {
        call(&self.client, &ACT).await
    }

    /// What was sent: the path's end, with the authorization or else the body.
    fn sent(&self) -> Vec<String> {
        let shown = |request: &crate::testing::Captured| {
            let name = request.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
            let body = String::from_utf8(request.body.to_vec()).unwrap();
            let auth = ["authorization", "x-vault", "cookie", "x-ticket"]
                .into_iter()
                .find_map(|n| request.header(n));
            [&name, " ", auth.unwrap_or(&body)].concat().trim_end().to_owned()
        };
        self.transport.requests().iter().map(shown).collect()
    }

    fn count(&self, path: &str) -> usize {
        self.sent().iter().filter(|sent| sent.starts_with(path)).count()
    }
}

const OK: &str = r#"{"code":0}"#;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Keeps what is saved, and fails when it is told to.
#[derive(Default)]
struct Store {
    kept: Mutex<Vec<super::SavedTokens>>,
    loads: Mutex<usize>,
    failures: Mutex<usize>,
    transport: Mutex<Option<Arc<CaptureTransport>>>,
    /// How many requests there had been at each save.
    sent: Mutex<Vec<usize>>,
}

impl super::TokenStore for Store {
    fn load<'a>(
        &'a self,
        api: &'static str,
        source: &'static str,
    ) -> BoxFuture<'a, Result<Option<super::SavedTokens>, crate::BoxError>> {
        *self.loads.lock().unwrap() += 1;
        let kept = self.kept.lock().unwrap().iter().rev().find(|kept| kept.source() == source).cloned();
        assert_eq!(api, "sample");
        Box::pin(async move { Ok(kept) })
    }

    fn save<'a>(&'a self, tokens: &'a super::SavedTokens) -> BoxFuture<'a, Result<(), crate::BoxError>> {
        Box::pin(async move {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err("the disk is full".into());
            }
            if let Some(transport) = &*self.transport.lock().unwrap() {
                self.sent.lock().unwrap().push(transport.requests().len());
            }
            self.kept.lock().unwrap().push(tokens.clone());
            Ok(())
        })
    }
}
