//! Refresh tokens that are good for once, and renewals that fail or are left by those who began them.

use std::time::Duration;

use specwright_kitchen::auth::Client;
use specwright_runtime::ErrorKind;
use specwright_tests::http::{Fault, FaultPlan};
use specwright_tests::oauth2::{Config, Refusal};
use tokio::task::{JoinHandle, JoinSet};

use super::{Rig, chain};

#[tokio::test]
async fn a_rotated_refresh_token_is_never_sent_again() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    for _ in 0..4 {
        client.granted_things().await.unwrap();
        rig.server.revoke_access();
    }
    let sent: Vec<_> = rig.server.token_requests().into_iter().filter_map(|one| one.refresh_token).collect();
    assert_eq!(sent, ["refresh-0", "refresh-1", "refresh-2", "refresh-3"]);
    assert_eq!(rig.server.reuses(), 0);
}

#[tokio::test]
async fn a_refresh_token_that_stays_is_sent_again() {
    let rig = Rig::start(Config { rotates: false, ..Config::default() });
    let client = rig.client();
    for _ in 0..3 {
        client.granted_things().await.unwrap();
        rig.server.revoke_access();
    }
    let sent: Vec<_> = rig.server.token_requests().into_iter().filter_map(|one| one.refresh_token).collect();
    assert_eq!(sent, ["refresh-0"; 3]);
}

#[tokio::test]
async fn after_a_password_its_refresh_tokens_are_used_and_the_password_when_they_end() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    for revokes_refresh in [false, false, true, false] {
        if revokes_refresh {
            rig.server.revoke_refresh();
        }
        client.owner_things().await.unwrap();
        rig.server.revoke_access();
    }
    let grants: Vec<_> = rig.server.token_requests().into_iter().map(|one| one.grant).collect();
    assert_eq!(grants, ["password", "refresh_token", "refresh_token", "password", "refresh_token"]);
}

#[tokio::test]
async fn a_renewal_that_fails_fails_all_that_waited_and_the_next_call_tries_again() {
    let rig = Rig::start(Config::default());
    rig.server.server().set_faults(FaultPlan::none().at(0, Fault::Late(Duration::from_millis(50))));
    rig.server.refuse(Refusal::Error(401, "invalid_client"));
    let client = rig.client();
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        let client = client.clone();
        calls.spawn(async move { client.granted_things().await });
    }
    for answer in calls.join_all().await {
        let error = answer.unwrap_err();
        let shown = chain(&error);
        assert_eq!(error.kind(), ErrorKind::Auth, "{shown}");
        assert!(shown.contains("granted") && shown.contains("401"), "{shown}");
    }
    assert_eq!(rig.paths(), ["/token"]);
    client.granted_things().await.unwrap();
    assert_eq!(rig.paths(), ["/token", "/token", "/things"]);
}

#[tokio::test]
async fn a_token_request_is_repeated_only_where_the_spec_allows_it() {
    let rig = Rig::start(Config::default());
    rig.server.server().set_faults(FaultPlan::first(2, &Fault::ResetUnread));
    let error = rig.client().granted_things().await.unwrap_err();
    // A rotating refresh token that may have arrived must not be sent twice: POST is unsafe unless the spec says so.
    assert!(chain(&error).contains("granted"), "{}", chain(&error));
    assert_eq!(rig.server.server().request_count(), 0);
    let login = specwright_tests::login::Login::start(specwright_tests::login::Config::default()).unwrap();
    login.server().set_faults(FaultPlan::first(2, &Fault::status(503)));
    super::logins::logged_in(&login).by_session().await.unwrap();
    assert_eq!(login.server().faults_met(), 2);
}

/// A call that has sent its token request, whose answer is late.
async fn waiting(rig: &Rig, client: &Client) -> JoinHandle<()> {
    rig.server.server().set_faults(FaultPlan::none().at(0, Fault::Late(Duration::from_millis(60))));
    let client = client.clone();
    let call = tokio::spawn(async move {
        client.granted_things().await.unwrap();
    });
    while rig.renewals() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    call
}

#[tokio::test]
async fn a_renewal_goes_on_when_the_call_that_began_it_is_dropped() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    let first = waiting(&rig, &client).await;
    let second = tokio::spawn({
        let client = client.clone();
        async move { client.granted_things().await }
    });
    tokio::time::sleep(Duration::from_millis(2)).await;
    first.abort();
    second.await.unwrap().unwrap();
    assert_eq!((rig.renewals(), rig.server.reuses()), (1, 0));
}

#[tokio::test]
async fn a_renewal_is_not_lost_when_nobody_waits_for_it() {
    let rig = Rig::start(Config::default());
    let client = rig.client();
    let first = waiting(&rig, &client).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    // Had the answer been lost with its call, the old refresh token would be sent a second time, and all be revoked.
    client.granted_things().await.unwrap();
    assert_eq!((rig.renewals(), rig.server.reuses()), (1, 0));
}
