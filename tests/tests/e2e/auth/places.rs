//! Every place that a credential can stand in, and which schemes a call uses.

use serde_json::{Value, json};
use specwright_kitchen::auth::{Client, Credentials};
use specwright_runtime::{ErrorKind, ProvideTokens, ProvidedTokens};
use specwright_tests::places::{Config, Places};

use super::{builder, client};

fn start() -> (Places, Client) {
    let server = Places::start(Config::default()).unwrap();
    let client = client(server.server(), credentials());
    (server, client)
}

fn credentials() -> Credentials {
    let config = Config::default();
    Credentials::new().with_account(config.account).with_key(config.key).with_user(config.user)
}

#[tokio::test]
async fn paths_headers_cookies_and_basic() {
    let (_server, client) = start();
    assert_eq!(client.by_path().await.unwrap().seen, json!("path"));
    assert_eq!(client.by_words().await.unwrap().seen, json!("words"));
    assert_eq!(client.by_cookies().await.unwrap().seen, json!("cookie"));
    assert_eq!(client.by_latin1().await.unwrap().seen, json!("latin1"));
}

#[tokio::test]
async fn a_piece_of_the_path_cannot_change_the_path() {
    let server = Places::start(Config::default()).unwrap();
    for account in ["", ".", ".."] {
        let error = client(server.server(), credentials().with_account(account)).by_path().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Config | ErrorKind::Auth), "{account:?}: {error}");
    }
    assert_eq!(server.server().request_count(), 0);
}

#[tokio::test]
async fn fields_of_forms_and_json_stand_beside_the_calls_own() {
    let (server, client) = start();
    assert_eq!(client.by_form("a & b").size(3).await.unwrap().seen, json!(["name=a & b", "size=3"]));
    assert_eq!(client.by_form_alone().await.unwrap().seen, json!([]));
    assert_eq!(client.by_fields("ü").size(3).await.unwrap().seen, json!({ "name": "ü", "size": 3 }));
    assert_eq!(client.by_fields_alone().await.unwrap().seen, json!({}));
    assert_eq!(server.server().request_count(), 4);
}

#[tokio::test]
async fn what_is_optional_is_sent_when_it_is_there() {
    let (server, without) = start();
    assert_eq!(without.by_query().word("x y").await.unwrap().seen, json!([["word=x y"], []]));
    let with = client(server.server(), credentials().with_session("s/1"));
    assert_eq!(with.by_query().await.unwrap().seen, json!([[], ["session=s/1"]]));
}

#[tokio::test]
async fn several_schemes_at_once() {
    let (server, client) = start();
    assert_eq!(client.by_both().await.unwrap().seen, json!("both"));
    server.set_key("another");
    assert_eq!(client.by_both().await.unwrap_err().status().map(|status| status.as_u16()), Some(401));
}

struct Vault;

impl ProvideTokens for Vault {
    fn provide<'a>(
        &'a self,
        _: Option<&'a ProvidedTokens>,
    ) -> specwright_runtime::BoxFuture<'a, Result<ProvidedTokens, specwright_runtime::BoxError>> {
        Box::pin(async { Ok(ProvidedTokens::new().with_output("token", "of-the-vault")) })
    }
}

#[tokio::test]
async fn one_of_several_schemes_by_what_the_user_gave() {
    let server = Places::start(Config::default()).unwrap();
    let seen = |client: Client| async move { client.by_either().await.unwrap().seen };
    assert_eq!(seen(client(server.server(), credentials())).await, json!("words"));
    assert_eq!(seen(client(server.server(), Credentials::new())).await, json!("guest"));
    let first = |client: Client| async move { client.by_first().await.map(|answer| answer.seen) };
    assert_eq!(first(client(server.server(), credentials())).await.unwrap(), json!("query"));
    assert_eq!(first(client(server.server(), Credentials::new())).await.unwrap(), json!("guest"));
    // The hook's token counts before the key.
    let with_hook = builder(server.server(), credentials()).vault_tokens(Vault).build().unwrap();
    first(with_hook).await.unwrap_err();
    let sent: Vec<Option<String>> =
        server.server().requests().iter().map(|one| one.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent[4].as_deref(), Some("Bearer of-the-vault"));
}

#[tokio::test]
async fn a_client_without_credentials_can_call_what_needs_none() {
    let server = Places::start(Config::default()).unwrap();
    let bare = Client::builder().port(server.server().port().to_string()).with_options(super::options());
    let bare = bare.build().unwrap();
    assert_eq!(bare.by_none().await.unwrap().seen, json!("open"));
    assert_eq!(bare.by_either().await.unwrap().seen, json!("guest"));
    let error = bare.by_words().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("key"), "{error}");
    assert_eq!(server.server().request_count(), 2);
}

#[tokio::test]
async fn no_auth_means_that_nothing_is_sent() {
    let (_server, client) = start();
    assert_eq!(client.by_none().await.unwrap().seen, json!("open"));
}

#[tokio::test]
async fn a_key_of_any_text_arrives_as_it_is() {
    for key in ["", "\u{0}", "a\nb", "\"}", "&=+%", "🔑", "[x]{y}"] {
        let server = Places::start(Config { key: key.to_owned(), ..Config::default() }).unwrap();
        let client = client(server.server(), credentials().with_key(key));
        let seen: Value = client.by_fields("n").await.unwrap_or_else(|error| panic!("{key:?}: {error}")).seen;
        assert_eq!(seen, json!({ "name": "n" }));
        assert_eq!(client.by_form("n").await.unwrap().seen, json!(["name=n"]), "{key:?}");
        assert_eq!(client.by_query().await.unwrap().seen, json!([[], []]), "{key:?}");
    }
}
