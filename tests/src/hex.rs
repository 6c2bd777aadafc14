//! Lower-case hexadecimal.

use std::fmt::Write;

/// The bytes as lower-case hexadecimal digits.
pub(crate) fn lower(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
