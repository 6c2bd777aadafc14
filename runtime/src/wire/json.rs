//! JSON text, read from its beginning to its end.
//!
//! What answers consist of is read here, straight from the text: objects, lists, texts without escapes, whole numbers.
//! A deserializer for each value of an object would cost more than the value. The rest is left to `serde_json`, and so is
//! everything that is wrong: the messages are its own.

use std::fmt::Display;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{failed::Failed, mistake, source::Done};

/// As deep as `serde_json` reads.
const DEEPEST: u32 = 127;

/// A text of JSON, read as far as a position.
pub(crate) struct Json<'de> {
    text: &'de str,
    pub(super) position: usize,
    depth: u32,
    /// The key of the outermost object that is none of its others.
    tag: Option<&'static str>,
    error: Option<serde_json::Error>,
}

impl<'de> Json<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self { text, position: 0, depth: 0, tag: None, error: None }
    }

    /// The same for an object with a tag, which is not kept among its other keys.
    pub(super) fn tagged(text: &'de str, tag: &'static str) -> Self {
        Self { tag: Some(tag), ..Self::new(text) }
    }

    /// Reads the whole text.
    pub(crate) fn read<T>(
        mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Failed>,
    ) -> Result<T, serde_json::Error> {
        let read = self.value(read).and_then(|value| self.end().map(|()| value));
        read.map_err(|failed| self.error(failed))
    }

    /// The error that a failure stands for.
    pub(crate) fn error(self, failed: Failed) -> serde_json::Error {
        failed.or_told(self.error)
    }

    /// The tag, where an object that begins here has it.
    pub(super) fn tag(&self) -> Option<&'static str> {
        self.tag.filter(|_| self.depth == 0)
    }

    /// A value. What `read` leaves alone is passed over.
    #[inline]
    pub(crate) fn value<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        self.peek();
        let before = self.position;
        match read(self) {
            Ok(value) => {
                if self.position == before {
                    self.pass()?;
                }
                Ok(value)
            }
            Err(failed) => Err(self.placed(failed)),
        }
    }

    /// Passes a value over.
    pub(crate) fn pass(&mut self) -> Done {
        self.typed::<IgnoredAny>().map(drop)
    }

    /// The text of a value.
    pub(crate) fn raw_text(&mut self) -> Result<&'de str, Failed> {
        self.typed::<&RawValue>().map(RawValue::get)
    }

    /// Whether an object comes next, or a list, by the sign that begins it.
    pub(crate) fn is_next(&mut self, sign: u8) -> bool {
        self.peek() == Some(sign)
    }

    /// Begins an object or a list.
    pub(crate) fn open(&mut self, sign: u8, expected: &dyn Display) -> Done {
        if self.peek() != Some(sign) {
            return Err(self.other_kind(expected));
        }
        self.position += 1;
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.broken()) } else { Ok(()) }
    }

    /// The next key of an object, or its end. Its value has to be read. A key that has escapes is put into `written_out`.
    #[inline]
    pub(crate) fn key<'a>(
        &mut self,
        is_first: bool,
        written_out: &'a mut String,
    ) -> Result<Option<&'a str>, Failed>
    where
        'de: 'a,
    {
        if !self.goes_on(b'}', is_first)? {
            return Ok(None);
        }
        let key = match self.plain() {
            Some(key) => key,
            None => self.key_with_escapes(written_out)?,
        };
        if self.peek() != Some(b':') {
            return Err(self.broken());
        }
        self.position += 1;
        Ok(Some(key))
    }

    #[cold]
    fn key_with_escapes<'a>(&mut self, written_out: &'a mut String) -> Result<&'a str, Failed> {
        if self.peek() != Some(b'"') {
            return Err(self.broken());
        }
        *written_out = self.typed()?;
        Ok(written_out)
    }

    /// Whether an object or a list goes on, or else has its end here.
    #[inline]
    pub(super) fn goes_on(&mut self, end: u8, is_first: bool) -> Result<bool, Failed> {
        match self.peek() {
            Some(sign) if sign == end => {
                self.position += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.position += 1;
                // A comma before the end is a mistake.
                if self.peek() == Some(end) { Err(self.broken()) } else { Ok(true) }
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.broken()),
        }
    }

    /// Nothing comes any more.
    pub(crate) fn end(&mut self) -> Done {
        if self.peek().is_none() { Ok(()) } else { Err(self.broken()) }
    }

    /// The next byte that is no space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.position) {
            Some(sign) if *sign > b' ' => Some(*sign),
            _ => self.peek_behind_spaces(),
        }
    }

    fn peek_behind_spaces(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.position) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.position += 1,
                other => return other.copied(),
            }
        }
    }

    fn rest(&self) -> &'de str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// A word, if it is what comes next.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> bool {
        let is_next = self.peek() == word.bytes().next() && self.rest().starts_with(word);
        if is_next {
            self.position += word.len();
        }
        is_next
    }

    /// A text without escapes, if it is what comes next.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'de str> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let start = self.position + 1;
        let end = start + plain_length(self.text.as_bytes().get(start..)?);
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        self.position = end + 1;
        self.text.get(start..end)
    }

    /// A whole number, if it is what comes next, of no more than 19 digits.
    #[inline]
    pub(super) fn whole(&mut self) -> Option<i64> {
        let is_negative = self.peek() == Some(b'-');
        let start = self.position + usize::from(is_negative);
        let digits = self.text.as_bytes().get(start..)?;
        let (mut number, mut length) = (0_u64, 0);
        while let Some(digit @ b'0'..=b'9') = digits.get(length) {
            if length == 19 {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
            length += 1;
        }
        let is_plain = match digits.first()? {
            b'1'..=b'9' => true,
            b'0' => length == 1 && !is_negative,
            _ => false,
        };
        if !is_plain || matches!(digits.get(length), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        let number = i64::try_from(number).ok()?;
        self.position = start + length;
        Some(if is_negative { -number } else { number })
    }

    /// Any value by `serde_json`.
    pub(super) fn typed<T: Deserialize<'de>>(&mut self) -> Result<T, Failed> {
        self.peek();
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.position += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => Err(self.tell(mistake::inside(self.text, self.position, &error))),
            None => Err(self.broken()),
        }
    }

    pub(super) fn other_kind(&mut self, expected: &dyn Display) -> Failed {
        let error = mistake::other_kind(self.text, self.position, expected);
        self.tell(error)
    }

    /// The text is no JSON.
    fn broken(&mut self) -> Failed {
        let error = mistake::of_syntax(self.text);
        self.tell(error)
    }

    /// A failure that happened here, if it did not say yet where.
    #[cold]
    fn placed(&mut self, failed: Failed) -> Failed {
        if failed.is_told() {
            return failed;
        }
        let error = mistake::after(self.text, self.position, &failed);
        self.tell(error)
    }

    #[cold]
    fn tell(&mut self, error: serde_json::Error) -> Failed {
        self.error = Some(error);
        Failed::told()
    }
}

/// How many bytes come before a quote, a backslash or a control character, eight of them at a time.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    // The highest bit of a byte is set where that is less than `least`, and perhaps in bytes after such a one.
    let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    for (count, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash) = (word ^ (ONES * 0x22), word ^ (ONES * 0x5c));
        let found = (below(quote, 1) | below(backslash, 1) | below(word, 0x20)) & (ONES * 0x80);
        if found != 0 {
            return count * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20));
    words.len() * 8 + end.unwrap_or(rest.len())
}
