use super::*;
use crate::testing::sample;

#[test]
fn a_path_value_stays_in_its_segment() {
    for (value, encoded) in [
        ("a/b", "/x/a%2Fb/y"),
        ("../etc", "/x/..%2Fetc/y"),
        ("%2e%2e", "/x/%252e%252e/y"),
        ("a?b#c", "/x/a%3Fb%23c/y"),
        ("...", "/x/.../y"),
        ("\\é", "/x/%5C%C3%A9/y"),
    ] {
        let mut parts = Parts::new(&sample::CREATE);
        parts.path_text("/x/");
        parts.path_value("id", value).unwrap();
        parts.path_text("/y");
        assert_eq!(parts.path(), encoded);
    }
}

#[test]
fn a_path_value_that_is_no_segment_is_refused() {
    for (value, what) in [("", "empty"), (".", "a dot segment"), ("..", "a dot segment")] {
        let error = Parts::new(&sample::CREATE).path_value("id", value).unwrap_err();
        assert!(error.is_invalid());
        assert!(error.to_string().ends_with(&format!("path parameter `id`: must not be {what}")), "{error}");
    }
}

#[test]
fn a_header_cannot_smuggle_another_and_its_value_is_not_shown() {
    let error = Parts::new(&sample::CREATE).header("X-Trace", "MARK\r\nHost: evil").unwrap_err();
    assert!(error.to_string().contains("header `X-Trace`") && !error.to_string().contains("MARK"));
}

#[test]
fn bodies_have_their_content_type() {
    let mut parts = Parts::new(&sample::CREATE);
    assert_eq!((parts.body(), parts.content_type()), (&b""[..], None));
    parts.json(&[1, 2]).unwrap();
    assert_eq!((parts.body(), parts.content_type()), (&b"[1,2]"[..], Some("application/json")));
    let form = serde_json::json!({ "a b": "1&2", "c": "é" });
    parts.form(&form, &[]).unwrap();
    assert_eq!(parts.body(), b"a+b=1%262&c=%C3%A9");
    assert_eq!(parts.content_type(), Some("application/x-www-form-urlencoded"));
}

#[test]
fn a_styled_path_value_that_is_no_segment_is_refused() {
    for (style, value) in [
        (Style::Comma, vec![]),
        (Style::Comma, vec![""]),
        (Style::Comma, vec![".."]),
        (Style::Label, vec![]),
        (Style::Label, vec![""]),
        (Style::Label, vec!["."]),
        (Style::LabelEach, vec!["", ""]),
        (Style::Matrix, vec![]),
    ] {
        let mut parts = Parts::new(&sample::CREATE);
        let error = parts.path_styled("ids", style, &value).unwrap_err();
        assert!(error.to_string().contains("path parameter `ids`: must not be"), "{error}");
        assert_eq!(parts.path(), "");
    }
    let mut parts = Parts::new(&sample::CREATE);
    parts.path_styled("ids", Style::Label, &["../x", "\\", ";a=1"]).unwrap();
    assert_eq!(parts.path(), "...%2Fx,%5C,%3Ba%3D1");
}

#[test]
fn lists_and_objects_are_sent_as_their_style_says() {
    let mut parts = Parts::new(&sample::CREATE);
    parts.query("q", "a,b");
    parts.query_styled("ids", Style::Comma, &["1,2", "3"]).unwrap();
    parts.query_styled("at", Style::Brackets, &serde_json::json!({ "gte": 1 })).unwrap();
    assert_eq!(parts.query_text(), "q=a%2Cb&ids=1%2C2,3&at%5Bgte%5D=1");
    assert_eq!(parts.query_pairs()[1], ("ids".to_owned(), "1,2,3".to_owned()));
    parts.header_styled("X-Arg", Style::Json, &serde_json::json!({ "p": "é" })).unwrap();
    assert_eq!(parts.header_pairs()[0].1, r#"{"p":"\u00e9"}"#);
    let error = parts.query_styled("at", Style::Comma, &[[1]]).unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("query parameter `at`"), "{error}");
}

#[test]
fn cookies_are_one_header_in_which_nothing_ends_early() {
    let mut parts = Parts::new(&sample::CREATE);
    parts.cookie("sid", "s%3Aabc=");
    parts.cookie("theme", "dark; x=1");
    parts.cookie_styled("ids", Style::Comma, &[1, 2]).unwrap();
    parts.cookie_styled("at", Style::Fields, &serde_json::json!({ "a;b": "c" })).unwrap();
    let cookies = "sid=s%3Aabc=; theme=dark%3B%20x%3D1; ids=1,2; a%3Bb=c";
    assert_eq!(parts.header_pairs(), [("cookie".to_owned(), cookies.to_owned())]);
}

#[test]
fn fields_of_a_form_have_their_styles() {
    let form = serde_json::json!({ "a": [1, 2], "b": { "c": { "d": ["x"] } }, "e": ["f"], "g": null });
    let mut parts = Parts::new(&sample::CREATE);
    parts.form(&form, &[("e", Style::Indices)]).unwrap();
    assert_eq!(parts.body(), b"a=1&a=2&b%5Bc%5D%5Bd%5D%5B%5D=x&e%5B0%5D=f");
    parts.form(&[1], &[]).unwrap_err();
}

#[test]
fn debug_shows_names_and_lengths() {
    let mut parts = Parts::new(&sample::CREATE);
    parts.query("token", "MARK");
    parts.header("X-Key", "MARK").unwrap();
    parts.json("MARK").unwrap();
    let shown = format!("{parts:?}");
    assert!(shown.contains("token") && shown.contains("6 bytes") && !shown.contains("MARK"), "{shown}");
}
