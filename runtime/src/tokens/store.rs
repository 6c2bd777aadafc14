//! Keeping tokens beyond the life of a client.

use std::{fmt, time::SystemTime};

use super::{TokenSource, values::Values};
use crate::{BoxError, BoxFuture, Secret};

/// Where the tokens of clients are kept, such as a file or a database. Set it with
/// [`Options::with_token_store`](crate::Options::with_token_store).
///
/// New values are saved before anything uses them: a refresh token that is replaced with every use is not lost when the
/// process ends. What can be loaded counts over what credentials give. The errors' texts must not hold a token.
pub trait TokenStore: Send + Sync {
    /// What was saved last, when a client first needs the values of a source.
    fn load<'a>(
        &'a self,
        api: &'static str,
        source: &'static str,
    ) -> BoxFuture<'a, Result<Option<SavedTokens>, BoxError>> {
        let _ = (api, source);
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Keeps the values of a source. When this fails, the calls that wait for them fail too, and the next one saves
    /// again.
    fn save<'a>(&'a self, tokens: &'a SavedTokens) -> BoxFuture<'a, Result<(), BoxError>>;
}

/// The values of a source, to be kept.
#[derive(Clone)]
pub struct SavedTokens {
    api: String,
    source: String,
    outputs: Vec<(String, Secret)>,
    expires: Option<SystemTime>,
}

impl SavedTokens {
    /// The tokens of a source of an API, without any value.
    pub fn new(api: impl Into<String>, source: impl Into<String>) -> Self {
        Self { api: api.into(), source: source.into(), outputs: Vec::new(), expires: None }
    }

    /// Adds a value by the name of its output.
    #[must_use]
    pub fn with_output(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.outputs.push((name.into(), value.into()));
        self
    }

    /// Says when the values end.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        self.expires = Some(at);
        self
    }

    /// The API's name.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The source's name.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The values with the names of their outputs.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.outputs.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of an output.
    pub fn output(&self, name: &str) -> Option<&Secret> {
        self.outputs().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// When the values end, if that is known.
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    pub(crate) fn of(api: &str, source: &TokenSource, values: &Values) -> Self {
        let known =
            source.outputs.iter().enumerate().filter_map(|(output, name)| Some((*name, values.get(output)?)));
        let saved =
            known.fold(Self::new(api, source.name), |saved, (name, value)| saved.with_output(name, value));
        Self { expires: values.expires, ..saved }
    }

    /// Puts the values over those that are known. Names that the source does not have are passed over: the spec may have
    /// changed since they were saved.
    pub(crate) fn fill(&self, source: &TokenSource, values: &mut Values) {
        for (output, name) in source.outputs.iter().enumerate() {
            if let Some(value) = self.output(name) {
                values.set(output, Some(value.expose()));
            }
        }
    }
}

/// Names only.
impl fmt::Debug for SavedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedTokens")
            .field("api", &self.api)
            .field("source", &self.source)
            .field("outputs", &self.outputs().map(|(name, _)| name).collect::<Vec<_>>())
            .field("expires", &self.expires)
            .finish()
    }
}
