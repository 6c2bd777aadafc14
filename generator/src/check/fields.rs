//! Fields of structs and bodies, and parameters: a wire name with a type expression or a map.

use super::scope::Scope;
use super::type_expressions::wrap;
use super::{Checked, Checker};
use crate::api::{Doc, Field, Literal, Pair, Presence, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

impl<'a> Checker<'a, '_> {
    /// All fields of a map, or `None` when one is not sound.
    pub(super) fn fields(
        &mut self,
        entries: &'a [Entry],
        scope: &mut Scope,
        what: &str,
    ) -> Option<Vec<Field>> {
        let fields: Vec<Option<Field>> = entries.iter().map(|entry| self.field(entry, scope, what)).collect();
        self.check_wire_names(entries, what);
        fields.into_iter().collect()
    }

    fn field(&mut self, entry: &'a Entry, scope: &mut Scope, what: &str) -> Option<Field> {
        let (wire, may_be_absent) = wire_name(&entry.key);
        let long = View::of(&entry.value);
        let name = long.text("name");
        let rust = match name {
            Some(name) => self.given_name(name),
            None => self.snake_name(wire, entry.key_span),
        };
        if let Some(rust) = &rust {
            self.take(scope, rust, entry.key_span, &format!("the {what} `{wire}`"));
        }
        let (ty, nullable, doc) = self.typed(&entry.value)?;
        let pair = self.pair(long, &ty, nullable);
        let presence = match long.get("default") {
            Some(node) => {
                let literal = self.literal(node, &ty, "the default")?;
                // Of a parameter the default is what the vendor assumes; of a field, what is read and written.
                self.default_fits(node, &ty, may_be_absent && what == "field", entry)?;
                Presence::Default(literal)
            }
            None => match (may_be_absent, nullable) {
                (false, false) => Presence::Required,
                (true, false) => Presence::Optional,
                (false, true) => Presence::Nullable,
                (true, true) => Presence::Maybe,
            },
        };
        let preset = self.preset_of(long, &ty)?;
        let (wire, pair) = (wire.to_owned(), pair?);
        Some(Field { wire, rust: rust?, doc, ty, presence, preset, pair, boxed: false })
    }

    /// `others` beside fields: where the keys are kept that are none of them.
    pub(super) fn others(&mut self, view: View<'a>, scope: &mut Scope) -> Checked<Option<Field>> {
        let Some(entry) = view.entry("others") else { return Some(None) };
        let name = View::of(&entry.value).text("name");
        let rust = match name {
            Some(name) => self.given_name(name),
            None => Some(entry.key.clone()),
        }?;
        self.take(scope, &rust, entry.key_span, "what holds the other keys");
        let (ty, nullable, mut doc) = self.typed(&entry.value)?;
        if doc.lines.is_empty() {
            doc.lines.push("All other keys.".to_owned());
        }
        let ty = Type::Map(Box::new(wrap(ty, nullable)));
        let presence = Presence::Default(Literal::EmptyList);
        let (wire, preset, pair) = (entry.key.clone(), None, None);
        Some(Some(Field { wire, rust, doc, ty, presence, preset, pair, boxed: false }))
    }

    /// `others` stands beside `fields` only.
    pub(super) fn others_beside_fields(&mut self, view: View<'_>) {
        if let (Some(entry), None) = (view.entry("others"), view.entry("fields")) {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    entry.key_span,
                    "`others` stands beside `fields` only",
                )
                .help("an object of which no key is known is `{T}`"),
            );
        }
    }

    /// A default keeps the bounds of its own type, and stands instead of `?`.
    fn default_fits(&mut self, node: &'a Node, ty: &Type, may_be_absent: bool, entry: &Entry) -> Option<()> {
        if may_be_absent {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    entry.key_span,
                    format!("`{}` has a `?` and a default", entry.key),
                )
                .help("a field with a default may always be left out: remove the `?`"),
            );
            return None;
        }
        self.keeps_bounds(node, ty, "default")
    }

    /// A constant keeps the bounds of its own type.
    pub(super) fn keeps_bounds(&mut self, node: &'a Node, ty: &Type, what: &str) -> Option<()> {
        if *ty == Type::Url {
            self.report(
                Diagnostic::new(Code::WRONG_DEFAULT, node.span, format!("a URL has no {what}")).help(
                    format!("declare the field as `name?: url`, and write the vendor's {what} into its doc"),
                ),
            );
            return None;
        }
        let outside = match (ty, node.as_scalar()) {
            (Type::Int(_, bounds), Some(scalar)) => scalar.text.parse::<i128>().is_ok_and(|value| {
                bounds.min.is_some_and(|min| value < min) || bounds.max.is_some_and(|max| value > max)
            }),
            (Type::String(bounds), Some(scalar)) => {
                let length = scalar.text.chars().count() as u64;
                bounds.length.min.is_some_and(|min| length < min)
                    || bounds.length.max.is_some_and(|max| length > max)
            }
            _ => false,
        };
        if outside {
            self.report(
                Diagnostic::new(
                    Code::WRONG_DEFAULT,
                    node.span,
                    format!("the {what} is out of the bounds of its type"),
                )
                .label("expected a value within the bounds"),
            );
            return None;
        }
        Some(())
    }

    /// A Rust name that the spec gives.
    pub(super) fn given_name(&mut self, name: Text<'_>) -> Option<String> {
        let snake = crate::names::snake(name.as_str());
        if snake.as_deref() != Some(name.as_str()) {
            let problem = Diagnostic::new(
                Code::BAD_NAME,
                name.span(),
                format!("`{}` cannot be a Rust name here", name.as_str()),
            )
            .label("expected snake case");
            self.report(match &snake {
                Some(snake) => problem.help(format!("a name that fits: `{snake}`")),
                None => problem,
            });
        }
        snake
    }

    /// `tag` and `content`: a union sent as two.
    fn pair(&mut self, long: View<'_>, ty: &Type, nullable: bool) -> Checked<Option<Pair>> {
        let (tag, content) = (long.text("tag"), long.text("content"));
        let (Some(tag), Some(content)) = (tag, content) else {
            let Some(alone) = tag.or(content) else { return Some(None) };
            self.report(
                Diagnostic::new(Code::WRONG_PAIR, alone.span(), "`tag` and `content` go together")
                    .help("a union sent as two fields names both"),
            );
            return None;
        };
        let is_union = matches!(ty, Type::Named(id) if self.is_union_of_scalars(*id));
        if !is_union || nullable {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PAIR,
                    tag.span(),
                    "only a union with `tag` and `content` whose variants are scalars is sent as two fields",
                )
                .also(content.span(), "the field of the content"),
            );
            return None;
        }
        Some(Some(Pair { tag: tag.as_str().to_owned(), content: content.as_str().to_owned() }))
    }

    fn is_union_of_scalars(&self, id: crate::api::TypeId) -> bool {
        // What has no definition by now has been reported.
        self.types.get(id).is_none_or(|definition| match &definition.kind {
            TypeKind::Union(union) => {
                union.content.is_some() && union.variants.iter().all(|variant| is_scalar(&variant.ty))
            }
            _ => false,
        })
    }

    /// Two fields of one map never share a wire name, pairs included.
    fn check_wire_names(&mut self, entries: &'a [Entry], what: &str) {
        let mut seen: Vec<(String, crate::source::Span)> = Vec::new();
        for entry in entries {
            let long = View::of(&entry.value);
            let names = match (long.text("tag"), long.text("content")) {
                (Some(tag), Some(content)) => vec![tag, content],
                _ => vec![Text::whole(wire_name(&entry.key).0, entry.key_span)],
            };
            for name in names {
                if let Some((_, other)) = seen.iter().find(|(wire, _)| wire == name.as_str()) {
                    self.report(
                        Diagnostic::new(
                            Code::DUPLICATE_WIRE,
                            name.span(),
                            format!("the {what} `{}` is declared twice", name.as_str()),
                        )
                        .also(*other, "already here"),
                    );
                }
                seen.push((name.as_str().to_owned(), name.span()));
            }
        }
    }

    /// The documentation of a value in its long form.
    pub(super) fn long_doc(&mut self, entry: &Entry) -> Doc {
        self.doc(View::of(&entry.value))
    }
}

/// `name?` → (`name`, true).
pub(crate) fn wire_name(key: &str) -> (&str, bool) {
    match key.strip_suffix('?') {
        Some(name) if !name.is_empty() => (name, true),
        _ => (key, false),
    }
}

/// Whether a value of the type is one piece of text in a query.
pub(super) fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::Any
        | Type::JsonText(_)
        | Type::List(..)
        | Type::Tolerant(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Nullable(_)
        | Type::File
        | Type::Named(_) => false,
        Type::Text(inner) | Type::Lenient(inner) => is_scalar(inner),
        _ => true,
    }
}
