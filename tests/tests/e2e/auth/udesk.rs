//! Udesk's token: pasted, or obtained with the password.

use specwright_clients::udesk::{Client, Credentials, CustomerKey};
use specwright_runtime::ErrorKind;
use specwright_tests::udesk::Udesk;

use super::{chain, paths};
use crate::support::{options, start_udesk};

fn client(server: &Udesk, credentials: Credentials) -> Client {
    let options = options(&server.base_url());
    Client::builder().subdomain("demo").credentials(credentials).with_options(options).build().unwrap()
}

#[tokio::test]
async fn with_a_password_the_client_logs_in_by_itself_and_once() {
    let server = start_udesk(3);
    let credentials = Credentials::new("admin@udesk.cn").with_password("password-of-the-test");
    let client = client(&server, credentials);
    for id in 1..=3 {
        client.get_customer(CustomerKey::Id(id)).await.unwrap();
    }
    let found = "/open_api_v1/customers/get_customer";
    assert_eq!(paths(&server.server().requests()), ["/open_api_v1/log_in", found, found, found]);
    let request = &server.server().requests()[0];
    assert_eq!(request.json().unwrap()["email"], "admin@udesk.cn");
    assert_eq!(request.query, "");
}

#[tokio::test]
async fn a_pasted_token_needs_no_login() {
    let server = start_udesk(1);
    let credentials = Credentials::new("admin@udesk.cn").with_open_api_token("token-of-the-test");
    client(&server, credentials).list_customers().await.unwrap();
    assert_eq!(paths(&server.server().requests()), ["/open_api_v1/customers"]);
}

#[tokio::test]
async fn a_wrong_password_or_none_is_told() {
    let server = start_udesk(1);
    let wrong = Credentials::new("admin@udesk.cn").with_password("other");
    let error = client(&server, wrong).list_customers().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(chain(&error).contains("Incorrect email or password"), "{}", chain(&error));
    let error = client(&server, Credentials::new("admin@udesk.cn")).list_customers().await.unwrap_err();
    assert_eq!((error.kind(), server.server().request_count()), (ErrorKind::Config, 1));
    assert!(error.to_string().contains("password"), "{error}");
}

#[tokio::test]
async fn a_token_that_was_reset_is_obtained_again() {
    let server = start_udesk(1);
    let both = Credentials::new("admin@udesk.cn")
        .with_open_api_token("token-of-the-test")
        .with_password("password-of-the-test");
    let client = client(&server, both);
    client.list_customers().await.unwrap();
    server.reset_token("another-token");
    client.list_customers().await.unwrap();
    let (listed, login) = ("/open_api_v1/customers", "/open_api_v1/log_in");
    assert_eq!(paths(&server.server().requests()), [listed, listed, login, listed]);
}
