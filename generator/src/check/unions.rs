//! Unions: told apart by a tag, or by the shapes of their variants.

use std::collections::HashMap;

use super::Checker;
use super::scope::Scope;
use super::types::Declared;
use crate::api::{Type, TypeKind, Union, UnionVariant, Untagged};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

impl<'a> Checker<'a, '_> {
    /// A union, with or without a tag.
    pub(super) fn union_kind(&mut self, view: View<'a>) -> Option<TypeKind> {
        if view.text("union").is_some() {
            return self.untagged(view).map(TypeKind::Untagged);
        }
        self.union(view).map(TypeKind::Union)
    }

    fn union(&mut self, view: View<'a>) -> Option<Union> {
        let place = view.view("union")?;
        let tag = place.text("tag")?.as_str().to_owned();
        let content = place.text("content").map(|text| text.as_str().to_owned());
        let mut scope = Scope::reserving(&["Unlisted"], "the union for tags that are not listed");
        let mut wires: HashMap<String, Span> = HashMap::new();
        let mut variants = Vec::new();
        let mut sound = true;
        for entry in view.named("variants") {
            match self.union_variant(entry, content.is_some(), &mut scope, &mut wires) {
                Some(variant) => variants.push(variant),
                None => sound = false,
            }
        }
        self.variants_stand(view);
        sound.then_some(Union { tag, content, variants })
    }

    fn variants_stand(&mut self, view: View<'a>) {
        if view.get("variants").and_then(Node::as_map).is_some_and(<[Entry]>::is_empty) {
            self.report(
                Diagnostic::new(Code::EMPTY, view.span(), "a union without variants")
                    .help("list them under `variants`: tag → type"),
            );
        }
    }

    fn untagged(&mut self, view: View<'a>) -> Option<Untagged> {
        let mut scope = Scope::reserving(&["Unlisted"], "the union for values that fit no variant");
        let mut variants: Vec<(UnionVariant, Span)> = Vec::new();
        let mut sound = true;
        for entry in view.named("variants") {
            let Some(variant) = self.untagged_variant(entry, &mut scope) else {
                sound = false;
                continue;
            };
            if let Some((other, span)) = variants.iter().find(|(other, _)| other.ty == variant.ty) {
                let message = format!(
                    "`{}` is never read: `{}` has the same type and stands before it",
                    variant.wire, other.wire
                );
                let problem = Diagnostic::new(Code::CONFLICTING_KEYS, entry.key_span, message)
                    .also(*span, "has the same type")
                    .help("leave out one of them");
                self.report(problem);
            }
            variants.push((variant, entry.key_span));
        }
        self.variants_stand(view);
        sound.then(|| Untagged { variants: variants.into_iter().map(|(variant, _)| variant).collect() })
    }

    fn untagged_variant(&mut self, entry: &'a Entry, scope: &mut Scope) -> Option<UnionVariant> {
        let long = View::of(&entry.value);
        let parts = self.typed(&entry.value);
        let name = long.text("name").unwrap_or_else(|| Text::from(entry));
        let rust = self.camel_name(name.as_str(), name.span())?;
        self.take(scope, &rust, entry.key_span, &format!("the variant `{}`", entry.key));
        if let Some(aliases) = long.entry("aliases") {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    aliases.key_span,
                    "a variant of a union without a tag has no aliases",
                )
                .help("aliases are other tags: `union: { tag: … }`"),
            );
        }
        let (ty, nullable, doc) = parts?;
        if nullable {
            self.report(
                Diagnostic::new(
                    Code::WRONG_TYPE,
                    entry.value.span,
                    format!("the variant `{}` may be null", entry.key),
                )
                .label("expected a type without `?` at its end")
                .help("`null` stands where the union is used: `name: Name?`"),
            );
            return None;
        }
        Some(UnionVariant { wire: entry.key.clone(), aliases: Vec::new(), rust, ty, doc })
    }

    fn union_variant(
        &mut self,
        entry: &'a Entry,
        any_type: bool,
        scope: &mut Scope,
        wires: &mut HashMap<String, Span>,
    ) -> Option<UnionVariant> {
        let long = View::of(&entry.value);
        let parts = self.typed(&entry.value);
        let name = match long.text("name") {
            Some(name) => name,
            None => Text::from(entry),
        };
        let rust = self.camel_name(name.as_str(), name.span())?;
        self.take(scope, &rust, entry.key_span, &format!("the tag `{}`", entry.key));
        let mut aliases = Vec::new();
        for alias in long.items("aliases").iter().filter_map(Text::of) {
            aliases.push(alias.as_str().to_owned());
            self.union_tag(alias, wires);
        }
        self.union_tag(Text::from(entry), wires);
        let (ty, nullable, doc) = parts?;
        let is_struct = match &ty {
            Type::Named(id) => {
                // A type that is declared later has no definition yet: its form tells.
                self.declared_form(*id).is_none_or(|form| form == "fields")
            }
            _ => false,
        };
        if !any_type && (!is_struct || nullable) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_TYPE,
                    entry.value.span,
                    format!("the payload of `{}` stands beside the tag, so it must be a struct", entry.key),
                )
                .label("expected the name of a struct")
                .help("a payload of another type stands in a field: `union: { tag: …, content: … }`"),
            );
            return None;
        }
        let ty = if nullable { Type::Nullable(Box::new(ty)) } else { ty };
        Some(UnionVariant { wire: entry.key.clone(), aliases, rust, ty, doc })
    }

    /// A payload that stands beside the tag has no field of the tag's name: one would overwrite the other.
    pub(super) fn tags_are_free(&mut self) {
        for entry in self.spec.named("types") {
            let Some((Declared::Type(id), span)) = self.types.declared.get(entry.key.as_str()) else {
                continue;
            };
            let span = *span;
            let Some(TypeKind::Union(union)) = self.types.get(*id).map(|definition| &definition.kind) else {
                continue;
            };
            if union.content.is_some() {
                continue;
            }
            let tag = union.tag.clone();
            let payloads: Vec<Type> = union.variants.iter().map(|variant| variant.ty.clone()).collect();
            for payload in payloads {
                let taken = self
                    .fields_of(&payload)
                    .is_some_and(|fields| fields.iter().any(|field| field.wire == tag));
                if let (true, Type::Named(payload)) = (taken, &payload) {
                    let name = self.types.get(*payload).map(|found| found.rust.clone()).unwrap_or_default();
                    let place = self.types.spans.get(payload.0).copied().unwrap_or(span);
                    self.report(
                        Diagnostic::new(
                            Code::DUPLICATE_WIRE,
                            span,
                            format!("the tag `{tag}` is also a field of the payload `{name}`"),
                        )
                        .also(place, "has a field of that name")
                        .help("leave the tag out of the payload's fields: the union reads and writes it"),
                    );
                }
            }
        }
    }

    fn union_tag(&mut self, tag: Text<'_>, wires: &mut HashMap<String, Span>) {
        if let Some(other) = wires.insert(tag.as_str().to_owned(), tag.span()) {
            self.report(
                Diagnostic::new(
                    Code::DUPLICATE_WIRE,
                    tag.span(),
                    format!("the tag `{}` stands twice", tag.as_str()),
                )
                .also(other, "already here"),
            );
        }
    }
}
