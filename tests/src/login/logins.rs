//! The logins.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::{State, cookie};
use crate::clock::unix_millis;
use crate::http::{Request, Response, decode_query, http_date};

impl State {
    pub(super) fn login(&mut self, kind: &str, request: &Request) -> Response {
        match (request.method.as_str(), kind) {
            ("POST", "json" | "header" | "text" | "discover") if !self.knows_json(request) => wrong(),
            ("POST", "cookie") if !self.knows_form(request) => wrong(),
            ("GET", "session") if !self.knows_basic(request) => wrong(),
            ("POST", "json") => {
                let (token, until) = self.begin("json");
                let session = json!({ "token": token, "ends_at": unix_millis(until) });
                Response::json(200, &json!({ "data": { "sessions": [{ "kind": "other" }, session] } }))
            }
            ("POST", "header") => {
                let (token, until) = self.begin("header");
                // OpenStack's Identity v3 answers with 201.
                Response::json(201, &json!({ "issued": true }))
                    .with_header("X-Auth-Token", &token)
                    .with_header("X-Expires", &http_date(until))
            }
            ("POST", "cookie") => {
                let token = self.begin("cookie").0;
                let mut answer = Response::json(200, &json!({ "ok": true }));
                for cookie in ["lang=en; Path=/".to_owned(), format!("sid={token}; Path=/; HttpOnly; Secure")]
                {
                    answer.headers.push(("Set-Cookie".to_owned(), cookie));
                }
                answer
            }
            ("POST", "text") => Response::text(200, format!("{}\n", self.begin("text").0)),
            ("GET", "session") => {
                let token = self.begin("session").0;
                Response::json(200, &json!({})).with_header("Set-Cookie", &format!("sid={token}; Path=/"))
            }
            ("GET", "csrf") => self.csrf(request),
            ("POST", "discover") => {
                let token = self.begin("discover").0;
                Response::json(200, &json!({ "token": token, "instance_url": self.instance_url }))
            }
            _ => Response::html(404),
        }
    }

    fn csrf(&mut self, request: &Request) -> Response {
        self.issued += 1;
        let csrf = format!("{}csrf-{}", self.config.mark, self.issued);
        match self.session("session", cookie(request, "sid")) {
            Some(session) => {
                session.csrf = Some(csrf.clone());
                Response::json(200, &json!({ "csrf": csrf }))
            }
            None => wrong(),
        }
    }

    /// `{ "user": …, "password": … }`, and nothing else.
    fn knows_json(&self, request: &Request) -> bool {
        request.json() == Some(json!({ "user": self.config.username, "password": self.config.password }))
    }

    fn knows_form(&self, request: &Request) -> bool {
        let fields: HashMap<_, _> =
            decode_query(&String::from_utf8_lossy(&request.body)).into_iter().collect();
        request.header("content-type") == Some("application/x-www-form-urlencoded")
            && fields.get("user") == Some(&self.config.username)
            && fields.get("password") == Some(&self.config.password)
    }

    fn knows_basic(&self, request: &Request) -> bool {
        let pair = BASE64_STANDARD.encode(format!("{}:{}", self.config.username, self.config.password));
        request.header("authorization") == Some(&format!("Basic {pair}"))
    }
}

fn wrong() -> Response {
    Response::json(
        403,
        &json!({ "error": { "code": "wrong_password", "message": "user or password are wrong" } }),
    )
}
