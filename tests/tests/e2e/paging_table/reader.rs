//! A stream of any style, as the table reads it.

use specwright_kitchen::paging::{Error, Event, Item, Named};
use specwright_runtime::{BoxFuture, Checkpoint, Items, PagedCall, Pages};

/// How a stream is begun.
#[derive(Clone, Default)]
pub struct Mode {
    /// How many pages are fetched ahead.
    pub ahead: usize,
    /// A checkpoint as it was kept.
    pub kept: Option<String>,
}

impl Mode {
    pub fn items<C: PagedCall>(self, items: Items<C>) -> Items<C> {
        let items = items.with_fetch_ahead(self.ahead);
        match self.checkpoint() {
            Some(checkpoint) => items.with_checkpoint(checkpoint),
            None => items,
        }
    }

    pub fn pages<C: PagedCall>(self, pages: Pages<C>) -> Pages<C> {
        let pages = pages.with_fetch_ahead(self.ahead);
        match self.checkpoint() {
            Some(checkpoint) => pages.with_checkpoint(checkpoint),
            None => pages,
        }
    }

    fn checkpoint(&self) -> Option<Checkpoint> {
        self.kept.as_ref().map(|text| serde_json::from_str(text).unwrap())
    }
}

/// A stream whose types nobody needs to know.
pub trait Reader {
    /// The ids of what comes next; a page tells none.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Option<i64>, Error>>>;

    /// Where it stands, as it is kept.
    fn keep(&self) -> String;
}

impl<C: PagedCall<Error = Error>> Reader for Items<C>
where
    C::Item: Identified,
{
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Option<i64>, Error>>> {
        Box::pin(async {
            Some(match Items::next(self).await? {
                Ok(item) => Ok(Some(item.id())),
                Err(error) => match error.broken_item().map(|broken| id_in(broken.raw())) {
                    Some(id) => Ok(Some(id)),
                    None => Err(error),
                },
            })
        })
    }

    fn keep(&self) -> String {
        serde_json::to_string(&self.checkpoint()).unwrap()
    }
}

impl<C: PagedCall<Error = Error>> Reader for Pages<C> {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Option<i64>, Error>>> {
        Box::pin(async { Some(Pages::next(self).await?.map(|_| None)) })
    }

    fn keep(&self) -> String {
        serde_json::to_string(&self.checkpoint()).unwrap()
    }
}

/// What is left of a broken item tells which one it was.
fn id_in(raw: &str) -> i64 {
    raw.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// An item of the server's lists.
pub trait Identified {
    fn id(&self) -> i64;
}

impl Identified for Item {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Identified for Named {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Identified for Event {
    fn id(&self) -> i64 {
        self.id
    }
}
