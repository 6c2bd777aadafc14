//! Private keys as they come: PEM, the base64 of DER, DER itself, or the seed of an Ed25519 key.

use super::decode_base64;

/// The DER form. What is none of the known forms comes back as it is, and is refused by who reads it.
pub(super) fn der(key: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(key) else { return key.to_vec() };
    // In environment variables line breaks are often written so.
    let text = text.replace("\\n", "\n").replace("\\r", "\n");
    let decoded = decode_base64(&without_space(pem_body(&text).unwrap_or(&text)));
    if decoded.is_empty() { key.to_vec() } else { decoded }
}

/// The first private key's text between its marks. An EC key's file may begin with the parameters of its curve.
fn pem_body(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("PRIVATE KEY-----")?;
    rest.split_once("-----END").map(|(body, _)| body)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// The seed of an Ed25519 key: 32 bytes, or 64 with the public key behind them, or the base64 of either.
pub(super) fn seed(key: &[u8]) -> Option<Vec<u8>> {
    // The base64 of a whole key can have 64 letters, so what is base64 is not taken for raw bytes.
    let decoded = std::str::from_utf8(key).map(|text| decode_base64(text.trim())).unwrap_or_default();
    let bytes = if decoded.is_empty() { key } else { &decoded };
    matches!(bytes.len(), 32 | 64).then(|| bytes[..32].to_vec())
}

/// A curve of ECDSA.
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// A key in the form of SEC1 as PKCS#8 (RFC 5958, 2): the number of the version, what algorithm it is for, the key.
    pub(super) fn pkcs8(&self, sec1: &[u8]) -> Vec<u8> {
        const VERSION: [u8; 3] = [2, 1, 0];
        // SEQUENCE { id-ecPublicKey, the curve } (RFC 5480, 2.1.1)
        let algorithm: &[u8] = match self {
            Self::P256 => {
                b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
            }
            Self::P384 => b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22",
        };
        let key = tagged(4, sec1);
        tagged(0x30, &[&VERSION, algorithm, &key].concat())
    }
}

/// A DER value with its length in the shortest form; of what is longer than any key: nothing that can be read.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let header = match u16::try_from(content.len()).unwrap_or_default().to_be_bytes() {
        [0, short @ 0..=127] => vec![tag, short],
        [0, low] => vec![tag, 0x81, low],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [header.as_slice(), content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_in_several_forms() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\nAQID\nBAUG\n-----END PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\\nAQID\\nBAUG\\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\r\nAQIDBAUG\r\n-----END EC PRIVATE KEY-----",
            " AQID\nBAUG ",
        ] {
            assert_eq!(der(text.as_bytes()), [1, 2, 3, 4, 5, 6], "{text}");
        }
        assert_eq!(der(&[0x30, 0x82, 255]), [0x30, 0x82, 255]);
    }

    #[test]
    fn a_seed_is_told_by_its_length() {
        assert_eq!(seed(&[7; 32]), Some(vec![7; 32]));
        assert_eq!(seed(&[[7; 32], [8; 32]].concat()), Some(vec![7; 32]));
        assert_eq!(seed(super::super::base64(&[7; 32]).as_bytes()), Some(vec![7; 32]));
        assert_eq!(seed(b"MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"), None);
        assert_eq!(seed(b""), None);
    }

    #[test]
    fn lengths_take_the_shortest_form() {
        assert_eq!(tagged(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(tagged(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tagged(4, &[0; 256])[..4], [4, 0x82, 1, 0]);
    }
}
