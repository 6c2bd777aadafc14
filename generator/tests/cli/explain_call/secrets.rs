//! No secret is shown, wherever it goes.

use super::{choices, explain, nx};
use crate::support::folder;

/// AWS Signature Version 4 from the library.
const AWS: &str = r#"
specwright: 1
api: aws
server: https://example.amazonaws.com
credentials:
  access_key: string -- Key
  secret_key: secret -- Secret
auth:
  aws:
    recipe: aws_sigv4
    with: { access_key: "{access_key}", secret_key: "{secret_key}", region: us-east-1, service: service }
endpoints:
  get_item: { http: GET /, query: { Param2?: string, Param1?: string } }
"#;

#[test]
fn a_secret_that_differs_is_not_shown_on_either_side() {
    let text = "text=accessKey=fme2na3kdi3ki&action=send&bizType=1&ts=1655710885431&body={\"id\":10001,\"name\":\"牛小信\"}&accessSecret=abcOTHER";
    let shown = nx(&["--expect", text]);
    assert!(!shown.contains("abciiiko2k3") && !shown.contains("OTHER"), "{shown}");
    assert!(shown.contains("inside the secret `access_secret`"), "{shown}");
}

#[test]
fn keys_that_are_derived_of_a_secret_are_not_shown() {
    let dir = folder(&[("aws.yaml", AWS)]);
    let given = "{access_key: AKIDEXAMPLE, secret_key: wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY}";
    let shown = explain(&dir, &["aws.yaml", "get_item", "--given", given], &[]);
    for key in ["date_key", "region_key", "service_key"] {
        assert!(shown.contains(&format!("    32 bytes\n    [{key}]\n")), "{shown}");
    }
    assert!(
        shown.contains("AWS4[secret_key]")
            && shown.contains("4 pairs, here joined by")
            && !shown.contains("wJalr"),
        "{shown}"
    );
    // What is signed is shown, and so is the signature.
    assert!(
        shown.contains("    AWS4-HMAC-SHA256⏎\n    20261121T220000Z⏎") && shown.contains("Signature="),
        "{shown}"
    );
}

#[test]
fn secrets_among_the_arguments_are_not_shown() {
    let arguments =
        "{query: {pin: 'MARK/12'}, body: {name: n, password: 'MARK\"pass', codes: [MARK123456, x7]}}";
    for format in ["human", "json"] {
        let shown = choices("register", "{bot: b0t}", &["--arguments", arguments, "--format", format]);
        assert!(!shown.contains("MARK") && !shown.contains("x7"), "{shown}");
        assert!(shown.contains("?pin=[secret]"), "{shown}");
    }
}

/// Parts of marks stand in the output only if something of a secret does.
#[test]
fn no_secret_is_shown_in_any_place_or_encoding() {
    let given = "{bot: 'MARKbot/1', key: 'MARKkey/\"2-é', user: Aladdin, password: MARKpassword}";
    let arguments = ["--arguments", "{body: {name: x}}"];
    for shown in [
        choices("places", given, &arguments),
        choices("places", given, &[&arguments[..], &["--format", "json"]].concat()),
        choices(
            "places",
            given,
            &[&arguments[..], &["--expect", "code=TUFSS2tleS8iMi3DqQ==", "--expect", "half=MARX"]].concat(),
        ),
        choices("either", given, &["--auth", "basic"]),
        choices("either", "{bot: 'MARKbot/1', login.token: 'MARKtoken'}", &[]),
    ] {
        assert!(shown.contains("[bot]"), "{shown}");
        // In clear, in base64 at each of its offsets, in hexadecimal.
        for part in
            ["MARK", "TUFSS", "NQVJL", "1BUks", "4d41524b", "4D41524B", "key/", "bot/", "%2F2", "password\\"]
        {
            assert!(!shown.contains(part), "{part}: {shown}");
        }
        // The digest of nothing but a secret is one.
        assert_eq!(shown.contains("proof"), shown.contains("[proof]"), "{shown}");
    }
}
