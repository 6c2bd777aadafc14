//! A call on its way.
//!
//! The attempts know neither the endpoint's types nor the API's error: they are compiled once. What is compiled for each
//! endpoint is how its answer is decoded, and for each pair of types how the outcome is taken out of its box.

use std::{
    any::Any,
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use super::Answer;
use crate::{
    BoxFuture,
    error::{Error, ErrorKind},
};

/// What an answer became.
pub(super) struct Sent {
    pub(super) output: Box<dyn Any + Send>,
    pub(super) answer: Answer,
}

impl Sent {
    /// The output, which is of the type that the endpoint's own function made.
    #[inline]
    pub(super) fn into_output<T: 'static>(self) -> Result<T, Error> {
        match self.output.downcast() {
            Ok(output) => Ok(*output),
            Err(_) => Err(mixed_up()),
        }
    }

    /// The output beside the answer.
    #[inline]
    pub(super) fn into_both<T: 'static>(self) -> Result<(T, Answer), Error> {
        match self.output.downcast() {
            Ok(output) => Ok((*output, self.answer)),
            Err(_) => Err(mixed_up()),
        }
    }
}

#[cold]
fn mixed_up() -> Error {
    Error::new(ErrorKind::Decode, "the answer was decoded as that of another endpoint")
}

/// A call on its way: a future of what it returns. Nothing is sent before it is awaited.
#[must_use = "a call is sent when it is awaited"]
pub struct Sending<T, E> {
    attempts: BoxFuture<'static, Result<Sent, Error>>,
    take: fn(Sent) -> Result<T, Error>,
    error: PhantomData<fn() -> E>,
}

impl<T, E> Sending<T, E> {
    #[inline]
    pub(super) fn new(
        attempts: BoxFuture<'static, Result<Sent, Error>>,
        take: fn(Sent) -> Result<T, Error>,
    ) -> Self {
        Self { attempts, take, error: PhantomData }
    }
}

impl<T, E: From<Error>> Future for Sending<T, E> {
    type Output = Result<T, E>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let take = self.take;
        self.attempts.as_mut().poll(context).map(|sent| sent.and_then(take).map_err(E::from))
    }
}

impl<T, E> fmt::Debug for Sending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
