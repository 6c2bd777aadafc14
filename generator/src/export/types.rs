//! Declared types → `components.schemas`.

use std::collections::{HashMap, HashSet};

use super::schema::{nullable, of, wire};
use super::value::{Object, Value};
use super::{Export, page_of, text_of};
use crate::api::{
    Api, Doc, Enum, EnumRepr, Field, Filter, Pair, Presence, Struct, Type, TypeDef, TypeKind, Union,
    UnionVariant, Untagged,
};

impl Export<'_> {
    /// All declared types, by name; behind each union with its tag beside the payload the schemas of its variants.
    pub(super) fn types(&self) -> Object {
        let mut all = Object::new();
        for definition in &self.api.types {
            all.set(definition.rust.as_str(), self.definition(definition));
            if let TypeKind::Union(union) = &definition.kind {
                for variant in &union.variants {
                    all.set(self.variant_name(definition, variant), self.tagged(union, variant));
                }
            }
        }
        all
    }

    fn definition(&self, definition: &TypeDef) -> Object {
        let schema = match &definition.kind {
            TypeKind::Struct(declared) => self.object(declared),
            TypeKind::Enum(declared) => enumeration(declared),
            TypeKind::Union(union) => self.union(definition, union),
            TypeKind::Untagged(untagged) => self.untagged(untagged),
            TypeKind::Filter(filter) => self.filter(filter),
        };
        documented(schema, &definition.doc)
    }

    fn object(&self, declared: &Struct) -> Object {
        let mut properties = Object::new();
        let mut required: Vec<String> = Vec::new();
        for field in &declared.fields {
            for (name, schema) in self.properties(field) {
                if matches!(field.presence, Presence::Required | Presence::Nullable) {
                    required.push(name.clone());
                }
                properties.set(name, schema);
            }
        }
        let object = of("object").filled("properties", properties).filled("required", required);
        match &declared.others {
            Some(Field { ty: Type::Map(value), doc, .. }) => {
                object.with("additionalProperties", documented(self.schema(value), doc))
            }
            _ => object,
        }
    }

    /// What a field is on the wire: one property, or two of a union that is sent so.
    pub(super) fn properties(&self, field: &Field) -> Vec<(String, Object)> {
        if let (Some(pair), Type::Named(id)) = (&field.pair, &field.ty)
            && let TypeKind::Union(union) = &self.api.get(*id).kind
        {
            return self.pair(pair, union, &field.doc);
        }
        let mut schema = self.schema(&field.ty);
        if matches!(field.presence, Presence::Nullable | Presence::Maybe) {
            schema = nullable(schema);
        }
        let mut schema = documented(schema, &field.doc);
        if let Presence::Default(literal) = &field.presence {
            schema.set("default", self.constant(literal, &field.ty));
        }
        if let Some(literal) = &field.preset {
            schema.set("x-specwright-preset", self.constant(literal, &field.ty));
        }
        vec![(field.wire.clone(), schema)]
    }

    fn pair(&self, pair: &Pair, union: &Union, doc: &Doc) -> Vec<(String, Object)> {
        let tags: Vec<&str> = union.variants.iter().map(|variant| variant.wire.as_str()).collect();
        let contents: Vec<Object> = union.variants.iter().map(|variant| self.schema(&variant.ty)).collect();
        vec![
            (pair.tag.clone(), documented(of("string").with("enum", tags), doc)),
            (pair.content.clone(), Object::new().with("anyOf", contents)),
        ]
    }

    fn union(&self, definition: &TypeDef, union: &Union) -> Object {
        let mut mapping = Object::new();
        let mut choices = Vec::new();
        for variant in &union.variants {
            let place = format!("#/components/schemas/{}", self.variant_name(definition, variant));
            for tag in std::iter::once(&variant.wire).chain(&variant.aliases) {
                mapping.set(tag.as_str(), place.as_str());
            }
            choices.push(Object::new().with("$ref", place));
        }
        let discriminator = Object::new().with("propertyName", union.tag.as_str()).with("mapping", mapping);
        Object::new().with("oneOf", choices).with("discriminator", discriminator)
    }

    /// Alternatives that several may fit, so not `oneOf`.
    fn untagged(&self, untagged: &Untagged) -> Object {
        let one = |variant: &UnionVariant| {
            documented(self.schema(&variant.ty).with("title", variant.wire.as_str()), &variant.doc)
        };
        Object::new().with("anyOf", untagged.variants.iter().map(one).collect::<Vec<_>>())
    }

    fn variant_name(&self, definition: &TypeDef, variant: &UnionVariant) -> String {
        self.variants.get(&(definition.rust.as_str(), variant.rust.as_str())).cloned().unwrap_or_default()
    }

    /// A variant with its tag.
    fn tagged(&self, union: &Union, variant: &UnionVariant) -> Object {
        let tags: Vec<&str> =
            std::iter::once(&variant.wire).chain(&variant.aliases).map(String::as_str).collect();
        let tag = match tags.as_slice() {
            [only] => of("string").with("const", *only),
            _ => of("string").with("enum", tags),
        };
        let mut properties = Object::new().with(union.tag.as_str(), tag);
        let mut required = vec![union.tag.as_str()];
        let payload = self.schema(&variant.ty);
        let Some(content) = &union.content else {
            let tag = of("object").with("properties", properties).with("required", required);
            return documented(Object::new().with("allOf", vec![payload, tag]), &variant.doc);
        };
        properties.set(content.as_str(), payload);
        required.push(content);
        documented(of("object").with("properties", properties).with("required", required), &variant.doc)
    }

    /// A condition: for each kind of fields what can be said of them.
    fn filter(&self, filter: &Filter) -> Object {
        let mut choices = Vec::new();
        for (index, kind) in filter.kinds.iter().enumerate() {
            let fields: Vec<&str> = filter
                .fields
                .iter()
                .filter(|field| field.kind == index)
                .map(|field| field.wire.as_str())
                .collect();
            if fields.is_empty() {
                continue;
            }
            let operators: Vec<&str> = kind
                .operators
                .iter()
                .filter_map(|index| filter.operators.get(*index))
                .map(|operator| operator.wire.as_str())
                .collect();
            let properties = Object::new()
                .with(filter.field.as_str(), of("string").with("enum", fields))
                .with(filter.operator.as_str(), of("string").with("enum", operators))
                .with(filter.value.as_str(), self.schema(&kind.value));
            let required = vec![filter.field.as_str(), filter.operator.as_str(), filter.value.as_str()];
            choices.push(of("object").with("properties", properties).with("required", required));
        }
        Object::new().with("oneOf", choices)
    }
}

