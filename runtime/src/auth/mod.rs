//! How a client proves who is calling: what generated code implements, and what the user may implement himself.
//!
//! An endpoint lists alternatives, each of them schemes that are all applied; the first for which the client has all that it takes is used. A scheme reads
//! credentials, and values of [token sources](crate::tokens), and adds to the [`Attempt`].

mod basic;
mod body;
pub(crate) mod choice;
mod cookie;
mod hook;
mod place;
pub(crate) mod skew;

pub(crate) use body::Additions;
pub use hook::Sign;

use std::sync::Arc;

use crate::{
    Attempt, Parts,
    error::Error,
    tokens::{ProvideTokens, Tokens},
};

/// The number by which [`Authenticate::server`] is asked for the API's own server.
pub const API_SERVER: usize = usize::MAX;

/// Adds what proves who is calling. Generated code implements it for the auth schemes and token sources of a spec.
///
/// Schemes are numbered as the spec declares them, those of the steps of token sources after those of endpoints; token
/// sources and their outputs are numbered as [`ClientParts::sources`](crate::ClientParts::sources) has them.
pub trait Authenticate: Send + Sync {
    /// Adds what `scheme` says to an attempt. It is called afresh for every attempt.
    fn authenticate(&self, scheme: usize, arguments: &[&str], attempt: &mut Attempt) -> Result<(), Error>;

    /// What a scheme cannot do without and the user has not given, such as ``the credential `password` ``.
    fn lacks(&self, scheme: usize) -> Option<&'static str> {
        let _ = scheme;
        None
    }

    /// The token sources that a scheme reads.
    fn sources(&self, scheme: usize) -> &'static [usize] {
        let _ = scheme;
        &[]
    }

    /// What the calls of a token source, or its hook, cannot do without and the user has not given; with `refresh`, what
    /// its refresh step cannot.
    fn source_lacks(&self, source: usize, refresh: bool) -> Option<&'static str> {
        let _ = (source, refresh);
        None
    }

    /// The credential that is the first value of an output.
    fn given(&self, source: usize, output: usize) -> Option<&str> {
        let _ = (source, output);
        None
    }

    /// A server's URL that is made of credentials and outputs: [`API_SERVER`], that of a step
    /// ([`TokenStep::server`](crate::tokens::TokenStep::server)), or another one
    /// ([`ServerUrl::Computed`](crate::ServerUrl::Computed)).
    fn server(&self, server: usize, tokens: &Tokens) -> Result<String, Error> {
        let _ = (server, tokens);
        Err(Error::config("the client knows no such server"))
    }

    /// The request of a step: its path, and a body that is neither form nor JSON. The refresh step is the one after the
    /// last. What its scheme places is added to every attempt, as for endpoints.
    fn step(&self, source: usize, step: usize, tokens: &Tokens) -> Result<Parts, Error> {
        let _ = (source, step, tokens);
        Err(Error::config("the client knows no such step"))
    }

    /// The user's own source of tokens.
    fn provider(&self, source: usize) -> Option<Arc<dyn ProvideTokens>> {
        let _ = source;
        None
    }
}
