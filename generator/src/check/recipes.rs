//! Recipes of the library: schemes and token sources in the spec language itself, with parameters.
//!
//! A recipe's templates see its parameters, its own values and what is built in. Its user never sees its file: what is wrong in
//! it is told at his `recipe` or at the parameter that it is about.

use std::sync::{LazyLock, OnceLock};

use super::auth::{Body, Names};
use super::scope::Scope;
use super::secrets::is_fresh;
use super::templates::holes;
use super::{Checked, Checker};
use crate::api::{ComputedValue, Doc};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::recipes::ALL;
use crate::source::{Sources, Span};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

#[cfg(test)]
mod own_check;

#[cfg(test)]
pub(crate) use own_check::check_recipe;

/// What a recipe is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum For {
    Scheme,
    Tokens,
    Webhook,
}

impl For {
    /// Told by the keys of the file.
    fn of(root: &Node) -> Self {
        let has = |key: &str| root.get(key).is_some();
        if has("steps") || has("refresh") || has("challenge") {
            Self::Tokens
        } else if has("signature") {
            Self::Webhook
        } else {
            Self::Scheme
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Scheme => "auth schemes",
            Self::Tokens => "token sources",
            Self::Webhook => "webhooks",
        }
    }
}

/// A recipe and where it is used.
#[derive(Clone, Copy)]
pub(in crate::check) struct Recipe<'a> {
    name: &'static str,
    /// The file.
    pub(in crate::check) view: View<'a>,
    /// The map that names it.
    user: View<'a>,
    /// Where its name stands.
    span: Span,
}

/// The trees of the recipes that have been used.
static TREES: LazyLock<Vec<OnceLock<Option<Node>>>> =
    LazyLock::new(|| ALL.iter().map(|_| OnceLock::new()).collect());

/// The recipe with that number as a tree.
fn tree(index: usize) -> Option<&'static Node> {
    let read = || parse(ALL[index].name, ALL[index].text, &mut Problems::default());
    TREES.get(index)?.get_or_init(read).as_ref()
}

fn parse(name: &str, text: &str, problems: &mut Problems) -> Option<Node> {
    let mut sources = Sources::apart();
    let file = sources.add(name, text);
    crate::yaml::parse(&sources, file, problems)
}

impl<'a> Recipe<'a> {
    fn parameters(self) -> &'a [Entry] {
        self.view.named("parameters")
    }

    /// What the user gives for a parameter, or else its default.
    pub(in crate::check) fn given(self, parameter: &str) -> Option<Text<'a>> {
        let given = self.user.named("with").iter().find(|entry| entry.key == parameter);
        let of_user = given.and_then(|entry| Text::of(&entry.value));
        of_user.or_else(|| {
            let parameter = self.parameters().iter().find(|entry| entry.key == parameter)?;
            View::of(&parameter.value).text("default")
        })
    }

    /// A problem as the user is told it.
    fn tell(self, problem: Diagnostic) -> Diagnostic {
        let own = !problem.primary.span.file.is_apart();
        let mut told = if own {
            Diagnostic { others: Vec::new(), ..problem.clone() }
        } else {
            let span = self.place(problem.primary.span);
            let message = format!("in the recipe `{}`: {}", self.name, problem.message);
            let told = Diagnostic::new(problem.code, span, message);
            let told = problem.notes.iter().fold(told, |told, note| told.note(note.clone()));
            if problem.primary.text.is_empty() { told } else { told.note(problem.primary.text.clone()) }
        };
        for other in problem.others {
            told = if !other.span.file.is_apart() {
                told.also(other.span, other.text)
            } else if own {
                told.note(format!("{} by the recipe `{}`", other.text.trim_end_matches(" here"), self.name))
            } else {
                told
            };
        }
        told
    }

    /// The only parameter that the user gives and that the text at a place of the file names, or else the recipe's name.
    fn place(self, span: Span) -> Span {
        let Some(text) = scalar_at(self.view.entries(), span) else { return self.span };
        let words: Vec<&str> =
            text.split(|other: char| !(other.is_ascii_alphanumeric() || other == '_')).collect();
        let mut named = self.user.named("with").iter().filter(|entry| words.contains(&entry.key.as_str()));
        match (named.next(), named.next()) {
            (Some(only), None) => only.value.span,
            _ => self.span,
        }
    }
}

/// The text of the scalar in which a place lies.
fn scalar_at(entries: &[Entry], span: Span) -> Option<&str> {
    let mut open: Vec<&Node> = entries.iter().map(|entry| &entry.value).collect();
    while let Some(node) = open.pop() {
        match (node.as_scalar(), node.as_map()) {
            (Some(scalar), _)
                if node.span.file == span.file
                    && node.span.start <= span.start
                    && span.end <= node.span.end =>
            {
                return Some(&scalar.text);
            }
            (_, Some(inner)) => open.extend(inner.iter().map(|entry| &entry.value)),
            _ => open.extend(node.as_list().unwrap_or_default()),
        }
    }
    None
}

