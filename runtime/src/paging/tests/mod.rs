//! Streams over listings of all kinds.

mod ahead;
mod caps;
mod checkpoints;
mod closing;
mod positions;
mod properties;
mod restarts;
mod salvaged;
mod server;
mod streams;
mod urls;

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{Items, PageItems, PageStyle, PagedCall, Position, Repeats, Run};
use crate::{
    Answer, BoxFuture, Call, Client, ClientParts, Context, Endpoint, Envelope, Error, ManualClock, Options,
    Parts, decode, testing::sample,
};
use server::Server;

static LISTING: Endpoint = Endpoint {
    name: "listing",
    path: "/listing",
    auth: &[],
    rates: &[],
    envelope: &Envelope::NONE,
    ..sample::LIST
};

const STYLE: PageStyle =
    PageStyle { name: "test", lifetime: None, expired_codes: &[], repeats: Repeats::Error, cap: None };

/// A page of any listing.
#[derive(Clone, Debug, Default, PartialEq)]
struct Page {
    items: Vec<i64>,
    next: Option<String>,
    version: Option<String>,
    total: Option<u64>,
}

sample::read_fields!(Page {} { items 0, next 1, version 2, total 3 });

/// A listing whose pages are found as `K` says.
struct Listing<K> {
    context: Context,
    /// What the position sets.
    page: Option<i64>,
    after: Option<String>,
    version: Option<String>,
    /// What the user sets.
    filter: Option<String>,
    kind: PhantomData<K>,
}

/// How pages are found, with what most kinds have in common.
trait Kind: Send + Sync + Sized + 'static {
    const ENDPOINT: &'static Endpoint = &LISTING;
    const STYLE: &'static PageStyle = &STYLE;

    fn seek(listing: &mut Listing<Self>, position: &Position) {
        match position {
            Position::Number(number) => listing.page = Some(*number),
            Position::Text(text) => listing.after = Some(text.clone()),
            Position::Url(url) => listing.context.set_url(url),
            Position::Several(_) => {
                listing.after = position.part(0).map(Position::to_text);
                listing.version = position.part(1).map(Position::to_text);
            }
        }
    }

    fn advance(_listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        Position::non_empty(page.next.as_deref())
    }

    fn position(listing: &Listing<Self>) -> Option<Position> {
        Position::non_empty(listing.after.as_deref())
    }

    fn rest(_listing: &Listing<Self>, _page: &Page) -> Option<Run> {
        None
    }

    fn cursor(_page: &Page) -> Option<Position> {
        None
    }

    fn close(
        _listing: &Listing<Self>,
        _position: &Position,
    ) -> Option<BoxFuture<'static, Result<(), Error>>> {
        None
    }
}

impl<K> Clone for Listing<K> {
    fn clone(&self) -> Self {
        Self {
            context: self.context.clone(),
            page: self.page,
            after: self.after.clone(),
            version: self.version.clone(),
            filter: self.filter.clone(),
            kind: PhantomData,
        }
    }
}

impl<K: Kind> Call for Listing<K> {
    type Output = Page;
    type Error = Error;
    const ENDPOINT: &'static Endpoint = K::ENDPOINT;

    fn context(&self) -> &Context {
        &self.context
    }

    fn encode(&self) -> Result<Parts, Error> {
        let mut parts = Parts::new(K::ENDPOINT);
        parts.path_text("/listing");
        let page = self.page.map(|page| page.to_string());
        for (name, value) in
            [("filter", &self.filter), ("page", &page), ("after", &self.after), ("version", &self.version)]
        {
            if let Some(value) = value {
                parts.query(name, value);
            }
        }
        Ok(parts)
    }

    fn decode(answer: &Answer) -> Result<Page, Error> {
        decode::json(K::ENDPOINT, answer)
    }
}

impl<K: Kind> PagedCall for Listing<K> {
    type Item = i64;
    const STYLE: &'static PageStyle = K::STYLE;

    fn seek(&mut self, position: &Position) {
        K::seek(self, position);
    }

    fn advance(&self, page: &Page, answer: &Answer) -> Option<Position> {
        K::advance(self, page, answer)
    }

    fn items(page: Page) -> PageItems<i64> {
        PageItems::whole(page.items)
    }

    fn total(page: &Page, _answer: &Answer) -> Option<u64> {
        page.total
    }

    fn count(page: &Page) -> Option<u64> {
        Some(page.items.len() as u64)
    }

    fn position(&self) -> Option<Position> {
        K::position(self)
    }

    fn unset_position(&mut self) {
        (self.page, self.after, self.version) = (None, None, None);
    }

    fn rest(&self, page: &Page, _answer: &Answer) -> Option<Run> {
        K::rest(self, page)
    }

    fn cursor(&self, page: &Page, _answer: &Answer) -> Option<Position> {
        K::cursor(page)
    }

    fn close(&self, position: &Position) -> Option<BoxFuture<'static, Result<(), Error>>> {
        K::close(self, position)
    }
}

/// A cursor in the payload.
struct Cursor;

impl Kind for Cursor {}

/// Numbered pages from 1, of a listing whose total is known.
struct Numbered;

/// The size of their pages.
const SIZE: u64 = 2;

impl Kind for Numbered {
    fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
        let number = listing.page.unwrap_or(1);
        let last = page.total.unwrap_or_default().div_ceil(SIZE);
        let more = !page.items.is_empty() && u64::try_from(number).unwrap() < last;
        more.then(|| Position::number(number + 1))
    }

    fn position(listing: &Listing<Self>) -> Option<Position> {
        Some(Position::number(listing.page.unwrap_or(1)))
    }

    fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
        let last = i64::try_from(page.total?.div_ceil(SIZE)).ok()?;
        Some(Run { next: listing.page.unwrap_or(1) + 1, step: 1, last })
    }
}

/// A client of a server in memory, whose time stands still.
fn client(server: &Server, clock: &ManualClock) -> Client {
    client_of(sample::parts(), server, clock)
}

fn client_of(parts: ClientParts, server: &Server, clock: &ManualClock) -> Client {
    let options = Options::new()
        .with_transport(Arc::new(server.clone()))
        .with_clock(Arc::new(clock.clone()))
        .with_max_attempts(1);
    Client::new(parts, options).unwrap()
}

fn listing<K>(server: &Server) -> Listing<K> {
    listing_of(&client(server, &ManualClock::new()))
}

fn listing_of<K>(client: &Client) -> Listing<K> {
    Listing {
        context: Context::new(client),
        page: None,
        after: None,
        version: None,
        filter: None,
        kind: PhantomData,
    }
}

/// The items that a stream gives, and how it ends.
async fn read<C: PagedCall<Error = Error>>(stream: &mut Items<C>) -> (Vec<C::Item>, Option<Error>) {
    let mut items = Vec::new();
    loop {
        match stream.try_next().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(error) => return (items, Some(error)),
        }
    }
}

/// All items of a stream that has no error.
async fn all<C: PagedCall<Error = Error>>(mut stream: Items<C>) -> Vec<C::Item> {
    let (items, error) = read(&mut stream).await;
    assert!(error.is_none(), "{error:?}");
    items
}

/// A body.
fn body(items: impl IntoIterator<Item = i64>, rest: impl fmt::Display) -> String {
    let items: Vec<_> = items.into_iter().collect();
    format!(r#"{{"items":{items:?}{rest}}}"#)
}
