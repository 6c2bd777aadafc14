//! Checking a request against the bounds that the spec states, before anything is sent.
//!
//! All violations of a request are collected. Messages name the field and the bound, never the text that breaks it.

use crate::{endpoint::Endpoint, error::Error, json_path};

/// More violations than anybody reads; further ones are only counted by stopping.
const MOST_VIOLATIONS: usize = 100;

/// A value with bounds.
pub trait Check {
    /// Reports what is out of bounds.
    fn check(&self, at: &mut At);
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self, at: &mut At) {
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

/// The place that is being checked.
#[derive(Debug, Default)]
pub struct At {
    path: String,
    violations: Vec<Violation>,
}

impl At {
    /// Checks a field.
    #[inline]
    pub fn field(&mut self, name: &'static str, f: impl FnOnce(&mut Self)) {
        let before = self.enter_field(name);
        f(self);
        self.leave(before);
    }

    fn enter_field(&mut self, name: &'static str) -> usize {
        let before = self.path.len();
        json_path::push_key(&mut self.path, name);
        before
    }

    /// Checks an element of a list.
    #[inline]
    pub fn item(&mut self, index: usize, f: impl FnOnce(&mut Self)) {
        let before = self.enter_item(index);
        f(self);
        self.leave(before);
    }

    fn enter_item(&mut self, index: usize) -> usize {
        let before = self.path.len();
        json_path::push_index(&mut self.path, index);
        before
    }

    /// Checks the value of a key of a map.
    #[inline]
    pub fn key(&mut self, key: &str, f: impl FnOnce(&mut Self)) {
        let before = self.enter_key(key);
        f(self);
        self.leave(before);
    }

    fn enter_key(&mut self, key: &str) -> usize {
        let before = self.path.len();
        json_path::push_key(&mut self.path, &crate::error::line(key, 60));
        before
    }

    fn leave(&mut self, before: usize) {
        self.path.truncate(before);
    }

    /// Checks the number of characters of a text.
    pub fn length(&mut self, text: &str, min: Option<u64>, max: Option<u64>) {
        let length = text.chars().count() as u64;
        self.size(length, if length == 1 { "character" } else { "characters" }, min, max);
    }

    /// Checks the number of elements of a list or entries of a map.
    pub fn count(&mut self, count: usize, min: Option<u64>, max: Option<u64>) {
        self.size(count as u64, if count == 1 { "item" } else { "items" }, min, max);
    }

    fn size(&mut self, size: u64, unit: &str, min: Option<u64>, max: Option<u64>) {
        if let Some(max) = max.filter(|&max| size > max) {
            self.violation(format!("{size} {unit}, at most {max} are allowed"));
        } else if let Some(min) = min.filter(|&min| size < min) {
            self.violation(format!("{size} {unit}, at least {min} are required"));
        }
    }

    /// Checks that every character of a text is in one of the ranges; `shown` is how the spec writes them.
    pub fn chars(&mut self, text: &str, ranges: &[(char, char)], shown: &'static str) {
        let allowed = |c: char| ranges.iter().any(|&(first, last)| (first..=last).contains(&c));
        if let Some(position) = text.chars().position(|c| !allowed(c)) {
            self.violation(format!("character {} is none of `{shown}`", position + 1));
        }
    }

    /// Checks a whole number.
    pub fn int(&mut self, value: i128, min: Option<i128>, max: Option<i128>) {
        if let Some(max) = max.filter(|&max| value > max) {
            self.violation(format!("{value} is more than {max}"));
        } else if let Some(min) = min.filter(|&min| value < min) {
            self.violation(format!("{value} is less than {min}"));
        }
    }

    /// Checks a number. What is not a number is within no bounds.
    pub fn float(&mut self, value: f64, min: Option<f64>, max: Option<f64>) {
        if value.is_nan() && (min.is_some() || max.is_some()) {
            self.violation("not a number".to_owned());
        } else if let Some(max) = max.filter(|&max| value > max) {
            self.violation(format!("{value} is more than {max}"));
        } else if let Some(min) = min.filter(|&min| value < min) {
            self.violation(format!("{value} is less than {min}"));
        }
    }

    /// Reports a violation of any other kind.
    pub fn violation(&mut self, text: String) {
        if self.violations.len() < MOST_VIOLATIONS {
            self.violations.push(Violation { path: self.path.clone(), text });
        }
    }
}

/// Checks a request; an error of kind [`Invalid`](crate::ErrorKind::Invalid) has all violations.
#[inline]
pub fn check(endpoint: &'static Endpoint, f: impl Fn(&mut At)) -> Result<(), Error> {
    checked(endpoint, &f)
}

/// What checks a request. Not a `dyn Fn`: that brings two more functions with it, for each endpoint.
trait CheckAll {
    fn check_all(&self, at: &mut At);
}

impl<F: Fn(&mut At)> CheckAll for F {
    #[inline]
    fn check_all(&self, at: &mut At) {
        self(at);
    }
}

fn checked(endpoint: &'static Endpoint, request: &dyn CheckAll) -> Result<(), Error> {
    let mut at = At::default();
    request.check_all(&mut at);
    outcome(endpoint, at.violations)
}

fn outcome(endpoint: &'static Endpoint, violations: Vec<Violation>) -> Result<(), Error> {
    let Some(first) = violations.first() else { return Ok(()) };
    let text = match violations.len() {
        1 => first.to_string(),
        n => format!("{first} (and {} more)", n - 1),
    };
    Err(Error::invalid(text).at(endpoint).with_violations(violations))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    fn texts(f: impl Fn(&mut At)) -> Vec<String> {
        check(&sample::CREATE, f).err().map_or_else(Vec::new, |error| {
            assert!(error.is_invalid());
            error.violations().iter().map(ToString::to_string).collect()
        })
    }

    #[test]
    fn bounds_are_inclusive() {
        let none = texts(|at| {
            at.field("a", |at| at.length("éé", Some(2), Some(2)));
            at.field("b", |at| at.int(50, Some(1), Some(50)));
            at.field("c", |at| at.float(0.0, Some(0.0), None));
            at.field("d", |at| at.count(0, None, Some(0)));
            at.field("e", |at| {
                at.chars("a-Z9", &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '-')], "a-zA-Z0-9-");
            });
        });
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn every_violation_is_reported_with_its_path() {
        let all = texts(|at| {
            at.field("customer", |at| {
                at.field("email", |at| at.length(&"x".repeat(300), None, Some(255)));
                at.field("name", |at| at.length("", Some(1), None));
                at.field("phones", |at| {
                    at.count(3, None, Some(2));
                    at.item(2, |at| at.chars("12x", &[('0', '9')], "0-9"));
                });
                at.field("notes", |at| at.key("a b", |at| at.int(0, Some(1), None)));
            });
            at.field("rate", |at| at.float(f64::NAN, Some(0.0), None));
            at.field("page", |at| at.int(51, Some(1), Some(50)));
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
            fn check(&self, at: &mut At) {
                at.field("page", |at| at.int(self.0.into(), Some(1), None));
            }
        }

        assert_eq!(texts(|at| Box::new(Page(0)).check(at)), ["page: 0 is less than 1"]);
    }

    #[test]
    fn the_message_counts_what_it_leaves_out() {
        let error = check(&sample::CREATE, |at| {
            for index in 0..1000 {
                at.item(index, |at| at.int(-1, Some(0), None));
            }
        })
        .unwrap_err();
        assert_eq!(error.violations().len(), MOST_VIOLATIONS);
        assert_eq!(error.to_string(), "POST /things (sample.create): [0]: -1 is less than 0 (and 99 more)");
    }
}
