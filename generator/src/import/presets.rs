//! What can have one value only is not asked of the user: a required parameter or field whose schema is a constant, or an
//! enum of one value.

use super::model::{Body, Endpoint, EnumValue, Field, Kind, Spec, Stream, Ty, TypeDecl};
use super::write::quoted;

/// Finds them, and sets what is sent. `in_request`: the types that requests hold.
pub(super) fn settle(spec: &mut Spec, in_request: &[bool]) {
    let Spec { types, endpoints, .. } = spec;
    let only: Vec<Option<Only>> = types.iter().map(Only::of).collect();
    for endpoint in endpoints {
        parameters(endpoint, &only);
        if endpoint.stream == Stream::Yes {
            stream(endpoint, types);
        }
    }
    for (declared, _) in types.iter_mut().zip(in_request).filter(|(_, in_request)| **in_request) {
        if let Kind::Struct(fields, _) = &mut declared.kind {
            for field in fields {
                let _ = preset(field, &only);
            }
        }
    }
}

/// The only value of an enum, as YAML, and the type that it has without the enum.
struct Only {
    value: String,
    ty: Ty,
}

impl Only {
    fn of(declared: &TypeDecl) -> Option<Self> {
        let Kind::Enum { numbers, values } = &declared.kind else { return None };
        let [EnumValue { wire, .. }] = values.as_slice() else { return None };
        Some(match numbers {
            true => Self { value: wire.clone(), ty: Ty::word("i64") },
            false => Self { value: quoted(wire), ty: Ty::word("string") },
        })
    }
}

fn parameters(endpoint: &mut Endpoint, only: &[Option<Only>]) {
    for fields in [&mut endpoint.path, &mut endpoint.query, &mut endpoint.headers, &mut endpoint.cookies] {
        for field in fields {
            // Nobody reads a parameter, so it needs no enum.
            if let Some(found) = preset(field, only) {
                field.ty = found.ty.clone();
            }
        }
    }
    match &mut endpoint.body {
        Body::Fields(fields, _) | Body::Form(fields) => {
            for field in fields {
                let _ = preset(field, only);
            }
        }
        Body::Multipart(parts) => {
            for part in parts {
                let _ = preset(&mut part.field, only);
            }
        }
        _ => {}
    }
}

/// The second of two endpoints that one operation became says in the body that it wants a stream, where there is a field for
/// that.
fn stream(endpoint: &mut Endpoint, types: &[TypeDecl]) {
    let asks = |field: &&mut Field| field.wire == "stream" && field.ty.clone().not_null() == Ty::word("bool");
    match &mut endpoint.body {
        Body::Fields(fields, _) | Body::Form(fields) => {
            if let Some(field) = fields.iter_mut().find(asks) {
                field.ty = Ty::word("bool");
                field.preset = Some("true".to_owned());
            }
        }
        Body::Json(Ty::Named(id)) if !endpoint.body_optional => {
            let Some(Kind::Struct(fields, _)) = types.get(*id).map(|declared| &declared.kind) else { return };
            let asks = |field: &Field| {
                field.wire == "stream" && !field.required && field.ty.clone().not_null() == Ty::word("bool")
            };
            if fields.iter().any(asks) {
                endpoint.stream = Stream::Asked;
            }
        }
        _ => {}
    }
}

/// Sets what a field is, if it can be only that. Gives the enum that it was.
fn preset<'o>(field: &mut Field, only: &'o [Option<Only>]) -> Option<&'o Only> {
    if !field.required || field.preset.is_some() {
        return None;
    }
    if field.ty == Ty::word("bool") {
        field.preset = field.always.map(|value| value.to_string());
        return None;
    }
    let Ty::Named(id) = field.ty else { return None };
    let found = only.get(id)?.as_ref()?;
    field.preset = Some(found.value.clone());
    field.default = None;
    Some(found)
}
