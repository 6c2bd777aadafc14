//! Every function: its name, what it takes before the bar, and what stands in its parentheses.

use crate::api::ValueKind;

/// What stands in the parentheses of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arguments {
    None,
    /// One text in quotes.
    Text,
    /// One value.
    Value,
    /// A number.
    Number,
    /// Two texts in quotes: what is replaced, and by what.
    Replace,
    /// One or more texts in quotes.
    Names,
    /// Between name and value, and between pairs; of a list: between texts.
    Join,
    /// As [`Arguments::Join`], or nothing for the form of a query.
    Pairs,
    /// A key, and its name if it has one.
    Key,
}

impl Arguments {
    /// The fewest and the most arguments, in words too.
    pub(super) fn expected(self, kind: ValueKind) -> (usize, usize, &'static str) {
        match self {
            Self::None => (0, 0, "nothing in parentheses"),
            Self::Text | Self::Value => (1, 1, "one argument in parentheses"),
            Self::Number => (1, 1, "a number in parentheses: `(8)`"),
            Self::Replace => (2, 2, "what is replaced, and by what: `('+', '%20')`"),
            Self::Names => (1, usize::MAX, "names in quotes: `('a', 'b')`"),
            Self::Join if kind == ValueKind::Pairs => {
                (2, 2, "what joins name and value, and pairs: `('=', '&')`")
            }
            Self::Join => (1, 1, "what joins the texts: `(';')`"),
            Self::Pairs => (0, 2, "nothing, or what joins name and value, and pairs: `('=', ', ')`"),
            Self::Key => (1, 2, "a key, and its name if it has one: `(key, key_id)`"),
        }
    }
}

/// Every function.
pub(super) const FUNCTIONS: [(&str, &[ValueKind], Arguments); 88] = [
    ("unix_s", TIME, Arguments::None),
    ("unix_ms", TIME, Arguments::None),
    ("unix_us", TIME, Arguments::None),
    ("unix_ns", TIME, Arguments::None),
    ("format", TIME, Arguments::Text),
    ("after", TIME, Arguments::Text),
    ("before", TIME, Arguments::Text),
    ("md5", DATA, Arguments::None),
    ("sha1", DATA, Arguments::None),
    ("sha224", DATA, Arguments::None),
    ("sha256", DATA, Arguments::None),
    ("sha384", DATA, Arguments::None),
    ("sha512", DATA, Arguments::None),
    ("sha512_256", DATA, Arguments::None),
    ("hmac_md5", DATA, Arguments::Value),
    ("hmac_sha1", DATA, Arguments::Value),
    ("hmac_sha224", DATA, Arguments::Value),
    ("hmac_sha256", DATA, Arguments::Value),
    ("hmac_sha384", DATA, Arguments::Value),
    ("hmac_sha512", DATA, Arguments::Value),
    ("hmac_sha512_256", DATA, Arguments::Value),
    ("rsa_sha256", DATA, Arguments::Value),
    ("rsa_sha384", DATA, Arguments::Value),
    ("rsa_sha512", DATA, Arguments::Value),
    ("rsa_pss_sha256", DATA, Arguments::Value),
    ("rsa_pss_sha384", DATA, Arguments::Value),
    ("rsa_pss_sha512", DATA, Arguments::Value),
    ("ecdsa_p256_sha256", DATA, Arguments::Value),
    ("ecdsa_p384_sha384", DATA, Arguments::Value),
    ("ed25519", DATA, Arguments::Value),
    ("jwt_hs256", DATA, Arguments::Key),
    ("jwt_hs384", DATA, Arguments::Key),
    ("jwt_hs512", DATA, Arguments::Key),
    ("jwt_rs256", DATA, Arguments::Key),
    ("jwt_rs384", DATA, Arguments::Key),
    ("jwt_rs512", DATA, Arguments::Key),
    ("jwt_ps256", DATA, Arguments::Key),
    ("jwt_es256", DATA, Arguments::Key),
    ("jwt_es384", DATA, Arguments::Key),
    ("jwt_eddsa", DATA, Arguments::Key),
    ("hex", DATA, Arguments::None),
    ("base64", DATA, Arguments::None),
    ("base64url", DATA, Arguments::None),
    ("base64url_padded", DATA, Arguments::None),
    ("decode_hex", TEXT, Arguments::None),
    ("decode_base64", TEXT, Arguments::None),
    ("decode_base64url", TEXT, Arguments::None),
    ("decode_percent", TEXT, Arguments::None),
    ("uuid", BYTES, Arguments::None),
    ("digits", BYTES, Arguments::Number),
    ("alphanumeric", BYTES, Arguments::Number),
    ("hex_number", TEXT, Arguments::Number),
    ("upper", TEXTS, Arguments::None),
    ("lower", TEXTS, Arguments::None),
    ("percent", ALL_TEXTS, Arguments::None),
    ("percent_path", TEXTS, Arguments::None),
    ("form_encode", ALL_TEXTS, Arguments::None),
    ("trim", ALL_TEXTS, Arguments::None),
    ("strip", TEXT, Arguments::Text),
    ("strip_end", TEXT, Arguments::Text),
    ("replace", TEXT, Arguments::Replace),
    ("take", TEXTS, Arguments::Number),
    ("skip", TEXTS, Arguments::Number),
    ("length", DATA, Arguments::None),
    ("text", DATA, Arguments::None),
    ("number", TEXT, Arguments::None),
    ("or", TEXT, Arguments::Value),
    ("when", TEXT, Arguments::Value),
    ("json", ALL_TEXTS, Arguments::None),
    ("sort_json", DATA, Arguments::None),
    ("json_pairs", DATA, Arguments::None),
    ("pairs", TEXT, Arguments::Pairs),
    ("split", TEXT, Arguments::Text),
    ("sort", MANY, Arguments::None),
    ("sort_any_case", MANY, Arguments::None),
    ("only", PAIRS, Arguments::Names),
    ("without", PAIRS, Arguments::Names),
    ("drop_empty", MANY, Arguments::None),
    ("lower_names", PAIRS, Arguments::None),
    ("upper_names", PAIRS, Arguments::None),
    ("group", PAIRS, Arguments::Text),
    ("merge", PAIRS, Arguments::Value),
    ("names", PAIRS, Arguments::None),
    ("values", PAIRS, Arguments::None),
    ("get", PAIRS, Arguments::Text),
    ("first", LIST, Arguments::None),
    ("last", LIST, Arguments::None),
    ("join", MANY, Arguments::Join),
];

const TIME: &[ValueKind] = &[ValueKind::Time];
const TEXT: &[ValueKind] = &[ValueKind::Text];
const BYTES: &[ValueKind] = &[ValueKind::Bytes];
const LIST: &[ValueKind] = &[ValueKind::List];
const PAIRS: &[ValueKind] = &[ValueKind::Pairs];
/// Text, or the bytes that it stands for.
pub(super) const DATA: &[ValueKind] = &[ValueKind::Text, ValueKind::Bytes];
const TEXTS: &[ValueKind] = &[ValueKind::Text, ValueKind::List];
const MANY: &[ValueKind] = &[ValueKind::Pairs, ValueKind::List];
const ALL_TEXTS: &[ValueKind] = &[ValueKind::Text, ValueKind::Pairs, ValueKind::List];
