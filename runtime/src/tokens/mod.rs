//! Token sources: values that are obtained by calls, kept, and renewed, such as an access token.
//!
//! A client keeps for each source what it gave last. A call that needs it takes it from there; when there is nothing, or
//! its time is nearly over, or a server refused it, the first call that notices starts the renewal, and all that come
//! meanwhile wait for the same one. What is renewed is handed to the user's [`TokenStore`] before anything uses it.

mod challenge;
mod flight;
mod lifetime;
mod outputs;
mod provide;
mod ready;
mod renew;
mod source;
mod state;
mod steps;
mod store;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use flight::{Handle, snapshot};
pub(crate) use lifetime::rfc3339;
pub use provide::{ProvideTokens, ProvidedTokens};
pub(crate) use ready::lack;
pub use source::{
    Challenge, Lifetime, OutputFrom, TimeForm, TokenOrigin, TokenOutput, TokenParameter, TokenSource,
    TokenStep,
};
pub(crate) use state::{Sources, Used, refused};
pub(crate) use steps::StepCall;
pub use store::{SavedTokens, TokenStore};
pub use values::Tokens;
