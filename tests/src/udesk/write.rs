//! Create, update and delete a customer.

use serde_json::{Value, json};

use super::{Call, Customer, Refusal, Shape, State, find, input};

/// Create Customer.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let blank = Customer {
        level: "normal".to_owned(),
        platform: "Manual entry".to_owned(),
        source_channel: "Manual creation".to_owned(),
        ..Customer::default()
    };
    let mut customer = input::apply(state, &call.body, blank)?;
    customer.id = state.new_id();
    let shown = customer.show(Shape::Created);
    state.customers.insert(customer.id, customer);
    Ok(json!({ "customer": shown }))
}

/// Update Customer.
pub(super) fn update(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let id = find::by_type(state, call)?;
    let old = state.customers.get(&id).cloned().ok_or_else(Refusal::not_found)?;
    let customer = input::apply(state, &call.body, old)?;
    let shown = customer.show(Shape::Updated);
    state.customers.insert(id, customer);
    Ok(json!({ "customer": shown }))
}

/// Delete Customer.
pub(super) fn destroy(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let id = find::by_type(state, call)?;
    state.customers.remove(&id);
    Ok(json!({ "customer_id": id }))
}
