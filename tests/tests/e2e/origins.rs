//! Credentials go to the client's own server and nowhere else.

use specwright_clients::udesk::{self, CustomerKey};
use specwright_runtime::{ErrorKind, Options};
use specwright_tests::http::{Fault, FaultPlan, Response, Server};

use crate::support::{helpcrunch, nxcloud, options, start_helpcrunch, start_nxcloud, start_udesk, udesk};

fn elsewhere() -> Server {
    Server::start(|_| Response::json(200, &serde_json::json!({ "code": 1000 }))).unwrap()
}

#[tokio::test]
async fn a_redirect_to_another_host_leaks_nothing() {
    let other = elsewhere();
    let (udesk_server, nxcloud_server, helpcrunch_server) =
        (start_udesk(1), start_nxcloud(1), start_helpcrunch(1));
    let location = format!("{}/stolen?token=MARKED", other.base_url());
    for status in [301, 302, 303, 307, 308] {
        for server in [udesk_server.server(), nxcloud_server.server(), helpcrunch_server.server()] {
            server.set_faults(FaultPlan::always(Fault::redirect(status, &location)));
        }
        let error = udesk(&udesk_server).get_customer(CustomerKey::Id(1)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirect, 1));
        assert!(error.to_string().contains(&other.base_url()), "{error}");
        assert!(!format!("{error} {error:?}").contains("MARKED"), "{error:?}");
        let error = nxcloud(&nxcloud_server).query_customers(1, "a").limit(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        let error = helpcrunch(&helpcrunch_server).search_customers().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
    }
    assert_eq!((other.request_count(), other.connection_count()), (0, 0));
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_not_followed_either() {
    let server = start_udesk(1);
    server
        .server()
        .set_faults(FaultPlan::none().at(0, Fault::redirect(302, "/open_api_v1/customers/filters")));
    let error = udesk(&server).list_customers().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(server.server().request_count(), 1);
}

#[tokio::test]
async fn plain_http_is_for_loopback_only() {
    let build = |url: &str| {
        let credentials = udesk::Credentials::new("admin@udesk.cn").with_open_api_token("token");
        let options = Options::default().with_base_url(url);
        udesk::Client::builder().subdomain("demo").credentials(credentials).with_options(options).build()
    };
    for url in [
        "http://demo.udesk.cn",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "ftp://localhost",
        "nonsense",
    ] {
        assert_eq!(build(url).unwrap_err().kind(), ErrorKind::Config, "{url}");
    }
    for url in ["http://127.0.0.1:1", "http://localhost:1/prefix", "http://[::1]:1", "https://demo.udesk.cn"]
    {
        assert!(build(url).is_ok(), "{url}");
    }
}

#[tokio::test]
async fn a_server_variable_cannot_move_the_credentials_to_another_host() {
    for subdomain in
        ["evil.example/", "evil.example#", "a@evil.example:443/", "evil.example?x=", "", "a b", "demo\n"]
    {
        let credentials = udesk::Credentials::new("admin@udesk.cn").with_open_api_token("token");
        let built = udesk::Client::builder().subdomain(subdomain).credentials(credentials).build();
        let error = built.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{subdomain:?}");
        assert!(error.to_string().contains("subdomain"), "{error}");
    }
}

#[tokio::test]
async fn a_base_url_keeps_its_own_path() {
    let server = start_udesk(1);
    let client = crate::support::udesk_with(options(&format!("{}/", server.base_url())));
    client.list_customers().await.unwrap();
    assert_eq!(server.server().requests()[0].path, "/open_api_v1/customers");
}
