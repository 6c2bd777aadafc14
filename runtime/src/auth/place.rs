//! Pieces of the path that auth fills, and what of an attempt depends on token sources.

use crate::{Attempt, error::Error, percent};

impl Attempt {
    /// Fills the piece `{name}` of the path, percent-encoded. What would be no segment of its own, or climb out of the
    /// path, is refused.
    pub fn set_path(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let slot = ["{", name, "}"].concat();
        let Some(at) = self.path.find(&slot) else {
            return Err(Error::config(format!("the path has no piece `{name}` for auth to fill")));
        };
        if matches!(value, "" | "." | "..") {
            let what = if value.is_empty() { "empty" } else { "a dot segment" };
            return Err(Error::config(format!("the piece `{name}` of the path must not be {what}")));
        }
        let mut encoded = String::new();
        percent::push_strict(&mut encoded, value);
        self.path.replace_range(at..at + slot.len(), &encoded);
        self.hide(value);
        Ok(())
    }

    /// The value of a token source's output; empty when there is none.
    pub fn output(&self, source: usize, output: usize) -> &str {
        self.tokens.output(source, output)
    }

    /// How often the current values of a token source were used by now, this attempt included.
    pub fn uses(&self, source: usize) -> String {
        let uses = self.uses.iter().find(|(used, _)| *used == source);
        uses.map_or(1, |(_, count)| *count).to_string()
    }

    /// How many attempts the client has made, this one included.
    pub fn counter(&self) -> String {
        self.counter.to_string()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Attempt, testing};

    fn attempt() -> Attempt {
        let mut attempt = testing::attempt("GET", "https://api.example/", b"");
        attempt.path = "/v1/{account}/x/{shop}".into();
        attempt
    }

    #[test]
    fn pieces_are_filled_and_stay_in_their_segment() {
        let mut attempt = attempt();
        attempt.set_path("shop", "../a b{account}").unwrap();
        attempt.set_path("account", "7").unwrap();
        assert_eq!(attempt.path(), "/v1/7/x/..%2Fa%20b%7Baccount%7D");
        attempt.into_request().unwrap();
    }

    #[test]
    fn what_is_no_segment_is_refused() {
        for value in ["", ".", ".."] {
            assert!(attempt().set_path("shop", value).unwrap_err().is_config(), "{value}");
        }
        let error = attempt().set_path("other", "MARK").unwrap_err();
        assert!(error.to_string().contains("no piece `other`"), "{error}");
    }

    #[test]
    fn a_piece_that_nothing_fills_is_not_sent() {
        let error = attempt().into_request().unwrap_err();
        assert!(error.is_config() && error.to_string().contains("`account`"), "{error}");
    }
}
