//! Texts that nobody should read.

use std::fmt;

use crate::percent;

/// Shorter texts are not looked for in messages: they would be found by chance.
const SHORTEST: usize = 6;

/// Room for what a signed call has: some short texts and a signature.
const ROOM: usize = 256;

/// What is kept out of messages. Nearly every call succeeds and has none, so texts are only collected here; how else they
/// may be written is found out when there is a message.
#[derive(Clone, Default)]
pub(crate) struct Hidden {
    /// All of them, one after another.
    texts: String,
    ends: Vec<usize>,
}

impl Hidden {
    /// Keeps a text out of messages.
    pub(crate) fn add(&mut self, text: &str) {
        if text.len() >= SHORTEST {
            if self.texts.is_empty() {
                self.texts.reserve(ROOM);
            }
            self.texts.push_str(text);
            self.ends.push(self.texts.len());
        }
    }

    /// Puts `[redacted]` in their place in some messages, also as they stand in an address, and as they stand in JSON:
    /// payloads are logged as they came.
    pub(crate) fn hide_in<'a>(&self, messages: impl Iterator<Item = &'a mut String>) {
        let mut messages = messages.peekable();
        if self.ends.is_empty() || messages.peek().is_none() {
            return;
        }
        let forms = self.forms();
        for message in messages {
            for form in &forms {
                if message.contains(form.as_str()) {
                    *message = message.replace(form.as_str(), "[redacted]");
                }
            }
        }
    }

    /// The texts in every form. A text that is part of another one must not spoil it, so longer ones come first.
    pub(crate) fn forms(&self) -> Vec<String> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let texts = starts.zip(&self.ends).filter_map(|(start, end)| self.texts.get(*start..*end));
        let mut forms = Vec::new();
        for text in texts {
            if !percent::is_plain(text) {
                let mut encoded = String::new();
                percent::push_strict(&mut encoded, text);
                forms.push(encoded);
                let json = serde_json::Value::from(text).to_string();
                if json.len() != text.len() + 2 {
                    forms.push(json[1..json.len() - 1].to_owned());
                }
            }
            forms.push(text.to_owned());
        }
        forms.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        forms
    }
}

/// Only how many there are.
impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hidden({})", self.ends.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(texts: &[&str], message: &str) -> String {
        let mut hidden = Hidden::default();
        for text in texts {
            hidden.add(text);
        }
        let mut message = message.to_owned();
        hidden.hide_in(std::iter::once(&mut message));
        message
    }

    #[test]
    fn a_text_is_hidden_in_every_way_it_is_written() {
        for message in ["ab\"c d", "ab%22c%20d", "ab\\\"c d"] {
            assert_eq!(hidden(&["ab\"c d"], &format!("<{message}>")), "<[redacted]>");
        }
    }

    #[test]
    fn longer_texts_come_first_and_short_ones_stay() {
        assert_eq!(
            hidden(&["secret", "secret-2", "id"], "secret-2, secret, id"),
            "[redacted], [redacted], id"
        );
        assert_eq!(hidden(&[], "secret"), "secret");
    }
}
