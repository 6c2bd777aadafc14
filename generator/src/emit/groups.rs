//! Which groups need what: each is a cargo feature, and what none that is on needs is not compiled.

use std::collections::BTreeSet;

use crate::emit::tokens::{TokenStream, quote};

use super::ident::module_name;
use super::uses;
use crate::api::{Api, Body, Endpoint, FormatId, Type, TypeId};
use crate::check::SHARED;

/// When something is compiled.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) enum Needed {
    /// With the API: an endpoint without a group or every group needs it.
    #[default]
    Always,
    /// With any of these groups, by index.
    With(BTreeSet<usize>),
}

impl Needed {
    /// Whether it is compiled when that group is on.
    fn by(&self, group: usize) -> bool {
        match self {
            Self::Always => true,
            Self::With(groups) => groups.contains(&group),
        }
    }

    /// With this or with that.
    pub(super) fn or(self, other: &Self) -> Self {
        match (self, other) {
            (Self::With(mut groups), Self::With(others)) => {
                groups.extend(others);
                Self::With(groups)
            }
            _ => Self::Always,
        }
    }
}

/// The cargo features with any of which a module is compiled; none: with the API.
pub(super) type Features = Vec<String>;

/// What an API's groups need. Without groups everything is needed always.
pub(super) struct Groups<'a> {
    api: &'a Api,
    types: Vec<Needed>,
}

impl<'a> Groups<'a> {
    /// Follows types to their users.
    pub(super) fn of(api: &'a Api) -> Self {
        if api.groups.is_empty() {
            return Self { api, types: Vec::new() };
        }
        let edges: Vec<Vec<TypeId>> =
            api.types.iter().map(|def| named(|see| uses::in_type(def, see))).collect();
        let mut users = vec![BTreeSet::new(); api.types.len()];
        for group in 0..api.groups.len() {
            let endpoints = api.endpoints.iter().filter(|endpoint| endpoint.group == Some(group));
            let mut roots: Vec<TypeId> = endpoints.flat_map(|endpoint| of_endpoint(api, endpoint)).collect();
            if of_webhooks(api).by(group) {
                roots.extend(named(|see| uses::in_webhooks(api, see)));
            }
            for id in reached(&edges, roots) {
                users[id.0].insert(group);
            }
        }
        let mut types: Vec<Needed> = users.into_iter().map(|users| every(api, users)).collect();
        let core = api.endpoints.iter().filter(|endpoint| endpoint.group.is_none());
        let core = core.flat_map(|endpoint| of_endpoint(api, endpoint));
        for id in reached(&edges, core.chain(outside_endpoints(api)).collect()) {
            types[id.0] = Needed::Always;
        }
        Self { api, types }
    }

    /// Whether there are groups.
    pub(super) fn exist(&self) -> bool {
        !self.api.groups.is_empty()
    }

    /// When a type is compiled.
    pub(super) fn of_type(&self, id: TypeId) -> Needed {
        self.types.get(id.0).cloned().unwrap_or_default()
    }

    /// When something is compiled that these endpoints need.
    pub(super) fn of_endpoints<'e>(&self, endpoints: impl Iterator<Item = &'e Endpoint>) -> Needed {
        if !self.exist() {
            return Needed::Always;
        }
        let groups: Option<BTreeSet<usize>> = endpoints.map(|endpoint| endpoint.group).collect();
        groups.map_or(Needed::Always, |groups| every(self.api, groups))
    }

    /// When the code for a format is compiled.
    pub(super) fn of_format(&self, format: &FormatId) -> Needed {
        if !self.exist() {
            return Needed::Always;
        }
        let types = (0..self.api.types.len()).map(TypeId);
        let types = types.filter(|id| has_format(format, |see| uses::in_type(self.api.get(*id), see)));
        let needed = types.fold(Needed::With(BTreeSet::new()), |needed, id| needed.or(&self.of_type(id)));
        let endpoints = self.api.endpoints.iter();
        let endpoints = endpoints.filter(|one| has_format(format, |see| uses::in_endpoint(one, see)));
        let failures = self.api.failures.iter().enumerate();
        let failures = failures.filter(|(_, one)| has_format(format, |see| uses::in_failures(one, see)));
        let mut needed = failures.fold(needed, |needed, (index, _)| needed.or(&self.of_failures(index)));
        if has_format(format, |see| uses::in_webhooks(self.api, see)) {
            needed = needed.or(&self.of_webhooks());
        }
        match needed.or(&self.of_endpoints(endpoints)) {
            Needed::With(groups) => every(self.api, groups),
            Needed::Always => Needed::Always,
        }
    }

    /// When the webhooks are compiled, which happens together.
    pub(super) fn of_webhooks(&self) -> Needed {
        of_webhooks(self.api)
    }

    /// When a set of failures is compiled.
    pub(super) fn of_failures(&self, index: usize) -> Needed {
        self.of_endpoints(self.api.endpoints.iter().filter(|endpoint| endpoint.failures == Some(index)))
    }

    /// The cargo features for that.
    pub(super) fn features(&self, needed: &Needed) -> Features {
        match needed {
            Needed::Always => Vec::new(),
            Needed::With(groups) => {
                groups.iter().map(|group| self.api.groups[*group].feature(&self.api.name)).collect()
            }
        }
    }

    /// The features of the runtime that a group needs.
    pub(super) fn runtime_features(&self, group: usize) -> BTreeSet<&'static str> {
        let mut features = uses::api_features(self.api);
        let mut see = |ty: &Type| features.extend(uses::type_features(ty));
        for (index, def) in self.api.types.iter().enumerate() {
            if self.of_type(TypeId(index)).by(group) {
                uses::in_type(def, &mut see);
            }
        }
        for endpoint in self.api.endpoints.iter().filter(|one| one.group.is_none_or(|own| own == group)) {
            uses::in_endpoint(endpoint, &mut see);
            if let Some(failures) = endpoint.failures.and_then(|index| self.api.failures.get(index)) {
                uses::in_failures(failures, &mut see);
            }
        }
        if self.of_webhooks().by(group) {
            uses::in_webhooks(self.api, &mut see);
        }
        features
    }

    /// The folder of what is compiled then: that of the group, or of what several share; `None`: no folder.
    pub(super) fn folder(&self, needed: &Needed) -> Option<String> {
        if !self.exist() {
            return None;
        }
        Some(match needed {
            Needed::With(groups) if groups.len() == 1 => {
                groups.first().map_or(SHARED.to_owned(), |group| module_name(&self.api.groups[*group].name))
            }
            _ => SHARED.to_owned(),
        })
    }
}

