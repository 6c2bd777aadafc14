//! Values that come with a refusal.

use http::{HeaderMap, HeaderValue};

use super::*;
use crate::tokens::challenge;

const ASKED: [(&str, &str); 2] = [
    ("www-authenticate", "Basic realm=\"x, y\""),
    ("www-authenticate", "Digest realm=\"a\", nonce=\"n1\", algorithm=MD5"),
];

#[tokio::test]
async fn the_first_attempt_goes_without_and_the_next_ones_count_their_uses() {
    let api = api(Auth::default(), |t| {
        t.answer_with(401, &ASKED, "")
            .answer(200, OK)
            .answer(200, OK)
            .answer_with(401, &[("www-authenticate", "digest nonce=n2, realm=b, stale=true")], "")
            .answer(200, OK)
    });
    for _ in 0..3 {
        call(&api.client, &DIGESTED).await.unwrap();
    }
    assert_eq!(
        api.sent(),
        [
            "act",
            r#"act Digest realm="a", nonce="n1", nc=1"#,
            r#"act Digest realm="a", nonce="n1", nc=2"#,
            r#"act Digest realm="a", nonce="n1", nc=3"#,
            r#"act Digest realm="b", nonce="n2", nc=1"#,
        ]
    );
}

#[tokio::test]
async fn a_challenge_is_answered_once() {
    let api = api(Auth::default(), |t| t.answer_with(401, &ASKED, "").answer_with(401, &ASKED, ""));
    let error = call(&api.client, &DIGESTED).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), api.sent().len()), (401, 2));
}

#[tokio::test]
async fn another_challenge_is_not_answered() {
    for line in ["Basic realm=\"a\"", "Digest realm=\"a\"", "Digest realm=a, nonce=n, algorithm=SHA-256"] {
        let api = api(Auth::default(), |t| t.answer_with(401, &[("www-authenticate", line)], ""));
        call(&api.client, &DIGESTED).await.unwrap_err();
        assert_eq!(api.sent().len(), 1, "{line}");
    }
}

/// The values that the source takes from these lines.
fn read(lines: &[&[u8]]) -> Option<Vec<String>> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("www-authenticate", HeaderValue::from_bytes(line).unwrap());
    }
    let source = &SOURCES[DIGEST];
    let TokenOrigin::Challenge(asked) = &source.origin else { return None };
    let values = challenge::read(source, asked, &headers)?;
    Some((0..3).map(|output| values.get(output).unwrap_or("-").to_owned()).collect())
}

#[test]
fn challenges_are_read_as_the_rfc_writes_them() {
    // RFC 7616, 3.9.1, both lines; the second is the one for MD5.
    let sha = br#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    let md5 = br#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    let both = read(&[sha, md5]).unwrap();
    assert_eq!(
        both,
        [
            "http-auth@example.org",
            "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
        ]
    );
    let joined = [&sha[..], b", ", md5].concat();
    assert_eq!(read(&[&joined]), Some(both));
    assert_eq!(read(&[sha]), None);
}

#[test]
fn several_challenges_are_told_apart() {
    for (line, values) in [
        // RFC 9110, 11.6.1
        (r#"Basic realm="simple", Digest realm="a", nonce="n""#, Some("a n -")),
        (
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Digest nonce="n", realm="a""#,
            Some("a n -"),
        ),
        (r"Negotiate, Digest realm=a, nonce=n", Some("a n -")),
        (r"Negotiate oRswGaADCgEA==, Digest realm=a, nonce=n", Some("a n -")),
        (r"DIGEST Realm = a , NONCE= n", Some("a n -")),
        (r#"Digest realm="a \"b\", c", nonce="n\\", opaque="""#, Some("a \"b\", c n\\ ")),
        (r#"Digest realm="a", Basic realm="b", nonce="n""#, None),
        (r#", ,Digest realm="a",, nonce="n","#, Some("a n -")),
        (r#"realm="a", nonce="n""#, None),
        (r#"Digest realm="a", realm="b", nonce="n""#, Some("a n -")),
    ] {
        assert_eq!(read(&[line.as_bytes()]).map(|values| values.join(" ")).as_deref(), values, "{line}");
    }
}

#[test]
fn hostile_lines_are_read_to_their_end() {
    let unclosed = [b"Digest realm=\"", "x".repeat(100_000).as_bytes()].concat();
    for line in [
        &b"Digest"[..],
        b"Digest ",
        b"Digest =,=,\"",
        b"Digest realm=\"a\\",
        b"\"\\\",((([[[{{{",
        b"= = = =",
        b"Digest realm",
        &unclosed,
        ",".repeat(50_000).as_bytes(),
        "a ".repeat(50_000).as_bytes(),
        "a=b,".repeat(20_000).as_bytes(),
    ] {
        assert_eq!(read(&[line]), None);
    }
    // Latin-1, as some realms are.
    assert_eq!(read(&[b"Digest realm=\"Zo\xeb\", nonce=n"]).unwrap()[0], "Zoë");
}
