//! What a request may say about a customer, and each of the page's complaints about it.

use serde_json::{Map, Value};

use super::{Customer, Refusal, State, accounts};

/// "Maximum length 255 characters."
const LONGEST: usize = 255;
/// The groups, and in each the agents: `(owner_group_id, owner_id)`.
const AGENTS: [(u64, u64); 3] = [(1, 1), (1, 3), (2, 2)];
/// The customers' companies.
const COMPANIES: std::ops::RangeInclusive<u64> = 1..=5;

/// A customer after a create (where it is blank before, with id 0) or an update.
pub(super) fn apply(state: &mut State, body: &Value, mut customer: Customer) -> Result<Customer, Refusal> {
    let given = match body.get("customer") {
        None => return Err(Refusal::unknown("param is missing or the value is empty: customer")),
        Some(Value::Object(given)) if given.is_empty() => {
            return Err(Refusal::unknown("param is missing or the value is empty: customer"));
        }
        Some(Value::Null) => {
            return Err(Refusal::unknown("undefined method `each_with_index' for nil:NilClass"));
        }
        Some(Value::Array(list)) if list.is_empty() => {
            return Err(Refusal::unknown("undefined method `each_with_index' for nil:NilClass"));
        }
        Some(given) => given.as_object().ok_or_else(Refusal::format)?,
    };
    texts(given, &mut customer)?;
    email(state, given, &mut customer)?;
    web_token(state, given, &mut customer)?;
    common(state, given, &mut customer)?;
    phones(state, given, &mut customer)?;
    accounts::apply(state, given, &mut customer)?;
    if let Some(emails) = list(body, "other_emails")? {
        let emails = emails.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
        put(&mut customer.other_emails, emails, || state.new_id());
    }
    if let Some(tags) = text(body.get("tags"), usize::MAX)? {
        customer.tags = tags_of(state, tags);
    }
    Ok(customer)
}

/// One element of an import: other fields, flat lists.
pub(super) fn imported(state: &mut State, given: &Value) -> Result<Customer, Refusal> {
    let fields = given.as_object().ok_or_else(Refusal::format)?;
    let mut customer = Customer {
        level: "normal".to_owned(),
        platform: "api".to_owned(),
        source_channel: "Bulk Import".to_owned(),
        ..Customer::default()
    };
    texts(fields, &mut customer)?;
    common(state, fields, &mut customer)?;
    let flat = |name: &str| {
        let list = list(given, name)?.map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(Refusal::format))
            .collect::<Result<Vec<_>, _>>()
    };
    let mut emails = flat("emails")?.into_iter();
    customer.email = emails.next();
    customer.other_emails = emails.map(|email| (state.new_id(), email)).collect();
    customer.cellphones = flat("cellphones")?.into_iter().map(|phone| (state.new_id(), phone)).collect();
    if let Some(tags) = text(fields.get("tags"), LONGEST)? {
        customer.tags = tags_of(state, tags);
    }
    for (name, place) in [("weixins", &mut customer.weixins), ("weixin_minis", &mut customer.weixin_minis)] {
        let list = list(given, name)?.map(Vec::as_slice).unwrap_or_default();
        place.extend(list.iter().filter_map(Value::as_object).cloned());
    }
    Ok(customer)
}

/// Names and the like.
fn texts(given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    if let Some(nick_name) = text(given.get("nick_name"), LONGEST)? {
        nick_name.clone_into(&mut customer.nick_name);
    }
    if customer.nick_name.is_empty() {
        return Err(Refusal::format());
    }
    let places =
        [("description", &mut customer.description), ("open_api_token", &mut customer.open_api_token)];
    for (name, place) in places {
        if given.contains_key(name) {
            *place = text(given.get(name), LONGEST)?.map(str::to_owned);
        }
    }
    Ok(())
}

fn email(state: &State, given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    let Some(email) = text(given.get("email"), LONGEST)? else { return Ok(()) };
    let well_formed = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    });
    if !well_formed {
        return Err(Refusal::unknown("Verification failed: Email is invalid"));
    }
    if let Some(other) = other(state, customer.id, |other| other.emails().any(|own| own == email)) {
        return Err(Refusal::unknown(format!("Email duplicate: customer id = {other}")));
    }
    customer.email = Some(email.to_owned());
    Ok(())
}

/// "Only letters, numbers, @ symbol, period, hyphen, and underscore are supported."
fn web_token(state: &State, given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    let Some(value) = given.get("web_token").filter(|value| !value.is_null()) else { return Ok(()) };
    let token = value.as_str().ok_or_else(|| Refusal::unknown("web_token must be a string"))?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "@.-_".contains(c);
    if !token.chars().all(allowed) || token.len() > LONGEST {
        return Err(Refusal::unknown(format!("web_token format error: {token}")));
    }
    if other(state, customer.id, |other| other.web_token.as_deref() == Some(token)).is_some() {
        return Err(Refusal::unknown(format!("web_token duplicate: {token}")));
    }
    customer.web_token = Some(token.to_owned());
    Ok(())
}

