//! Answers by status: payloads in their envelope, failures, and examples of both.

use super::examples::{name_of, shown};
use super::schema::of;
use super::value::Object;
use super::{Export, text_of};
use crate::api::{Case, Doc, Endpoint, Envelope, Example, Held, PayloadAt, Returns, When};
use crate::spec::View;

/// An answer that is being made.
struct Answer {
    /// `200`, `4XX`, `default`.
    key: String,
    success: bool,
    description: String,
    /// The content type with its schema; nothing for an answer without a body that matters.
    media: Option<(String, Object)>,
    json: bool,
    examples: Object,
}

impl Answer {
    fn into_object(self) -> Object {
        // Of a body that only examples show, nothing else is known.
        let shown = || ("application/json".to_owned(), Object::new());
        let media = self.media.or_else(|| (!self.examples.is_empty()).then(shown));
        let content =
            media.map(|(name, media)| Object::new().with(name, media.filled("examples", self.examples)));
        Object::new().with("description", self.description).maybe("content", content)
    }
}

impl Export<'_> {
    /// The answers of an endpoint, by status.
    pub(super) fn responses(&self, endpoint: &Endpoint) -> Object {
        let envelope = endpoint.envelope.and_then(|index| self.api.envelopes.get(index));
        let mut answers = self.successes(endpoint, envelope);
        answers.extend(self.failures(endpoint));
        if answers.iter().all(|answer| answer.key != "default") {
            answers.push(self.failure("default", envelope));
        }
        for (number, example) in endpoint.examples.iter().enumerate() {
            if is_of_its_own(endpoint, &answers, example) {
                let before = answers.len() - 1;
                answers.insert(before, self.failure(&example.status.to_string(), envelope));
            }
            let Some(answer) = place(&answers, example).and_then(|index| answers.get_mut(index)) else {
                continue;
            };
            if let Some(shown) = shown(example, example.response.as_ref(), answer.json) {
                answer.examples.set(name_of(number), shown);
            }
        }
        let mut all = Object::new();
        for answer in answers {
            all.set(answer.key.clone(), answer.into_object());
        }
        all
    }

    fn successes(&self, endpoint: &Endpoint, envelope: Option<&Envelope>) -> Vec<Answer> {
        let written = self.written.get(endpoint.name.as_str()).and_then(|view| view.view("returns"));
        let one = |held: Held| {
            let key = if held == Held::Nothing && envelope.is_none() { "2XX" } else { "200" };
            vec![self.answer(key, true, &Doc::default(), &held, (envelope, written))]
        };
        match &endpoint.returns {
            Returns::Nothing => one(Held::Nothing),
            Returns::Json(ty) => one(Held::Json(ty.clone())),
            Returns::Bytes => one(Held::Bytes),
            Returns::Text => one(Held::Text),
            Returns::Stream | Returns::Events(_) | Returns::Lines(_) => {
                let held = if matches!(endpoint.returns, Returns::Stream) { Held::Bytes } else { Held::Text };
                let answer = self.answer("200", true, &Doc::default(), &held, (None, None));
                vec![Answer { media: self.stream(&endpoint.returns), ..answer }]
            }
            Returns::Statuses(statuses) => {
                let written = written.and_then(|view| view.view("statuses"));
                let cases = statuses.cases.iter();
                cases.map(|case| self.case(case, true, (envelope, written))).collect()
            }
        }
    }

    /// What the spec says of failures: their whole body, without an envelope.
    fn failures(&self, endpoint: &Endpoint) -> Vec<Answer> {
        let Some(set) = endpoint.failures.and_then(|index| self.api.failures.get(index)) else {
            return Vec::new();
        };
        let own = self.written.get(endpoint.name.as_str()).and_then(|view| view.view("failures"));
        let named = self.spec.view("failures").and_then(|sets| sets.view(&set.name));
        let written = own.or(named);
        let mut cases: Vec<&Case> = set.cases.iter().collect();
        cases.sort_by_key(|case| case.when);
        cases.into_iter().map(|case| self.case(case, false, (None, written))).collect()
    }

    fn case(
        &self,
        case: &Case,
        success: bool,
        (envelope, written): (Option<&Envelope>, Option<View<'_>>),
    ) -> Answer {
        let key = match case.when {
            When::Status(status) => status.to_string(),
            When::Class(class) => format!("{class}XX"),
            When::Others => "default".to_owned(),
        };
        let written = written.and_then(|view| view.view(&key));
        self.answer(&key, success, &case.doc, &case.holds, (envelope, written))
    }

    fn answer(
        &self,
        key: &str,
        success: bool,
        doc: &Doc,
        held: &Held,
        (envelope, written): (Option<&Envelope>, Option<View<'_>>),
    ) -> Answer {
        let schema = match (held, envelope) {
            (Held::Json(ty), None) => Some(self.schema(ty)),
            (Held::Json(ty), Some(envelope)) => self.wrapped(envelope, Some(self.schema(ty)), success),
            (Held::Nothing, envelope) => envelope.and_then(|envelope| self.wrapped(envelope, None, success)),
            (Held::Bytes | Held::Text, _) => None,
        };
        let media = match held {
            Held::Bytes | Held::Text => Some(raw(held, written)),
            Held::Json(_) | Held::Nothing => {
                schema.map(|schema| ("application/json".to_owned(), Object::new().with("schema", schema)))
            }
        };
        let usual = if success { "Success." } else { "Failure." };
        let description = text_of(doc).unwrap_or_else(|| usual.to_owned());
        let json = !matches!(held, Held::Bytes | Held::Text);
        Answer { key: key.to_owned(), success, description, media, json, examples: Object::new() }
    }

    /// A failure of which only the envelope is known.
    fn failure(&self, key: &str, envelope: Option<&Envelope>) -> Answer {
        self.answer(key, false, &Doc::default(), &Held::Nothing, (envelope, None))
    }

    /// A payload in its envelope. One that says nothing of successes is around failures only.
    fn wrapped(&self, envelope: &Envelope, payload: Option<Object>, success: bool) -> Option<Object> {
        let own = envelope.own.map(|id| self.reference(id));
        let payload = match (&envelope.payload, payload) {
            (PayloadAt::Root, payload) if success => return payload,
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
}

/// Bytes or text, with the content type that the spec says.
pub(super) fn raw(held: &Held, written: Option<View<'_>>) -> (String, Object) {
    let (key, schema) = match held {
        Held::Text => ("text", Some(of("string"))),
        _ => ("bytes", None),
    };
    let kind =
        written.and_then(|view| view.text(key)).map_or("application/octet-stream", |text| text.as_str());
    (kind.to_owned(), Object::new().maybe("schema", schema))
}

/// Whether an example is of a failure whose status nothing else shows.
fn is_of_its_own(endpoint: &Endpoint, answers: &[Answer], example: &Example) -> bool {
    let status = example.status.to_string();
    !example.success
        && example.status >= 300
        && endpoint.failures.is_none()
        && answers.iter().all(|answer| answer.key != status)
}

/// The answer that an example is one of: of its status, or its hundred, or else any other.
fn place(answers: &[Answer], example: &Example) -> Option<usize> {
    let status = example.status.to_string();
    let class = format!("{}XX", example.status / 100);
    let of_key =
        |key: &str| answers.iter().position(|answer| answer.success == example.success && answer.key == key);
    of_key(&status)
        .or_else(|| of_key(&class))
        .or_else(|| of_key("default"))
        .or_else(|| answers.iter().position(|answer| answer.success && example.success))
}

/// The answer of the user to a webhook.
pub(super) fn received() -> Object {
    Object::new().with("2XX", Object::new().with("description", "Received."))
}
