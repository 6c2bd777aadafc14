//! Over loopback sockets, with servers that misbehave.

use std::{future::IntoFuture, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use super::HttpTransport;
use crate::{CallOptions, Client, ClientParts, Error, ErrorKind, Options, ServerUrl, testing::sample};

/// What a server does with its connections, one after another.
#[derive(Clone, Copy)]
enum Act {
    /// Sends this and closes.
    Say(&'static str),
    /// Closes without a word.
    Close,
    /// Sends this and then nothing more.
    Stall(&'static str),
    /// Sends this, and then more and more.
    Flood(&'static str),
}

/// A client of a server that does this, and the heads of the requests that the server gets.
async fn serve(acts: &'static [Act]) -> (Client, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, heads) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for act in acts {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = sender.send(head(&mut socket).await);
            tokio::spawn(async move { play(socket, *act).await });
        }
    });
    // A proxy of the environment's is not what is tested.
    let transport = HttpTransport::from_builder(reqwest::Client::builder().no_proxy()).unwrap();
    let options = Options::new()
        .with_transport(Arc::new(transport))
        .with_backoff(Duration::from_millis(1), Duration::from_millis(1));
    let server = ServerUrl::Fixed(format!("http://{address}/v1"));
    let parts = ClientParts { server, ..sample::parts() };
    (Client::new(parts, options).unwrap(), heads)
}

async fn head(socket: &mut TcpStream) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if socket.read(&mut byte).await.unwrap() == 0 {
            break;
        }
        read.push(byte[0]);
    }
    String::from_utf8(read).unwrap()
}

async fn play(mut socket: TcpStream, act: Act) {
    let (Act::Say(text) | Act::Stall(text) | Act::Flood(text)) = act else { return };
    socket.write_all(text.as_bytes()).await.unwrap();
    match act {
        Act::Stall(_) => std::future::pending().await,
        Act::Flood(_) => while socket.write_all(&[b' '; 4096]).await.is_ok() {},
        _ => {}
    }
}

async fn call(acts: &'static [Act]) -> Result<sample::Thing, Error> {
    let (client, _heads) = serve(acts).await;
    sample::plain(&client).await
}

const OK: Act = Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{\"id\":7}");

#[tokio::test]
async fn a_call_is_sent_and_answered() {
    let (client, mut heads) = serve(&[OK]).await;
    assert_eq!(sample::plain(&client).await.unwrap(), sample::Thing { id: 7 });
    let head = heads.recv().await.unwrap();
    assert!(head.starts_with("GET /v1/things?q=MARK-secret HTTP/1.1\r\n"), "{head}");
    for header in ["accept: application/json", "user-agent: specwright/", "host: 127.0.0.1:"] {
        assert!(head.contains(header), "{head}");
    }
    assert!(!head.contains("referer") && !head.contains("content-"), "{head}");
}

#[tokio::test]
async fn a_body_may_come_in_chunks() {
    const CHUNKS: Act = Act::Say(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"i\r\n5\r\nd\":7}\r\n0\r\n\r\n",
    );
    assert_eq!(call(&[CHUNKS]).await.unwrap(), sample::Thing { id: 7 });
}

#[tokio::test]
async fn connections_that_break_are_tried_again() {
    const CUT: Act = Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 800\r\n\r\n{\"id\":7}");
    assert_eq!(call(&[Act::Close, CUT, OK]).await.unwrap(), sample::Thing { id: 7 });
    let error = call(&[CUT, CUT, CUT, CUT]).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4), "{error}");
    assert!(error.to_string().contains("the connection broke"), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    const AWAY: Act = Act::Say(
        "HTTP/1.1 302 Found\r\nLocation: https://evil.example/x?t=MARK\r\nContent-Length: 0\r\n\r\n",
    );
    let error = call(&[AWAY, OK]).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirect, 1));
    assert!(error.to_string().contains("https://evil.example,"), "{error}");
}

#[tokio::test]
async fn an_answer_that_stalls_is_given_up() {
    const ACTS: &[Act] = &[Act::Stall(""), Act::Stall("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id")];
    for acts in ACTS.chunks(1) {
        let (client, _heads) = serve(acts).await;
        let options = CallOptions::new().with_attempt_timeout(Duration::from_millis(50)).with_max_attempts(1);
        let error = sample::plain(&client).with_options(options).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }
}

