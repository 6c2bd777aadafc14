//! What a scheme's values are made of.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Computed, Tape, json, pairs};
use crate::api::RequestPart;

/// What a scheme's values are made of. What is not given is empty, the time is the beginning of 1970, and counts are 1.
#[derive(Clone)]
pub struct Inputs {
    /// Credentials by index.
    pub credentials: BTreeMap<usize, String>,
    /// Arguments by index.
    pub arguments: BTreeMap<usize, String>,
    /// Server variables by index.
    pub variables: BTreeMap<usize, String>,
    /// Outputs of token sources, by source and output.
    pub outputs: BTreeMap<(usize, usize), String>,
    /// The request.
    pub request: Request,
    /// The time of the attempt.
    pub now: DateTime<Utc>,
    /// The random bytes of the attempt.
    pub nonce: [u8; 16],
    /// How many attempts the client has made.
    pub counter: u64,
    /// How often the values of the token source were used.
    pub uses: u64,
    /// Values that are not computed but given, by name: those of the time and the nonce in known answers.
    pub fixed: BTreeMap<String, String>,
    /// What digests give, where that is not computed.
    pub tape: Tape,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            credentials: BTreeMap::new(),
            arguments: BTreeMap::new(),
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            request: Request::default(),
            now: DateTime::UNIX_EPOCH,
            nonce: [0; 16],
            counter: 1,
            uses: 1,
            fixed: BTreeMap::new(),
            tape: Tape::default(),
        }
    }
}

/// The parts of a request.
#[derive(Clone, Default)]
pub struct Request {
    /// Each part that is text; those not here are empty. [`RequestPart::Query`] also stands for the parameters.
    pub texts: BTreeMap<RequestPart, String>,
    /// The headers of the call, with `host` and `content-type`.
    pub headers: Vec<(String, String)>,
    /// The exact body.
    pub body: Vec<u8>,
}

impl Request {
    pub(super) fn part(&self, part: RequestPart) -> Computed {
        match part {
            RequestPart::Body => Computed::Bytes(self.body.clone()),
            RequestPart::Params => Computed::Pairs(pairs::from_query(&self.text(RequestPart::Query))),
            RequestPart::Headers => Computed::Pairs(self.headers.clone()),
            RequestPart::Form if self.may_be("application/x-www-form-urlencoded") => {
                Computed::Pairs(pairs::from_query(&String::from_utf8_lossy(&self.body)))
            }
            RequestPart::Fields if self.may_be("application/json") => {
                Computed::Pairs(json::scalars(&self.body))
            }
            RequestPart::Form | RequestPart::Fields => Computed::Pairs(Vec::new()),
            text => Computed::Text(self.text(text)),
        }
    }

    fn text(&self, part: RequestPart) -> String {
        self.texts.get(&part).cloned().unwrap_or_default()
    }

    /// Whether the body is of that type, as far as the headers say.
    fn may_be(&self, content_type: &str) -> bool {
        let named = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        named.is_none_or(|(_, value)| value.split(';').next().is_some_and(|kind| kind.trim() == content_type))
    }
}
