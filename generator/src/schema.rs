//! The spec language as a JSON Schema, so that editors complete and check specs.
//!
//! Printed from the same table of shapes that the reader uses. It is looser than the reader where JSON Schema cannot
//! say a thing (references, the notations inside texts), never stricter.

use serde_json::{Map, Value, json};

use crate::spec::shape::{Key, Kind, ROOT, Shape};

/// The JSON Schema (draft 2020-12) of the language, as text that ends in a line break.
pub fn schema() -> String {
    let mut definitions = Definitions::default();
    let root = definitions.shape(&ROOT);
    document("A specwright spec, version 1", &root, definitions)
}

/// The same of overlays, which need not say everything.
pub fn overlay_schema() -> String {
    let mut definitions = Definitions { partial: true, ..Definitions::default() };
    let sections = definitions.shape(&ROOT);
    let mut root = definitions.map.get("spec").cloned().unwrap_or_default();
    if let Some(keys) = root["properties"].as_object_mut() {
        keys.remove("api");
        keys.insert("overlay".into(), json!({ "type": "string", "description": "The API that it is for." }));
        let add = "What the spec does not have.";
        keys.insert("add".into(), json!({ "$ref": sections["$ref"], "description": add }));
        let remove = "What goes: lists of names, and maps that lead to them.";
        keys.insert("remove".into(), json!({ "$ref": "#/$defs/removed", "description": remove }));
    }
    root["description"] = json!("an overlay");
    root["required"] = json!(["specwright", "overlay"]);
    definitions.map.insert("overlay".into(), root);
    let deeper = json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/removed" } });
    let names = json!({ "type": "array", "items": scalar() });
    definitions.map.insert("removed".into(), json!({ "anyOf": [names, deeper] }));
    document("An overlay of a specwright spec, version 1", &json!({ "$ref": "#/$defs/overlay" }), definitions)
}

fn document(title: &str, root: &Value, definitions: Definitions) -> String {
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(title));
    schema.insert("$ref".into(), root["$ref"].clone());
    schema.insert("$defs".into(), Value::Object(definitions.map));
    let mut text = serde_json::to_string_pretty(&Value::Object(schema)).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Default)]
struct Definitions {
    map: Map<String, Value>,
    /// Whether what must stand may be left out.
    partial: bool,
}

impl Definitions {
    /// A reference to a shape, which is defined when it is met first.
    fn shape(&mut self, shape: &'static Shape) -> Value {
        let name = definition_name(shape.what);
        if !self.map.contains_key(&name) {
            // Taken before its keys are followed: shapes refer to each other.
            self.map.insert(name.clone(), Value::Null);
            let definition = self.definition(shape);
            self.map.insert(name.clone(), definition);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn definition(&mut self, shape: &'static Shape) -> Value {
        let mut properties = Map::new();
        for key in shape.keys {
            properties.insert(key.name.to_owned(), self.key(key));
        }
        let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut definition = json!({
            "description": shape.what,
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        if self.partial {
            return definition;
        }
        if !required.is_empty() {
            definition["required"] = json!(required);
        }
        if !shape.one_of.is_empty() {
            let choices: Vec<Value> = shape.one_of.iter().map(|name| json!({ "required": [name] })).collect();
            definition["oneOf"] = json!(choices);
        }
        definition
    }

    fn key(&mut self, key: &'static Key) -> Value {
        let mut value = self.kind(key.kind);
        value["description"] = json!(key.doc);
        value
    }

    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Any => json!({}),
            Kind::Text | Kind::Noted | Kind::Template | Kind::Expression | Kind::Scalar => scalar(),
            Kind::TextOrNothing => json!({ "type": ["string", "number", "boolean", "null"] }),
            Kind::Integer => json!({ "type": "integer" }),
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::BoolOrText => json!({ "type": ["boolean", "string"] }),
            Kind::Choice(words) => json!({ "enum": words }),
            Kind::Type => type_expression(),
            Kind::Map(shape) => self.shape(shape),
            Kind::Named(inner) => json!({ "type": "object", "additionalProperties": self.kind(*inner) }),
            Kind::List(inner) => json!({ "type": "array", "items": self.kind(*inner) }),
            Kind::Short(short, shape) => json!({ "anyOf": [self.kind(*short), self.shape(shape)] }),
            Kind::TypeOr(shape) => json!({ "anyOf": [type_expression(), self.shape(shape)] }),
            Kind::OneOrMany(inner) => {
                let one = self.kind(*inner);
                json!({ "anyOf": [one, { "type": "array", "items": one }] })
            }
            Kind::NameOr(inner) => json!({ "anyOf": [{ "type": "string" }, self.kind(*inner)] }),
            Kind::Forms(forms) => {
                let forms: Vec<Value> = forms.iter().map(|(_, shape)| self.shape(shape)).collect();
                json!({ "anyOf": forms })
            }
        }
    }
}

/// YAML reads `2005` and `true` as other than text, and so do the editors.
fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// A text, `[T]` or `{T}`, which YAML reads as a list and as a map without value.
fn type_expression() -> Value {
    json!({ "anyOf": [
        { "type": "string" },
        { "type": "array", "minItems": 1, "maxItems": 1 },
        { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": { "type": "null" } },
    ] })
}

/// `an auth scheme` → `auth_scheme`.
fn definition_name(what: &str) -> String {
    let name = ["a ", "an ", "the "].iter().find_map(|article| what.strip_prefix(article)).unwrap_or(what);
    name.replace(|character: char| !character.is_ascii_alphanumeric(), "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_is_defined() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let definitions = schema["$defs"].as_object().unwrap();
        let mut open = vec![&schema];
        let mut references = 0;
        while let Some(value) = open.pop() {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(reference)) = map.get("$ref") {
                        let name = reference.strip_prefix("#/$defs/").unwrap();
                        assert!(definitions.contains_key(name), "{name}");
                        references += 1;
                    }
                    open.extend(map.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        assert!(references > definitions.len());
    }

    #[test]
    fn an_overlay_needs_only_the_name_of_its_api() {
        let schema: Value = serde_json::from_str(&overlay_schema()).unwrap();
        let overlay = &schema["$defs"]["overlay"];
        assert_eq!(overlay["required"], json!(["specwright", "overlay"]));
        assert!(overlay["properties"]["api"].is_null() && overlay["properties"]["endpoints"].is_object());
        assert!(schema["$defs"]["endpoint"]["required"].is_null());
        assert!(schema["$defs"]["body"]["oneOf"].is_null());
    }

    #[test]
    fn shapes_have_names_of_their_own() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let endpoint = &schema["$defs"]["endpoint"];
        assert_eq!(endpoint["required"], json!(["http"]));
        assert!(endpoint["properties"]["pagination"]["description"].is_string());
        assert_eq!(schema["$defs"]["body"]["oneOf"].as_array().unwrap().len(), 5);
    }
}
