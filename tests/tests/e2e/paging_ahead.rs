//! Pages that are asked for before they are needed, over sockets: the server answers when it is told to.

use std::time::Duration;

use serde_json::json;
use specwright_kitchen::paging::{Client, Item};
use specwright_runtime::{Items, PagedCall};
use specwright_tests::paging::{Held, Waiting};
use tokio::time::timeout;

use crate::support::options;

/// What does not happen by then does not happen.
const SOON: Duration = Duration::from_secs(10);

async fn start() -> (Held, Client) {
    let server = Held::start().await.unwrap();
    let options = options(&format!("http://127.0.0.1:{}", server.port()));
    let client = Client::builder().port("1").with_options(options).build().unwrap();
    (server, client)
}

async fn next(server: &mut Held) -> Waiting {
    timeout(SOON, server.next()).await.expect("a request").unwrap()
}

/// So many requests, whatever their order.
async fn several(server: &mut Held, number: usize) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    for _ in 0..number {
        waiting.push(next(server).await);
    }
    waiting.sort_by_key(|waiting| number_of(&waiting.target));
    waiting
}

/// The number at the end of a target; 1 where it has none.
fn number_of(target: &str) -> i64 {
    target.rsplit_once('=').map_or(1, |(_, number)| number.parse().unwrap())
}

fn targets(waiting: &[Waiting]) -> Vec<&str> {
    waiting.iter().map(|waiting| waiting.target.as_str()).collect()
}

/// One of `pages` pages of two items: those of page 3 are 31 and 32.
fn page(number: i64, pages: i64) -> String {
    let data = json!([{ "id": number * 10 + 1 }, { "id": number * 10 + 2 }]);
    let meta = json!({ "total_pages": pages, "total_count": pages * 2 });
    json!({ "data": data, "meta": meta }).to_string()
}

fn answer(waiting: Waiting, pages: i64) {
    let number = number_of(&waiting.target);
    waiting.answer(&page(number, pages));
}

async fn take<C: PagedCall<Item = Item>>(items: &mut Items<C>, number: usize) -> Vec<i64>
where
    C::Error: std::fmt::Debug,
{
    let mut ids = Vec::new();
    for _ in 0..number {
        ids.push(timeout(SOON, items.next()).await.expect("an item").unwrap().unwrap().id);
    }
    ids
}

/// Lets the server see what the client has done.
async fn until(what: impl Fn() -> bool) {
    let waited = timeout(SOON, async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    waited.await.expect("what was waited for");
}

#[tokio::test]
async fn counted_pages_are_on_their_way_at_once_and_come_in_order() {
    let (mut server, client) = start().await;
    let mut items = client.page_of_pages().items().with_fetch_ahead(4);
    let reading = tokio::spawn(async move { take(&mut items, 12).await });
    answer(next(&mut server).await, 6);
    let mut waiting = several(&mut server, 4).await;
    assert_eq!(
        targets(&waiting),
        ["/page_of_pages?page=2", "/page_of_pages?page=3", "/page_of_pages?page=4", "/page_of_pages?page=5"]
    );
    // The last of them comes first, and so on; page 6 is not asked for before page 2 is there.
    while waiting.len() > 1 {
        answer(waiting.pop().unwrap(), 6);
    }
    assert!(server.try_next().is_none());
    answer(waiting.pop().unwrap(), 6);
    answer(next(&mut server).await, 6);
    assert_eq!(reading.await.unwrap(), [11, 12, 21, 22, 31, 32, 41, 42, 51, 52, 61, 62]);
    assert!(server.try_next().is_none());
}

#[tokio::test]
async fn the_next_cursors_page_comes_while_this_one_is_used() {
    let (mut server, client) = start().await;
    let mut items = client.cursor_until_null().items().with_fetch_ahead(8);
    let reading = tokio::spawn(async move {
        let first = take(&mut items, 1).await;
        (first, items)
    });
    next(&mut server).await.answer(r#"{"data":[{"id":1},{"id":2}],"next":"a"}"#);
    let (first, mut items) = reading.await.unwrap();
    assert_eq!(first, [1]);
    // Item 2 was not asked for yet, and nobody polls the stream. The page behind is not known, so it is one.
    let waiting = next(&mut server).await;
    assert_eq!(waiting.target, "/cursor_until_null?cursor=a");
    waiting.answer(r#"{"data":[{"id":3}],"next":null}"#);
    assert_eq!(take(&mut items, 2).await, [2, 3]);
    assert!(items.next().await.is_none() && server.try_next().is_none());
}

#[tokio::test]
async fn the_error_of_a_page_comes_behind_the_items_before_it_and_ends_the_stream() {
    let (mut server, client) = start().await;
    let mut items = client.page_of_pages().items().with_fetch_ahead(3);
    let reading = tokio::spawn(async move {
        let ids = take(&mut items, 4).await;
        let error = items.next().await.unwrap().unwrap_err();
        (ids, error.to_string(), items.next().await.is_none())
    });
    answer(next(&mut server).await, 9);
    let mut waiting = several(&mut server, 3).await;
    let last = waiting.pop().unwrap();
    // Page 3 has failed before page 2 is there; page 4 never comes.
    waiting.pop().unwrap().answer_with(400, r#"{"code":"no","message":"not this one"}"#);
    answer(waiting.pop().unwrap(), 9);
    let (ids, error, is_over) = reading.await.unwrap();
    assert_eq!((ids.as_slice(), is_over), (&[11, 12, 21, 22][..], true));
    assert!(error.contains("not this one"), "{error}");
    // What was asked for behind the error is given up, with what was asked for once page 2 had come.
    until(|| server.waiting() == 0).await;
    assert!(server.given_up() >= 1);
    drop(last);
}

#[tokio::test]
async fn a_stream_that_is_dropped_gives_its_requests_up() {
    let (mut server, client) = start().await;
    let mut items = client.page_of_pages().items().with_fetch_ahead(5);
    let reading = tokio::spawn(async move {
        let ids = take(&mut items, 1).await;
        (ids, items)
    });
    answer(next(&mut server).await, 50);
    let (ids, items) = reading.await.unwrap();
    assert_eq!(ids, [11]);
    let waiting = several(&mut server, 5).await;
    assert_eq!((server.waiting(), server.given_up()), (5, 0));
    drop(items);
    until(|| server.given_up() == 5).await;
    assert_eq!((server.waiting(), server.try_next().is_none()), (0, true));
    drop(waiting);
}

#[tokio::test]
async fn a_dropped_future_of_a_stream_loses_nothing() {
    let (mut server, client) = start().await;
    let mut items = client.page_of_pages().items().with_fetch_ahead(2);
    assert!(timeout(Duration::from_millis(20), items.next()).await.is_err());
    let first = next(&mut server).await;
    assert!(timeout(Duration::from_millis(20), items.next()).await.is_err());
    answer(first, 2);
    assert_eq!(take(&mut items, 2).await, [11, 12]);
    let second = next(&mut server).await;
    assert!(timeout(Duration::from_millis(20), items.next()).await.is_err());
    answer(second, 2);
    assert_eq!(take(&mut items, 2).await, [21, 22]);
    assert!(items.next().await.is_none());
    assert_eq!((server.given_up(), server.try_next().is_none()), (0, true));
}
