//! An API of files and streams: it says what it saw of a multipart body, keeps one file, and answers with whatever body it
//! was told to.
//!
//! The reader of multipart bodies here is written from RFC 7578 and RFC 2046 and shares nothing with the code that writes
//! them.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::http::{Request, Response, Server};

/// A running API.
pub struct Bodies {
    server: Server,
    answer: Arc<Mutex<Option<Response>>>,
}

impl Bodies {
    /// Starts the API.
    pub fn start() -> io::Result<Self> {
        let answer: Arc<Mutex<Option<Response>>> = Arc::default();
        let told = Arc::clone(&answer);
        let server = Server::start(move |request| respond(request, &told))?;
        Ok(Self { server, answer })
    }

    /// The server underneath.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What GET requests and `/write` are answered with from now on.
    pub fn set_answer(&self, response: Response) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }
}

fn respond(request: &Request, told: &Mutex<Option<Response>>) -> Response {
    match request.path.as_str() {
        "/file" if request.method == "PUT" => {
            let kind = request.header("content-type").unwrap_or_default();
            let file = json!([of_file("body", "", kind, &request.body)]);
            Response::json(200, &json!({ "name": "file", "files": file, "fields": {} }))
        }
        path if path == "/annotate" || path.starts_with("/upload/") => match parts(request) {
            Some(parts) => seen(path.rsplit('/').next().unwrap_or_default(), &parts),
            None => Response::text(400, "no multipart body"),
        },
        _ => told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .unwrap_or_else(|| Response::text(404, "nothing to answer")),
    }
}

/// A part of a multipart body.
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    body: Vec<u8>,
}

/// What was seen: files with their sums, and the other fields as text, with their content type behind a bar.
fn seen(name: &str, parts: &[Part]) -> Response {
    let files: Vec<Value> = parts
        .iter()
        .filter_map(|part| {
            let kind = part.content_type.as_deref().unwrap_or_default();
            Some(of_file(&part.name, part.file_name.as_ref()?, kind, &part.body))
        })
        .collect();
    let mut fields = serde_json::Map::new();
    for part in parts.iter().filter(|part| part.file_name.is_none()) {
        let mut text = String::from_utf8_lossy(&part.body).into_owned();
        if let Some(content_type) = &part.content_type {
            text = format!("{text}|{content_type}");
        }
        let known = fields.get(&part.name).and_then(Value::as_str).map(|known| format!("{known}\n{text}"));
        fields.insert(part.name.clone(), Value::from(known.unwrap_or(text)));
    }
    Response::json(200, &json!({ "name": name, "files": files, "fields": fields }))
}

fn of_file(field: &str, name: &str, kind: &str, body: &[u8]) -> Value {
    let sum = body.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
    json!({ "field": field, "name": name, "type": kind, "bytes": body.len(), "sum": sum })
}

/// The parts of a body, if it is a whole multipart body.
fn parts(request: &Request) -> Option<Vec<Part>> {
    let kind = request.header("content-type")?.strip_prefix("multipart/form-data; boundary=")?;
    let boundary = format!("--{}", kind.trim_matches('"'));
    let mut rest = request.body.strip_prefix(boundary.as_bytes())?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, format!("\r\n{boundary}").as_bytes())?;
        parts.push(part(&rest[..end])?);
        rest = &rest[end + 2 + boundary.len()..];
    }
}

fn part(bytes: &[u8]) -> Option<Part> {
    let split = find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..split]).ok()?;
    let (mut disposition, mut content_type) = (None, None);
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => disposition = Some(value),
            "content-type" => content_type = Some(value.to_owned()),
            _ => return None,
        }
    }
    let disposition = disposition?.strip_prefix("form-data; ")?;
    let parameter = |name: &str| {
        let start = disposition.find(&format!("{name}=\""))? + name.len() + 2;
        let length = disposition[start..].find('"')?;
        Some(disposition[start..start + length].to_owned())
    };
    let body = bytes[split + 4..].to_vec();
    Some(Part { name: parameter("name")?, file_name: parameter("filename"), content_type, body })
}

fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern)
}
