//! Checking a request against the bounds that the spec states, before anything is sent.
//!
//! All violations of a request are collected. Messages name the field and the bound, never the text that breaks it.

use std::cell::RefCell;

use crate::{endpoint::Endpoint, error::Error, json_path};

/// More violations than anybody reads; further ones are only counted by stopping.
const MOST_VIOLATIONS: usize = 100;

/// A value with bounds.
pub trait Check {
    /// Reports what is out of bounds.
    fn check(&self, at: &At<'_>);
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self, at: &At<'_>) {
        (**self).check(at);
    }
}

/// A constraint that a request breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: String,
    text: String,
}

impl Violation {
    /// Which value, such as `customer.emails[2]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.text)
    }
}

/// What is wrong with a request, as far as it has been checked.
#[derive(Debug, Default)]
pub struct Checks(RefCell<Vec<Violation>>);

impl Checks {
    /// The request itself.
    #[inline]
    pub fn at(&self) -> At<'_> {
        At { inside: None, found: &self.0 }
    }

    /// An error of kind [`Invalid`](crate::ErrorKind::Invalid) with all violations, if there are any.
    pub fn outcome(self, endpoint: &'static Endpoint) -> Result<(), Error> {
        let violations = self.0.into_inner();
        let Some(first) = violations.first() else { return Ok(()) };
        let text = match violations.len() {
            1 => first.to_string(),
            n => format!("{first} (and {} more)", n - 1),
        };
        Err(Error::invalid(text).at(endpoint).with_violations(violations))
    }
}

/// A place that is being checked. It knows the place that it is in: what it is called is put together only where
/// something is wrong.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    inside: Option<(&'a At<'a>, Step<'a>)>,
    found: &'a RefCell<Vec<Violation>>,
}

/// The way from a place to one in it.
#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Field(&'static str),
    Item(usize),
    Key(&'a str),
}

