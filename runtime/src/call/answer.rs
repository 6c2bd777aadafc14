//! An answer as it came.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// What a server answered: status, headers, and the whole body.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// An answer without headers, for tests. A number that is no status becomes 500.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: body.into() }
    }
}

/// Of headers the names, of the body the length: both may hold secrets.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status.as_u16())
            .field("headers", &self.headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn debug_shows_neither_values_nor_body() {
        let mut answer = Answer::new(200, "MARK");
        answer.headers.insert("set-cookie", HeaderValue::from_static("sid=MARK"));
        assert_eq!(
            format!("{answer:?}"),
            r#"Answer { status: 200, headers: ["set-cookie"], body: 4 bytes }"#
        );
    }

    #[test]
    fn a_number_that_is_no_status_is_a_server_error() {
        assert_eq!(Answer::new(7, "").status, 500);
    }
}
