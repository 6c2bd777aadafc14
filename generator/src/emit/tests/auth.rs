//! What is generated for credentials, schemes and token sources.

use super::{api, find, standalone};
use crate::emit::emit_crate;

const GATE: &str = include_str!("gate.yaml");

/// Snapshots of the files that auth is about.
#[test]
fn a_gate_with_all_kinds_of_locks() {
    let files = emit_crate(&[api(GATE)], &standalone());
    for name in ["auth", "client", "credentials", "mod", "tests", "tokens"] {
        insta::assert_snapshot!(format!("gate_{name}"), find(&files, &format!("src/gate/{name}.rs")));
    }
}

/// What an API of one token costs.
#[test]
fn a_bearer_token_needs_next_to_nothing() {
    let spec = "\
specwright: 1
api: plain
server: https://plain.example
credentials: { token: secret }
auth: { token: { bearer: \"{token}\" } }
endpoints: { ping: { http: GET /ping, auth: token } }
";
    let files = emit_crate(&[api(spec)], &standalone());
    insta::assert_snapshot!("bearer_auth", find(&files, "src/plain/auth.rs"));
    assert!(files.iter().all(|file| file.path != "src/plain/tokens.rs"));
    assert!(find(&files, "Cargo.toml").contains("\nplain = []\n"));
}

/// A scheme of an alternative has arms for what a client may lack, in words that fit into an error.
#[test]
fn what_is_missing_is_said_in_words() {
    let files = emit_crate(&[api(GATE)], &standalone());
    let auth = find(&files, "src/gate/auth.rs");
    for text in [
        "the credential `token` or `password`",
        "the hook `vault_tokens`",
        "the credential `password`",
        "the credential `nick`",
        "the hook `odd_signer`",
    ] {
        assert!(auth.contains(&format!("\"{text}\"")), "{text}");
    }
    // What every client has is not asked about.
    assert!(!auth.contains("`client_secret`"));
}

#[test]
fn codes_can_ask_for_new_tokens_or_another_time() {
    let spec = GATE.replace("auth: odd }", "auth: odd, envelope: answer }");
    let files = emit_crate(&[api(&spec)], &standalone());
    let envelopes = find(&files, "src/gate/envelopes.rs");
    assert!(envelopes.contains("\"expired\" => Some(runtime::Treatment::Reauthenticate)"));
    assert!(envelopes.contains("\"late\" => Some(runtime::Treatment::ClockSkew)"));
}

/// The server's address: fixed where it can be, else made of what was given and obtained.
#[test]
fn a_token_in_the_address_is_no_constant() {
    let spec = "\
specwright: 1
api: bot
server: https://bot.example/bot{token}
credentials: { token: secret }
endpoints: { ping: { http: GET /ping } }
";
    let files = emit_crate(&[api(spec)], &standalone());
    let client = find(&files, "src/bot/client.rs");
    assert!(client.contains("runtime::ServerUrl::Computed"), "{client}");
    let auth = find(&files, "src/bot/auth.rs");
    assert!(
        auth.contains("runtime::client::url_segment(\"token\", self.credentials.token.expose())?"),
        "{auth}"
    );
}
