//! Endpoints that are called at other servers than the API's own, each with the credentials and the paging of its own.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use specwright_kitchen::servers::{Client, Credentials};
use specwright_runtime::{
    BoxFuture, ErrorKind, HttpTransport, Options, Transport, TransportError, TransportRequest,
    TransportResponse,
};
use specwright_tests::echo;
use specwright_tests::http::{Fault, FaultPlan, Request, Response, Server};

use crate::support::options;

fn client(options: Options) -> Client {
    let credentials = Credentials::new("MARK-key").with_password("MARK-password");
    Client::builder().credentials(credentials).with_options(options).build().unwrap()
}

/// A server to which all requests go, wherever they are meant to go, which is kept.
struct Anywhere {
    server: Server,
    transport: HttpTransport,
    addresses: Mutex<Vec<String>>,
}

impl Anywhere {
    fn answering(answer: Value) -> Arc<Self> {
        let server = Server::start(move |_| Response::json(200, &answer)).unwrap();
        Arc::new(Self { server, transport: HttpTransport::new().unwrap(), addresses: Mutex::default() })
    }

    fn options(self: &Arc<Self>) -> Options {
        Options::new().with_transport(self.clone())
    }

    /// The address of the last request, and how many there were.
    fn last(&self) -> (String, usize) {
        let addresses = self.addresses.lock().unwrap();
        (addresses.last().cloned().unwrap_or_default(), addresses.len())
    }
}

impl Transport for Anywhere {
    fn send(
        &self,
        mut request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        self.addresses.lock().unwrap().push(request.url.to_string());
        request.url.set_scheme("http").unwrap();
        request.url.set_host(Some("127.0.0.1")).unwrap();
        request.url.set_port(Some(self.server.port())).unwrap();
        self.transport.send(request)
    }
}

#[tokio::test]
async fn each_endpoint_is_called_at_its_server() {
    let anywhere = Anywhere::answering(json!({ "items": [] }));
    let client = client(anywhere.options());
    let address = || anywhere.last().0;
    client.get_shop().await.unwrap();
    assert_eq!(address(), "https://eu.servers.example/v1/shop");
    client.put_file("a b", vec![1]).await.unwrap();
    assert_eq!(address(), "https://uploads.servers.example/files/a%20b");
    let requests = anywhere.server.requests();
    let at = requests.last().unwrap().header("x-at");
    assert_eq!(at, Some("uploads.servers.example /files/a%20b"), "what is signed is where it goes");
    client.list_files().await.unwrap();
    assert_eq!(address(), "https://uploads.servers.example/files/");
    client.get_terms().await.unwrap();
    assert_eq!(address(), "https://eu.static.servers.example/v2/terms");
    client.get_me().await.unwrap();
    assert_eq!(address(), "https://bots.servers.example/botMARK-key/me");
}

#[tokio::test]
async fn servers_share_the_variables() {
    let anywhere = Anywhere::answering(json!({}));
    let builder = Client::builder().credentials(Credentials::new("MARK")).with_options(anywhere.options());
    let client = builder.region("us").edition("v3").build().unwrap();
    client.get_shop().await.unwrap();
    assert_eq!(anywhere.last().0, "https://us.servers.example/v1/shop");
    client.get_terms().await.unwrap();
    assert_eq!(anywhere.last().0, "https://us.static.servers.example/v3/terms");
}

#[tokio::test]
async fn a_server_that_a_login_tells_is_one_that_the_spec_allows() {
    let anywhere = Anywhere::answering(json!({ "token": "MARK-token", "url": "https://a1.tenants.example" }));
    client(anywhere.options()).get_tenant().await.unwrap();
    assert_eq!(anywhere.last(), ("https://a1.tenants.example/api/tenant".to_owned(), 2));
    assert_eq!(anywhere.server.requests()[1].header("x-session"), Some("MARK-token"));
    let anywhere = Anywhere::answering(json!({ "token": "MARK-token", "url": "https://evil.example" }));
    let error = client(anywhere.options()).get_tenant().await.unwrap_err();
    assert_eq!((error.kind(), anywhere.last().1), (ErrorKind::Config, 1));
    assert!(!error.to_string().contains("MARK"), "{error}");
}

#[tokio::test]
async fn servers_are_replaced_by_their_names() {
    let (own, uploads) = (echo::start().unwrap(), echo::start().unwrap());
    let client = client(
        options(&own.base_url())
            .with_server("uploads", format!("{}/there", uploads.base_url()))
            .with_server("bots", own.base_url()),
    );
    client.get_shop().await.unwrap();
    let seen = client.put_file("x", vec![1, 2]).await.unwrap();
    assert_eq!(seen["path"], json!("/there/x"));
    assert_eq!(client.get_me().await.unwrap()["path"], json!("/me"));
    assert_eq!((own.request_count(), uploads.request_count()), (2, 1));
    assert_eq!(uploads.requests()[0].header("x-key"), Some("MARK-key"));
}

#[tokio::test]
async fn a_server_that_the_spec_does_not_name_is_refused() {
    let build = |options: Options| {
        Client::builder().credentials(Credentials::new("k")).with_options(options).build().map(drop)
    };
    let error = build(Options::new().with_server("upload", "https://a.example")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("no server `upload`"), "{error}");
    let error = build(Options::new().with_server("uploads", "http://a.example")).unwrap_err();
    assert!(error.to_string().contains("must be https"), "{error}");
}

#[tokio::test]
async fn pages_and_redirects_stay_at_the_server_of_the_call() {
    let own = echo::start().unwrap();
    let page = |request: &Request| match request.parameter("page").as_deref() {
        None => Response::json(200, &json!({ "items": [1], "next": "/there/?page=2" })),
        Some("2") => Response::json(200, &json!({ "items": [2], "next": "https://own.example/?page=3" })),
        Some(_) => Response::json(404, &json!({})),
    };
    let uploads = Server::start(page).unwrap();
    let client =
        client(options(&own.base_url()).with_server("uploads", format!("{}/there", uploads.base_url())));
    let mut items = client.list_files().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PageUrl);
    uploads.set_faults(FaultPlan::always(Fault::redirect(307, &own.base_url())));
    let error = client.put_file("x", vec![]).await.unwrap_err();
    assert_eq!((error.kind(), own.request_count()), (ErrorKind::Redirect, 0));
}
