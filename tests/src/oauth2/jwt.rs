//! Signed assertions (RFC 7515, RFC 7519, RFC 7523), verified with ring.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::State;
use super::token::{Denied, denied};
use crate::clock::unix_millis;

/// Key pairs of the tests, made for them and used nowhere else.
pub mod keys {
    /// An RSA private key, PKCS #8 in PEM.
    pub const RSA: &str = include_str!("keys/rsa.pem");
    /// A P-256 private key, PKCS #8 in PEM.
    pub const EC: &str = include_str!("keys/ec.pem");
    /// Of [`RSA`], as PKCS #1 has it.
    pub(super) const RSA_PUBLIC: &[u8] = include_bytes!("keys/rsa_public.der");
    /// Of [`EC`], the point, uncompressed.
    pub(super) const EC_PUBLIC: &[u8] = include_bytes!("keys/ec_public.bin");
}

/// Who assertions are for: the token endpoint, under the name that it has in public.
const AUDIENCE: &str = "https://login.example/token";
/// The longest an assertion may hold, in seconds.
const LONGEST: u64 = 3600;

impl State {
    /// Takes an assertion that is right and new: issuer the client or, with `sub` the user, for this endpoint.
    pub(super) fn assertion(&mut self, jwt: &str, subject: &str) -> Result<(), Denied> {
        let Some(claims) = verified(jwt) else {
            return denied("invalid_grant", "the assertion is not signed as it must be");
        };
        let text = |name: &str| claims[name].as_str().unwrap_or_default();
        if text("iss") != self.config.client_id || text("sub") != subject || text("aud") != AUDIENCE {
            return denied("invalid_grant", "the assertion is another's");
        }
        let now = unix_millis(self.now()) / 1000;
        let expires = claims["exp"].as_u64().unwrap_or_default();
        if expires <= now || expires > now + LONGEST {
            return denied("invalid_grant", "the assertion's time is over, or too far away");
        }
        if text("jti").is_empty() || !self.assertions.insert(text("jti").to_owned()) {
            return denied("invalid_grant", "the assertion was used before");
        }
        Ok(())
    }
}

/// The claims of a JWT with a right signature.
fn verified(jwt: &str) -> Option<Value> {
    let (signed, signature) = jwt.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
    if header["typ"] != "JWT" {
        return None;
    }
    let signature = decode(signature)?;
    let outcome = match header["alg"].as_str()? {
        "RS256" => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, keys::RSA_PUBLIC)
            .verify(signed.as_bytes(), &signature),
        "ES256" => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, keys::EC_PUBLIC)
            .verify(signed.as_bytes(), &signature),
        _ => return None,
    };
    outcome.ok()?;
    serde_json::from_slice(&decode(claims)?).ok()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}
