//! Signatures, nonces, the login and the limits.

use super::*;

fn with(pairs: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    pairs.iter().map(|(key, old)| (key.clone(), if key == name { value } else { old }.to_owned())).collect()
}

fn code(rig: &Rig, pairs: &[(String, String)]) -> Value {
    rig.send("GET", "/customers/filters", pairs, b"").json()["code"].clone()
}

#[test]
fn the_signature_is_the_digest_of_five_values() {
    // printf 'admin@udesk.cn&3ce6a4d8-2d5a-4b0c-9f0e-1a7c5d9b8e21&1494474404&2d931510-d99f-494a-8c67-87feb05e1594&v2' | sha256sum
    let sign = sign(
        "admin@udesk.cn",
        "3ce6a4d8-2d5a-4b0c-9f0e-1a7c5d9b8e21",
        "1494474404",
        "2d931510-d99f-494a-8c67-87feb05e1594",
        "v2",
    );
    assert_eq!(sign, "d0cc9259971344f3647637b93e43d0e3a25f455aea35b234b9f81f55a3898ee5");
}

#[test]
fn whatever_is_changed_breaks_the_signature() {
    let rig = Rig::new(0);
    let signed = rig.signed();
    for (name, _) in &signed {
        assert_eq!(code(&rig, &with(&signed, name, "x")), 2059, "{name}");
        let without: Vec<_> = signed.iter().filter(|(key, _)| key != name).cloned().collect();
        assert_eq!(code(&rig, &without), 2059, "{name}");
    }
    assert_eq!(code(&rig, &signed), 1000);
}

#[test]
fn a_nonce_may_be_used_once_in_fifteen_minutes() {
    let rig = Rig::new(0);
    let signed = rig.signed();
    assert_eq!(code(&rig, &signed), 1000);
    assert_eq!(code(&rig, &signed), 2059);
    rig.clock.advance(Duration::from_secs(15 * 60 - 1));
    let nonce = &signed[2].1;
    let fresh = |rig: &Rig| {
        let timestamp = (rig.clock.millis() / 1000).to_string();
        let sign = sign("admin@udesk.cn", "token-of-the-test", &timestamp, nonce, "v2");
        with(&with(&signed, "timestamp", &timestamp), "sign", &sign)
    };
    assert_eq!(code(&rig, &fresh(&rig)), 2059);
    rig.clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(code(&rig, &fresh(&rig)), 1000);
}

#[test]
fn a_timestamp_may_be_five_minutes_off() {
    let rig = Rig::new(0);
    let (early, late) = (rig.signed(), rig.signed());
    rig.clock.advance(Duration::from_secs(300));
    assert_eq!(code(&rig, &early), 1000);
    rig.clock.advance(Duration::from_secs(1));
    assert_eq!(code(&rig, &late), 2059);
}

#[test]
fn the_login_is_not_signed_and_gives_the_token() {
    let rig = Rig::new(0);
    let log_in = |password: &str| {
        let body = json!({ "email": "admin@udesk.cn", "password": password }).to_string();
        rig.send("POST", "/log_in", &[], body.as_bytes()).json()
    };
    let expected = json!({ "code": 1000, "open_api_auth_token": "token-of-the-test" });
    assert_eq!(log_in("password-of-the-test"), expected);
    assert_eq!(log_in("guess")["code"], 2000);
}

#[test]
fn each_endpoint_takes_sixty_calls_a_minute() {
    let rig = Rig::with(Config::default());
    for _ in 0..60 {
        assert_eq!(rig.get("/customers/filters", &[])["code"], 1000);
    }
    assert_eq!(refusal(&rig.get("/customers/filters", &[])), (429, "API interface exceeds request limit"));
    assert_eq!(rig.get("/customers/custom_fields", &[])["code"], 1000);
    rig.clock.advance(Duration::from_secs(60));
    assert_eq!(rig.get("/customers/filters", &[])["code"], 1000);
}
