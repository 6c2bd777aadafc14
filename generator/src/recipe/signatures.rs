//! Signatures with a private key: PEM, the base64 of DER, DER itself, or the seed of an Ed25519 key.

use ring::{
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
    },
};

use super::encodings::decode_base64;
use crate::api::Signing;

/// `None`: the key cannot be read.
pub(super) fn sign(signing: Signing, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    match signing {
        Signing::RsaSha256 => with_rsa(&RSA_PKCS1_SHA256, key, data),
        Signing::RsaSha384 => with_rsa(&RSA_PKCS1_SHA384, key, data),
        Signing::RsaSha512 => with_rsa(&RSA_PKCS1_SHA512, key, data),
        Signing::RsaPssSha256 => with_rsa(&RSA_PSS_SHA256, key, data),
        Signing::RsaPssSha384 => with_rsa(&RSA_PSS_SHA384, key, data),
        Signing::RsaPssSha512 => with_rsa(&RSA_PSS_SHA512, key, data),
        Signing::EcdsaP256Sha256 => with_ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, P256, key, data),
        Signing::EcdsaP384Sha384 => with_ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING, P384, key, data),
        Signing::Ed25519 => with_ed25519(key, data),
    }
}

fn with_rsa(encoding: &'static dyn RsaEncoding, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let der = der(key);
    let pair = rsa::KeyPair::from_pkcs8(&der).or_else(|_| rsa::KeyPair::from_der(&der)).ok()?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), data, &mut signature).ok()?;
    Some(signature)
}

/// SEQUENCE { id-ecPublicKey, the curve } (RFC 5480, 2.1.1).
const P256: &[u8] = b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";

fn with_ecdsa(
    algorithm: &'static EcdsaSigningAlgorithm,
    curve: &[u8],
    key: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    let (der, random) = (der(key), SystemRandom::new());
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der, &random)
        .or_else(|_| EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8(curve, &der), &random));
    Some(pair.ok()?.sign(&random, data).ok()?.as_ref().to_vec())
}

fn with_ed25519(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let decoded = std::str::from_utf8(key).map(|text| decode_base64(text.trim())).unwrap_or_default();
    let bytes = if decoded.is_empty() { key } else { &decoded };
    let pair = if matches!(bytes.len(), 32 | 64) {
        Ed25519KeyPair::from_seed_unchecked(&bytes[..32])
    } else {
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der(key))
    };
    Some(pair.ok()?.sign(data).as_ref().to_vec())
}

/// The DER form of a key.
fn der(key: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(key) else { return key.to_vec() };
    let text = text.replace("\\n", "\n").replace("\\r", "\n");
    let body = text.split_once("PRIVATE KEY-----").and_then(|(_, rest)| rest.split_once("-----END"));
    let body = body.map_or(text.as_str(), |(body, _)| body);
    let decoded = decode_base64(&body.split_whitespace().collect::<String>());
    if decoded.is_empty() { key.to_vec() } else { decoded }
}

/// A key in the form of SEC1 as PKCS#8 (RFC 5958, 2).
fn pkcs8(curve: &[u8], sec1: &[u8]) -> Vec<u8> {
    let version: &[u8] = &[2, 1, 0];
    tagged(0x30, &[version, curve, &tagged(4, sec1)].concat())
}

/// A DER value with its length in the shortest form.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let header = match u16::try_from(content.len()).unwrap_or_default().to_be_bytes() {
        [0, short @ 0..=127] => vec![tag, short],
        [0, low] => vec![tag, 0x81, low],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [header.as_slice(), content].concat()
}
