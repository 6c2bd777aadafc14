//! Texts, numbers, and their bounds.

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::{Schemas, flag, shown, text};
use crate::import::model::Ty;

/// Formats of texts that say nothing that the type could hold.
const PLAIN_FORMATS: [&str; 4] = ["", "string", "text", "binary"];

impl<'d> Schemas<'d> {
    /// A text, by its format.
    pub(super) fn text(&mut self, node: &'d Node) -> Ty {
        match text(node, "format").unwrap_or_default() {
            "date" => Ty::word("date"),
            "date-time" => Ty::word("datetime"),
            "uuid" => Ty::word("uuid"),
            "byte" | "base64" => Ty::word("bytes"),
            "password" => Ty::word("secret"),
            format => {
                if !PLAIN_FORMATS.contains(&format) {
                    let message = format!("the format `{}` is not checked", shown(format));
                    self.notes.add(node, Code::IMPORT_KEYWORD, message);
                }
                Ty::Word("string", count_bounds(node, "minLength", "maxLength"))
            }
        }
    }

    /// A whole number that is large enough.
    pub(super) fn integer(&mut self, node: &'d Node) -> Ty {
        let word = match text(node, "format").unwrap_or_default() {
            "int32" => "i32",
            "uint32" | "uint16" | "uint8" => "u32",
            "uint64" | "uint" => "u64",
            "unix-time" => return Ty::word("unix_s"),
            "int128" | "uint128" | "bigint" => return Ty::word("decimal"),
            _ if beyond_64_bits(node) => return Ty::word("decimal"),
            _ if least_above_i64(node) => "u64",
            _ => "i64",
        };
        let (least, most) = match word {
            "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
            "u32" => (0, i128::from(u32::MAX)),
            "u64" => (0, i128::from(u64::MAX)),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        let min = whole(node, "minimum", "exclusiveMinimum", 1).filter(|min| *min > least);
        let max = whole(node, "maximum", "exclusiveMaximum", -1).filter(|max| *max < most);
        let fits = min.is_none_or(|min| min <= most) && max.is_none_or(|max| max >= least);
        if !fits || matches!((min, max), (Some(min), Some(max)) if min > max) {
            self.notes.add(node, Code::IMPORT_KEYWORD, "bounds that no value keeps: left out");
            return Ty::word(word);
        }
        Ty::Word(word, range(min.map(|min| min.to_string()), max.map(|max| max.to_string())))
    }

    /// Any number.
    pub(super) fn number(&mut self, node: &'d Node) -> Ty {
        match text(node, "format").unwrap_or_default() {
            "int32" | "int64" | "integer" => return self.integer(node),
            "decimal" => return Ty::word("decimal"),
            _ => {}
        }
        let (min, max) = (number_text(node, "minimum"), number_text(node, "maximum"));
        let value = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
        if matches!((value(&min), value(&max)), (Some(min), Some(max)) if min > max) {
            self.notes.add(node, Code::IMPORT_KEYWORD, "bounds that no value keeps: left out");
            return Ty::word("f64");
        }
        Ty::Word("f64", range(min, max))
    }
}

/// `least..most`, or nothing.
fn range(min: Option<String>, max: Option<String>) -> String {
    if min.is_none() && max.is_none() {
        return String::new();
    }
    format!("{}..{}", min.unwrap_or_default(), max.unwrap_or_default())
}

/// The bounds of a length.
pub(super) fn count_bounds(node: &Node, least: &str, most: &str) -> String {
    let count = |key: &str| text(node, key).and_then(|text| text.parse::<u64>().ok());
    let (min, max) = (count(least).filter(|min| *min > 0), count(most));
    if matches!((min, max), (Some(min), Some(max)) if min > max) {
        return String::new();
    }
    range(min.map(|min| min.to_string()), max.map(|max| max.to_string()))
}

/// A bound of whole numbers; an exclusive one stands beside it (as a number) or marks it (as `true`).
fn whole(node: &Node, key: &str, exclusive: &str, step: i128) -> Option<i128> {
    let parse = |text: &str| -> Option<i128> {
        let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte == b'0'));
        whole.map_or(text, |(whole, _)| whole).parse().ok()
    };
    let beside = text(node, exclusive).and_then(parse).map(|bound| bound + step);
    let own = text(node, key).and_then(parse);
    beside.or_else(|| own.map(|bound| if flag(node, exclusive) { bound + step } else { bound }))
}

/// A bound of numbers, if it is written in plain digits.
fn number_text(node: &Node, key: &str) -> Option<String> {
    let text = text(node, key)?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match digits.split_once('.') {
        Some((whole, fraction)) => plain(whole) && plain(fraction),
        None => plain(digits),
    };
    fits.then(|| text.to_owned())
}

/// Whether the bounds say that values need more than 64 bits.
fn beyond_64_bits(node: &Node) -> bool {
    let bound = |key: &str| text(node, key).and_then(|text| text.parse::<i128>().ok());
    let most = bound("maximum").unwrap_or_default();
    let least = bound("minimum").unwrap_or_default();
    most > i128::from(u64::MAX) || least < i128::from(i64::MIN) || (least < 0 && most > i128::from(i64::MAX))
}

fn least_above_i64(node: &Node) -> bool {
    let most = text(node, "maximum").and_then(|text| text.parse::<i128>().ok());
    let least = text(node, "minimum").and_then(|text| text.parse::<i128>().ok());
    most.is_some_and(|most| most > i128::from(i64::MAX)) && least.is_some_and(|least| least >= 0)
}

/// The documentation of a field, and what its type cannot say.
pub(in crate::import) fn field_doc(node: &Node) -> String {
    let commented = || {
        let members = node.get("allOf")?.as_list()?;
        members.iter().find_map(|member| text(member, "description"))
    };
    let mut doc = text(node, "description").or_else(commented).unwrap_or_default().trim().to_owned();
    if let Some(value) = node.get("const") {
        add_fact(&mut doc, &format!("Always `{}`.", plain(value)));
    }
    if let Some(value) = node.get("default")
        && value.as_scalar().is_none_or(|scalar| !scalar.is_null())
    {
        add_fact(&mut doc, &format!("Default: `{}`.", plain(value)));
    }
    doc
}

fn add_fact(doc: &mut String, fact: &str) {
    if fact.len() > 300 {
        return;
    }
    if !doc.is_empty() {
        doc.push_str(if doc.contains('\n') {
            "\n\n"
        } else if doc.ends_with(['.', '!', '?']) {
            " "
        } else {
            ". "
        });
    }
    doc.push_str(fact);
}

/// A constant as it is shown in documentation.
fn plain(value: &Node) -> String {
    let text = value.as_scalar().map_or_else(|| value.to_json(), |scalar| scalar.text.clone());
    text.replace('`', "'")
}
