//! The bytes of a file → its text.

use crate::diagnostic::Code;

use super::MAX_BYTES;

/// Why a file's bytes are not the text of a spec. It has no place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The diagnostic's code.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
}

/// The text of a file: UTF-8, not too large, not binary, not empty. A byte order mark is left out.
///
/// ```
/// assert_eq!(specwright::yaml::read_text(b"\xef\xbb\xbfapi: x".to_vec()).as_deref(), Ok("api: x"));
/// ```
pub fn read_text(mut bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.len() > MAX_BYTES {
        // How many there are is not known: no more are read than show that there are too many.
        let message = format!("the file has more than {} MiB; at most that much is read", MAX_BYTES >> 20);
        return Err(refuse(Code::TOO_LARGE, message));
    }
    if let Some(encoding) = utf16(&bytes) {
        return Err(refuse(Code::NOT_UTF8, format!("the file is {encoding}, not UTF-8")));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if bytes.contains(&0) {
        return Err(refuse(Code::NOT_UTF8, "the file is binary: it has NUL bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = String::from_utf8_lossy(&error.as_bytes()[..good]).matches('\n').count() + 1;
        refuse(
            Code::NOT_UTF8,
            format!("the file is not UTF-8: byte {good}, in line {line}, begins no character"),
        )
    })?;
    if text.trim().is_empty() {
        return Err(refuse(Code::EMPTY_FILE, "the file is empty"));
    }
    Ok(text)
}

/// The text of a document that somebody else wrote: UTF-16 is decoded, and U+FFFD stands for bytes that are no UTF-8 and for
/// control characters that no YAML has.
///
/// # Errors
/// If it is too large, binary or empty.
pub fn read_text_somehow(mut bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.len() <= MAX_BYTES {
        if let Some(encoding) = utf16(&bytes) {
            bytes = decode_utf16(&bytes, encoding == BIG).into_bytes();
        } else if std::str::from_utf8(&bytes).is_err() {
            bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
        }
    }
    let text = read_text(bytes)?;
    Ok(if has_unknown(&text) { text.replace(is_unknown, "\u{fffd}") } else { text })
}

/// Whether no YAML has this character.
fn is_unknown(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}'))
        || matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// Whether a text has such a character. Only a few bytes begin one, and documents of megabytes have none.
fn has_unknown(text: &str) -> bool {
    let begins = |byte: u8| {
        (byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r')
            || byte == 0x7f
            || byte == 0xc2
            || byte == 0xef
    };
    let at = |at: usize| text.get(at..).and_then(|rest| rest.chars().next());
    let mut start = 0;
    for part in text.as_bytes().chunks(256) {
        // Without a way out of the loop it is made of wide instructions.
        if part.iter().fold(false, |any, byte| any | begins(*byte)) {
            let places = part.iter().enumerate().filter(|(_, byte)| begins(**byte));
            if places.filter_map(|(offset, _)| at(start + offset)).any(is_unknown) {
                return true;
            }
        }
        start += part.len();
    }
    false
}

fn decode_utf16(bytes: &[u8], big: bool) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match (big, pair) {
        (true, [high, low]) | (false, [low, high]) => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    text.skip_while(|character| *character == '\u{feff}').collect()
}

fn refuse(code: Code, message: impl Into<String>) -> Unreadable {
    Unreadable { code, message: message.into() }
}

const LITTLE: &str = "UTF-16 (little endian)";
const BIG: &str = "UTF-16 (big endian)";

/// UTF-16 by its mark or, without one, by its first characters being ASCII.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match *bytes {
        [0xff, 0xfe, ..] => Some(LITTLE),
        [0xfe, 0xff, ..] => Some(BIG),
        [first, 0, second, 0, ..] if first != 0 && second != 0 => Some(LITTLE),
        [0, first, 0, second, ..] if first != 0 && second != 0 => Some(BIG),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (Code, String) {
        let error = read_text(bytes.to_vec()).expect_err("is refused");
        (error.code, error.message)
    }

    #[test]
    fn encodings() {
        assert_eq!(
            refused(b"\xff\xfea\0"),
            (Code::NOT_UTF8, "the file is UTF-16 (little endian), not UTF-8".into())
        );
        assert_eq!(
            refused(b"\xfe\xff\0a"),
            (Code::NOT_UTF8, "the file is UTF-16 (big endian), not UTF-8".into())
        );
        assert_eq!(refused(b"a\0p\0i\0").1, "the file is UTF-16 (little endian), not UTF-8");
        assert_eq!(refused(b"\0a\0p").1, "the file is UTF-16 (big endian), not UTF-8");
        assert_eq!(refused(b"\x7fELF\x02\x01\x01\0\0").1, "the file is binary: it has NUL bytes");
        assert_eq!(
            refused(b"api: x\ntitle: caf\xe9\n").1,
            "the file is not UTF-8: byte 17, in line 2, begins no character"
        );
    }

    #[test]
    fn other_peoples_texts() {
        let read = |bytes: &[u8]| read_text_somehow(bytes.to_vec());
        assert_eq!(read(b"\xff\xfea\0b\0").as_deref(), Ok("ab"));
        assert_eq!(read(b"\0a\0b").as_deref(), Ok("ab"));
        assert_eq!(read(b"caf\xe9: 1").as_deref(), Ok("caf\u{fffd}: 1"));
        assert_eq!(read("a\u{9d}\u{7}\tb".as_bytes()).as_deref(), Ok("a\u{fffd}\u{fffd}\tb"));
        assert_eq!(read("a: 牛".as_bytes()).as_deref(), Ok("a: 牛"));
        assert!(read(b"\x7fELF\x02\x01\x01\0\0").is_err() && read(b" ").is_err());
    }

    #[test]
    fn no_unknown_character_is_overlooked() {
        for character in '\0'..=char::MAX {
            assert_eq!(
                has_unknown(character.encode_utf8(&mut [0; 4])),
                is_unknown(character),
                "{character:?}"
            );
        }
        assert!(has_unknown(&format!("{}\u{7}", "é".repeat(200))));
    }

    #[test]
    fn empty_and_too_large() {
        assert_eq!(refused(b"").0, Code::EMPTY_FILE);
        assert_eq!(refused(b"\xef\xbb\xbf \n\n").0, Code::EMPTY_FILE);
        assert_eq!(
            refused(&vec![b'#'; MAX_BYTES + 1]),
            (Code::TOO_LARGE, "the file has more than 64 MiB; at most that much is read".into())
        );
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        assert_eq!(read_text(b"\xef\xbb\xbfa: 1".to_vec()).as_deref(), Ok("a: 1"));
        assert_eq!(read_text("a: 牛".into()).as_deref(), Ok("a: 牛"));
    }
}
