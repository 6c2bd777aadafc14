//! What an API uses: formats of dates and times, and the features of the runtime.

use std::collections::BTreeSet;

use super::rust_type::walk;
use crate::api::{
    Api, Body, Digest, Endpoint, Failures, Field, FormatId, Held, Type, TypeDef, TypeKind, case_types,
};

/// Calls `see` with each type in use.
pub(super) fn types<'a>(api: &'a Api, see: &mut impl FnMut(&'a Type)) {
    api.types.iter().for_each(|def| in_type(def, see));
    api.endpoints.iter().for_each(|endpoint| in_endpoint(endpoint, see));
    api.failures.iter().for_each(|failures| in_failures(failures, see));
    in_webhooks(api, see);
}

/// The types that a declared type names.
pub(super) fn in_type<'a>(def: &'a TypeDef, see: &mut (impl FnMut(&'a Type) + ?Sized)) {
    match &def.kind {
        TypeKind::Struct(shape) => shape.members().for_each(|field| walk(&field.ty, see)),
        TypeKind::Filter(filter) => filter.kinds.iter().for_each(|kind| walk(&kind.value, see)),
        kind => kind.variants().iter().for_each(|variant| walk(&variant.ty, see)),
    }
}

/// The types that an endpoint names, but for the struct of a body that is declared in place.
pub(super) fn in_endpoint<'a>(endpoint: &'a Endpoint, see: &mut (impl FnMut(&'a Type) + ?Sized)) {
    endpoint.parameters().for_each(|parameter| walk(&parameter.field.ty, see));
    if let Body::Json(ty) = &endpoint.body {
        walk(ty, see);
    }
    endpoint.returns.types(&mut |ty| walk(ty, see));
}

/// The types that failures name.
pub(super) fn in_failures<'a>(failures: &'a Failures, see: &mut (impl FnMut(&'a Type) + ?Sized)) {
    case_types(&failures.cases, &mut |ty| walk(ty, see));
}

/// The types that webhooks name.
pub(super) fn in_webhooks<'a>(api: &'a Api, see: &mut (impl FnMut(&'a Type) + ?Sized)) {
    for webhook in &api.webhooks {
        if let Held::Json(ty) = &webhook.payload {
            walk(ty, see);
        }
    }
}

/// Whether a field or a parameter has a name that begins with a digit, in Rust with `_`.
pub(super) fn has_digit_names(api: &Api) -> bool {
    let digit = |field: &Field| field.rust.starts_with('_');
    let in_type = |def: &TypeDef| matches!(&def.kind, TypeKind::Struct(shape) if shape.members().any(digit));
    api.types.iter().any(in_type)
        || api.endpoints.iter().any(|endpoint| endpoint.parameters().any(|parameter| digit(&parameter.field)))
}

/// The formats of dates and times that are not standard, each once.
pub(super) fn formats(api: &Api) -> BTreeSet<&FormatId> {
    let mut formats = BTreeSet::new();
    types(api, &mut |ty| {
        if let Type::Date(Some(format)) | Type::Time(Some(format)) | Type::DateTimeIn(format, _) = ty {
            formats.insert(format);
        }
    });
    formats
}

/// The features of the runtime that the generated code needs.
pub(super) fn features(api: &Api) -> BTreeSet<&'static str> {
    let mut features = api_features(api);
    types(api, &mut |ty| features.extend(type_features(ty)));
    features
}

/// Those that an API needs whatever its types are.
pub(super) fn api_features(api: &Api) -> BTreeSet<&'static str> {
    let mut features: BTreeSet<&str> = super::auth::digests(api)
        .into_iter()
        .map(|digest| match digest {
            Digest::Md5 => "md5",
            Digest::Sha1 => "sha1",
            Digest::Sha224 | Digest::Sha256 | Digest::Sha384 | Digest::Sha512 | Digest::Sha512Part256 => {
                "sha2"
            }
        })
        .collect();
    if super::auth::formats_times(api) {
        features.insert("chrono");
    }
    if super::auth::signs_with_keys(api) {
        features.insert("asymmetric");
    }
    features
}

/// Those that a type needs itself.
pub(super) fn type_features(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Date(_) | Type::Time(_) | Type::DateTime | Type::DateTimeIn(..) | Type::Unix(_) => {
            Some("chrono")
        }
        Type::Decimal => Some("decimal"),
        Type::Uuid => Some("uuid"),
        _ => None,
    }
}
