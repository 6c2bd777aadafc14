//! What is left of an item that could not be decoded, so that the others need not be lost with it.

use std::fmt;

use crate::error::line;

/// An item of a tolerant list: decoded, or broken.
pub type Salvaged<T> = Result<T, BrokenItem>;

/// More of a broken item's JSON is not kept.
const LONGEST_RAW: usize = 64 << 10;

/// An item of a tolerant list that could not be decoded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BrokenItem(Box<Parts>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Parts {
    path: String,
    reason: String,
    raw: String,
    is_whole: bool,
}

impl BrokenItem {
    pub(crate) fn new(path: impl Into<String>, raw: &str, reason: impl Into<String>) -> Self {
        let mut end = raw.len().min(LONGEST_RAW);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        let raw_text = raw[..end].to_owned();
        Self(Box::new(Parts {
            path: path.into(),
            reason: reason.into(),
            is_whole: raw_text.len() == raw.len(),
            raw: raw_text,
        }))
    }

    /// Where in the list the mistake is, such as `[3].id`.
    pub fn json_path(&self) -> &str {
        &self.0.path
    }

    /// The item's JSON as it came; of a very long one the beginning.
    pub fn raw(&self) -> &str {
        &self.0.raw
    }

    /// Whether [`raw`](Self::raw) is all of the item.
    pub fn is_whole(&self) -> bool {
        self.0.is_whole
    }

    /// What is wrong with it. No value of the item is quoted.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl fmt::Display for BrokenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot decode `{}` of the list: {}", line(self.json_path(), 300), self.reason())
    }
}

/// Of the JSON only the length.
impl fmt::Debug for BrokenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokenItem")
            .field("json_path", &self.json_path())
            .field("reason", &self.reason())
            .field("raw", &format_args!("{} bytes", self.raw().len()))
            .finish()
    }
}

impl std::error::Error for BrokenItem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_item_is_cut_between_characters() {
        let long = "é".repeat(LONGEST_RAW);
        let broken = BrokenItem::new("[0]", &format!("x{long}"), "too long");
        assert_eq!((broken.raw().len(), broken.is_whole()), (LONGEST_RAW - 1, false));
        let broken = BrokenItem::new("[0]", "{}", "missing field `id`");
        assert_eq!((broken.raw(), broken.is_whole()), ("{}", true));
    }

    #[test]
    fn the_json_is_not_shown() {
        let broken = BrokenItem::new("[3].id", "\"MARK\"", "invalid type: string, expected i64");
        assert_eq!(
            broken.to_string(),
            "cannot decode `[3].id` of the list: invalid type: string, expected i64"
        );
        assert!(!format!("{broken:?}").contains("MARK"));
    }
}
