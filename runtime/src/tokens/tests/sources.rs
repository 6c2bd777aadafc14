//! An API with token sources of every kind, written the way generated code is.

use std::{sync::Arc, time::Duration};

use crate::{
    API_SERVER, Attempt, AuthUse, Authenticate, Challenge, Endpoint, Envelope, Error, Lifetime, OutputFrom,
    Parts, ProvideTokens, Step, TokenOrigin, TokenOutput, TokenParameter, TokenSource, TokenStep, Tokens,
    testing::sample,
};

/// The sources, by number.
pub(super) const LOGIN: usize = 0;
pub(super) const DIGEST: usize = 1;
pub(super) const VAULT: usize = 2;
pub(super) const SESSION: usize = 3;
pub(super) const REFRESHED: usize = 4;

/// The schemes, by number: first those of endpoints, then those of steps.
pub(super) const BEARER: usize = 0;
pub(super) const BY_DIGEST: usize = 1;
pub(super) const BY_VAULT: usize = 2;
pub(super) const BY_KEY: usize = 3;
pub(super) const BY_SESSION: usize = 4;
pub(super) const BY_REFRESHED: usize = 5;
pub(super) const LOGIN_STEP: usize = 6;
pub(super) const LOGIN_REFRESH: usize = 7;
pub(super) const SESSION_FIRST: usize = 8;
pub(super) const SESSION_SECOND: usize = 9;

pub(super) const fn used(scheme: usize) -> AuthUse {
    AuthUse { scheme, arguments: &[] }
}

/// An endpoint that may not be sent twice.
pub(super) const PLAIN: Endpoint = Endpoint {
    name: "act",
    path: "/act",
    auth: &[&[used(BEARER)]],
    envelope: &sample::IN_FIELD,
    ..sample::CREATE
};
pub(super) static ACT: Endpoint = PLAIN;
pub(super) static BY_WHAT_IS_GIVEN: Endpoint =
    Endpoint { auth: &[&[used(BEARER)], &[used(BY_KEY)]], ..PLAIN };
pub(super) static OPTIONAL: Endpoint = Endpoint { auth: &[&[used(BY_KEY)], &[]], ..PLAIN };
pub(super) static ALL: Endpoint = Endpoint { auth: &[&[used(BEARER), used(BY_KEY), used(BY_KEY)]], ..PLAIN };
pub(super) static DIGESTED: Endpoint = Endpoint { auth: &[&[used(BY_DIGEST)]], ..PLAIN };
pub(super) static VAULTED: Endpoint = Endpoint { auth: &[&[used(BY_VAULT)]], ..PLAIN };
pub(super) static IN_SESSION: Endpoint = Endpoint { auth: &[&[used(BY_SESSION)]], ..PLAIN };
pub(super) static WITH_REFRESHED: Endpoint = Endpoint { auth: &[&[used(BY_REFRESHED)]], ..PLAIN };
pub(super) static OPEN: Endpoint = Endpoint { auth: &[], ..PLAIN };

pub(super) const STEP: Endpoint = Endpoint {
    name: "login",
    path: "/login",
    auth: &[&[used(LOGIN_STEP)]],
    envelope: &Envelope::NONE,
    ..PLAIN
};
pub(super) static LOGIN_CALL: Endpoint = STEP;
pub(super) static REFRESH_CALL: Endpoint =
    Endpoint { name: "login_refresh", auth: &[&[used(LOGIN_REFRESH)]], ..STEP };
pub(super) static FIRST_CALL: Endpoint =
    Endpoint { name: "session", auth: &[&[used(SESSION_FIRST)]], ..STEP };
pub(super) static SECOND_CALL: Endpoint =
    Endpoint { name: "session_2", auth: &[&[used(SESSION_SECOND)]], ..STEP };

pub(super) const TOKEN: TokenOutput =
    TokenOutput { output: 0, from: OutputFrom::Json(&[Step::Key("token")]), optional: false };
pub(super) const LASTS: TokenOutput =
    TokenOutput { output: 1, from: OutputFrom::Json(&[Step::Key("lasts")]), optional: true };
pub(super) const AGAIN: TokenOutput =
    TokenOutput { output: 2, from: OutputFrom::Json(&[Step::Key("again")]), optional: true };
pub(super) const OUTPUTS: &[TokenOutput] = &[TOKEN, LASTS, AGAIN];

pub(super) static REFRESH: TokenStep =
    TokenStep { endpoint: &REFRESH_CALL, server: Some(7), needs: &[2], outputs: OUTPUTS };

pub(super) const SECONDS: Lifetime = Lifetime::In { output: 1, unit: Duration::from_secs(1) };

