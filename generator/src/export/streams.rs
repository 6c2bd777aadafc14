//! Multipart bodies, and answers that are read as they come.

use super::Export;
use super::schema::of;
use super::value::Object;
use crate::api::{Part, Presence, Returns, StreamItem};

impl Export<'_> {
    /// The media type object of a multipart body.
    pub(super) fn multipart(&self, parts: &[Part]) -> Object {
        let (mut properties, mut required, mut encoding) = (Object::new(), Vec::new(), Object::new());
        for part in parts {
            let field = &part.parameter.field;
            for (name, schema) in self.properties(field) {
                if field.presence == Presence::Required {
                    required.push(name.clone());
                }
                if let Some(content_type) = &part.content_type {
                    encoding.set(name.clone(), Object::new().with("contentType", content_type.clone()));
                }
                properties.set(name, schema);
            }
        }
        let schema = of("object").with("properties", properties).filled("required", required);
        Object::new().with("schema", schema).filled("encoding", encoding)
    }

    /// The content type of a stream with its media type object; the schema is that of an item.
    pub(super) fn stream(&self, returns: &Returns) -> Option<(String, Object)> {
        let item = |item: &StreamItem| match item {
            StreamItem::Text => of("string"),
            StreamItem::Json(ty) => self.schema(ty),
        };
        let (name, schema) = match returns {
            Returns::Stream => ("application/octet-stream", of("string").with("format", "binary")),
            Returns::Events(events) => ("text/event-stream", item(events)),
            Returns::Lines(lines) => ("application/x-ndjson", item(lines)),
            _ => return None,
        };
        Some((name.to_owned(), Object::new().with("schema", schema)))
    }
}
