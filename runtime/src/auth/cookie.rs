//! Cookies that auth adds to those of the call.

use http::header::COOKIE;

use crate::{Attempt, error::Error};

impl Attempt {
    /// Adds a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) -> Result<(), Error> {
        // RFC 6265, 4.1.1: what would end the cookie early, and what no header carries.
        let broken = |c: char| !c.is_ascii_graphic() || matches!(c, ';' | ',' | '"' | '\\');
        if name.is_empty() || name.contains('=') || name.contains(broken) || value.contains(broken) {
            return Err(Error::config("auth sets a cookie with a character that cookies cannot carry"));
        }
        self.hide(value);
        self.cookies.push(format!("{name}={value}"));
        Ok(())
    }

    pub(crate) fn insert_cookies(&mut self) -> Result<(), Error> {
        if self.cookies.is_empty() {
            return Ok(());
        }
        let before = self
            .headers
            .get(COOKIE)
            .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
            .map(str::to_owned);
        let cookies =
            before.into_iter().chain(std::mem::take(&mut self.cookies)).collect::<Vec<_>>().join("; ");
        self.insert(COOKIE, &cookies)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::COOKIE};

    use crate::testing;

    #[test]
    fn a_cookie_of_the_call_stays() {
        let mut attempt = testing::attempt("GET", "https://api.example/", b"");
        attempt.headers.insert(COOKIE, HeaderValue::from_str("name=Zo\u{eb}").unwrap());
        attempt.set_cookie("sid", "1").unwrap();
        let (request, _) = attempt.into_request().unwrap();
        assert_eq!(request.headers[COOKIE].as_bytes(), "name=Zo\u{eb}; sid=1".as_bytes());
    }
}
