//! Parameters of an endpoint: in the path, the query, headers.

use super::Export;
use super::examples::name_of;
use super::schema::of;
use super::styles;
use super::value::{Object, Value};
use crate::api::{Endpoint, Example, Literal, Parameter, PathPart, Presence, Style, TypeKind};

impl Export<'_> {
    /// All parameters of an endpoint. `path_names` are the names in the path under which it stands.
    pub(super) fn parameters(&self, endpoint: &Endpoint, path_names: &[String]) -> Vec<Object> {
        let mut all = Vec::new();
        let mut names = path_names.iter();
        for part in &endpoint.path {
            let name = match part {
                PathPart::Text(_) => continue,
                PathPart::Auth(name) => filled_by_auth(name),
                PathPart::Parameter(index) => match endpoint.path_parameters.get(*index) {
                    Some(parameter) => self
                        .in_place("path", parameter, |example| find(&example.path, *index), endpoint)
                        .remove(0),
                    None => continue,
                },
            };
            let own = name.get("name").cloned().unwrap_or(Value::Null);
            let here = names.next().map_or(own.clone(), |name| Value::from(name.as_str()));
            let renamed = if here == own {
                name
            } else {
                name.with("name", here.clone()).with("x-specwright-name", own)
            };
            // A path may hold one parameter twice.
            if !all.iter().any(|other: &Object| other.get("name") == Some(&here)) {
                all.push(renamed);
            }
        }
        for (index, parameter) in endpoint.query.iter().enumerate() {
            all.extend(self.in_place("query", parameter, |example| find(&example.query, index), endpoint));
        }
        for (index, parameter) in endpoint.headers.iter().enumerate() {
            all.extend(self.in_place("header", parameter, |example| find(&example.headers, index), endpoint));
        }
        for (index, parameter) in endpoint.cookies.iter().enumerate() {
            all.extend(self.in_place("cookie", parameter, |example| find(&example.cookies, index), endpoint));
        }
        all
    }

    /// A parameter, which is two when it is a union sent so.
    fn in_place<'e>(
        &self,
        place: &str,
        parameter: &Parameter,
        shown: impl Fn(&'e Example) -> Option<&'e Literal>,
        endpoint: &'e Endpoint,
    ) -> Vec<Object> {
        let field = &parameter.field;
        let properties = self.properties(field);
        let several = properties.len() > 1;
        let mut all = Vec::new();
        for (index, (name, mut schema)) in properties.into_iter().enumerate() {
            let (description, deprecated) = (schema.take("description"), schema.take("deprecated"));
            schema.take("externalDocs");
            let mut examples = Object::new();
            for (number, example) in endpoint.examples.iter().enumerate() {
                if let Some(literal) = shown(example) {
                    let value =
                        if several { self.half(literal, index) } else { self.constant(literal, &field.ty) };
                    examples.set(name_of(number), Object::new().with("value", value));
                }
            }
            let required = place == "path" || field.presence == Presence::Required;
            let mut made =
                Object::new().with("name", name).with("in", place).maybe("description", description);
            if required {
                made.set("required", true);
            }
            let made = made.maybe("deprecated", deprecated);
            all.push(if parameter.style == Some(Style::Json) {
                let media = Object::new().with("schema", schema).filled("examples", examples);
                made.with("content", Object::new().with("application/json", media))
            } else {
                let made = made.and(styles::of_parameter(place, parameter));
                made.with("schema", schema).filled("examples", examples)
            });
        }
        all
    }

    /// The tag, or the content, of a union that is sent as two.
    fn half(&self, literal: &Literal, index: usize) -> Value {
        match literal {
            Literal::Choice(id, variant, content) => match &self.api.get(*id).kind {
                TypeKind::Union(union) => match union.variants.get(*variant) {
                    Some(variant) if index == 0 => Value::from(variant.wire.as_str()),
                    Some(variant) => self.constant(content, &variant.ty),
                    None => Value::Null,
                },
                _ => Value::Null,
            },
            _ => Value::Null,
        }
    }
}

fn find(shown: &[(usize, Literal)], index: usize) -> Option<&Literal> {
    shown.iter().find(|(at, _)| *at == index).map(|(_, literal)| literal)
}

/// A part of the path that an auth scheme fills.
fn filled_by_auth(name: &str) -> Object {
    Object::new()
        .with("name", name)
        .with("in", "path")
        .with("required", true)
        .with("schema", of("string"))
        .with("x-specwright-filled-by", "auth")
}
