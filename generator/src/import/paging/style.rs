//! A style, as it is written into a spec.

use std::fmt::Write as _;

/// What is known of an endpoint's pages.
#[derive(Clone, Debug, Default)]
pub(in crate::import) enum Paging {
    /// It has none.
    #[default]
    Nothing,
    /// What nothing else can mean; it gets a name.
    Sure(Style),
    /// The style of that name.
    Named(String),
    /// What a person decides, and why.
    Likely(Style, String),
}

/// How pages follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Style {
    pub(in crate::import) advance: Advance,
    pub(in crate::import) items: String,
    pub(in crate::import) size: Option<String>,
    pub(in crate::import) pages: Option<String>,
    pub(in crate::import) total: Option<String>,
    pub(in crate::import) ends: Option<String>,
}

/// Where the next position comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Advance {
    Page(Counter),
    Offset(Counter),
    Cursor { param: String, next: String },
    Url { next: String },
}

/// A parameter that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Counter {
    pub(in crate::import) param: String,
    pub(in crate::import) first: i64,
}

impl Advance {
    /// What a style is called that nobody named.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Page(_) => "numbered",
            Self::Offset(_) => "by_offset",
            Self::Cursor { .. } => "by_cursor",
            Self::Url { .. } => "by_url",
        }
    }
}

impl Style {
    /// The style as YAML in one line.
    pub(in crate::import) fn text(&self) -> String {
        let mut out = String::from("{ ");
        let place = |name: &str| quoted(&format!("query.{}", super::answer::step(name).unwrap_or_default()));
        let _ = match &self.advance {
            Advance::Page(counter) => {
                write!(out, "page: {{ in: {}, first: {} }}", place(&counter.param), counter.first)
            }
            Advance::Offset(counter) => {
                write!(out, "offset: {{ in: {}, first: {} }}", place(&counter.param), counter.first)
            }
            Advance::Cursor { param, next } => {
                write!(out, "cursor: {{ in: {}, next: {} }}", place(param), quoted(next))
            }
            Advance::Url { next } => write!(out, "url: {{ next: {} }}", quoted(next)),
        };
        let _ = write!(out, ", items: {}", quoted(&self.items));
        if let Some(size) = &self.size {
            let _ = write!(out, ", size: {{ in: {} }}", place(size));
        }
        for (key, value) in [("pages", &self.pages), ("total", &self.total), ("ends", &self.ends)] {
            if let Some(value) = value {
                let _ = write!(out, ", {key}: {}", quoted(value));
            }
        }
        out.push_str(" }");
        out
    }
}

/// A text within a map in one line.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    if plain {
        return text.to_owned();
    }
    let mut out = String::new();
    crate::yaml::write_json_text(text, &mut out);
    out
}
