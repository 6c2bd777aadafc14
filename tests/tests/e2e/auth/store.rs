//! Tokens that outlive their client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_kitchen::auth::Client;
use specwright_runtime::{BoxError, BoxFuture, ErrorKind, SavedTokens, TokenStore};
use specwright_tests::oauth2::Config;

use super::{Rig, chain};

/// Keeps what it is given, and notes how many requests the server had seen by then.
#[derive(Default)]
struct Memory {
    saved: Mutex<Vec<SavedTokens>>,
    seen: Mutex<Vec<usize>>,
    refuses: Mutex<u32>,
    rig: Mutex<Option<Arc<Rig>>>,
}

impl TokenStore for Memory {
    fn load<'a>(
        &'a self,
        api: &'static str,
        source: &'static str,
    ) -> BoxFuture<'a, Result<Option<SavedTokens>, BoxError>> {
        let saved = self.saved.lock().unwrap();
        let found = saved.iter().rfind(|saved| saved.api() == api && saved.source() == source).cloned();
        Box::pin(async { Ok(found) })
    }

    fn save<'a>(&'a self, tokens: &'a SavedTokens) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            // Slowly, so that a use that did not wait would come first.
            tokio::time::sleep(Duration::from_millis(5)).await;
            if let Some(rig) = &*self.rig.lock().unwrap() {
                self.seen.lock().unwrap().push(rig.server.server().request_count());
            }
            let mut refuses = self.refuses.lock().unwrap();
            if *refuses > 0 {
                *refuses -= 1;
                return Err("the disk is full".into());
            }
            self.saved.lock().unwrap().push(tokens.clone());
            Ok(())
        })
    }
}

impl Memory {
    fn refresh_tokens(&self) -> Vec<String> {
        let saved = self.saved.lock().unwrap();
        saved.iter().filter_map(|saved| Some(saved.output("refresh_token")?.expose().to_owned())).collect()
    }
}

fn start() -> (Arc<Rig>, Arc<Memory>) {
    let rig = Arc::new(Rig::start(Config::default()));
    let store = Arc::new(Memory::default());
    *store.rig.lock().unwrap() = Some(Arc::clone(&rig));
    (rig, store)
}

fn client(rig: &Rig, store: &Arc<Memory>) -> Client {
    rig.client_with(rig.options().with_token_store(Arc::<Memory>::clone(store)))
}

#[tokio::test]
async fn a_rotated_refresh_token_is_handed_over_before_it_is_used() {
    let (rig, store) = start();
    let client = client(&rig, &store);
    for _ in 0..3 {
        client.granted_things().await.unwrap();
        rig.server.revoke_access();
    }
    // token, (save), things; things (401), token, (save), things; …
    assert_eq!(*store.seen.lock().unwrap(), [1, 4, 7]);
    assert_eq!(store.refresh_tokens(), ["refresh-1", "refresh-2", "refresh-3"]);
}

#[tokio::test]
async fn a_new_process_goes_on_with_what_was_saved() {
    let (rig, store) = start();
    client(&rig, &store).granted_things().await.unwrap();
    // The credentials still hold the first refresh token, which would be a reuse.
    let second = client(&rig, &store);
    second.granted_things().await.unwrap();
    assert_eq!(rig.renewals(), 1);
    drop(second);
    rig.clock.hand.advance(Duration::from_secs(3600));
    client(&rig, &store).granted_things().await.unwrap();
    assert_eq!((rig.renewals(), rig.server.reuses()), (2, 0));
    assert_eq!(store.refresh_tokens(), ["refresh-1", "refresh-2"]);
}

#[tokio::test]
async fn what_cannot_be_saved_is_not_used_and_not_lost() {
    let (rig, store) = start();
    *store.refuses.lock().unwrap() = 1;
    let client = client(&rig, &store);
    let error = client.granted_things().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(chain(&error).contains("the disk is full"), "{}", chain(&error));
    assert_eq!(rig.paths(), ["/token"]);
    client.granted_things().await.unwrap();
    assert_eq!(rig.paths(), ["/token", "/things"]);
    assert_eq!(store.refresh_tokens(), ["refresh-1"]);
}
