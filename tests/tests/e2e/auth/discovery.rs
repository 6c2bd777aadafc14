//! A base URL that a login gives.

use specwright_kitchen::discovery::{Client, Credentials};
use specwright_runtime::{ErrorKind, Options};
use specwright_tests::login::{Config, Login};

use super::{chain, options, paths};

fn client_with(login: &Login, options: Options) -> Client {
    let config = Config::default();
    Client::builder()
        .credentials(Credentials::new(config.username, config.password))
        .with_options(options.with_token_server("instance", login.server().base_url()))
        .build()
        .unwrap()
}

#[tokio::test]
async fn calls_go_where_the_login_says() {
    let login = Login::start(Config::default()).unwrap();
    let client = client_with(&login, options());
    for _ in 0..2 {
        assert_eq!(client.things().await.unwrap().seen, "discover");
    }
    assert_eq!(paths(&login.server().requests()), ["/login/discover"]);
    assert_eq!(paths(&login.instance().requests()), ["/services/things"; 2]);
}

#[tokio::test]
async fn after_a_new_login_they_go_where_that_says() {
    let login = Login::start(Config::default()).unwrap();
    let client = client_with(&login, options());
    client.things().await.unwrap();
    login.end_sessions();
    client.things().await.unwrap();
    assert_eq!((login.logins("discover"), login.instance().request_count()), (2, 3));
}

#[tokio::test]
async fn a_base_url_of_the_users_own_counts_over_it() {
    let login = Login::start(Config::default()).unwrap();
    let url = format!("{}/services", login.instance().base_url());
    let client = client_with(&login, options().with_base_url(url));
    client.things().await.unwrap();
    assert_eq!(login.logins("discover"), 1);
}

#[tokio::test]
async fn another_host_or_plain_http_is_refused_and_gets_nothing() {
    for url in [
        "https://evil.example",
        "https://instances.example.evil.example",
        "https://eu@evil.example",
        "http://eu.instances.example",
        "https://evil.example/.instances.example",
        "https://evil.example#.instances.example",
        "https://evil.example\\.instances.example",
        "localhost",
        "",
    ] {
        let config = Config { instance_url: Some(url.to_owned()), ..Config::default() };
        let login = Login::start(config).unwrap();
        let error = client_with(&login, options()).things().await.unwrap_err();
        let shown = chain(&error);
        assert!(
            matches!(error.kind(), ErrorKind::Auth | ErrorKind::Config),
            "{url}: {:?} {shown}",
            error.kind()
        );
        assert_eq!(login.server().request_count(), 1, "{url}: {shown}");
    }
}
