//! Sending a call once more, since the refusal says what was wrong with it: its tokens, or its time.
//!
//! The server did not act, so this holds for calls that must not be sent twice as well; and as it is once at most, it
//! waits for nothing and counts against no budget.

use http::{HeaderMap, HeaderValue, StatusCode, header::DATE};

use super::{Answer, exchange::Exchange};
use crate::{
    Treatment,
    error::Error,
    retry::{self, RetryRules},
    tokens::{self, Used},
};

/// What is known of the last attempt, and which replays there have been.
#[derive(Default)]
pub(super) struct Replays {
    used: Vec<Used>,
    /// By how much the time of the attempt was corrected.
    skew: i64,
    date: Option<HeaderValue>,
    /// The headers of an answer that may hold a challenge, or what the rules of the API look at.
    refusal: Option<HeaderMap>,
    /// Whether these rules say what the status means.
    is_ruled: bool,
    reauthenticated: bool,
    corrected: bool,
}

impl Replays {
    /// Another attempt begins.
    pub(super) fn clear(&mut self) {
        self.used.clear();
        self.date = None;
        self.refusal = None;
        self.is_ruled = false;
    }

    pub(super) fn used(&mut self, used: Vec<Used>) {
        self.used = used;
    }

    pub(super) fn signed_with(&mut self, skew: i64) {
        self.skew = skew;
    }

    pub(super) fn reads_tokens(&self) -> bool {
        !self.used.is_empty()
    }

    pub(super) fn arrived(&mut self, answer: &Answer, rules: &RetryRules) {
        self.date = answer.headers.get(DATE).cloned();
        let status = answer.status;
        if self.reads_tokens() && !status.is_success() || rules.reads_headers(status.as_u16()) {
            self.refusal = Some(answer.headers.clone());
        }
    }

    /// How many attempts were replays.
    pub(super) fn replays(&self) -> u32 {
        u32::from(self.reauthenticated) + u32::from(self.corrected)
    }
}

impl Exchange {
    /// Holds an error against what the API says about refusals.
    pub(super) fn judge(&mut self, error: &mut Error) {
        let none = HeaderMap::new();
        let headers = self.auth.refusal.as_ref().unwrap_or(&none);
        self.auth.is_ruled = error.judge(self.context.client.0.retry, headers);
    }

    /// Whether the call is to be sent again at once, after this error.
    pub(super) fn replay(&mut self, error: &Error) -> bool {
        if self.is_spent() {
            return false;
        }
        match error.treatment() {
            Some(Treatment::ClockSkew) => self.correct(),
            Some(Treatment::Reauthenticate) => self.reauthenticate(),
            // Codes say more than the status.
            Some(Treatment::Retryable | Treatment::Throttled) => false,
            Some(Treatment::Fatal) | None => self.is_unauthorized(error) && self.reauthenticate(),
        }
    }

    /// Whether the status says that the tokens were refused, which the rules of the API may see otherwise.
    fn is_unauthorized(&self, error: &Error) -> bool {
        error.status() == Some(StatusCode::UNAUTHORIZED) && !self.auth.is_ruled
    }

    /// Gives up the tokens of the last attempt. `false` when it had none, when there are no others, or when the call was
    /// refused with new ones already.
    pub(super) fn reauthenticate(&mut self) -> bool {
        if self.auth.reauthenticated || !self.auth.reads_tokens() {
            return false;
        }
        let client = &self.context.client.0;
        self.auth.reauthenticated = tokens::refused(client, &self.auth.used, self.auth.refusal.as_ref());
        if self.auth.reauthenticated {
            tracing::debug!(parent: &self.span, "sending again with new tokens");
        }
        self.auth.reauthenticated
    }

    /// Takes the time of the server over. `false` when that is nothing new, or was done already.
    fn correct(&mut self) -> bool {
        let date = self.auth.date.as_ref().and_then(|date| retry::date(date.to_str().ok()?));
        let Some(date) = date.filter(|_| !self.auth.corrected) else { return false };
        let client = &self.context.client.0;
        self.auth.corrected = client.skew.learn(date, client.clock.now(), self.auth.skew);
        if self.auth.corrected {
            tracing::debug!(parent: &self.span, "sending again with the server's time");
        }
        self.auth.corrected
    }
}
