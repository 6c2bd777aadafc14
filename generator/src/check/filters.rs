//! Filter languages: conditions on typed fields.

use std::collections::HashMap;

use super::Checker;
use super::scope::Scope;
use super::type_expressions::wrap;
use crate::api::{Combine, Filter, FilterField, FilterKind, FilterOperator};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    pub(super) fn filter(&mut self, name: &str, view: View<'a>) -> Option<Filter> {
        let shape = view.view("filter")?;
        let text = |key: &str| shape.text(key).map(|text| text.as_str().to_owned());
        let (field, operator, value) = (text("field")?, text("operator")?, text("value")?);
        let combine = shape.view("combine").and_then(|combine| {
            let text = |key: &str| combine.text(key).map(|text| text.as_str().to_owned());
            Some(Combine { wire: text("in")?, all: text("all")?, any: text("any")? })
        });
        if combine.is_some() {
            for suffix in ["All", "Any", "Set"] {
                let span = view.span();
                self.take_type(
                    &format!("{name}{suffix}"),
                    span,
                    &format!("the joined conditions of `{name}`"),
                );
            }
        }
        let operators = self.filter_operators(view.named("operators"));
        let kinds = self.filter_kinds(name, view.named("kinds"), &operators);
        let fields = self.filter_fields(view.named("fields"), view.named("kinds"));
        let (kinds, fields) = (kinds?, fields?);
        self.check_filter_use(view, &operators);
        let operators = operators.into_iter().map(|(_, operator)| operator).collect();
        Some(Filter { field, operator, value, combine, kinds, operators, fields })
    }

    fn filter_operators(&mut self, entries: &'a [Entry]) -> Vec<(&'a str, FilterOperator)> {
        let mut scope = Scope::default();
        let mut operators = Vec::new();
        for entry in entries {
            let Some(rust) = self.snake_name(&entry.key, entry.key_span) else { continue };
            self.take(&mut scope, &rust, entry.key_span, &format!("the operator `{}`", entry.key));
            let Some(text) = Text::of(&entry.value) else { continue };
            let (wire, note) = text.split_note();
            let doc = Self::note(note);
            operators
                .push((entry.key.as_str(), FilterOperator { wire: wire.as_str().to_owned(), rust, doc }));
        }
        operators
    }

    fn filter_kinds(
        &mut self,
        name: &str,
        entries: &'a [Entry],
        operators: &[(&str, FilterOperator)],
    ) -> Option<Vec<FilterKind>> {
        let mut kinds = Vec::new();
        let mut sound = true;
        for entry in entries {
            let view = View::of(&entry.value);
            let rust = self.camel_name(&format!("{name}_{}", entry.key), entry.key_span);
            if let Some(rust) = &rust {
                self.take_type(rust, entry.key_span, &format!("the kind `{}`", entry.key));
            }
            let value = view.get("value").and_then(|node| self.type_of(node));
            let mut fitting = Vec::new();
            for node in view.items("operators") {
                let Some(text) = Text::of(node) else { continue };
                match operators.iter().position(|(operator, _)| *operator == text.as_str()) {
                    Some(index) => fitting.push(index),
                    None => {
                        let known = operators.iter().map(|(operator, _)| *operator);
                        self.unknown(Code::UNKNOWN_NAME, text, "operator", known);
                        sound = false;
                    }
                }
            }
            match (rust, value) {
                (Some(rust), Some((value, nullable))) => {
                    let value = wrap(value, nullable);
                    kinds.push(FilterKind { rust, name: entry.key.clone(), value, operators: fitting });
                }
                _ => sound = false,
            }
        }
        sound.then_some(kinds)
    }

    fn filter_fields(&mut self, entries: &'a [Entry], kinds: &[Entry]) -> Option<Vec<FilterField>> {
        // Associated functions of the filter type that are not fields.
        let mut scope = Scope::reserving(&["and", "or"], "the filter");
        let mut fields = Vec::new();
        let mut sound = true;
        for entry in entries {
            let view = View::of(&entry.value);
            let (kind, doc) = match Text::of(&entry.value) {
                Some(text) => {
                    let (kind, note) = text.split_note();
                    (Some(kind), Self::note(note))
                }
                None => (view.text("kind"), self.long_doc(entry)),
            };
            let own = entry.key.rsplit('.').next().unwrap_or(&entry.key);
            let rust = match view.text("name") {
                Some(name) => self.snake_name(name.as_str(), name.span()),
                None => self.snake_name(own, entry.key_span),
            };
            if let Some(rust) = &rust {
                self.take(&mut scope, rust, entry.key_span, &format!("the field `{}`", entry.key));
            }
            let Some(kind) = kind else {
                sound = false;
                continue;
            };
            let index = kinds.iter().position(|other| other.key == kind.as_str());
            if index.is_none() {
                self.unknown(Code::UNKNOWN_NAME, kind, "kind", kinds.iter().map(|kind| kind.key.as_str()));
            }
            match (rust, index) {
                (Some(rust), Some(kind)) => {
                    fields.push(FilterField { wire: entry.key.clone(), rust, kind, doc });
                }
                _ => sound = false,
            }
        }
        sound.then_some(fields)
    }

    /// Every kind and operator serves a field.
    fn check_filter_use(&mut self, view: View<'a>, operators: &[(&str, FilterOperator)]) {
        let mut used: HashMap<&str, bool> = operators.iter().map(|(name, _)| (*name, false)).collect();
        for kind in view.named("kinds") {
            for text in View::of(&kind.value).items("operators").iter().filter_map(Text::of) {
                if let Some(flag) = used.get_mut(text.as_str()) {
                    *flag = true;
                }
            }
            let serves = view.named("fields").iter().any(|field| {
                let long = View::of(&field.value).text("kind");
                let kind_text = long.or_else(|| Text::of(&field.value).map(|text| text.split_note().0));
                kind_text.is_some_and(|text| text.as_str() == kind.key)
            });
            if !serves {
                self.report(Diagnostic::new(
                    Code::UNUSED,
                    kind.key_span,
                    format!("no field is of the kind `{}`", kind.key),
                ));
            }
        }
        for entry in view.named("operators") {
            if used.get(entry.key.as_str()) == Some(&false) {
                self.report(Diagnostic::new(
                    Code::UNUSED,
                    entry.key_span,
                    format!("no kind has the operator `{}`", entry.key),
                ));
            }
        }
    }
}
