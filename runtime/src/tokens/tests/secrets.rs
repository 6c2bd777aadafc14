//! No credential and no token is shown: in errors, their sources, `Debug`, the log.

use super::*;
use crate::{
    SavedTokens, TransportErrorKind,
    call::tests::redaction::{logged, watch},
};

/// Answers to the login and to the call after it, which quote what they were sent.
fn scripts() -> Vec<CaptureTransport> {
    let good = r#"{"token":"MARK-token","lasts":100,"again":"MARK-again"}"#;
    let quotes = r#"{"code":5,"message":"MARK-token is none","detail":"?t=MARK-token"}"#;
    let new = CaptureTransport::new;
    vec![
        new().answer(200, good).answer(200, quotes),
        new().answer(200, good).answer(401, quotes).answer(400, "MARK").answer(403, "MARK-password"),
        new().answer(200, good).answer(401, quotes).answer(200, r#"{"again":"MARK-2"}"#),
        new().answer(200, good).answer(401, quotes).fail(TransportErrorKind::Interrupted),
        new().answer(401, "MARK-password"),
        new().answer(200, r#"["MARK"]"#),
        new().answer(200, r#"{"token":"MARK"#),
        new().answer(200, r#"{"token":["MARK"]}"#),
        new().answer(302, "MARK"),
        new().answer_broken_off(200, "MARK"),
        new().answer(200, "{\"token\":\"MARK\u{0}\"}"),
    ]
}

#[tokio::test]
async fn nothing_secret_is_shown_by_any_failure_or_logged() {
    watch();
    for (index, script) in scripts().into_iter().enumerate() {
        let store = Arc::new(Store::default());
        let api = api_with(
            Auth::default(),
            |_| script,
            |o| {
                o.with_payload_logging(true)
                    .with_max_attempts(1)
                    .with_token_store(Arc::<Store>::clone(&store))
                    .with_token_server("login", "https://login.example/MARK")
            },
        );
        let error = api.act().await.unwrap_err();
        let all = format!("{} {:?} {:?}", chain(&error), api.client, store.kept.lock().unwrap());
        assert!(!all.contains("MARK"), "{index}: {all}");
    }
    let text = logged();
    assert!(text.contains("endpoint=\"login\"") && text.contains("tokens were renewed"), "{text}");
    assert!(!text.contains("MARK-") && !text.contains("token\\\":"), "{text}");
}

#[tokio::test]
async fn a_bodys_pieces_are_hidden_where_a_login_quotes_them() {
    let mut attempt = crate::testing::attempt("POST", "https://api.example/", b"");
    attempt.hide_pieces(b"<login user=\"MARK-user\"><pw>MARK pass</pw></login>");
    let (_, hidden) = attempt.into_request().unwrap();
    let mut text = "MARK-user and MARK pass and x".to_owned();
    hidden.hide_in(std::iter::once(&mut text));
    assert_eq!(text, "[redacted] and [redacted] and x");
}

#[test]
fn debug_shows_no_value() {
    let auth = Auth { given: vec![(LOGIN, 0, "MARK")], ..Auth::default() };
    let api = api(auth, |t| t);
    let attempt = crate::testing::with_tokens(
        crate::testing::attempt("GET", "https://api.example/MARK", b""),
        &Tokens::known(&[(0, 0, "MARK")]),
    );
    assert_eq!(attempt.output(0, 0), "MARK");
    let saved = SavedTokens::new("sample", "login").with_output("token", "MARK");
    let options = Options::new().with_token_server("login", "https://MARK.example");
    let slot = api.client.0.sources.slot(LOGIN).unwrap();
    let shown = format!("{:?} {attempt:?} {saved:?} {options:?} {:?}", api.client, slot.values());
    assert!(!shown.contains("MARK"), "{shown}");
}
