//! Retrieve Customer List, and pages by number.

use serde_json::{Value, json};

use super::{Call, Customer, Refusal, Shape, State};

/// "This interface can retrieve up to 10,000 pieces of data."
const MOST: usize = 10_000;

/// Answers with one page of the customers that a filter and a keyword choose.
pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let page = Page::read(call)?;
    let filter = match call.parameter("filter_id") {
        Some(id) => Some(filter(id).ok_or_else(Refusal::parameter)?),
        None => None,
    };
    let found: Vec<&Customer> = chosen(state, filter, call.parameter("query")).take(MOST).collect();
    if page.start() >= MOST {
        return Err(Refusal::page());
    }
    let customers: Vec<Value> = page.of(&found).iter().map(|customer| customer.show(Shape::Listed)).collect();
    Ok(json!({
        "meta": page.meta(found.len()),
        "wechat": [
            { "id": "wxee100100100abc", "name": "customer 1" },
            { "id": "wxee100100100qwe", "name": "customer 2" },
        ],
        "weibo": [
            { "id": "wb1001001001", "name": "customer 1" },
            { "id": "wb1001001002", "name": "customer 2" },
        ],
        "customers": customers,
    }))
}

/// What a filter lets through.
pub(super) type Filter = fn(&Customer) -> bool;

/// The filters of "Get Customer Filter List": 1 is for VIPs, 2 for blocked customers.
pub(super) fn filter(id: &str) -> Option<Filter> {
    match id {
        "1" => Some(|customer| customer.level == "vip"),
        "2" => Some(|customer| customer.is_blocked),
        _ => None,
    }
}

/// The customers that a filter and a keyword choose.
pub(super) fn chosen<'a>(
    state: &'a State,
    filter: Option<Filter>,
    keyword: Option<&'a str>,
) -> impl Iterator<Item = &'a Customer> {
    state.customers.values().filter(move |customer| {
        filter.is_none_or(|filter| filter(customer))
            && keyword.is_none_or(|keyword| customer.mentions(keyword))
    })
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// "Page number, starting from 1, default is 1"; "default is 20, maximum is 100".
    pub(super) fn read(call: &Call) -> Result<Self, Refusal> {
        let number = |name: &str, default: usize| {
            call.query.get(name).map_or(Some(default), |text| text.parse().ok()).filter(|number| *number >= 1)
        };
        let number_of_page = number("page", 1).ok_or_else(Refusal::page)?;
        let size = number("page_size", 20).filter(|size| *size <= 100).ok_or_else(Refusal::page_size)?;
        Ok(Self { number: number_of_page, size })
    }

    fn start(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// The page's part of a list.
    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        let start = self.start().min(list.len());
        &list[start..start.saturating_add(self.size).min(list.len())]
    }

    /// The page's `meta`.
    pub(super) fn meta(self, total: usize) -> Value {
        json!({
            "current_page": self.number,
            "total_pages": total.div_ceil(self.size),
            "total_count": total,
        })
    }
}
