//! Customer Bulk Export: a scroll.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::list::{chosen, filter};
use super::{Call, Refusal, Shape, State};

/// "The `scroll_id` expires after 1 minute."
const LIFE: Duration = Duration::from_secs(60);

/// The scrolls under way.
#[derive(Debug, Default)]
pub(super) struct Scrolls {
    open: HashMap<String, Scroll>,
    issued: u64,
}

/// Where the call with some scroll id goes on.
#[derive(Clone, Debug)]
struct Scroll {
    issued: SystemTime,
    /// The customers of the whole export, as they were at its first call.
    ids: Arc<[u64]>,
    position: usize,
    /// The scroll id whose answer gave this one.
    parent: Option<String>,
}

/// Answers with the first batch, or the one that a scroll id leads to.
pub(super) fn export(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let given = call.query.get("scroll_id");
    let scroll = match given {
        None => first(state, call),
        Some(id) => {
            // "Note that you do not need to pass filter_id or query this time": a call that does is refused.
            if call.query.contains_key("filter_id") || call.query.contains_key("query") {
                return Err(Refusal::parameter());
            }
            next(&mut state.scrolls, id, call.now)?
        }
    };
    let end = scroll.ids.len().min(scroll.position + state.config.export_batch);
    let batch: Vec<Value> = scroll.ids[scroll.position..end]
        .iter()
        .filter_map(|id| state.customers.get(id))
        .map(|customer| customer.show(Shape::Listed))
        .collect();
    let total = scroll.ids.len();
    let following = Scroll { issued: call.now, position: end, parent: given.cloned(), ..scroll };
    Ok(json!({ "scroll_id": state.scrolls.issue(following), "total": total, "customers": batch }))
}

/// "If the `filter_id` parameter is incorrect, it will query without filtering."
fn first(state: &State, call: &Call) -> Scroll {
    let filter = call.parameter("filter_id").and_then(filter);
    let ids = chosen(state, filter, call.parameter("query")).map(|customer| customer.id).collect();
    Scroll { issued: call.now, ids, position: 0, parent: None }
}

/// Uses a scroll id, which is the end of the one before it.
fn next(scrolls: &mut Scrolls, id: &str, now: SystemTime) -> Result<Scroll, Refusal> {
    scrolls.open.retain(|_, scroll| now.duration_since(scroll.issued).is_ok_and(|age| age < LIFE));
    let scroll = scrolls.open.get(id).cloned().ok_or_else(Refusal::parameter)?;
    if let Some(parent) = &scroll.parent {
        scrolls.open.remove(parent);
    }
    Ok(scroll)
}

impl Scrolls {
    /// A new id, with characters that a query has to encode.
    fn issue(&mut self, scroll: Scroll) -> String {
        self.issued += 1;
        let id = format!("DnF1ZXJ5VGhlbkZldGNoBQAAAAAAAAB+{:08x}/AAFnVvTTZEQXFwUkZ5S2w==", self.issued);
        self.open.insert(id.clone(), scroll);
        id
    }
}