pub(super) static SOURCES: &[TokenSource] = &[
    TokenSource {
        name: "login",
        outputs: &["token", "lasts", "again"],
        origin: TokenOrigin::Steps {
            steps: &[TokenStep { endpoint: &LOGIN_CALL, server: None, needs: &[], outputs: OUTPUTS }],
            refresh: Some(&REFRESH),
        },
        lifetime: SECONDS,
        margin: None,
        sources: &[],
    },
    TokenSource {
        name: "digest",
        outputs: &["realm", "nonce", "opaque"],
        origin: TokenOrigin::Challenge(Challenge {
            header: "WWW-Authenticate",
            word: "Digest",
            only: &[("algorithm", "MD5")],
            parameters: &[
                TokenParameter { output: 0, name: "realm", optional: false },
                TokenParameter { output: 1, name: "nonce", optional: false },
                TokenParameter { output: 2, name: "opaque", optional: true },
            ],
        }),
        lifetime: Lifetime::UntilRefused,
        margin: None,
        sources: &[],
    },
    TokenSource {
        name: "vault",
        outputs: &["token"],
        origin: TokenOrigin::Hook,
        lifetime: Lifetime::UntilRefused,
        margin: None,
        sources: &[],
    },
    TokenSource {
        name: "session",
        outputs: &["ticket", "sid"],
        origin: TokenOrigin::Steps {
            steps: &[
                TokenStep {
                    endpoint: &FIRST_CALL,
                    server: None,
                    needs: &[],
                    outputs: &[TokenOutput {
                        output: 0,
                        from: OutputFrom::Header("x-ticket"),
                        optional: false,
                    }],
                },
                TokenStep {
                    endpoint: &SECOND_CALL,
                    server: None,
                    needs: &[0],
                    outputs: &[TokenOutput { output: 1, from: OutputFrom::Cookie("sid"), optional: false }],
                },
            ],
            refresh: None,
        },
        lifetime: Lifetime::Fixed(Duration::from_secs(1000)),
        margin: Some(Duration::from_secs(100)),
        sources: &[LOGIN],
    },
    TokenSource {
        name: "refreshed",
        outputs: &["token", "lasts", "again"],
        origin: TokenOrigin::Steps { steps: &[], refresh: Some(&REFRESH) },
        lifetime: SECONDS,
        margin: None,
        sources: &[],
    },
];

/// What the user gave.
#[derive(Default)]
pub(super) struct Auth {
    pub(super) given: Vec<(usize, usize, &'static str)>,
    pub(super) has_no_password: bool,
    pub(super) has_no_key: bool,
    pub(super) vault: Option<Arc<dyn ProvideTokens>>,
    pub(super) server: Option<String>,
}

impl Authenticate for Auth {
    fn authenticate(&self, scheme: usize, _: &[&str], attempt: &mut Attempt) -> Result<(), Error> {
        match scheme {
            BEARER | SESSION_FIRST => attempt.set_bearer(&of(attempt, LOGIN, 0)),
            BY_DIGEST => {
                let text = format!(
                    "Digest realm=\"{}\", nonce=\"{}\", nc={}",
                    attempt.output(DIGEST, 0),
                    attempt.output(DIGEST, 1),
                    attempt.uses(DIGEST)
                );
                attempt.set_header("Authorization", &text)
            }
            BY_VAULT => attempt.set_header("X-Vault", &of(attempt, VAULT, 0)),
            BY_KEY => {
                let query = attempt.query().to_owned();
                attempt.set_header("X-Query", &query)?;
                attempt.set_query("key", "MARK-key");
                Ok(())
            }
            BY_SESSION => attempt.set_cookie("sid", &of(attempt, SESSION, 1)),
            BY_REFRESHED => {
                let token = of(attempt, REFRESHED, 0);
                attempt.set_query("token", &token);
                Ok(())
            }
            LOGIN_STEP => attempt.set_form("password", "MARK-password"),
            LOGIN_REFRESH => {
                let again = of(attempt, LOGIN, 2) + &of(attempt, REFRESHED, 2);
                attempt.set_form("again", &again)
            }
            SESSION_SECOND => attempt.set_header("X-Ticket", &of(attempt, SESSION, 0)),
            _ => Err(Error::config("no such scheme")),
        }
    }

    fn lacks(&self, scheme: usize) -> Option<&'static str> {
        (scheme == BY_KEY && self.has_no_key).then_some("the credential `key`")
    }

    fn sources(&self, scheme: usize) -> &'static [usize] {
        match scheme {
            BEARER | SESSION_FIRST => &[LOGIN],
            BY_DIGEST => &[DIGEST],
            BY_VAULT => &[VAULT],
            BY_SESSION => &[SESSION],
            BY_REFRESHED => &[REFRESHED],
            _ => &[],
        }
    }

    fn source_lacks(&self, source: usize, refresh: bool) -> Option<&'static str> {
        match source {
            LOGIN if !refresh && self.has_no_password => Some("the credential `password`"),
            VAULT if self.vault.is_none() => Some("the hook `vault_tokens`"),
            _ => None,
        }
    }

    fn given(&self, source: usize, output: usize) -> Option<&str> {
        self.given.iter().find(|given| (given.0, given.1) == (source, output)).map(|given| given.2)
    }

    fn server(&self, server: usize, tokens: &Tokens) -> Result<String, Error> {
        match (server, &self.server) {
            (API_SERVER, Some(server)) => Ok(server.replace("{token}", tokens.output(LOGIN, 0))),
            _ => Ok("https://login.example/oauth".to_owned()),
        }
    }

    fn step(&self, source: usize, step: usize, _: &Tokens) -> Result<Parts, Error> {
        let endpoint = match (source, step) {
            (LOGIN, 0) => &LOGIN_CALL,
            (SESSION, 0) => &FIRST_CALL,
            (SESSION, 1) => &SECOND_CALL,
            _ => &REFRESH_CALL,
        };
        let mut parts = Parts::new(endpoint);
        parts.path_text("/login");
        Ok(parts)
    }

    fn provider(&self, source: usize) -> Option<Arc<dyn ProvideTokens>> {
        self.vault.clone().filter(|_| source == VAULT)
    }
}

fn of(attempt: &Attempt, source: usize, output: usize) -> String {
    attempt.output(source, output).to_owned()
}
