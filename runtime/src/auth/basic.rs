//! `Authorization: Basic …` (RFC 7617).

use base64::{Engine, engine::general_purpose::STANDARD};
use http::header::AUTHORIZATION;

use crate::{Attempt, error::Error};

impl Attempt {
    /// Sets `Authorization: Basic …`, as UTF-8. Either part may be empty.
    pub fn set_basic(&mut self, user: &str, password: &str) -> Result<(), Error> {
        let pair = pair(user, password)?;
        self.set_basic_bytes(password, pair.as_bytes())
    }

    /// Sets `Authorization: Basic …`, as ISO 8859-1. Either part may be empty.
    pub fn set_basic_latin1(&mut self, user: &str, password: &str) -> Result<(), Error> {
        let bytes: Result<Vec<u8>, _> = pair(user, password)?.chars().map(u8::try_from).collect();
        let Ok(bytes) = bytes else {
            let text = "the user name or password of basic authentication has a character beyond ISO 8859-1";
            return Err(Error::config(text));
        };
        self.set_basic_bytes(password, &bytes)
    }

    fn set_basic_bytes(&mut self, password: &str, pair: &[u8]) -> Result<(), Error> {
        let encoded = STANDARD.encode(pair);
        self.hide(password);
        self.hide(&encoded);
        self.insert(AUTHORIZATION, &format!("Basic {encoded}"))
    }
}

fn pair(user: &str, password: &str) -> Result<String, Error> {
    // RFC 7617, 2: a colon would end the name.
    if user.contains(':') {
        return Err(Error::config("the user name of basic authentication has a colon"));
    }
    Ok(format!("{user}:{password}"))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn sent(user: &str, password: &str, latin1: bool) -> Result<String, crate::Error> {
        let mut attempt = testing::attempt("GET", "https://api.example/", b"");
        if latin1 {
            attempt.set_basic_latin1(user, password)?;
        } else {
            attempt.set_basic(user, password)?;
        }
        Ok(attempt.header("authorization").unwrap().to_owned())
    }

    #[test]
    fn the_pair_is_encoded() {
        // RFC 7617, 2 and 2.1
        assert_eq!(sent("Aladdin", "open sesame", false).unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(sent("test", "123£", false).unwrap(), "Basic dGVzdDoxMjPCow==");
        assert_eq!(sent("test", "123£", true).unwrap(), "Basic dGVzdDoxMjOj");
        assert_eq!(sent("key", "", true).unwrap(), "Basic a2V5Og==");
        assert_eq!(sent("", "", false).unwrap(), "Basic Og==");
    }

    #[test]
    fn what_cannot_be_encoded_is_refused_without_being_shown() {
        for (user, password, latin1) in
            [("a:MARK", "c", false), ("a:MARK", "c", true), ("a", "MARK牛", true), ("MARK牛", "", true)]
        {
            let error = sent(user, password, latin1).unwrap_err();
            assert!(error.is_config() && !format!("{error} {error:?}").contains("MARK"), "{error}");
        }
    }
}
