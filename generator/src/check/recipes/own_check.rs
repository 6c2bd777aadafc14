//! A recipe's own check, in the tests of this crate: its shape, its values, its known answers.

use super::{For, parse};
use crate::api::{ComputedValue, Credential, Doc, TokenOutput};
use crate::check::Checker;
use crate::check::auth::{Declared, Names, SourceNames};
use crate::check::scope::Scope;
use crate::check::secrets::is_fresh;
use crate::check::templates::holes;
use crate::diagnostic::Problems;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// What is wrong with a recipe, its known answers included.
pub(crate) fn check_recipe(name: &str, text: &str) -> Problems {
    let mut problems = Problems::default();
    if let Some(root) = parse(name, text, &mut problems) {
        crate::spec::conform_recipe(&root, &mut problems);
        if problems.is_empty() {
            Checker::new(View::of(&root), &mut problems).own_recipe(&root);
        }
    }
    problems
}

impl<'a> Checker<'a, '_> {
    fn own_recipe(&mut self, root: &'a Node) {
        let view = View::of(root);
        match For::of(root) {
            For::Tokens => self.own_source(view),
            kind => {
                self.own_scheme(view, kind, None);
                for answer in view.items("known_answers") {
                    self.own_scheme(view, kind, Some(View::of(answer)));
                }
            }
        }
    }

    /// The steps of a token recipe, whose own outputs stand under `self`.
    fn own_source(&mut self, view: View<'a>) {
        let steps = view.items("steps").iter().chain(view.get("refresh"));
        let steps: Vec<View<'a>> = steps.map(View::of).collect();
        let outputs = steps.iter().flat_map(|step| step.named("outputs")).chain(view.named("outputs"));
        let outputs = outputs
            .map(|entry| TokenOutput {
                wire: entry.key.trim_end_matches('?').to_owned(),
                rust: String::new(),
                optional: false,
                given: None,
            })
            .collect();
        let sources = [SourceNames { wire: "self".to_owned(), outputs, secret: true, failed: false }];
        for step in steps {
            let (credentials, defaults) = self.stand_ins(view, None);
            let mut scope = Scope::default();
            let declared = Declared { credentials: &credentials, variables: &[], sources: &sources };
            let base = Names { values: &defaults, ..Names::new(declared, step) };
            self.body_of(step, base, &mut scope);
        }
    }

    /// The values of a recipe, and one of its known answers.
    fn own_scheme(&mut self, view: View<'a>, kind: For, answer: Option<View<'a>>) {
        let (credentials, defaults) = self.stand_ins(view, answer);
        let mut scope = Scope::default();
        let declared = Declared { credentials: &credentials, variables: &[], sources: &[] };
        let base = Names { values: &defaults, ..Names::new(declared, view) };
        let mut body = self.body_of(view, base, &mut scope);
        if kind == For::Webhook {
            self.proof(view, base, &mut body);
        }
        if !body.sound || !self.check_values_used(view, &mut body, &[], false) {
            return;
        }
        let names = Names { values: &body.values, ..base };
        if kind == For::Scheme {
            self.check_order(view, &body.placed, &names);
        }
        if let Some(answer) = answer {
            self.known_answer(answer, &names);
        }
    }

    /// Parameters that are given stand as credentials, the others as values with their defaults.
    fn stand_ins(
        &mut self,
        view: View<'a>,
        answer: Option<View<'a>>,
    ) -> (Vec<Credential>, Vec<ComputedValue>) {
        let given = answer.map(|answer| answer.named("given")).unwrap_or_default();
        let is_given = |entry: &&Entry| {
            let default = View::of(&entry.value).text("default");
            default.is_none() || given.iter().any(|given| given.key == entry.key)
        };
        let parameters = view.named("parameters");
        let credentials: Vec<Credential> = parameters
            .iter()
            .filter(is_given)
            .map(|entry| Credential {
                wire: entry.key.clone(),
                rust: entry.key.clone(),
                doc: Doc::default(),
                secret: false,
                env: String::new(),
                optional: false,
                inbound: false,
            })
            .collect();
        let mut values: Vec<ComputedValue> = Vec::new();
        for entry in parameters.iter().filter(|entry| !is_given(entry)) {
            let declared = Declared { credentials: &credentials, variables: &[], sources: &[] };
            let names = Names { values: &values, ..Names::new(declared, view) };
            let default = View::of(&entry.value).text("default");
            let template = default.and_then(|text: Text<'a>| self.template(text, &names));
            if let Some(template) = template {
                let fresh = holes(&template.parts).any(is_fresh);
                values.push(ComputedValue {
                    wire: entry.key.clone(),
                    rust: entry.key.clone(),
                    template,
                    fresh,
                });
            }
        }
        (credentials, values)
    }
}
