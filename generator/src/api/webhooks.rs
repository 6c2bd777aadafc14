//! Webhooks of a checked API: requests of the vendor's, and the proof that they are.

use std::time::Duration;

use super::{Doc, Held, Scheme, Template};

/// A request that the vendor sends to the user.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its name in the spec.
    pub name: String,
    /// Rust name in snake case, unique among webhooks: what follows `verify_`.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// What the body holds; [`Held::Nothing`] does not occur.
    pub payload: Held,
    /// The group with which it is compiled.
    pub group: Option<usize>,
    /// The credentials that it uses, by index, in declared order: the arguments of its function.
    pub credentials: Vec<usize>,
    /// Its computed values and known answers; nothing is sent. `Value::Request` is of the request that came in.
    pub scheme: Scheme,
    /// When it was signed.
    pub timestamp: Option<WebhookTime>,
    /// The signatures that came, text or lists: any of them fits.
    pub received: Vec<Template>,
    /// The one that the secret gives; always text. `None`: nothing proves who sent it, and there is nothing but a payload.
    pub expected: Option<Template>,
}

impl Webhook {
    /// A webhook of which nothing proves the sender.
    pub(crate) fn unproven(name: &str, rust: String, doc: Doc, payload: Held, group: Option<usize>) -> Self {
        let scheme = Scheme {
            name: name.to_owned(),
            rust: String::new(),
            doc: doc.clone(),
            arguments: Vec::new(),
            values: Vec::new(),
            send: Vec::new(),
            hook: None,
            known_answers: Vec::new(),
        };
        Self {
            name: name.to_owned(),
            rust,
            doc,
            payload,
            group,
            credentials: Vec::new(),
            scheme,
            timestamp: None,
            received: Vec::new(),
            expected: None,
        }
    }
}

/// When a webhook was signed.
#[derive(Clone, Debug)]
pub struct WebhookTime {
    /// As it came; always text.
    pub value: Template,
    /// How that is written.
    pub form: WebhookTimeForm,
    /// How long ago, or how far in the future, it may be.
    pub tolerance: Duration,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookTimeForm {
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// RFC 3339.
    Rfc3339,
}
