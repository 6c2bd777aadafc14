//! `auth.yaml` and `discovery.yaml` with marked secrets, through everything that can go wrong.

use std::collections::BTreeSet;

use specwright_kitchen::auth::{Client, Credentials};
use specwright_kitchen::discovery;
use specwright_runtime::{Attempt, BoxError, BoxFuture, Options, ProvideTokens, ProvidedTokens, Sign};
use specwright_tests::digest::Digest;
use specwright_tests::http::{Fault, Server};
use specwright_tests::login::Login;
use specwright_tests::oauth2::{OAuth2, Refusal, keys};
use specwright_tests::places::Places;
use specwright_tests::{digest, login, oauth2, places};

use super::shown::{Shown, sent, set, troubles};

/// Gives a marked token, and fails every other time, in words of its own.
struct Vault;

impl ProvideTokens for Vault {
    fn provide<'a>(
        &'a self,
        previous: Option<&'a ProvidedTokens>,
    ) -> BoxFuture<'a, Result<ProvidedTokens, BoxError>> {
        Box::pin(async move {
            match previous {
                None => Ok(ProvidedTokens::new().with_output("token", "MARKED-OF-THE-VAULT")),
                Some(previous) => Err(format!("had {previous:?}").into()),
            }
        })
    }
}

struct Odd;

impl Sign for Odd {
    fn sign(&self, attempt: &mut Attempt) -> Result<(), BoxError> {
        Ok(attempt.set_header("X-Odd", "MARKED-BY-THE-HOOK")?)
    }
}

/// What can go wrong, and a client in whose time it does.
fn trouble(payload_logging: bool) -> Vec<(Option<Fault>, Options)> {
    troubles(&crate::auth::options().with_header("X-Own", "MARKED-HEADER"), payload_logging)
}

fn credentials() -> Credentials {
    Credentials::new()
        .with_account("an-account")
        .with_key("MARKED-KEY")
        .with_user("ada")
        .with_password("MARKED-PASSWORD")
        .with_session("MARKED-SESSION")
        .with_client_id("client")
        .with_client_secret("MARKED-SECRET")
        .with_refresh_token("MARKED-refresh-0")
        .with_rsa_key(keys::RSA)
        .with_ec_key(keys::EC)
}

fn client(shown: &Shown, server: &Server, options: Options) -> Client {
    let url = server.base_url();
    let options = ["owner", "service", "asserted", "keyed_client"]
        .iter()
        .fold(options, |options, source| options.with_token_server(*source, &url));
    let builder = Client::builder()
        .port(server.port().to_string())
        .credentials(credentials())
        .vault_tokens(Vault)
        .odd_signer(Odd)
        .with_options(options.clone());
    let built = builder.clone().build().unwrap();
    shown.add(&format!("{:?} {builder:#?} {options:?} {built:?} {built:#?}", credentials()));
    built
}

async fn use_tokens(shown: &Shown, client: &Client) {
    shown.call(client.list_things()).await;
    shown.call(client.make_thing("tea")).await;
    shown.call(client.pasted_things()).await;
    shown.call(client.granted_things()).await;
    shown.call(client.owner_things()).await;
    shown.call(client.service_things()).await;
    shown.call(client.asserted_things()).await;
    shown.call(client.keyed_client_things()).await;
    shown.call(client.vault_things()).await;
}

pub async fn use_oauth2(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config = oauth2::Config {
        client_id: "client".to_owned(),
        client_secret: "MARKED-SECRET".to_owned(),
        username: "ada".to_owned(),
        password: "MARKED-PASSWORD".to_owned(),
        refresh_token: "MARKED-refresh-0".to_owned(),
        mark: "MARKED-".to_owned(),
        ..Default::default()
    };
    let mut secrets = BTreeSet::new();
    for (fault, options) in trouble(payload_logging) {
        let server = OAuth2::start(config.clone()).unwrap();
        let client = client(shown, server.server(), options);
        set(server.server(), fault.as_ref());
        use_tokens(shown, &client).await;
        // Once more with tokens that are kept, and with a server that quotes what it was sent.
        set(server.server(), None);
        use_tokens(shown, &client).await;
        server.revoke_access();
        for _ in 0..12 {
            server.refuse(Refusal::Quote);
        }
        use_tokens(shown, &client).await;
        set(server.server(), fault.as_ref());
        use_tokens(shown, &client).await;
        secrets.extend(sent(&server.server().requests()));
    }
    secrets
}

