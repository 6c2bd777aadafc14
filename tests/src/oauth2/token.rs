//! The token endpoint: reading a request, and writing RFC 6749's two kinds of answers.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Refusal, State, TokenRequest};
use crate::http::{Request, Response, decode_query};

/// A refusal: status, error code, description.
pub(super) type Denied = (u16, &'static str, String);

/// Why a request is refused, in the words of RFC 6749, section 5.2.
pub(super) fn denied<T>(code: &'static str, description: &str) -> Result<T, Denied> {
    let status = if code == "invalid_client" { 401 } else { 400 };
    Err((status, code, description.to_owned()))
}

/// The fields of a token request.
pub(super) struct Fields(HashMap<String, String>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, Denied> {
        match self.get(name) {
            Some(value) => Ok(value),
            None => denied("invalid_request", &format!("{name} is missing")),
        }
    }

    /// A form, or a JSON object of texts. A field that stands twice is refused (RFC 6749, section 3.2).
    fn read(request: &Request) -> Result<Self, Denied> {
        let kind = request.header("content-type").unwrap_or_default();
        let pairs: Vec<(String, String)> = if kind.starts_with("application/x-www-form-urlencoded") {
            decode_query(&String::from_utf8_lossy(&request.body))
        } else if let (true, Some(Value::Object(object))) =
            (kind.starts_with("application/json"), request.json())
        {
            object
                .into_iter()
                .map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()))
                .collect()
        } else {
            return denied("invalid_request", "neither a form nor a JSON object");
        };
        let count = pairs.len();
        let fields: HashMap<_, _> = pairs.into_iter().collect();
        if fields.len() < count || !request.query.is_empty() {
            return denied("invalid_request", "a parameter stands twice, or in the query");
        }
        Ok(Self(fields))
    }
}

impl State {
    pub(super) fn token(&mut self, request: &Request) -> Response {
        let mut asked =
            TokenRequest { grant: String::new(), client: "none", refresh_token: None, error: None };
        let outcome = self.grant(request, &mut asked);
        if let Err((_, code, _)) = &outcome {
            asked.error = Some((*code).to_owned());
        }
        self.asked.push(asked);
        match outcome {
            // RFC 6749, section 5.1: never to be stored by caches.
            Ok(body) => Response::json(200, &body).with_header("Cache-Control", "no-store"),
            Err((status, code, description)) => {
                let body = json!({ "error": code, "error_description": description });
                let answer = Response::json(status, &body);
                if status == 401 {
                    answer.with_header("WWW-Authenticate", "Basic realm=\"token\"")
                } else {
                    answer
                }
            }
        }
    }

    fn grant(&mut self, request: &Request, asked: &mut TokenRequest) -> Result<Value, Denied> {
        let fields = Fields::read(request)?;
        fields.need("grant_type")?.clone_into(&mut asked.grant);
        asked.refresh_token = fields.get("refresh_token").map(str::to_owned);
        match self.refusals.pop_front() {
            Some(Refusal::Error(status, code)) => return Err((status, code, "on purpose".to_owned())),
            Some(Refusal::Quote) => return denied("invalid_request", &quoted(request)),
            None => {}
        }
        asked.client = self.client(request, &fields)?;
        self.granted(&fields, asked.client)
    }
}

/// The request as a careless server repeats it.
fn quoted(request: &Request) -> String {
    let authorization = request.header("authorization").unwrap_or_default();
    format!("you sent {authorization} and {}", String::from_utf8_lossy(&request.body))
}