#[tokio::test]
async fn a_flood_is_cut_off() {
    const HUGE: Act = Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
    let (client, _heads) = serve(&[Act::Flood("HTTP/1.1 200 OK\r\n\r\n")]).await;
    let options = CallOptions::new().with_max_response_bytes(100_000);
    let error = sample::plain(&client).with_options(options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(call(&[HUGE]).await.unwrap_err().kind(), ErrorKind::TooLarge);
}

/// `{"id":7}`, compressed.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_answer_is_decompressed() {
    const BODY: &[u8] = &[
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x32, 0xaf, 5, 0, 0x43,
        0x5f, 7, 0x12, 8, 0, 0, 0,
    ];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let head = head(&mut socket).await;
        let answer =
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", BODY.len());
        socket.write_all(&[answer.as_bytes(), BODY].concat()).await.unwrap();
        head
    });
    let parts = ClientParts { server: ServerUrl::Fixed(format!("http://{address}")), ..sample::parts() };
    let client = Client::new(parts, Options::new().with_max_attempts(1)).unwrap();
    assert_eq!(sample::plain(&client).await.unwrap(), sample::Thing { id: 7 });
    let head = server.await.unwrap();
    assert!(head.contains("accept-encoding: gzip\r\n"), "{head}");
}

#[tokio::test]
async fn an_answer_of_many_headers_is_read_when_that_is_allowed() {
    let headers: Vec<_> = (0..150).map(|number| format!("x-{number}: v\r\n")).collect();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n{}\r\n{{\"id\":7}}",
        headers.concat()
    );
    for (most, kind) in
        [(200, None), (120, Some(ErrorKind::TooManyHeaders)), (100, Some(ErrorKind::TooManyHeaders))]
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = ServerUrl::Fixed(format!("http://{}", listener.local_addr().unwrap()));
        let answer = answer.clone();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            head(&mut socket).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        });
        let client =
            Client::new(ClientParts { server, ..sample::parts() }, Options::new().with_max_headers(most));
        let called = sample::plain(&client.unwrap()).await;
        // It would have as many the next time.
        assert_eq!(called.err().map(|error| (error.kind(), error.attempts())), kind.map(|kind| (kind, 1)));
    }
}

/// A future that is dropped while the answer trickles in takes its connection with it and leaves no task behind; the next
/// call is none the worse for it.
#[tokio::test]
async fn a_dropped_call_leaves_nothing_behind() {
    const HALF: Act = Act::Stall("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id");
    let (client, mut heads) = serve(&[HALF, OK]).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let call = tokio::spawn(sample::plain(&client).into_future());
    heads.recv().await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    // Beside the server's own, which plays the stalled answer.
    for _ in 0..200 {
        if tasks() <= before + 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(tasks() <= before + 1, "{} tasks, {before} before", tasks());
    assert_eq!(sample::plain(&client).await.unwrap(), sample::Thing { id: 7 });
}

#[tokio::test]
async fn what_is_no_http_is_an_error() {
    let error =
        call(&[Act::Say("SSH-2.0-OpenSSH\r\n"), Act::Say("\0\0"), Act::Close, Act::Close]).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4), "{error}");
}

/// The test runs itself once more, as a process whose environment names a proxy.
#[tokio::test]
async fn a_proxy_does_not_get_what_is_for_a_server_on_this_machine() {
    const TEST: &str =
        "transport::http_client::tests::a_proxy_does_not_get_what_is_for_a_server_on_this_machine";
    const CHILD: &str = "SPECWRIGHT_TEST_SERVER";
    if let Ok(base_url) = std::env::var(CHILD) {
        let parts = ClientParts { server: ServerUrl::Fixed(base_url), ..sample::parts() };
        let client = Client::new(parts, Options::new().with_max_attempts(1)).unwrap();
        assert_eq!(sample::plain(&client).await.unwrap(), sample::Thing { id: 7 });
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        head(&mut socket).await;
        play(socket, OK).await;
    });
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST])
        .env(CHILD, base_url)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        // Nobody listens there, so what goes to the proxy fails.
        .envs(["http_proxy", "HTTP_PROXY", "all_proxy"].map(|name| (name, "http://127.0.0.1:9")))
        .spawn();
    let status = tokio::task::spawn_blocking(move || child.unwrap().wait()).await.unwrap().unwrap();
    assert!(status.success());
    server.await.unwrap();
}