impl At<'_> {
    /// A field.
    #[inline]
    pub fn field(&self, name: &'static str) -> At<'_> {
        self.step(Step::Field(name))
    }

    /// An element of a list.
    #[inline]
    pub fn item(&self, index: usize) -> At<'_> {
        self.step(Step::Item(index))
    }

    /// The value of a key of a map.
    #[inline]
    pub fn key<'a>(&'a self, key: &'a str) -> At<'a> {
        self.step(Step::Key(key))
    }

    #[inline]
    fn step<'a>(&'a self, step: Step<'a>) -> At<'a> {
        At { inside: Some((self, step)), found: self.found }
    }

    /// How the place is called, such as `customer.emails[2]`.
    fn path(&self) -> String {
        let (mut steps, mut place) = (Vec::new(), self);
        while let Some((outer, step)) = &place.inside {
            steps.push(step);
            place = outer;
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Field(name) => json_path::push_key(&mut path, name),
                Step::Item(index) => json_path::push_index(&mut path, *index),
                Step::Key(key) => json_path::push_key(&mut path, &crate::error::line(key, 60)),
            }
        }
        path
    }

    /// Checks the number of characters of a text.
    pub fn length(&self, text: &str, min: Option<u64>, max: Option<u64>) {
        let length = text.chars().count() as u64;
        self.size(length, if length == 1 { "character" } else { "characters" }, min, max);
    }

    /// Checks the number of elements of a list or entries of a map.
    pub fn count(&self, count: usize, min: Option<u64>, max: Option<u64>) {
        self.size(count as u64, if count == 1 { "item" } else { "items" }, min, max);
    }

    fn size(&self, size: u64, unit: &str, min: Option<u64>, max: Option<u64>) {
        if let Some(max) = max.filter(|&max| size > max) {
            self.violation(format!("{size} {unit}, at most {max} are allowed"));
        } else if let Some(min) = min.filter(|&min| size < min) {
            self.violation(format!("{size} {unit}, at least {min} are required"));
        }
    }

    /// Checks that every character of a text is in one of the ranges; `shown` is how the spec writes them.
    pub fn chars(&self, text: &str, ranges: &[(char, char)], shown: &'static str) {
        let allowed = |c: char| ranges.iter().any(|&(first, last)| (first..=last).contains(&c));
        if let Some(position) = text.chars().position(|c| !allowed(c)) {
            self.violation(format!("character {} is none of `{shown}`", position + 1));
        }
    }

    /// Checks a whole number.
    pub fn int(&self, value: i128, min: Option<i128>, max: Option<i128>) {
        if let Some(max) = max.filter(|&max| value > max) {
            self.violation(format!("{value} is more than {max}"));
        } else if let Some(min) = min.filter(|&min| value < min) {
            self.violation(format!("{value} is less than {min}"));
        }
    }

    /// Checks a number. What is not a number is within no bounds.
    pub fn float(&self, value: f64, min: Option<f64>, max: Option<f64>) {
        if value.is_nan() && (min.is_some() || max.is_some()) {
            self.violation("not a number".to_owned());
        } else if let Some(max) = max.filter(|&max| value > max) {
            self.violation(format!("{value} is more than {max}"));
        } else if let Some(min) = min.filter(|&min| value < min) {
            self.violation(format!("{value} is less than {min}"));
        }
    }

    /// Reports a violation of any other kind.
    pub fn violation(&self, text: String) {
        let mut found = self.found.borrow_mut();
        if found.len() < MOST_VIOLATIONS {
            found.push(Violation { path: self.path(), text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    fn checked(f: impl Fn(&At<'_>)) -> Result<(), Error> {
        let checks = Checks::default();
        f(&checks.at());
        checks.outcome(&sample::CREATE)
    }

    fn texts(f: impl Fn(&At<'_>)) -> Vec<String> {
        checked(f).err().map_or_else(Vec::new, |error| {
            assert!(error.is_invalid());
            error.violations().iter().map(ToString::to_string).collect()
        })
    }

    #[test]
    fn bounds_are_inclusive() {
        let none = texts(|at| {
            at.field("a").length("éé", Some(2), Some(2));
            at.field("b").int(50, Some(1), Some(50));
            at.field("c").float(0.0, Some(0.0), None);
            at.field("d").count(0, None, Some(0));
            at.field("e").chars("a-Z9", &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '-')], "a-zA-Z0-9-");
        });
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn every_violation_is_reported_with_its_path() {
        let all = texts(|at| {
            let customer = at.field("customer");
            customer.field("email").length(&"x".repeat(300), None, Some(255));
            customer.field("name").length("", Some(1), None);
            customer.field("phones").count(3, None, Some(2));
            customer.field("phones").item(2).chars("12x", &[('0', '9')], "0-9");
            customer.field("notes").key("a b").int(0, Some(1), None);
            at.field("rate").float(f64::NAN, Some(0.0), None);
            at.field("page").int(51, Some(1), Some(50));
        });
        assert_eq!(
            all,
            [
                "customer.email: 300 characters, at most 255 are allowed",
                "customer.name: 0 characters, at least 1 are required",
                "customer.phones: 3 items, at most 2 are allowed",
                "customer.phones[2]: character 3 is none of `0-9`",
                "customer.notes[\"a b\"]: 0 is less than 1",
                "rate: not a number",
                "page: 51 is more than 50",
            ]
        );
    }

    #[test]
    fn a_boxed_value_is_checked_like_the_value() {
        struct Page(i64);

        impl Check for Page {
            fn check(&self, at: &At<'_>) {
                at.field("page").int(self.0.into(), Some(1), None);
            }
        }

        assert_eq!(texts(|at| Box::new(Page(0)).check(at)), ["page: 0 is less than 1"]);
    }

    #[test]
    fn the_message_counts_what_it_leaves_out() {
        let error = checked(|at| {
            for index in 0..1000 {
                at.item(index).int(-1, Some(0), None);
            }
        })
        .unwrap_err();
        assert_eq!(error.violations().len(), MOST_VIOLATIONS);
        assert_eq!(error.to_string(), "POST /things (sample.create): [0]: -1 is less than 0 (and 99 more)");
    }
}
