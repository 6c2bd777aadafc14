//! When values are renewed, and by what.

use super::*;
use crate::{BoxError, ProvidedTokens};

#[tokio::test]
async fn values_are_renewed_before_they_end() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1","lasts":100}"#)
            .answer(200, OK)
            .answer(200, OK)
            .answer(200, r#"{"token":"t2","lasts":"100"}"#)
            .answer(200, OK)
    });
    api.act().await.unwrap();
    api.clock.advance(seconds(89));
    api.act().await.unwrap();
    api.clock.advance(seconds(1));
    api.act().await.unwrap();
    let login = "login password=MARK-password";
    assert_eq!(api.sent(), [login, "act Bearer t1", "act Bearer t1", login, "act Bearer t2"]);
}

#[tokio::test]
async fn a_refresh_is_used_as_soon_as_it_can_be() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1","lasts":100,"again":"r1"}"#)
            .answer(200, OK)
            .answer(200, r#"{"token":"t2","lasts":100}"#)
            .answer(200, OK)
            .answer(200, r#"{"token":"t3","again":"r2"}"#)
            .answer(200, OK)
    });
    for _ in 0..3 {
        api.act().await.unwrap();
        api.clock.advance(seconds(100));
    }
    // The second answer has no new refresh token, so the first one stays.
    assert_eq!(
        api.sent(),
        [
            "login password=MARK-password",
            "act Bearer t1",
            "login again=r1",
            "act Bearer t2",
            "login again=r1",
            "act Bearer t3"
        ]
    );
    assert_eq!(api.transport.requests()[2].uri, "https://login.example/oauth/login");
    assert_eq!(api.transport.requests()[0].uri, "https://api.example/login");
}

#[tokio::test]
async fn when_a_refresh_is_refused_the_steps_are_taken() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1","lasts":100,"again":"r1"}"#)
            .answer(200, OK)
            .answer(400, r#"{"error":"invalid_grant"}"#)
            .answer(200, r#"{"token":"t2"}"#)
            .answer(200, OK)
    });
    api.act().await.unwrap();
    api.clock.advance(seconds(100));
    api.act().await.unwrap();
    assert_eq!(api.sent()[2..], ["login again=r1", "login password=MARK-password", "act Bearer t2"]);
}

