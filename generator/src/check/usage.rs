//! What is used: which types travel in which direction, which bounds a request can break, and what nothing refers to.

use std::collections::BTreeSet;

use super::Checker;
use super::auth::visit;
use super::templates::holes;
use crate::api::{
    Body, Endpoint, Envelope, Presence, Returns, Scheme, Type, TypeDef, TypeId, TypeKind, Value,
};
use crate::diagnostic::{Code, Diagnostic};

/// What endpoints have named, by section and index.
#[derive(Debug, Default)]
pub(super) struct Used {
    named: BTreeSet<(String, usize)>,
}

impl Used {
    pub(super) fn take(&mut self, section: &str, index: usize) {
        self.named.insert((section.to_owned(), index));
    }
}

impl Checker<'_, '_> {
    /// Sets the directions and properties of all types.
    pub(super) fn mark_usage(&mut self, endpoints: &[Endpoint], envelopes: &[Option<Envelope>]) {
        let mut requests = Vec::new();
        let mut answers = Vec::new();
        for endpoint in endpoints {
            let parameters = endpoint.path_parameters.iter().chain(&endpoint.query).chain(&endpoint.headers);
            for parameter in parameters {
                mentioned(&parameter.field.ty, &mut requests);
            }
            match &endpoint.body {
                Body::Json(ty) => mentioned(ty, &mut requests),
                Body::Fields { id, .. } => requests.push(*id),
                Body::Empty | Body::Bytes(_) | Body::Text(_) => {}
            }
            if let Returns::Json(ty) = &endpoint.returns {
                mentioned(ty, &mut answers);
            }
        }
        answers.extend(envelopes.iter().flatten().filter_map(|envelope| envelope.own));
        let edges: Vec<Vec<TypeId>> = self.types.ids().map(|id| self.mentions(id)).collect();
        self.spread(&edges, requests, |definition| &mut definition.in_request);
        self.spread(&edges, answers, |definition| &mut definition.in_answer);
        let bounded: Vec<TypeId> = self.types.ids().filter(|id| self.bounds_itself(*id)).collect();
        let mut holders = vec![Vec::new(); edges.len()];
        for (from, targets) in edges.iter().enumerate() {
            for target in targets {
                holders[target.0].push(TypeId(from));
            }
        }
        self.spread(&holders, bounded, |definition| &mut definition.bounded);
        for id in self.types.ids() {
            if let Some(definition) = self.types.get_mut(id)
                && let TypeKind::Struct(fields) = &definition.kind
            {
                let may_be_left_out = fields.fields.iter().all(|field| {
                    matches!(field.presence, Presence::Optional | Presence::Nullable | Presence::Maybe)
                });
                definition.default = may_be_left_out;
            }
        }
    }

    /// Sets a flag on the roots and all that they lead to.
    fn spread(&mut self, edges: &[Vec<TypeId>], roots: Vec<TypeId>, flag: fn(&mut TypeDef) -> &mut bool) {
        let mut open = roots;
        while let Some(id) = open.pop() {
            let Some(definition) = self.types.get_mut(id) else { continue };
            let flag = flag(definition);
            if !*flag {
                *flag = true;
                open.extend(edges[id.0].iter().copied());
            }
        }
    }

