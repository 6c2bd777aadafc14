//! `kitchen.yaml` and `signatures.yaml` with marked secrets, against a server that quotes what it was sent.

use std::collections::BTreeSet;

use serde_json::json;
use specwright_kitchen::{functions, kitchen, signatures};
use specwright_tests::http::{Request, Response, Server};
use specwright_tests::oauth2::keys;

use super::shown::{Shown, sent, set, troubles};
use crate::support::options;

/// A server that complains about everything, in the words of the request, where the kitchen's envelope has its errors.
fn start() -> Server {
    Server::start(|request| {
        let quoted = quoted(request);
        let problem = json!({ "code": "E1", "message": quoted, "text": quoted });
        Response::json(
            400,
            &json!({ "status": "failed", "error": problem, "errors": [problem], "request_id": "r" }),
        )
    })
    .unwrap()
}

/// Each value that may come from auth, and the whole of the query.
fn quoted(request: &Request) -> String {
    let headers = request.headers.iter().map(|(_, value)| value.clone());
    let values = request.query_pairs().into_iter().map(|(_, value)| value);
    headers.chain(values).chain([request.query.clone()]).collect::<Vec<_>>().join(" and ")
}

pub async fn use_kitchen(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let server = start();
    let credentials = kitchen::Credentials::new("cook", "MARKED-PIN", "MARKED-KEY", "public");
    for (fault, options) in troubles(&options(&server.base_url()), payload_logging) {
        set(&server, fault.as_ref());
        let builder = kitchen::Client::builder().kitchen("k").credentials(credentials.clone());
        let client = builder.with_options(options).build().unwrap();
        shown.add(&format!("{credentials:?} {client:?}"));
        shown.call(client.read_otherwise()).await;
        shown.call(client.list_dishes()).await;
        shown.call(client.search_dishes(kitchen::Key::Id(1))).await;
        shown.call(client.scroll_dishes()).await;
        shown.call(client.signed("text")).await;
        shown.call(client.upload("a", "png", vec![1])).await;
    }
    sent(&server.requests())
}

/// Calls that take no argument.
macro_rules! call_each {
    ($shown:ident, $client:ident: $($name:ident)*) => {
        $($shown.call($client.$name()).await;)*
    };
}

pub async fn use_signatures(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let server = start();
    let credentials =
        signatures::Credentials::new("an-id", "MARKED-SECRET", "a-user", "MARKED-OTHER", "MARKED-TOKEN");
    for (fault, options) in troubles(&options(&server.base_url()), payload_logging) {
        set(&server, fault.as_ref());
        let builder = signatures::Client::builder().credentials(credentials.clone());
        let client = builder.with_options(options).build().unwrap();
        shown.add(&format!("{credentials:?} {client:?}"));
        call_each!(shown, client:
            call_nxcloud call_wechat_pay_v2 call_wechat_pay_v2_hmac call_taobao_top call_lazada call_udesk_v1 call_otapi
            call_wechat_jssdk call_binance call_bitmex call_gate_v4 call_okx_v5 call_duo call_aliyun_rpc call_oauth1
            call_aws_sigv4 call_aliyun_acs3 call_tencent_cos call_qiniu call_hawk call_rfc9421 call_jws_hs256
            call_github_webhook);
    }
    sent(&server.requests())
}

/// With a secret that is no key, with the RSA key and with the elliptic one: each is wrong for some of the schemes.
pub async fn use_functions(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let server = start();
    for secret in ["MARKED-SECRET", keys::RSA, keys::EC] {
        let credentials = functions::Credentials::new("an-id", secret, "MARKED-TOKEN");
        for (fault, options) in troubles(&options(&server.base_url()), payload_logging) {
            set(&server, fault.as_ref());
            let builder = functions::Client::builder().credentials(credentials.clone());
            let client = builder.with_options(options).build().unwrap();
            shown.add(&format!("{credentials:?} {client:?}"));
            call_each!(shown, client:
                call_kraken call_edgegrid call_twilio call_adyen call_jwt call_jwt_rsa call_jwt_eddsa call_jws_rs256
                call_jwt_ecdsa call_rfc9421_ed25519 call_wechat_pay_v3 call_alipay call_wsse call_huawei_cloud
                call_azure_storage call_sorted_json call_wechat_callback call_table);
        }
    }
    let mut secrets = sent(&server.requests());
    secrets.extend([keys::RSA, keys::EC].iter().flat_map(|key| key.lines().map(str::to_owned)));
    secrets
}
