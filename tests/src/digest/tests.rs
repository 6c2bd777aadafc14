//! The server against requests made by hand.

use super::*;
use crate::http::{Fetched, fetch};

fn ask(server: &Digest, header: &str) -> Fetched {
    let url = format!("{}/digest/things?a=b", server.server().base_url());
    let headers = [("Authorization", header)];
    fetch("GET", &url, if header.is_empty() { &[] } else { &headers }, b"").unwrap()
}

fn header(algorithm: Algorithm, nonce: &str, count: &str) -> String {
    let first = algorithm.hash("Mufasa:http-auth@example.org:Circle of Life");
    let second = algorithm.hash("GET:/digest/things?a=b");
    let response = algorithm.hash(&format!("{first}:{nonce}:{count}:c:auth:{second}"));
    format!(
        "Digest username=\"Mufasa\", realm=\"{REALM}\", uri=\"/digest/things?a=b\", algorithm={}, nonce=\"{nonce}\", nc={count}, cnonce=\"c\", qop=auth, response=\"{response}\", opaque=\"{OPAQUE}\"",
        algorithm.name()
    )
}

#[test]
fn the_answer_of_the_rfc_is_right() {
    // RFC 7616, section 3.9.1.
    for (algorithm, expected) in [
        (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ] {
        let request = Request {
            method: "GET".to_owned(),
            path: "/dir/index.html".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            at: std::time::Instant::now(),
            connection: 0,
        };
        let text = format!(
            "username=\"Mufasa\", realm=\"{REALM}\", uri=\"/dir/index.html\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"{expected}\", opaque=\"{OPAQUE}\""
        );
        let parameters = Parameters::read(&text).unwrap();
        assert_eq!(parameters.right(algorithm, &Config::default(), &request), Some(true));
    }
}

#[test]
fn a_nonce_count_must_grow() {
    let server = Digest::start(Config::default()).unwrap();
    let challenge = ask(&server, "");
    assert!(challenge.header("www-authenticate").unwrap().contains("SHA-256"));
    assert_eq!((challenge.status, server.challenges()), (401, 1));
    let status = |count| ask(&server, &header(Algorithm::Md5, "nonce-1", count)).status;
    assert_eq!(
        [status("00000001"), status("00000001"), status("0000000a"), status("00000009")],
        [200, 401, 200, 401]
    );
    assert_eq!(status("b"), 401);
    assert_eq!(server.algorithms_used(), [Algorithm::Md5, Algorithm::Md5]);
}

#[test]
fn a_nonce_goes_stale_and_quotes_matter() {
    let server = Digest::start(Config { nonce_uses: 1, ..Config::default() }).unwrap();
    ask(&server, "");
    assert_eq!(ask(&server, &header(Algorithm::Sha256, "nonce-1", "00000001")).status, 200);
    let stale = ask(&server, &header(Algorithm::Sha256, "nonce-1", "00000002"));
    assert!(stale.header("www-authenticate").unwrap().ends_with("stale=true"));
    let right = header(Algorithm::Sha256, "nonce-2", "00000001");
    assert_eq!(ask(&server, &right.replace("qop=auth", "qop=\"auth\"")).status, 401);
    assert_eq!(ask(&server, &right.replace("uri=\"/digest", "uri=\"/other")).status, 401);
    assert_eq!(ask(&server, &right).status, 200);
}
