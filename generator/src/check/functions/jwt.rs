//! `jwt_…`: a token of claims and a signature (RFC 7519), which is written out in the other functions.

use super::Written;
use crate::api::{Digest, Function, Signing, Template, TemplatePart, Value, ValueKind};
use crate::check::Checker;
use crate::check::auth::{Names, visit};
use crate::diagnostic::{Code, Diagnostic};

/// How a token is signed.
#[derive(Clone, Copy)]
pub(super) struct Jwt {
    /// As the token's header has it (RFC 7518, 3.1; RFC 8037, 3.1).
    algorithm: &'static str,
    signature: Signature,
}

#[derive(Clone, Copy)]
enum Signature {
    Hmac(Digest),
    Key(Signing),
}

/// The token of the function with that name.
pub(super) fn named(function: &str) -> Option<Jwt> {
    let (algorithm, signature) = match function.strip_prefix("jwt_")? {
        "hs256" => ("HS256", Signature::Hmac(Digest::Sha256)),
        "hs384" => ("HS384", Signature::Hmac(Digest::Sha384)),
        "hs512" => ("HS512", Signature::Hmac(Digest::Sha512)),
        "rs256" => ("RS256", Signature::Key(Signing::RsaSha256)),
        "rs384" => ("RS384", Signature::Key(Signing::RsaSha384)),
        "rs512" => ("RS512", Signature::Key(Signing::RsaSha512)),
        "ps256" => ("PS256", Signature::Key(Signing::RsaPssSha256)),
        "es256" => ("ES256", Signature::Key(Signing::EcdsaP256Sha256)),
        "es384" => ("ES384", Signature::Key(Signing::EcdsaP384Sha384)),
        "eddsa" => ("EdDSA", Signature::Key(Signing::Ed25519)),
        _ => return None,
    };
    Some(Jwt { algorithm, signature })
}

impl Checker<'_, '_> {
    /// `claims` is the JSON that is signed.
    pub(super) fn jwt(
        &mut self,
        jwt: Jwt,
        claims: Value,
        written: &Written<'_>,
        names: &Names<'_>,
    ) -> Option<Value> {
        let key = Box::new(self.data_argument(written, 0, "a key", names)?);
        let key_id = match written.arguments.len() {
            2 => Some(self.text_argument(written, 1, names)?),
            _ => None,
        };
        self.is_the_same_twice(&claims, written)?;
        let dot = || TemplatePart::Text(".".to_owned());
        let mut parts = vec![encoded(header(jwt.algorithm, key_id)), dot(), encoded(claims)];
        let function = match jwt.signature {
            Signature::Hmac(digest) => Function::Hmac(digest, key),
            Signature::Key(signing) => Function::Sign(signing, key),
        };
        let signature = Value::Call(function, Box::new(text(parts.clone())));
        parts.extend([dot(), encoded(signature)]);
        Some(text(parts))
    }

    /// The claims stand in the token and in what is signed.
    fn is_the_same_twice(&mut self, claims: &Value, written: &Written<'_>) -> Option<()> {
        let (mut random, mut token) = (None, false);
        visit(claims, &mut |value| match value {
            Value::Call(Function::Sign(signing, _), _) if signing.is_random() => {
                random = Some(signing.name());
            }
            Value::Composed(_) => token = true,
            _ => {}
        });
        let message = match random {
            Some(function) => format!(
                "`{function}` gives another signature each time, and `{}` needs one twice",
                written.name
            ),
            // A token of a token of a token would be written out without end.
            None if token => format!("`{}` needs its claims twice, and they hold a token", written.name),
            None => return Some(()),
        };
        self.report(
            Diagnostic::new(Code::WRONG_VALUE, written.span, message)
                .help("give the claims a name under `values`"),
        );
        None
    }
}

fn header(algorithm: &str, key_id: Option<Value>) -> Value {
    let start = format!("{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\"");
    match key_id {
        None => Value::Text(start + "}"),
        Some(key_id) => text(vec![
            TemplatePart::Text(start + ",\"kid\":"),
            TemplatePart::Hole(Value::Call(Function::Json, Box::new(key_id))),
            TemplatePart::Text("}".to_owned()),
        ]),
    }
}

fn encoded(value: Value) -> TemplatePart {
    TemplatePart::Hole(Value::Call(Function::Base64Url, Box::new(value)))
}

fn text(parts: Vec<TemplatePart>) -> Value {
    Value::Composed(Box::new(Template { parts, kind: ValueKind::Text }))
}
