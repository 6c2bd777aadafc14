//! Pages whose position is a URL.

use std::sync::Arc;

use super::{Kind, Listing, Page, Server, all, body, client_of, listing_of, read};
use crate::{
    Answer, Attempt, AuthUse, Authenticate, Checkpoint, Client, ClientParts, Endpoint, Error, ErrorKind,
    ManualClock, Position, ServerUrl,
    paging::{items, pages},
    testing::sample,
};

/// The URL of the next page stands in the payload.
struct Linked;

impl Kind for Linked {
    const ENDPOINT: &'static Endpoint =
        &Endpoint { auth: &[&[AuthUse { scheme: 0, arguments: &[] }]], ..super::LISTING };

    fn advance(_: &Listing<Self>, page: &Page, _: &Answer) -> Option<Position> {
        page.next.as_deref().map(Position::url)
    }
}

/// Sends a key, and signs the query with it.
struct Keyed;

impl Authenticate for Keyed {
    fn authenticate(&self, _: usize, _: &[&str], attempt: &mut Attempt) -> Result<(), Error> {
        let signature = format!("({})", attempt.query());
        attempt.set_query("key", "MARK");
        attempt.set_query("sign", &signature);
        attempt.set_bearer("MARK")
    }
}

fn client(server: &Server) -> Client {
    let parts = ClientParts {
        server: ServerUrl::Fixed("https://api.example/v1".into()),
        auth: Some(Arc::new(Keyed)),
        ..sample::parts()
    };
    client_of(parts, server, &ManualClock::new())
}

/// A server that keeps the pages at these addresses, whatever auth adds to them, and the parameters that auth added.
fn server(table: &'static [(&'static str, i64, &'static str)]) -> Server {
    Server::new(move |at| {
        let plain = plain(at);
        let (_, item, next) = table.iter().find(|(address, ..)| *address == plain).expect(&plain);
        let next = if next.is_empty() { String::new() } else { format!(r#","next":"{next}""#) };
        (200, body([*item], next))
    })
}

/// The address without what auth adds, which must be there once and right.
fn plain(at: &str) -> String {
    let (path, query) = at.split_once('?').unwrap();
    let (rest, signature) = query.rsplit_once("sign=").unwrap();
    let rest = rest.strip_suffix("key=MARK&").unwrap().trim_end_matches('&');
    let signed = signature.replace("%3D", "=").replace("%26", "&").replace("%25", "%");
    assert_eq!(signed, format!("%28{rest}%29"), "{at}");
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") }
}

#[tokio::test]
async fn links_of_all_forms_are_followed() {
    let server = server(&[
        ("/v1/listing", 1, "https://api.example/v1/listing?page=2&q=%C3%A9#top"),
        ("/v1/listing?page=2&q=%C3%A9", 2, "/v1/listing?page=3"),
        ("/v1/listing?page=3", 3, "?page=4"),
        ("/v1/listing?page=4", 4, "more/5"),
        ("/v1/more/5", 5, "?page=6"),
        ("/v1/more/5?page=6", 6, "//api.example:443/v1/last?"),
        ("/v1/last", 7, ""),
    ]);
    let stream = items(listing_of::<Linked>(&client(&server))).with_fetch_ahead(1);
    assert_eq!(all(stream).await, [1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn what_a_link_quotes_of_auth_is_sent_afresh_and_not_kept() {
    let server = server(&[
        ("/v1/listing", 1, "https://api.example/v1/listing?key=MARK&page=2&sign=MARK-old"),
        ("/v1/listing?page=2", 2, "/v1/other?sign=MARK-old&page=3&k%65y=MARK"),
        ("/v1/other?page=3", 3, ""),
    ]);
    let mut stream = items(listing_of::<Linked>(&client(&server)));
    for _ in 0..2 {
        stream.try_next().await.unwrap();
        let kept = serde_json::to_string(&stream.checkpoint()).unwrap();
        assert!(!kept.contains("MARK"), "{kept}");
    }
    assert_eq!(stream.try_next().await.unwrap(), Some(3));
}

/// One that somebody else has made may still quote it.
#[tokio::test]
async fn old_auth_in_a_position_is_replaced() {
    let server = Server::new(|_| (200, body([1], "")));
    let start = Position::url("?page=2&key=old&sign=old");
    pages(listing_of::<Linked>(&client(&server))).with_start(start).try_next().await.unwrap();
    let [at] = &server.log()[..] else { panic!("one request") };
    assert!(at.starts_with("/v1/listing?page=2&key=MARK&sign=") && !at.contains("key=old&"), "{at}");
}

#[tokio::test]
async fn credentials_go_to_no_other_server() {
    for next in ["https://evil.example/v1/listing?page=2", "http://api.example/v1/listing", "//evil.example/"]
    {
        let server = Server::new(move |_| (200, body([1], format!(r#","next":"{next}""#))));
        let mut stream = items(listing_of::<Linked>(&client(&server)));
        let (given, error) = read(&mut stream).await;
        assert_eq!((given.as_slice(), error.unwrap().kind()), (&[1][..], ErrorKind::PageUrl), "{next}");
        assert_eq!(server.log().len(), 1);
        // A checkpoint leads nowhere else.
        let mut rest = items(listing_of::<Linked>(&client(&server))).with_checkpoint(stream.checkpoint());
        assert_eq!(rest.try_next().await.unwrap_err().kind(), ErrorKind::PageUrl);
        assert_eq!(server.log().len(), 1);
    }
}

#[tokio::test]
async fn a_link_to_the_page_itself_is_a_circle_however_it_is_written() {
    let server = server(&[
        ("/v1/listing", 1, "?page=2"),
        ("/v1/listing?page=2", 2, "https://api.example/v1/listing?key=MARK&page=2#again"),
    ]);
    let (_, error) = read(&mut items(listing_of::<Linked>(&client(&server)))).await;
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::RepeatedCursor);
    assert!(error.to_string().contains("at `?…`") && !error.to_string().contains("MARK"), "{error}");
}

#[tokio::test]
async fn a_stream_goes_on_at_a_url_even_on_another_host() {
    let table: &[_] =
        &[("/v1/listing", 1, "https://api.example/v1/listing?page=2"), ("/v1/listing?page=2", 2, "")];
    let server = server(table);
    let mut stream = items(listing_of::<Linked>(&client(&server)));
    stream.try_next().await.unwrap();
    let checkpoint: Checkpoint = stream.checkpoint();
    let parts = ClientParts {
        server: ServerUrl::Fixed("https://eu.example/v1".into()),
        auth: Some(Arc::new(Keyed)),
        ..sample::parts()
    };
    let other = client_of(parts, &server, &ManualClock::new());
    assert_eq!(all(items(listing_of::<Linked>(&other)).with_checkpoint(checkpoint)).await, [2]);
}
