//! A client of a few lines, for the servers' own tests: one request, one connection, the answer as it came.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// An answer, read until the server closed the connection.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes as they came over the wire.
    pub body: Vec<u8>,
}

impl Fetched {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(super) fn parse(bytes: &[u8]) -> io::Result<Self> {
        let malformed = || io::Error::new(io::ErrorKind::UnexpectedEof, "no complete answer");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(malformed)?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|text| text.parse().ok());
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Ok(Self { status: status.ok_or_else(malformed)?, headers, body: bytes[end + 4..].to_vec() })
    }
}

/// Sends one request to an `http://` URL and reads the answer to its end.
pub fn fetch(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Fetched> {
    let unsupported = || io::Error::new(io::ErrorKind::InvalidInput, "not an http:// URL");
    let rest = url.strip_prefix("http://").ok_or_else(unsupported)?;
    let (host, target) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.extend([*name, ": ", *value, "\r\n"]);
    }
    request.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n"]);
    let mut stream = TcpStream::connect(host)?;
    stream.write_all(&[request.as_bytes(), body].concat())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Fetched::parse(&bytes)
}
