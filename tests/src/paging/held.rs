//! A server whose requests wait until they are told their answers, and that sees which of them are given up.

use std::future::Future;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// A running server, on the runtime that started it. Requests without a body are all that it reads.
pub struct Held {
    port: u16,
    asked: mpsc::UnboundedReceiver<Waiting>,
    counts: Arc<Counts>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    waiting: AtomicUsize,
    given_up: AtomicUsize,
}

/// A request that waits.
pub struct Waiting {
    /// Path and query.
    pub target: String,
    answer: oneshot::Sender<String>,
}

impl Held {
    /// Starts a server on a free port of the loopback interface.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (sender, asked) = mpsc::unbounded_channel();
        let counts = Arc::<Counts>::default();
        let shared = Arc::clone(&counts);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, sender.clone(), Arc::clone(&shared)));
            }
        });
        Ok(Self { port, asked, counts, task })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The next request, as soon as it is there.
    pub async fn next(&mut self) -> Option<Waiting> {
        self.asked.recv().await
    }

    /// A request that has come and was not taken yet.
    pub fn try_next(&mut self) -> Option<Waiting> {
        self.asked.try_recv().ok()
    }

    /// How many requests wait now.
    pub fn waiting(&self) -> usize {
        self.counts.waiting.load(Ordering::SeqCst)
    }

    /// How many requests were given up: their connections were closed before they had an answer.
    pub fn given_up(&self) -> usize {
        self.counts.given_up.load(Ordering::SeqCst)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Waiting {
    /// Answers with status 200 and this JSON.
    pub fn answer(self, body: &str) {
        self.answer_with(200, body);
    }

    /// Answers with this status and this JSON.
    pub fn answer_with(self, status: u16, body: &str) {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {length}");
        // Nobody waits when the request was given up.
        let _ = self.answer.send(format!("{head}\r\n\r\n{body}"));
    }
}

async fn serve(mut stream: TcpStream, asked: mpsc::UnboundedSender<Waiting>, counts: Arc<Counts>) {
    while let Ok(Some(target)) = read(&mut stream).await {
        let (answer, told) = oneshot::channel();
        counts.waiting.fetch_add(1, Ordering::SeqCst);
        let is_waited_for = asked.send(Waiting { target, answer }).is_ok();
        let told = if is_waited_for { first(told, gone(&mut stream)).await } else { None };
        counts.waiting.fetch_sub(1, Ordering::SeqCst);
        let Some(told) = told else {
            counts.given_up.fetch_add(1, Ordering::SeqCst);
            return;
        };
        if stream.write_all(told.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The answer, unless the client goes away before it.
async fn first(told: oneshot::Receiver<String>, gone: impl Future<Output = ()>) -> Option<String> {
    tokio::select! {
        told = told => told.ok(),
        () = gone => None,
    }
}

/// Waits for the end of the connection; a client that waits sends nothing.
async fn gone(stream: &mut TcpStream) {
    let mut byte = [0];
    let _ = stream.read(&mut byte).await;
}

/// The target of the next request; `None` when there is none.
async fn read(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
    }
    let head = String::from_utf8_lossy(&head);
    Ok(head.split(' ').nth(1).map(str::to_owned))
}
