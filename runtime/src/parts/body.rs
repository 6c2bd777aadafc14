//! The body of a request: JSON, a form, text, bytes, parts.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use serde::Serialize;

use super::Parts;
use crate::{
    error::{Error, describe},
    style::{self, Style},
    upload::{Contents, Multipart, Piece, Upload},
};

impl Parts {
    /// Sets the body: a value as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let encoded = serde_json::to_vec(value);
        self.set_json(encoded)
    }

    fn set_json(&mut self, encoded: Result<Vec<u8>, serde_json::Error>) -> Result<(), Error> {
        let body = encoded.map_err(|error| {
            Error::invalid(format!("the body cannot be encoded: {}", describe(&error))).at(self.endpoint)
        })?;
        self.bytes("application/json", body);
        Ok(())
    }

    /// Sets the body: an object as a form. Lists in it are repeated, objects stand in brackets; `styles`: the fields that
    /// are written otherwise.
    pub fn form<T: Serialize + ?Sized>(&mut self, value: &T, styles: &[(&str, Style)]) -> Result<(), Error> {
        self.set_form(serde_json::to_string(value), styles)
    }

    /// Sets the body: a form without fields.
    pub fn empty_form(&mut self) {
        self.text("application/x-www-form-urlencoded", String::new());
    }

    fn set_form(
        &mut self,
        json: Result<String, serde_json::Error>,
        styles: &[(&str, Style)],
    ) -> Result<(), Error> {
        let json = json.map_err(|error| self.not_sent("body", "form", &describe(&error)))?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let fields = style::fields(&json).map_err(|misfit| self.not_sent("body", "form", misfit))?;
        for (name, json) in fields {
            let style = styles.iter().find(|(of, _)| *of == name).map_or(Style::Repeat, |(_, style)| *style);
            let all = style::written(style, &name, json);
            let all = all.map_err(|misfit| self.not_sent("form field", &name, misfit))?;
            form.extend_pairs(all.iter().map(|one| (&one.name, &one.value)));
        }
        self.text("application/x-www-form-urlencoded", form.finish());
        Ok(())
    }

    /// Sets the body: bytes.
    pub fn bytes(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.body = Bytes::from(body);
        self.content_type = Some(Cow::Borrowed(content_type));
    }

    /// Sets the body: text.
    pub fn text(&mut self, content_type: &'static str, body: String) {
        self.bytes(content_type, body.into_bytes());
    }

    /// Sets the body: bytes in memory or a stream. A content type of its own counts more than that of the spec.
    pub fn upload(&mut self, content_type: &'static str, upload: &Upload) {
        let kind = upload.content_type().map(str::to_owned);
        self.content_type = Some(kind.map_or(Cow::Borrowed(content_type), Cow::Owned));
        match upload.contents() {
            Contents::Bytes(bytes) => self.body = bytes.clone(),
            stream => self.pieces = Some(Arc::new([Piece::Contents(stream.clone())])),
        }
    }

    /// Sets the body: parts.
    pub fn multipart(&mut self, form: Multipart) {
        let (content_type, pieces) = form.finish();
        self.content_type = Some(Cow::Owned(content_type));
        match pieces.as_slice() {
            [Piece::Bytes(whole)] => self.body = whole.clone(),
            _ => self.pieces = Some(pieces.into()),
        }
    }
}
