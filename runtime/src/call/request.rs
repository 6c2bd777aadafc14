//! Building an attempt from the parts of a call.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};

use super::Context;
use crate::{Attempt, error::Error, parts::Parts, percent};

/// Any content is taken, so that an endpoint that returns a file is no special case; JSON is preferred.
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json, */*;q=0.8");

/// Makes a request out of the parts: a fresh time, a fresh nonce, a fresh signature. The texts that auth set come with
/// it.
pub(super) fn build(context: &Context, parts: &Parts) -> Result<(Request<Bytes>, Vec<String>), Error> {
    let (client, endpoint) = (&*context.client.0, parts.endpoint());
    let mut query = String::new();
    for (name, value) in parts.query_pairs() {
        percent::push_pair(&mut query, name, value);
    }
    let path = format!("{}{}", client.base.prefix, parts.path());
    let mut attempt = Attempt {
        now: client.clock.now(),
        nonce: nonce()?,
        method: Method::from_bytes(endpoint.method.as_bytes())
            .map_err(|_| Error::config("the method is no method"))?,
        origin: client.base.origin.clone(),
        host: client.base.host.clone(),
        path: if path.starts_with('/') { path } else { format!("/{path}") },
        query,
        headers: headers(context, parts)?,
        body: parts.body_bytes().clone(),
        added_query: String::new(),
        cookies: Vec::new(),
        hidden: Vec::new(),
    };
    if let Some(used) = endpoint.auth {
        let Some(auth) = &client.auth else {
            return Err(Error::config("the endpoint needs credentials, and the client has none"));
        };
        auth.authenticate(used.scheme, used.arguments, &mut attempt)?;
    }
    attempt.into_request()
}

fn nonce() -> Result<[u8; 16], Error> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce)
        .map_err(|error| Error::config("the system gives no random numbers").with_source(error))?;
    Ok(nonce)
}

/// The headers, the more special ones later: of equal names the last counts.
fn headers(context: &Context, parts: &Parts) -> Result<HeaderMap, Error> {
    let (options, call) = (&context.client.0.options, &context.options);
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, ACCEPTED);
    insert(&mut headers, USER_AGENT.as_str(), &options.user_agent)?;
    for (name, value) in &options.headers {
        insert(&mut headers, name, value)?;
    }
    if let Some(content_type) = parts.content_type() {
        insert(&mut headers, CONTENT_TYPE.as_str(), content_type)?;
    }
    for (name, value) in parts.header_pairs().iter().chain(&call.headers) {
        insert(&mut headers, name, value)?;
    }
    if let Some(key) = &call.idempotency_key {
        insert(&mut headers, "idempotency-key", key)?;
    }
    Ok(headers)
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Error> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        let name = crate::error::line(name, 60);
        return Err(Error::invalid(format!("`{name}` is not a header's name")));
    };
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(Error::invalid(format!("header `{name}`: has a character that a header cannot carry")));
    };
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}