impl<'a> Checker<'a, '_> {
    /// The recipe that a map names; the outer `None`: a reported problem.
    pub(in crate::check) fn recipe(&mut self, view: View<'a>, wanted: For) -> Checked<Option<Recipe<'a>>> {
        let Some(name) = view.text("recipe") else { return Some(None) };
        let index = ALL.iter().position(|recipe| recipe.name == name.as_str());
        let found = index.and_then(|index| Some((ALL[index].name, tree(index)?)));
        let Some((wire, root)) = found else {
            let fits = |index: &usize| tree(*index).is_some_and(|root| For::of(root) == wanted);
            let known: Vec<&str> = (0..ALL.len()).filter(fits).map(|index| ALL[index].name).collect();
            self.unknown(Code::UNKNOWN_NAME, name, "recipe of the library", known);
            return None;
        };
        if For::of(root) != wanted {
            self.report(
                Diagnostic::new(
                    Code::WRONG_RECIPE,
                    name.span(),
                    format!("the recipe `{wire}` is for {}", For::of(root).describe()),
                )
                .label(format!("expected a recipe for {}", wanted.describe())),
            );
            return None;
        }
        let recipe = Recipe { name: wire, view: View::of(root), user: view, span: name.span() };
        self.parameters_given(recipe);
        Some(Some(recipe))
    }

    fn parameters_given(&mut self, recipe: Recipe<'a>) {
        let known: Vec<&str> = recipe.parameters().iter().map(|entry| entry.key.as_str()).collect();
        let given = recipe.user.named("with");
        for entry in given.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            self.unknown(
                Code::UNKNOWN_NAME,
                Text::from(entry),
                "parameter of the recipe",
                known.iter().copied(),
            );
        }
        // A misspelt parameter is one mistake.
        let meant = |name: &str| {
            given.iter().any(|entry| {
                entry.key == name
                    || (!known.contains(&entry.key.as_str())
                        && crate::nearest::nearest(&entry.key, [name]).is_some())
            })
        };
        for entry in recipe.parameters() {
            let parameter = View::of(&entry.value);
            if meant(&entry.key) || parameter.text("default").is_some() {
                continue;
            }
            let doc = parameter.text("doc").map(Text::as_str).unwrap_or_default();
            self.report(
                Diagnostic::new(
                    Code::MISSING_ARGUMENT,
                    recipe.span,
                    format!("the recipe `{}` needs the parameter `{}`", recipe.name, entry.key),
                )
                .note(format!("`{}`: {doc}", entry.key))
                .help(format!("write `with: {{ {}: … }}`", entry.key)),
            );
        }
    }

    /// The values and placements that stand in a map of the recipe's file, behind the values of its user and its parameters.
    pub(in crate::check) fn recipe_body(
        &mut self,
        recipe: Recipe<'a>,
        view: View<'a>,
        user: &Names<'_>,
        scope: &mut Scope,
    ) -> Body {
        let (values, failed) = self.parameter_values(recipe, user, scope);
        let names = Names {
            values: &values,
            failed: &failed,
            first: user.values.len(),
            scheme: view,
            user: Some(user),
            ..*user
        };
        self.told_by(Some(recipe), |checker| checker.body_of(view, names, scope))
    }

    /// The parameters as values, behind those of the user.
    fn parameter_values(
        &mut self,
        recipe: Recipe<'a>,
        user: &Names<'_>,
        scope: &mut Scope,
    ) -> (Vec<ComputedValue>, Vec<String>) {
        let mut values = user.values.to_vec();
        let mut failed = user.failed.to_vec();
        for entry in recipe.parameters() {
            let given = recipe.user.named("with").iter().find(|given| given.key == entry.key);
            let template = if let Some(given) = given {
                Text::of(&given.value).and_then(|text| self.template(text, user))
            } else {
                let names = Names {
                    values: &values,
                    failed: &failed,
                    first: user.values.len(),
                    scheme: recipe.view,
                    user: Some(user),
                    ..*user
                };
                let default = recipe.given(&entry.key);
                self.told_by(Some(recipe), |checker| default.and_then(|text| checker.template(text, &names)))
            };
            match (template, crate::names::snake(&entry.key)) {
                (Some(template), Some(rust)) => {
                    let fresh = holes(&template.parts).any(is_fresh);
                    let rust = scope.make_way(&rust);
                    values.push(ComputedValue { wire: entry.key.clone(), rust, template, fresh });
                }
                _ => failed.push(entry.key.clone()),
            }
        }
        (values, failed)
    }

    /// A documentation, or else the recipe's.
    pub(in crate::check) fn doc_or_of(&mut self, recipe: Option<Recipe<'a>>, doc: Doc) -> Doc {
        match recipe {
            Some(recipe) if doc.lines.is_empty() => {
                let own = self.doc(recipe.view);
                Doc { lines: own.lines, source: doc.source.or(own.source), ..doc }
            }
            _ => doc,
        }
    }

    /// Does some work whose problems may lie in a recipe's file.
    pub(in crate::check) fn told_by<T>(
        &mut self,
        recipe: Option<Recipe<'a>>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let Some(recipe) = recipe else { return work(self) };
        let before = std::mem::take(self.problems);
        let result = work(self);
        let found = std::mem::replace(self.problems, before);
        let mut told = Vec::new();
        for problem in found.into_sorted() {
            let inside = problem.primary.span.file.is_apart();
            let problem = recipe.tell(problem);
            // What follows from a wrong parameter is wrong in several places of the file.
            if inside && told.contains(&problem.primary.span) {
                continue;
            }
            told.push(problem.primary.span);
            self.report(problem);
        }
        result
    }
}
