//! How errors are made: by the runtime, and the few ways that generated code and hooks need.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Error, ErrorKind, Hidden, Inner};
use crate::{
    Treatment, Violation,
    endpoint::Endpoint,
    retry::{RetryRules, Trouble},
};

impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            endpoint: None,
            text: text.into(),
            status: None,
            code: None,
            message: None,
            detail: None,
            request_id: None,
            json_path: None,
            body: None,
            attempts: 0,
            violations: Vec::new(),
            retry_after: None,
            trouble: Trouble::Final,
            spent: false,
            treatment: None,
            source: None,
        }))
    }

    /// Something about the configuration is wrong. The text must not hold a secret.
    pub fn config(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, text)
    }

    /// Something about the request is wrong. The text must not hold a secret.
    pub fn invalid(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Invalid, text)
    }

    pub(crate) fn at(mut self, endpoint: &'static Endpoint) -> Self {
        self.0.endpoint = Some(endpoint);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_trouble(mut self, trouble: Trouble) -> Self {
        self.0.trouble = trouble;
        self
    }

    /// Says that the call was not sent again for the sake of its body.
    pub(crate) fn set_spent(&mut self) {
        self.0.spent = true;
    }

    pub(crate) fn with_treatment(mut self, treatment: Option<Treatment>) -> Self {
        self.0.treatment = treatment;
        self
    }

    /// What the rules of the API say about the status, where they say something. A code that allows another attempt says
    /// more than any status. Whether they say something.
    pub(crate) fn judge(&mut self, rules: &RetryRules, headers: &HeaderMap) -> bool {
        let status = self.status().filter(|_| self.is_refusal());
        let body = self.0.body.as_deref().unwrap_or_default();
        let Some(by_status) = status.and_then(|status| rules.status(status.as_u16(), headers, body)) else {
            return false;
        };
        let by_code = self.0.treatment.filter(|treatment| *treatment != Treatment::Fatal);
        self.0.trouble = by_code.map_or(Trouble::Final, Trouble::from).max(by_status.into());
        self.0.treatment = by_code.or(Some(by_status));
        true
    }

    /// Without what the answer held, unless it says why a call was refused: it may hold tokens.
    pub(crate) fn without_tokens(mut self) -> Self {
        if !self.is_refusal() || self.0.status.is_some_and(|status| status.is_success()) {
            self.0.body = None;
        }
        self
    }

    pub(crate) fn with_answer(mut self, status: StatusCode, body: &Bytes) -> Self {
        self.0.status = Some(status);
        self.0.body = Some(body.clone());
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The part of an answer that it is about.
    pub(crate) fn with_body(mut self, body: &str) -> Self {
        self.0.body = Some(Bytes::copy_from_slice(body.as_bytes()));
        self
    }

    pub(crate) fn with_json_path(mut self, path: String) -> Self {
        self.0.json_path = Some(path);
        self
    }

    pub(crate) fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.0.violations = violations;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<std::time::Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_texts(
        mut self,
        message: Option<String>,
        detail: Option<String>,
        request_id: Option<String>,
    ) -> Self {
        self.0.message = message;
        self.0.detail = detail;
        self.0.request_id = request_id;
        self
    }

    /// The same failure seen as one of another kind, with what it was as its source.
    pub(crate) fn become_kind(self, kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(kind, text);
        error.0.endpoint = self.0.endpoint;
        error.0.status = self.0.status;
        error.0.code.clone_from(&self.0.code);
        error.0.message.clone_from(&self.0.message);
        error.0.detail.clone_from(&self.0.detail);
        error.0.request_id.clone_from(&self.0.request_id);
        error.0.body.clone_from(&self.0.body);
        error.0.attempts = self.0.attempts;
        error.with_source(self)
    }

    /// What only the loop around the attempts knows. `hidden` are the texts that auth added to the request: an API
    /// that quotes them in its message does not get them into a log.
    pub(crate) fn finish(
        &mut self,
        endpoint: &'static Endpoint,
        attempts: u32,
        retry_after: Option<std::time::Duration>,
        hidden: &Hidden,
    ) {
        let inner = &mut *self.0;
        inner.endpoint.get_or_insert(endpoint);
        inner.attempts = attempts;
        inner.retry_after = inner.retry_after.or(retry_after);
        // A code that the spec declares is no secret, whatever auth sends beside it.
        let code = inner.code.as_mut().filter(|code| (endpoint.envelope.treat)(code).is_none());
        let texts = [&mut inner.message, &mut inner.detail, &mut inner.request_id, &mut inner.json_path];
        hidden.hide_in(texts.into_iter().flatten().chain(code));
    }
}
