//! The attempts of one call: building, waiting, sending, and deciding what comes next.

use std::{
    pin::pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tracing::{Instrument, Level, Span, field::Empty};
use url::Url;

use super::{Answer, CallOptions, Context, prepare::Ready, replay::Replays, request};
use crate::{
    Body,
    clock::within,
    decode,
    endpoint::Endpoint,
    error::{Error, ErrorKind, Hidden, line},
    parts::Parts,
    retry::{Asked, Policy, Tried, Trouble},
    stream::{self, Opened},
    tokens::StepCall,
    transport::{self, ExchangeError, Most, TransportErrorKind, TransportRequest},
};

/// A server that asks for a longer pause is asked again after this: no answer may silence a client for good.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Longer payloads are cut in the log.
const LONGEST_LOGGED: usize = 16 << 10;

/// The state of a call between its attempts.
pub(crate) struct Exchange {
    pub(super) endpoint: &'static Endpoint,
    pub(super) context: Context,
    /// The encoded call, or why it cannot be encoded; nothing once that was told.
    parts: Option<Result<Parts, Error>>,
    pub(super) limits: Limits,
    attempts: u32,
    /// When the call must be over, on the clock's [`elapsed`](Clock::elapsed).
    pub(super) deadline: Option<Duration>,
    /// How long to wait before the next attempt.
    wait: Duration,
    /// How long the headers of the last answer ask to wait.
    asked: Option<Asked>,
    /// The texts that auth set on the last attempt.
    hidden: Hidden,
    /// Whether anybody asks where the last attempt went.
    keeps_address: bool,
    /// Where it went.
    address: Option<Url>,
    /// What the last attempt took from token sources, and what may be sent once more after a refusal.
    pub(super) auth: Replays,
    /// Whether a success is left unread, for the user to read it as it comes.
    is_streamed: bool,
    /// The body of the last answer, where it is; never waited for, the lock makes it `Sync`.
    unread: Mutex<Option<Box<dyn Body>>>,
    /// What is special about a call of a token source.
    pub(super) step: Option<StepCall>,
    pub(super) span: Span,
    attempt_span: Span,
}

/// What holds for a call: its own options over the client's.
pub(super) struct Limits {
    timeout: Option<Duration>,
    attempt_timeout: Duration,
    pub(super) policy: Policy,
    most: Most,
    repeatable: bool,
}

impl Limits {
    fn new(endpoint: &Endpoint, context: &Context) -> Self {
        let (client, call): (_, &CallOptions) = (&context.client.0.options, &context.options);
        Self {
            timeout: call.timeout.or(client.timeout),
            attempt_timeout: call.attempt_timeout.unwrap_or(client.attempt_timeout),
            policy: Policy {
                max_attempts: call.max_attempts.unwrap_or(client.policy.max_attempts),
                ..client.policy
            },
            most: Most {
                headers: client.max_headers,
                bytes: call.max_response_bytes.unwrap_or(client.max_response_bytes),
            },
            repeatable: endpoint.repeatable
                || endpoint.idempotency.is_some()
                || call.idempotency_key.is_some(),
        }
    }
}

impl Exchange {
    pub(crate) fn new(endpoint: &'static Endpoint, context: &Context, parts: Result<Parts, Error>) -> Self {
        Self {
            endpoint,
            context: context.clone(),
            parts: Some(parts),
            limits: Limits::new(endpoint, context),
            attempts: 0,
            deadline: None,
            wait: Duration::ZERO,
            asked: None,
            hidden: Hidden::default(),
            keeps_address: false,
            address: None,
            auth: Replays::default(),
            is_streamed: false,
            unread: Mutex::default(),
            step: None,
            span: Span::none(),
            attempt_span: Span::none(),
        }
    }

    /// The same as a call of a token source.
    pub(crate) fn of_source(self, step: StepCall) -> Self {
        Self { step: Some(step), ..self }
    }

    /// The same for a call whose answer is read as it comes.
    pub(super) fn streamed(self) -> Self {
        Self { is_streamed: true, ..self }
    }

    /// The same for a call of which it is asked where it went.
    pub(crate) fn keeping_address(self) -> Self {
        Self { keeps_address: true, ..self }
    }

    /// Which of the other servers the call goes to.
    pub(super) fn other_server(&self) -> Option<usize> {
        self.parts.as_ref()?.as_ref().ok()?.other_server()
    }

    /// The answer as a stream, after a success.
    pub(super) fn open(&mut self, answer: &Answer) -> Opened {
        let (client, call) = (&self.context.client, &self.context.options);
        let options = &client.0.options;
        let limits = stream::Limits {
            client: Some(client.clone()),
            idle: call.idle_timeout.unwrap_or(options.idle_timeout),
            most: self.limits.most.bytes,
            hidden: std::mem::take(&mut self.hidden),
        };
        let mut opened = Opened::of_answer(self.endpoint, answer);
        opened.head.limits = limits;
        if let Some(body) = self.unread.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            opened.body = body;
        }
        opened
    }

    /// The next answer, whatever its status: from the first attempt, or after [`refuse`](Self::refuse) from another.
    pub(crate) async fn answer(&mut self) -> Result<Answer, Error> {
        if self.attempts == 0 {
            self.begin();
        }
        let span = self.span.clone();
        self.next_answer().instrument(span).await
    }

    /// The last answer of a call whose outcome does not matter.
    pub(crate) async fn raw(mut self) -> Result<Answer, Error> {
        loop {
            let answer = self.answer().await?;
            let mut error = Error::new(ErrorKind::Status, "")
                .with_answer(answer.status, &answer.body)
                .with_trouble(decode::trouble_of(answer.status));
            self.judge(&mut error);
            if self.replay(&error) {
                continue;
            }
            if error.trouble() == Trouble::Final {
                self.accept();
                return Ok(answer);
            }
            if self.refuse(error).is_err() {
                return Ok(answer);
            }
        }
    }

    /// The answer was a success.
    pub(crate) fn accept(&mut self) {
        self.context.client.0.retry_budget.earn();
        self.attempt_span = Span::none();
        tracing::debug!(parent: &self.span, attempts = self.attempts, "the call succeeded");
    }

    /// The attempt failed. Either the error is given back as the call's, or the next attempt is due after a wait.
    pub(crate) fn refuse(&mut self, mut error: Error) -> Result<(), Error> {
        let rules = self.context.client.0.retry;
        self.judge(&mut error);
        let body = error.body().map(|body| &**body);
        let asked = self.asked.take().and_then(|asked| asked.wait(rules, error.trouble(), body));
        error.finish(self.endpoint, self.attempts, asked, &self.hidden);
        if let Some(code) = error.code_text() {
            self.attempt_span.record("code", line(code, 100));
        }
        self.attempt_span = Span::none();
        if self.replay(&error) {
            return Ok(());
        }
        // Whatever was in the way of the tokens was tried again by the calls that obtain them.
        if error.is_auth() {
            return Err(error);
        }
        let now = self.context.client.clock().elapsed();
        if let (Trouble::Throttled, Some(asked)) = (error.trouble(), error.retry_after()) {
            self.pause(now.saturating_add(asked.min(LONGEST_PAUSE)));
        }
        let tried = Tried {
            trouble: error.trouble(),
            repeatable: self.limits.repeatable,
            attempts: self.attempts.saturating_sub(self.auth.replays()),
            asked: error.retry_after(),
            remaining: self.remaining(now),
            // Without random numbers the wait is the longest one.
            random: getrandom::u64().unwrap_or(u64::MAX),
        };
        let mut delay = self.limits.policy.delay(&tried);
        if self.is_spent() && delay.take().is_some() {
            error.set_spent();
        }
        let delay = delay.filter(|_| self.context.client.0.retry_budget.spend());
        let Some(delay) = delay else {
            tracing::debug!(parent: &self.span, attempts = self.attempts, kind = ?error.kind(), "the call failed");
            return Err(error);
        };
        if (error.trouble(), error.retry_after()) == (Trouble::Throttled, None) {
            self.pause(now.saturating_add(delay));
        }
        tracing::debug!(parent: &self.span, attempts = self.attempts, kind = ?error.kind(), wait = ?delay, "sending again");
        self.wait = delay;
        Ok(())
    }

    /// Whether the body was a stream that was read, so that it cannot be sent again.
    pub(super) fn is_spent(&self) -> bool {
        matches!(&self.parts, Some(Ok(parts)) if parts.is_spent())
    }

    /// Where the last attempt went, with what auth added to it, if that is kept.
    pub(crate) fn address(&self) -> Option<&Url> {
        self.address.as_ref()
    }

    fn begin(&mut self) {
        let now = self.context.client.clock().elapsed();
        self.deadline = self.limits.timeout.map(|timeout| now.saturating_add(timeout));
        self.span = tracing::info_span!("call", api = self.endpoint.api, endpoint = self.endpoint.name);
        if self.endpoint.idempotency.is_some() && self.context.options.idempotency_key.is_none() {
            match request::idempotency_key() {
                Ok(key) => self.context.options.idempotency_key = Some(key),
                Err(error) => self.parts = Some(Err(error)),
            }
        }
    }

    pub(super) fn remaining(&self, now: Duration) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_sub(now))
    }

    async fn next_answer(&mut self) -> Result<Answer, Error> {
        if let Some(Err(mut error)) = self.parts.take_if(|parts| parts.is_err()) {
            error.finish(self.endpoint, 0, None, &Hidden::default());
            return Err(error);
        }
        loop {
            let wait = std::mem::take(&mut self.wait);
            if !wait.is_zero() {
                self.context.client.clock().sleep(wait).await;
            }
            match self.attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => self.refuse(error)?,
            }
        }
    }

    async fn attempt(&mut self) -> Result<Answer, Error> {
        let (ready, mut turn) = self.take_turn().await?;
        let request = self.request(&ready)?;
        let client = &*self.context.client.0;
        let transport = client.transport(&ready.base)?;
        let begun = client.clock.elapsed();
        let remaining = self.remaining(begun);
        if remaining == Some(Duration::ZERO) {
            // What is sent now could act, and nobody would wait for its answer.
            return Err(Error::new(ErrorKind::Timeout, "the time of the call was over before it was sent"));
        }
        turn.sent();
        self.attempts += 1;
        let limit =
            remaining.map_or(self.limits.attempt_timeout, |left| left.min(self.limits.attempt_timeout));
        self.attempt_span = tracing::debug_span!(
            "attempt",
            attempt = self.attempts,
            status = Empty,
            code = Empty,
            duration_ms = Empty
        );
        let (is_streamed, endpoint) = (self.is_streamed, self.endpoint);
        let keep = move |status, headers: &_| is_streamed && decode::is_open(endpoint, status, headers);
        let work = transport::exchange(transport, request, self.limits.most, keep)
            .instrument(self.attempt_span.clone());
        let done = within(&*client.clock, Some(limit), pin!(work)).await;
        let took = client.clock.elapsed().saturating_sub(begun);
        self.attempt_span.record("duration_ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        match done {
            Some(Ok((answer, unread))) => {
                self.unread = Mutex::new(unread);
                turn.answered(&answer.headers);
                self.arrived(&answer);
                Ok(answer)
            }
            Some(Err(error)) => {
                if error.is_unsent() {
                    turn.not_sent();
                }
                Err(self.broken(error))
            }
            None => Err(timeout(limit, remaining == Some(limit))),
        }
    }

    fn arrived(&mut self, answer: &Answer) {
        let client = &*self.context.client.0;
        self.attempt_span.record("status", answer.status.as_u16());
        self.asked = Some(Asked::new(client.retry, &answer.headers, client.clock.now()));
        self.auth.arrived(answer, client.retry);
        if self.context.client.0.options.payload_logging {
            self.log_payload("answer", &answer.body);
        }
    }

    fn request(&mut self, ready: &Ready) -> Result<TransportRequest, Error> {
        self.auth.signed_with(self.context.client.0.skew.current());
        let Some(Ok(parts)) = &self.parts else {
            return Err(Error::config("the call was told already why it cannot be sent"));
        };
        let (request, hidden) = request::build(&self.context, parts, ready, self.step.is_some())?;
        self.hidden = hidden;
        self.address = self.keeps_address.then(|| request.url.clone());
        if self.context.client.0.options.payload_logging {
            self.log_payload("request", request.body.bytes().map_or(b"(a stream)", |bytes| bytes));
        }
        Ok(request)
    }

    fn log_payload(&self, what: &str, body: &[u8]) {
        // Credentials go out with a call of a token source, and tokens come back.
        if self.step.is_some() {
            return;
        }
        // What is cut off is not even looked at.
        let start = &body[..body.len().min(LONGEST_LOGGED)];
        if tracing::enabled!(Level::TRACE) {
            let mut text = line(&String::from_utf8_lossy(start), LONGEST_LOGGED);
            self.hidden.hide_in(std::iter::once(&mut text));
            tracing::trace!(parent: &self.span, what, bytes = body.len(), payload = text, "payload");
        }
    }

    fn broken(&self, error: ExchangeError) -> Error {
        let error = match error {
            ExchangeError::Transport(error) => error,
            ExchangeError::TooLarge => {
                let text = format!("the answer is larger than {} bytes", self.limits.most.bytes);
                return Error::new(ErrorKind::TooLarge, text);
            }
            ExchangeError::TooManyHeaders => {
                let text = format!("the answer has more than {} headers", self.limits.most.headers);
                return Error::new(ErrorKind::TooManyHeaders, text);
            }
        };
        let (kind, trouble) = match error.kind() {
            TransportErrorKind::Connect => (ErrorKind::Transport, Trouble::NotSent),
            TransportErrorKind::Timeout => (ErrorKind::Timeout, Trouble::Lost),
            TransportErrorKind::Interrupted => (ErrorKind::Transport, Trouble::Lost),
            TransportErrorKind::Unsendable => (ErrorKind::Transport, Trouble::Final),
            TransportErrorKind::TooManyHeaders => (ErrorKind::TooManyHeaders, Trouble::Final),
        };
        Error::new(kind, error.to_string()).with_trouble(trouble).with_source(error)
    }
}

/// No answer in time: in that of the attempt, or in what is left of that of the call.
fn timeout(limit: Duration, of_call: bool) -> Error {
    let text = if of_call {
        "no answer in the time of the call".to_owned()
    } else {
        format!("no answer within {limit:?}")
    };
    Error::new(ErrorKind::Timeout, text).with_trouble(if of_call { Trouble::Final } else { Trouble::Lost })
}
