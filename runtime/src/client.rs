//! The client: where calls go, with what they are sent, and what they share.

use std::{
    fmt,
    sync::{Arc, OnceLock, atomic::AtomicU64},
};

use http::HeaderMap;

use crate::{
    Authenticate, Clock, HttpTransport, Options, ServerUrl, SystemClock, Transport,
    auth::skew::Skew,
    call,
    endpoint::Rate,
    error::Error,
    percent,
    rate::Budgets,
    retry::{RetryBudget, RetryRules},
    server::{Base, Servers},
    tokens::{Handle, Sources, TokenSource},
};

/// A client of one API. Clones share its connections, rate budgets, retry budget and tokens.
#[derive(Clone)]
pub struct Client(
    pub(crate) Arc<Inner>,
    /// There when the client has token sources, except in their own calls.
    #[expect(dead_code, reason = "what counts is when the last one is dropped")]
    pub(crate) Option<Arc<Handle>>,
);

pub(crate) struct Inner {
    pub(crate) api: &'static str,
    pub(crate) servers: Servers,
    /// The headers of every request, unless the endpoint or the call sets them.
    pub(crate) headers: HeaderMap,
    pub(crate) auth: Option<Arc<dyn Authenticate>>,
    pub(crate) sources: Sources,
    pub(crate) skew: Skew,
    /// How many attempts were made.
    pub(crate) attempts: AtomicU64,
    pub(crate) budgets: Budgets,
    pub(crate) retry: &'static RetryRules,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) options: Options,
    transport: Arc<dyn Transport>,
    /// For a server on this machine beside one that is not.
    direct: OnceLock<HttpTransport>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Inner {
    /// What sends requests to a server.
    pub(crate) fn transport(&self, base: &Base) -> Result<&dyn Transport, Error> {
        if !base.is_plain() || self.options.transport.is_some() || self.servers.own.is_plain() {
            return Ok(&*self.transport);
        }
        match self.direct.get() {
            Some(direct) => Ok(direct),
            None => {
                let direct = HttpTransport::direct(self.options.max_headers)?;
                Ok(self.direct.get_or_init(|| direct))
            }
        }
    }
}

/// What generated code knows about its API.
pub struct ClientParts {
    /// The API's name.
    pub api: &'static str,
    /// The server's URL, which every endpoint's path is put after, unless the endpoint names another server.
    pub server: ServerUrl,
    /// The other servers, by name.
    pub servers: Vec<(&'static str, ServerUrl)>,
    /// What authenticates the calls.
    pub auth: Option<Arc<dyn Authenticate>>,
    /// The token sources of the spec.
    pub sources: &'static [TokenSource],
    /// The rate budgets of the spec.
    pub rates: &'static [Rate],
    /// What the spec says about refusals.
    pub retry: &'static RetryRules,
}

/// The server's name only: a URL may hold what should not be shown.
impl fmt::Debug for ClientParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientParts").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Client {
    /// Builds a client. The server must be `https`, except for a loopback host.
    pub fn new(parts: ClientParts, options: Options) -> Result<Self, Error> {
        let servers = Servers::new(parts.api, &parts.server, &parts.servers, &options)?;
        let headers = call::headers_of_client(&options)
            .map_err(|what| Error::config(format!("{}: {what}", parts.api)))?;
        let transport = match &options.transport {
            Some(transport) => Arc::clone(transport),
            None if servers.own.is_plain() => Arc::new(HttpTransport::direct(options.max_headers)?),
            None => Arc::new(HttpTransport::for_headers(options.max_headers)?),
        };
        let sources = Sources::new(parts.api, parts.sources, &options, parts.auth.as_deref())?;
        let inner = Arc::new(Inner {
            api: parts.api,
            servers,
            headers,
            auth: parts.auth,
            sources,
            skew: Skew::default(),
            attempts: AtomicU64::new(0),
            budgets: Budgets::new(parts.rates),
            retry: parts.retry,
            retry_budget: RetryBudget::new(options.retry_budget),
            transport,
            direct: OnceLock::new(),
            clock: options.clock.clone().unwrap_or_else(|| Arc::new(SystemClock)),
            options,
        });
        let handle = (!parts.sources.is_empty()).then(|| Arc::new(Handle(Arc::clone(&inner))));
        Ok(Self(inner, handle))
    }

    /// The API's name.
    pub fn api(&self) -> &'static str {
        self.0.api
    }

    /// Scheme, host and port of the server, such as `https://api.example`; empty when they are computed for every call.
    pub fn origin(&self) -> &str {
        self.0.servers.own.origin()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("api", &self.api()).field("origin", &self.origin()).finish()
    }
}

/// Reads an environment variable that a client needs.
pub fn env(api: &'static str, name: &'static str) -> Result<String, Error> {
    env_optional(api, name)?
        .ok_or_else(|| Error::config(format!("{api}: the environment variable `{name}` is not set")))
}

/// Reads an environment variable that a client can do without. An empty one counts as not set: shells and the settings of
/// containers cannot always take one back.
pub fn env_optional(api: &'static str, name: &'static str) -> Result<Option<String>, Error> {
    env_value(api, name, std::env::var(name))
}

fn env_value(
    api: &'static str,
    name: &'static str,
    value: Result<String, std::env::VarError>,
) -> Result<Option<String>, Error> {
    match value {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        // The value is not shown: it may be a secret.
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::config(format!("{api}: the environment variable `{name}` is not proper Unicode")))
        }
    }
}

