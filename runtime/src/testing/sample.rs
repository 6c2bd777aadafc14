//! A small API that the runtime's own tests call, written the way generated code is.

use std::{future::IntoFuture, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    Answer, Attempt, AuthUse, Authenticate, Call, CallOptions, CaptureTransport, Client, ClientParts, Clock,
    Context, Endpoint, Envelope, Error, Options, PageItems, PageStyle, PagedCall, Parts, PayloadAt, Position,
    Rate, RateUse, Repeats, RetryRules, Sending, ServerUrl, Step, Treatment, call, decode,
};

pub(crate) static IN_FIELD: Envelope = Envelope {
    reads: &[&[Step::Key("code")], &[Step::Key("message")], &[Step::Key("detail")], &[Step::Key("traceId")]],
    needs: &[0],
    success: |reads| reads.get(0).is_int(0),
    payload: PayloadAt::Field("data"),
    code: Some(0),
    message: Some(1),
    detail: Some(2),
    request_id: Some(3),
    treat: |code| match code {
        "5" => Some(Treatment::Fatal),
        "11" => Some(Treatment::Retryable),
        "12" => Some(Treatment::Throttled),
        _ => None,
    },
};

pub(crate) static BESIDE: Envelope = Envelope { payload: PayloadAt::Beside, ..IN_FIELD };

const AUTH: &[&[AuthUse]] = &[&[AuthUse { scheme: 1, arguments: &["send"] }]];

pub(crate) static CREATE: Endpoint = Endpoint {
    api: "sample",
    name: "create",
    method: "POST",
    path: "/things",
    auth: AUTH,
    rates: &[],
    repeatable: false,
    idempotency: None,
    envelope: &IN_FIELD,
};
pub(crate) static GET: Endpoint =
    Endpoint { name: "get", method: "GET", path: "/things/{id}", repeatable: true, ..CREATE };
pub(crate) static LIST: Endpoint =
    Endpoint { name: "list", method: "GET", envelope: &BESIDE, rates: EACH, repeatable: true, ..CREATE };
pub(crate) static HEAD: Endpoint =
    Endpoint { name: "head", method: "HEAD", envelope: &Envelope::NONE, ..GET };
pub(crate) static PLAIN: Endpoint = Endpoint { name: "plain", envelope: &Envelope::NONE, auth: &[], ..GET };

pub(crate) static KEYED: Endpoint = Endpoint { name: "keyed", idempotency: Some("X-Call-Key"), ..CREATE };

pub(crate) static RATES: &[Rate] =
    &[Rate { name: "each", calls: 2, window: Duration::from_secs(60), ..RATE }];

/// A rate with nothing special about it.
pub(crate) const RATE: Rate = Rate {
    name: "",
    calls: 1,
    window: Duration::from_secs(1),
    burst: None,
    per_endpoint: false,
    remaining: None,
    reset: None,
};

const EACH: &[RateUse] = &[RateUse { rate: 0, weight: 1 }];

/// `wire::Read` as it is generated: fields that must be there, and others, with their numbers.
macro_rules! read_fields {
    ($type:ty { $($required:ident $number:tt),* } { $($optional:ident $other:tt),* }) => {
        impl $crate::wire::Read for $type {
            fn read<'de, S: $crate::wire::Source<'de> + ?Sized>(
                source: &mut S,
            ) -> Result<Self, $crate::wire::Failed> {
                const KEYS: &[$crate::wire::Key] = &[
                    $($crate::wire::Key::required(stringify!($required)),)*
                    $($crate::wire::Key::optional(stringify!($optional)),)*
                ];
                let mut slots = ($({ let _ = $number; None },)* $({ let _ = $other; Default::default() },)*);
                let mut read = |key, value: &mut dyn $crate::wire::Source<'de>| match key {
                    $($number => value.fill(&mut slots.$number),)*
                    $($other => value.set(&mut slots.$other),)*
                    _ => Ok(()),
                };
                source.object(stringify!($type), KEYS, &mut read, None)?;
                match slots {
                    ($(Some($required),)* $($optional,)*) => Ok(Self { $($required,)* $($optional,)* }),
                    #[allow(unreachable_patterns, reason = "where no field must be there")]
                    _ => Err($crate::wire::unread()),
                }
            }
        }
    };
}
pub(crate) use read_fields;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Thing {
    pub(crate) id: i64,
}

read_fields!(Thing { id 0 } {});

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Things {
    pub(crate) items: Vec<Thing>,
    pub(crate) next: Option<String>,
    pub(crate) total: Option<u64>,
}

read_fields!(Things { items 0 } { next 1, total 2 });

/// Signs with the time and the nonce of the attempt, and sends a secret everywhere.
struct Signed;

pub(crate) const MARK: &str = "MARK-secret";

impl Authenticate for Signed {
    fn authenticate(&self, scheme: usize, arguments: &[&str], attempt: &mut Attempt) -> Result<(), Error> {
        let ts = crate::sign::unix_millis(attempt.now());
        let nonce = crate::sign::hex(&attempt.nonce());
        attempt.set_header("X-Sign", &format!("{scheme}.{}.{ts}.{nonce}", arguments.join(",")))?;
        attempt.set_query("key", MARK);
        attempt.set_cookie("sid", MARK)?;
        attempt.set_bearer(MARK)
    }
}

