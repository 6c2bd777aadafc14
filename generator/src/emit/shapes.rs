//! What the values of a type look like, for unions that are told apart by it.

use crate::emit::tokens::{TokenStream, quote};

use super::ident::ident;
use super::rust_type::Naming;
use super::rust_type::{codec, named};
use crate::api::{Api, Enum, EnumRepr, Field, Int, Presence, Struct, Type, TypeDef, TypeKind, Union};

/// Of an enum with more values it is not said in each object which they are.
const MOST_VALUES: usize = 24;

/// `impl Shaped` of a type that a union without a tag may hold.
pub(super) fn shaped_impl(api: &Api, def: &TypeDef) -> TokenStream {
    if !def.shaped {
        return TokenStream::new();
    }
    let shape = match &def.kind {
        TypeKind::Struct(shape) => object(api, shape),
        TypeKind::Enum(shape) => listed(shape),
        TypeKind::Union(union) => tagged(api, union),
        TypeKind::Untagged(union) => {
            let shapes = union.variants.iter().map(|variant| of_type(api, &variant.ty));
            quote!(shape::Shape::OneOf(&[#(#shapes),*]))
        }
        TypeKind::Filter(_) => return TokenStream::new(),
    };
    let name = ident(&def.rust);
    quote! {
        impl shape::Shaped for types::#name {
            fn shape() -> &'static shape::Shape {
                static SHAPE: shape::Shape = #shape;
                &SHAPE
            }
        }
    }
}

fn object(api: &Api, shape: &Struct) -> TokenStream {
    let keys = shape.fields.iter().flat_map(|field| keys(api, field));
    let open = shape.others.is_some();
    quote!(shape::Shape::Object(&[#(#keys),*], #open))
}

fn keys(api: &Api, field: &Field) -> Vec<TokenStream> {
    let needed = field.presence == Presence::Required;
    if let Some(pair) = &field.pair {
        let (tag, content) = (&pair.tag, &pair.content);
        let tag = if needed {
            quote!(shape::needs(#tag, shape::TEXT))
        } else {
            quote!(shape::may_have(#tag, shape::TEXT | shape::NULL))
        };
        return vec![tag, quote!(shape::may_have(#content, shape::ANY))];
    }
    let wire = &field.wire;
    let mut kinds = kinds(api, &field.ty);
    if !needed && kinds != ["ANY"] && !kinds.contains(&"NULL") {
        kinds.push("NULL");
    }
    let kinds = kinds.into_iter().map(ident);
    let kinds = quote!(#(shape::#kinds)|*);
    let values = values(api, &field.ty);
    vec![if needed {
        quote!(shape::needs(#wire, #kinds) #values)
    } else {
        quote!(shape::may_have(#wire, #kinds) #values)
    }]
}

/// The values of an enum, if they are few.
fn values(api: &Api, ty: &Type) -> Option<TokenStream> {
    let Type::Named(id) = ty else { return None };
    let TypeKind::Enum(shape) = &api.get(*id).kind else { return None };
    let wires: Vec<&str> = wires(shape).collect();
    (wires.len() <= MOST_VALUES).then(|| quote!(.mostly(&[#(#wires),*])))
}

fn wires(shape: &Enum) -> impl Iterator<Item = &str> {
    shape.variants.iter().flat_map(super::enums::wires)
}

fn listed(shape: &Enum) -> TokenStream {
    let wires = wires(shape);
    match shape.repr {
        EnumRepr::String => quote!(shape::Shape::Listed(&[#(#wires),*])),
        EnumRepr::Int(_) => quote!(shape::Shape::ListedInt(&[#(#wires),*])),
    }
}

fn tagged(api: &Api, union: &Union) -> TokenStream {
    let tag = &union.tag;
    let variants = union.variants.iter().map(|variant| {
        let wires = std::iter::once(&variant.wire).chain(&variant.aliases);
        let beside = match &union.content {
            Some(content) => quote!(shape::Shape::Object(&[shape::may_have(#content, shape::ANY)], false)),
            None => of_type(api, &variant.ty),
        };
        quote!((&[#(#wires),*], #beside))
    });
    quote!(shape::Shape::Tagged(#tag, &[#(#variants),*]))
}

/// The shape of a type's values.
fn of_type(api: &Api, ty: &Type) -> TokenStream {
    let inner = |ty: &Type| of_type(api, ty);
    match ty {
        Type::String(_) | Type::Secret | Type::JsonText(_) => quote!(shape::Shape::Text),
        Type::Int(int, _) => {
            let limits = match int {
                Int::I32 => quote!(I32),
                Int::I64 => quote!(I64),
                Int::U32 => quote!(U32),
                Int::U64 => quote!(U64),
            };
            quote!(shape::Shape::#limits)
        }
        Type::Unix(_) => quote!(shape::Shape::I64),
        Type::Bool | Type::F64(_) | Type::Decimal | Type::Any | Type::Lenient(_) => {
            let kinds = kinds(api, ty).into_iter().map(ident);
            quote!(shape::Shape::Kinds(#(shape::#kinds)|*))
        }
        Type::List(item, _) => {
            let item = inner(item);
            quote!(shape::Shape::List(&#item))
        }
        Type::Tolerant(_) => quote!(shape::Shape::List(&shape::Shape::Kinds(shape::ANY))),
        Type::Map(value) => {
            let value = inner(value);
            quote!(shape::Shape::Map(&#value))
        }
        Type::Tuple(elements) => {
            let elements = elements.iter().map(inner);
            quote!(shape::Shape::Tuple(&[#(#elements),*]))
        }
        Type::Nullable(ty) => {
            let ty = inner(ty);
            quote!(shape::Shape::Nullable(&#ty))
        }
        Type::Named(id) if matches!(api.get(*id).kind, TypeKind::Filter(_)) => {
            quote!(shape::Shape::Kinds(shape::OBJECT))
        }
        Type::Named(id) => {
            let name = named(api.get(*id), Naming::Qualified);
            quote!(shape::Shape::Of(<#name as shape::Shaped>::shape))
        }
        Type::Date(_)
        | Type::Time(_)
        | Type::DateTime
        | Type::DateTimeIn(..)
        | Type::Uuid
        | Type::Url
        | Type::Bytes(_)
        | Type::File
        | Type::Text(_) => {
            let codec = codec(api, ty);
            quote!(shape::Shape::Format(shape::reads::<#codec>))
        }
    }
}

/// The kinds of JSON values that are read as a type, by the names of the runtime's constants.
fn kinds(api: &Api, ty: &Type) -> Vec<&'static str> {
    match ty {
        Type::Bool => vec!["BOOL"],
        Type::Int(..) | Type::Unix(_) => vec!["INT"],
        Type::F64(_) | Type::Decimal => vec!["NUMBER"],
        Type::Any => vec!["ANY"],
        Type::List(..) | Type::Tolerant(_) | Type::Tuple(_) => vec!["LIST"],
        Type::Map(_) => vec!["OBJECT"],
        Type::Lenient(_) => vec!["TEXT", "NUMBER", "BOOL"],
        Type::Nullable(inner) => {
            let mut kinds = kinds(api, inner);
            if kinds != ["ANY"] {
                kinds.push("NULL");
            }
            kinds
        }
        Type::Named(id) => match &api.get(*id).kind {
            TypeKind::Enum(Enum { repr: EnumRepr::Int(_), .. }) => vec!["INT"],
            TypeKind::Enum(_) => vec!["TEXT"],
            TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Filter(_) => vec!["OBJECT"],
            // It keeps what it does not know.
            TypeKind::Untagged(_) => vec!["ANY"],
        },
        _ => vec!["TEXT"],
    }
}
