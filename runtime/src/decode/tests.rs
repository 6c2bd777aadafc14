//! Outcome rules over whole answers.

use http::HeaderValue;

use super::*;
use crate::{
    ErrorKind,
    envelope::{Envelope, Step},
    retry::Trouble,
    testing::sample::{CREATE, GET, IN_FIELD, LIST, PLAIN, Thing, Things},
};

fn answer(status: u16, body: &str) -> Answer {
    Answer::new(status, body.to_owned())
}

fn thing(body: &str) -> Result<Thing, Error> {
    json(&GET, &answer(200, body))
}

#[test]
fn a_payload_in_a_field_is_found_wherever_the_code_stands() {
    for body in [
        r#"{"code":0,"message":"ok","data":{"id":7}}"#,
        r#"{"data":{"id":7},"code":0}"#,
        r#"{"x":[1,{"data":5}],"data":{"id":7,"code":99},"y":null,"code":0.0}"#,
        r#"{"data":{"id":1},"code":0,"data":{"id":7}}"#,
        r#"{"code":5,"data":{"id":1},"code":0,"data":{"id":7}}"#,
        "\u{feff} {\"code\":0,\"data\":{\"id\":7}}\n",
    ] {
        assert_eq!(thing(body).unwrap(), Thing { id: 7 }, "{body}");
    }
}

