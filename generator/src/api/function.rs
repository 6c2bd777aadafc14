//! The functions of templates.

use std::time::Duration;

use super::Value;

/// Functions of templates.
#[derive(Clone, Debug, PartialEq)]
pub enum Function {
    /// Seconds since 1970, as text.
    UnixSeconds,
    /// Milliseconds since 1970, as text.
    UnixMillis,
    /// Microseconds since 1970, as text.
    UnixMicros,
    /// Nanoseconds since 1970, as text.
    UnixNanos,
    /// A time in UTC in a strftime format.
    Format(String),
    /// A time that much later.
    After(Duration),
    /// A time that much earlier.
    Before(Duration),
    /// A digest.
    Digest(Digest),
    /// A keyed digest.
    Hmac(Digest, Box<Value>),
    /// A signature with a private key.
    Sign(Signing, Box<Value>),
    /// Lower-case hexadecimal.
    Hex,
    /// Base64 with padding.
    Base64,
    /// URL-safe base64 without padding.
    Base64Url,
    /// URL-safe base64 with padding.
    Base64UrlPadded,
    /// Text back to bytes. What is no such text gives no bytes.
    Decode(Decoding),
    /// Sixteen bytes as a version 4 UUID.
    Uuid,
    /// Sixteen bytes as so many decimal digits, of which the first is not zero.
    Digits(usize),
    /// Sixteen bytes as so many letters and digits.
    Alphanumeric(usize),
    /// A decimal number as lower-case hexadecimal digits, at least so many. What is no number gives no text.
    HexNumber(usize),
    /// ASCII upper case, of a text or of each in a list.
    Upper,
    /// ASCII lower case, of a text or of each in a list.
    Lower,
    /// Percent encoding of all but unreserved characters (RFC 3986), of a text, of each in a list, or of names and values.
    Percent,
    /// The same that leaves `/` as it is.
    PercentPath,
    /// [`Function::Percent`] with `+` for a space, and `*` left as it is, as forms have it.
    FormEncode,
    /// Percent-encoded text as it was before.
    DecodePercent,
    /// Without white space at both ends, of a text or of each in a list; of pairs: of the values.
    Trim,
    /// Without this text at its beginning.
    Strip(String),
    /// Without this text at its end.
    StripEnd(String),
    /// With the second text wherever the first stands.
    Replace(String, String),
    /// The first so many characters, or texts of a list.
    Take(usize),
    /// What stands behind them.
    Skip(usize),
    /// How many bytes there are, as text.
    Length,
    /// Bytes as the text that they are in UTF-8. What is no such text gives none.
    Text,
    /// A text that is sent as a JSON number. It stands only around what is placed in a field, and is gone from the checked
    /// API: the placement is a [`Slot::JsonField`](super::Slot::JsonField).
    Number,
    /// The text, or another when it is empty.
    Or(Box<Value>),
    /// The text, or none when another is empty.
    When(Box<Value>),
    /// A JSON string of a text, an array of strings of a list, an object of strings of pairs.
    Json,
    /// JSON with the fields of its objects in order of their names, and no white space. What is no JSON gives no text.
    SortJson,
    /// The fields of a JSON object as pairs, as they stand: scalars as text, what is nested as its JSON, `null` as nothing.
    JsonPairs,
    /// Text of the form of a query as pairs, decoded.
    ToPairs,
    /// Text as pairs, with this between name and value and that between pairs; trimmed, without quotes around values.
    SplitPairs(String, String),
    /// Text as texts, with this between them.
    Split(String),
    /// Pairs sorted by name and then value, or texts sorted, by their bytes.
    Sort,
    /// The same by their bytes in ASCII lower case.
    SortAnyCase,
    /// The pairs of these names, in any case of letters; a name that ends with `*` is the beginning of names.
    Only(Vec<String>),
    /// The pairs of other names.
    Without(Vec<String>),
    /// The pairs whose value is not empty, the texts that are not.
    DropEmpty,
    /// Pairs with their names in ASCII lower case.
    LowerNames,
    /// Pairs with their names in ASCII upper case.
    UpperNames,
    /// Pairs of one name as one, where the first stands, with this between their values.
    Group(String),
    /// These pairs, then others.
    Merge(Box<Value>),
    /// One text of pairs: between name and value, and between pairs.
    JoinPairs(String, String),
    /// One text of texts, with this between them.
    JoinList(String),
    /// The names of pairs.
    Names,
    /// The values of pairs.
    Values,
    /// The first value of that name, in any case of letters; none: no text.
    Get(String),
    /// The first of a list; none: no text.
    First,
    /// The last of a list; none: no text.
    Last,
}

impl Function {
    /// The value in the parentheses.
    pub fn operand(&self) -> Option<&Value> {
        match self {
            Self::Hmac(_, value)
            | Self::Sign(_, value)
            | Self::Merge(value)
            | Self::Or(value)
            | Self::When(value) => Some(value),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn operand_mut(&mut self) -> Option<&mut Value> {
        match self {
            Self::Hmac(_, value)
            | Self::Sign(_, value)
            | Self::Merge(value)
            | Self::Or(value)
            | Self::When(value) => Some(value),
            _ => None,
        }
    }

    /// Whether what goes in cannot be had back from what comes out.
    pub fn is_digest(&self) -> bool {
        matches!(self, Self::Digest(_) | Self::Hmac(..) | Self::Sign(..))
    }

    /// Whether it can fail at run time: a key that cannot be read.
    pub fn is_fallible(&self) -> bool {
        matches!(self, Self::Sign(..))
    }
}

/// Signatures with a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signing {
    /// RSA, PKCS#1 version 1.5, SHA-256.
    RsaSha256,
    /// The same with SHA-384.
    RsaSha384,
    /// The same with SHA-512.
    RsaSha512,
    /// RSA-PSS with SHA-256 and a salt of its length.
    RsaPssSha256,
    /// The same with SHA-384.
    RsaPssSha384,
    /// The same with SHA-512.
    RsaPssSha512,
    /// ECDSA on P-256 with SHA-256; both numbers in their full length, as in a JWS.
    EcdsaP256Sha256,
    /// The same on P-384 with SHA-384.
    EcdsaP384Sha384,
    /// Ed25519.
    Ed25519,
}

impl Signing {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::RsaSha256,
        Self::RsaSha384,
        Self::RsaSha512,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::RsaPssSha512,
        Self::EcdsaP256Sha256,
        Self::EcdsaP384Sha384,
        Self::Ed25519,
    ];

    /// The function's name, in specs and in the runtime.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa_sha256",
            Self::RsaSha384 => "rsa_sha384",
            Self::RsaSha512 => "rsa_sha512",
            Self::RsaPssSha256 => "rsa_pss_sha256",
            Self::RsaPssSha384 => "rsa_pss_sha384",
            Self::RsaPssSha512 => "rsa_pss_sha512",
            Self::EcdsaP256Sha256 => "ecdsa_p256_sha256",
            Self::EcdsaP384Sha384 => "ecdsa_p384_sha384",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Whether the same text gives another signature each time.
    pub fn is_random(self) -> bool {
        !matches!(self, Self::RsaSha256 | Self::RsaSha384 | Self::RsaSha512 | Self::Ed25519)
    }
}

/// Texts that stand for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decoding {
    /// Hexadecimal, in either case.
    Hex,
    /// Base64, padded or not.
    Base64,
    /// URL-safe base64, padded or not.
    Base64Url,
}

/// Digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/256.
    Sha512Part256,
}

impl Digest {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Md5, Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512, Self::Sha512Part256];

    /// The function's name, in specs and in the runtime.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha512Part256 => "sha512_256",
        }
    }
}
