//! Answers that are told apart by their status.

use super::{Doc, Type};

/// What a success holds, by its status: an enum.
#[derive(Clone, Debug)]
pub struct Statuses {
    /// The enum, `UpperCamelCase`, unique among the API's types.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// In declared order.
    pub cases: Vec<Case>,
}

/// What failures hold, by their status: an enum that endpoints share.
#[derive(Clone, Debug)]
pub struct Failures {
    /// Its name in the spec, or the endpoint that it is declared at.
    pub name: String,
    /// The enum, `UpperCamelCase`, unique among the API's types.
    pub rust: String,
    /// In declared order.
    pub cases: Vec<Case>,
}

/// One kind of answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its statuses.
    pub when: When,
    /// The variant.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// What its body is.
    pub holds: Held,
}

/// The statuses of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// This one.
    Status(u16),
    /// All of a hundred that are not listed: 2 stands for 200 to 299.
    Class(u16),
    /// All others.
    Others,
}

/// What the body of an answer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// Nothing that matters.
    Nothing,
    /// JSON.
    Json(Type),
    /// The raw body: `Vec<u8>`.
    Bytes,
    /// Text.
    Text,
}

/// The case for a status: the one that lists it, or else its hundred, or else all others.
pub fn case_of(cases: &[Case], status: u16) -> Option<(usize, &Case)> {
    [When::Status(status), When::Class(status / 100), When::Others]
        .into_iter()
        .find_map(|when| cases.iter().enumerate().find(|(_, case)| case.when == when))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_case_counts() {
        let case = |when| Case { when, rust: String::new(), doc: Doc::default(), holds: Held::Nothing };
        let cases = [When::Others, When::Class(4), When::Status(404)].map(case);
        for (status, expected) in [(404, 2), (403, 1), (500, 0)] {
            assert_eq!(case_of(&cases, status).map(|(index, _)| index), Some(expected), "{status}");
        }
        assert!(case_of(&cases[1..], 500).is_none());
    }
}
