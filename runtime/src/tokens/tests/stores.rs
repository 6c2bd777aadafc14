//! Values that outlive the client.

use super::*;
use crate::SavedTokens;

fn api_of(store: &Arc<Store>, auth: Auth, script: impl FnOnce(CaptureTransport) -> CaptureTransport) -> Api {
    let api = api_with(auth, script, |o| o.with_token_store(Arc::<Store>::clone(store)));
    *store.transport.lock().unwrap() = Some(Arc::clone(&api.transport));
    api
}

#[tokio::test]
async fn new_values_are_saved_before_they_are_used() {
    let store = Arc::new(Store::default());
    let api = api_of(&store, Auth::default(), |t| {
        t.answer(200, r#"{"token":"t1","lasts":100,"again":"r1"}"#)
            .answer(200, OK)
            .answer(200, r#"{"token":"t2","lasts":100,"again":"r2"}"#)
            .answer(200, OK)
    });
    api.act().await.unwrap();
    api.clock.advance(seconds(100));
    api.act().await.unwrap();
    // One request, the login, before the first save; then the call and the refresh.
    assert_eq!(*store.sent.lock().unwrap(), [1, 3]);
    let kept = store.kept.lock().unwrap().clone();
    assert_eq!(kept[1].output("again").unwrap().expose(), "r2");
    assert_eq!((kept[1].api(), kept[1].source()), ("sample", "login"));
    assert_eq!(kept[0].expires(), Some(std::time::UNIX_EPOCH + seconds(1_704_067_300)));
}

#[tokio::test]
async fn what_was_saved_is_loaded_once_and_counts_over_what_is_given() {
    let store = Arc::new(Store::default());
    let saved = SavedTokens::new("sample", "login").with_output("token", "s1").with_output("gone", "x");
    store.kept.lock().unwrap().push(saved);
    let auth = Auth { given: vec![(LOGIN, 0, "g1")], ..Auth::default() };
    let api = api_of(&store, auth, |t| t.answer(200, OK).answer(200, OK));
    api.act().await.unwrap();
    api.act().await.unwrap();
    assert_eq!(api.sent(), ["act Bearer s1", "act Bearer s1"]);
    assert_eq!(*store.loads.lock().unwrap(), 1);
}

#[tokio::test]
async fn loaded_values_that_have_ended_are_renewed_by_what_was_loaded() {
    let store = Arc::new(Store::default());
    let past = std::time::UNIX_EPOCH + seconds(1000);
    let saved = SavedTokens::new("sample", "refreshed").with_output("token", "s1").with_output("again", "r1");
    store.kept.lock().unwrap().push(saved.with_expiry(past));
    let api =
        api_of(&store, Auth::default(), |t| t.answer(200, r#"{"token":"t1","again":"r2"}"#).answer(200, OK));
    call(&api.client, &WITH_REFRESHED).await.unwrap();
    assert_eq!(api.sent()[0], "login again=r1");
    assert_eq!(store.kept.lock().unwrap()[1].output("again").unwrap().expose(), "r2");
}

#[tokio::test]
async fn a_store_without_a_first_value_says_what_is_missing() {
    let store = Arc::new(Store::default());
    let api = api_of(&store, Auth::default(), |t| t);
    let error = call(&api.client, &WITH_REFRESHED).await.unwrap_err();
    assert!(error.is_config() && chain(&error).contains("`refreshed`"), "{error}");
    assert!(api.sent().is_empty());
}

#[tokio::test]
async fn when_the_store_has_nothing_another_alternative_is_used() {
    let store = Arc::new(Store::default());
    let auth = Auth { has_no_password: true, ..Auth::default() };
    let api = api_of(&store, auth, |t| t.answer(200, OK));
    call(&api.client, &BY_WHAT_IS_GIVEN).await.unwrap();
    assert_eq!((api.sent().len(), api.transport.requests()[0].uri.query()), (1, Some("key=MARK-key")));
}

#[tokio::test]
async fn values_that_cannot_be_saved_are_not_used_and_not_lost() {
    let store = Arc::new(Store::default());
    *store.failures.lock().unwrap() = 2;
    let api =
        api_of(&store, Auth::default(), |t| t.answer(200, r#"{"token":"t1","again":"r1"}"#).answer(200, OK));
    for _ in 0..2 {
        let error = api.act().await.unwrap_err();
        assert!(error.is_auth() && chain(&error).contains("the disk is full"), "{error}");
    }
    assert_eq!((api.count("login"), api.count("act")), (1, 0));
    api.act().await.unwrap();
    assert_eq!(api.sent()[1..], ["act Bearer t1"]);
    assert_eq!(store.kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn given_values_are_not_saved() {
    let store = Arc::new(Store::default());
    let auth = Auth { given: vec![(LOGIN, 0, "g1")], ..Auth::default() };
    let api = api_of(&store, auth, |t| t.answer(200, OK));
    api.act().await.unwrap();
    assert!(store.kept.lock().unwrap().is_empty());
}
