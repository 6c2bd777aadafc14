//! What a user may set on a client as a whole.

use std::{fmt, sync::Arc, time::Duration};

use crate::{Clock, Transport, retry::Policy};

/// Settings of a client. All of them have defaults; per call, [`CallOptions`](crate::CallOptions) override them.
#[derive(Clone)]
pub struct Options {
    pub(crate) base_url: Option<String>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) policy: Policy,
    pub(crate) retry_budget: u32,
    pub(crate) max_response_bytes: u64,
    pub(crate) user_agent: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) payload_logging: bool,
    pub(crate) rate_limits: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: None,
            transport: None,
            clock: None,
            timeout: None,
            attempt_timeout: Duration::from_secs(30),
            policy: Policy {
                max_attempts: 4,
                base: Duration::from_millis(250),
                max: Duration::from_secs(20),
                longest_asked: Duration::from_secs(120),
            },
            retry_budget: 50,
            max_response_bytes: 64 << 20,
            user_agent: concat!("specwright/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            payload_logging: false,
            rate_limits: true,
        }
    }
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls another server: scheme, host, port and path prefix of the spec's server are replaced. Credentials go
    /// there. It must be `https`, except for a loopback host.
    #[must_use]
    pub fn with_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends requests another way.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Takes the time from another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// How long a call may take with all its attempts and waits. Left out: as long as it takes.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take until the answer is read. Left out: 30 seconds.
    #[must_use]
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How often a call is sent at most. Left out: 4; 1 sends it once.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.policy.max_attempts = attempts.max(1);
        self
    }

    /// The longest wait before the second attempt, which doubles with every further one, and the longest wait of all.
    /// The wait itself is a random part of it. Left out: 250 milliseconds and 20 seconds.
    #[must_use]
    pub fn with_backoff(mut self, base: Duration, max: Duration) -> Self {
        self.policy.base = base;
        self.policy.max = max;
        self
    }

    /// The longest wait that a server may ask for with `Retry-After`; beyond it the call fails, and the error tells
    /// the wait. Left out: 2 minutes.
    #[must_use]
    pub fn with_longest_retry_after(mut self, longest: Duration) -> Self {
        self.policy.longest_asked = longest;
        self
    }

    /// How many further attempts all calls together may make while nothing succeeds. Ten successes earn one. Left
    /// out: 50.
    #[must_use]
    pub fn with_retry_budget(mut self, attempts: u32) -> Self {
        self.retry_budget = attempts;
        self
    }

    /// How large an answer may be. Left out: 64 MiB.
    #[must_use]
    pub fn with_max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// The `User-Agent` header.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A header of every request, unless the endpoint sets it.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Whether the bodies of requests and answers are written to the log, at level `TRACE`. They may hold what nobody
    /// should read; what auth adds to a request is never logged.
    #[must_use]
    pub fn with_payload_logging(mut self, on: bool) -> Self {
        self.payload_logging = on;
        self
    }

    /// Whether calls wait for the rate budgets of the spec. Left out: they do.
    #[must_use]
    pub fn with_rate_limits(mut self, on: bool) -> Self {
        self.rate_limits = on;
        self
    }
}

/// Of headers only the names, of the server nothing.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retries", &self.policy)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("payload_logging", &self.payload_logging)
            .field("rate_limits", &self.rate_limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_value_of_a_header_and_no_url() {
        let options = Options::new().with_header("X-Key", "MARK").with_base_url("https://u:MARK@example.com");
        let shown = format!("{options:?}");
        assert!(shown.contains("X-Key") && !shown.contains("MARK"), "{shown}");
    }

    #[test]
    fn a_call_is_sent_at_least_once() {
        assert_eq!(Options::new().with_max_attempts(0).policy.max_attempts, 1);
    }
}
