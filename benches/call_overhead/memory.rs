//! Calls without a socket: the request is made and dropped, the answer is there already.

use std::sync::Arc;
use std::{fs, hint};

use bytes::Bytes;
use specwright_runtime::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};

use crate::Result;
use crate::calls::{ByHand, Generated, Subject};

const URL: &str = "http://127.0.0.1:9";

/// Where the answer of a subject is kept between processes.
pub const BODY: &str = "SPECWRIGHT_BENCH_BODY";

struct Memory(Bytes);

impl Transport for Memory {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, std::result::Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            // The transport over the network has to do this as well, and so has the peer.
            let mut sent = reqwest::Request::new(request.method, request.url);
            *sent.headers_mut() = request.headers;
            *sent.body_mut() = Some(request.body.into());
            drop(hint::black_box(sent));
            let body = Box::new(Some(self.0.clone()));
            Ok(TransportResponse { status: http::StatusCode::OK, headers: head(self.0.len()), body })
        })
    }
}

/// The headers of an answer, which an HTTP library makes on both sides.
pub fn head(length: usize) -> http::HeaderMap {
    let mut headers = http::HeaderMap::new();
    headers.insert("content-type", http::HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert("content-length", http::HeaderValue::from(length));
    headers
}

/// Makes a call so many times on one side; the process that counts instructions looks on.
pub fn repeat(side: &str, subject: &str, number: &str) -> Result<()> {
    let subject = *Subject::ALL.iter().find(|known| known.name() == subject).ok_or("no such subject")?;
    let body = Bytes::from(fs::read(std::env::var_os(BODY).ok_or("there is no body")?)?);
    let number: u32 = number.parse()?;
    if side == "by hand" {
        let by_hand = ByHand::new(URL, URL)?;
        for _ in 0..number {
            hint::black_box(by_hand.call_in_memory(subject, &body)?);
        }
        return Ok(());
    }
    let transport: Arc<dyn Transport> = Arc::new(Memory(body));
    let generated = Generated::over(&transport, URL, URL)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for _ in 0..number {
            hint::black_box(generated.call(subject).await?);
        }
        Ok(())
    })
}
