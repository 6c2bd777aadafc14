//! Digests and keyed digests, each behind the feature that brings its crate.

/// A digest and its HMAC.
#[cfg(any(feature = "md5", feature = "sha1", feature = "sha2"))]
macro_rules! digests {
    ($($feature:literal, $name:ident, $hmac:ident, $type:ty, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[cfg(feature = $feature)]
        pub fn $name(data: &[u8]) -> Vec<u8> {
            use hmac::digest::Digest;
            <$type>::digest(data).to_vec()
        }

        #[doc = concat!("HMAC with ", $doc)]
        #[cfg(feature = $feature)]
        pub fn $hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
            use hmac::{KeyInit, Mac};
            // A key of any length is fine for an HMAC, so there is always a value.
            let mac = hmac::Hmac::<$type>::new_from_slice(key);
            mac.map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec()).unwrap_or_default()
        }
    )*};
}

#[cfg(any(feature = "md5", feature = "sha1", feature = "sha2"))]
digests! {
    "md5", md5, hmac_md5, ::md5::Md5, "MD5.";
    "sha1", sha1, hmac_sha1, ::sha1::Sha1, "SHA-1.";
    "sha2", sha224, hmac_sha224, sha2::Sha224, "SHA-224.";
    "sha2", sha256, hmac_sha256, sha2::Sha256, "SHA-256.";
    "sha2", sha384, hmac_sha384, sha2::Sha384, "SHA-384.";
    "sha2", sha512, hmac_sha512, sha2::Sha512, "SHA-512.";
    "sha2", sha512_256, hmac_sha512_256, sha2::Sha512_256, "SHA-512/256.";
}

#[cfg(test)]
#[cfg(all(feature = "md5", feature = "sha1", feature = "sha2"))]
mod tests {
    use super::*;
    use crate::sign::hex;

    #[test]
    fn digests_have_their_known_values() {
        assert_eq!(hex(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(hex(&sha512(b"abc")).starts_with("ddaf35a193617abacc417349ae204131"));
        assert!(hex(&sha512_256(b"abc")).starts_with("53048e2681941ef99b2e29b76b4c7dab"));
    }

    #[test]
    fn keyed_digests_have_their_known_values() {
        // RFC 2202 and RFC 4231, test case 2
        let (key, data) = (b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&hmac_md5(key, data)), "750c783e6ab0b503eaa86e310a5db738");
        assert_eq!(hex(&hmac_sha1(key, data)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(
            hex(&hmac_sha256(key, data)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert!(hex(&hmac_sha512(key, data)).starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
    }

    #[test]
    fn a_key_of_any_length_will_do() {
        assert_eq!(hmac_sha256(&[], b"").len(), 32);
        assert_eq!(hmac_sha256(&[1; 1000], b"").len(), 32);
    }
}
