//! What was shown, what was sent, and the search for the one in the other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::future::IntoFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_runtime::Options;
use specwright_tests::http::{Fault, FaultPlan, Request, Response, Server, decode_query};
use tracing::field::{Field, Visit};
use tracing::span;

/// What every secret of these tests contains.
pub const MARK: &str = "MARKED";

/// Everything that was shown anywhere.
#[derive(Clone, Default)]
pub struct Shown(Arc<Mutex<String>>);

impl Shown {
    pub fn add(&self, text: &str) {
        let mut shown = self.0.lock().unwrap();
        shown.push_str(text);
        shown.push('\n');
    }

    pub fn error(&self, error: &(dyn StdError + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.add(&format!("{error} | {error:?} | {error:#?}"));
            next = error.source();
        }
    }

    /// A call, and what comes of it. Answers are the user's own to show.
    pub async fn call<C, T, E>(&self, call: C)
    where
        C: IntoFuture<Output = Result<T, E>> + Debug,
        E: StdError + 'static,
    {
        self.add(&format!("{call:?} | {call:#?}"));
        if let Err(error) = call.await {
            self.error(&error);
        }
    }

    /// All lines, while they are written to the log as well.
    pub fn listen(&self) -> tracing::subscriber::DefaultGuard {
        tracing::subscriber::set_default(Listener(self.clone()))
    }

    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    /// The lines with a mark, or with something that auth has added to a request.
    pub fn found(&self, secrets: &BTreeSet<String>) -> String {
        // By their first bytes: thousands of secrets are searched for in megabytes.
        let mut begins: HashMap<&[u8], Vec<&str>> = HashMap::new();
        for secret in secrets {
            begins.entry(&secret.as_bytes()[..LEAST]).or_default().push(secret);
        }
        let text = self.text();
        let mut found = String::new();
        for line in text.lines().collect::<HashSet<_>>() {
            let windows = line.as_bytes().windows(LEAST).enumerate();
            let mut candidates = windows.filter_map(|(at, begin)| Some((at, begins.get(begin)?)));
            let at_once = candidates.find_map(|(at, some)| {
                some.iter().copied().find(|secret| line.as_bytes()[at..].starts_with(secret.as_bytes()))
            });
            if let Some(secret) = at_once.or_else(|| line.contains(MARK).then_some(MARK)) {
                let _ = writeln!(found, "{secret}: {line}");
            }
        }
        found
    }
}

/// A subscriber that keeps every field of every span and event.
struct Listener(Shown);

impl Visit for Shown {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.add(&format!("{field}={value:?}"));
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        self.0.add(attributes.metadata().name());
        attributes.record(&mut self.0.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.0.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.0.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Every way to fail, and one to succeed, each with options in whose time it happens.
pub fn troubles(options: &Options, payload_logging: bool) -> Vec<(Option<Fault>, Options)> {
    let options = options.clone().with_payload_logging(payload_logging).with_max_attempts(2);
    let mut troubles: Vec<_> = faults().map(|fault| (Some(fault), options.clone())).collect();
    let hurried = options.clone().with_attempt_timeout(Duration::from_millis(10));
    troubles.push((Some(Fault::Late(Duration::from_millis(20))), hurried));
    if !payload_logging {
        // What an answer holds is the user's to log.
        let marked = Response::new(200, "application/json", r#"{"code":0,"data":"MARKED"}"#);
        troubles.push((Some(Fault::Instead(marked)), options.clone()));
    }
    troubles.push((None, options));
    troubles
}

fn faults() -> impl Iterator<Item = Fault> {
    [
        Fault::ResetUnread,
        Fault::ResetUnanswered,
        Fault::ResetInBody { after: 5 },
        Fault::Truncated { missing: 5 },
        Fault::CutBody,
        Fault::html(200),
        Fault::html(502),
        Fault::empty(200),
        Fault::redirect(302, "http://elsewhere.test/?token=MARKED"),
        Fault::status(401),
    ]
    .into_iter()
}

pub fn set(server: &Server, fault: Option<&Fault>) {
    server.set_faults(fault.map_or_else(FaultPlan::none, |fault| FaultPlan::always(fault.clone())));
}

/// What must not be shown of these requests: everything that auth may have added to them.
pub fn sent(requests: &[Request]) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for request in requests {
        let headers = request.headers.iter().filter(|(name, _)| !COMMON.contains(&name.as_str()));
        for (name, value) in headers {
            secrets.insert(value.clone());
            // With words of their own before them.
            let parts = if name == "cookie" { value.split("; ") } else { value.split(", ") };
            let parts = parts.filter_map(|part| part.split_once(['=', ' ']).map(|(_, value)| value));
            secrets.extend(parts.map(|part| part.trim_matches('"').to_owned()));
        }
        secrets.extend(request.query_pairs().into_iter().map(|(_, value)| value));
        if request.header("content-type") == Some("application/x-www-form-urlencoded") {
            let fields = decode_query(&String::from_utf8_lossy(&request.body));
            secrets.extend(fields.into_iter().map(|(_, value)| value));
        }
    }
    secrets.retain(|secret| {
        // A path is no secret, though Digest sends it in a header.
        secret.len() >= LEAST && !secret.starts_with('/') && !PUBLIC.contains(&secret.as_str())
    });
    secrets
}

/// Headers that have nothing to do with auth.
const COMMON: [&str; 10] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    // Keys by which a call is known again.
    "idempotency-key",
    "x-dish-key",
    "x-order-key",
];

/// What is shorter is a version, a word of the spec or a number.
const LEAST: usize = 12;

/// Fixed texts of the specs, and credentials that are not declared secret.
const PUBLIC: [&str; 4] = ["client_credentials", "refresh_token", "admin@udesk.cn", "fme2na3kdi3ki"];
