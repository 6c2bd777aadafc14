//! A paged call without its types: all that is compiled for each endpoint whose pages a program reads.

use std::any::Any;

use super::{PageItems, PageStyle, PagedCall, Position, Run};
use crate::{
    BoxFuture,
    call::{Answer, Context},
    endpoint::Endpoint,
    error::Error,
    parts::Parts,
};

/// A page, and what it tells about the others.
pub(super) struct Page {
    /// What the stream makes of the payload: a page or its items.
    pub(super) value: Box<dyn Any + Send>,
    pub(super) told: Told,
}

/// What a page tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Where the next page is.
    pub(super) next: Option<Position>,
    pub(super) rest: Option<Run>,
    pub(super) total: Option<u64>,
    /// How many items the page has.
    pub(super) count: Option<u64>,
    pub(super) cursor: Option<Position>,
}

/// What never changes about a paged call.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) endpoint: &'static Endpoint,
    pub(super) style: &'static PageStyle,
    /// Where the items are in the payload.
    pub(super) items: &'static str,
}

impl Kind {
    pub(super) fn of<C: PagedCall>() -> Self {
        Self { endpoint: C::ENDPOINT, style: C::STYLE, items: C::ITEMS }
    }
}

/// A paged call, whatever its types.
pub(super) trait AnyCall: Send + Sync {
    fn context(&self) -> &Context;
    fn encode(&self) -> Result<Parts, Error>;
    fn seek(&mut self, position: &Position);
    fn position(&self) -> Option<Position>;
    fn unset_position(&mut self);
    fn read(&self, answer: &Answer) -> Result<Page, Error>;
    fn close(&self, position: &Position) -> Option<BoxFuture<'static, Result<(), Error>>>;
    fn boxed(&self) -> Box<dyn AnyCall>;
}

/// A call whose pages are given.
#[derive(Clone)]
pub(super) struct ByPage<C>(pub(super) C);

/// A call whose items are given.
#[derive(Clone)]
pub(super) struct ByItem<C>(pub(super) C);

macro_rules! any_call {
    ($name:ident, |$page:ident, $told:ident| $value:block) => {
        impl<C: PagedCall> AnyCall for $name<C> {
            fn context(&self) -> &Context {
                self.0.context()
            }

            fn encode(&self) -> Result<Parts, Error> {
                self.0.encode()
            }

            fn seek(&mut self, position: &Position) {
                self.0.seek(position);
            }

            fn position(&self) -> Option<Position> {
                self.0.position()
            }

            fn unset_position(&mut self) {
                self.0.unset_position();
            }

            fn read(&self, answer: &Answer) -> Result<Page, Error> {
                let $page = C::decode(answer)?;
                #[allow(unused_mut)]
                let mut $told = tell(&self.0, &$page, answer);
                let value = $value;
                Ok(Page { value, told: $told })
            }

            fn close(&self, position: &Position) -> Option<BoxFuture<'static, Result<(), Error>>> {
                self.0.close(position)
            }

            fn boxed(&self) -> Box<dyn AnyCall> {
                Box::new(self.clone())
            }
        }
    };
}

any_call!(ByPage, |page, told| { Box::new(page) });

any_call!(ByItem, |page, told| {
    let items: PageItems<C::Item> = C::items(page);
    told.count = Some(items.len() as u64);
    Box::new(items)
});

fn tell<C: PagedCall>(call: &C, page: &C::Output, answer: &Answer) -> Told {
    Told {
        next: call.advance(page, answer),
        rest: call.rest(page, answer),
        total: C::total(page, answer),
        count: C::count(page),
        cursor: call.cursor(page, answer),
    }
}
