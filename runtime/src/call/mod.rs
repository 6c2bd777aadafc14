//! Calls: what generated code describes, and how one becomes an answer.
//!
//! The functions here are generic shells, as thin as they can be: they are compiled again for every endpoint that a
//! program calls. All that they do is in `Exchange`, which is compiled once.

// A call is used up when it is sent, whatever of it is still needed.
#![allow(clippy::needless_pass_by_value)]

mod answer;
mod exchange;
mod options;
mod prepare;
mod replay;
mod request;
mod sending;
mod turn;

pub use answer::Answer;
pub use options::CallOptions;
pub use sending::Sending;

pub(crate) use exchange::Exchange;
pub(crate) use request::headers_of_client;

use std::any::Any;

use crate::{BoxFuture, Client, decode, endpoint::Endpoint, error::Error, parts::Parts, stream::Opened};
use sending::Sent;

/// A call that has not been sent yet: an endpoint with its parameters. Generated code implements it.
///
/// That calls can be cloned and sent to other threads is not said here: the compiler would prove it again wherever a
/// function names a type of a call's. Without that, checking a client takes 0.67 to 0.73 of the time.
pub trait Call: Sized + 'static {
    /// What the endpoint returns.
    type Output: Send + 'static;
    /// The API's error.
    type Error: From<Error> + Send + 'static;
    /// The endpoint.
    const ENDPOINT: &'static Endpoint;

    /// The client and the options.
    fn context(&self) -> &Context;

    /// Checks the parameters and encodes them.
    fn encode(&self) -> Result<Parts, Error>;

    /// Applies the outcome rule to an answer and decodes its payload.
    fn decode(answer: &Answer) -> Result<Self::Output, Error>;
}

/// A call whose answer is read as it comes.
pub trait StreamCall: Call {
    /// Takes over an answer that is a success.
    fn open(opened: Opened) -> Self::Output;
}

/// What every call has: a client, and options of its own.
#[derive(Clone, Debug)]
pub struct Context {
    /// The client that sends the call.
    pub client: Client,
    /// What differs from the client's options.
    pub options: CallOptions,
    /// Where the call goes instead of the endpoint's path and query.
    url: Option<Box<str>>,
}

impl Context {
    /// The client with no options.
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone(), options: CallOptions::default(), url: None }
    }

    /// Sends the call to a URL instead of the endpoint's path and query: to a page whose position is one. It may be
    /// relative to the endpoint's own; what leads to another server is refused when the call is sent.
    pub fn set_url(&mut self, url: &str) {
        self.url = Some(url.into());
    }

    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The same with these options.
    pub(crate) fn with(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }
}

/// Sends a call and decodes its answer.
#[inline]
pub fn send<C: Call>(call: C) -> Sending<C::Output, C::Error> {
    Sending::new(attempts(C::ENDPOINT, call.context(), call.encode(), boxed::<C>), Sent::into_output)
}

/// Sends a call and gives the decoded answer beside the raw one.
#[inline]
pub fn send_with_answer<C: Call>(call: C) -> Sending<(C::Output, Answer), C::Error> {
    Sending::new(attempts(C::ENDPOINT, call.context(), call.encode(), boxed::<C>), Sent::into_both)
}

/// Sends a call and gives its answer as a stream, once its head has come.
#[inline]
pub fn open<C: StreamCall>(call: C) -> Sending<C::Output, C::Error> {
    let attempts = attempts_to_open(C::ENDPOINT, call.context(), call.encode());
    Sending::new(attempts, |sent| sent.into_output().map(C::open))
}

/// Sends a call and gives its answer as a stream beside the raw one, whose body is empty.
#[inline]
pub fn open_with_answer<C: StreamCall>(call: C) -> Sending<(C::Output, Answer), C::Error> {
    let attempts = attempts_to_open(C::ENDPOINT, call.context(), call.encode());
    Sending::new(attempts, |sent| sent.into_both().map(|(opened, answer)| (C::open(opened), answer)))
}

/// Sends a call and gives the raw answer, whatever its status: the outcome rule is not applied. What may be sent again
/// by its status is; when that was in vain, the last answer is given.
#[inline]
pub fn send_raw<C: Call>(call: C) -> Sending<Answer, C::Error> {
    Sending::new(raw_attempts(C::ENDPOINT, call.context(), call.encode()), |sent| Ok(sent.answer))
}

/// The same as [`send`], with the runtime's error: a stream of pages looks at it before it becomes the API's.
#[inline]
pub(crate) fn send_plain<C: Call>(call: &C) -> Sending<C::Output, Error> {
    Sending::new(attempts(C::ENDPOINT, call.context(), call.encode(), boxed::<C>), Sent::into_output)
}

/// Decodes an answer.
type Decode = fn(&Answer) -> Result<Box<dyn Any + Send>, Error>;

fn boxed<C: Call>(answer: &Answer) -> Result<Box<dyn Any + Send>, Error> {
    match C::decode(answer) {
        Ok(output) => Ok(Box::new(output)),
        Err(error) => Err(error),
    }
}

/// The loop around the attempts. An answer is decoded as it comes: whether it is a failure that allows another attempt
/// is known only then.
fn attempts(
    endpoint: &'static Endpoint,
    context: &Context,
    encoded: Result<Parts, Error>,
    decode: Decode,
) -> BoxFuture<'static, Result<Sent, Error>> {
    let mut exchange = Exchange::new(endpoint, context, encoded);
    Box::pin(async move {
        loop {
            let answer = exchange.answer().await?;
            match decode(&answer) {
                Ok(output) => {
                    exchange.accept();
                    return Ok(Sent { output, answer });
                }
                Err(error) => exchange.refuse(error)?,
            }
        }
    })
}

/// The loop around the attempts until one is a success, of which only the head was read.
fn attempts_to_open(
    endpoint: &'static Endpoint,
    context: &Context,
    encoded: Result<Parts, Error>,
) -> BoxFuture<'static, Result<Sent, Error>> {
    let mut exchange = Exchange::new(endpoint, context, encoded).streamed();
    Box::pin(async move {
        loop {
            let answer = exchange.answer().await?;
            match decode::opened(exchange.endpoint, &answer) {
                Ok(_) => {
                    exchange.accept();
                    return Ok(Sent { output: Box::new(exchange.open(&answer)), answer });
                }
                Err(error) => exchange.refuse(error)?,
            }
        }
    })
}

/// The attempts until an answer comes that is not to be asked for again.
fn raw_attempts(
    endpoint: &'static Endpoint,
    context: &Context,
    encoded: Result<Parts, Error>,
) -> BoxFuture<'static, Result<Sent, Error>> {
    let exchange = Exchange::new(endpoint, context, encoded);
    Box::pin(async move { Ok(Sent { output: Box::new(()), answer: exchange.raw().await? }) })
}

#[cfg(test)]
pub(crate) mod tests;
