//! The server against raw sockets.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::client::Fetched;
use super::*;

fn echo() -> Server {
    Server::start(|request| Response::new(200, "application/octet-stream", request.body.clone())).unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream
}

fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Sends bytes and reads until the server closes.
fn exchange(server: &Server, bytes: &[u8]) -> Fetched {
    let mut stream = connect(server);
    stream.write_all(bytes).unwrap();
    Fetched::parse(&read_to_end(&mut stream)).unwrap()
}

#[test]
fn one_connection_serves_several_requests() {
    let server = echo();
    let mut stream = connect(&server);
    let request = b"POST /a?x=1&y=%20 HTTP/1.1\r\nHost: h\r\nX-Mark: m\r\nContent-Length: 3\r\n\r\none";
    stream.write_all(request).unwrap();
    let mut first = [0; 200];
    let length = stream.read(&mut first).unwrap();
    assert!(first[..length].ends_with(b"one"));
    stream.write_all(b"POST /b HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo").unwrap();
    assert!(read_to_end(&mut stream).ends_with(b"two"));
    let log = server.requests();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].path.as_str(), log[0].query.as_str()), ("/a", "x=1&y=%20"));
    assert_eq!(log[0].header("x-mark"), Some("m"));
    assert_eq!(log[0].parameter("y").as_deref(), Some(" "));
    assert_eq!((log[0].connection, log[1].connection), (0, 0));
    assert_eq!(server.connection_count(), 1);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = echo();
    let mut stream = connect(&server);
    let bytes = b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nAPOST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1\r\n\r\nB";
    stream.write_all(bytes).unwrap();
    let answers = String::from_utf8(read_to_end(&mut stream)).unwrap();
    let (first, second) = (answers.find("\r\n\r\nA").unwrap(), answers.find("\r\n\r\nB").unwrap());
    assert!(first < second);
}

#[test]
fn a_chunked_body_is_put_together() {
    let server = echo();
    let bytes = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nwiki\r\n5;x=y\r\npedia\r\n0\r\nTrailer: t\r\n\r\n";
    assert_eq!(exchange(&server, bytes).body, b"wikipedia");
}

#[test]
fn a_waiting_client_is_told_to_continue() {
    let server = echo();
    let mut stream = connect(&server);
    stream
        .write_all(
            b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
        )
        .unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"ok").unwrap();
    assert!(read_to_end(&mut stream).ends_with(b"ok"));
}

#[test]
fn what_is_ambiguous_or_too_large_is_refused() {
    let server = echo();
    let cases: [(&[u8], u16); 7] = [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"GET http://elsewhere/ HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nNo Colon: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
    ];
    for (bytes, status) in cases {
        assert_eq!(exchange(&server, bytes).status, status, "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(server.request_count(), 0);
    let mut endless = b"GET / HTTP/1.1\r\nX: ".to_vec();
    // Not a byte more than is read: what is left unread would turn the close into a reset.
    endless.resize(64 * 1024 + 2, b'x');
    assert_eq!(exchange(&server, &endless).status, 431);
}

#[test]
fn a_port_is_free_again_after_its_server() {
    let server = echo();
    let port = server.port();
    drop(server);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

fn hello(plan: FaultPlan) -> Server {
    let server = Server::start(|_| Response::json(200, &serde_json::json!({ "hello": "world" }))).unwrap();
    server.set_faults(plan);
    server
}

fn get(server: &Server) -> std::io::Result<Fetched> {
    fetch("GET", &server.base_url(), &[], b"")
}

const HELLO: &[u8] = br#"{"hello":"world"}"#;

#[test]
fn faults_meet_the_requests_they_are_planned_for() {
    let server = hello(FaultPlan::none().at(1, Fault::status(503)).at(2, Fault::html(502)));
    let statuses: Vec<u16> = (0..4).map(|_| get(&server).unwrap().status).collect();
    assert_eq!(statuses, [200, 503, 502, 200]);
    assert_eq!(server.faults_met(), 2);
    server.set_faults(FaultPlan::always(Fault::empty(500)));
    assert_eq!(get(&server).unwrap().body, b"");
}

#[test]
fn resets_are_resets() {
    let server = hello(FaultPlan::always(Fault::ResetUnread));
    assert_eq!(get(&server).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(server.request_count(), 0);
    server.set_faults(FaultPlan::always(Fault::ResetUnanswered));
    assert_eq!(get(&server).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(server.request_count(), 1);
    server.set_faults(FaultPlan::always(Fault::ResetInBody { after: 3 }));
    assert_eq!(get(&server).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(server.request_count(), 2);
}

#[test]
fn bodies_are_cut_in_the_way_that_was_asked_for() {
    let server = hello(FaultPlan::always(Fault::Truncated { missing: 4 }));
    let answer = get(&server).unwrap();
    assert_eq!(answer.header("content-length"), Some("17"));
    assert_eq!(answer.body, &HELLO[..13]);
    server.set_faults(FaultPlan::always(Fault::CutBody));
    let answer = get(&server).unwrap();
    assert_eq!(answer.header("content-length"), Some("8"));
    assert_eq!(answer.body, &HELLO[..8]);
}

#[test]
fn a_slow_body_arrives_whole_and_late() {
    let server = hello(FaultPlan::always(Fault::SlowBody { piece: 5, pause: Duration::from_millis(10) }));
    let start = Instant::now();
    assert_eq!(get(&server).unwrap().body, HELLO);
    assert!(start.elapsed() >= Duration::from_millis(40));
    server.set_faults(FaultPlan::always(Fault::Late(Duration::from_millis(30))));
    let start = Instant::now();
    assert_eq!(get(&server).unwrap().body, HELLO);
    assert!(start.elapsed() >= Duration::from_millis(30));
}

#[test]
fn headers_say_what_the_fault_asks_for() {
    let server = hello(FaultPlan::none().at(0, Fault::too_many(RetryAfter::Seconds(7))));
    let answer = get(&server).unwrap();
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    server.set_faults(FaultPlan::always(Fault::unavailable(RetryAfter::At(std::time::UNIX_EPOCH))));
    assert_eq!(get(&server).unwrap().header("retry-after"), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
    server.set_faults(FaultPlan::always(Fault::redirect(307, "http://elsewhere.test/")));
    let answer = get(&server).unwrap();
    assert_eq!((answer.status, answer.header("location")), (307, Some("http://elsewhere.test/")));
    server.set_faults(FaultPlan::always(Fault::ContentType("text/plain")));
    let answer = get(&server).unwrap();
    assert_eq!((answer.header("content-type"), answer.body.as_slice()), (Some("text/plain"), HELLO));
}

#[test]
fn an_endless_body_goes_on_until_the_client_leaves() {
    let server = hello(FaultPlan::none().at(0, Fault::Endless));
    let mut stream = connect(&server);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut bytes = vec![0; 1_000_000];
    stream.read_exact(&mut bytes).unwrap();
    drop(stream);
    assert_eq!(get(&server).unwrap().body, HELLO);
}

#[test]
fn random_faults_repeat_with_their_seed() {
    let statuses = |seed| {
        let server = hello(FaultPlan::seeded(seed, 3, vec![Fault::status(500), Fault::status(503)]));
        (0..40).map(|_| get(&server).unwrap().status).collect::<Vec<_>>()
    };
    let first = statuses(11);
    assert_eq!(first, statuses(11));
    assert!(first.contains(&200) && first.contains(&500) && first.contains(&503));
}
