//! `explain-call`, as its user sees it: the request, every step of its signature without secrets, and where the vendor has
//! something else.

#![allow(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

/// The vendor's published example of `NXCloud`'s signature, as an endpoint of its own.
const NXCLOUD: &str = r#"
specwright: 1
api: nx
server: https://api.example
credentials:
  access_key: string -- Key
  access_secret: secret -- Secret
auth:
  signed:
    arguments: { action: string, biz_type: string }
    values:
      ts: "{now | unix_ms}"
      text: "accessKey={access_key}&action={action}&bizType={biz_type}&ts={ts}[&body={body}]&accessSecret={access_secret}"
      sign: "{text | md5 | hex}"
    headers: { accessKey: "{access_key}", ts: "{ts}", bizType: "{biz_type}", action: "{action}", sign: "{sign}" }
endpoints:
  send:
    http: POST /send
    auth: { signed: { action: send, biz_type: "1" } }
    body: { fields: { id: i64, name: string } }
    examples:
      - body: { name: 牛小信, id: 10001 }
"#;

const NX_GIVEN: &str = "{access_key: fme2na3kdi3ki, access_secret: abciiiko2k3, ts: 1655710885431}";

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

/// Several ways to prove who calls, in every place.
const CHOICES: &str = r#"
specwright: 1
api: choices
server: { url: "https://{region}.example/bot{bot}", variables: { region: { doc: Where, default: eu, values: [eu, us] } } }
credentials:
  bot: secret -- In the address
  user?: string -- Name
  password?: secret -- Password
  key?: secret -- Key
tokens:
  login:
    steps: [{ http: POST /login, fields: { user: "{user}", password: "{password}" }, outputs: { token: body.token } }]
  challenge:
    challenge: { header: X-Challenge, word: Odd }
    outputs: { salt: salt }
auth:
  logged_in: { bearer: "{login.token}" }
  basic: { basic: { username: "{user}", password: "{password}" } }
  everywhere:
    values:
      half: "{key | take(4) | upper}"
      code: "{key | base64}"
      pair: "x:{key}:y"
      mixed: "{pair | base64}"
      proof: "{password | sha256 | hex}"
      escaped: "{key | json}"
      path_text: "{path}"
    headers: { X-Half: "{half}", X-Code: "{code}", X-Mixed: "{mixed}", X-Proof: "{proof}", X-Path: "{path_text}" }
    query: { key: "{key}" }
    cookies: { k: "{key | hex}" }
    form: { key: "{key}", json: "{escaped}" }
    path: { piece: "{key}" }
  answered:
    values: { mac: "{challenge.salt} {method} | {key}", sign: "{mac | sha256 | hex}" }
    headers: { X-Answer: "{sign}" }
endpoints:
  either: { http: GET /either, auth: [logged_in, basic, none] }
  register: { http: POST /register, auth: none, query: { pin?: secret }, body: { fields: { name: string, password: secret, codes: "[secret]" } } }
  places: { http: "POST /at/{piece}", auth: everywhere, body: { form: { name: string, size?: i64 } } }
  ask: { http: GET /answer, auth: answered }
"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        fs::write(dir.path().join(path), text).expect("writes");
    }
    dir
}

/// What a call prints, and its exit code.
fn explain(dir: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .arg("explain-call")
        .args(arguments)
        .args(["--now", "2026-11-21T22:00:00Z", "--nonce", "000102030405060708090a0b0c0d0e0f"])
        .current_dir(dir.path())
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .expect("runs");
    let mut shown = String::new();
    for bytes in [output.stdout, output.stderr] {
        shown.push_str(&String::from_utf8(bytes).expect("UTF-8"));
    }
    let _ = write!(shown, "----- exit code {} -----", output.status.code().expect("a code"));
    shown
}

fn nx(arguments: &[&str]) -> String {
    let dir = folder(&[("nx.yaml", NXCLOUD)]);
    explain(&dir, &[&["nx.yaml", "send", "--given", NX_GIVEN], arguments].concat(), &[])
}

