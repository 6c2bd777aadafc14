//! Answers: the payload in its envelope, failures, and examples of both.

use super::Export;
use super::examples::bodies;
use super::schema::of;
use super::value::Object;
use crate::api::{Endpoint, Envelope, Example, PayloadAt, Returns};
use crate::spec::View;

impl Export<'_> {
    /// The answers of an endpoint, by status.
    pub(super) fn responses(&self, endpoint: &Endpoint) -> Object {
        let envelope = endpoint.envelope.and_then(|index| self.api.envelopes.get(index));
        let written = self.written.get(endpoint.name.as_str()).and_then(|view| view.view("returns"));
        let (status, content) = self.success(endpoint, envelope, written);
        let mut all = Object::new()
            .with(status, Object::new().with("description", "Success.").filled("content", content));
        for status in failures(endpoint) {
            let shown = |example: &Example| !example.success && example.status == status;
            all.set(status.to_string(), self.failure(endpoint, envelope, shown));
        }
        let inside = |example: &Example| !example.success && example.status < 300;
        all.with("default", self.failure(endpoint, envelope, inside))
    }

    /// The status of a success, and what its body holds.
    fn success(
        &self,
        endpoint: &Endpoint,
        envelope: Option<&Envelope>,
        written: Option<View<'_>>,
    ) -> (&'static str, Object) {
        let kind = |key: &str| {
            written.and_then(|view| view.text(key)).map_or("application/octet-stream", |text| text.as_str())
        };
        let media = |name: &str, media: Object, json: bool| {
            let examples = bodies(&endpoint.examples, success_of, json);
            Object::new().with(name, media.filled("examples", examples))
        };
        match &endpoint.returns {
            Returns::Nothing => match envelope.and_then(|envelope| self.wrapped(envelope, None)) {
                Some(schema) => {
                    ("200", media("application/json", Object::new().with("schema", schema), true))
                }
                None => ("2XX", Object::new()),
            },
            Returns::Json(ty) => {
                let payload = self.schema(ty);
                let schema = match envelope {
                    Some(envelope) => self.wrapped(envelope, Some(payload)).unwrap_or_default(),
                    None => payload,
                };
                ("200", media("application/json", Object::new().with("schema", schema), true))
            }
            Returns::Bytes => ("200", Object::new().with(kind("bytes"), Object::new())),
            Returns::Text => ("200", media(kind("text"), Object::new().with("schema", of("string")), false)),
        }
    }

    /// A payload in its envelope.
    fn wrapped(&self, envelope: &Envelope, payload: Option<Object>) -> Option<Object> {
        let own = envelope.own.map(|id| self.reference(id));
        let payload = match (&envelope.payload, payload) {
            (PayloadAt::Field(name), Some(payload)) => {
                let properties = Object::new().with(name.as_str(), payload);
                Some(of("object").with("properties", properties))
            }
            (_, payload) => payload,
        };
        match (own, payload) {
            (Some(own), Some(payload)) => Some(Object::new().with("allOf", vec![own, payload])),
            (own, payload) => own.or(payload),
        }
    }

    fn failure(
        &self,
        endpoint: &Endpoint,
        envelope: Option<&Envelope>,
        shown: impl Fn(&Example) -> bool,
    ) -> Object {
        let schema = envelope.and_then(|envelope| self.wrapped(envelope, None));
        let examples =
            bodies(&endpoint.examples, |example| example.response.as_ref().filter(|_| shown(example)), true);
        let media = Object::new().maybe("schema", schema).filled("examples", examples);
        let content = Object::new().filled("application/json", media);
        Object::new().with("description", "Failure.").filled("content", content)
    }

    /// The answer of the user to a webhook.
    pub(super) fn received() -> Object {
        Object::new().with("2XX", Object::new().with("description", "Received."))
    }
}

fn success_of(example: &Example) -> Option<&String> {
    example.response.as_ref().filter(|_| example.success)
}

/// The statuses of failures that examples show.
fn failures(endpoint: &Endpoint) -> Vec<u16> {
    let failed = |example: &&Example| !example.success && example.status >= 300;
    let mut statuses: Vec<u16> =
        endpoint.examples.iter().filter(failed).map(|example| example.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}
