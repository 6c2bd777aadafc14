//! Any bytes as an answer: a value or a typed error, never a panic, and no part of the body in the error's text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use specwright_runtime::{Answer, Endpoint, Envelope, PayloadAt, Step, decode};

const ENVELOPE: Envelope = Envelope {
    reads: &[&[Step::Key("code")], &[Step::Key("errors"), Step::All, Step::Key("message")]],
    needs: &[0],
    success: |reads| reads.get(0).is_int(0),
    payload: PayloadAt::Field("data"),
    code: Some(0),
    message: Some(1),
    detail: None,
    request_id: None,
    treat: |_| None,
};

static ENDPOINT: Endpoint = Endpoint {
    api: "fuzz",
    name: "any",
    method: "GET",
    path: "/any",
    auth: &[],
    rates: &[],
    repeatable: true,
    idempotency: None,
    envelope: &ENVELOPE,
};

fuzz_target!(|bytes: &[u8]| {
    let answer = Answer::new(200, bytes.to_vec());
    match decode::json::<serde_json::Value>(&ENDPOINT, &answer) {
        Ok(_) => {}
        Err(error) => {
            let _ = error.to_string();
        }
    }
});
