//! Tokens from the user's own code.

use std::{fmt, time::SystemTime};

use super::{TokenSource, values::Values};
use crate::{BoxError, BoxFuture, Secret};

/// Gives the values of a token source that the spec leaves to the user: from a vault, another process, a person.
pub trait ProvideTokens: Send + Sync {
    /// New values. It is called when there are none, when they end, and when a server refuses them; `previous` are those
    /// before. The error's text must not hold a token.
    fn provide<'a>(
        &'a self,
        previous: Option<&'a ProvidedTokens>,
    ) -> BoxFuture<'a, Result<ProvidedTokens, BoxError>>;
}

/// The values of a token source.
#[derive(Clone, Default)]
pub struct ProvidedTokens {
    outputs: Vec<(String, Secret)>,
    expires: Option<SystemTime>,
}

impl ProvidedTokens {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value by the name of its output.
    #[must_use]
    pub fn with_output(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.outputs.push((name.into(), value.into()));
        self
    }

    /// Says when the values end. Left out: as the spec says.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        self.expires = Some(at);
        self
    }

    /// The values with the names of their outputs.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.outputs.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// When the values end, if that was said.
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    pub(crate) fn of(source: &TokenSource, values: &Values) -> Self {
        let known =
            source.outputs.iter().enumerate().filter_map(|(output, name)| Some((*name, values.get(output)?)));
        let provided = known.fold(Self::new(), |provided, (name, value)| provided.with_output(name, value));
        Self { expires: values.expires, ..provided }
    }

    /// The values by output, or the name that the source does not have.
    pub(crate) fn into_values(self, source: &TokenSource) -> Result<Values, String> {
        let mut values = Values::empty(source);
        for (name, value) in self.outputs {
            let Some(output) = source.outputs.iter().position(|own| *own == name) else { return Err(name) };
            values.set(output, Some(value.expose()));
        }
        Ok(values)
    }
}

/// Names only.
impl fmt::Debug for ProvidedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvidedTokens")
            .field("outputs", &self.outputs().map(|(name, _)| name).collect::<Vec<_>>())
            .field("expires", &self.expires)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::SavedTokens;

    #[test]
    fn no_value_is_shown() {
        let provided = ProvidedTokens::new().with_output("token", "MARK").with_expiry(SystemTime::UNIX_EPOCH);
        let saved = SavedTokens::new("sample", "vault").with_output("token", "MARK");
        let shown = format!("{provided:?} {saved:?} {provided:#?}");
        assert!(shown.contains("\"token\"") && !shown.contains("MARK"), "{shown}");
    }
}