/// What a customer has in every kind of request.
fn common(state: &State, given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    if let Some(level) = text(given.get("level"), LONGEST)? {
        if !["normal", "vip"].contains(&level) {
            return Err(Refusal::unknown(format!("'{level}' is not a valid level")));
        }
        level.clone_into(&mut customer.level);
    }
    if let Some(company) = number(given, "organization_id")? {
        if !COMPANIES.contains(&company) {
            return Err(Refusal::unknown("Company id does not exist"));
        }
        customer.organization_id = Some(company);
    }
    if let Some(blocked) = given.get("is_blocked") {
        customer.is_blocked = blocked.as_bool().ok_or_else(Refusal::format)?;
    }
    owner(given, customer)?;
    custom_fields(state, given, customer)
}

/// "When using the parameter `owner_id`, the matching `owner_group_id` must be added."
fn owner(given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    let (group, agent) = (number(given, "owner_group_id")?, number(given, "owner_id")?);
    if agent.is_some_and(|agent| !AGENTS.iter().any(|(_, known)| *known == agent)) {
        return Err(Refusal::unknown("Cannot find customer service"));
    }
    if group.is_some_and(|group| !AGENTS.iter().any(|(known, _)| *known == group)) {
        return Err(Refusal::unknown("Company does not have this customer service group"));
    }
    match (group, agent) {
        (None, Some(_)) => {
            return Err(Refusal::unknown(
                "Customer service exists but customer service group does not exist",
            ));
        }
        (Some(group), Some(agent)) if !AGENTS.contains(&(group, agent)) => {
            return Err(Refusal::unknown("Customer service does not belong to this customer service group"));
        }
        _ => {}
    }
    customer.owner_id = agent.or(customer.owner_id);
    customer.owner_group_id = group.or(customer.owner_group_id);
    Ok(())
}

fn custom_fields(state: &State, given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    match given.get("custom_fields") {
        None | Some(Value::Null) => {}
        Some(Value::Object(fields)) => customer.custom_fields.extend(fields.clone()),
        // Ruby prints the string with its quotes, as JSON does.
        Some(other @ Value::String(_)) => {
            return Err(Refusal::unknown(format!("undefined method `each' for {other}:String")));
        }
        Some(_) => return Err(Refusal::format()),
    }
    match &state.config.required_custom_field {
        Some(name) if !customer.custom_fields.contains_key(name) => {
            Err(Refusal::unknown(format!("Missing custom field {name}")))
        }
        _ => Ok(()),
    }
}

/// "Each element is an array: `[phone_id, phone_text]`."
fn phones(state: &mut State, given: &Map<String, Value>, customer: &mut Customer) -> Result<(), Refusal> {
    let Some(phones) = given.get("cellphones").filter(|value| !value.is_null()) else { return Ok(()) };
    let phones = phones.as_array().ok_or_else(Refusal::format)?;
    let phones = phones.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    for (_, phone) in &phones {
        if other(state, customer.id, |other| other.cellphones.iter().any(|(_, own)| own == phone)).is_some() {
            return Err(Refusal::unknown(format!("Verification failed: Phone {phone} has been used")));
        }
    }
    put(&mut customer.cellphones, phones, || state.new_id());
    Ok(())
}

/// The first customer but this one of whom it is true.
fn other(state: &State, id: u64, test: impl Fn(&Customer) -> bool) -> Option<u64> {
    state.customers.values().find(|other| other.id != id && test(other)).map(|other| other.id)
}

/// Changes the entries whose ids are given and adds those without.
fn put(place: &mut Vec<(u64, String)>, given: Vec<(Option<u64>, String)>, mut new_id: impl FnMut() -> u64) {
    for (id, content) in given {
        match place.iter_mut().find(|(own, _)| Some(*own) == id) {
            Some(entry) => entry.1 = content,
            None => place.push((id.unwrap_or_else(&mut new_id), content)),
        }
    }
}

/// `[null, "131…"]` or `[3, "131…"]`.
fn pair(value: &Value) -> Result<(Option<u64>, String), Refusal> {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::Null, Value::String(content)]) => Ok((None, content.clone())),
        Some([Value::Number(id), Value::String(content)]) if id.is_u64() => {
            Ok((id.as_u64(), content.clone()))
        }
        _ => Err(Refusal::format()),
    }
}

/// Tags, "separated by commas".
fn tags_of(state: &mut State, tags: &str) -> Vec<(u64, String)> {
    tags.split(',').filter(|tag| !tag.is_empty()).map(|tag| (state.new_id(), tag.to_owned())).collect()
}

fn list<'a>(body: &'a Value, name: &str) -> Result<Option<&'a Vec<Value>>, Refusal> {
    body.get(name)
        .filter(|value| !value.is_null())
        .map(|value| value.as_array().ok_or_else(Refusal::format))
        .transpose()
}

fn text(value: Option<&Value>, longest: usize) -> Result<Option<&str>, Refusal> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let text = value.as_str().filter(|text| text.chars().count() <= longest);
    text.map(Some).ok_or_else(Refusal::format)
}

fn number(given: &Map<String, Value>, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(value) = given.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    value.as_u64().map(Some).ok_or_else(Refusal::format)
}
