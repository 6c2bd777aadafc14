//! Requests that came in: those of the vendor are taken, all others refused, each for its own reason.

use std::{
    fmt::Write as _,
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::hmac;
use specwright_kitchen::webhooks::{Credentials, StripePayload, webhooks};
use specwright_runtime::{Secret, WebhookError, WebhookErrorKind, WebhookRequest, reexport::http};

fn kind<T>(result: Result<T, WebhookError>) -> Option<WebhookErrorKind> {
    result.err().map(|error| error.kind())
}

/// A request at a second since 1970.
fn at<'a>(seconds: u64, body: &'a [u8], headers: &[(&str, &str)]) -> WebhookRequest<'a> {
    WebhookRequest::new(body)
        .with_now(UNIX_EPOCH + Duration::from_secs(seconds))
        .with_headers(headers.iter().copied())
}

/// Signed without the code under test.
fn mac(algorithm: hmac::Algorithm, key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), text).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha256(key: &[u8], text: &[u8]) -> String {
    hex(&mac(hmac::HMAC_SHA256, key, text))
}

const SECRET: &str = "It's a Secret to Everybody";
const PUSH: &[u8] = br#"{"ref":"main","commits":2}"#;

fn github(body: &[u8], signature: &str) -> WebhookRequest<'static> {
    let body: &'static [u8] = Box::leak(body.to_vec().into_boxed_slice());
    at(0, body, &[("X-Hub-Signature-256", signature)])
}

#[test]
fn the_vendor_s_own_request_gives_its_payload() {
    let signature = format!("sha256={}", sha256(SECRET.as_bytes(), PUSH));
    let push = webhooks::verify_github(&Secret::from(SECRET), &github(PUSH, &signature)).unwrap();
    assert_eq!((push.ref_.as_str(), push.commits, push.forced), ("main", 2, None));
    // A body that comes in by the `http` crate's types is the same.
    let request = http_request(&signature);
    assert!(webhooks::verify_github(&Secret::from(SECRET), &WebhookRequest::from(&request)).is_ok());
}

/// What nothing is known of is read, and read as strictly.
#[test]
fn a_payload_without_a_signature_is_read() {
    assert_eq!(webhooks::read_told(&WebhookRequest::new(PUSH)).unwrap().commits, 2);
    assert_eq!(kind(webhooks::read_told(&WebhookRequest::new(b"{}"))), Some(WebhookErrorKind::Payload));
    assert_eq!(webhooks::read_listed(&WebhookRequest::new(b"[1000]")).unwrap()[0].timestamp(), 1);
}

fn http_request(signature: &str) -> http::Request<Vec<u8>> {
    let request = http::Request::post("/hooks").header("x-hub-signature-256", signature);
    request.body(PUSH.to_vec()).unwrap()
}

#[test]
fn whatever_is_changed_the_request_is_refused() {
    let secret = Secret::from(SECRET);
    let signature = format!("sha256={}", sha256(SECRET.as_bytes(), PUSH));
    let verify =
        |body: &[u8], signature: &str| kind(webhooks::verify_github(&secret, &github(body, signature)));
    let wrong = Some(WebhookErrorKind::WrongSignature);
    for index in 0..PUSH.len() {
        let mut body = PUSH.to_vec();
        body[index] ^= 1;
        assert_eq!(verify(&body, &signature), wrong, "byte {index} of the body");
    }
    for index in 0..signature.len() {
        let mut other = signature.clone().into_bytes();
        other[index] ^= 1;
        assert_eq!(verify(PUSH, &String::from_utf8(other).unwrap()), wrong, "byte {index} of the signature");
    }
    assert_eq!(verify(b"", &signature), wrong);
    assert_eq!(verify(PUSH, &signature.to_uppercase()), wrong);
    assert_eq!(verify(PUSH, &signature["sha256=".len()..]), wrong);
    assert_eq!(verify(PUSH, &format!("{signature}0")), wrong);
    assert_eq!(verify(PUSH, ""), Some(WebhookErrorKind::NoSignature));
    let unsigned = at(0, PUSH, &[("X-Hub-Signature", &signature)]);
    assert_eq!(kind(webhooks::verify_github(&secret, &unsigned)), Some(WebhookErrorKind::NoSignature));
}

#[test]
fn another_secret_is_no_proof_and_an_empty_one_none_at_all() {
    let verify = |secret: &str, key: &str| {
        let signature = format!("sha256={}", sha256(key.as_bytes(), PUSH));
        kind(webhooks::verify_github(&Secret::from(secret), &github(PUSH, &signature)))
    };
    assert_eq!(verify(SECRET, "another"), Some(WebhookErrorKind::WrongSignature));
    assert_eq!(verify("", ""), Some(WebhookErrorKind::NoKey));
    // What is no base64 where the recipe decodes it is an empty key too.
    let signature = format!("v1,{}", STANDARD.encode(mac(hmac::HMAC_SHA256, b"", b"id.7.{}")));
    let headers = [("webhook-id", "id"), ("webhook-timestamp", "7"), ("webhook-signature", &signature)];
    let forged = webhooks::verify_svix(&Secret::from("whsec_?"), &at(7, b"{}", &headers));
    assert_eq!(kind(forged), Some(WebhookErrorKind::NoKey));
}

#[test]
fn a_payload_that_is_another_is_told_apart_from_a_forgery() {
    let body = br#"{"ref":"main","commits":"hunter2"}"#;
    let signature = format!("sha256={}", sha256(SECRET.as_bytes(), body));
    let error = webhooks::verify_github(&Secret::from(SECRET), &github(body, &signature)).unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (WebhookErrorKind::Payload, Some("commits")));
    assert!(!error.is_forged());
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2") && !shown.contains(SECRET) && !shown.contains(&signature), "{shown}");
}

