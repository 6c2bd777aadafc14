//! Reading requests off a connection.

use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::message::Request;

/// A request line and headers longer than this are refused.
const MAX_HEAD: usize = 64 * 1024;
/// A body longer than this is refused.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Why a request could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// The connection is gone: there is nobody to answer.
    Gone,
    /// To be answered with this status, and the connection closed.
    Refused(u16),
}

impl From<std::io::Error> for Unreadable {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

/// A request, and whether its sender would use the connection again.
#[derive(Debug)]
pub(super) struct Incoming {
    pub request: Request,
    pub keep_alive: bool,
}

/// Reads the next request of a connection.
pub(super) async fn read(stream: &mut BufReader<TcpStream>, connection: u64) -> Result<Incoming, Unreadable> {
    let head = read_head(stream).await?;
    let mut lines = head.split("\r\n");
    let (method, target, version) = request_line(lines.next().unwrap_or_default())?;
    let headers = lines.map(header).collect::<Result<Vec<_>, _>>()?;
    let has = |name: &str, value: &str| {
        headers.iter().any(|(key, text)| {
            key == name && text.split(',').any(|part| part.trim().eq_ignore_ascii_case(value))
        })
    };
    let keep_alive =
        if version == "HTTP/1.0" { has("connection", "keep-alive") } else { !has("connection", "close") };
    if has("expect", "100-continue") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let body = match framing(&headers)? {
        Framing::Length(length) => read_exactly(stream, length).await?,
        Framing::Chunked => read_chunks(stream).await?,
    };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    Ok(Incoming {
        request: Request { method, path, query, headers, body, at: Instant::now(), connection },
        keep_alive,
    })
}

/// The request line and the headers, without the empty line that ends them.
async fn read_head(stream: &mut (impl AsyncRead + AsyncBufReadExt + Unpin)) -> Result<String, Unreadable> {
    let mut head = Vec::new();
    loop {
        let line = read_line(stream, MAX_HEAD.saturating_sub(head.len())).await?;
        if line.is_empty() && !head.is_empty() {
            return String::from_utf8(head).map_err(|_| Unreadable::Refused(400));
        }
        // RFC 9112, section 2.2: an empty line before a request is ignored.
        if !line.is_empty() {
            if !head.is_empty() {
                head.extend_from_slice(b"\r\n");
            }
            head.extend_from_slice(&line);
        }
    }
}

/// A line without its end.
async fn read_line(
    stream: &mut (impl AsyncRead + AsyncBufReadExt + Unpin),
    limit: usize,
) -> Result<Vec<u8>, Unreadable> {
    let mut line = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let read = (&mut *stream).take(limit).read_until(b'\n', &mut line).await?;
    if line.pop() != Some(b'\n') {
        let full = u64::try_from(read).unwrap_or(u64::MAX) >= limit;
        return Err(if full { Unreadable::Refused(431) } else { Unreadable::Gone });
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(line)
}

fn request_line(line: &str) -> Result<(String, String, String), Unreadable> {
    let parts: Vec<&str> = line.split(' ').collect();
    match parts.as_slice() {
        [method, target, version @ ("HTTP/1.1" | "HTTP/1.0")]
            if !method.is_empty() && target.starts_with('/') =>
        {
            Ok(((*method).to_owned(), (*target).to_owned(), (*version).to_owned()))
        }
        _ => Err(Unreadable::Refused(400)),
    }
}

fn header(line: &str) -> Result<(String, String), Unreadable> {
    let (name, value) = line.split_once(':').ok_or(Unreadable::Refused(400))?;
    if name.is_empty() || name.contains(|c: char| c.is_ascii_whitespace()) {
        return Err(Unreadable::Refused(400));
    }
    Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
}

enum Framing {
    Length(usize),
    Chunked,
}

/// How long the body is. Anything ambiguous is refused, so that no client gets away with it.
fn framing(headers: &[(String, String)]) -> Result<Framing, Unreadable> {
    let values = |name| {
        headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
    };
    match (values("transfer-encoding").as_slice(), values("content-length").as_slice()) {
        ([], []) => Ok(Framing::Length(0)),
        ([], [length]) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
            let length = length.parse().map_err(|_| Unreadable::Refused(400))?;
            if length > MAX_BODY { Err(Unreadable::Refused(413)) } else { Ok(Framing::Length(length)) }
        }
        ([coding], []) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        _ => Err(Unreadable::Refused(400)),
    }
}

async fn read_exactly(stream: &mut (impl AsyncRead + Unpin), length: usize) -> Result<Vec<u8>, Unreadable> {
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

async fn read_chunks(stream: &mut BufReader<TcpStream>) -> Result<Vec<u8>, Unreadable> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream, MAX_HEAD).await?;
        let line = String::from_utf8(line).map_err(|_| Unreadable::Refused(400))?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| Unreadable::Refused(400))?;
        if size == 0 {
            break;
        }
        if size > MAX_BODY - body.len() {
            return Err(Unreadable::Refused(413));
        }
        body.extend(read_exactly(stream, size).await?);
        if !read_line(stream, 2).await?.is_empty() {
            return Err(Unreadable::Refused(400));
        }
    }
    // Trailers are read and forgotten.
    while !read_line(stream, MAX_HEAD).await?.is_empty() {}
    Ok(body)
}
