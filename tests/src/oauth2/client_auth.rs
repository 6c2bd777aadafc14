//! Who asks: the client, by Basic, by fields of the body, or by a signed assertion.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::State;
use super::token::{Denied, Fields, denied};
use crate::http::{Request, decode_query};

/// RFC 7523, section 2.2.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl State {
    /// How the client has said who it is. More than one way in a request is refused (RFC 6749, section 2.3).
    pub(super) fn client(&mut self, request: &Request, fields: &Fields) -> Result<&'static str, Denied> {
        let basic = request.header("authorization");
        match (basic, fields.get("client_secret"), fields.get("client_assertion")) {
            (None, None, None) => Ok("none"),
            (Some(header), None, None) => self.basic(header).map(|()| "basic"),
            (None, Some(secret), None) => {
                self.known(fields.need("client_id")?, secret)?;
                Ok("body")
            }
            (None, None, Some(assertion)) => {
                if fields.need("client_assertion_type")? != ASSERTION {
                    return denied("invalid_client", "an unknown kind of assertion");
                }
                let id = self.config.client_id.clone();
                self.assertion(assertion, &id)?;
                Ok("assertion")
            }
            _ => denied("invalid_request", "the client says twice who it is"),
        }
    }

    fn basic(&self, header: &str) -> Result<(), Denied> {
        let decoded = header.strip_prefix("Basic ").and_then(|text| BASE64_STANDARD.decode(text).ok());
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        match text.split_once(':') {
            Some((id, secret)) => self.known(&form_decoded(id), &form_decoded(secret)),
            None => denied("invalid_client", "not Basic"),
        }
    }

    fn known(&self, id: &str, secret: &str) -> Result<(), Denied> {
        if id == self.config.client_id && secret == self.config.client_secret {
            Ok(())
        } else {
            denied("invalid_client", "unknown client, or wrong secret")
        }
    }
}

/// Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn form_decoded(text: &str) -> String {
    decode_query(&format!("x={text}")).pop().map(|(_, value)| value).unwrap_or_default()
}