#[tokio::test]
async fn when_a_refresh_fails_otherwise_so_does_the_call() {
    let script = |t: CaptureTransport| {
        t.answer(200, r#"{"token":"t1","lasts":100,"again":"r1"}"#).answer(200, OK).answer(500, "")
    };
    let api = api(Auth::default(), script);
    api.act().await.unwrap();
    api.clock.advance(seconds(100));
    let error = api.act().await.unwrap_err();
    assert!(error.is_auth() && chain(&error).contains("Internal Server Error"), "{}", chain(&error));
    assert_eq!(api.count("login"), 2);
}

#[tokio::test]
async fn a_refusal_that_nothing_helps_is_the_calls_error() {
    let given = vec![(REFRESHED, 2, "r1")];
    let api = api(Auth { given, ..Auth::default() }, |t| t.answer(400, r#"{"error":"invalid_grant"}"#));
    let error = call(&api.client, &WITH_REFRESHED).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(api.sent(), ["login again=r1"]);
}

#[tokio::test]
async fn a_value_that_is_given_needs_no_call() {
    let auth = Auth { given: vec![(LOGIN, 0, "g1")], ..Auth::default() };
    let api =
        api(auth, |t| t.answer(200, OK).answer(401, "").answer(200, r#"{"token":"t1"}"#).answer(200, OK));
    api.act().await.unwrap();
    api.act().await.unwrap();
    assert_eq!(
        api.sent(),
        ["act Bearer g1", "act Bearer g1", "login password=MARK-password", "act Bearer t1"]
    );
}

#[tokio::test]
async fn what_is_lacking_is_named() {
    let none = api(Auth { has_no_password: true, ..Auth::default() }, |t| t);
    let error = none.act().await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("the credential `password`"), "{error}");
    let error = call(&none.client, &VAULTED).await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("the hook `vault_tokens`"), "{error}");
    let error = call(&none.client, &WITH_REFRESHED).await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("`refreshed.again`"), "{error}");
    assert!(none.sent().is_empty());
}

#[tokio::test]
async fn the_first_alternative_that_lacks_nothing_is_used() {
    let both = api(Auth::default(), |t| t.answer(200, r#"{"token":"t1"}"#).answer(200, OK));
    call(&both.client, &BY_WHAT_IS_GIVEN).await.unwrap();
    assert_eq!(both.sent()[1], "act Bearer t1");
    let key = api(Auth { has_no_password: true, ..Auth::default() }, |t| t.answer(200, OK));
    call(&key.client, &BY_WHAT_IS_GIVEN).await.unwrap();
    assert_eq!(key.transport.requests()[0].uri.query(), Some("key=MARK-key"));
    let neither =
        api(Auth { has_no_password: true, has_no_key: true, ..Auth::default() }, |t| t.answer(200, OK));
    let error = call(&neither.client, &BY_WHAT_IS_GIVEN).await.unwrap_err();
    assert!(
        error.is_config()
            && error.to_string().ends_with("has not: the credential `password`; or the credential `key`"),
        "{error}"
    );
    call(&neither.client, &OPTIONAL).await.unwrap();
    assert_eq!(neither.transport.requests()[0].uri, "https://api.example/act");
}

#[tokio::test]
async fn all_schemes_of_an_alternative_are_used_and_the_later_sees_the_earlier() {
    let api = api(Auth::default(), |t| t.answer(200, r#"{"token":"t1"}"#).answer(200, OK));
    call(&api.client, &ALL).await.unwrap();
    let request = api.transport.requests().remove(1);
    assert_eq!(request.header("authorization"), Some("Bearer t1"));
    assert_eq!(request.uri.query(), Some("key=MARK-key&key=MARK-key"));
    assert_eq!(request.header("x-query"), Some("key=MARK-key"));
}

#[tokio::test]
async fn steps_follow_each_other_and_read_other_sources() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#)
            .answer_with(200, &[("x-ticket", " MARK-ticket ")], "<ok/>")
            .answer_with(200, &[("set-cookie", "a=b"), ("set-cookie", "sid=MARK-sid; Path=/; HttpOnly")], "")
            .answer(200, OK)
    });
    call(&api.client, &IN_SESSION).await.unwrap();
    assert_eq!(
        api.sent(),
        ["login password=MARK-password", "login Bearer t1", "login MARK-ticket", "act sid=MARK-sid"]
    );
}

#[tokio::test]
async fn a_refused_step_renews_the_source_that_it_reads() {
    let api = api(Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1"}"#)
            .answer(401, "")
            .answer(200, r#"{"token":"t2"}"#)
            .answer_with(200, &[("x-ticket", "k")], "")
            .answer_with(200, &[("set-cookie", "sid=s")], "")
            .answer(200, OK)
    });
    call(&api.client, &IN_SESSION).await.unwrap();
    let login = "login password=MARK-password";
    assert_eq!(api.sent(), [login, "login Bearer t1", login, "login Bearer t2", "login k", "act sid=s"]);
}

#[tokio::test]
async fn an_answer_without_a_value_is_not_shown() {
    for (body, what) in [
        (r#"{"other":"MARK"}"#, "gets no `token`: `body.token` of the answer has none"),
        (r#"{"token":null,"again":"MARK"}"#, "has none"),
        (r#"{"token":{"MARK":1}}"#, "is an object or a list"),
        ("MARK", "is not proper JSON"),
        ("", "has none"),
    ] {
        let api = api(Auth::default(), |t| t.answer(200, body));
        let error = api.act().await.unwrap_err();
        let text = chain(&error);
        assert!(text.contains(what) && !text.contains("MARK"), "{body}: {text}");
        let cause = std::error::Error::source(&error).unwrap().downcast_ref::<Arc<Error>>().unwrap();
        assert!(cause.body().is_none(), "{text}");
        assert_eq!(api.count("login"), 1);
    }
}

#[tokio::test]
async fn a_value_without_end_is_refused() {
    let body = serde_json::json!({ "token": "x".repeat(100_000) }).to_string();
    let api = api(Auth::default(), |t| t.answer(200, body));
    let error = api.act().await.unwrap_err();
    assert!(chain(&error).contains("longer than 65536 bytes"), "{error}");
}

#[tokio::test]
async fn numbers_and_truth_values_become_text() {
    for (json, text) in
        [("12345678901234567890", "12345678901234567890"), ("7", "7"), ("true", "true"), ("1.5", "1.5")]
    {
        let api = api(Auth::default(), |t| t.answer(200, format!(r#"{{"token":{json}}}"#)).answer(200, OK));
        api.act().await.unwrap();
        assert_eq!(api.sent()[1], format!("act Bearer {text}"));
    }
}

#[tokio::test]
async fn a_step_is_repeated_as_any_call_is() {
    let api = api(Auth::default(), |t| {
        t.answer_with(429, &[("retry-after", "7")], "").answer(200, r#"{"token":"t1"}"#).answer(200, OK)
    });
    api.act().await.unwrap();
    assert_eq!((api.clock.slept(), api.count("login")), (vec![seconds(7)], 2));
}

/// Gives tokens that are counted.
#[derive(Default)]
struct Vault(Mutex<Vec<Option<String>>>);

impl ProvideTokens for Vault {
    fn provide<'a>(
        &'a self,
        previous: Option<&'a ProvidedTokens>,
    ) -> BoxFuture<'a, Result<ProvidedTokens, BoxError>> {
        let previous = previous.and_then(|tokens| Some(tokens.outputs().next()?.1.expose().to_owned()));
        let mut asked = self.0.lock().unwrap();
        asked.push(previous);
        let token = format!("v{}", asked.len());
        let end = std::time::UNIX_EPOCH + seconds(1_704_067_200 + 1000);
        Box::pin(async move { Ok(ProvidedTokens::new().with_output("token", token).with_expiry(end)) })
    }
}

#[tokio::test]
async fn a_hook_gives_values_and_sees_the_ones_before() {
    let vault = Arc::new(Vault::default());
    let auth = Auth { vault: Some(Arc::<Vault>::clone(&vault)), ..Auth::default() };
    let api = api(auth, |t| t.answer(200, OK).answer(200, OK).answer(401, "").answer(200, OK));
    call(&api.client, &VAULTED).await.unwrap();
    call(&api.client, &VAULTED).await.unwrap();
    call(&api.client, &VAULTED).await.unwrap();
    assert_eq!(api.sent(), ["act v1", "act v1", "act v1", "act v2"]);
    assert_eq!(*vault.0.lock().unwrap(), [None, Some("v1".to_owned())]);
    // The end that the hook told.
    api.clock.advance(seconds(940));
    let _ = call(&api.client, &VAULTED).await;
    assert_eq!(vault.0.lock().unwrap().len(), 3);
}

struct Odd;

impl ProvideTokens for Odd {
    fn provide<'a>(
        &'a self,
        _: Option<&'a ProvidedTokens>,
    ) -> BoxFuture<'a, Result<ProvidedTokens, BoxError>> {
        Box::pin(async { Ok(ProvidedTokens::new().with_output("tok\nen", "MARK")) })
    }
}

#[tokio::test]
async fn a_hook_that_gives_something_else_is_told_so() {
    let api = api(Auth { vault: Some(Arc::new(Odd)), ..Auth::default() }, |t| t);
    let text = chain(&call(&api.client, &VAULTED).await.unwrap_err());
    assert!(text.contains("the hook gives `tok en`") && !text.contains("MARK"), "{text}");
}

#[tokio::test]
async fn calls_without_sources_ask_for_nothing() {
    let api = api(Auth::default(), |t| t.answer(200, OK));
    call(&api.client, &OPEN).await.unwrap();
    assert_eq!(api.sent(), ["act"]);
}
