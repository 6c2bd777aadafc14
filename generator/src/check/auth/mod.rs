//! Auth schemes: what is computed, what is sent, and that no digested secret is sent in clear.

mod choices;
mod fit;
mod names;
mod needs;
mod order;
mod placements;
mod uses;
mod values;

use std::collections::BTreeSet;

pub(in crate::check) use choices::Known as KnownSchemes;
pub(in crate::check) use fit::path_names;
pub(in crate::check) use names::{Declared, Names, SourceNames, output, outputs};
pub(in crate::check) use placements::Placed;
pub(in crate::check) use uses::{prune, visit, visit_all};

use super::recipes::{For, Recipe};
use super::scope::Scope;
use super::{Checked, Checker};
use crate::api::{Argument, ComputedValue, Hook, Scheme, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// The keys of a scheme that send something.
const SLOTS: [&str; 10] =
    ["bearer", "basic", "headers", "query", "cookies", "form", "fields", "path", "hook", "recipe"];

/// What a scheme computes and sends.
pub(in crate::check) struct Body {
    pub(in crate::check) values: Vec<ComputedValue>,
    pub(in crate::check) placed: Vec<Placed>,
    /// Names of values that are wrong.
    pub(in crate::check) failed: Vec<String>,
    /// Whether all of it is sound.
    pub(in crate::check) sound: bool,
}

impl<'a> Checker<'a, '_> {
    /// By declared order; `None`: a reported problem.
    pub(in crate::check) fn schemes(&mut self, declared: Declared<'_>) -> Vec<Option<Scheme>> {
        let mut scope = Scope::renaming();
        let spec = self.spec;
        spec.named("auth").iter().map(|entry| self.scheme(entry, declared, &mut scope)).collect()
    }

    fn scheme(&mut self, entry: &'a Entry, declared: Declared<'_>, scope: &mut Scope) -> Option<Scheme> {
        self.not_none(Text::from(entry), "scheme");
        let rust = self.snake_name(&entry.key, entry.key_span);
        if let Some(rust) = &rust {
            self.take(scope, rust, entry.key_span, &format!("the scheme `{}`", entry.key));
        }
        let view = View::of(&entry.value);
        let doc = self.doc(view);
        let mut own_names = Scope::renaming();
        let arguments = self.scheme_arguments(view, declared, &mut own_names);
        let base = Names { arguments: &arguments, ..Names::new(declared, view) };
        let recipe = self.scheme_recipe(view);
        let mut body = self.body_of(view, base, &mut own_names);
        let recipe = recipe?;
        let doc = self.doc_or_of(recipe, doc);
        if let Some(recipe) = recipe {
            self.add_recipe(recipe, &base, &mut body, &mut own_names);
        }
        let hook = view.text("hook").and_then(|text| self.hook(text, "scheme"));
        if view.entries().iter().all(|entry| !SLOTS.contains(&entry.key.as_str())) {
            self.report(
                Diagnostic::new(
                    Code::EMPTY,
                    entry.key_span,
                    format!("the scheme `{}` sends nothing", entry.key),
                )
                .help(format!("say what is sent with one of `{}`", SLOTS.join("`, `"))),
            );
        }
        if !body.failed.is_empty() {
            return None;
        }
        let kept = self.check_values_used(view, &mut body, &arguments, hook.is_some());
        let names = Names { values: &body.values, ..base };
        self.told_by(recipe, |checker| {
            checker.check_secrets(&body.placed, &names);
            checker.check_order(view, &body.placed, &names);
        });
        let known_answers = if kept { self.known_answers(view, &names) } else { Vec::new() };
        Some(Scheme {
            name: entry.key.clone(),
            rust: rust?,
            doc,
            send: body.placed.into_iter().map(|placed| placed.placement).collect(),
            values: body.values,
            arguments,
            hook,
            known_answers,
        })
    }

    /// The values and placements that stand in a map.
    pub(in crate::check) fn body_of(
        &mut self,
        view: View<'a>,
        base: Names<'_>,
        own_names: &mut Scope,
    ) -> Body {
        let (values, failed) = self.computed_values(view, base, own_names);
        let names = Names { values: &values, failed: &failed, ..base };
        let (placed, all_placed) = self.placements(view, &names);
        let sound = failed.is_empty() && all_placed;
        Body { values, placed, failed, sound }
    }

    /// The library's recipe under `recipe`; the outer `None`: a reported problem.
    fn scheme_recipe(&mut self, view: View<'a>) -> Checked<Option<Recipe<'a>>> {
        if let (None, Some(entry)) = (view.entry("recipe"), view.entry("with")) {
            self.report(
                Diagnostic::new(Code::MISSING_KEY, entry.key_span, "`with` gives the parameters of a recipe")
                    .help("name the recipe: `recipe: …`"),
            );
        }
        self.recipe(view, For::Scheme)
    }

    /// The values and placements of a recipe, behind those of its user.
    pub(in crate::check) fn add_recipe(
        &mut self,
        recipe: Recipe<'a>,
        user: &Names<'_>,
        body: &mut Body,
        scope: &mut Scope,
    ) {
        let user = Names { values: &body.values, failed: &body.failed, ..*user };
        let added = self.recipe_body(recipe, recipe.view, &user, scope);
        self.told_by(Some(recipe), |checker| checker.placed_twice(&added.placed, &body.placed));
        body.sound &= added.sound;
        body.failed.extend(added.failed);
        body.placed.extend(added.placed);
        body.values = added.values;
    }

    /// A part that the user writes, set by a method of the builder.
    pub(in crate::check) fn hook(&mut self, text: Text<'_>, what: &str) -> Option<Hook> {
        let rust = self.snake_name(text.as_str(), text.span())?;
        if rust != text.as_str() {
            self.report(
                Diagnostic::new(
                    Code::BAD_NAME,
                    text.span(),
                    format!("`{}` cannot name a hook", text.as_str()),
                )
                .label("expected snake case: it becomes a method of the client's builder")
                .help(format!("a name that fits: `{rust}`")),
            );
        }
        let mut scope = std::mem::take(&mut self.builder);
        self.take(&mut scope, &rust, text.span(), &format!("the hook of this {what}"));
        self.builder = scope;
        Some(Hook { wire: text.as_str().to_owned(), rust })
    }

    fn scheme_arguments(
        &mut self,
        view: View<'a>,
        declared: Declared<'_>,
        own_names: &mut Scope,
    ) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for entry in view.named("arguments") {
            self.new_value_name(entry, declared);
            if let Some((ty, _)) = self.type_of(&entry.value)
                && !matches!(ty, crate::api::Type::String(_) | crate::api::Type::Int(..))
            {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        entry.value.span,
                        "an argument is a constant of one piece",
                    )
                    .label("expected `string` or an integer type"),
                );
            }
            let Some(rust) = self.snake_name(&entry.key, entry.key_span) else { continue };
            self.take(own_names, &rust, entry.key_span, &format!("the argument `{}`", entry.key));
            arguments.push(Argument { wire: entry.key.clone(), rust });
        }
        arguments
    }

    /// Reports values and arguments of the user that nothing uses, and drops those of a recipe; whether all of the user's
    /// are used.
    pub(in crate::check) fn check_values_used(
        &mut self,
        view: View<'a>,
        body: &mut Body,
        arguments: &[Argument],
        hooked: bool,
    ) -> bool {
        if !body.sound {
            return false;
        }
        let before = self.problems.len();
        let mut used = BTreeSet::new();
        let templates = body.values.iter().map(|value| &value.template);
        let sent = body.placed.iter().map(|placed| &placed.placement.template);
        visit_all(templates.chain(sent), &mut |value| match value {
            Value::Computed(index) => {
                used.insert(("value", *index));
            }
            Value::Argument(index) => {
                used.insert(("argument", *index));
            }
            _ => {}
        });
        let values = view.named("values").iter().filter_map(|entry| {
            let index = body.values.iter().position(|value| value.wire == entry.key)?;
            Some(("value", index, entry))
        });
        let declared = arguments.iter().enumerate().filter_map(|(index, argument)| {
            let entry = view.named("arguments").iter().find(|entry| entry.key == argument.wire)?;
            // A hook can have use for a constant of its own.
            (!hooked).then_some(("argument", index, entry))
        });
        let unused = values.chain(declared).filter(|(what, index, _)| !used.contains(&(what, *index)));
        for (what, _, entry) in unused {
            let message = format!("this {what} is used by nothing in the scheme");
            self.report(Diagnostic::new(Code::UNUSED, entry.key_span, message));
        }
        let all_used = self.problems.len() == before;
        if all_used {
            prune(&mut body.values, &mut body.placed);
        }
        all_used
    }
}
