//! Signatures with a private key. A key comes as text, PEM or the base64 of its DER form, or as bytes; it is read
//! afresh for every attempt, and never shown.

use ring::{
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
    },
};

use super::key;
use crate::Error;

macro_rules! signatures {
    ($($name:ident, $doc:literal, $sign:ident($($algorithm:expr),*);)*) => {$(
        #[doc = $doc]
        ///
        /// Fails when the key cannot be read.
        pub fn $name(key: &[u8], data: &[u8]) -> Result<Vec<u8>, Error> {
            $sign(stringify!($name), $(&$algorithm,)* key, data)
        }
    )*};
}

signatures! {
    rsa_sha256, "RSA, PKCS#1 version 1.5, with SHA-256.", with_rsa(RSA_PKCS1_SHA256);
    rsa_sha384, "RSA, PKCS#1 version 1.5, with SHA-384.", with_rsa(RSA_PKCS1_SHA384);
    rsa_sha512, "RSA, PKCS#1 version 1.5, with SHA-512.", with_rsa(RSA_PKCS1_SHA512);
    rsa_pss_sha256, "RSA-PSS with SHA-256 and a salt of its length.", with_rsa(RSA_PSS_SHA256);
    rsa_pss_sha384, "RSA-PSS with SHA-384 and a salt of its length.", with_rsa(RSA_PSS_SHA384);
    rsa_pss_sha512, "RSA-PSS with SHA-512 and a salt of its length.", with_rsa(RSA_PSS_SHA512);
    ecdsa_p256_sha256, "ECDSA on P-256 with SHA-256, of 64 bytes as in a JWS.",
        with_ecdsa(P256, ECDSA_P256_SHA256_FIXED_SIGNING);
    ecdsa_p384_sha384, "ECDSA on P-384 with SHA-384, of 96 bytes as in a JWS.",
        with_ecdsa(P384, ECDSA_P384_SHA384_FIXED_SIGNING);
    ed25519, "Ed25519 (RFC 8032).", with_ed25519();
}

const P256: key::Curve = key::Curve::P256;
const P384: key::Curve = key::Curve::P384;

fn with_rsa(
    function: &str,
    encoding: &'static dyn RsaEncoding,
    key: &[u8],
    data: &[u8],
) -> Result<Vec<u8>, Error> {
    let der = key::der(key);
    let pair = rsa::KeyPair::from_pkcs8(&der).or_else(|_| rsa::KeyPair::from_der(&der));
    let pair = pair.map_err(|_| {
        unreadable(function, "an RSA private key of 2048 to 4096 bits (PKCS#8 or PKCS#1), as PEM or base64")
    })?;
    let mut signature = vec![0; pair.public().modulus_len()];
    let signed = pair.sign(encoding, &SystemRandom::new(), data, &mut signature);
    signed.map(|()| signature).map_err(|_| failed(function))
}

fn with_ecdsa(
    function: &str,
    curve: &key::Curve,
    algorithm: &'static EcdsaSigningAlgorithm,
    key: &[u8],
    data: &[u8],
) -> Result<Vec<u8>, Error> {
    let (der, random) = (key::der(key), SystemRandom::new());
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der, &random)
        .or_else(|_| EcdsaKeyPair::from_pkcs8(algorithm, &curve.pkcs8(&der), &random));
    let pair = pair.map_err(|_| {
        let expected = format!(
            "a private key on {} with its public key (PKCS#8 or SEC1), as PEM or base64",
            curve.name()
        );
        unreadable(function, &expected)
    })?;
    pair.sign(&random, data).map(|signature| signature.as_ref().to_vec()).map_err(|_| failed(function))
}

fn with_ed25519(function: &str, key: &[u8], data: &[u8]) -> Result<Vec<u8>, Error> {
    let pair = match key::seed(key) {
        Some(seed) => Ed25519KeyPair::from_seed_unchecked(&seed),
        None => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&key::der(key)),
    };
    let pair = pair.map_err(|_| {
        unreadable(function, "an Ed25519 private key (PKCS#8) as PEM or base64, or its seed of 32 bytes")
    })?;
    Ok(pair.sign(data).as_ref().to_vec())
}

/// What the key is is not said.
fn unreadable(function: &str, expected: &str) -> Error {
    Error::config(format!("the key of `{function}` cannot be read: expected {expected}"))
}

fn failed(function: &str) -> Error {
    Error::config(format!("`{function}` could not sign"))
}

#[cfg(test)]
mod tests;
