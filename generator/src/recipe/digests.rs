//! Digests and keyed digests.

use hmac::{KeyInit as _, Mac as _};
use md5::Digest as _;

use crate::api::Digest;

pub(super) fn digest(kind: Digest, data: &[u8]) -> Vec<u8> {
    match kind {
        Digest::Md5 => md5::Md5::digest(data).to_vec(),
        Digest::Sha1 => sha1::Sha1::digest(data).to_vec(),
        Digest::Sha224 => sha2::Sha224::digest(data).to_vec(),
        Digest::Sha256 => sha2::Sha256::digest(data).to_vec(),
        Digest::Sha384 => sha2::Sha384::digest(data).to_vec(),
        Digest::Sha512 => sha2::Sha512::digest(data).to_vec(),
        Digest::Sha512Part256 => sha2::Sha512_256::digest(data).to_vec(),
    }
}

/// A key of any length is fine for an HMAC, so there is always a value.
pub(super) fn hmac(kind: Digest, key: &[u8], data: &[u8]) -> Vec<u8> {
    macro_rules! with {
        ($digest:ty) => {
            hmac::Hmac::<$digest>::new_from_slice(key)
                .map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec())
                .unwrap_or_default()
        };
    }
    match kind {
        Digest::Md5 => with!(md5::Md5),
        Digest::Sha1 => with!(sha1::Sha1),
        Digest::Sha224 => with!(sha2::Sha224),
        Digest::Sha256 => with!(sha2::Sha256),
        Digest::Sha384 => with!(sha2::Sha384),
        Digest::Sha512 => with!(sha2::Sha512),
        Digest::Sha512Part256 => with!(sha2::Sha512_256),
    }
}
