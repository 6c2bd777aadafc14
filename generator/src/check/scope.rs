//! Rust names: one scope for each namespace. Two wire names that become one Rust name are an error, never a silent suffix.

use std::collections::HashMap;

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Names that generated modules use themselves, so that no type of a spec can have them.
const RESERVED_TYPES: [&str; 38] = [
    "Answer",
    "AuthUse",
    "Box",
    "BTreeMap",
    "BoxFuture",
    "Builder",
    "Call",
    "CallOptions",
    "Cause",
    "Client",
    "Clone",
    "Code",
    "Context",
    "Credentials",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Endpoint",
    "Eq",
    "Err",
    "Error",
    "From",
    "Into",
    "IntoFuture",
    "Items",
    "JsonText",
    "Maybe",
    "None",
    "Ok",
    "Option",
    "Pages",
    "Result",
    "Secret",
    "Self",
    "Serialize",
    "Some",
    "String",
];

/// A namespace: Rust name → where it was given and what for.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashMap<String, (Option<Span>, String)>,
    /// How a collision is settled here.
    remedy: Option<&'static str>,
}

impl Scope {
    /// The namespace of an API's types.
    pub(super) fn types() -> Self {
        let mut scope = Self::reserving(&RESERVED_TYPES, "the generated code");
        for name in
            ["Parts", "Position", "Vec", "PagedCall", "Options", "Step", "Envelope", "Scalar", "Reads"]
        {
            scope.taken.insert(name.to_owned(), (None, "the generated code".to_owned()));
        }
        scope.remedy = Some("rename one of them: types and endpoints share the names of the API's types");
        scope
    }

    /// A namespace in which some names already stand for something.
    pub(super) fn reserving(names: &[&str], by: &str) -> Self {
        Self::default().and_reserving(names, by)
    }

    /// A namespace whose names follow from those of the spec, without a `name` of their own.
    pub(super) fn renaming() -> Self {
        Self { remedy: Some("rename one of them"), ..Self::default() }
    }

    /// The same in which some names already stand for something.
    pub(super) fn and_reserving(mut self, names: &[&str], by: &str) -> Self {
        self.taken.extend(names.iter().map(|name| ((*name).to_owned(), (None, by.to_owned()))));
        self
    }
}

/// The names that no type of a spec can have.
pub(crate) fn reserved_types() -> impl Iterator<Item = String> {
    Scope::types().taken.into_keys()
}

impl Scope {
    /// Takes a Rust name that nobody sees, with a number behind it when it is taken.
    pub(super) fn make_way(&mut self, rust: &str) -> String {
        let mut name = rust.to_owned();
        let mut number = 2;
        while self.taken.contains_key(&name) {
            name = format!("{rust}_{number}");
            number += 1;
        }
        self.taken.insert(name.clone(), (None, "a recipe".to_owned()));
        name
    }
}

impl Checker<'_, '_> {
    /// Takes a Rust name for something that stands at `span`; false, and reported, when it is taken.
    pub(super) fn take(&mut self, scope: &mut Scope, rust: &str, span: Span, what: &str) -> bool {
        let Some((other, by)) = scope.taken.get(rust) else {
            scope.taken.insert(rust.to_owned(), (Some(span), what.to_owned()));
            return true;
        };
        let problem = match other {
            Some(other) => Diagnostic::new(
                Code::NAME_COLLISION,
                span,
                format!("{what} and {by} would both be `{rust}` in Rust"),
            )
            .label(format!("becomes `{rust}`"))
            .also(*other, format!("already `{rust}`"))
            .help(scope.remedy.unwrap_or("give one of them another name with `name`")),
            None => Diagnostic::new(
                Code::RESERVED_NAME,
                span,
                format!("{what} would be `{rust}` in Rust, which {by} uses itself"),
            )
            .label(format!("becomes `{rust}`"))
            .help(if scope.remedy.is_some() {
                "rename it"
            } else {
                "give it another Rust name with `name`"
            }),
        };
        self.report(problem);
        false
    }

    /// As [`Self::take`], in the namespace of the API's types.
    pub(super) fn take_type(&mut self, rust: &str, span: Span, what: &str) -> bool {
        let mut scope = std::mem::take(&mut self.type_names);
        let taken = self.take(&mut scope, rust, span, what);
        self.type_names = scope;
        taken
    }
}
