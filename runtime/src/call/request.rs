//! Building an attempt from the parts of a call.

use std::sync::atomic::{AtomicBool, Ordering};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};

use super::{Context, prepare::Ready};
use crate::{
    Attempt, Options,
    auth::Additions,
    error::{Error, Hidden, line},
    paging,
    parts::Parts,
    sign,
    transport::TransportRequest,
};

/// Any content is taken, so that an endpoint that returns a file is no special case; JSON is preferred.
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json, */*;q=0.8");

/// The header of keys where the spec has none for them.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Room for what auth adds to a query, which is short texts and a signature.
const ROOM: usize = 256;

/// Makes a request out of the parts: a fresh time, a fresh nonce, a fresh signature. The texts that auth set come with
/// it. In a call of a token source, `is_step`, the parts themselves may hold what nobody should read.
pub(super) fn build(
    context: &Context,
    parts: &Parts,
    ready: &Ready,
    is_step: bool,
) -> Result<(TransportRequest, Hidden), Error> {
    let client = &*context.client.0;
    let mut attempt = attempt(context, parts, ready)?;
    if ready.base.is_secret {
        attempt.hide_pieces(ready.base.prefix.as_bytes());
    }
    if is_step {
        attempt.hide_pieces(parts.path().as_bytes());
        attempt.hide_pieces(parts.body());
    }
    let mut is_first = true;
    for used in ready.uses {
        let Some(auth) = &client.auth else {
            return Err(Error::config("the endpoint needs credentials, and the client has none"));
        };
        if ready.waits_for_challenge(client, &**auth, used.scheme) {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            attempt.settle()?;
        }
        auth.authenticate(used.scheme, used.arguments, &mut attempt)?;
    }
    attempt.into_request()
}

fn attempt(context: &Context, parts: &Parts, ready: &Ready) -> Result<Attempt, Error> {
    let (client, endpoint) = (&*context.client.0, parts.endpoint());
    let room = if ready.uses.is_empty() { 0 } else { ROOM };
    let mut query = String::with_capacity(parts.query_text().len() + room);
    query.push_str(parts.query_text());
    let prefix = &ready.base.prefix;
    let mut path = String::with_capacity(prefix.len() + parts.path().len() + 1);
    path.push_str(prefix);
    path.push_str(parts.path());
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    if let Some(url) = context.url() {
        (path, query) = paging::page_address(&ready.base.url, &path, url)?;
    }
    Ok(Attempt {
        now: client.skew.correct(client.clock.now()),
        nonce: nonce()?,
        method: Method::from_bytes(endpoint.method.as_bytes())
            .map_err(|_| Error::config("the method is no method"))?,
        url: ready.base.url.clone(),
        path,
        query,
        is_link: context.url().is_some(),
        headers: headers(context, parts)?,
        body: parts.body_bytes().clone(),
        pieces: parts.pieces().cloned(),
        is_read: AtomicBool::new(false),
        added_query: String::with_capacity(room),
        cookies: Vec::new(),
        added: Additions::default(),
        tokens: ready.tokens.clone(),
        uses: ready.count_uses(),
        counter: client.attempts.fetch_add(1, Ordering::Relaxed).saturating_add(1),
        hidden: Hidden::default(),
    })
}

fn nonce() -> Result<[u8; 16], Error> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce)
        .map_err(|error| Error::config("the system gives no random numbers").with_source(error))?;
    Ok(nonce)
}

/// The headers, the more special ones later: of equal names the last counts.
fn headers(context: &Context, parts: &Parts) -> Result<HeaderMap, Error> {
    let (client, call) = (&*context.client.0, &context.options);
    let mut headers = client.headers.clone();
    if let Some(content_type) = parts.content_type() {
        insert(&mut headers, CONTENT_TYPE.as_str(), content_type).map_err(Error::invalid)?;
    }
    if let Some(accept) = parts.accepts() {
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    for (name, value) in parts.header_pairs().iter().chain(&call.headers) {
        insert(&mut headers, name, value).map_err(Error::invalid)?;
    }
    if let Some(key) = &call.idempotency_key {
        let name = parts.endpoint().idempotency.unwrap_or(IDEMPOTENCY_KEY);
        // A key that is a parameter of the call, or a header, is the caller's own.
        if !headers.contains_key(name) {
            insert(&mut headers, name, key).map_err(Error::invalid)?;
        }
    }
    Ok(headers)
}

/// A key by which the server knows the attempts of one call: a UUID of version 4.
pub(super) fn idempotency_key() -> Result<String, Error> {
    Ok(sign::uuid_v4_text(&nonce()?))
}

/// The headers that every request of a client has, or what is wrong with them.
pub(crate) fn headers_of_client(options: &Options) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, ACCEPTED);
    insert(&mut headers, USER_AGENT.as_str(), &options.user_agent)?;
    for (name, value) in &options.headers {
        insert(&mut headers, name, value)?;
    }
    Ok(headers)
}

/// Sets a header, or says what is wrong with it.
fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), String> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(format!("`{}` is not a header's name", line(name, 60)));
    };
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(format!("header `{name}`: has a character that a header cannot carry"));
    };
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}