const STRIPE: &str = "whsec_test_secret";

fn stripe(now: u64, header: &str) -> Result<StripePayload, WebhookError> {
    let request = at(now, br#"{"id":"evt_1","amount":12.30}"#, &[("Stripe-Signature", header)]);
    webhooks::verify_stripe(&Secret::from(STRIPE), &request)
}

#[test]
fn a_request_is_taken_for_as_long_as_the_spec_says() {
    let sign = |time: &str| {
        sha256(STRIPE.as_bytes(), format!(r#"{time}.{{"id":"evt_1","amount":12.30}}"#).as_bytes())
    };
    let header = format!("t=1492774577,v1={},v0=6ffbb59b", sign("1492774577"));
    assert_eq!(stripe(1_492_774_577, &header).unwrap().id, "evt_1");
    assert_eq!(kind(stripe(1_492_774_877, &header)), None);
    assert_eq!(kind(stripe(1_492_774_878, &header)), Some(WebhookErrorKind::TooOld));
    assert_eq!(kind(stripe(1_492_774_277, &header)), None);
    assert_eq!(kind(stripe(1_492_774_276, &header)), Some(WebhookErrorKind::TooNew));
    // A newer time is another text, and one that is signed must be a time.
    let fresher = header.replace("t=1492774577", "t=1492774878");
    assert_eq!(kind(stripe(1_492_774_878, &fresher)), Some(WebhookErrorKind::WrongSignature));
    let odd = format!("t=soon,v1={}", sign("soon"));
    assert_eq!(kind(stripe(1_492_774_577, &odd)), Some(WebhookErrorKind::NoTimestamp));
    assert_eq!(kind(stripe(1_492_774_577, "t=1492774577,v0=1")), Some(WebhookErrorKind::NoSignature));
}

#[test]
fn any_of_several_signatures_fits() {
    let good = sha256(STRIPE.as_bytes(), br#"7.{"id":"evt_1","amount":12.30}"#);
    assert_eq!(kind(stripe(7, &format!("t=7, v1=00, v1={good}, v1=11"))), None);
    // Of another version it is none.
    assert_eq!(kind(stripe(7, &format!("t=7,v1=00,v2={good}"))), Some(WebhookErrorKind::WrongSignature));
    // A second time in the header is not the one that is signed.
    assert_eq!(kind(stripe(9000, &format!("t=9000,v1={good},t=7"))), Some(WebhookErrorKind::WrongSignature));
}

#[test]
fn standard_webhooks_as_svix_documents_them() {
    let secret = Secret::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let verify = |signatures: &str| {
        let headers = [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", signatures),
        ];
        webhooks::verify_svix(&secret, &at(1_614_265_330, br#"{"test": 2432232314}"#, &headers))
    };
    let published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert_eq!(verify(published).unwrap()["test"], 2_432_232_314_u64);
    assert_eq!(kind(verify(&format!("v1,bm9wZQ== {published} v2,MzJsNDk4MzI0"))), None);
    assert_eq!(kind(verify("v1,bm9wZQ==")), Some(WebhookErrorKind::WrongSignature));
}

#[test]
fn a_form_is_given_as_it_came() {
    let body = b"token=x&team_id=T1";
    let signature = format!("v0={}", sha256(b"shh", b"v0:1531420618:token=x&team_id=T1"));
    let headers = [("X-Slack-Request-Timestamp", "1531420618"), ("X-Slack-Signature", &*signature)];
    let request = at(1_531_420_700, body, &headers);
    assert_eq!(webhooks::verify_slack(&Secret::from("shh"), &request).unwrap(), "token=x&team_id=T1");
}

#[test]
fn method_address_and_parameters_are_signed_too() {
    let text = "PUT\nhttps://shop.example/hook\nat=2024-05-07T14:44:36Z&b=1\nacme\nx";
    let sign = |key: &[u8]| STANDARD.encode(mac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key, text.as_bytes()));
    let both = format!("{},{}", sign(b"old"), sign(b"new"));
    let verify = |uri: &str, header: &str| {
        let signatures = format!("other {both}");
        let value = if header == "signatures" { &signatures } else { &both };
        let request = at(1_715_093_106, b"x", &[(header, value)]).with_method("PUT");
        let (old, new) = (Secret::from("old"), Secret::from("new"));
        webhooks::verify_ordered("acme", &old, &new, &request.with_uri(uri))
    };
    let uri = "https://shop.example/hook?b=1&at=2024-05-07T14%3A44%3A36Z";
    assert_eq!(verify(uri, "x_sign").unwrap(), b"x");
    assert_eq!(verify(uri, "signatures").unwrap(), b"x");
    let elsewhere = "https://evil.example/hook?b=1&at=2024-05-07T14%3A44%3A36Z";
    assert_eq!(kind(verify(elsewhere, "x_sign")), Some(WebhookErrorKind::WrongSignature));
    assert_eq!(kind(verify(uri, "unknown")), Some(WebhookErrorKind::NoSignature));
}

#[test]
fn a_secret_that_comes_along_is_compared_as_it_is() {
    let verify = |token: &str| {
        webhooks::verify_plain(&Secret::from("hunter2"), &at(0, b"[1715093076000]", &[("x-token", token)]))
    };
    assert_eq!(verify("hunter2").unwrap()[0].timestamp(), 1_715_093_076);
    assert_eq!(kind(verify("hunter3")), Some(WebhookErrorKind::WrongSignature));
    assert_eq!(kind(verify("")), Some(WebhookErrorKind::NoSignature));
}

#[test]
fn what_only_webhooks_use_is_no_credential_of_the_client() {
    // One argument: the other seven credentials are arguments of the functions.
    let credentials = Credentials::new("key");
    assert!(!format!("{credentials:?}").contains("hunter"));
}