fn choices(endpoint: &str, given: &str, more: &[&str]) -> String {
    let dir = folder(&[("choices.yaml", CHOICES)]);
    explain(&dir, &[&["choices.yaml", endpoint, "--given", given], more].concat(), &[])
}

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
fn a_secret_that_differs_is_not_shown_on_either_side() {
    let text = "text=accessKey=fme2na3kdi3ki&action=send&bizType=1&ts=1655710885431&body={\"id\":10001,\"name\":\"牛小信\"}&accessSecret=abcOTHER";
    let shown = nx(&["--expect", text]);
    assert!(!shown.contains("abciiiko2k3") && !shown.contains("OTHER"), "{shown}");
    assert!(shown.contains("inside the secret `access_secret`"), "{shown}");
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
fn the_choice_that_the_client_makes() {
    for (given, more, why) in [
        (
            "{bot: b0t}",
            &[][..],
            "auth   none: the first choice that lacks nothing; before it: `logged_in` lacks the credential `user` or `login`; `basic` lacks the credential `user`",
        ),
        ("{bot: b0t, user: u, password: p}", &["--auth", "basic"], "auth   `basic`: asked for"),
        (
            "{bot: b0t, login: { token: t0ken } }",
            &[],
            "auth   `logged_in`: the first of 3 choices, and nothing that it needs is missing",
        ),
        ("{bot: b0t}", &["--auth", "none"], "auth   none: asked for"),
    ] {
        let shown = choices("either", given, more);
        assert!(shown.contains(why), "{shown}");
    }
    // The client would call `login` itself; here its output must be given.
    let shown = choices("either", "{bot: b0t, user: u, password: p}", &[]);
    assert_snapshot!(shown, @r#"
    error: not given: `login.token`, which the client obtains by a call of its own
    ----- exit code 2 -----
    "#);
    let shown = choices("ask", "{bot: b0t, key: k}", &[]);
    assert!(shown.contains("the first call goes out without `answered`; it answers a challenge"), "{shown}");
    let shown = choices("ask", "{bot: b0t, key: k, challenge.salt: NaCl}", &[]);
    assert!(shown.contains("NaCl GET | [key]"), "{shown}");
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

#[test]
fn what_the_whole_request_looks_like() {
    let given = "{bot: b0t/1, key: s3cr3t, password: p, region: us}";
    let shown = choices("places", given, &["--arguments", "{body: {size: 3, name: a b}}"]);
    let to = shown.find("`everywhere` computes").expect("values");
    assert_snapshot!(&shown[..to], @r#"
    `places` of `choices`, not sent
      auth   `everywhere`: the only choice
      time   2026-11-21T22:00:00Z
      nonce  000102030405060708090a0b0c0d0e0f

    request
      POST https://us.example/bot[bot]/at/[key]?key=[key]
      accept: application/json, */*;q=0.8
      user-agent: specwright/0.1.0
      content-type: application/x-www-form-urlencoded
      x-half: [key]
      x-code: [key]
      x-mixed: eDp[key]6eQ==
      x-proof: [proof]
      x-path: /bot[bot]/at/[key]
      cookie: k=[key]

      name=a+b&size=3&key=[key]&json=%22[key]%22
    "#);
}

#[test]
fn credentials_come_from_the_environment() {
    let dir = folder(&[("nx.yaml", NXCLOUD)]);
    let environment = [("NX_ACCESS_KEY", "fme2na3kdi3ki"), ("NX_ACCESS_SECRET", "abciiiko2k3")];
    let arguments = ["nx.yaml", "send", "--given", "ts: 1655710885431"];
    assert!(explain(&dir, &arguments, &environment).contains("7750759da06333f20d0640be09355e34"));
    assert_snapshot!(explain(&dir, &["nx.yaml", "send"], &environment[..1]), @r#"
    error: not given: the credential `access_secret` (environment variable NX_ACCESS_SECRET)
    ----- exit code 2 -----
    "#);
}

#[test]
fn what_is_wrong_is_told_without_secrets() {
    let dir = folder(&[
        ("nx.yaml", NXCLOUD),
        ("bad.yaml", "access_secret: \"MARK\nb\" x: MARK\n"),
        ("choices.yaml", CHOICES),
    ]);
    let given = ["--given", NX_GIVEN];
    for (arguments, message) in [
        (&["nx.yaml", "sned"][..], "no endpoint of `nx` is named `sned`; a similar name: `send`"),
        (
            &["nx.yaml", "send", "--given", "{acces_key: x}"],
            "nothing that is given is named `acces_key`; a similar name: `access_key`",
        ),
        (
            &["nx.yaml", "send", "--given", "{sign: x}"],
            "`sign` is computed from other values, so it is not given",
        ),
        (&["nx.yaml", "send", "--given", "bad.yaml"], "bad.yaml: line "),
        (&["nx.yaml", "send", "--given", "[x: 1]"], "--given: expected a map of names and texts"),
        (&["nx.yaml", "send", "--given", "{access_key: [MARK]}"], "--given: `access_key` is not one text"),
        (
            &["nx.yaml", "send", "--example", "2", given[0], given[1]],
            "`send` has 1 examples, and no number 2",
        ),
        (&["nx.yaml", "send", "--example", "0", given[0], given[1]], "no number 0"),
        (
            &["nx.yaml", "send", "--expect", "sing=x", given[0], given[1]],
            "nothing that is computed is named `sing`; a similar name: `sign`",
        ),
        (
            &["nx.yaml", "send", "--auth", "sigend", given[0], given[1]],
            "no auth scheme of the endpoint is named `sigend`; a similar name: `signed`",
        ),
        (
            &["nx.yaml", "send", "--arguments", "{body: {id: x, name: y}}", given[0], given[1]],
            "the call has text where the type says a whole number",
        ),
        (
            &["nx.yaml", "send", "--arguments", "{body: {id: 1}}", given[0], given[1]],
            "the call has no `name`, which is required",
        ),
        (&["nx.yaml", "send", "--arguments", "{boddy: {}}", given[0], given[1]], "`body`"),
        (
            &["nx.yaml", "send", "--arguments", "missing.yaml", given[0], given[1]],
            "neither a YAML map nor a file",
        ),
        (
            &["choices.yaml", "either", "--given", "{bot: b, region: mars}"],
            "the server variable `region` is none of `eu`, `us`",
        ),
        (&["missing.yaml", "send"], "missing.yaml"),
    ] {
        let shown = explain(&dir, arguments, &[]);
        assert!(shown.contains(message) && shown.ends_with("exit code 2 -----"), "{arguments:?}: {shown}");
        assert!(!shown.contains("MARK") && !shown.contains("abciii"), "{shown}");
    }
}

/// Arguments, given texts and expectations are whatever somebody pastes.
#[test]
fn hostile_input_makes_no_panic() {
    let dir = folder(&[("nx.yaml", NXCLOUD), ("choices.yaml", CHOICES)]);
    let odd = [
        "",
        "{",
        "}",
        "&a [*a]",
        "{? [a]: b}",
        "- x",
        "\u{202e}{a: b}",
        "{body: {id: 1e999, name: \u{1b}}}",
        "{a: &a [*a, *a]}",
    ];
    for text in odd {
        for option in ["--arguments", "--given", "--expect", "--auth", "--now", "--nonce", "--example"] {
            let shown = explain(&dir, &["nx.yaml", "send", option, text], &[]);
            assert!(!shown.contains("panicked"), "{option} {text:?}: {shown}");
        }
    }
    for key in ["a\u{1b}[31m", "ключ🔑", "%00\"\\", "\u{202e}x", "a\nb"] {
        let given = format!("{{bot: x, key: {}}}", serde_json::Value::from(key));
        let expected = format!("mixed={key}");
        let arguments = [
            "choices.yaml",
            "places",
            "--given",
            &given,
            "--arguments",
            "{body: {name: x}}",
            "--expect",
            &expected,
        ];
        let shown = explain(&dir, &arguments, &[]);
        assert!(
            !shown.contains("panicked") && !shown.contains('\u{1b}') && !shown.contains('\u{202e}'),
            "{shown}"
        );
    }
}
