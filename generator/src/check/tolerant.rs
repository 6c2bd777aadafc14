//! Tolerant lists stand in answers only: what is sent is whole.

use super::Checker;
use crate::api::{Body, Endpoint, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};

impl Checker<'_, '_> {
    /// Reports types that travel in requests and have a tolerant list.
    pub(super) fn tolerant_in_answers(&mut self, endpoints: &[Endpoint]) {
        let sent = self.types.ids().filter(|id| {
            let definition = self.types.get(*id).filter(|definition| definition.in_request);
            definition.is_some_and(|definition| match &definition.kind {
                TypeKind::Struct(shape) => shape.members().any(|field| has_tolerant(&field.ty)),
                kind => kind.variants().iter().any(|variant| has_tolerant(&variant.ty)),
            })
        });
        for id in sent.collect::<Vec<_>>() {
            let name = self.types.get(id).map(|definition| definition.rust.clone()).unwrap_or_default();
            let span = self.types.spans[id.0];
            let message = format!("`{name}` has a tolerant list, and requests hold it");
            self.report(misplaced(span, message));
        }
        for endpoint in endpoints {
            if !matches!(&endpoint.body, Body::Json(ty) if has_tolerant(ty)) {
                continue;
            }
            let entries = self.spec.named("endpoints");
            if let Some(entry) = entries.iter().find(|entry| entry.key == endpoint.name) {
                let message = format!("the body of `{}` is a tolerant list", endpoint.name);
                self.report(misplaced(entry.key_span, message));
            }
        }
    }
}

fn misplaced(span: crate::source::Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::WRONG_TYPE, span, message)
        .note("an item that does not decode is kept as raw text, which only an answer can have")
        .help("write `[T]` where it is sent")
}

/// Whether a type has a tolerant list in it, not looking into the types that it names.
fn has_tolerant(ty: &Type) -> bool {
    match ty {
        Type::Tolerant(_) => true,
        Type::List(inner, _)
        | Type::Map(inner)
        | Type::Nullable(inner)
        | Type::Text(inner)
        | Type::Lenient(inner)
        | Type::JsonText(Some(inner)) => has_tolerant(inner),
        Type::Tuple(elements) => elements.iter().any(has_tolerant),
        _ => false,
    }
}
