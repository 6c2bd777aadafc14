//! Auth as it is seen over sockets: `tests/kitchen/specs/auth.yaml` and `discovery.yaml` against servers that know nothing
//! of specs.

mod digest;
mod discovery;
mod hooks;
mod logins;
mod oauth2;
mod places;
mod refresh;
mod skew;
mod store;
mod udesk;

use std::error::Error as StdError;
use std::time::Duration;

use specwright_kitchen::auth::{Builder, Client, Credentials};
use specwright_runtime::Options;
use specwright_tests::http::{Request, Server};
use specwright_tests::oauth2::{Config, OAuth2, keys};

use crate::support::SkipClock;

/// Quick retries, and no budgets of the client's own. The server is that of the spec, whose port the builder gets.
pub fn options() -> Options {
    Options::default()
        .with_backoff(Duration::from_millis(1), Duration::from_millis(5))
        .with_rate_limits(false)
}

pub fn builder(server: &Server, credentials: Credentials) -> Builder {
    Client::builder().port(server.port().to_string()).credentials(credentials).with_options(options())
}

pub fn client(server: &Server, credentials: Credentials) -> Client {
    builder(server, credentials).build().unwrap()
}

pub fn client_with(server: &Server, credentials: Credentials, options: Options) -> Client {
    builder(server, credentials).with_options(options).build().unwrap()
}

/// What the OAuth server knows a client by, and what the user was given.
pub fn oauth2_credentials() -> Credentials {
    let config = Config::default();
    Credentials::new()
        .with_client_id(config.client_id)
        .with_client_secret(config.client_secret)
        .with_user(config.username)
        .with_password(config.password)
        .with_refresh_token(config.refresh_token)
        .with_rsa_key(keys::RSA)
        .with_ec_key(keys::EC)
}

/// A server and a client that live by one clock, which is moved by hand.
pub struct Rig {
    pub server: OAuth2,
    pub clock: SkipClock,
}

impl Rig {
    pub fn start(config: Config) -> Self {
        let clock = SkipClock::new();
        let server = OAuth2::start(Config { clock: clock.hand.clock(), ..config }).unwrap();
        Self { server, clock }
    }

    pub fn options(&self) -> Options {
        let url = self.server.server().base_url();
        ["owner", "service", "asserted", "keyed_client"]
            .iter()
            .fold(self.clock.timeless(options()), |options, source| options.with_token_server(*source, &url))
    }

    pub fn client(&self) -> Client {
        self.client_with(self.options())
    }

    pub fn client_with(&self, options: Options) -> Client {
        client_with(self.server.server(), oauth2_credentials(), options)
    }

    /// The paths that were called so far, in order.
    pub fn paths(&self) -> Vec<String> {
        paths(&self.server.server().requests())
    }

    /// How many token requests there were.
    pub fn renewals(&self) -> usize {
        self.server.token_requests().len()
    }
}

pub fn paths(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| request.path.clone()).collect()
}

/// An error with all its causes, as a user prints it.
pub fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
