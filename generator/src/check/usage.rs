//! What is used: which types travel in which direction, which bounds a request can break, and what nothing refers to.

use std::collections::BTreeSet;

use super::Checker;
use super::auth::visit_all;
use super::server::Servers;
use crate::api::{
    Body, Endpoint, Envelope, Held, Presence, Scheme, TokenSource, TokenStep, Type, TypeDef, TypeId,
    TypeKind, UrlPart, Value, Webhook, case_types,
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

/// All that templates and URLs of a checked spec hold.
#[derive(Clone, Copy)]
pub(super) struct Auth<'w> {
    pub(super) servers: Option<&'w Servers>,
    pub(super) schemes: &'w [Option<Scheme>],
    pub(super) sources: &'w [Option<TokenSource>],
}

impl Auth<'_> {
    /// Calls `see` with all values that something names.
    pub(super) fn visit(&self, see: &mut dyn FnMut(&Value)) {
        let servers = self.servers.into_iter().flat_map(Servers::iter);
        servers.for_each(|server| visit_url(&server.url, see));
        self.schemes.iter().flatten().for_each(|scheme| visit_scheme(scheme, see));
        self.sources.iter().flatten().for_each(|source| visit_source(source, see));
    }

    /// The credentials that a client has a use for, by index.
    pub(super) fn credentials(&self) -> BTreeSet<usize> {
        let mut used = BTreeSet::new();
        self.visit(&mut |value| {
            if let Value::Credential(index) = value {
                used.insert(*index);
            }
        });
        let given = self.sources.iter().flatten().flat_map(|source| &source.outputs);
        used.extend(given.filter_map(|output| output.given));
        used
    }
}

/// Calls `see` with what the steps of a source name.
pub(super) fn visit_source(source: &TokenSource, see: &mut dyn FnMut(&Value)) {
    for step in source.all_steps() {
        visit_step(step, see);
    }
}

/// The same of one step.
pub(super) fn visit_step(step: &TokenStep, see: &mut dyn FnMut(&Value)) {
    step.server.iter().for_each(|server| visit_url(server, see));
    visit_url(&step.path, see);
    visit_all(step.body.iter().map(|(text, _)| text), see);
    visit_scheme(&step.scheme, see);
}

fn visit_scheme(scheme: &Scheme, see: &mut dyn FnMut(&Value)) {
    let values = scheme.values.iter().map(|value| &value.template);
    visit_all(values.chain(scheme.send.iter().map(|placement| &placement.template)), see);
}

/// The same of a URL.
pub(super) fn visit_url(parts: &[UrlPart], see: &mut dyn FnMut(&Value)) {
    for part in parts {
        match part {
            UrlPart::Text(_) => {}
            UrlPart::Variable(index) => see(&Value::Variable(*index)),
            UrlPart::Credential(index) => see(&Value::Credential(*index)),
            UrlPart::Output(source, output) => see(&Value::Output(*source, *output)),
        }
    }
}

