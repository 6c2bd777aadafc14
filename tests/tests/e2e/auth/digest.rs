//! HTTP Digest: a challenge, and counts that grow.

use serde_json::json;
use specwright_kitchen::auth::{Client, Credentials};
use specwright_tests::digest::{Algorithm, Config, Digest};
use tokio::task::JoinSet;

use super::client;

fn start(config: Config) -> (Digest, Client) {
    let credentials =
        Credentials::new().with_user(config.username.clone()).with_password(config.password.clone());
    let server = Digest::start(config).unwrap();
    let client = client(server.server(), credentials);
    (server, client)
}

#[tokio::test]
async fn one_challenge_does_for_many_calls() {
    let (server, client) = start(Config::default());
    for word in ["a", "b c", "ü&=?"] {
        assert_eq!(client.digest_md5().word(word).await.unwrap().seen, json!("MD5"));
    }
    client.digest_md5().await.unwrap();
    assert_eq!((server.challenges(), server.server().request_count()), (1, 5));
    let counts: Vec<bool> = server
        .server()
        .requests()
        .iter()
        .skip(1)
        .zip(["00000001", "00000002", "00000003", "00000004"])
        .map(|(request, count)| request.header("authorization").unwrap().contains(&format!("nc={count}")))
        .collect();
    assert_eq!(counts, [true; 4]);
}

#[tokio::test]
async fn each_algorithm_takes_its_own_challenge_of_several() {
    for algorithms in [vec![Algorithm::Sha256, Algorithm::Md5], vec![Algorithm::Md5, Algorithm::Sha256]] {
        let (server, client) = start(Config { algorithms, ..Config::default() });
        assert_eq!(client.digest_sha256("tea").await.unwrap().seen, json!("SHA-256"));
        assert_eq!(client.digest_md5().await.unwrap().seen, json!("MD5"));
        assert_eq!(server.algorithms_used(), [Algorithm::Sha256, Algorithm::Md5]);
        // The body of the first attempt came again with the second.
        let requests = server.server().requests();
        assert_eq!(
            (requests[0].body.as_slice(), requests[1].body.as_slice()),
            (&b"name=tea"[..], &b"name=tea"[..])
        );
    }
}

#[tokio::test]
async fn a_stale_nonce_is_replaced() {
    let (server, client) = start(Config { nonce_uses: 2, ..Config::default() });
    for _ in 0..5 {
        client.digest_md5().await.unwrap();
    }
    assert_eq!((server.challenges(), server.server().request_count()), (3, 8));
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_with_a_challenge() {
    let server = Digest::start(Config::default()).unwrap();
    let wrong = Credentials::new().with_user("Mufasa").with_password("other");
    let error = client(server.server(), wrong).digest_md5().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(server.server().request_count(), 2);
}

#[tokio::test]
async fn a_server_without_the_algorithm_is_not_answered() {
    let (server, client) = start(Config { algorithms: vec![Algorithm::Sha256], ..Config::default() });
    let error = client.digest_md5().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn calls_at_once_have_counts_of_their_own() {
    let (server, client) = start(Config::default());
    client.digest_md5().await.unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        let client = client.clone();
        calls.spawn(async move { drop(client.digest_md5().await) });
    }
    calls.join_all().await;
    let mut sent: Vec<String> = server
        .server()
        .requests()
        .iter()
        .filter_map(|request| request.header("authorization"))
        .filter_map(|header| {
            let part = |name: &str| header.split(", ").find(|part| part.contains(name)).map(str::to_owned);
            Some(format!("{} {}", part(" nonce=").or_else(|| part("nonce="))?, part("nc=")?))
        })
        .collect();
    let all = sent.len();
    sent.sort();
    sent.dedup();
    assert!(all >= 11 && sent.len() == all, "{sent:?}");
}
