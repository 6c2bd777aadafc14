//! Why a webhook is not taken.

use std::{borrow::Cow, fmt};

/// What is wrong with a request that claims to be a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookErrorKind {
    /// The secret, or a key made of it, is empty: anyone could sign with that.
    NoKey,
    /// The request has no signature.
    NoSignature,
    /// No signature of the request is the one that the secret gives.
    WrongSignature,
    /// The request does not say when it was signed, or not in the form that the spec says.
    NoTimestamp,
    /// The request was signed too long ago: it may be replayed.
    TooOld,
    /// The request was signed too far in the future.
    TooNew,
    /// The signature is right, or none is described, and the payload is not what the spec says.
    Payload,
}

/// Why a webhook is not taken. It shows no secret, no signature and nothing of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookError {
    kind: WebhookErrorKind,
    text: Cow<'static, str>,
    json_path: Option<String>,
}

impl WebhookError {
    pub(super) fn new(kind: WebhookErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, text: text.into(), json_path: None }
    }

    pub(super) fn with_json_path(mut self, path: String) -> Self {
        self.json_path = Some(path);
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> WebhookErrorKind {
        self.kind
    }

    /// Whether the request is not proven to be the vendor's, so that the answer to it is a refusal such as 401.
    pub fn is_forged(&self) -> bool {
        self.kind != WebhookErrorKind::Payload
    }

    /// Where the payload is not what the spec says, such as `data.items[3].id`. Empty for the whole document.
    pub fn json_path(&self) -> Option<&str> {
        self.json_path.as_deref()
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for WebhookError {}