/// The features with any of which an API is compiled.
pub(super) fn of_api_module(api: &Api) -> Features {
    if api.groups.is_empty() {
        return vec![api.name.clone()];
    }
    api.groups.iter().map(|group| group.feature(&api.name)).collect()
}

/// How a module that stands in a group's folder, or would without groups stand one level higher, names the level above:
/// `super` as often as it takes.
pub(super) fn up(api: &Api, levels: usize) -> TokenStream {
    let levels = levels + usize::from(!api.groups.is_empty());
    let up = std::iter::repeat_n(quote!(super), levels);
    quote!(#(#up)::*)
}

/// The attribute for a module or an item that is compiled with any of these features.
pub(super) fn attribute(features: &[String]) -> TokenStream {
    match features {
        [] => TokenStream::new(),
        [one] => quote!(#[cfg(feature = #one)]),
        many => quote!(#[cfg(any(#(feature = #many),*))]),
    }
}

/// The features with any of which one of these is compiled.
pub(super) fn any_of<'f>(all: impl Iterator<Item = &'f Features>) -> Features {
    let mut together = BTreeSet::new();
    for features in all {
        if features.is_empty() {
            return Vec::new();
        }
        together.extend(features.iter().cloned());
    }
    together.into_iter().collect()
}

/// A set of groups; all of them: no matter which.
fn every(api: &Api, groups: BTreeSet<usize>) -> Needed {
    if groups.len() == api.groups.len() { Needed::Always } else { Needed::With(groups) }
}

fn has_format(format: &FormatId, walk: impl FnOnce(&mut dyn FnMut(&Type))) -> bool {
    let mut found = false;
    walk(&mut |ty| {
        if let Type::Date(Some(one)) | Type::Time(Some(one)) | Type::DateTimeIn(one, _) = ty {
            found |= one == format;
        }
    });
    found
}

/// The declared types among those that are walked through, each once.
pub(super) fn named(walk: impl FnOnce(&mut dyn FnMut(&Type))) -> Vec<TypeId> {
    let mut ids = BTreeSet::new();
    walk(&mut |ty| {
        if let Type::Named(id) = ty {
            ids.insert(*id);
        }
    });
    ids.into_iter().collect()
}

/// The types that an endpoint names.
pub(super) fn of_endpoint(api: &Api, endpoint: &Endpoint) -> Vec<TypeId> {
    let mut ids = named(|see| uses::in_endpoint(endpoint, see));
    if let Body::Fields { id, .. } = &endpoint.body {
        ids.push(*id);
    }
    if let Some(failures) = endpoint.failures.and_then(|index| api.failures.get(index)) {
        ids.extend(named(|see| uses::in_failures(failures, see)));
    }
    ids
}

/// When the webhooks of an API are compiled: with the group of each.
fn of_webhooks(api: &Api) -> Needed {
    let groups: Option<BTreeSet<usize>> = api.webhooks.iter().map(|webhook| webhook.group).collect();
    groups.map_or(Needed::Always, |groups| every(api, groups))
}

/// The types that belong to no endpoint: of envelopes, which errors show.
pub(super) fn outside_endpoints(api: &Api) -> Vec<TypeId> {
    api.envelopes.iter().filter_map(|envelope| envelope.own).collect()
}

fn reached(edges: &[Vec<TypeId>], roots: Vec<TypeId>) -> BTreeSet<TypeId> {
    let (mut reached, mut open) = (BTreeSet::new(), roots);
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(&edges[id.0]);
        }
    }
    reached
}
