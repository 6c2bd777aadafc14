//! Secrets, signatures, tokens and nonces are never shown: not by `Debug`, not by errors and their causes, not in the log.

mod doors;
mod recipes;
mod shown;
mod vendors;

use std::collections::BTreeSet;

use serde_json::json;
use specwright_clients::udesk;
use specwright_tests::http::{Request, Response, Server};

use crate::support::options;
use shown::Shown;

#[tokio::test]
async fn nothing_that_is_secret_is_shown_anywhere() {
    drive_every_scheme(false).await;
}

#[tokio::test]
async fn nothing_that_auth_added_is_shown_where_payloads_are_logged() {
    drive_every_scheme(true).await;
}

/// Every scheme of every spec, through successes and failures of every kind, with all that is shown kept and searched.
async fn drive_every_scheme(payload_logging: bool) {
    let shown = Shown::default();
    let listening = shown.listen();
    let mut secrets = BTreeSet::new();
    secrets.extend(vendors::use_udesk(&shown, payload_logging).await);
    secrets.extend(vendors::use_nxcloud(&shown, payload_logging).await);
    secrets.extend(vendors::use_helpcrunch(&shown, payload_logging).await);
    secrets.extend(doors::use_oauth2(&shown, payload_logging).await);
    secrets.extend(doors::use_logins(&shown, payload_logging).await);
    secrets.extend(doors::use_discovery(&shown, payload_logging).await);
    secrets.extend(doors::use_places(&shown, payload_logging).await);
    secrets.extend(doors::use_digest(&shown, payload_logging).await);
    secrets.extend(recipes::use_kitchen(&shown, payload_logging).await);
    secrets.extend(recipes::use_signatures(&shown, payload_logging).await);
    secrets.extend(recipes::use_functions(&shown, payload_logging).await);
    drop(listening);
    let text = shown.text();
    // The test would be worth nothing if nothing was shown or sent.
    assert!(text.contains("get_customer") && text.contains("attempt") && text.contains("status"));
    assert!(text.contains("[redacted]") && text.contains("payload=") == payload_logging);
    assert!(secrets.len() > 1000 && secrets.iter().any(|secret| secret.starts_with("Bearer MARKED")));
    let found = shown.found(&secrets);
    assert!(found.is_empty(), "{found}");
}

/// What auth added to the vendors' requests.
fn values(requests: &[Request]) -> BTreeSet<String> {
    requests.iter().flat_map(added).collect()
}

/// Everything that auth added to a request, as an API quotes it in its complaint.
fn quote(request: &Request) -> String {
    added(request).join(" and ")
}

fn added(request: &Request) -> Vec<String> {
    let values = ["sign", "nonce"].iter().filter_map(|name| request.parameter(name));
    let headers = ["sign", "authorization"].iter().filter_map(|name| request.header(name).map(str::to_owned));
    values.chain(headers).collect()
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
    for secret in values(&server.requests()) {
        let secret = secret.trim_start_matches("Bearer ");
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
