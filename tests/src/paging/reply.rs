//! What a path answers, and how it refuses.

use serde_json::{Value, json};

use crate::http::Response;

/// An answer, and the items in it.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) given: Vec<i64>,
    response: Response,
}

impl Reply {
    /// A page with these items, in the order in which they are to be read.
    pub(super) fn page(given: Vec<i64>, body: &Value) -> Self {
        Self { given, response: Response::json(200, body) }
    }

    /// An answer without items or a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { given: Vec::new(), response: Response { status, headers: Vec::new(), body: Vec::new() } }
    }

    pub(super) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.response = self.response.with_header(name, value);
        self
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.response.status = status;
        self
    }

    pub(super) fn into_response(self) -> Response {
        self.response
    }
}

/// Why there is no page.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    pub(super) why: String,
}

impl Refusal {
    pub(super) fn new(status: u16, why: impl Into<String>) -> Self {
        Self { status, code: "refused", why: why.into() }
    }

    pub(super) fn coded(status: u16, code: &'static str, why: impl Into<String>) -> Self {
        Self { status, code, why: why.into() }
    }

    pub(super) fn into_response(self) -> Response {
        Response::json(self.status, &json!({ "code": self.code, "message": self.why }))
    }
}

/// Something that a request has and should not have, or the other way round.
pub(super) fn refuse<T>(why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(400, why))
}
