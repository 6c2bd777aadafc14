//! What the access tokens are for.

use serde_json::json;

use super::State;
use crate::http::{Request, Response};

impl State {
    /// `GET /things` counts them, `POST /things` makes one.
    pub(super) fn resource(&mut self, request: &Request) -> Response {
        let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let Some(token) = token else {
            // RFC 6750, section 3.1: who sends nothing is not told an error.
            return refusal("Bearer realm=\"things\"");
        };
        match self.access.get(token) {
            Some(until) if self.now() < *until => {}
            _ => return refusal("Bearer realm=\"things\", error=\"invalid_token\""),
        }
        if request.method == "POST" {
            self.things += 1;
        }
        Response::json(
            200,
            &json!({ "things": self.things, "name": request.json().map(|body| body["name"].clone()) }),
        )
    }
}

fn refusal(challenge: &str) -> Response {
    Response::json(401, &json!({ "error": { "code": "unauthorized", "message": "no valid token" } }))
        .with_header("WWW-Authenticate", challenge)
}
