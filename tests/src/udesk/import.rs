//! Customer Bulk Import: taken now, done later.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::{Call, Customer, Refusal, State, input};

/// How long an import takes.
const DURATION: Duration = Duration::from_secs(5);

/// Customers that were received and are not there yet.
#[derive(Debug)]
pub(super) struct Pending {
    due: SystemTime,
    customers: Vec<Customer>,
}

/// Takes up to 100 customers. "The interface returns code 1000, which only indicates that the import data has been
/// successfully received."
pub(super) fn import(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let given = match &call.body["customers"] {
        Value::Null => return Err(Refusal::unknown("undefined method `each_with_index' for nil:NilClass")),
        Value::Array(given) => given,
        _ => return Err(Refusal::format()),
    };
    if given.is_empty() {
        return Err(Refusal::unknown("Import data is empty"));
    }
    if given.len() > 100 {
        return Err(Refusal::unknown(format!("Import quantity ({}) cannot exceed 100", given.len())));
    }
    let customers = given.iter().map(|given| input::imported(state, given)).collect::<Result<_, _>>()?;
    state.imports.push(Pending { due: call.now + DURATION, customers });
    Ok(json!({}))
}

impl State {
    /// Brings in the imports that are done by now.
    pub(super) fn settle_imports(&mut self, now: SystemTime) {
        let (done, pending) =
            std::mem::take(&mut self.imports).into_iter().partition(|import| import.due <= now);
        self.imports = pending;
        let done: Vec<Pending> = done;
        for mut customer in done.into_iter().flat_map(|import| import.customers) {
            customer.id = self.new_id();
            self.customers.insert(customer.id, customer);
        }
    }
}
