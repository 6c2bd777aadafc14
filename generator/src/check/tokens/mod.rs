//! Token sources: values that calls obtain, that are kept and renewed.
//!
//! Templates name outputs of sources that stand anywhere in the spec, so the names of all sources are known before any template
//! is read; the calls themselves are checked later.

mod lifetime;
mod needs;
mod order;
mod outputs;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::Checker;
use super::auth::{Declared, SourceNames};
use super::recipes::{For, Recipe};
use super::scope::Scope;
use super::server::BUILDER_METHODS;
use crate::api::{Challenge, Server, TokenOrigin, TokenSource};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// A source as written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    entry: &'a Entry,
    /// What the spec says.
    user: View<'a>,
    /// Where the calls stand: the same, or the recipe's file.
    file: View<'a>,
    recipe: Option<Recipe<'a>>,
}

impl<'a> Written<'a> {
    /// The calls, with whether each is the refresh.
    fn calls(self) -> impl Iterator<Item = (View<'a>, bool)> {
        let steps = match self.file.get("steps") {
            Some(_) => self.file.items("steps"),
            None => &[],
        };
        let refresh = self.file.view("refresh").map(|step| (step, true));
        steps.iter().map(|step| (View::of(step), false)).chain(refresh)
    }
}

/// What the steps of all sources may not be called.
pub(super) struct StepNames {
    constants: BTreeSet<String>,
    functions: BTreeSet<String>,
}

