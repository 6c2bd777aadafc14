//! A text that is never printed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A secret text: shown as `[redacted]`, wiped from memory when dropped, compared in constant time.
///
/// There is no `Display` and no serde, so it cannot slip into a log, a message or a file.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself. Whoever asks for it keeps it out of sight.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.expose().as_bytes(), other.expose().as_bytes());
        // Every byte is looked at, so the time does not tell where the first difference is; the length is no secret.
        left.len() == right.len() && left.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::from("hunter2")), "[redacted]");
        assert_eq!(format!("{:#?}", Some(Secret::from("hunter2"))), "Some(\n    [redacted],\n)");
    }

    #[test]
    fn equality_is_that_of_the_text() {
        assert_eq!(Secret::from("abc"), Secret::from("abc".to_owned()));
        for other in ["abd", "ab", "abcd", ""] {
            assert_ne!(Secret::from("abc"), Secret::from(other));
        }
        assert_eq!(Secret::default().expose(), "");
    }
}
