//! Merge Customer Information.

use serde_json::{Value, json};

use super::{Call, Refusal, State, find};

/// Puts what one customer has beside what another has, and removes the first.
///
/// The page lists the parameters under "Query String" and sends them in a body: both are taken.
pub(super) fn merge(state: &mut State, call: &Call) -> Result<Value, Refusal> {
    let from = side(state, call, "from_type", "from_content")?;
    let to = side(state, call, "to_type", "to_content")?;
    if from == to {
        return Err(Refusal::failed("Merge customer failed: Cannot merge to self"));
    }
    if let Some(gone) = state.customers.remove(&from)
        && let Some(kept) = state.customers.get_mut(&to)
    {
        kept.other_emails.extend(gone.email.map(|email| (from, email)));
        kept.other_emails.extend(gone.other_emails);
        kept.cellphones.extend(gone.cellphones);
        kept.weixins.extend(gone.weixins);
        kept.weixin_minis.extend(gone.weixin_minis);
        kept.weixin_works.extend(gone.weixin_works);
    }
    Ok(json!({ "id": to }))
}

/// Unlike elsewhere, what is missing or not found is a 2000 here, with the text as its message.
fn side(state: &State, call: &Call, kind: &str, content: &str) -> Result<u64, Refusal> {
    let kind = call.parameter(kind).ok_or_else(|| Refusal::failed("Invalid unique identifier type"))?;
    let not_found = || Refusal::failed("Couldn't find Customer");
    let content = call.parameter(content).ok_or_else(not_found)?;
    find::for_merge(state, kind, content)?.ok_or_else(not_found)
}
