//! Where calls go: a server that is known when a client is built, or one whose URL is made of credentials and of what
//! token sources gave.

use std::sync::{Arc, Mutex, PoisonError};

use url::{Host, Url};

use crate::{
    Options,
    error::{Error, line},
};

/// The URL that every endpoint's path is put after.
#[derive(Clone)]
pub enum ServerUrl {
    /// A URL that does not change.
    Fixed(String),
    /// One that [`Authenticate::server`](crate::Authenticate::server) makes for every attempt.
    Computed {
        /// The number by which it is asked for: [`API_SERVER`](crate::API_SERVER), or that of another server.
        server: usize,
        /// The token sources that it reads.
        sources: &'static [usize],
        /// The hosts that it may have: names, `*.` before a name for all below it, `*` for any. When there are none, no
        /// output is part of the host.
        hosts: &'static [&'static str],
    },
}

/// The API's server, as a client has it.
pub(crate) enum Server {
    Fixed(Arc<Base>),
    Computed { server: usize, sources: &'static [usize], hosts: &'static [&'static str], last: Parsed },
}

impl Server {
    pub(crate) fn new(api: &str, url: &ServerUrl, instead: Option<&String>) -> Result<Self, Error> {
        match (url, instead) {
            (_, Some(url)) | (ServerUrl::Fixed(url), None) => Ok(Self::Fixed(Arc::new(Base::new(api, url)?))),
            (&ServerUrl::Computed { server, sources, hosts }, None) => {
                Ok(Self::Computed { server, sources, hosts, last: Parsed::default() })
            }
        }
    }

    /// Scheme, host and port, if they are known.
    pub(crate) fn origin(&self) -> &str {
        match self {
            Self::Fixed(base) => &base.origin,
            Self::Computed { .. } => "",
        }
    }

    /// Whether it is a server on this machine that is known and not encrypted.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self, Self::Fixed(base) if base.is_plain())
    }

    /// The token sources that the URL reads.
    pub(crate) fn sources(&self) -> &'static [usize] {
        match self {
            Self::Fixed(_) => &[],
            Self::Computed { sources, .. } => sources,
        }
    }
}

/// The servers of a client: the API's own, and those that calls name.
pub(crate) struct Servers {
    pub(crate) own: Server,
    others: Box<[Server]>,
}

impl Servers {
    pub(crate) fn new(
        api: &str,
        own: &ServerUrl,
        others: &[(&'static str, ServerUrl)],
        options: &Options,
    ) -> Result<Self, Error> {
        if let Some((name, _)) =
            options.servers.iter().find(|(name, _)| others.iter().all(|(known, _)| known != name))
        {
            let name = line(name, 60);
            return Err(Error::config(format!("{api}: there is no server `{name}` to replace")));
        }
        let other = |(name, url): &(&'static str, ServerUrl)| {
            // Of equal names the last counts, as with other options.
            let instead = options.servers.iter().rev().find(|(replaced, _)| replaced == name);
            Server::new(api, url, instead.map(|(_, url)| url))
        };
        Ok(Self {
            own: Server::new(api, own, options.base_url.as_ref())?,
            others: others.iter().map(other).collect::<Result<_, _>>()?,
        })
    }

    /// The one with that number, or the API's own.
    pub(crate) fn get(&self, other: Option<usize>) -> Result<&Server, Error> {
        match other {
            None => Ok(&self.own),
            Some(index) => {
                self.others.get(index).ok_or_else(|| Error::config("the client knows no such server"))
            }
        }
    }
}

/// A server's URL that was taken apart last: it is nearly always the same.
#[derive(Default)]
pub(crate) struct Parsed(Mutex<Option<(String, Arc<Base>)>>);

impl Parsed {
    /// Takes a computed URL apart. No message shows it, since it is made of credentials.
    pub(crate) fn base(&self, api: &str, url: String, hosts: &[&str]) -> Result<Arc<Base>, Error> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((text, base)) = &*last
            && *text == url
        {
            return Ok(Arc::clone(base));
        }
        let base = Arc::new(Base::computed(api, &url, hosts)?);
        *last = Some((url, Arc::clone(&base)));
        Ok(base)
    }
}

/// A server, taken apart once.
#[derive(Debug)]
pub(crate) struct Base {
    /// Scheme, host and port.
    pub(crate) url: Url,
    pub(crate) origin: String,
    /// The path before every endpoint's, without a slash at its end.
    pub(crate) prefix: String,
    /// Whether the prefix is made of what nobody should read.
    pub(crate) is_secret: bool,
}

impl Base {
    pub(crate) fn new(api: &str, text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|(what, host)| {
            let host = host.map(|host| format!(": {}", line(&host, 200))).unwrap_or_default();
            Error::config(format!("{api}: the server's URL {what}{host}"))
        })
    }

