//! Which call it is: choices of auth, arguments, credentials; and input that makes none.

use insta::assert_snapshot;

use super::{CHOICES, NX_GIVEN, NXCLOUD, choices, explain};
use crate::support::folder;

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
fn a_call_of_another_server_goes_there() {
    let dir = folder(&[("servers.yaml", include_str!("../../../../tests/kitchen/specs/servers.yaml"))]);
    let shown = |arguments: &[&str]| explain(&dir, &[&["servers.yaml"], arguments].concat(), &[]);
    let put = shown(&["put_file", "--given", "bot_token: b0t", "--arguments", "path: {name: x}\nbody: y"]);
    assert!(put.contains("PUT https://uploads.servers.example/files/x\n"), "{put}");
    assert!(put.contains("x-at: uploads.servers.example /files/x\n"), "{put}");
    let me = shown(&["get_me", "--given", "bot_token: b0t"]);
    assert!(me.contains("GET https://bots.servers.example/bot[bot_token]/me\n"), "{me}");
    let terms = shown(&["get_terms"]);
    assert!(terms.contains("GET https://eu.static.servers.example/v2/terms\n"), "{terms}");
    let me = shown(&["get_me"]);
    assert!(me.contains("not given: the credential `bot_token`"), "{me}");
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

#[test]
fn what_is_preset_is_sent() {
    const PRESETS: &str = "
specwright: 1
api: presets
server: https://presets.example
types:
  Order: { fields: { kind: { type: string, preset: big }, lines: '[Line]', stream?: bool } }
  Line: { fields: { unit: { type: string, preset: kg }, amount: i64 } }
endpoints:
  place: { http: POST /orders, body: Order, presets: { stream: true } }
  upload: { http: POST /files, body: { multipart: { kind: { type: string, preset: photo }, name: string } } }
";
    let dir = folder(&[("presets.yaml", PRESETS)]);
    let sent = |endpoint: &str, body: &str| {
        explain(&dir, &["presets.yaml", endpoint, "--arguments", &format!("{{ body: {body} }}")], &[])
    };
    let shown = sent("place", "{ lines: [{ amount: 2 }] }");
    for part in [r#""kind":"big""#, r#""unit":"kg""#, r#""amount":2"#, r#""stream":true"#] {
        assert!(shown.contains(part), "{shown}");
    }
    let shown = sent("upload", "{ name: a }");
    assert!(shown.contains("name=\"kind\"") && shown.contains("photo"), "{shown}");
}
