//! What a user may set on a client as a whole.

use std::{fmt, sync::Arc, time::Duration};

use crate::{Clock, TokenStore, Transport, retry::Policy};

/// Settings of a client. All of them have defaults; per call, [`CallOptions`](crate::CallOptions) override them.
#[derive(Clone)]
pub struct Options {
    pub(crate) base_url: Option<String>,
    /// By the name of a server of the spec.
    pub(crate) servers: Vec<(String, String)>,
    /// By the name of a token source.
    pub(crate) token_servers: Vec<(String, String)>,
    pub(crate) token_store: Option<Arc<dyn TokenStore>>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) policy: Policy,
    pub(crate) retry_budget: u32,
    pub(crate) max_response_bytes: u64,
    pub(crate) user_agent: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) payload_logging: bool,
    pub(crate) max_headers: usize,
    pub(crate) rate_limits: RateLimits,
}

/// What a call does that has no turn in the rate budgets of the spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateLimits {
    /// It waits for its turn.
    #[default]
    Wait,
    /// It fails at once, with an error of kind [`RateBudget`](crate::ErrorKind::RateBudget) that says when its turn would
    /// be.
    Fail,
    /// It is sent: nothing is counted.
    Off,
}

/// `true` waits, `false` counts nothing.
impl From<bool> for RateLimits {
    fn from(on: bool) -> Self {
        if on { Self::Wait } else { Self::Off }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: None,
            servers: Vec::new(),
            token_servers: Vec::new(),
            token_store: None,
            transport: None,
            clock: None,
            timeout: None,
            attempt_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(300),
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
            max_headers: 100,
            rate_limits: RateLimits::Wait,
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

    /// Replaces one of the other servers that the spec names, as [`with_base_url`](Self::with_base_url) does with the API's
    /// own: that one does not change where the endpoints of this are called. Credentials go there. It must be `https`,
    /// except for a loopback host.
    #[must_use]
    pub fn with_server(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        self.servers.push((name.into(), url.into()));
        self
    }

    /// Obtains the tokens of a source from another server: scheme, host, port and path prefix of those of its calls that
    /// do not go to the API's own server are replaced. Credentials go there. It must be `https`, except for a loopback
    /// host.
    #[must_use]
    pub fn with_token_server(mut self, source: impl Into<String>, url: impl Into<String>) -> Self {
        self.token_servers.push((source.into(), url.into()));
        self
    }

    /// Keeps tokens beyond the life of the client.
    #[must_use]
    pub fn with_token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.token_store = Some(store);
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

    /// How long an answer that is read as a stream may be silent. Left out: 5 minutes. The timeouts of calls and attempts
    /// hold until such a stream begins.
    #[must_use]
    pub fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
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

    /// How large the body of an answer may be, decompressed. Left out: 64 MiB. JSON in it is read up to 128 levels deep.
    #[must_use]
    pub fn with_max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// How many headers an answer may have; one with more is an error of kind
    /// [`TooManyHeaders`](crate::ErrorKind::TooManyHeaders). Left out: 100, and no more with a [`HttpTransport`](crate::HttpTransport) of
    /// your own unless its builder says so.
    #[must_use]
    pub fn with_max_headers(mut self, headers: usize) -> Self {
        self.max_headers = headers;
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

    /// What calls do that have no turn in the rate budgets of the spec. Left out: they wait.
    #[must_use]
    pub fn with_rate_limits(mut self, limits: impl Into<RateLimits>) -> Self {
        self.rate_limits = limits.into();
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