/// Checks the value of a variable of the server's URL. `allowed` are the values that the spec lists; when it lists
/// none, any text of letters, digits, `.`, `_` and `-` will do, so that no value can change the URL around it.
pub fn server_variable(
    api: &'static str,
    name: &'static str,
    value: Option<String>,
    default: Option<&str>,
    allowed: &[&str],
) -> Result<String, Error> {
    let Some(value) = value.or_else(|| default.map(str::to_owned)) else {
        return Err(Error::config(format!("{api}: the server variable `{name}` is not set")));
    };
    if allowed.is_empty() {
        if !is_plain_name(&value) {
            let text = "must be letters, digits, `.`, `_` and `-`";
            return Err(Error::config(format!("{api}: the server variable `{name}` {text}")));
        }
    } else if !allowed.contains(&value.as_str()) {
        let list = allowed.join("`, `");
        return Err(Error::config(format!("{api}: the server variable `{name}` must be one of `{list}`")));
    }
    Ok(value)
}

/// Checks what becomes a part of a computed URL's host: letters, digits, `.`, `_` and `-`, so that it cannot change the
/// URL around it. The value is not shown.
pub fn url_host<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
    if is_plain_name(value) {
        return Ok(value);
    }
    Err(Error::config(format!("`{name}` cannot be part of the server's name")))
}

/// Encodes what becomes a part of a computed URL's path, so that it stays in its segment. The value is not shown.
pub fn url_segment(name: &str, value: &str) -> Result<String, Error> {
    if matches!(value, "" | "." | "..") {
        let what = if value.is_empty() { "is empty" } else { "is a dot segment" };
        return Err(Error::config(format!("`{name}`, which is part of the server's URL, {what}")));
    }
    let mut encoded = String::new();
    percent::push_strict(&mut encoded, value);
    Ok(encoded)
}

/// Whether a text can stand in the name of a host.
fn is_plain_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !text.is_empty() && text.chars().all(plain) && !text.chars().all(|c| c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{server::Server, testing::sample};

    fn prefix(client: &Client) -> String {
        match &client.0.servers.own {
            Server::Fixed(base) => base.prefix.clone(),
            Server::Computed { .. } => String::new(),
        }
    }

    #[test]
    fn options_replace_the_server() {
        let parts =
            ClientParts { server: ServerUrl::Fixed("https://api.example/v1".into()), ..sample::parts() };
        let options = Options::new()
            .with_base_url("http://localhost:1/x")
            .with_transport(Arc::new(crate::CaptureTransport::new()));
        let client = Client::new(parts, options).unwrap();
        assert_eq!((client.origin(), prefix(&client).as_str()), ("http://localhost:1", "/x"));
        assert_eq!(format!("{client:?}"), r#"Client { api: "sample", origin: "http://localhost:1" }"#);
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_refused_at_once() {
        for (options, what) in [
            (Options::new().with_header("X Key", "v"), "`X Key` is not a header's name"),
            (Options::new().with_header("X-Key", "MARK\n"), "header `x-key`: has a character"),
            (Options::new().with_user_agent("MARK\n"), "header `user-agent`: has a character"),
        ] {
            let error = Client::new(sample::parts(), options).unwrap_err();
            let shown = error.to_string();
            assert!(error.is_config() && shown.contains(what) && !shown.contains("MARK"), "{shown}");
        }
    }

    #[test]
    fn a_missing_environment_variable_is_named() {
        let error = env("sample", "SPECWRIGHT_TEST_NOT_SET").unwrap_err();
        assert_eq!(
            error.to_string(),
            "sample: the environment variable `SPECWRIGHT_TEST_NOT_SET` is not set"
        );
        assert_eq!(env_optional("sample", "SPECWRIGHT_TEST_NOT_SET").unwrap(), None);
        assert!(!env("sample", "PATH").unwrap().is_empty());
    }

    #[test]
    fn an_empty_environment_variable_is_not_set() {
        let value = |text: &str| env_value("sample", "NAME", Ok(text.into())).unwrap();
        assert_eq!((value(""), value(" ")), (None, Some(" ".to_owned())));
        let broken = env_value("sample", "NAME", Err(std::env::VarError::NotUnicode("MARK".into())));
        assert!(!broken.unwrap_err().to_string().contains("MARK"));
    }

    #[test]
    fn parts_of_a_computed_url_cannot_change_the_url_around_them() {
        assert_eq!(url_host("tenant", "eu-1.shop_2").unwrap(), "eu-1.shop_2");
        for value in ["", "MARK/b", "evil.example#MARK", "a@MARK", "MARK:1", "é", ".."] {
            let error = url_host("tenant", value).unwrap_err();
            assert!(error.is_config() && !error.to_string().contains("MARK"), "{value}");
        }
        assert_eq!(url_segment("bot_token", "123:A/b?c").unwrap(), "123%3AA%2Fb%3Fc");
        for value in ["", ".", ".."] {
            assert!(
                url_segment("bot_token", value).unwrap_err().to_string().contains("`bot_token`"),
                "{value}"
            );
        }
    }

    #[test]
    fn server_variables_cannot_change_the_url_around_them() {
        let set = |value: &str| server_variable("sample", "shop", Some(value.into()), None, &[]);
        assert_eq!(set("my-shop_1.eu").unwrap(), "my-shop_1.eu");
        for value in ["", "a/b", "evil.example#", "a@b", "a:1", "é", "..", "."] {
            assert!(set(value).unwrap_err().is_config(), "{value}");
        }
        let edition = |value: Option<&str>| {
            server_variable("sample", "edition", value.map(Into::into), Some("v2"), &["v1", "v2"])
        };
        assert_eq!(edition(None).unwrap(), "v2");
        assert_eq!(edition(Some("v1")).unwrap(), "v1");
        assert!(edition(Some("v3")).unwrap_err().to_string().ends_with("must be one of `v1`, `v2`"));
        assert!(
            server_variable("sample", "shop", None, None, &[])
                .unwrap_err()
                .to_string()
                .ends_with("is not set")
        );
    }
}
