//! The calls that the sessions are for. Each answers with the kind of its session.

use serde_json::json;

use super::{State, cookie};
use crate::http::{Request, Response};

impl State {
    pub(super) fn call(&mut self, request: &Request) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET" | "POST", "/by/json") => self.said("json", request.header("x-session"), coded),
            ("GET", "/by/header") => self.said("header", request.header("x-auth-token"), unauthorized),
            ("GET", "/by/cookie") => self.said("cookie", cookie(request, "sid"), unauthorized),
            ("GET", "/by/text") => self.said("text", word(request), coded),
            ("POST", "/by/session") => {
                let given = request.header("x-csrf-token");
                let session = self.session("session", cookie(request, "sid"));
                if session.is_some_and(|session| given.is_some() && session.csrf.as_deref() == given) {
                    seen("session")
                } else {
                    unauthorized()
                }
            }
            _ => Response::html(404),
        }
    }

    /// What the second socket answers.
    pub(super) fn instance(&mut self, request: &Request) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/services/things") => {
                let token = request.header("authorization").and_then(|value| value.strip_prefix("OAuth "));
                self.said("discover", token, unauthorized)
            }
            _ => Response::html(404),
        }
    }

    fn said(&mut self, kind: &str, token: Option<&str>, refused: fn() -> Response) -> Response {
        if self.session(kind, token).is_some() { seen(kind) } else { refused() }
    }
}

/// The token of `Authorization: Token token="…"`.
fn word(request: &Request) -> Option<&str> {
    request.header("authorization")?.strip_prefix("Token token=\"")?.strip_suffix('"')
}

fn seen(kind: &str) -> Response {
    Response::json(200, &json!({ "seen": kind }))
}

fn unauthorized() -> Response {
    Response::json(401, &json!({ "error": { "code": "unauthorized", "message": "no such session" } }))
}

/// A refusal as those vendors have it whose every answer is a 200.
fn coded() -> Response {
    Response::json(200, &json!({ "error": { "code": "token_expired", "message": "log in again" } }))
}
