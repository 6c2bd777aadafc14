//! The format of server-sent events, as the HTML standard has it (9.2.6): fields in lines, events between empty lines.

use std::collections::VecDeque;

use super::items::Split;

/// An event as it came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) event: Option<String>,
    pub(super) id: Option<String>,
    pub(super) data: String,
}

/// The reader of the format.
#[derive(Default)]
pub(super) struct Sse {
    /// The line that is not at its end yet.
    line: Vec<u8>,
    /// The last byte was a carriage return, which a line feed may follow.
    after_return: bool,
    /// The first line was there, which may begin with a byte order mark.
    begun: bool,
    event: Option<String>,
    /// The last id holds for later events too.
    id: Option<String>,
    data: Option<String>,
}

impl Split for Sse {
    type Text = Raw;

    fn push(&mut self, mut bytes: &[u8], texts: &mut VecDeque<Raw>) {
        while let Some(first) = bytes.first() {
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.line.extend_from_slice(bytes);
                return;
            };
            self.after_return = bytes[end] == b'\r';
            let mut line = std::mem::take(&mut self.line);
            line.extend_from_slice(&bytes[..end]);
            self.take_line(&line, texts);
            line.clear();
            self.line = line;
            bytes = &bytes[end + 1..];
        }
    }

    /// An event that no empty line ends is none: what was cut off in the middle must not be taken for the whole.
    fn end(&mut self, _: &mut VecDeque<Raw>) {
        self.line.clear();
        self.data = None;
    }

    fn held(&self) -> usize {
        let texts = [&self.event, &self.id, &self.data];
        self.line.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }

    fn size(raw: &Raw) -> usize {
        let Raw { event, id, data } = raw;
        [event, id].into_iter().flatten().map(String::len).sum::<usize>() + data.len()
    }
}

impl Sse {
    fn take_line(&mut self, line: &[u8], events: &mut VecDeque<Raw>) {
        let line = if std::mem::replace(&mut self.begun, true) {
            line
        } else {
            line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
        };
        if line.is_empty() {
            let event = self.event.take();
            if let Some(data) = self.data.take() {
                events.push_back(Raw { event, id: self.id.clone(), data });
            }
            return;
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        let value = String::from_utf8_lossy(value.strip_prefix(b" ").unwrap_or(value));
        match &line[..colon] {
            b"data" => match &mut self.data {
                Some(data) => data.extend(["\n", &*value]),
                None => self.data = Some(value.into_owned()),
            },
            b"event" => self.event = (!value.is_empty()).then(|| value.into_owned()),
            b"id" if !value.contains('\0') => self.id = (!value.is_empty()).then(|| value.into_owned()),
            // Comments, and how long to wait before connecting again, which is not done here.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(chunks: &[&[u8]]) -> Vec<(Option<String>, Option<String>, String)> {
        let (mut sse, mut events) = (Sse::default(), VecDeque::new());
        for chunk in chunks {
            sse.push(chunk, &mut events);
        }
        sse.end(&mut events);
        events.into_iter().map(|raw| (raw.event, raw.id, raw.data)).collect()
    }

    fn data(text: &str) -> Vec<String> {
        events(&[text.as_bytes()]).into_iter().map(|(_, _, data)| data).collect()
    }

    #[test]
    fn the_standards_examples() {
        assert_eq!(data("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        let stream =
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let read = events(&[stream.as_bytes()]);
        assert_eq!(read[0], (None, Some("1".to_owned()), "first event".to_owned()));
        assert_eq!(read[1], (None, None, "second event".to_owned()));
        assert_eq!(read[2].2, " third event");
        assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn names_hold_for_one_event_and_ids_for_all() {
        let read = events(&[b"event: add\nid: 7\ndata: x\n\ndata: y\n\nevent: lost\n\ndata: z\n\n"]);
        let of: Vec<_> = read.iter().map(|(event, id, _)| (event.as_deref(), id.as_deref())).collect();
        assert_eq!(of, [(Some("add"), Some("7")), (None, Some("7")), (None, Some("7"))]);
    }

    #[test]
    fn it_may_be_cut_anywhere() {
        let stream =
            "\u{feff}data: ä\r\ndata: b\r\n\r\nevent: e\rdata: c\r\r: note\n\ndata: d\n\ndata: unended";
        let whole = events(&[stream.as_bytes()]);
        assert_eq!(whole.iter().map(|(_, _, data)| data.as_str()).collect::<Vec<_>>(), ["ä\nb", "c", "d"]);
        for at in 0..stream.len() {
            let (left, right) = stream.as_bytes().split_at(at);
            assert_eq!(events(&[left, right]), whole, "{at}");
        }
        let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
        assert_eq!(events(&bytes), whole);
    }
}
