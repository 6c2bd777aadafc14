//! Signatures: how they come about, and where they differ from what is expected.

use insta::assert_snapshot;

use super::{NX_GIVEN, NXCLOUD, explain, nx};
use crate::support::folder;

#[test]
fn a_published_signature_and_all_that_it_is_made_of() {
    assert_snapshot!(nx(&["--expect", "sign=7750759da06333f20d0640be09355e34"]));
}

#[test]
fn programs_get_the_same() {
    let shown = nx(&["--format", "json", "--expect", "sign=00"]);
    let (line, rest) = shown.split_once('\n').expect("a line");
    assert_eq!(rest, "----- exit code 1 -----");
    let whole: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(whole["request"]["body"]["text"], r#"{"id":10001,"name":"牛小信"}"#);
    assert_eq!(whole["schemes"][0]["values"][2]["value"]["text"], "7750759da06333f20d0640be09355e34");
    assert_eq!(whole["comparisons"][0]["result"], "differs");
    assert_eq!(whole["verdict"], "the first difference that can be seen is in `sign`");
    assert!(!shown.contains("abciiiko2k3"));
}

#[test]
fn the_first_stage_that_differs() {
    // The vendor's own text, with another time.
    let text = "text=accessKey=fme2na3kdi3ki&action=send&bizType=1&ts=1655710885430&body={\"id\":10001,\"name\":\"牛小信\"}&accessSecret=abciiiko2k3";
    let shown = nx(&["--expect", "sign=00", "--expect", text, "--expect", "ts=1655710885431"]);
    let from = shown.find("held against").expect("compared");
    assert!(!shown.contains("abciiiko2k3"));
    assert_snapshot!(&shown[from..], @r#"
    held against what is expected
      ts: equal
      text: differs at byte 62 (124 bytes computed, 124 expected)
        computed  …n=send&bizType=1&ts=1655710885431&body={"id":10001,"name":"牛小…
        expected  …n=send&bizType=1&ts=1655710885430&body={"id":10001,"name":"牛小…
                                                   ^
        made by   accessKey={access_key}&action={action}&bizType={biz_type}&ts={ts}[&body={body}]&accessSecret={access_secret}
      sign: differs at byte 1 (32 bytes computed, 2 expected)
        computed  7750759da06333f20d0640be09355e34
        expected  00
                  ^
        made by   {text | md5 | hex}

    the first difference that can be seen is in `text`; before it, `ts` is as expected
    ----- exit code 1 -----
    "#);
}

#[test]
fn slips_that_would_give_the_vendors_signature() {
    let sign = |text: &str| {
        use md5::Digest as _;
        md5::Md5::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    };
    let text = |body: &str, secret: &str| {
        format!("accessKey=fme2na3kdi3ki&action=send&bizType=1&ts=1655710885431{body}&accessSecret={secret}")
    };
    let body = "&body={\"id\":10001,\"name\":\"牛小信\"}";
    for (signed, what) in [
        (text("", "abciiiko2k3"), "the body left out"),
        (
            text("&body={\"id\": 10001, \"name\": \"牛小信\"}", "abciiiko2k3"),
            "a space behind each `:` and `,`",
        ),
        (text("&body={\"id\":10001,\"name\":\"\\u725b\\u5c0f\\u4fe1\"}", "abciiiko2k3"), "`\\u` escapes"),
        (text(body, "abciiiko2k3\n"), "a line feed at the secret's end"),
        (text(body, "abciiiko2k3").to_lowercase(), "what is signed in lower case"),
        (
            text("&body={\"id\": 10001, \"name\": \"\\u725b\\u5c0f\\u4fe1\"}", "abciiiko2k3"),
            "a space behind each `:` and `,` of the JSON body, and `\\u` escapes",
        ),
    ] {
        let shown = nx(&["--expect", &format!("sign={}", sign(&signed))]);
        assert!(shown.contains(&format!("it would be equal with: {what}")), "{what}: {shown}");
    }
    // Upper case and base64 are other ways to write the same bytes.
    for same in ["7750759DA06333F20D0640BE09355E34", "d1B1naBjM/INBkC+CTVeNA=="] {
        let shown = nx(&["--expect", &format!("sign={same}")]);
        assert!(shown.contains("sign: the same bytes") && shown.ends_with("exit code 0 -----"), "{shown}");
    }
}

#[test]
fn a_text_from_a_file() {
    let dir = folder(&[
        ("nx.yaml", NXCLOUD),
        ("given.yaml", NX_GIVEN),
        ("body.json", "{\"id\":10001,\"name\":\"牛小信\"}\n"),
    ]);
    let arguments = ["nx.yaml", "send", "--given", "given.yaml", "--expect", "body=@body.json"];
    let shown = explain(&dir, &arguments, &[]);
    assert!(shown.contains("  body: equal"), "{shown}");
}
