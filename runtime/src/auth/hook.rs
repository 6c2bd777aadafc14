//! Signing in the user's own way.

use crate::{Attempt, BoxError, ErrorKind, error::Error};

/// What the spec's words cannot say about a scheme, in Rust: it is called for every attempt, after what the spec says was
/// added.
pub trait Sign: Send + Sync {
    /// Adds to the attempt. The error's text must not hold a secret.
    fn sign(&self, attempt: &mut Attempt) -> Result<(), BoxError>;
}

impl Attempt {
    /// Lets a hook add its own to the attempt, of which it sees all that was added before.
    pub fn sign_with(&mut self, name: &'static str, hook: Option<&dyn Sign>) -> Result<(), Error> {
        let Some(hook) = hook else {
            return Err(Error::config(format!("the hook `{name}` is not set")));
        };
        self.settle()?;
        hook.sign(self).map_err(|error| {
            Error::new(ErrorKind::Auth, format!("the hook `{name}` failed")).with_source(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Attempt, BoxError, Sign, testing};

    struct Odd;

    impl Sign for Odd {
        fn sign(&self, attempt: &mut Attempt) -> Result<(), BoxError> {
            if attempt.query().is_empty() {
                return Err("nothing to sign".into());
            }
            let text = format!("{}?{}", attempt.path(), attempt.query());
            Ok(attempt.set_header("X-Odd", &text)?)
        }
    }

    #[test]
    fn a_hook_sees_what_was_added_before_it() {
        let mut attempt = testing::attempt("GET", "https://api.example/a", b"");
        let error = attempt.sign_with("odd", Some(&Odd)).unwrap_err();
        assert_eq!(error.to_string(), "the hook `odd` failed");
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("nothing to sign"));
        attempt.set_query("key", "k");
        attempt.sign_with("odd", Some(&Odd)).unwrap();
        assert_eq!(attempt.header("x-odd"), Some("/a?key=k"));
    }

    #[test]
    fn a_hook_that_is_not_set_is_named() {
        let mut attempt = testing::attempt("GET", "https://api.example/a", b"");
        let error = attempt.sign_with("odd", None).unwrap_err();
        assert!(error.is_config() && error.to_string().contains("the hook `odd` is not set"), "{error}");
    }
}