/// Names for the schemas of variants, which neither types nor variants of other unions have.
pub(super) fn variant_names(api: &Api) -> HashMap<(&str, &str), String> {
    let mut taken: HashSet<String> = api.types.iter().map(|definition| definition.rust.clone()).collect();
    let mut names = HashMap::new();
    for definition in &api.types {
        let TypeKind::Union(union) = &definition.kind else { continue };
        for variant in &union.variants {
            let mut name = format!("{}{}", definition.rust, variant.rust);
            while !taken.insert(name.clone()) {
                name.push_str("Variant");
            }
            names.insert((definition.rust.as_str(), variant.rust.as_str()), name);
        }
    }
    names
}

fn enumeration(declared: &Enum) -> Object {
    let kind = if declared.repr == EnumRepr::String { "string" } else { "integer" };
    let values: Vec<Value> =
        declared.variants.iter().map(|variant| wire(&variant.wire, declared.repr)).collect();
    let names: Vec<&str> = declared.variants.iter().map(|variant| variant.rust.as_str()).collect();
    let mut docs = Object::new();
    let mut aliases = Object::new();
    for variant in &declared.variants {
        if let Some(text) = text_of(&variant.doc) {
            docs.set(variant.wire.as_str(), text);
        }
        if !variant.aliases.is_empty() {
            aliases.set(variant.wire.as_str(), variant.aliases.clone());
        }
    }
    of(kind)
        .with("enum", values)
        .with("x-enum-varnames", names)
        .filled("x-enumDescriptions", docs)
        .filled("x-specwright-aliases", aliases)
}

/// A schema with its documentation.
pub(super) fn documented(schema: Object, doc: &Doc) -> Object {
    let schema = schema.maybe("description", text_of(doc)).maybe("externalDocs", page_of(doc));
    if doc.deprecated.is_some() { schema.with("deprecated", true) } else { schema }
}
