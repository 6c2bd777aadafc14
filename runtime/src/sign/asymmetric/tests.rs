//! With published keys and signatures, and what is signed at random is verified.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, KeyPair, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};

use super::*;
use crate::sign::{base64, base64url, decode_base64, hex};

/// RFC 7515, A.2.1, and the same in the form of PKCS#1.
const RSA: &str = include_str!("keys/rsa_pkcs8.pem");
const RSA_PKCS1: &str = include_str!("keys/rsa_pkcs1.pem");
/// RFC 7515, A.3.1, and the same in the form of SEC1.
const P256_KEY: &str = include_str!("keys/p256_pkcs8.pem");
const P256_SEC1: &str = include_str!("keys/p256_sec1.pem");
/// Made for this test.
const P384_SEC1: &str = include_str!("keys/p384_sec1.pem");
/// RFC 9421, B.1.4.
const ED25519: &str = include_str!("keys/ed25519.pem");

type Sign = fn(&[u8], &[u8]) -> Result<Vec<u8>, Error>;

#[test]
fn rsa_signs_as_rfc_7515_does() {
    let text = b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let expected = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let body: String = RSA.lines().filter(|line| !line.starts_with('-')).collect();
    let escaped = RSA.replace('\n', "\\n");
    for key in [RSA, RSA_PKCS1, body.as_str(), escaped.as_str()] {
        assert_eq!(base64url(&rsa_sha256(key.as_bytes(), text).unwrap()), expected);
    }
    assert_eq!(base64url(&rsa_sha256(&decode_base64(&body), text).unwrap()), expected);
}

#[test]
fn other_rsa_signatures_are_verified() {
    let pair = rsa::KeyPair::from_pkcs8(&key::der(RSA.as_bytes())).unwrap();
    let ways: [(Sign, &'static dyn VerificationAlgorithm); 4] = [
        (rsa_sha512, &RSA_PKCS1_2048_8192_SHA512),
        (rsa_pss_sha256, &RSA_PSS_2048_8192_SHA256),
        (rsa_pss_sha384, &RSA_PSS_2048_8192_SHA384),
        (rsa_pss_sha512, &RSA_PSS_2048_8192_SHA512),
    ];
    for (sign, verify) in ways {
        let signature = sign(RSA.as_bytes(), b"text").unwrap();
        UnparsedPublicKey::new(verify, pair.public().as_ref()).verify(b"text", &signature).unwrap();
    }
}

#[test]
fn ecdsa_signatures_are_verified() {
    let random = SystemRandom::new();
    let ways: [(Sign, &str, Curve<'_>, &'static dyn VerificationAlgorithm); 3] = [
        (ecdsa_p256_sha256, P256_KEY, (&P256, &ECDSA_P256_SHA256_FIXED_SIGNING), &ECDSA_P256_SHA256_FIXED),
        (ecdsa_p256_sha256, P256_SEC1, (&P256, &ECDSA_P256_SHA256_FIXED_SIGNING), &ECDSA_P256_SHA256_FIXED),
        (ecdsa_p384_sha384, P384_SEC1, (&P384, &ECDSA_P384_SHA384_FIXED_SIGNING), &ECDSA_P384_SHA384_FIXED),
    ];
    for (sign, key, (curve, algorithm), verify) in ways {
        let signature = sign(key.as_bytes(), b"text").unwrap();
        let der = key::der(key.as_bytes());
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der, &random)
            .or_else(|_| EcdsaKeyPair::from_pkcs8(algorithm, &curve.pkcs8(&der), &random))
            .unwrap();
        UnparsedPublicKey::new(verify, pair.public_key().as_ref()).verify(b"text", &signature).unwrap();
        assert_ne!(sign(key.as_bytes(), b"text").unwrap(), signature);
    }
}

type Curve<'a> = (&'a key::Curve, &'static EcdsaSigningAlgorithm);

#[test]
fn ed25519_signs_as_rfc_8032_does() {
    // RFC 8032, 7.1, tests 1 and 2
    let seed = crate::sign::decode_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    assert_eq!(
        hex(&ed25519(&seed, b"").unwrap()),
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    );
    let seed = crate::sign::decode_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    assert_eq!(hex(&ed25519(&seed, &[0x72]).unwrap()), expected);
    assert_eq!(hex(&ed25519(base64(&seed).as_bytes(), &[0x72]).unwrap()), expected);
}

#[test]
fn ed25519_signs_as_rfc_9421_does() {
    // RFC 9421, B.2.6
    let text = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    let signature = ed25519(ED25519.as_bytes(), text.as_bytes()).unwrap();
    assert_eq!(
        base64(&signature),
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    );
}

#[test]
fn a_key_that_cannot_be_read_is_an_error_that_does_not_show_it() {
    let ways: [(Sign, &str, &str); 4] = [
        (rsa_sha256, P256_KEY, "the key of `rsa_sha256` cannot be read: expected an RSA private key"),
        (
            ecdsa_p256_sha256,
            RSA,
            "the key of `ecdsa_p256_sha256` cannot be read: expected a private key on P-256",
        ),
        (ecdsa_p384_sha384, P256_SEC1, "the key of `ecdsa_p384_sha384` cannot be read"),
        (ed25519, RSA, "the key of `ed25519` cannot be read: expected an Ed25519 private key"),
    ];
    for (sign, other, message) in ways {
        for key in [other, "", "MARK-no-key", "-----BEGIN PRIVATE KEY-----\nMARK\n-----END PRIVATE KEY-----"]
        {
            let error = sign(key.as_bytes(), b"text").unwrap_err();
            assert!(error.is_config() && error.to_string().contains(message), "{error}");
            assert!(!format!("{error} {error:?}").contains("MARK"));
        }
    }
}