impl Checker<'_, '_> {
    /// Sets the directions and properties of all types.
    pub(super) fn mark_usage(
        &mut self,
        endpoints: &[Endpoint],
        envelopes: &[Option<Envelope>],
        webhooks: &[Webhook],
    ) {
        let mut requests = Vec::new();
        let mut answers = Vec::new();
        for endpoint in endpoints {
            for parameter in endpoint.parameters() {
                mentioned(&parameter.field.ty, &mut requests);
            }
            match &endpoint.body {
                Body::Json(ty) => mentioned(ty, &mut requests),
                Body::Fields { id, .. } => requests.push(*id),
                Body::Multipart(parts) => {
                    for part in parts {
                        mentioned(&part.parameter.field.ty, &mut requests);
                    }
                }
                Body::Empty | Body::EmptyForm | Body::Bytes(_) | Body::Text(_) => {}
            }
            endpoint.returns.types(&mut |ty| mentioned(ty, &mut answers));
        }
        for failures in self.failures.iter().flatten() {
            case_types(&failures.cases, &mut |ty| mentioned(ty, &mut answers));
        }
        answers.extend(envelopes.iter().flatten().filter_map(|envelope| envelope.own));
        for webhook in webhooks {
            if let Held::Json(ty) = &webhook.payload {
                mentioned(ty, &mut answers);
            }
        }
        let edges: Vec<Vec<TypeId>> = self.types.ids().map(|id| self.mentions(id)).collect();
        self.spread(&edges, requests, |definition| &mut definition.in_request);
        self.spread(&edges, answers, |definition| &mut definition.in_answer);
        let (shapes, unions) = self.shape_edges(&edges);
        self.spread(&shapes, unions, |definition| &mut definition.shaped);
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
                definition.members().for_each(|field| mentioned(&field.ty, &mut targets));
            }
            Some(kind @ (TypeKind::Union(_) | TypeKind::Untagged(_))) => {
                kind.variants().iter().for_each(|variant| mentioned(&variant.ty, &mut targets));
            }
            Some(TypeKind::Filter(filter)) => {
                filter.kinds.iter().for_each(|kind| mentioned(&kind.value, &mut targets));
            }
            _ => {}
        }
        targets
    }

    /// From unions to what they hold, and the unions whose variants are told apart by their shapes.
    fn shape_edges(&self, edges: &[Vec<TypeId>]) -> (Vec<Vec<TypeId>>, Vec<TypeId>) {
        let kind = |id: TypeId| self.types.get(id).map(|definition| &definition.kind);
        let is_union = |id: TypeId| matches!(kind(id), Some(TypeKind::Union(_) | TypeKind::Untagged(_)));
        let of_unions =
            self.types.ids().map(|id| if is_union(id) { edges[id.0].clone() } else { Vec::new() }).collect();
        let untagged = self.types.ids().filter(|id| matches!(kind(*id), Some(TypeKind::Untagged(_))));
        (of_unions, untagged.collect())
    }

    fn bounds_itself(&self, id: TypeId) -> bool {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(definition)) => definition.members().any(|field| has_bounds(&field.ty)),
            Some(kind @ (TypeKind::Union(_) | TypeKind::Untagged(_))) => {
                kind.variants().iter().any(|variant| has_bounds(&variant.ty))
            }
            Some(TypeKind::Filter(filter)) => filter.kinds.iter().any(|kind| has_bounds(&kind.value)),
            _ => false,
        }
    }

    /// Reports what nothing uses.
    pub(super) fn unused(&mut self, whole: &Auth<'_>, webhooks: &[Webhook]) {
        self.unused_types();
        self.unused_credentials(whole, webhooks);
        self.unused_tokens(whole);
        for (section, what) in [
            ("auth", "auth scheme"),
            ("envelopes", "envelope"),
            ("rates", "rate budget"),
            ("failures", "set of failures"),
            ("pagination", "pagination style"),
            ("groups", "group"),
            ("servers", "server"),
        ] {
            for (index, entry) in self.spec.named(section).iter().enumerate() {
                if !self.used.named.contains(&(section.to_owned(), index)) {
                    self.report(
                        Diagnostic::new(
                            Code::UNUSED,
                            entry.key_span,
                            if section == "groups" {
                                format!("no endpoint is in the group `{}`", entry.key)
                            } else {
                                format!("no endpoint uses the {what} `{}`", entry.key)
                            },
                        )
                        .help("remove it, or name it where it is meant"),
                    );
                }
            }
        }
    }

    fn unused_credentials(&mut self, whole: &Auth<'_>, webhooks: &[Webhook]) {
        let mut used = whole.credentials();
        used.extend(webhooks.iter().flat_map(|webhook| &webhook.credentials));
        for (index, entry) in self.spec.named("credentials").iter().enumerate() {
            if !used.contains(&index) {
                let (wire, _) = super::fields::wire_name(&entry.key);
                self.report(
                    Diagnostic::new(
                        Code::UNUSED,
                        entry.key_span,
                        format!("no auth scheme uses the credential `{wire}`"),
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
        let is_root = |id: &TypeId| {
            !mentioned_by_unused.contains(id) || self.spare_in == Some(self.types.spans[id.0].file)
        };
        let roots: Vec<TypeId> = unused.iter().copied().filter(is_root).collect();
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
        | Type::Tolerant(inner)
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
