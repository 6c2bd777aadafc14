//! The computed values of a scheme.

use super::names::{Declared, Names};
use crate::api::ComputedValue;
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::check::secrets::is_fresh;
use crate::check::templates::{BUILT_IN, holes};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    /// The values of a map behind those that `base` has, and the names of those that are wrong.
    pub(super) fn computed_values(
        &mut self,
        view: View<'a>,
        base: Names<'_>,
        own_names: &mut Scope,
    ) -> (Vec<ComputedValue>, Vec<String>) {
        let mut values = base.values.to_vec();
        let mut failed = base.failed.to_vec();
        for entry in view.named("values") {
            let rust = self.value_name(entry, &base, own_names);
            let names = Names { values: &values, failed: &failed, ..base };
            let template = Text::of(&entry.value).and_then(|text| self.template(text, &names));
            match (rust, template) {
                (Some(rust), Some(template)) => {
                    let fresh = holes(&template.parts).any(is_fresh);
                    values.push(ComputedValue { wire: entry.key.clone(), rust, template, fresh });
                }
                _ => failed.push(entry.key.clone()),
            }
        }
        (values, failed)
    }

    fn value_name(&mut self, entry: &Entry, base: &Names<'_>, own_names: &mut Scope) -> Option<String> {
        let rust = self.snake_name(&entry.key, entry.key_span)?;
        if base.user.is_some() {
            // Nobody sees the names of a recipe's values, so they make way.
            return Some(own_names.make_way(&rust));
        }
        let Names { credentials, variables, sources, .. } = *base;
        self.new_value_name(entry, Declared { credentials, variables, sources });
        self.take(own_names, &rust, entry.key_span, &format!("the value `{}`", entry.key));
        Some(rust)
    }

    /// A value or argument must not hide what the language or the spec already names.
    pub(super) fn new_value_name(&mut self, entry: &Entry, declared: Declared<'_>) {
        self.not_a_builtin(Text::from(entry), "value");
        let known = declared.credentials.iter().any(|credential| credential.wire == entry.key)
            || declared.variables.iter().any(|variable| variable.wire == entry.key);
        if known {
            self.report(
                Diagnostic::new(
                    Code::NAME_COLLISION,
                    entry.key_span,
                    format!("`{}` is already a credential or server variable", entry.key),
                )
                .help("give the value another name"),
            );
        }
    }

    /// Reports a name that templates already know.
    pub(in crate::check) fn not_a_builtin(&mut self, name: Text<'_>, what: &str) {
        if BUILT_IN.contains(&name.as_str()) {
            self.report(
                Diagnostic::new(
                    Code::RESERVED_NAME,
                    name.span(),
                    format!("`{}` is built in, so no {what} can have that name", name.as_str()),
                )
                .note(format!("built in: `{}`", BUILT_IN.join("`, `"))),
            );
        }
    }
}
