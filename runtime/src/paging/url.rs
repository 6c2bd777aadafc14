//! Pages whose position is a URL: how a link on a page becomes a position, and a position an address.
//!
//! A position is kept as what follows the origin, without a fragment and without what auth had added: it holds no
//! credential and goes to no other server.

use ::url::{Position as At, Url, form_urlencoded};

use super::any_call::AnyCall;
use crate::{
    error::{Error, ErrorKind, line},
    parts::Parts,
};

/// Makes a position of a link on the page that was asked for at `sent`.
///
/// A link that leads to another server stays as it is; it is refused when it is to be sent.
pub(super) fn position(link: &str, sent: &Url, call: &dyn AnyCall) -> String {
    let Ok(mut url) = sent.join(link) else { return link.to_owned() };
    if url.origin() != sent.origin() {
        return link.to_owned();
    }
    url.set_fragment(None);
    let own = own_names(call);
    let added: Vec<_> = names(sent.query().unwrap_or_default()).filter(|name| !own.contains(name)).collect();
    let query = without(url.query().unwrap_or_default(), |name| added.iter().any(|added| added == name));
    let own_path = call.context().url().is_none_or(|url| url.starts_with('?'));
    if own_path && url.path() == sent.path() {
        // The path may hold what auth has put there.
        return format!("?{query}");
    }
    url.set_query((!query.is_empty()).then_some(query.as_str()));
    url[At::BeforePath..].to_owned()
}

/// The names of the query parameters that are the call's own.
fn own_names(call: &dyn AnyCall) -> Vec<String> {
    match call.context().url() {
        Some(url) => names(url.split_once('?').map_or("", |(_, query)| query)).collect(),
        None => {
            let parts = call.encode();
            let pairs = parts.iter().flat_map(Parts::query_pairs);
            pairs.map(|(name, _)| name.clone()).collect()
        }
    }
}

fn names(query: &str) -> impl Iterator<Item = String> {
    form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned())
}

/// A query without some of its parameters. The others stay as they are written.
fn without(query: &str, leave_out: impl Fn(&str) -> bool) -> String {
    let stays = |pair: &&str| !names(pair).any(|name| leave_out(&name));
    query.split('&').filter(|pair| !pair.is_empty()).filter(stays).collect::<Vec<_>>().join("&")
}

/// A query without the parameters that another query has.
pub(crate) fn without_names_of(query: &str, other: &str) -> String {
    let others: Vec<_> = names(other).collect();
    without(query, |name| others.iter().any(|other| other == name))
}

/// Path and query of the page at a URL, of which the server is given and the path that the call has without a URL.
pub(crate) fn page_address(server: &Url, own_path: &str, url: &str) -> Result<(String, String), Error> {
    let refuse = |what: String| Err(Error::new(ErrorKind::PageUrl, what));
    // The call's own path may have places that auth fills, so it does not become a part of a URL here.
    let joined = if url.starts_with(['?', '#']) {
        server.join(url)
    } else {
        let mut here = server.clone();
        here.set_path(own_path);
        here.join(url)
    };
    let Ok(joined) = joined else { return refuse("the URL of the next page cannot be read".to_owned()) };
    if joined.origin() != server.origin() {
        let origin = line(&joined.origin().ascii_serialization(), 200);
        return refuse(format!(
            "the URL of the next page leads to {origin}, and credentials stay with the server"
        ));
    }
    let path = if url.starts_with(['?', '#']) { own_path } else { joined.path() };
    Ok((path.to_owned(), joined.query().unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Result<(String, String), Error> {
        page_address(&Url::parse("https://api.example").unwrap(), "/v1/{key}/things", url)
    }

    #[test]
    fn a_url_of_the_server_is_an_address() {
        for (url, path, query) in [
            ("https://api.example/v1/x?page=2#top", "/v1/x", "page=2"),
            ("https://API.example:443/v1/x", "/v1/x", ""),
            ("https://user:pass@api.example/x?a", "/x", "a"),
            ("//api.example/x", "/x", ""),
            ("/v2/x?a=b c", "/v2/x", "a=b%20c"),
            ("?page=2", "/v1/{key}/things", "page=2"),
            ("?", "/v1/{key}/things", ""),
            ("#top", "/v1/{key}/things", ""),
            ("other?a", "/v1/%7Bkey%7D/other", "a"),
            ("/{key}", "/%7Bkey%7D", ""),
            ("/a/../b/%2e%2e/c", "/c", ""),
        ] {
            assert_eq!(address(url).unwrap(), (path.to_owned(), query.to_owned()), "{url}");
        }
    }

    #[test]
    fn no_other_server_is_asked() {
        for url in [
            "https://evil.example/x?MARK",
            "http://api.example/x",
            "https://api.example:8443/x",
            "//evil.example/x",
            "\\\\evil.example/x",
            "https://api.example@evil.example/",
            "https://api.example.evil.example/",
            "javascript:alert(1)",
            "https://[/",
        ] {
            let error = address(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PageUrl, "{url}");
            assert!(!error.to_string().contains("MARK"));
        }
        assert!(
            address("https://evil.example/x").unwrap_err().to_string().contains("https://evil.example, ")
        );
    }

    #[test]
    fn parameters_are_left_out_of_a_query() {
        for (query, rest) in [
            ("a=1&key=2&b=3&key", "a=1&b=3"),
            ("k%65y=1&a=%20+", "a=%20+"),
            ("key=1", ""),
            ("&&a", "a"),
            ("", ""),
        ] {
            assert_eq!(without(query, |name| name == "key"), rest, "{query}");
        }
    }
}