    fn computed(api: &str, text: &str, hosts: &[&str]) -> Result<Self, Error> {
        let refuse =
            |what: &str| Error::config(format!("{api}: the server's URL, as it is computed, {what}"));
        let base = Self::parse(text).map_err(|(what, _)| refuse(&what))?;
        let host = base.url.host_str().unwrap_or_default();
        if !hosts.is_empty() && !hosts.iter().any(|pattern| fits(host, pattern)) {
            return Err(refuse(&format!("has a host that is none of `{}`", hosts.join("`, `"))));
        }
        Ok(Self { is_secret: true, ..base })
    }

    /// Whether it is not encrypted, which only a server on this machine may be.
    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The server, or what is wrong with it and with which host.
    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        let refuse = |what: &str| Err((what.to_owned(), None));
        let mut url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(&format!("cannot be read: {error}")),
        };
        let Some(host) = url.host() else { return refuse("has no host") };
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&host)) {
            let what = "must be https, as its host is not a loopback one";
            return Err((what.to_owned(), Some(host.to_string())));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("has a user name or a password in it, which belong to the credentials");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment, but every endpoint's path is put after it");
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path("");
        Ok(Self { origin: url.origin().ascii_serialization(), url, prefix, is_secret: false })
    }
}

/// Whether a host, in lower case as URLs have it, is one of a pattern.
fn fits(host: &str, pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(domain) => {
            host.strip_suffix(domain).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        }
        None => pattern == "*" || host == pattern,
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
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
    fn a_computed_server_has_one_of_its_hosts() {
        let base = |url: &str, hosts: &[&str]| Base::computed("sample", url, hosts);
        for (host, pattern, fits) in [
            ("na1.example.com", "*.example.com", true),
            ("a.b.EXAMPLE.com", "*.example.com", true),
            ("api.example.com", "API.example.com", true),
            ("anything.example", "*", true),
            ("example.com", "*.example.com", false),
            ("evilexample.com", "*.example.com", false),
            ("api.example.com.evil.example", "*.example.com", false),
            ("na1.example.com", "example.com", false),
            ("127.0.0.1", "*.example.com", false),
        ] {
            let got = base(&format!("https://{host}/x"), &["other.example", pattern]);
            assert_eq!(got.is_ok(), fits, "{host} {pattern}");
        }
        assert!(base("https://any.example", &[]).is_ok());
    }

    #[test]
    fn what_is_wrong_with_a_computed_server_does_not_show_it() {
        for url in [
            "http://mark.example/",
            "https://mark.example/",
            "https://u:MARK@api.example",
            "https://api.example/?MARK",
            "MARK",
            "https://MARK MARK/",
        ] {
            let error = Base::computed("sample", url, &["api.example"]).unwrap_err();
            let shown = format!("{error} {error:?}").to_lowercase();
            assert!(error.is_config() && !shown.contains("mark"), "{shown}");
        }
    }

    #[test]
    fn a_computed_server_is_taken_apart_once() {
        let parsed = Parsed::default();
        let first = parsed.base("sample", "https://api.example/botMARK".into(), &[]).unwrap();
        let second = parsed.base("sample", "https://api.example/botMARK".into(), &[]).unwrap();
        assert!(Arc::ptr_eq(&first, &second) && first.is_secret);
        let third = parsed.base("sample", "https://api.example/other".into(), &[]).unwrap();
        assert_eq!((first.prefix.as_str(), third.prefix.as_str()), ("/botMARK", "/other"));
    }
}
