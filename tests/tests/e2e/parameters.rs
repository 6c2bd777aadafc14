//! Lists and objects as they go over the wire, in every place and style; what a path cannot hold is refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use specwright_kitchen::parameters::{Client, Colour, Item, Mark, Marked, Point, Range, Wish};
use specwright_runtime::ErrorKind;
use specwright_tests::echo;
use specwright_tests::http::Server;

use crate::support::options;

fn start() -> (Server, Client) {
    let server = echo::start().unwrap();
    let client = Client::builder().with_options(options(&server.base_url())).build().unwrap();
    (server, client)
}

/// The query without the sum that the scheme adds.
fn query(seen: &Value) -> String {
    let query = seen["query"].as_str().unwrap();
    query.split("&sum=").next().unwrap().to_owned()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn decimal(text: &str) -> specwright_runtime::reexport::rust_decimal::Decimal {
    text.parse().unwrap()
}

#[tokio::test]
async fn lists_in_a_query() {
    let (_server, client) = start();
    let call = client
        .in_query()
        .repeated(texts(&["a b", "c&d"]))
        .colours(vec![Colour::DarkBlue, Colour::Red])
        .joined(vec![Some(1), None, Some(3)])
        .spaced(vec![Colour::Red, Colour::DarkBlue])
        .piped((1, "a|b".to_owned()));
    assert_eq!(
        query(&call.await.unwrap()),
        "repeated=a%20b&repeated=c%26d&colours%5B%5D=dark%20blue&colours%5B%5D=red&joined=1,3\
         &spaced=red%20dark%20blue&piped=1%7Ca%7Cb"
    );
    let empty = client.in_query().repeated(Vec::<String>::new()).joined(vec![None]);
    assert!(empty.await.unwrap()["query"].as_str().unwrap().starts_with("sum="));
}

#[tokio::test]
async fn objects_in_a_query() {
    let (_server, client) = start();
    let inner = Range::new().labels(texts(&["a", "b"]));
    let range = Range::new().gte(1).lt(decimal("1.50")).inner(Box::new(inner));
    let seen = client.in_query().at(range.clone()).deep(range).await.unwrap();
    assert_eq!(
        query(&seen),
        "at%5Bgte%5D=1&at%5Blt%5D=1.50&at%5Binner%5D%5Blabels%5D%5B%5D=a&at%5Binner%5D%5Blabels%5D%5B%5D=b\
         &deep%5Bgte%5D=1&deep%5Blt%5D=1.50&deep%5Binner%5D%5Blabels%5D%5B0%5D=a\
         &deep%5Binner%5D%5Blabels%5D%5B1%5D=b"
    );
    let items = vec![Item::new("p").taxes(texts(&["t"])), Item::new("q").quantity(2)];
    let seen = client.in_query().indexed(items.clone()).rails(items).await.unwrap();
    assert_eq!(
        query(&seen).replace("%5B", "[").replace("%5D", "]"),
        "indexed[0][price]=p&indexed[0][taxes][0]=t&indexed[1][price]=q&indexed[1][quantity]=2\
         &rails[][price]=p&rails[][taxes][]=t&rails[][price]=q&rails[][quantity]=2"
    );
    let pairs = BTreeMap::from([("a".to_owned(), "1,2".to_owned()), ("b".to_owned(), "3".to_owned())]);
    let call = client.in_query().flat(Point::new(1.0, -2.5)).pairs(pairs).number(5);
    let seen = call.where_(Range::new().lt(decimal("10000000000000.010"))).await.unwrap();
    assert_eq!(
        query(&seen),
        "x=1&y=-2.5&pairs=a,1%2C2,b,3&where=%7B%22lt%22%3A10000000000000.010%7D&number=5"
    );
}

#[tokio::test]
async fn what_the_scheme_reads_are_the_parameters_as_sent() {
    let (_server, client) = start();
    let seen = client.in_query().joined(vec![Some(1), Some(2)]).at(Range::new().gte(1)).await.unwrap();
    // MD5 of `at[gte]=1&joined=1,2`.
    let sum = "0fd125c56bf6ceb7af257c4a25e302b6";
    assert_eq!(seen["query"], json!(format!("joined=1,2&at%5Bgte%5D=1&sum={sum}")));
}

#[tokio::test]
async fn what_fits_no_style_is_refused() {
    let (server, client) = start();
    let error = client.in_query().free(json!([[1]])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("query parameter `free`: cannot be sent"), "{error}");
    assert_eq!(server.request_count(), 0);
    let seen = client.in_query().free(json!({ "a": [1] })).await.unwrap();
    assert_eq!(query(&seen), "free%5Ba%5D%5B%5D=1");
}

#[tokio::test]
async fn forms() {
    let (_server, client) = start();
    let call = client
        .in_form()
        .mode(Colour::DarkBlue)
        .expand(texts(&["a b", "c"]))
        .repeated(vec![1, 2])
        .items_(vec![Item::new("p").taxes(texts(&["t", "u"]))])
        .metadata(BTreeMap::from([("k&y".to_owned(), "v".to_owned())]))
        .extra(BTreeMap::from([("a".to_owned(), json!([1]))]));
    let seen = call.await.unwrap();
    let decoded = seen["body"].as_str().unwrap().replace("%5B", "[").replace("%5D", "]");
    assert_eq!(
        decoded,
        "mode=dark+blue&expand[]=a+b&expand[]=c&repeated=1&repeated=2&items[0][price]=p&items[0][taxes][0]=t\
         &items[0][taxes][1]=u&metadata[k%26y]=v&extra=%7B%22a%22%3A[1]%7D&tags=a&tags=b"
    );
    client.empty_form().await.unwrap();
}

#[tokio::test]
async fn headers_and_cookies() {
    let (_server, client) = start();
    let point = Point::new(1.0, 2.5).note("n");
    let call = client.in_headers().x_list(texts(&["a", "b c"])).x_object(point.clone()).x_pairs(point);
    let seen = call.x_arg(BTreeMap::from([("path".to_owned(), json!("/é😀"))])).await.unwrap();
    assert_eq!(
        seen["headers"],
        json!([
            "x-list: a,b c",
            "x-object: x,1,y,2.5,note,n",
            "x-pairs: x=1,y=2.5,note=n",
            r#"x-arg: {"path":"/\u00e9\ud83d\ude00"}"#,
        ])
    );
    let call = client.in_cookies("s%3Aabc.d=").theme(Colour::DarkBlue).ids(vec![1, 2]);
    let call = call.words(texts(&["a", "b;c"])).at(Point::new(1.0, 2.0));
    let seen = call.state(BTreeMap::from([("a".to_owned(), json!("é"))])).await.unwrap();
    assert_eq!(
        seen["cookie"],
        json!(
            "sid=s%3Aabc.d=; theme=dark%20blue; ids=1,2; words=a; words=b%3Bc; x=1; y=2; \
             state=%7B%22a%22%3A%22%C3%A9%22%7D"
        )
    );
}

#[tokio::test]
async fn paths() {
    let (_server, client) = start();
    let pairs = BTreeMap::from([("a/b".to_owned(), "c,d".to_owned())]);
    let call = client.in_path(
        "../x",
        vec![1, 2],
        Point::new(1.0, 2.0),
        pairs,
        5,
        texts(&["a", ".."]),
        texts(&["a", "b;c"]),
        texts(&["a", ""]),
        Point::new(1.0, 2.0),
        BTreeMap::from([("a".to_owned(), 1)]),
    );
    assert_eq!(
        call.await.unwrap()["path"],
        json!(
            "/path/..%2Fx/1,2/x,1,y,2/a%2Fb=c%2Cd/v.5.a.../m;matrix=a,b%3Bc;matrices=a;matrices;x=1;y=2/\
             %7B%22a%22%3A1%7D"
        )
    );
}

#[tokio::test]
async fn no_value_changes_which_endpoint_is_called() {
    let (server, client) = start();
    for ids in [&[][..], &[""], &["."], &[".."]] {
        let error = client.by_ids(texts(ids)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{ids:?}");
        assert!(error.to_string().contains("path parameter `ids`"), "{error}");
    }
    for ids in [&[][..], &[""], &["."], &["", ""]] {
        assert_eq!(client.by_label(texts(ids)).await.unwrap_err().kind(), ErrorKind::Invalid, "{ids:?}");
    }
    assert_eq!(server.request_count(), 0);
    for (ids, piece) in [
        (&["../a", "\\"][..], "..%2Fa,%5C"),
        (&[".", "."], ".,."),
        (&["..", ""], "..,"),
        (&["%2e%2e"], "%252e%252e"),
        (&["a;b?c#d"], "a%3Bb%3Fc%23d"),
    ] {
        let seen = client.by_ids(texts(ids)).await.unwrap();
        assert_eq!(seen["path"], json!(format!("/by/{piece}/keys")));
    }
}

#[tokio::test]
async fn what_is_preset_is_no_argument() {
    let (_server, client) = start();
    let seen = client.preset(Marked::new(1)).await.unwrap();
    assert_eq!(seen["path"], json!("/json/preset"));
    assert_eq!(query(&seen), "action=a%20b&colour=red&page=1");
    assert_eq!(seen["headers"], json!(["x-version: 2026-01"]));
    let sent: Value = serde_json::from_str(seen["body"].as_str().unwrap()).unwrap();
    let item = json!({ "mark": "late", "n": 1, "loud": false });
    assert_eq!(sent, json!({ "kind": "dark blue", "item": item, "stream": true }));
    assert_eq!(client.preset_form(2).await.unwrap()["body"], json!("mode=early&n=2"));
}

#[tokio::test]
async fn an_endpoint_presets_fields_of_the_type_of_its_body() {
    let (_server, client) = start();
    let body = |seen: Value| serde_json::from_str::<Value>(seen["body"].as_str().unwrap()).unwrap();
    let seen = body(client.preset_stream(Point::new(1.0, 2.0)).await.unwrap());
    assert_eq!(seen["note"], json!("streamed"));
    let seen = body(client.preset_stream(Point::new(1.0, 2.0).note("own")).await.unwrap());
    assert_eq!(seen["note"], json!("own"));
    let seen = body(client.preset_maybe(Wish::new()).await.unwrap());
    assert_eq!(seen, json!({ "stream": true, "mark": "early" }));
    let wish = Wish::new().stream(specwright_runtime::Maybe::Null).mark(Mark::Late);
    assert_eq!(body(client.preset_maybe(wish).await.unwrap()), json!({ "stream": null, "mark": "late" }));
}

#[tokio::test]
async fn what_is_preset_can_be_something_else() {
    let (_server, client) = start();
    let call = client.preset(Marked::new(1).mark(Mark::Early).loud(true)).format("xml").action("b").page(2);
    let seen = call.colour(Colour::DarkBlue).x_version("1").kind(Colour::Red).stream(false).await.unwrap();
    assert_eq!(seen["path"], json!("/xml/preset"));
    assert_eq!(query(&seen), "action=b&colour=dark%20blue&page=2");
    assert_eq!(seen["headers"], json!(["x-version: 1"]));
    let sent: Value = serde_json::from_str(seen["body"].as_str().unwrap()).unwrap();
    let item = json!({ "mark": "early", "n": 1, "loud": true });
    assert_eq!(sent, json!({ "kind": "red", "item": item, "stream": false }));
}