impl<'a> Checker<'a, '_> {
    /// The sources as written, and what templates may name of them. A source that is wrong keeps its place.
    pub(super) fn declare_sources(
        &mut self,
        credentials: &[crate::api::Credential],
    ) -> (Vec<Option<Written<'a>>>, Vec<SourceNames>) {
        let mut scope = Scope::renaming();
        let spec = self.spec;
        let mut written = Vec::new();
        let mut names = Vec::new();
        for entry in spec.named("tokens") {
            let source = self.written(entry, credentials, &mut scope);
            let outputs = source.and_then(|source| self.declared_outputs(source, credentials));
            names.push(SourceNames {
                wire: entry.key.clone(),
                secret: source.is_none_or(|source| source.file.entry("challenge").is_none()),
                failed: outputs.is_none(),
                outputs: outputs.unwrap_or_default(),
            });
            written.push(source);
        }
        (written, names)
    }

    fn written(
        &mut self,
        entry: &'a Entry,
        credentials: &[crate::api::Credential],
        scope: &mut Scope,
    ) -> Option<Written<'a>> {
        let name = Text::from(entry);
        let plain = entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let rust = self.snake_name(&entry.key, entry.key_span)?;
        if !plain || entry.key == "self" {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    entry.key_span,
                    format!("`{}` cannot name a token source", entry.key),
                )
                .label("expected letters, digits and `_`: templates write `{name.output}`")
                .help(format!("a name that fits: `{}`", if plain { "login" } else { &rust })),
            );
        }
        self.not_a_builtin(name, "token source");
        if credentials.iter().any(|credential| credential.wire == entry.key) {
            self.report(
                Diagnostic::new(
                    Code::NAME_COLLISION,
                    entry.key_span,
                    format!("`{}` is also a credential", entry.key),
                )
                .help("rename one of them"),
            );
        }
        self.take(scope, &rust, entry.key_span, &format!("the token source `{}`", entry.key));
        let user = View::of(&entry.value);
        self.one_origin(entry, user)?;
        let recipe = self.recipe(user, For::Tokens)?;
        let file = recipe.map_or(user, |recipe| recipe.view);
        Some(Written { entry, user, file, recipe })
    }

    /// Values come from steps, a challenge, a hook or a recipe.
    fn one_origin(&mut self, entry: &Entry, view: View<'a>) -> Option<()> {
        let groups: [&[&str]; 4] = [&["steps", "refresh"], &["challenge"], &["hook"], &["recipe"]];
        let standing: Vec<&Entry> =
            groups.iter().filter_map(|group| group.iter().find_map(|key| view.entry(key))).collect();
        let choice = "`steps`, `refresh`, `challenge`, `hook`, `recipe`";
        match standing.as_slice() {
            [_] => {}
            [] => {
                self.report(
                    Diagnostic::new(
                        Code::MISSING_KEY,
                        entry.key_span,
                        format!("the token source `{}` does not say where its values come from", entry.key),
                    )
                    .help(format!("add one of {choice}")),
                );
                return None;
            }
            [first, second, ..] => {
                self.report(
                    Diagnostic::new(
                        Code::CONFLICTING_KEYS,
                        second.key_span,
                        "the values of a token source come from one place",
                    )
                    .also(first.key_span, format!("`{}` already stands here", first.key)),
                );
                return None;
            }
        }
        self.only_with(view, "with", &["recipe"]);
        for key in ["headers", "query", "cookies", "form", "fields"] {
            self.only_with(view, key, &["recipe"]);
        }
        self.only_with(view, "outputs", &["challenge", "hook", "recipe"]);
        self.only_with(view, "expires", &["steps", "refresh", "hook", "recipe"]);
        Some(())
    }

    /// Reports a key that means nothing without one of others.
    fn only_with(&mut self, view: View<'a>, key: &str, others: &[&str]) {
        let Some(entry) = view.entry(key) else { return };
        if others.iter().any(|other| view.entry(other).is_some()) {
            return;
        }
        let problem = Diagnostic::new(
            Code::CONFLICTING_KEYS,
            entry.key_span,
            format!("`{key}` of a token source stands only beside `{}`", others.join("`, `")),
        );
        self.report(match key {
            "with" => problem,
            "expires" => problem.help("a challenge holds until the server makes another"),
            _ => problem.help(format!("write `{key}` in the step that it is about")),
        });
    }

    /// By declared order; `None`: a reported problem.
    pub(super) fn sources(
        &mut self,
        written: &[Option<Written<'a>>],
        declared: Declared<'_>,
        server: Option<&Server>,
    ) -> Vec<Option<TokenSource>> {
        let spec = self.spec;
        let mut taken = StepNames {
            constants: spec
                .named("endpoints")
                .iter()
                .filter_map(|entry| crate::names::screaming(&entry.key))
                .collect(),
            functions: spec
                .named("auth")
                .iter()
                .filter_map(|entry| crate::names::snake(&entry.key))
                .collect(),
        };
        let sources: Vec<Option<TokenSource>> = written
            .iter()
            .enumerate()
            .map(|(index, written)| self.token_source(index, (*written)?, declared, server, &mut taken))
            .collect();
        self.no_circles(&sources, written);
        self.hosts_are_used(&sources, server);
        sources
    }

    fn token_source(
        &mut self,
        index: usize,
        written: Written<'a>,
        declared: Declared<'_>,
        server: Option<&Server>,
        taken: &mut StepNames,
    ) -> Option<TokenSource> {
        let names = declared.sources.get(index)?;
        let doc = self.doc(written.user);
        let doc = self.doc_or_of(written.recipe, doc);
        let origin = if written.file.entry("challenge").is_some() {
            self.challenge(written, names).map(TokenOrigin::Challenge)
        } else if let Some(text) = written.user.text("hook") {
            self.hook(text, "token source").map(TokenOrigin::Hook)
        } else {
            self.steps(index, written, declared, server, taken)
        };
        let lifetime = self.lifetime(written, names);
        let margin = self.margin(written);
        let mut source = TokenSource {
            name: written.entry.key.clone(),
            rust: crate::names::snake(&written.entry.key)?,
            doc,
            outputs: names.outputs.clone(),
            origin: origin?,
            lifetime: lifetime?,
            margin: margin?,
            sources: Vec::new(),
        };
        if names.failed {
            return None;
        }
        self.needs(index, &mut source, written, server);
        Some(source)
    }

    fn challenge(&mut self, written: Written<'a>, names: &SourceNames) -> Option<Challenge> {
        let view = written.file.view("challenge")?;
        let header = view.text("header")?;
        self.told_by(written.recipe, |checker| checker.header_name(header));
        let word = view.text("word")?;
        let token = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
        };
        if !token(word.as_str()) {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    word.span(),
                    "not the word before the parameters of a challenge",
                )
                .label("expected one word, such as `Digest`"),
            );
            return None;
        }
        let only = view
            .named("where")
            .iter()
            .filter_map(|entry| Some((entry.key.clone(), entry.value.as_scalar()?.text.clone())));
        let parameters = written.file.named("outputs").iter().filter_map(|entry| {
            let (wire, _) = super::fields::wire_name(&entry.key);
            let output = names.outputs.iter().position(|output| output.wire == wire)?;
            let parameter = entry.value.as_scalar().filter(|scalar| !scalar.is_null());
            Some((output, parameter.map_or_else(|| wire.to_owned(), |scalar| scalar.text.clone())))
        });
        Some(Challenge {
            header: header.as_str().to_owned(),
            word: word.as_str().to_owned(),
            only: only.collect(),
            parameters: parameters.collect(),
        })
    }
}

/// The namespace of the builder's methods.
pub(super) fn builder_methods() -> Scope {
    Scope::renaming().and_reserving(&BUILDER_METHODS, "the client's builder")
}
