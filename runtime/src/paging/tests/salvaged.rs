//! Listings that are not lost with one of their items.

use super::{STYLE, Server, client};
use crate::{
    Answer, Call, Context, Endpoint, Envelope, Error, ErrorKind, ManualClock, PageItems, PageStyle,
    PagedCall, Parts, PayloadAt, Position, Salvaged,
    codec::{Plain, Tolerant},
    decode,
    paging::{Items, items},
    wire::{self, Failed, Key, Read, Source},
};

static IN_DATA: Envelope = Envelope { payload: PayloadAt::Field("data"), ..Envelope::NONE };
static LISTING: Endpoint = Endpoint { envelope: &IN_DATA, ..super::LISTING };

struct Page {
    list: Vec<Salvaged<i64>>,
    next: Option<String>,
}

impl Read for Page {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        const KEYS: &[Key] = &[Key::required("list"), Key::optional("next")];
        let mut slots = (None, None);
        let mut read = |key, value: &mut dyn Source<'de>| match key {
            0 => value.fill_by::<Tolerant<Plain<i64>>>(&mut slots.0),
            _ => value.set(&mut slots.1),
        };
        source.object("Page", KEYS, &mut read, None)?;
        let (Some(list), next) = slots else { return Err(wire::unread()) };
        Ok(Self { list, next })
    }
}

#[derive(Clone)]
struct List {
    context: Context,
    after: Option<String>,
}

impl Call for List {
    type Output = Page;
    type Error = Error;
    const ENDPOINT: &'static Endpoint = &LISTING;

    fn context(&self) -> &Context {
        &self.context
    }

    fn encode(&self) -> Result<Parts, Error> {
        let mut parts = Parts::new(&LISTING);
        parts.path_text("/listing");
        if let Some(after) = &self.after {
            parts.query("after", after);
        }
        Ok(parts)
    }

    fn decode(answer: &Answer) -> Result<Page, Error> {
        decode::json(&LISTING, answer)
    }
}

impl PagedCall for List {
    type Item = i64;
    const STYLE: &'static PageStyle = &STYLE;
    const ITEMS: &'static str = "list";

    fn seek(&mut self, position: &Position) {
        self.after = Some(position.to_text());
    }

    fn advance(&self, page: &Page, _answer: &Answer) -> Option<Position> {
        Position::non_empty(page.next.as_deref())
    }

    fn items(page: Page) -> PageItems<i64> {
        PageItems::salvaged(page.list)
    }
}

fn stream() -> Items<List> {
    let server = Server::of(&[
        ("/listing", r#"{"data":{"list":[1,{"MARK":2},3],"next":"a"}}"#.to_owned()),
        ("/listing?after=a", r#"{"data":{"list":["x",4]}}"#.to_owned()),
    ]);
    items(List { context: Context::new(&client(&server, &ManualClock::new())), after: None })
}

#[tokio::test]
async fn a_broken_item_is_an_error_and_the_stream_goes_on() {
    for ahead in [0, 1] {
        let mut stream = stream().with_fetch_ahead(ahead);
        let mut seen = Vec::new();
        while let Some(item) = stream.next().await {
            seen.push(item.map_err(|error| error.json_path().unwrap().to_owned()));
        }
        let broken = |path: &str| Err(path.to_owned());
        assert_eq!(seen, [Ok(1), broken("data.list[1]"), Ok(3), broken("data.list[0]"), Ok(4)]);
        assert_eq!(stream.given(), 5);
    }
}

#[tokio::test]
async fn a_broken_item_is_kept_in_its_error() {
    let mut stream = stream();
    stream.try_next().await.unwrap();
    let error = stream.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenItem);
    assert_eq!(error.broken_item().unwrap().raw(), r#"{"MARK":2}"#);
    assert_eq!(
        error.to_string(),
        "GET /listing (sample.listing): cannot decode `data.list[1]` of the answer: invalid type: map, expected i64"
    );
    assert!(!format!("{error:?}").contains("MARK"));
    assert!(Error::config("").broken_item().is_none());
}

#[tokio::test]
async fn checkpoints_count_broken_items() {
    let mut first = stream();
    for _ in 0..2 {
        let _ = first.next().await;
    }
    let mut rest = stream().with_checkpoint(first.checkpoint());
    assert_eq!(rest.try_next().await.unwrap(), Some(3));
    assert!(rest.try_next().await.is_err());
    assert_eq!((rest.try_next().await.unwrap(), rest.try_next().await.unwrap()), (Some(4), None));
}
