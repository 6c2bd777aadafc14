//! What the spec's words cannot say, in Rust: `Sign` and `ProvideTokens`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::json;
use specwright_kitchen::auth::Credentials;
use specwright_runtime::{Attempt, BoxError, BoxFuture, ErrorKind, ProvideTokens, ProvidedTokens, Sign};
use specwright_tests::http::{Fault, FaultPlan};
use specwright_tests::oauth2::Config;
use specwright_tests::places::Places;

use super::{Rig, builder, chain, client, options};

/// The bytes of the key, each added to the byte of the body at its place.
struct Sum(String);

impl Sign for Sum {
    fn sign(&self, attempt: &mut Attempt) -> Result<(), BoxError> {
        let body: Vec<u8> = attempt.body().to_vec();
        let padded = body.iter().chain(std::iter::repeat(&0));
        let sum: Vec<String> =
            self.0.bytes().zip(padded).map(|(key, body)| key.wrapping_add(*body).to_string()).collect();
        Ok(attempt.set_header("X-Odd", &sum.join("."))?)
    }
}

struct Broken;

impl Sign for Broken {
    fn sign(&self, _: &mut Attempt) -> Result<(), BoxError> {
        Err("the card is not in the reader".into())
    }
}

#[tokio::test]
async fn a_signing_hook_signs_every_attempt() {
    let config = specwright_tests::places::Config::default();
    let server = Places::start(config.clone()).unwrap();
    let hooked = builder(server.server(), Credentials::new()).odd_signer(Sum(config.key)).build().unwrap();
    assert_eq!(hooked.by_hook("some text").await.unwrap().seen, json!("odd"));
    server
        .server()
        .set_faults(FaultPlan::none().at(0, Fault::too_many(specwright_tests::http::RetryAfter::Seconds(0))));
    assert_eq!(hooked.by_hook("other").await.unwrap().seen, json!("odd"));
}

#[tokio::test]
async fn a_signing_hook_may_be_missing_or_fail() {
    let server = Places::start(specwright_tests::places::Config::default()).unwrap();
    let error = client(server.server(), Credentials::new()).by_hook("x").await.unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.to_string().contains("odd_signer"), "{error}");
    let broken = builder(server.server(), Credentials::new()).odd_signer(Broken).build().unwrap();
    let error = broken.by_hook("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(chain(&error).contains("the card is not in the reader"), "{}", chain(&error));
    assert_eq!(server.server().request_count(), 0);
}

/// Asks the OAuth server itself, and counts.
struct Vault {
    rig: Arc<Rig>,
    asked: Arc<AtomicU32>,
    seen: Arc<AtomicU32>,
    expires: Option<SystemTime>,
    fails: bool,
}

impl ProvideTokens for Vault {
    fn provide<'a>(
        &'a self,
        previous: Option<&'a ProvidedTokens>,
    ) -> BoxFuture<'a, Result<ProvidedTokens, BoxError>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.seen.fetch_add(u32::from(previous.is_some()), Ordering::SeqCst);
            if self.fails {
                return Err("the vault is sealed".into());
            }
            // What the other client has got.
            self.rig.client().list_things().await?;
            let token = format!("access-{}", self.rig.renewals());
            let provided = ProvidedTokens::new().with_output("token", token);
            Ok(match self.expires {
                Some(at) => provided.with_expiry(at),
                None => provided,
            })
        })
    }
}

#[tokio::test]
async fn tokens_may_come_from_the_users_own_code() {
    let rig = Arc::new(Rig::start(Config::default()));
    let (asked, seen) = (Arc::<AtomicU32>::default(), Arc::<AtomicU32>::default());
    let expires = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(crate::support::START + 1000));
    let vault = Vault {
        rig: Arc::clone(&rig),
        asked: Arc::clone(&asked),
        seen: Arc::clone(&seen),
        expires,
        fails: false,
    };
    let hooked = builder(rig.server.server(), Credentials::new())
        .with_options(rig.clock.timeless(options()))
        .vault_tokens(vault)
        .build()
        .unwrap();
    hooked.vault_things().await.unwrap();
    hooked.vault_things().await.unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), seen.load(Ordering::SeqCst)), (1, 0));
    rig.server.revoke_access();
    hooked.vault_things().await.unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), seen.load(Ordering::SeqCst)), (2, 1));
    rig.clock.hand.advance(Duration::from_secs(990));
    hooked.vault_things().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_source_of_the_users_own_may_fail() {
    let rig = Arc::new(Rig::start(Config::default()));
    let (asked, seen) = (Arc::<AtomicU32>::default(), Arc::default());
    let vault = Vault { rig: Arc::clone(&rig), asked: Arc::clone(&asked), seen, expires: None, fails: true };
    let hooked = builder(rig.server.server(), Credentials::new()).vault_tokens(vault).build().unwrap();
    for times in 1..=2 {
        let error = hooked.vault_things().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(chain(&error).contains("the vault is sealed"), "{}", chain(&error));
        assert_eq!(asked.load(Ordering::SeqCst), times);
    }
    let error = client(rig.server.server(), Credentials::new()).vault_things().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.to_string().contains("vault_tokens"), "{error}");
    assert_eq!(rig.server.server().request_count(), 0);
}
