//! Secrets, signatures and nonces are never shown: not by `Debug`, not by errors and their causes, not in the log.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use specwright_clients::{helpcrunch, nxcloud, udesk};
use specwright_runtime::{CallOptions, Options};
use specwright_tests::helpcrunch::HelpCrunch;
use specwright_tests::http::{Fault, FaultPlan, Request, Response, Server};
use specwright_tests::nxcloud::NxCloud;
use specwright_tests::udesk::{Limits, Udesk};
use tracing::field::{Field, Visit};
use tracing::span;

use crate::support::options;

/// What every secret of these tests contains.
const MARK: &str = "MARKED";

/// Everything that was shown anywhere.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

impl Shown {
    fn add(&self, text: &str) {
        let mut shown = self.0.lock().unwrap();
        shown.push_str(text);
        shown.push('\n');
    }

    fn error(&self, error: &(dyn std::error::Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.add(&format!("{error} | {error:?} | {error:#?}"));
            next = error.source();
        }
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

/// A subscriber that keeps every field of every span and event.
struct Listener(Shown);

impl Visit for Shown {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.add(&format!("{field}={value:?}"));
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        self.0.add(attributes.metadata().name());
        attributes.record(&mut self.0.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.0.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.0.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Every way to fail, and one to succeed.
fn faults() -> Vec<Option<Fault>> {
    let mut faults: Vec<Option<Fault>> = vec![
        Fault::ResetUnread,
        Fault::ResetUnanswered,
        Fault::ResetInBody { after: 5 },
        Fault::Truncated { missing: 5 },
        Fault::CutBody,
        Fault::html(200),
        Fault::html(502),
        Fault::empty(200),
        Fault::Late(Duration::from_millis(400)),
        Fault::redirect(302, "http://elsewhere.test/?token=MARKED"),
        Fault::status(401),
        Fault::Instead(Response::new(200, "application/json", r#"{"code":0,"data":"MARKED"}"#)),
    ]
    .into_iter()
    .map(Some)
    .collect();
    faults.push(None);
    faults
}

fn set(server: &Server, fault: Option<&Fault>) {
    server.set_faults(fault.map_or_else(FaultPlan::none, |fault| FaultPlan::always(fault.clone())));
}

fn quick(base_url: &str) -> Options {
    options(base_url).with_attempt_timeout(Duration::from_millis(200)).with_max_attempts(2)
}

/// What must not be shown of these requests: everything that auth added to them.
fn sent(requests: &[Request]) -> Vec<String> {
    let mut secrets = Vec::new();
    for request in requests {
        secrets.extend(["sign", "nonce"].iter().filter_map(|name| request.parameter(name)));
        secrets.extend(
            ["sign", "authorization"].iter().filter_map(|name| request.header(name).map(str::to_owned)),
        );
    }
    secrets
}

async fn use_udesk(shown: &Shown) -> Vec<String> {
    let config = specwright_tests::udesk::Config {
        email: "admin@udesk.cn".to_owned(),
        password: "MARKED-PASSWORD".to_owned(),
        open_api_token: "MARKED-TOKEN".to_owned(),
        limits: Limits::off(),
        ..Default::default()
    };
    let server = Udesk::start(config).unwrap();
    let credentials = udesk::Credentials::new("admin@udesk.cn", "MARKED-TOKEN");
    let options = quick(&server.base_url()).with_header("X-Key", "MARKED-HEADER");
    let builder = udesk::Client::builder()
        .subdomain("demo")
        .credentials(credentials.clone())
        .with_options(options.clone());
    let client = builder.clone().build().unwrap();
    shown.add(&format!("{credentials:?} {builder:#?} {options:?} {client:?}"));
    for fault in faults() {
        set(server.server(), fault.as_ref());
        let call =
            CallOptions::default().with_header("X-Call", "MARKED-HEADER").with_idempotency_key("MARKED-ID");
        let get = client.get_customer(udesk::CustomerKey::Id(1)).with_options(call);
        shown.add(&format!("{get:?}"));
        match get.with_answer().await {
            Ok((_, answer)) => shown.add(&format!("{answer:?}")),
            Err(error) => shown.error(&error),
        }
        let log_in = client.log_in("admin@udesk.cn", "MARKED-PASSWORD");
        shown.add(&format!("{log_in:?}"));
        match log_in.await {
            Ok(answer) => shown.add(&format!("{answer:?}")),
            Err(error) => shown.error(&error),
        }
        let mut items = client.export_customers().items();
        if let Err(error) = items.try_next().await {
            shown.error(&error);
        }
        shown.add(&format!("{items:?}"));
    }
    sent(&server.server().requests())
}

async fn use_nxcloud(shown: &Shown) -> Vec<String> {
    let config =
        specwright_tests::nxcloud::Config { access_secret: "MARKED-SECRET".to_owned(), ..Default::default() };
    let server = NxCloud::start(config).unwrap();
    let credentials = nxcloud::Credentials::new("fme2na3kdi3ki", "MARKED-SECRET");
    let options = quick(&server.server().base_url());
    let client =
        nxcloud::Client::builder().credentials(credentials.clone()).with_options(options).build().unwrap();
    shown.add(&format!("{credentials:?} {client:?}"));
    for fault in faults() {
        set(server.server(), fault.as_ref());
        let query = client.query_customers(1, "a").limit(1);
        shown.add(&format!("{query:?}"));
        if let Err(error) = query.await {
            shown.error(&error);
        }
    }
    sent(&server.server().requests())
}

async fn use_helpcrunch(shown: &Shown) -> Vec<String> {
    let config =
        specwright_tests::helpcrunch::Config { api_key: "MARKED-KEY".to_owned(), ..Default::default() };
    let server = HelpCrunch::start(config).unwrap();
    let credentials = helpcrunch::Credentials::new("MARKED-KEY");
    let options = quick(&server.server().base_url());
    let client =
        helpcrunch::Client::builder().credentials(credentials.clone()).with_options(options).build().unwrap();
    shown.add(&format!("{credentials:?} {client:?}"));
    for fault in faults() {
        set(server.server(), fault.as_ref());
        if let Err(error) = client.search_customers().limit(1).await {
            shown.error(&error);
        }
    }
    sent(&server.server().requests())
}

#[tokio::test]
async fn nothing_that_is_secret_is_shown_anywhere() {
    let shown = Shown::default();
    let listening = tracing::subscriber::set_default(Listener(shown.clone()));
    let mut secrets = use_udesk(&shown).await;
    secrets.extend(use_nxcloud(&shown).await);
    secrets.extend(use_helpcrunch(&shown).await);
    drop(listening);
    let text = shown.text();
    // The test would be worth nothing if nothing was shown or sent.
    assert!(text.contains("get_customer") && text.contains("attempt") && text.contains("status"), "{text}");
    assert!(secrets.len() > 100 && secrets.iter().any(|secret| secret.starts_with("Bearer ")));
    secrets.push(MARK.to_owned());
    let mut found = String::new();
    for line in text.lines() {
        if let Some(secret) = secrets.iter().find(|secret| line.contains(secret.as_str())) {
            let _ = writeln!(found, "{secret}: {line}");
        }
    }
    assert!(found.is_empty(), "{found}");
}

/// Everything that auth added to a request, as an API quotes it in its complaint.
fn quote(request: &Request) -> String {
    let values = ["sign", "nonce"].iter().filter_map(|name| request.parameter(name));
    let headers = ["sign", "authorization"].iter().filter_map(|name| request.header(name).map(str::to_owned));
    values.chain(headers).collect::<Vec<_>>().join(" and ")
}

#[tokio::test]
async fn an_api_that_quotes_what_was_sent_is_not_repeated() {
    let server = Server::start(|request| {
        let message = format!("this is wrong: {}", quote(request));
        let errors = [json!({ "code": "unauthorized", "message": message })];
        Response::json(
            if request.path.starts_with("/v1") { 401 } else { 200 },
            &json!({
                "code": 2059, "message": message, "exception": message, "traceId": message, "errors": errors,
            }),
        )
    })
    .unwrap();
    let shown = Shown::default();
    let udesk = crate::support::udesk_with(options(&server.base_url()));
    shown.error(&udesk.get_customer(udesk::CustomerKey::Id(1)).await.unwrap_err());
    let nxcloud = crate::support::nxcloud_with(options(&server.base_url()));
    shown.error(&nxcloud.query_customers(1, "a").limit(1).await.unwrap_err());
    let helpcrunch = crate::support::helpcrunch_with(options(&server.base_url()));
    shown.error(&helpcrunch.search_customers().await.unwrap_err());
    let text = shown.text();
    assert_eq!(text.matches("this is wrong").count() % 3, 0, "{text}");
    assert!(text.contains("this is wrong: [redacted]"), "{text}");
    for secret in sent(&server.requests()) {
        let secret = secret.trim_start_matches("Bearer ");
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