#[test]
fn a_failure_is_told_before_the_payload_is_decoded() {
    for body in [
        r#"{"code":2005,"message":"not found","detail":"id","traceId":"t-1","data":"nothing"}"#,
        r#"{"data":"nothing","traceId":"t-1","message":"not found","detail":"id","code":2005}"#,
        r#"{"code":0,"data":{"id":7},"traceId":"t-1","message":"not found","detail":"id","code":2005}"#,
    ] {
        let error = thing(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(error.code_text(), Some("2005"));
        assert_eq!(error.message(), Some("not found"));
        assert_eq!(error.detail(), Some("id"));
        assert_eq!(error.request_id(), Some("t-1"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.body().unwrap(), body);
    }
}

#[test]
fn an_envelope_without_its_code_is_no_success() {
    for body in
        [r#"{"data":{"id":7}}"#, r#"{"code":null,"data":{"id":7}}"#, r#"{"code":"0","data":{"id":7}}"#, "{}"]
    {
        assert_eq!(thing(body).unwrap_err().kind(), ErrorKind::Api, "{body}");
    }
}

#[test]
fn a_missing_payload_is_an_error_unless_nothing_is_one() {
    let body = r#"{"code":0}"#;
    let error = thing(body).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("missing field `data`"), "{error}");
    assert_eq!(json::<Option<Thing>>(&GET, &answer(200, body)).unwrap(), None);
    json::<()>(&GET, &answer(200, body)).unwrap();
    assert_eq!(json::<Option<Thing>>(&GET, &answer(200, r#"{"code":0,"data":null}"#)).unwrap(), None);
}

#[test]
fn a_decode_error_has_its_path_wherever_the_code_stands() {
    let path = |body: &str| {
        let error = json::<Vec<Thing>>(&GET, &answer(200, body)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(!format!("{error} {error:?}").contains("MARK"), "{error:?}");
        assert!(std::error::Error::source(&error).is_none());
        error.json_path().unwrap().to_owned()
    };
    assert_eq!(path(r#"{"code":0,"data":[{"id":1},{"id":"MARK"}]}"#), "data[1].id");
    assert_eq!(path("{\n\"data\": [\n{\"id\":1},\n{\"id\":\"MARK\"}],\"code\":0}"), "data[1].id");
    assert_eq!(path(r#"{"code":0,"data":[{"id":1},{"name":"MARK"}]}"#), "data[1]");
    assert_eq!(path(r#"{"code":0,"data":"MARK"}"#), "data");
    assert_eq!(path(r#"{"data":null,"code":0}"#), "data");
    assert_eq!(path("[]"), "");
    assert_eq!(path("\"MARK\""), "");
}

#[test]
fn a_payload_beside_the_code_is_found_wherever_the_code_stands() {
    for body in [
        r#"{"code":0,"items":[{"id":7}],"next":null}"#,
        r#"{"items":[{"id":7}],"unknown":{"code":9},"code":0}"#,
        r#"{"message":"ok","code":0,"items":[{"id":7}]}"#,
    ] {
        let page: Things = json(&LIST, &answer(200, body)).unwrap();
        assert_eq!(page.items, [Thing { id: 7 }], "{body}");
    }
    for body in [r#"{"code":5,"items":"no"}"#, r#"{"items":[],"code":5,"message":"no"}"#] {
        let error = json::<Things>(&LIST, &answer(200, body)).unwrap_err();
        assert_eq!((error.kind(), error.code_text()), (ErrorKind::Api, Some("5")));
    }
    let error =
        json::<Things>(&LIST, &answer(200, r#"{"code":0,"items":[{"id":7},{"id":null}]}"#)).unwrap_err();
    assert_eq!(error.json_path(), Some("items[1].id"));
}

#[test]
fn a_payload_beside_the_code_may_want_the_code_too() {
    #[derive(Debug, PartialEq)]
    struct Both {
        code: i64,
        id: i64,
    }
    crate::testing::sample::read_fields!(Both { code 0, id 1 } {});
    let both: Both = json(&LIST, &answer(200, r#"{"code":0,"id":7}"#)).unwrap();
    assert_eq!(both, Both { code: 0, id: 7 });
}

#[test]
fn a_body_that_is_no_object_has_no_outcome() {
    for body in ["[]", "7", "null", "\"x\""] {
        let error = json::<Things>(&LIST, &answer(200, body)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.to_string().contains("not an object"), "{error}");
    }
}

#[test]
fn a_code_inside_the_payload_is_read_there() {
    static INSIDE: Envelope = Envelope {
        reads: &[&[Step::Key("data"), Step::Key("ok")]],
        needs: &[0],
        success: |reads| reads.get(0).truthy(),
        ..IN_FIELD
    };
    static ENDPOINT: Endpoint = Endpoint { envelope: &INSIDE, ..CREATE };
    let read = |body: &str| json::<Thing>(&ENDPOINT, &answer(200, body));
    assert_eq!(read(r#"{"data":{"id":7,"ok":true}}"#).unwrap(), Thing { id: 7 });
    assert_eq!(read(r#"{"data":{"id":7,"ok":false}}"#).unwrap_err().kind(), ErrorKind::Api);
    assert_eq!(read(r#"{"data":{"id":"x","ok":true}}"#).unwrap_err().json_path(), Some("data.id"));
}

#[test]
fn without_an_envelope_the_status_decides() {
    let read = |status, body: &str| json::<Vec<i64>>(&PLAIN, &answer(status, body));
    assert_eq!(read(200, "[1]").unwrap(), [1]);
    assert_eq!(read(201, " [1] ").unwrap(), [1]);
    let error = read(404, "[1]").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(
        error.to_string(),
        "GET /things/{id} (sample.plain): the server answers Not Found [status 404]"
    );
    assert_eq!(read(200, "[1] x").unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn the_status_may_be_all_that_a_rule_looks_at() {
    static CREATED: Envelope = Envelope { success: |reads| reads.status() == 201, ..Envelope::NONE };
    static ENDPOINT: Endpoint = Endpoint { envelope: &CREATED, ..PLAIN };
    assert_eq!(json::<i64>(&ENDPOINT, &answer(201, "7")).unwrap(), 7);
    assert_eq!(json::<i64>(&ENDPOINT, &answer(200, "7")).unwrap_err().kind(), ErrorKind::Api);
    nothing(&ENDPOINT, &answer(201, "")).unwrap();
    assert_eq!(nothing(&ENDPOINT, &answer(200, "{}")).unwrap_err().kind(), ErrorKind::Api);
}

#[test]
fn a_failed_status_is_explained_by_what_the_body_has() {
    let error = json::<Thing>(&GET, &answer(400, r#"{"code":5,"message":"bad","data":null}"#)).unwrap_err();
    assert_eq!((error.kind(), error.code_text(), error.message()), (ErrorKind::Api, Some("5"), Some("bad")));
    for body in ["", "<html>502</html>", "oops", "[]", "{", "\u{0}"] {
        let error = json::<Thing>(&GET, &answer(500, body)).unwrap_err();
        assert_eq!((error.kind(), error.code_text()), (ErrorKind::Status, None), "{body}");
    }
    let cut = json::<Thing>(&GET, &answer(500, r#"{"code":5,"mess"#)).unwrap_err();
    assert_eq!(cut.code_text(), Some("5"));
}

#[test]
fn a_code_of_zero_in_a_failed_status_is_still_a_failure() {
    let error = json::<Thing>(&GET, &answer(500, r#"{"code":0,"data":{"id":7}}"#)).unwrap_err();
    assert!(error.is_refusal());
}

#[test]
fn codes_and_statuses_say_whether_to_send_again() {
    let trouble = |status, code| {
        json::<Thing>(&GET, &answer(status, &format!("{{\"code\":{code}}}"))).unwrap_err().trouble()
    };
    assert_eq!(trouble(200, 11), Trouble::Unavailable);
    assert_eq!(trouble(200, 12), Trouble::Throttled);
    assert_eq!(trouble(200, 5), Trouble::Final);
    assert_eq!(trouble(200, 99), Trouble::Final);
    assert_eq!(trouble(503, 12), Trouble::Throttled);
    assert_eq!(trouble(503, 99), Trouble::Unavailable);
    assert_eq!(trouble(429, 11), Trouble::Throttled);
    assert_eq!(trouble(500, 99), Trouble::Final);
}

#[test]
fn other_content_is_named() {
    let said = |body: &str, content_type: Option<&'static str>| {
        let mut answer = answer(200, body);
        if let Some(content_type) = content_type {
            answer.headers.insert("content-type", HeaderValue::from_static(content_type));
        }
        let error = json::<Thing>(&GET, &answer).unwrap_err();
        (error.kind(), error.to_string().replace("GET /things/{id} (sample.get): ", ""))
    };
    let unexpected = |text: &str| (ErrorKind::UnexpectedContent, format!("{text} [status 200]"));
    assert_eq!(said(" <!DOCTYPE html>", None), unexpected("the answer is HTML, not JSON"));
    assert_eq!(said("<?xml version='1.0'?>", None), unexpected("the answer is XML, not JSON"));
    assert_eq!(
        said("oops", Some("text/plain; charset=utf-8")),
        unexpected("the answer is text/plain, not JSON")
    );
    assert_eq!(said("", None), unexpected("the answer is empty, JSON was expected"));
    assert_eq!(said(" \n", Some("text/html")), unexpected("the answer is empty, JSON was expected"));
    let (kind, text) = said("oops", Some("application/problem+json"));
    assert_eq!(kind, ErrorKind::Decode);
    assert!(text.contains("not proper JSON"), "{text}");
}

#[test]
fn json_is_json_whatever_its_content_type() {
    let mut answer = answer(200, r#"{"code":0,"data":{"id":7}}"#);
    answer.headers.insert("content-type", HeaderValue::from_static("text/html"));
    assert_eq!(json::<Thing>(&GET, &answer).unwrap(), Thing { id: 7 });
}

#[test]
fn json_that_is_not_utf_8_says_where() {
    let garbled = |body: &[u8]| json::<Thing>(&GET, &Answer::new(200, body.to_vec())).unwrap_err();
    let error = garbled(b"{\"code\":0,\"data\":{\"id\":1,\"name\":\"MARK\xe9\"}}");
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("data.name")));
    let shown = error.to_string();
    assert!(shown.contains("not UTF-8 after its first 37 bytes") && !shown.contains("MARK"), "{shown}");
    // That the call failed counts for more.
    assert_eq!(garbled(b"{\"code\":5,\"data\":\"\xe9\"}").code_text(), Some("5"));
}

#[test]
fn json_that_ends_early_says_so() {
    for body in [r#"{"code":0,"data":{"id":7"#, r#"{"code":0,"da"#, "{", r#"{"data":{"id":"#] {
        let error = thing(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.to_string().contains(&format!("ended early, after {} bytes", body.len())), "{error}");
    }
    let error = json::<Things>(&LIST, &answer(200, r#"{"items":["#)).unwrap_err();
    assert!(error.to_string().contains("ended early"), "{error}");
}

#[test]
fn an_empty_answer_is_nothing_where_nothing_is_expected() {
    json::<()>(&PLAIN, &answer(204, "")).unwrap();
    assert_eq!(json::<Option<i64>>(&PLAIN, &answer(200, "")).unwrap(), None);
    let error = json::<i64>(&PLAIN, &answer(200, "")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedContent);
}

#[test]
fn depth_has_a_limit() {
    let deep = |depth: usize| format!("{{\"code\":0,\"data\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let error = json::<serde_json::Value>(&GET, &answer(200, &deep(200))).unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
    // What nobody reads is skipped without recursion.
    json::<()>(&PLAIN, &answer(200, "null")).unwrap();
    let unread = format!("{{\"x\":{}{},\"code\":5}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(thing(&unread).unwrap_err().code_text(), Some("5"));
}

#[test]
fn redirects_are_named_by_their_origin() {
    let said = |location: &'static str| {
        let mut answer = answer(302, "");
        answer.headers.insert("location", HeaderValue::from_static(location));
        let error = json::<Thing>(&GET, &answer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(!format!("{error} {error:?}").contains("MARK"), "{error:?}");
        error.to_string()
    };
    assert!(
        said("https://u:MARK@evil.example:8443/MARK?t=MARK").contains("to https://evil.example:8443, and")
    );
    assert!(said("/login?t=MARK").contains("another path of the same server"));
    assert_eq!(json::<Thing>(&GET, &answer(304, "")).unwrap_err().kind(), ErrorKind::Status);
}

#[test]
fn nothing_is_nothing_only_when_the_call_succeeded() {
    for body in [r#"{"code":0}"#, r#"{"code":0,"data":[1,2]}"#, ""] {
        nothing(&GET, &answer(200, body)).unwrap();
        nothing(&LIST, &answer(200, body)).unwrap();
    }
    nothing(&PLAIN, &answer(200, "<html>")).unwrap();
    assert_eq!(nothing(&GET, &answer(200, r#"{"code":5}"#)).unwrap_err().code_text(), Some("5"));
    assert_eq!(nothing(&GET, &answer(200, "<html>")).unwrap_err().kind(), ErrorKind::UnexpectedContent);
    assert_eq!(nothing(&GET, &answer(500, "")).unwrap_err().kind(), ErrorKind::Status);
}

#[test]
fn a_file_is_taken_as_it_is_unless_it_is_a_failure() {
    for body in ["a,b\n", "", "<svg/>", "{\"code\": broken", r#"{"other":1}"#, "[{\"code\":5}]"] {
        assert_eq!(bytes(&GET, &answer(200, body)).unwrap(), body.as_bytes(), "{body}");
        assert_eq!(text(&GET, &answer(200, body)).unwrap(), body);
    }
    assert_eq!(bytes(&GET, &answer(200, r#"{"code":5}"#)).unwrap_err().code_text(), Some("5"));
    assert_eq!(text(&GET, &answer(404, "x")).unwrap_err().kind(), ErrorKind::Status);
    let error = text(&GET, &Answer::new(200, &b"ab\xffMARK"[..])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("not UTF-8 after its first 2 bytes"), "{error}");
}

#[test]
fn a_failed_answer_is_read_as_the_envelopes_own_struct() {
    #[derive(Debug, PartialEq)]
    struct Own {
        code: i64,
        hint: Option<String>,
    }
    crate::testing::sample::read_fields!(Own { code 0 } { hint 1 });
    let error = thing(r#"{"code":5,"hint":"look"}"#).unwrap_err();
    assert_eq!(own(&error), Some(Own { code: 5, hint: Some("look".into()) }));
    let error = thing(r#"{"code":0,"data":"x"}"#).unwrap_err();
    assert_eq!(own::<Own>(&error), None);
    let error = json::<Thing>(&GET, &answer(500, "<html>")).unwrap_err();
    assert_eq!(own::<Own>(&error), None);
}

#[test]
fn a_redirect_names_the_server_that_it_leads_to() {
    for (location, target) in [
        ("/login?t=MARK", "another path of the same server"),
        ("login", "another path of the same server"),
        ("//evil.example/MARK", "https://evil.example"),
        ("\\\\evil.example\\MARK", "https://evil.example"),
        ("HTTP://evil.example:81/MARK", "http://evil.example:81"),
    ] {
        let mut redirect = answer(302, "");
        redirect.headers.insert("location", HeaderValue::from_static(location));
        let error = json::<Thing>(&GET, &redirect).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        let text = error.to_string();
        assert!(text.contains(&format!("redirects to {target},")) && !text.contains("MARK"), "{text}");
    }
}
