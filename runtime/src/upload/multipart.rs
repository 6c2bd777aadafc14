//! Multipart bodies (RFC 7578): parts with names, of which some are files.
//!
//! The body is put together once, with its boundary, so that all attempts send the same bytes.

use std::fmt::Write as _;

use bytes::Bytes;
use serde::Serialize;

use super::{Contents, Piece, Upload};
use crate::error::{Error, describe};

/// Parts of a multipart body, in their order.
pub struct Multipart {
    boundary: String,
    pieces: Vec<Piece>,
    /// What was written since the last piece.
    text: Vec<u8>,
}

impl Multipart {
    /// A body without parts, with a boundary that nothing in it can have by chance.
    pub fn new() -> Result<Self, Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|error| Error::config("the system gives no random numbers").with_source(error))?;
        let mut boundary = String::from("specwright-");
        for byte in random {
            // Writing to a text never fails.
            let _ = write!(boundary, "{byte:02x}");
        }
        Ok(Self { boundary, pieces: Vec::new(), text: Vec::new() })
    }

    /// Adds a text.
    pub fn text(&mut self, name: &str, content_type: Option<&str>, value: &str) {
        self.head(name, None, content_type);
        self.text.extend_from_slice(value.as_bytes());
        self.text.extend_from_slice(b"\r\n");
    }

    /// Adds a value as JSON.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        content_type: Option<&str>,
        value: &T,
    ) -> Result<(), Error> {
        let encoded = serde_json::to_string(value);
        self.set_json(name, content_type, encoded)
    }

    fn set_json(
        &mut self,
        name: &str,
        content_type: Option<&str>,
        encoded: Result<String, serde_json::Error>,
    ) -> Result<(), Error> {
        let json = encoded.map_err(|error| {
            Error::invalid(format!("the part `{name}` cannot be encoded: {}", describe(&error)))
        })?;
        self.text(name, Some(content_type.unwrap_or("application/json")), &json);
        Ok(())
    }

    /// Adds a file. Servers take only parts with a file name for files, so without a name of its own it has that of the
    /// field.
    pub fn file(&mut self, name: &str, content_type: Option<&str>, file: &Upload) -> Result<(), Error> {
        let kind = file.content_type().or(content_type).unwrap_or("application/octet-stream");
        if !is_printable(kind) {
            return Err(Error::invalid(format!(
                "the part `{name}`: its content type has a character that it cannot have"
            )));
        }
        self.head(name, Some(file.name().unwrap_or(name)), Some(kind));
        match file.contents() {
            Contents::Bytes(bytes) => self.text.extend_from_slice(bytes),
            stream => {
                self.flush();
                self.pieces.push(Piece::Contents(stream.clone()));
            }
        }
        self.text.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// The content type of the whole body, and its pieces.
    pub(crate) fn finish(mut self) -> (String, Vec<Piece>) {
        let end = format!("--{}--\r\n", self.boundary);
        self.text.extend_from_slice(end.as_bytes());
        self.flush();
        (format!("multipart/form-data; boundary={}", self.boundary), self.pieces)
    }

    fn flush(&mut self) {
        self.pieces.push(Piece::Bytes(Bytes::from(std::mem::take(&mut self.text))));
    }

    fn head(&mut self, name: &str, file_name: Option<&str>, content_type: Option<&str>) {
        let mut head = format!("--{}\r\nContent-Disposition: form-data; name=\"", self.boundary);
        push_quoted(&mut head, name);
        if let Some(file_name) = file_name {
            head.push_str("\"; filename=\"");
            push_quoted(&mut head, file_name);
        }
        head.push_str("\"\r\n");
        if let Some(content_type) = content_type {
            head.extend(["Content-Type: ", content_type, "\r\n"]);
        }
        head.push_str("\r\n");
        self.text.extend_from_slice(head.as_bytes());
    }
}

/// As browsers write names (the HTML standard, "multipart form data"): nothing in them can end the quotes or the line.
fn push_quoted(head: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' => head.push_str("%22"),
            '\r' => head.push_str("%0D"),
            '\n' => head.push_str("%0A"),
            other => head.push(other),
        }
    }
}

pub(crate) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
