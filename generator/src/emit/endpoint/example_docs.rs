//! Examples in the documentation of the client's methods.

use crate::api::Endpoint;

/// More lines than this say more about the vendor's data than about the call.
const MOST_LINES: usize = 40;

/// The first successful answer that the spec shows, as a JSON block.
pub(super) fn lines(endpoint: &Endpoint) -> Vec<String> {
    let example = endpoint.examples.iter().find(|example| example.success && example.payload.is_some());
    let Some(payload) = example.and_then(|example| example.payload.as_deref()) else { return Vec::new() };
    let shown = indented(payload);
    if shown.len() > MOST_LINES || shown.is_empty() || shown == ["{}"] || shown == ["[]"] || shown == ["null"]
    {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "Gives, for example:".to_owned(), "```json".to_owned()];
    lines.extend(shown);
    lines.push("```".to_owned());
    lines
}

/// JSON text with one member a line, in the order in which it is written. Text that is no JSON gives nothing.
fn indented(json: &str) -> Vec<String> {
    if serde_json::from_str::<serde_json::Value>(json).is_err() {
        return Vec::new();
    }
    let mut writer = Writer::default();
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                writer.line.push('"');
                text(&mut characters, &mut writer.line);
            }
            '{' | '[' => {
                while characters.next_if(char::is_ascii_whitespace).is_some() {}
                writer.line.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => writer.line.push(end),
                    None => writer.deeper(),
                }
            }
            '}' | ']' => writer.shallower(character),
            ',' => {
                writer.line.push(',');
                writer.end_line();
            }
            ':' => writer.line.push_str(": "),
            other if other.is_ascii_whitespace() => {}
            other => writer.line.push(other),
        }
    }
    writer.end_line();
    writer.lines
}

/// Copies a JSON string after its opening quote.
fn text(characters: &mut impl Iterator<Item = char>, line: &mut String) {
    let mut escaped = false;
    for character in characters {
        line.push(character);
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return,
            _ => {}
        }
    }
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    line: String,
    depth: usize,
}

impl Writer {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.lines.push(line);
        }
        self.line = "  ".repeat(self.depth);
    }

    fn deeper(&mut self) {
        self.depth += 1;
        self.end_line();
    }

    fn shallower(&mut self, end: char) {
        self.depth = self.depth.saturating_sub(1);
        self.end_line();
        self.line.push(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_as_written() {
        let json = r#"{"b":1, "a" : [ ], "c":[{"d":"x, {\"y\"} "},null]}"#;
        let expected = [
            "{",
            r#"  "b": 1,"#,
            r#"  "a": [],"#,
            r#"  "c": ["#,
            "    {",
            r#"      "d": "x, {\"y\"} ""#,
            "    },",
            "    null",
            "  ]",
            "}",
        ];
        assert_eq!(indented(json), expected);
    }

    #[test]
    fn other_text_is_not_shown() {
        assert_eq!(indented("```\n<script>"), Vec::<String>::new());
        assert_eq!(indented("{}"), ["{}"]);
    }
}
