//! The vendors' clients, through everything that can go wrong.

use std::collections::BTreeSet;

use specwright_clients::{helpcrunch, nxcloud, udesk};
use specwright_runtime::{CallOptions, Options};
use specwright_tests::helpcrunch::HelpCrunch;
use specwright_tests::nxcloud::NxCloud;
use specwright_tests::udesk::{Limits, Udesk};

use super::shown::{Shown, sent, set, troubles};
use crate::support::options;

/// Udesk with the token, and with the password that gives it.
pub async fn use_udesk(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config = specwright_tests::udesk::Config {
        email: "admin@udesk.cn".to_owned(),
        password: "MARKED-PASSWORD".to_owned(),
        open_api_token: "MARKED-TOKEN".to_owned(),
        limits: Limits::off(),
        ..Default::default()
    };
    let server = Udesk::start(config).unwrap();
    let account = udesk::Credentials::new("admin@udesk.cn");
    let options = options(&server.base_url()).with_header("X-Key", "MARKED-HEADER");
    for (fault, options) in troubles(&options, payload_logging) {
        set(server.server(), fault.as_ref());
        for credentials in [
            account.clone().with_open_api_token("MARKED-TOKEN"),
            account.clone().with_open_api_token("MARKED-OTHER-TOKEN"),
            account.clone().with_password("MARKED-PASSWORD"),
            account.clone().with_password("MARKED-OTHER-PASSWORD"),
        ] {
            use_udesk_with(shown, credentials, options.clone(), payload_logging).await;
        }
    }
    sent(&server.server().requests())
}

async fn use_udesk_with(
    shown: &Shown,
    credentials: udesk::Credentials,
    options: Options,
    payload_logging: bool,
) {
    let builder = udesk::Client::builder()
        .subdomain("demo")
        .credentials(credentials.clone())
        .with_options(options.clone());
    let client = builder.clone().build().unwrap();
    shown.add(&format!("{credentials:?} {builder:#?} {options:?} {client:?}"));
    let call =
        CallOptions::default().with_header("X-Call", "MARKED-HEADER").with_idempotency_key("MARKED-ID");
    let get = client.get_customer(udesk::CustomerKey::Id(1)).with_options(call);
    shown.add(&format!("{get:?}"));
    match get.with_answer().await {
        Ok((_, answer)) => shown.add(&format!("{answer:?}")),
        Err(error) => shown.error(&error),
    }
    // A body of the user's own, which he may have logged.
    if !payload_logging {
        let log_in = client.log_in("admin@udesk.cn", "MARKED-PASSWORD");
        shown.call(log_in.clone()).await;
        if let Ok(answer) = log_in.await {
            shown.add(&format!("{answer:?}"));
        }
    }
    let mut items = client.export_customers().items();
    if let Err(error) = items.try_next().await {
        shown.error(&error);
    }
    shown.add(&format!("{items:?}"));
}

pub async fn use_nxcloud(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config =
        specwright_tests::nxcloud::Config { access_secret: "MARKED-SECRET".to_owned(), ..Default::default() };
    let server = NxCloud::start(config).unwrap();
    let credentials = nxcloud::Credentials::new("fme2na3kdi3ki", "MARKED-SECRET");
    for (fault, options) in troubles(&options(&server.server().base_url()), payload_logging) {
        set(server.server(), fault.as_ref());
        let builder = nxcloud::Client::builder().credentials(credentials.clone());
        let client = builder.with_options(options).build().unwrap();
        shown.add(&format!("{credentials:?} {client:?}"));
        shown.call(client.query_customers(1, "a").limit(1)).await;
    }
    sent(&server.server().requests())
}

pub async fn use_helpcrunch(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config =
        specwright_tests::helpcrunch::Config { api_key: "MARKED-KEY".to_owned(), ..Default::default() };
    let server = HelpCrunch::start(config).unwrap();
    let credentials = helpcrunch::Credentials::new("MARKED-KEY");
    for (fault, options) in troubles(&options(&server.server().base_url()), payload_logging) {
        set(server.server(), fault.as_ref());
        let builder = helpcrunch::Client::builder().credentials(credentials.clone());
        let client = builder.with_options(options).build().unwrap();
        shown.add(&format!("{credentials:?} {client:?}"));
        shown.call(client.search_customers().limit(1)).await;
    }
    sent(&server.server().requests())
}
