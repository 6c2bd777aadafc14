//! `NXCloud`'s common auth rules ("API Interface Invocation Convention").

use md5::{Digest, Md5};

use super::{Config, Refusal, codes};
use crate::clock::unix_millis;
use crate::hex;
use crate::http::Request;

/// "Max allowed time drift is 60 seconds."
const DRIFT_MILLIS: u64 = 60_000;

/// The signature of a request: the common headers sorted by name, the body's exact bytes unless there are none, the secret.
pub fn sign(
    access_key: &str,
    action: &str,
    biz_type: &str,
    ts: &str,
    body: &[u8],
    access_secret: &str,
) -> String {
    let mut digest = Md5::new();
    digest.update(format!("accessKey={access_key}&action={action}&bizType={biz_type}&ts={ts}"));
    if !body.is_empty() {
        digest.update("&body=");
        digest.update(body);
    }
    digest.update(format!("&accessSecret={access_secret}"));
    hex::lower(&digest.finalize())
}

/// Refuses a request that is not signed as the rules say.
pub(super) fn check(config: &Config, request: &Request) -> Result<(), Refusal> {
    let header = |name: &str| {
        let value = request.header(&name.to_ascii_lowercase());
        value.ok_or_else(|| Refusal(codes::BAD_HEADER, format!("the header {name} is missing")))
    };
    let (access_key, ts) = (header("accessKey")?, header("ts")?);
    let (biz_type, action) = (header("bizType")?, header("action")?);
    let sent = header("sign")?;
    if biz_type != "2" || action != "mt" {
        return Err(Refusal(codes::BAD_HEADER, "bizType or action is not the fixed value".to_owned()));
    }
    if !request.header("content-type").is_some_and(|value| value.starts_with("application/json")) {
        return Err(Refusal(codes::BAD_HEADER, "the content type is not application/json".to_owned()));
    }
    let now = unix_millis((config.clock)());
    if !ts.parse::<u64>().is_ok_and(|ts| ts.abs_diff(now) <= DRIFT_MILLIS) {
        return Err(Refusal(codes::STALE, "ts is more than 60 seconds off".to_owned()));
    }
    let expected = sign(access_key, action, biz_type, ts, &request.body, &config.access_secret);
    if access_key != config.access_key || sent != expected {
        return Err(Refusal(codes::BAD_SIGN, "the signature is wrong".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn the_vendors_known_answer() {
        let body = r#"{"id":10001,"name":"牛小信"}"#.as_bytes();
        let sign = sign("fme2na3kdi3ki", "send", "1", "1655710885431", body, "abciiiko2k3");
        assert_eq!(sign, "7750759da06333f20d0640be09355e34");
    }

    #[test]
    fn without_a_body_the_body_is_left_out_of_the_text() {
        let expected = crate::hex::lower(&<md5::Md5 as md5::Digest>::digest(
            "accessKey=k&action=mt&bizType=2&ts=1&accessSecret=s",
        ));
        assert_eq!(sign("k", "mt", "2", "1", b"", "s"), expected);
    }
}
