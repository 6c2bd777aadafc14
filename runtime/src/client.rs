//! The client: where calls go, with what they are sent, and what they share.

use std::{fmt, sync::Arc};

use http::HeaderMap;
use url::{Host, Url};

use crate::{
    Authenticate, Clock, HttpTransport, Options, SystemClock, Transport, call,
    endpoint::Rate,
    error::{Error, line},
    rate::Budgets,
    retry::RetryBudget,
};

/// A client of one API. Clones share its connections, rate budgets and retry budget.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) api: &'static str,
    pub(crate) base: Base,
    /// The headers of every request, unless the endpoint or the call sets them.
    pub(crate) headers: HeaderMap,
    pub(crate) auth: Option<Arc<dyn Authenticate>>,
    pub(crate) budgets: Budgets,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) options: Options,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What generated code knows about its API.
pub struct ClientParts {
    /// The API's name.
    pub api: &'static str,
    /// The server's URL, which every endpoint's path is put after.
    pub base_url: String,
    /// What authenticates the calls.
    pub auth: Option<Arc<dyn Authenticate>>,
    /// The rate budgets of the spec.
    pub rates: &'static [Rate],
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
        let url = options.base_url.as_ref().unwrap_or(&parts.base_url);
        let base = Base::new(parts.api, url)?;
        let headers = call::headers_of_client(&options)
            .map_err(|what| Error::config(format!("{}: {what}", parts.api)))?;
        let transport = match &options.transport {
            Some(transport) => Arc::clone(transport),
            None if base.origin.starts_with("http://") => Arc::new(HttpTransport::direct()?),
            None => Arc::new(HttpTransport::new()?),
        };
        Ok(Self(Arc::new(Inner {
            api: parts.api,
            base,
            headers,
            auth: parts.auth,
            budgets: Budgets::new(parts.rates),
            retry_budget: RetryBudget::new(options.retry_budget),
            transport,
            clock: options.clock.clone().unwrap_or_else(|| Arc::new(SystemClock)),
            options,
        })))
    }

    /// The API's name.
    pub fn api(&self) -> &'static str {
        self.0.api
    }

    /// Scheme, host and port of the server, such as `https://api.example`.
    pub fn origin(&self) -> &str {
        &self.0.base.origin
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

/// The server, taken apart once.
#[derive(Debug)]
pub(crate) struct Base {
    /// Scheme, host and port.
    pub(crate) url: Url,
    pub(crate) origin: String,
    /// The path before every endpoint's, without a slash at its end.
    pub(crate) prefix: String,
}

impl Base {
    fn new(api: &str, text: &str) -> Result<Self, Error> {
        let refuse = |what: &str| Err(Error::config(format!("{api}: the server's URL {what}")));
        let mut url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(&format!("cannot be read: {error}")),
        };
        let Some(host) = url.host() else { return refuse("has no host") };
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&host)) {
            return refuse(&format!(
                "must be https, as its host is not a loopback one: {}",
                line(&host.to_string(), 200)
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has a user name or a password in it, which belong to the credentials");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment, but every endpoint's path is put after it");
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path("");
        Ok(Self { origin: url.origin().ascii_serialization(), url, prefix })
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Reads an environment variable that a client needs.
pub fn env(api: &'static str, name: &'static str) -> Result<String, Error> {
    env_optional(api, name)?
        .ok_or_else(|| Error::config(format!("{api}: the environment variable `{name}` is not set")))
}

/// Reads an environment variable that a client can do without.
pub fn env_optional(api: &'static str, name: &'static str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
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
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if allowed.is_empty() {
        if value.is_empty() || !value.chars().all(plain) || value.chars().all(|c| c == '.') {
            let text = "must be letters, digits, `.`, `_` and `-`";
            return Err(Error::config(format!("{api}: the server variable `{name}` {text}")));
        }
    } else if !allowed.contains(&value.as_str()) {
        let list = allowed.join("`, `");
        return Err(Error::config(format!("{api}: the server variable `{name}` must be one of `{list}`")));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (url, origin, prefix) in [
            ("https://api.example", "https://api.example", ""),
            ("https://API.example:443/v2/", "https://api.example", "/v2"),
            ("https://api.example:8443/a%20b/c", "https://api.example:8443", "/a%20b/c"),
            ("http://127.0.0.1:80", "http://127.0.0.1", ""),
            ("http://[::1]:9000/x", "http://[::1]:9000", "/x"),
            ("http://localhost:3000", "http://localhost:3000", ""),
        ] {
            let base = Base::new("sample", url).unwrap();
            assert_eq!((base.origin.as_str(), base.prefix.as_str()), (origin, prefix));
            assert_eq!(base.url.as_str(), format!("{origin}/"));
        }
    }

    #[test]
    fn other_urls_are_refused_without_showing_what_they_hold() {
        for (url, what) in [
            ("http://api.example", "must be https"),
            ("http://127.0.0.1.example", "must be https"),
            ("http://localhost.example", "must be https"),
            ("ftp://localhost", "must be https"),
            ("https://MARK:x@api.example", "user name"),
            ("https://:MARK@api.example", "user name"),
            ("https://api.example?key=MARK", "query"),
            ("https://api.example/#MARK", "fragment"),
            ("data:MARK", "no host"),
            ("api.example", "cannot be read"),
            ("https://", "cannot be read"),
        ] {
            let error = Base::new("sample", url).unwrap_err();
            assert!(error.is_config(), "{url}");
            assert!(
                error.to_string().contains(what) && !error.to_string().contains("MARK"),
                "{url}: {error}"
            );
        }
    }

    #[test]
    fn options_replace_the_server() {
        let parts =
            ClientParts { api: "sample", base_url: "https://api.example/v1".into(), auth: None, rates: &[] };
        let options = Options::new()
            .with_base_url("http://localhost:1/x")
            .with_transport(Arc::new(crate::CaptureTransport::new()));
        let client = Client::new(parts, options).unwrap();
        assert_eq!((client.origin(), client.0.base.prefix.as_str()), ("http://localhost:1", "/x"));
        assert_eq!(format!("{client:?}"), r#"Client { api: "sample", origin: "http://localhost:1" }"#);
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_refused_at_once() {
        for (options, what) in [
            (Options::new().with_header("X Key", "v"), "`X Key` is not a header's name"),
            (Options::new().with_header("X-Key", "MARK\n"), "header `x-key`: has a character"),
            (Options::new().with_user_agent("MARK\n"), "header `user-agent`: has a character"),
        ] {
            let parts =
                ClientParts { api: "sample", base_url: "https://api.example".into(), auth: None, rates: &[] };
            let error = Client::new(parts, options).unwrap_err();
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
