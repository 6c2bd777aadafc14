//! The peer: what a careful person writes on reqwest and serde for these calls alone.
//!
//! It signs, checks the outcome, and reads the same fields into types of the same kind, with derives. It has no retries,
//! no rate budget, no pages, and its errors say little.

// The fields are read from the answer, as on the generated side, and then looked at no further.
#![expect(dead_code, reason = "the fields of an answer are what is measured, not used")]
#![expect(clippy::struct_field_names, reason = "the names are the vendor's")]

mod nxcloud;
mod udesk;

use std::error::Error;
use std::fmt;

pub use nxcloud::{NxCloud, Query};
pub use udesk::Udesk;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The API says no.
#[derive(Debug)]
pub struct Refused {
    pub code: i64,
    pub message: Option<String>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {}: {}", self.code, self.message.as_deref().unwrap_or_default())
    }
}

impl Error for Refused {}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
