//! What a source has given, and what is known of all sources at one moment.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use super::TokenSource;
use crate::Secret;

/// The values of a source, from one renewal to the next.
pub(crate) struct Values {
    /// By output.
    outputs: Vec<Option<Secret>>,
    /// When they end, and when they should be renewed, by the client's clock.
    pub(crate) expires: Option<SystemTime>,
    pub(crate) due: Option<SystemTime>,
    /// How many attempts have used them.
    uses: AtomicU64,
}

impl Values {
    /// Values that are known of a source; with none for those that are not.
    pub(crate) fn empty(source: &TokenSource) -> Self {
        Self { outputs: vec![None; source.outputs.len()], expires: None, due: None, uses: AtomicU64::new(0) }
    }

    /// The same values as a start for the next ones.
    pub(crate) fn draft(&self) -> Self {
        Self { outputs: self.outputs.clone(), expires: None, due: None, uses: AtomicU64::new(0) }
    }

    pub(crate) fn get(&self, output: usize) -> Option<&str> {
        self.outputs.get(output)?.as_ref().map(Secret::expose)
    }

    pub(crate) fn has(&self, output: usize) -> bool {
        self.get(output).is_some()
    }

    pub(crate) fn set(&mut self, output: usize, value: Option<&str>) {
        if let Some(slot) = self.outputs.get_mut(output) {
            *slot = value.map(Secret::from);
        }
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        self.outputs.iter().any(Option::is_some)
    }

    /// Whether all is there that may not be missing.
    pub(crate) fn are_whole(&self, source: &TokenSource) -> bool {
        let mut all = 0..source.outputs.len();
        self.any() && all.all(|output| self.has(output) || source.is_optional(output))
    }

    /// Counts an attempt that uses them.
    pub(crate) fn count(&self) -> u64 {
        self.uses.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }
}

/// Which outputs there are, and when they end; no value.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<usize> = (0..self.outputs.len()).filter(|output| self.has(*output)).collect();
        f.debug_struct("Values")
            .field("known", &known)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// What is known of token sources at one moment. Cheap to clone.
#[derive(Clone, Default)]
pub struct Tokens(Option<Arc<[Option<Arc<Values>>]>>);

impl Tokens {
    pub(crate) fn new(known: Vec<Option<Arc<Values>>>) -> Self {
        Self(known.iter().any(Option::is_some).then(|| known.into()))
    }

    /// The value of a source's output; empty when there is none.
    pub fn output(&self, source: usize, output: usize) -> &str {
        self.of(source).and_then(|values| values.get(output)).unwrap_or_default()
    }

    pub(crate) fn of(&self, source: usize) -> Option<&Arc<Values>> {
        self.0.as_ref()?.get(source)?.as_ref()
    }
}

/// No value.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokens").field(&self.0).finish()
    }
}

/// For tests of what is made of them.
#[cfg(any(test, feature = "testing"))]
impl Tokens {
    /// Tokens with these values: source, output, text.
    pub fn known(values: &[(usize, usize, &str)]) -> Self {
        let sources = values.iter().map(|(source, ..)| source + 1).max().unwrap_or_default();
        let of = |source| {
            let own = || values.iter().filter(move |value| value.0 == source);
            let mut outputs = vec![None; own().map(|(_, output, _)| output + 1).max().unwrap_or_default()];
            own().for_each(|(_, output, text)| outputs[*output] = Some(Secret::from(*text)));
            Some(Arc::new(Values { outputs, expires: None, due: None, uses: AtomicU64::new(0) }))
        };
        Self::new((0..sources).map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_empty() {
        let tokens = Tokens::known(&[(1, 0, "a"), (1, 2, "b")]);
        assert_eq!((tokens.output(1, 0), tokens.output(1, 1), tokens.output(1, 2)), ("a", "", "b"));
        assert_eq!((tokens.output(0, 0), tokens.output(7, 7)), ("", ""));
        assert_eq!(Tokens::default().output(0, 0), "");
    }

    #[test]
    fn no_value_is_shown() {
        let shown = format!("{:?}", Tokens::known(&[(0, 1, "MARK")]));
        assert!(shown.contains("known: [1]") && !shown.contains("MARK"), "{shown}");
    }
}