pub async fn use_logins(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config = login::Config {
        password: "MARKED-PASSWORD".to_owned(),
        mark: "MARKED-".to_owned(),
        ..Default::default()
    };
    let mut secrets = BTreeSet::new();
    for (fault, options) in trouble(payload_logging) {
        let server = Login::start(config.clone()).unwrap();
        let client = client(shown, server.server(), options);
        for fault in [fault.as_ref(), None, fault.as_ref()] {
            set(server.server(), fault);
            shown.call(client.by_json()).await;
            shown.call(client.by_header()).await;
            shown.call(client.by_cookie()).await;
            shown.call(client.by_text()).await;
            shown.call(client.by_session()).await;
        }
        secrets.extend(sent(&server.server().requests()));
    }
    secrets
}

pub async fn use_discovery(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for url in [None, Some("https://MARKED:MARKED@evil.example/MARKED?MARKED#MARKED"), Some("MARKED")] {
        let config = login::Config {
            password: "MARKED-PASSWORD".to_owned(),
            mark: "MARKED-".to_owned(),
            instance_url: url.map(str::to_owned),
            ..Default::default()
        };
        for (fault, options) in trouble(payload_logging) {
            let server = Login::start(config.clone()).unwrap();
            let credentials = discovery::Credentials::new("ada", "MARKED-PASSWORD");
            let options = options.with_token_server("instance", server.server().base_url());
            let client =
                discovery::Client::builder().credentials(credentials).with_options(options).build().unwrap();
            for (at_login, at_instance) in [(fault.as_ref(), None), (None, None), (None, fault.as_ref())] {
                set(server.server(), at_login);
                set(server.instance(), at_instance);
                shown.call(client.things()).await;
                shown.add(&format!("{client:?}"));
            }
            secrets.extend(sent(&server.server().requests()));
            secrets.extend(sent(&server.instance().requests()));
        }
    }
    secrets
}

pub async fn use_places(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let config = places::Config {
        account: "an-account".to_owned(),
        key: "MARKED-KEY".to_owned(),
        user: "ada".to_owned(),
        ..Default::default()
    };
    let server = Places::start(config).unwrap();
    for (fault, options) in trouble(payload_logging) {
        let client = client(shown, server.server(), options);
        for key in ["MARKED-KEY", "another"] {
            server.set_key(key);
            set(server.server(), fault.as_ref());
            shown.call(client.by_path()).await;
            shown.call(client.by_form("tea")).await;
            shown.call(client.by_form_alone()).await;
            shown.call(client.by_fields("tea")).await;
            shown.call(client.by_fields_alone()).await;
            shown.call(client.by_cookies()).await;
            shown.call(client.by_query()).await;
            shown.call(client.by_words()).await;
            shown.call(client.by_latin1()).await;
            shown.call(client.by_both()).await;
            shown.call(client.by_either()).await;
            shown.call(client.by_first()).await;
            shown.call(client.by_hook("tea")).await;
            shown.call(client.by_clock()).await;
        }
    }
    sent(&server.server().requests())
}

pub async fn use_digest(shown: &Shown, payload_logging: bool) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for (fault, options) in trouble(payload_logging) {
        let config = digest::Config {
            username: "ada".to_owned(),
            password: "MARKED-PASSWORD".to_owned(),
            mark: "MARKED-".to_owned(),
            nonce_uses: 2,
            ..Default::default()
        };
        let server = Digest::start(config).unwrap();
        let client = client(shown, server.server(), options);
        for fault in [None, fault.as_ref(), None] {
            set(server.server(), fault);
            shown.call(client.digest_md5()).await;
            shown.call(client.digest_sha256("tea")).await;
        }
        secrets.extend(sent(&server.server().requests()));
    }
    secrets
}
