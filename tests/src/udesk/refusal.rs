//! The error codes of the page, each with its texts.

use serde_json::{Value, json};

/// An answer whose code is not 1000.
#[derive(Debug)]
pub(super) struct Refusal {
    code: i64,
    message: String,
    exception: Option<String>,
}

impl Refusal {
    fn new(code: i64, message: &str, exception: Option<&str>) -> Self {
        Self { code, message: message.to_owned(), exception: exception.map(str::to_owned) }
    }

    /// 429.
    pub(super) fn too_many() -> Self {
        Self::new(429, "API interface exceeds request limit", None)
    }

    /// 2000 with one of its many causes.
    pub(super) fn unknown(exception: impl AsRef<str>) -> Self {
        Self::new(2000, "Unknown error", Some(exception.as_ref()))
    }

    /// 2000 with a message instead of an exception, as the page has it for merging.
    pub(super) fn failed(message: &str) -> Self {
        Self::new(2000, message, None)
    }

    /// 2000 when a value is not of the type, the length or the form that the page asks for.
    pub(super) fn format() -> Self {
        Self::unknown("Incorrect parameter format")
    }

    /// 2005.
    pub(super) fn not_found() -> Self {
        Self::new(2005, "The resource was not found", Some("Couldn't find Customer"))
    }

    /// 2059, which stands on the page about authentication.
    pub(super) fn signature(message: &str) -> Self {
        Self::new(2059, message, None)
    }

    /// 2060.
    pub(super) fn kind() -> Self {
        Self::new(2060, "Invalid unique identifier type", Some("Invalid unique identifier type"))
    }

    /// 2062.
    pub(super) fn parameter() -> Self {
        Self::new(2062, "Parameter error", Some("Failed to get customer information"))
    }

    /// 206211.
    pub(super) fn page_size() -> Self {
        Self::new(206_211, "Parameter page_size is invalid", None)
    }

    /// 206201.
    pub(super) fn page() -> Self {
        Self::new(206_201, "Parameter page is invalid", None)
    }

    pub(super) fn into_body(self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let Some(exception) = self.exception {
            body["exception"] = exception.into();
        }
        body
    }
}