pub(crate) fn options(transport: &Arc<CaptureTransport>, clock: &(impl Clock + Clone + 'static)) -> Options {
    Options::new()
        .with_transport(Arc::<CaptureTransport>::clone(transport))
        .with_clock(Arc::new(clock.clone()))
        .with_backoff(Duration::from_secs(1), Duration::from_secs(10))
}

/// Parts without auth.
pub(crate) fn parts() -> ClientParts {
    ClientParts {
        api: "sample",
        server: ServerUrl::Fixed("https://api.example".into()),
        servers: Vec::new(),
        auth: None,
        sources: &[],
        rates: &[],
        retry: &RetryRules::NONE,
    }
}

pub(crate) fn client(options: Options) -> Client {
    let server = ServerUrl::Fixed("https://api.example/v1".into());
    let parts = ClientParts { server, auth: Some(Arc::new(Signed)), rates: RATES, ..parts() };
    Client::new(parts, options).unwrap()
}

/// A client of an API that has rules of its own about refusals.
pub(crate) fn client_with_rules(options: Options, retry: &'static RetryRules) -> Client {
    let parts = ClientParts { auth: Some(Arc::new(Signed)), rates: RATES, retry, ..parts() };
    Client::new(parts, options).unwrap()
}

/// Declares a call with a context.
macro_rules! call {
    ($name:ident, $endpoint:ident, $output:ty, |$call:ident, $parts:ident| $encode:block) => {
        impl Call for $name {
            type Output = $output;
            type Error = Error;
            const ENDPOINT: &'static Endpoint = &$endpoint;

            fn context(&self) -> &Context {
                &self.context
            }


            fn encode(&self) -> Result<Parts, Error> {
                let $call = self;
                let mut $parts = Parts::new(&$endpoint);
                $encode
                Ok($parts)
            }

            fn decode(answer: &Answer) -> Result<Self::Output, Error> {
                decode::json(&$endpoint, answer)
            }
        }

        impl IntoFuture for $name {
            type Output = Result<$output, Error>;
            type IntoFuture = Sending<$output, Error>;

            fn into_future(self) -> Self::IntoFuture {
                call::send(self)
            }
        }

        impl $name {
            #[allow(dead_code)]
            pub(crate) fn with_options(mut self, options: CallOptions) -> Self {
                self.context.options = options;
                self
            }
        }
    };
}

#[derive(Clone, Debug)]
pub(crate) struct Create {
    context: Context,
    id: i64,
}

call!(Create, CREATE, Thing, |call, parts| {
    parts.path_text("/things");
    parts.json(&Thing { id: call.id })?;
});

#[derive(Clone, Debug)]
pub(crate) struct Get {
    context: Context,
    id: String,
}

call!(Get, GET, Thing, |call, parts| {
    parts.path_text("/things/");
    parts.path_value("id", &call.id)?;
    parts.query("q", MARK);
});

#[derive(Clone, Debug)]
pub(crate) struct Head {
    context: Context,
}

call!(Head, HEAD, (), |_call, parts| {
    parts.path_text("/things");
});

pub(crate) fn head(client: &Client) -> Head {
    Head { context: Context::new(client) }
}

/// Without auth, with a secret in the query.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    context: Context,
}

call!(Plain, PLAIN, Thing, |_call, parts| {
    parts.path_text("/things");
    parts.query("q", MARK);
});

pub(crate) fn plain(client: &Client) -> Plain {
    Plain { context: Context::new(client) }
}

#[derive(Clone, Debug)]
pub(crate) struct List {
    context: Context,
    after: Option<String>,
}

call!(List, LIST, Things, |call, parts| {
    parts.path_text("/things");
    if let Some(after) = &call.after {
        parts.query("after", after);
    }
});

impl PagedCall for List {
    type Item = Thing;
    const STYLE: &'static PageStyle = &PageStyle {
        name: "cursor",
        lifetime: Some(Duration::from_secs(60)),
        expired_codes: &["5"],
        repeats: Repeats::Error,
        cap: None,
    };

    fn seek(&mut self, position: &Position) {
        self.after = Some(position.to_text());
    }

    fn advance(&self, page: &Things, _answer: &Answer) -> Option<Position> {
        Position::non_empty(page.next.as_deref())
    }

    fn items(page: Things) -> PageItems<Thing> {
        PageItems::whole(page.items)
    }

    fn total(page: &Things, _answer: &Answer) -> Option<u64> {
        page.total
    }

    fn position(&self) -> Option<Position> {
        Position::non_empty(self.after.as_deref())
    }

    fn unset_position(&mut self) {
        self.after = None;
    }
}

/// A creation whose key the server knows again.
#[derive(Clone, Debug)]
pub(crate) struct Keyed {
    context: Context,
}

call!(Keyed, KEYED, Thing, |_call, parts| {
    parts.path_text("/things");
});

pub(crate) fn keyed(client: &Client) -> Keyed {
    Keyed { context: Context::new(client) }
}

pub(crate) fn create(client: &Client, id: i64) -> Create {
    Create { context: Context::new(client), id }
}

pub(crate) fn get(client: &Client, id: &str) -> Get {
    Get { context: Context::new(client), id: id.into() }
}

pub(crate) fn list(client: &Client) -> List {
    List { context: Context::new(client), after: None }
}
