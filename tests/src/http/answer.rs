//! Writing answers, whole or broken.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::fault::Fault;
use super::message::{Response, reason};

/// An endless body is given up after this many bytes: a client that reads on by then reads on for ever.
const ENDLESS: usize = 1024 * 1024 * 1024;

/// What becomes of the connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    KeepAlive,
    Close,
    Reset,
}

/// Writes the handler's answer, spoilt by the fault.
pub(super) async fn write(
    stream: &mut BufReader<TcpStream>,
    mut response: Response,
    fault: Option<Fault>,
    keep_alive: bool,
) -> io::Result<After> {
    let after = if keep_alive { After::KeepAlive } else { After::Close };
    match fault {
        None | Some(Fault::Instead(_)) => whole(stream, &response, after).await,
        Some(Fault::Late(pause)) => {
            tokio::time::sleep(pause).await;
            whole(stream, &response, after).await
        }
        Some(Fault::ContentType(content_type)) => {
            whole(stream, &response.with_header("Content-Type", content_type), after).await
        }
        Some(Fault::CutBody) => {
            response.body.truncate(response.body.len() / 2);
            whole(stream, &response, after).await
        }
        Some(Fault::ResetInBody { after }) => {
            let sent = after.min(response.body.len());
            partial(stream, &response, response.body.len().max(sent + 1), sent).await?;
            // The head and the first bytes shall arrive before the reset wipes them out.
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok(After::Reset)
        }
        Some(Fault::Truncated { missing }) => {
            let promised = response.body.len().max(missing);
            partial(stream, &response, promised, promised - missing).await?;
            Ok(After::Close)
        }
        Some(Fault::SlowBody { piece, pause }) => slow(stream, &response, piece, pause, after).await,
        Some(Fault::Endless) => endless(stream, &response).await,
        Some(Fault::ResetUnread | Fault::ResetUnanswered) => Ok(After::Reset),
    }
}

async fn whole(stream: &mut BufReader<TcpStream>, response: &Response, after: After) -> io::Result<After> {
    let mut bytes = head(response, &format!("Content-Length: {}", response.body.len()), after);
    bytes.extend_from_slice(&response.body);
    stream.write_all(&bytes).await?;
    stream.flush().await?;
    Ok(after)
}

/// Promises some length and sends less.
async fn partial(
    stream: &mut BufReader<TcpStream>,
    response: &Response,
    promised: usize,
    sent: usize,
) -> io::Result<()> {
    let mut bytes = head(response, &format!("Content-Length: {promised}"), After::KeepAlive);
    bytes.extend(response.body.iter().take(sent));
    stream.write_all(&bytes).await?;
    stream.flush().await
}

async fn slow(
    stream: &mut BufReader<TcpStream>,
    response: &Response,
    piece: usize,
    pause: Duration,
    after: After,
) -> io::Result<After> {
    stream.write_all(&head(response, &format!("Content-Length: {}", response.body.len()), after)).await?;
    for bytes in response.body.chunks(piece.max(1)) {
        stream.flush().await?;
        tokio::time::sleep(pause).await;
        stream.write_all(bytes).await?;
    }
    stream.flush().await?;
    Ok(after)
}

/// A JSON string without an end, in chunks.
async fn endless(stream: &mut BufReader<TcpStream>, response: &Response) -> io::Result<After> {
    stream.write_all(&head(response, "Transfer-Encoding: chunked", After::Close)).await?;
    stream.write_all(b"2\r\n[\"\r\n").await?;
    let mut chunk = b"4000\r\n".to_vec();
    chunk.resize(chunk.len() + 0x4000, b'x');
    chunk.extend_from_slice(b"\r\n");
    let mut sent = 0;
    while sent < ENDLESS {
        stream.write_all(&chunk).await?;
        sent += chunk.len();
    }
    Ok(After::Reset)
}

fn head(response: &Response, framing: &str, after: After) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if after == After::Close {
        head.push_str("Connection: close\r\n");
    }
    head.push_str(framing);
    head.push_str("\r\n\r\n");
    head.into_bytes()
}
