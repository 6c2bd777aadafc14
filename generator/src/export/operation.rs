//! An endpoint → an operation; a webhook → the operation that its receiver offers.

use super::examples::bodies;
use super::responses::{raw, received};
use super::rest::{ENDPOINT, WEBHOOK, auth_arguments, rest};
use super::schema::of;
use super::styles;
use super::value::Object;
use super::{Export, page_of, text_of};
use crate::api::{Body, BodyEncoding, Doc, Endpoint, Held, Webhook};
use crate::spec::View;

impl Export<'_> {
    /// An operation. `path_names` are the names in the path under which it stands.
    pub(super) fn operation(&self, endpoint: &Endpoint, path_names: &[String]) -> Object {
        let written = self.written.get(endpoint.name.as_str()).copied();
        let group = written.and_then(|view| view.text("group")).map(|group| vec![group.as_str()]);
        let mut operation = Object::new()
            .maybe("tags", group)
            .with("operationId", endpoint.name.as_str())
            .and(described(&endpoint.doc));
        if endpoint.doc.deprecated.is_some() {
            operation.set("deprecated", true);
        }
        operation
            .filled("servers", self.servers_of(endpoint))
            .filled("parameters", self.parameters(endpoint, path_names))
            .maybe("requestBody", self.request_body(endpoint))
            .with("responses", self.responses(endpoint))
            .with("security", self.security(endpoint))
            .and(written.map(|view| rest(view, &ENDPOINT)).unwrap_or_default())
            .and(auth_arguments(endpoint, written))
    }

    fn request_body(&self, endpoint: &Endpoint) -> Option<Object> {
        let media = |name: &str, schema: Option<Object>, json: bool| {
            let examples = bodies(&endpoint.examples, json);
            Some((name.to_owned(), Object::new().maybe("schema", schema).filled("examples", examples)))
        };
        let (name, media) = match &endpoint.body {
            Body::Empty | Body::EmptyForm => None,
            Body::Json(ty) => media("application/json", Some(self.schema(ty)), true),
            Body::Fields { id, encoding: BodyEncoding::Json, .. } => {
                media("application/json", Some(self.reference(*id)), true)
            }
            Body::Fields { id, parameters, encoding: BodyEncoding::Form } => {
                let form = media("application/x-www-form-urlencoded", Some(self.reference(*id)), true);
                form.map(|(name, media)| (name, media.filled("encoding", styles::of_form(parameters))))
            }
            Body::Multipart(parts) => Some(("multipart/form-data".to_owned(), self.multipart(parts))),
            Body::Bytes(kind) => Some((kind.clone(), Object::new())),
            Body::Text(kind) => media(kind, Some(of("string")), false),
        }?;
        let content = Object::new().with(name, media);
        Some(Object::new().with("required", !endpoint.body_optional).with("content", content))
    }

    /// The webhooks, by name.
    pub(super) fn webhooks(&self) -> Object {
        let mut all = Object::new();
        for webhook in &self.api.webhooks {
            let written = self.spec.named("webhooks").iter().find(|entry| entry.key == webhook.name);
            let operation = self.received_webhook(webhook, written.map(|entry| View::of(&entry.value)));
            all.set(webhook.name.as_str(), Object::new().with("post", operation));
        }
        all
    }

    fn received_webhook(&self, webhook: &Webhook, written: Option<View<'_>>) -> Object {
        let content = match &webhook.payload {
            Held::Nothing => Object::new(),
            Held::Json(ty) => {
                Object::new().with("application/json", Object::new().with("schema", self.schema(ty)))
            }
            held @ (Held::Bytes | Held::Text) => {
                let (name, media) = raw(held, written.and_then(|view| view.view("payload")));
                Object::new().with(name, media)
            }
        };
        let body = Object::new().with("required", true).with("content", content);
        Object::new()
            .with("operationId", format!("webhook_{}", webhook.name))
            .and(described(&webhook.doc))
            .with("requestBody", body)
            .with("responses", received())
            .with("security", Vec::<Object>::new())
            .and(written.map(|view| rest(view, &WEBHOOK)).unwrap_or_default())
    }
}

/// The first line as the summary, if it is a short one, and the rest.
fn described(doc: &Doc) -> Object {
    let text = text_of(doc).unwrap_or_default();
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let short = !first.is_empty() && first.chars().count() <= 120;
    let (summary, description) = if short { (first, rest.trim_start()) } else { ("", text.as_str()) };
    Object::new()
        .maybe("summary", Some(summary).filter(|text| !text.is_empty()))
        .maybe("description", Some(description).filter(|text| !text.is_empty()))
        .maybe("externalDocs", page_of(doc))
}
