//! Lists that the server keeps open for its client: a scroll that must be closed, and a session that ends by itself.

use serde_json::json;

use super::ask::Ask;
use super::list::{List, PAGE, items};
use super::reply::{Refusal, Reply, refuse};

/// For so long after each call a scroll is open.
const LIFETIME: u64 = 60_000;

/// What is open.
#[derive(Debug, Default)]
pub(super) struct Scrolls {
    opened: usize,
    open: Vec<Scroll>,
    sessions: Vec<usize>,
}

#[derive(Debug)]
struct Scroll {
    number: usize,
    /// How many pages were given, and how many items.
    pages: usize,
    at: usize,
    used_at: u64,
    has_ended: bool,
}

impl Scroll {
    /// The id stays for two pages, then it changes.
    fn id(&self) -> String {
        format!("scroll {}/{}", self.number, self.pages.div_ceil(2))
    }
}

impl Scrolls {
    pub(super) fn open(&self) -> usize {
        self.open.len() + self.sessions.len()
    }

    pub(super) fn forget(&mut self) {
        self.open.clear();
        self.sessions.clear();
    }

    pub(super) fn serve(&mut self, ask: &mut Ask, list: &List, now: u64) -> Option<Result<Reply, Refusal>> {
        match ask.name.as_str() {
            "scroll" => Some(self.scroll(ask, list, now)),
            "clear_scroll" => Some(self.clear_scroll(ask)),
            "session" => Some(self.session(ask, list)),
            _ => None,
        }
    }

    fn scroll(&mut self, ask: &mut Ask, list: &List, now: u64) -> Result<Reply, Refusal> {
        ask.must("POST")?;
        let index = match ask.text("body.scroll_id")? {
            Some(id) => self.find(&id, now)?,
            None => {
                ask.text("body.word")?;
                self.opened += 1;
                let number = self.opened;
                self.open.push(Scroll { number, pages: 0, at: 0, used_at: now, has_ended: false });
                self.open.len() - 1
            }
        };
        let scroll = &mut self.open[index];
        if scroll.has_ended {
            return refuse("the empty page was the end");
        }
        let ids = list.at(scroll.at, PAGE);
        (scroll.pages, scroll.at, scroll.used_at) = (scroll.pages + 1, scroll.at + ids.len(), now);
        scroll.has_ended = ids.is_empty();
        let hits = json!({ "total": list.len(), "hits": items(&ids) });
        Ok(Reply::page(ids, &json!({ "scroll_id": scroll.id(), "hits": hits })))
    }

    fn find(&mut self, id: &str, now: u64) -> Result<usize, Refusal> {
        self.open.retain(|scroll| now.saturating_sub(scroll.used_at) <= LIFETIME);
        let found = self.open.iter().position(|scroll| scroll.id() == id);
        found.ok_or_else(|| Refusal::coded(404, "scroll_gone", "there is no such scroll any more"))
    }

    fn clear_scroll(&mut self, ask: &mut Ask) -> Result<Reply, Refusal> {
        ask.must("DELETE")?;
        let id = ask.text("body.scroll_id")?.unwrap_or_default();
        let index = self.find(&id, 0)?;
        self.open.remove(index);
        Ok(Reply::page(Vec::new(), &json!({ "succeeded": true })))
    }

    /// An id has the number of the session and the place of the next page.
    fn session(&mut self, ask: &mut Ask, list: &List) -> Result<Reply, Refusal> {
        if let Some(id) = ask.text("path.0")? {
            ask.must("DELETE")?;
            let (index, _) = self.find_session(&id)?;
            self.sessions.remove(index);
            return Ok(Reply::empty(204));
        }
        ask.must("GET")?;
        let id = ask.text("query.session")?;
        let (index, at) = match &id {
            Some(id) => self.find_session(id)?,
            None => {
                self.opened += 1;
                self.sessions.push(self.opened);
                (self.sessions.len() - 1, 0)
            }
        };
        let ids = list.at(at, PAGE);
        let mut body = json!({ "data": items(&ids) });
        if at + PAGE < list.len() {
            body["session"] = format!("{}/{}", self.sessions[index], at + PAGE).into();
        } else {
            self.sessions.remove(index);
        }
        Ok(Reply::page(ids, &body))
    }

    fn find_session(&self, id: &str) -> Result<(usize, usize), Refusal> {
        let found = id.split_once('/').and_then(|(number, at)| {
            let (number, at): (usize, usize) = (number.parse().ok()?, at.parse().ok()?);
            self.sessions.iter().position(|open| *open == number).map(|index| (index, at))
        });
        found.ok_or_else(|| Refusal::new(404, "there is no such session"))
    }
}
