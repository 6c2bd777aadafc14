//! What is granted for what.

use serde_json::{Value, json};

use super::State;
use super::token::{Denied, Fields, denied};

/// RFC 7523, section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl State {
    pub(super) fn granted(&mut self, fields: &Fields, client: &str) -> Result<Value, Denied> {
        if let Some(scope) = &self.config.scope
            && fields.get("scope") != Some(scope)
        {
            return denied("invalid_scope", "the scope is another");
        }
        let grant = fields.need("grant_type")?;
        // An assertion says itself who asks; for all else the client must.
        if grant != JWT_BEARER && client == "none" {
            return denied("invalid_client", "the client does not say who it is");
        }
        match grant {
            "client_credentials" => Ok(self.issue(false)),
            "password" => {
                let right = fields.need("username")? == self.config.username
                    && fields.need("password")? == self.config.password;
                if right { Ok(self.issue(true)) } else { denied("invalid_grant", "wrong password") }
            }
            "refresh_token" => {
                let token = fields.need("refresh_token")?.to_owned();
                self.refreshed(token)
            }
            JWT_BEARER => {
                let user = self.config.username.clone();
                self.assertion(fields.need("assertion")?, &user)?;
                Ok(self.issue(false))
            }
            _ => denied("unsupported_grant_type", "an unknown grant"),
        }
    }

    fn refreshed(&mut self, token: String) -> Result<Value, Denied> {
        if self.used.contains(&token) {
            // Somebody else has it: nobody can be trusted with what came of it.
            self.reuses += 1;
            self.access.clear();
            self.refresh.clear();
            return denied("invalid_grant", "a refresh token was used twice");
        }
        if !self.refresh.contains(&token) {
            return denied("invalid_grant", "an unknown refresh token");
        }
        if self.config.rotates {
            self.refresh.remove(&token);
            self.used.insert(token);
        }
        Ok(self.issue(self.config.rotates))
    }

    fn issue(&mut self, refreshable: bool) -> Value {
        self.issued += 1;
        let (mark, number) = (&self.config.mark, self.issued);
        let token = format!("{mark}access-{number}");
        let mut body = json!({ "access_token": token, "token_type": "Bearer" });
        if self.config.says_lifetime {
            body["expires_in"] = json!(self.config.lifetime.as_secs());
        }
        if refreshable {
            let refresh = format!("{mark}refresh-{number}");
            body["refresh_token"] = json!(refresh);
            self.refresh.insert(refresh);
        }
        let until = self.now() + self.config.lifetime;
        self.access.insert(token, until);
        body
    }
}
