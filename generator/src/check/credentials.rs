//! The credentials.

use super::Checker;
use super::fields::wire_name;
use super::scope::Scope;
use crate::api::{Credential, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

impl Checker<'_, '_> {
    pub(super) fn credentials(&mut self, upper: &str, variables: &[Variable]) -> Vec<Credential> {
        let mut scope = Scope::renaming();
        let mut credentials: Vec<Credential> = Vec::new();
        for entry in self.spec.named("credentials") {
            let (wire, optional) = wire_name(&entry.key);
            let Some(rust) = self.snake_name(wire, entry.key_span) else { continue };
            self.take(&mut scope, &rust, entry.key_span, &format!("the credential `{wire}`"));
            self.not_a_builtin(Text::whole(wire, entry.key_span), "credential");
            if variables.iter().any(|other| other.wire == wire) {
                self.report(
                    Diagnostic::new(
                        Code::NAME_COLLISION,
                        entry.key_span,
                        format!("`{wire}` is also a server variable, so templates could not tell them apart"),
                    )
                    .help("rename one of them"),
                );
            }
            let view = View::of(&entry.value);
            let (kind, doc) = match Text::of(&entry.value) {
                Some(text) => {
                    let (kind, note) = text.split_note();
                    (Some(kind), Self::note(note))
                }
                None => (view.text("type"), self.doc(view)),
            };
            let kind_text = kind.map(Text::as_str).unwrap_or_default();
            if let Some(kind) = kind
                && !matches!(kind_text, "string" | "secret")
            {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        kind.span(),
                        format!("a credential is a `string` or a `secret`, not `{kind_text}`"),
                    )
                    .label("expected `string` or `secret`"),
                );
            }
            let env = match view.text("env") {
                Some(text) => self.environment_name(text),
                None => format!("{upper}_{}", wire.to_uppercase()),
            };
            let secret = kind_text == "secret";
            credentials.push(Credential {
                wire: wire.to_owned(),
                rust,
                doc,
                secret,
                env,
                optional,
                inbound: false,
            });
        }
        credentials
    }

    fn environment_name(&mut self, text: Text<'_>) -> String {
        let name = text.as_str();
        let fits = !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !fits {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    text.span(),
                    format!("`{name}` cannot name an environment variable"),
                )
                .label("expected letters, digits and `_`"),
            );
        }
        name.to_owned()
    }
}
