//! An API that answers in many ways: what it says and with which status is asked for by the number of an order.
//!
//! There is no one vendor behind it. An order is answered with the status that its number is, and the body that the spec
//! `tests/kitchen/specs/answers.yaml` has for it; from 1000 on with the body of another.

use std::io;

use serde_json::{Value, json};

use crate::http::{Request, Response, Server};

/// A running API.
pub struct Answers {
    server: Server,
}

impl Answers {
    /// Starts the API.
    pub fn start() -> io::Result<Self> {
        Ok(Self { server: Server::start(answer)? })
    }

    /// The server underneath.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

fn answer(request: &Request) -> Response {
    let in_path = request.path.rsplit('/').next().and_then(|last| last.parse().ok());
    let in_body = || request.json().and_then(|body| body.get("id").and_then(Value::as_u64));
    let Some(number) = in_path.or_else(in_body) else { return ask() };
    let (status, wrong) = (u16::try_from(number % 1000).unwrap_or_default(), number >= 1000);
    if wrong {
        Response::json(status, &json!({ "nothing": "of the kind" }))
    } else {
        of_status(status, number)
    }
}

fn of_status(status: u16, number: u64) -> Response {
    let json = |value: Value| Response::json(status, &value);
    match status {
        200 | 201 => json(json!({ "id": number, "note": "for you" })),
        202 => json(json!({ "job": "later", "ready": "2024-05-07" })),
        204 | 404 => Response::new(status, "text/html", ""),
        207 | 410 => json(json!(["2024-05-07", "2024-05-08"])),
        208 | 415 => Response::text(status, "only this"),
        226 | 416 => Response::new(status, "application/octet-stream", [0_u8, 255]),
        303 => json(json!({ "job": "there" })),
        409 => json(json!({ "holder": "me", "until": "2024-05-07" })),
        400..500 => json(json!({ "title": "no" })),
        _ => json(json!({ "trace": "abc" })),
    }
}

/// Behind an envelope.
fn ask() -> Response {
    Response::json(202, &json!({ "ok": true, "result": { "job": "later" } }))
}
