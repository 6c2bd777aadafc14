//! How an error is shown.

use std::fmt;

use super::{Error, LONGEST, line};

/// One line: where, what, and in brackets what else is known.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(endpoint) = inner.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        let code = inner.code.as_ref().map(|code| format!("code {}", line(code, 100)));
        let texts = [&inner.message, &inner.detail].into_iter().flatten().map(|text| line(text, LONGEST));
        // Our own words, unless the API's say more.
        let own = (inner.code.is_none() && inner.message.is_none()) || !self.is_refusal();
        let own = own.then(|| inner.text.to_string());
        let parts: Vec<_> = own.into_iter().chain(code).chain(texts).collect();
        f.write_str(&parts.join(": "))?;
        let facts = self.facts();
        if facts.is_empty() { Ok(()) } else { write!(f, " [{}]", facts.join(", ")) }
    }
}

impl Error {
    fn facts(&self) -> Vec<String> {
        let inner = &self.0;
        let mut facts = Vec::new();
        if let Some(status) = inner.status {
            facts.push(format!("status {}", status.as_u16()));
        }
        if let Some(id) = &inner.request_id {
            facts.push(format!("request id {}", line(id, 100)));
        }
        if inner.attempts > 1 {
            facts.push(format!("{} attempts", inner.attempts));
        }
        if inner.spent {
            facts.push("not sent again: its body is a stream that was read".to_owned());
        }
        facts
    }
}

/// All that is known, but of the body only its length, and of long texts the beginning.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &inner.kind).field("text", &inner.text);
        if let Some(endpoint) = inner.endpoint {
            shown.field("endpoint", &format_args!("{}.{}", endpoint.api, endpoint.name));
        }
        if let Some(status) = inner.status {
            shown.field("status", &status.as_u16());
        }
        let texts = [
            ("code", &inner.code),
            ("message", &inner.message),
            ("detail", &inner.detail),
            ("request_id", &inner.request_id),
            ("json_path", &inner.json_path),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                shown.field(name, &line(text, LONGEST));
            }
        }
        if let Some(body) = &inner.body {
            shown.field("body", &format_args!("{} bytes", body.len()));
        }
        if !inner.violations.is_empty() {
            shown.field("violations", &inner.violations);
        }
        if let Some(wait) = inner.retry_after {
            shown.field("retry_after", &wait);
        }
        if let Some(source) = &inner.source {
            shown.field("source", source);
        }
        shown.field("attempts", &inner.attempts).finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::StatusCode;

    use super::*;
    use crate::{ErrorKind, error::Hidden, testing::sample};

    fn refused() -> Error {
        let mut error = Error::new(ErrorKind::Api, "the API refuses the call")
            .with_code(Some("2005".into()))
            .with_texts(Some("not\nfound".into()), Some("Couldn't find Customer".into()), Some("r-1".into()))
            .with_answer(StatusCode::OK, &Bytes::from_static(b"{\"secret\":\"MARK\"}"));
        error.finish(&sample::CREATE, 2, Some(Duration::from_secs(3)), &Hidden::default());
        error
    }

    #[test]
    fn an_error_is_one_line_that_says_all() {
        assert_eq!(
            refused().to_string(),
            "POST /things (sample.create): code 2005: not found: Couldn't find Customer \
             [status 200, request id r-1, 2 attempts]"
        );
    }

    #[test]
    fn without_words_of_the_api_it_uses_its_own() {
        let mut error = Error::new(ErrorKind::Timeout, "no answer within 30s");
        error.finish(&sample::CREATE, 1, None, &Hidden::default());
        assert_eq!(error.to_string(), "POST /things (sample.create): no answer within 30s");
        assert_eq!(Error::config("the key is missing").to_string(), "the key is missing");
    }

    #[test]
    fn debug_shows_the_length_of_the_body_only() {
        let shown = format!("{:?} {:#?}", refused(), refused());
        assert!(
            shown.contains("17 bytes") && shown.contains("sample.create") && !shown.contains("MARK"),
            "{shown}"
        );
    }

    #[test]
    fn what_auth_added_is_hidden_even_where_the_api_quotes_it() {
        let mut error = Error::new(ErrorKind::Api, "the API refuses the call").with_texts(
            Some("invalid key sk-MARK-123 given".into()),
            None,
            None,
        );
        let mut hidden = Hidden::default();
        hidden.add("sk-MARK-123");
        error.finish(&sample::CREATE, 1, None, &hidden);
        assert_eq!(error.message(), Some("invalid key [redacted] given"));
        assert!(!format!("{error} {error:?}").contains("MARK"));
    }

    #[test]
    fn an_error_of_another_kind_keeps_what_it_was_as_source() {
        let error = refused().become_kind(ErrorKind::CursorExpired, "the cursor is too old");
        assert_eq!(error.kind(), ErrorKind::CursorExpired);
        assert_eq!(error.code_text(), Some("2005"));
        assert!(std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("2005")));
    }
}
