//! The list, and the server that gives it page by page.

use std::fmt::Write;
use std::thread;
use std::time::Duration;

use specwright_benches::server::{self, Server};

use crate::Result;

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct List {
    pub pages: usize,
    /// Customers on a page.
    pub size: usize,
    /// How many milliseconds the server takes for a page.
    pub latency: u64,
}

impl List {
    /// Starts a server that has this list only.
    pub fn start(self) -> Result<Server> {
        let [pages, size, latency] =
            [self.pages.to_string(), self.size.to_string(), self.latency.to_string()];
        Ok(Server::start(&["serve", &pages, &size, &latency])?)
    }

    /// The process of the server: all pages are there before the first is asked for.
    pub fn serve(self) -> Result<()> {
        let answers: Vec<_> = (0..self.pages).map(|page| server::json(self.page(page).as_bytes())).collect();
        let latency = Duration::from_millis(self.latency);
        Ok(server::run(move |target| {
            thread::sleep(latency);
            let page = self.asked(target).filter(|page| *page < self.pages);
            page.map_or_else(
                || b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".as_slice().into(),
                |page| answers[page].clone(),
            )
        })?)
    }

    /// How long the body of a page is.
    pub fn bytes(self) -> usize {
        self.page(0).len()
    }

    /// The sum of all ids, for whoever has read the list to compare.
    pub fn sum(self) -> i64 {
        (0..self.count()).sum()
    }

    /// How many customers there are.
    pub fn count(self) -> i64 {
        i64::try_from(self.pages * self.size).unwrap_or(i64::MAX)
    }

    /// Which page a target asks for, counted from 0.
    fn asked(self, target: &str) -> Option<usize> {
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let number = |name: &str| value(name).map_or(Some(0), |value| value.parse::<usize>().ok());
        match target.split('?').next()? {
            "/numbered" => value("page").map_or(Some(0), |page| page.parse::<usize>().ok()?.checked_sub(1)),
            "/offset" => Some(number("offset")? / self.size),
            "/cursor" => value("after").map_or(Some(0), |after| after.strip_prefix("cursor-")?.parse().ok()),
            _ => None,
        }
    }

    fn page(self, page: usize) -> String {
        let mut text = String::from(r#"{"data":["#);
        for id in page * self.size..(page + 1) * self.size {
            let comma = if id > page * self.size { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                r#"{comma}{{"id":{id},"name":"Customer number {id}","email":"customer.{id}@example.com","phone":null,"level":"{}","is_blocked":false,"score":{}.5,"owner_id":{},"tags":["new","import {page}"],"remark":"Met at the fair; wants to be called back in spring \u2014 \"soon\""}}"#,
                if id.is_multiple_of(7) { "vip" } else { "normal" },
                id % 100,
                id % 13,
            );
        }
        let next =
            if page + 1 < self.pages { format!(r#""cursor-{}""#, page + 1) } else { "null".to_owned() };
        let _ = write!(
            text,
            r#"],"meta":{{"total_pages":{},"total_count":{},"next":{next}}}}}"#,
            self.pages,
            self.count()
        );
        text
    }
}
