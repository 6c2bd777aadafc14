//! Fields of structs and of bodies, and what is known of the keys beside them.

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::object::Object;
use super::{Hint, Pending, Property, Schemas, flag, only_truth, reference, scalar, text};
use crate::import::model::{Field, Kind, Others};

impl<'d> Schemas<'d> {
    /// Reads the fields and variants of all types that have been named so far.
    pub(in crate::import) fn fill(&mut self) {
        while let Some(pending) = self.queue.pop_front() {
            let (id, kind) = match pending {
                Pending::Struct { id, object, hint, without } => {
                    let mut fields = Vec::new();
                    for property in &object.properties {
                        if without.as_deref() != Some(property.name) {
                            fields.push(self.field(property, &hint));
                        }
                    }
                    (id, Kind::Struct(fields, self.others(object.additional, &hint)))
                }
                Pending::Union { id, waiting, hint } => (id, Kind::Untagged(self.variants(waiting, &hint))),
            };
            if let Some(declared) = self.types.get_mut(id) {
                declared.kind = kind;
            }
        }
    }

    /// A field of a struct or of a body.
    pub(in crate::import) fn field(&mut self, property: &Property<'d>, hint: &Hint) -> Field {
        let node = property.node;
        let hint = if needs_name(node) { hint.field(property.name) } else { Hint::default() };
        let ty = self.ty(node, &hint);
        let target = self.follow(node).unwrap_or(node);
        let either = |word: &str| flag(node, word) || flag(target, word);
        Field {
            wire: property.name.to_owned(),
            ty,
            required: property.required,
            read_only: either("readOnly"),
            write_only: either("writeOnly"),
            doc: scalar::field_doc(node),
            deprecated: flag(node, "deprecated"),
            default: None,
            always: only_truth(target),
            preset: None,
            style: None,
        }
    }

    /// The object that is declared in place; an empty one if it is none.
    pub(in crate::import) fn object(&mut self, node: &'d Node) -> Object<'d> {
        self.known_object(node).unwrap_or_default()
    }

    /// The object that a schema is, if its properties are known.
    pub(in crate::import) fn known_object(&mut self, node: &'d Node) -> Option<Object<'d>> {
        self.object_of(node)
    }

    /// Notes that a form has only the keys that are listed.
    pub(in crate::import) fn lost_keys(&mut self, additional: Option<&'d Node>) {
        if let Some(node) = additional.filter(|_| keeps_others(additional)) {
            self.notes.add(
                node,
                Code::IMPORT_KEYWORD,
                "other fields of a form than those listed are not sent",
            );
        }
    }

    /// What other keys hold than those listed; nothing where the document does not speak of them.
    pub(in crate::import) fn others(&mut self, additional: Option<&'d Node>, hint: &Hint) -> Option<Others> {
        let node = additional.filter(|_| keeps_others(additional))?;
        let ty = self.ty(node, &hint.part("value"));
        Some(Others { ty, doc: scalar::field_doc(node) })
    }
}

/// Whether a type may be declared for a schema where it stands. Most fields are references, or plain.
pub(super) fn needs_name(node: &Node) -> bool {
    let is_plain = |kind: &str| matches!(kind, "string" | "integer" | "number" | "boolean");
    let composes =
        |key: &str| matches!(key, "enum" | "const" | "oneOf" | "anyOf" | "allOf" | "discriminator");
    let plain = text(node, "type").is_some_and(is_plain);
    let map = node.as_map().unwrap_or_default();
    reference(node).is_none() && (!plain || map.iter().any(|entry| composes(&entry.key)))
}

/// Whether a document speaks of other keys than those listed.
pub(in crate::import) fn keeps_others(additional: Option<&Node>) -> bool {
    additional.is_some_and(|node| node.as_scalar().and_then(crate::yaml::Scalar::as_bool) != Some(false))
}
