//! The filter language: conditions on fields, with operators that fit the field's type.

use std::cmp::Ordering;

use serde_json::Value;

use super::Refusal;
use super::data::Customer;

/// The types of the page's table of searchable fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Text,
    Tags,
    Date,
}

/// The operators of the page's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equals,
    DiffersFrom,
    Compares(&'static [Ordering]),
    Contains,
    Lacks,
}

/// A condition, checked.
#[derive(Debug)]
pub(super) struct Condition {
    field: String,
    operator: Operator,
    value: Operand,
}

#[derive(Debug)]
enum Operand {
    Number(i64),
    Text(String),
    Tags(Vec<String>),
}

/// Reads the condition at this place of the list.
pub(super) fn read(index: usize, condition: &Value) -> Result<Condition, Refusal> {
    let refuse =
        |part: &str, message: &str| Err(Refusal::bad_request(format!("filter[{index}].{part}"), message));
    let part = |name: &str| condition[name].as_str().filter(|text| !text.is_empty());
    let Some(field) = part("field") else { return refuse("field", "This value should not be blank.") };
    let Some(kind) = kind(field) else { return refuse("field", "This field is not searchable.") };
    let Some(operator) = part("operator") else {
        return refuse("operator", "This value should not be blank.");
    };
    let Some(operator) = self::operator(operator) else {
        return refuse("operator", "This operator is unknown.");
    };
    if !fits(operator, kind) {
        return refuse("operator", "This operator does not fit the type of the field.");
    }
    let Some(value) = operand(kind, &condition["value"]) else {
        return refuse(
            "value",
            match kind {
                Kind::Integer | Kind::Date => "This value should be of type numeric.",
                Kind::Text => "This value should be of type string.",
                Kind::Tags => "This value should be of type array.",
            },
        );
    };
    Ok(Condition { field: field.trim_start_matches("customers.").to_owned(), operator, value })
}

fn kind(field: &str) -> Option<Kind> {
    Some(match field.strip_prefix("customers.")? {
        "id" => Kind::Integer,
        // `createdAt` stands in the page's text ("accepts a date"), not in its table.
        "lastSeen" | "createdAt" => Kind::Date,
        "tagsData" => Kind::Tags,
        "telegramId" | "facebookId" | "instagramId" | "viberId" | "whatsappId" | "name" | "email"
        | "company" | "phone" | "countryCode" | "city" | "regionCode" | "userId" => Kind::Text,
        _ => return None,
    })
}

fn operator(text: &str) -> Option<Operator> {
    Some(match text {
        "=" => Operator::Equals,
        "!=" => Operator::DiffersFrom,
        ">" => Operator::Compares(&[Ordering::Greater]),
        "<" => Operator::Compares(&[Ordering::Less]),
        ">=" => Operator::Compares(&[Ordering::Greater, Ordering::Equal]),
        "<=" => Operator::Compares(&[Ordering::Less, Ordering::Equal]),
        "~" => Operator::Contains,
        "!~" => Operator::Lacks,
        _ => return None,
    })
}

fn fits(operator: Operator, kind: Kind) -> bool {
    match operator {
        Operator::Equals => true,
        Operator::DiffersFrom => kind != Kind::Tags,
        Operator::Compares(_) => matches!(kind, Kind::Integer | Kind::Date),
        Operator::Contains | Operator::Lacks => kind == Kind::Text,
    }
}

fn operand(kind: Kind, value: &Value) -> Option<Operand> {
    match kind {
        Kind::Integer | Kind::Date => value.as_i64().map(Operand::Number),
        Kind::Text => value.as_str().map(|text| Operand::Text(text.to_owned())),
        Kind::Tags => {
            let names = value.as_array()?.iter().map(|tag| tag["name"].as_str().map(str::to_owned));
            names.collect::<Option<Vec<_>>>().map(Operand::Tags)
        }
    }
}

impl Condition {
    /// Whether the customer meets the condition.
    pub(super) fn meets(&self, customer: &Customer) -> bool {
        match &self.value {
            Operand::Tags(names) => names.iter().all(|name| customer.has_tag(name)),
            Operand::Text(wanted) => self.text(customer.text(&self.field), wanted),
            Operand::Number(wanted) => {
                let own = match self.field.as_str() {
                    "id" => Some(customer.id),
                    "lastSeen" => customer.last_seen,
                    _ => customer.first_seen,
                };
                self.number(own, *wanted)
            }
        }
    }

    fn text(&self, own: Option<&str>, wanted: &str) -> bool {
        match self.operator {
            Operator::Equals => own == Some(wanted),
            Operator::DiffersFrom => own != Some(wanted),
            Operator::Contains => own.is_some_and(|own| own.contains(wanted)),
            Operator::Lacks => !own.is_some_and(|own| own.contains(wanted)),
            Operator::Compares(_) => false,
        }
    }

    fn number(&self, own: Option<i64>, wanted: i64) -> bool {
        match self.operator {
            Operator::Equals => own == Some(wanted),
            Operator::DiffersFrom => own != Some(wanted),
            Operator::Compares(orders) => own.is_some_and(|own| orders.contains(&own.cmp(&wanted))),
            Operator::Contains | Operator::Lacks => false,
        }
    }
}
