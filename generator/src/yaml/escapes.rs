//! Which escape of a double-quoted text is wrong: the parser only says in which text it stands.

use crate::source::Span;

/// The first escape that is none, in the double-quoted text that begins at `quote`; `quote` itself if all are good.
pub fn first_bad(text: &str, quote: Span) -> Span {
    let mut at = quote.start as usize + 1;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['\\', '"'])) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with('"') {
            break;
        }
        match escape(rest) {
            Ok(length) => at += length,
            Err(length) => {
                let offset = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                return Span { start: offset(at), end: offset(at + length), ..quote };
            }
        }
    }
    quote
}

/// The length of the escape with which the text begins; as an error, if it stands for no character.
fn escape(text: &str) -> Result<usize, usize> {
    let Some(letter) = text.chars().nth(1) else { return Err(1) };
    let length = match letter {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ if "0abt\tnvfre \"/\\N_LP\r\n".contains(letter) => return Ok(2),
        _ => return Err(1 + letter.len_utf8()),
    };
    let number = number(text, length)?;
    if char::from_u32(number).is_some() {
        return Ok(length);
    }
    // JSON writes what lies beyond four digits as two escapes.
    let first_of_two = length == 6 && (0xd800..0xdc00).contains(&number);
    let second = text.get(length..).filter(|rest| first_of_two && rest.starts_with("\\u"));
    match second.map(|rest| self::number(rest, 6)) {
        Some(Ok(0xdc00..0xe000)) => Ok(2 * length),
        _ => Err(length),
    }
}

/// The number in an escape of that length; as an error, the length up to what is no digit.
fn number(text: &str, length: usize) -> Result<u32, usize> {
    let digits = text[2..].bytes().take(length - 2).take_while(u8::is_ascii_hexdigit).count();
    let end = 2 + digits;
    if end < length { Err(end) } else { u32::from_str_radix(&text[2..end], 16).map_err(|_| end) }
}
