//! Multipart bodies: fields that are parts, some of them files.

use super::Checker;
use super::parameters::Place;
use super::scope::Scope;
use super::values::Side;
use crate::api::{Part, PartKind, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// The boundary of a body that is only shown.
pub(crate) const SHOWN_BOUNDARY: &str = "boundary";

impl<'a> Checker<'a, '_> {
    pub(super) fn multipart(
        &mut self,
        entry: &'a Entry,
        body: View<'a>,
        scope: &mut Scope,
    ) -> Option<Vec<Part>> {
        let entries = body.named("multipart");
        if entries.is_empty() {
            self.report(Diagnostic::new(Code::EMPTY, entry.key_span, "a multipart body without fields"));
            return None;
        }
        self.files = true;
        let fields = self.fields(entries, scope, "field");
        self.files = false;
        let parts = fields?.into_iter().zip(entries).map(|(field, entry)| {
            let kind = self.part_kind(&field.ty);
            let content_type = match View::of(&entry.value).text("content_type") {
                Some(text) => Some(self.content_type(text)?),
                None => None,
            };
            let parameter = self.parameter(field, entry, Place::Part)?;
            let is_sound = self.file_stands_alone(&parameter.field.ty, entry);
            is_sound.then_some(Part { parameter, kind, content_type })
        });
        // All of them are looked at, so that all problems are told.
        let parts: Vec<Option<Part>> = parts.collect();
        parts.into_iter().collect()
    }

    /// How a part is written: of a list, each of its elements.
    fn part_kind(&self, ty: &Type) -> PartKind {
        let of = if let Type::List(item, _) = ty { item } else { ty };
        match of {
            Type::File => PartKind::File,
            of if self.is_one_text(of) => PartKind::Text,
            _ => PartKind::Json,
        }
    }

    /// A file is a part of its own, not a piece of JSON.
    fn file_stands_alone(&mut self, ty: &Type, entry: &Entry) -> bool {
        let alone = if let Type::List(item, _) = ty { item } else { ty };
        if *alone == Type::File || !holds_file(alone) {
            return true;
        }
        self.report(
            Diagnostic::new(Code::WRONG_BODY, entry.value.span, "a file stands alone, or in a list of files")
                .label("expected `file` or `[file]`"),
        );
        false
    }

    /// Holds an example of a body against its parts.
    pub(super) fn example_parts(&mut self, node: &Node, parts: &[Part]) {
        for entry in node.as_map().unwrap_or_default() {
            let found = parts.iter().find(|part| part.parameter.field.wire == entry.key);
            let Some(part) = found else {
                let known = parts.iter().map(|part| part.parameter.field.wire.as_str());
                self.report(
                    Diagnostic::new(
                        Code::UNDECLARED_FIELD,
                        entry.key_span,
                        format!("the example has a field `{}` that is not declared", entry.key),
                    )
                    .suggest(&entry.key, known, "a field"),
                );
                continue;
            };
            if part.kind == PartKind::File {
                self.example_files(entry, part);
            } else {
                self.fits(&entry.value, &part.parameter.field.ty, Side::Request);
            }
        }
    }

    fn example_files(&mut self, entry: &Entry, part: &Part) {
        let many = matches!(part.parameter.field.ty, Type::List(..));
        let fits = if many {
            entry.value.as_list().is_some_and(|files| files.iter().all(|file| file.as_scalar().is_some()))
        } else {
            entry.value.as_scalar().is_some()
        };
        if !fits {
            let what = if many { "a list of texts" } else { "a text" };
            self.report(
                Diagnostic::new(
                    Code::EXAMPLE_MISFIT,
                    entry.value.span,
                    format!("a file is shown as {what}: what is in it"),
                )
                .label(format!("expected {what}")),
            );
        }
    }

    /// The body that a call sends, with a boundary that is only shown.
    pub(super) fn shown_multipart(&self, node: &Node, parts: &[Part]) -> String {
        let mut shown = String::new();
        let entries = node.as_map().unwrap_or_default();
        for part in parts {
            let field = &part.parameter.field;
            let Some(entry) = entries.iter().find(|entry| entry.key == field.wire) else { continue };
            match (&field.ty, entry.value.as_list()) {
                (Type::List(item, _), Some(items)) => {
                    for node in items {
                        self.show_part(part, item, node, &mut shown);
                    }
                }
                (ty, _) => self.show_part(part, ty, &entry.value, &mut shown),
            }
        }
        shown.extend(["--", SHOWN_BOUNDARY, "--\r\n"]);
        shown
    }

    fn show_part(&self, part: &Part, ty: &Type, node: &Node, shown: &mut String) {
        let name = &part.parameter.field.wire;
        let usual = match part.kind {
            PartKind::File => Some("application/octet-stream"),
            PartKind::Text => None,
            PartKind::Json => Some("application/json"),
        };
        shown.extend(["--", SHOWN_BOUNDARY, "\r\nContent-Disposition: form-data; name=\"", name, "\""]);
        if part.kind == PartKind::File {
            shown.extend(["; filename=\"", name, "\""]);
        }
        if let Some(content_type) = part.content_type.as_deref().or(usual) {
            shown.extend(["\r\nContent-Type: ", content_type]);
        }
        let text = match part.kind {
            PartKind::Json => self.canonical(node, ty),
            _ => Text::of(node).map(|text| text.as_str().to_owned()).unwrap_or_default(),
        };
        shown.extend(["\r\n\r\n", &text, "\r\n"]);
    }
}

fn holds_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(inner, _)
        | Type::Tolerant(inner)
        | Type::Map(inner)
        | Type::Nullable(inner)
        | Type::Text(inner)
        | Type::Lenient(inner)
        | Type::JsonText(Some(inner)) => holds_file(inner),
        Type::Tuple(elements) => elements.iter().any(holds_file),
        _ => false,
    }
}
