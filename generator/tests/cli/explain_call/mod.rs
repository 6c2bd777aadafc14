//! `explain-call`: the request, every step of its signature without secrets, and where the vendor has something else.

mod call;
mod secrets;
mod signature;

use std::process::Command;

use tempfile::TempDir;

use crate::support::{Ran, folder};

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

/// What a call prints, and its exit code.
fn explain(dir: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    let command = command
        .arg("explain-call")
        .args(arguments)
        .args(["--now", "2026-11-21T22:00:00Z", "--nonce", "000102030405060708090a0b0c0d0e0f"])
        .current_dir(dir.path())
        .env_clear()
        .envs(environment.iter().copied());
    Ran::of(command).said()
}

fn nx(arguments: &[&str]) -> String {
    let dir = folder(&[("nx.yaml", NXCLOUD)]);
    explain(&dir, &[&["nx.yaml", "send", "--given", NX_GIVEN], arguments].concat(), &[])
}

fn choices(endpoint: &str, given: &str, more: &[&str]) -> String {
    let dir = folder(&[("choices.yaml", CHOICES)]);
    explain(&dir, &[&["choices.yaml", endpoint, "--given", given], more].concat(), &[])
}
