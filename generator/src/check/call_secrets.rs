//! The arguments of a call that are never printed: those of the type `secret`.

use super::Checker;
use super::call::{Arguments, CallBody};
use crate::api::{Body, BodyEncoding, Endpoint, Literal, Parameter, Type, TypeKind};
use crate::diagnostic::Problems;
use crate::source::Sources;
use crate::spec::View;
use crate::yaml::Node;

impl Checker<'_, '_> {
    pub(super) fn secret_arguments(
        &self,
        endpoint: &Endpoint,
        read: &Arguments,
        view: View<'_>,
    ) -> Vec<String> {
        let mut secrets = Vec::new();
        self.of_parameters(&endpoint.path_parameters, &read.path, &mut secrets);
        self.of_parameters(&endpoint.query, &read.query, &mut secrets);
        self.of_parameters(&endpoint.headers, &read.headers, &mut secrets);
        self.of_parameters(&endpoint.cookies, &read.cookies, &mut secrets);
        match (&endpoint.body, &read.body, view.get("body")) {
            (Body::Fields { parameters, .. }, CallBody::Form(fields), _) => {
                self.of_parameters(parameters, fields, &mut secrets);
            }
            (Body::Json(ty), _, Some(node)) => self.secrets_in(node, ty, &mut secrets),
            (Body::Fields { id, encoding: BodyEncoding::Json, .. }, _, Some(node)) => {
                self.secrets_in(node, &Type::Named(*id), &mut secrets);
            }
            _ => {}
        }
        secrets.retain(|secret| !secret.is_empty());
        secrets
    }

    fn secrets_in(&self, node: &Node, ty: &Type, secrets: &mut Vec<String>) {
        let items = node.as_list().unwrap_or_default();
        match ty {
            Type::Secret => secrets.extend(node.as_scalar().map(|scalar| scalar.text.clone())),
            Type::Nullable(inner) | Type::Text(inner) | Type::Lenient(inner) => {
                self.secrets_in(node, inner, secrets);
            }
            Type::List(item, _) | Type::Tolerant(item) => {
                for node in items {
                    self.secrets_in(node, item, secrets);
                }
            }
            Type::Tuple(elements) => {
                for (node, element) in items.iter().zip(elements) {
                    self.secrets_in(node, element, secrets);
                }
            }
            Type::Map(value) => {
                for entry in node.as_map().unwrap_or_default() {
                    self.secrets_in(&entry.value, value, secrets);
                }
            }
            Type::Named(id) => {
                if let Some(definition) = self.types.get(*id) {
                    self.secrets_in_named(node, &definition.kind, secrets);
                }
            }
            _ => {}
        }
    }

    fn secrets_in_named(&self, node: &Node, kind: &TypeKind, secrets: &mut Vec<String>) {
        match kind {
            TypeKind::Struct(shape) => {
                for field in &shape.fields {
                    let key = field.pair.as_ref().map_or(&field.wire, |pair| &pair.content);
                    if let Some(value) = node.get(key) {
                        self.secrets_in(value, &field.ty, secrets);
                    }
                }
                if let Some(others) = &shape.others {
                    self.secrets_in(node, &others.ty, secrets);
                }
            }
            TypeKind::Union(union) => {
                let content = union.content.as_ref().map_or(Some(node), |content| node.get(content));
                let tag = node.get(&union.tag).and_then(Node::as_scalar).map(|tag| tag.text.as_str());
                let is_tagged = |wire: &str| tag.is_none_or(|tag| tag == wire);
                // A union that is sent as two fields has its tag elsewhere: any variant may be meant.
                for variant in &union.variants {
                    let named =
                        is_tagged(&variant.wire) || variant.aliases.iter().any(|alias| is_tagged(alias));
                    if let (true, Some(content)) = (named, content) {
                        self.secrets_in(content, &variant.ty, secrets);
                    }
                }
            }
            // Which variant is meant does not matter: what would be secret in one of them is not shown.
            TypeKind::Untagged(union) => {
                for variant in &union.variants {
                    self.secrets_in(node, &variant.ty, secrets);
                }
            }
            TypeKind::Enum(_) | TypeKind::Filter(_) => {}
        }
    }

    fn of_parameters(&self, parameters: &[Parameter], given: &[(usize, Literal)], secrets: &mut Vec<String>) {
        for (index, literal) in given {
            let ty = parameters.get(*index).map(|parameter| &parameter.field.ty);
            match (ty, literal) {
                (Some(Type::Secret), Literal::Text(text)) => secrets.push(text.clone()),
                (Some(ty), Literal::Json(json)) => {
                    let mut sources = Sources::default();
                    let file = sources.add("an argument", json.as_str());
                    let node = crate::yaml::parse(&sources, file, &mut Problems::default());
                    if let Some(node) = node {
                        self.secrets_in(&node, ty, secrets);
                    }
                }
                _ => {}
            }
        }
    }
}