    /// The declared types that a type mentions anywhere.
    fn mentions(&self, id: TypeId) -> Vec<TypeId> {
        let mut targets = Vec::new();
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(definition)) => {
                definition.fields.iter().for_each(|field| mentioned(&field.ty, &mut targets));
            }
            Some(TypeKind::Union(union)) => {
                union.variants.iter().for_each(|variant| mentioned(&variant.ty, &mut targets));
            }
            Some(TypeKind::Filter(filter)) => {
                filter.kinds.iter().for_each(|kind| mentioned(&kind.value, &mut targets));
            }
            _ => {}
        }
        targets
    }

    fn bounds_itself(&self, id: TypeId) -> bool {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(definition)) => definition.fields.iter().any(|field| has_bounds(&field.ty)),
            Some(TypeKind::Union(union)) => union.variants.iter().any(|variant| has_bounds(&variant.ty)),
            Some(TypeKind::Filter(filter)) => filter.kinds.iter().any(|kind| has_bounds(&kind.value)),
            _ => false,
        }
    }

    /// Reports what nothing uses.
    pub(super) fn unused(&mut self, schemes: &[Option<Scheme>]) {
        self.unused_types();
        self.unused_credentials(schemes);
        for (section, what) in [
            ("auth", "auth scheme"),
            ("envelopes", "envelope"),
            ("rates", "rate budget"),
            ("pagination", "pagination style"),
        ] {
            for (index, entry) in self.spec.named(section).iter().enumerate() {
                if !self.used.named.contains(&(section.to_owned(), index)) {
                    self.report(
                        Diagnostic::new(
                            Code::UNUSED,
                            entry.key_span,
                            format!("no endpoint uses the {what} `{}`", entry.key),
                        )
                        .help("remove it, or name it where it is meant"),
                    );
                }
            }
        }
    }

    fn unused_credentials(&mut self, schemes: &[Option<Scheme>]) {
        let mut used = BTreeSet::new();
        for scheme in schemes.iter().flatten() {
            let computed = scheme.values.iter().map(|value| &value.template);
            let sent = scheme.send.iter().map(|placement| &placement.template);
            for value in computed.chain(sent).flat_map(|template| holes(&template.parts)) {
                visit(value, &mut |value| {
                    if let Value::Credential(index) = value {
                        used.insert(*index);
                    }
                });
            }
        }
        for (index, entry) in self.spec.named("credentials").iter().enumerate() {
            if !used.contains(&index) {
                self.report(
                    Diagnostic::new(
                        Code::UNUSED,
                        entry.key_span,
                        format!("no auth scheme uses the credential `{}`", entry.key),
                    )
                    .help("remove it, or name it in a template of a scheme"),
                );
            }
        }
    }

    fn unused_types(&mut self) {
        let unused: Vec<TypeId> = self
            .types
            .ids()
            .filter(|id| {
                self.types.get(*id).is_some_and(|definition| !definition.in_request && !definition.in_answer)
            })
            .collect();
        let mentioned_by_unused: BTreeSet<TypeId> = unused
            .iter()
            .flat_map(|id| self.mentions(*id).into_iter().filter(move |other| other != id))
            .collect();
        // One cause, one error: what only an unused type mentions goes with it.
        let roots: Vec<TypeId> =
            unused.iter().copied().filter(|id| !mentioned_by_unused.contains(id)).collect();
        let reported = if roots.is_empty() { unused.into_iter().take(1).collect() } else { roots };
        for id in reported {
            let name = self.types.get(id).map(|definition| definition.rust.clone()).unwrap_or_default();
            let span = self.types.spans[id.0];
            self.report(
                Diagnostic::new(Code::UNUSED, span, format!("no endpoint uses the type `{name}`"))
                    .help("remove it, or name it where it is meant"),
            );
        }
    }
}

/// The declared types in a type.
fn mentioned(ty: &Type, targets: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => targets.push(*id),
        Type::Nullable(inner)
        | Type::List(inner, _)
        | Type::Map(inner)
        | Type::Text(inner)
        | Type::Lenient(inner)
        | Type::JsonText(Some(inner)) => mentioned(inner, targets),
        Type::Tuple(elements) => elements.iter().for_each(|element| mentioned(element, targets)),
        _ => {}
    }
}

/// Whether a type has bounds of its own, not those of the types that it mentions.
fn has_bounds(ty: &Type) -> bool {
    match ty {
        Type::String(bounds) => !bounds.length.is_open() || !bounds.chars.is_empty(),
        Type::Int(_, bounds) => !bounds.is_open(),
        Type::F64(bounds) => !bounds.is_open(),
        Type::List(inner, bounds) => !bounds.is_open() || has_bounds(inner),
        Type::Nullable(inner) | Type::Map(inner) | Type::Text(inner) | Type::Lenient(inner) => {
            has_bounds(inner)
        }
        Type::Tuple(elements) => elements.iter().any(has_bounds),
        _ => false,
    }
}
