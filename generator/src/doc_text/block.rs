//! Blocks: paragraphs, lists, quotes, code.
//!
//! The reader keeps the open list items as `CommonMark` does, by the column of their content. What it writes is
//! indented by exactly the columns that it wrote itself, so that no line can turn into indented code.

use super::inline;

/// Deeper lists are written as siblings of the deepest.
const MAX_LISTS: usize = 8;

/// Deeper quotes are text.
const MAX_QUOTES: usize = 4;

/// The languages of a code block that are kept: none of them is compiled.
const LANGUAGES: [&str; 4] = ["http", "json", "text", "yaml"];

/// The safe lines of a text.
pub fn blocks(lines: &[String]) -> Vec<String> {
    quoted_blocks(lines, 0)
}

fn quoted_blocks(lines: &[String], quotes: usize) -> Vec<String> {
    let mut writer = Writer { quotes, ..Writer::default() };
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let used = writer.block(line, after);
        rest = &rest[used..];
    }
    while writer.out.last().is_some_and(String::is_empty) {
        writer.out.pop();
    }
    writer.out
}

/// An open list item.
struct Item {
    /// Column of its content as read.
    content: usize,
    /// The same as written.
    written: usize,
}

#[derive(Default)]
struct Writer {
    out: Vec<String>,
    items: Vec<Item>,
    /// Whether the last line is text of a paragraph, which the next line may go on with.
    in_paragraph: bool,
    /// How many items were open where that paragraph began.
    paragraph_depth: usize,
    quotes: usize,
}

impl Writer {
    /// Takes one block, or one line of it. Gives how many lines were used.
    fn block(&mut self, line: &str, after: &[String]) -> usize {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.is_empty() {
            self.blank();
            return 1;
        }
        let paragraph_goes_on = self.in_paragraph && !begins_block(text);
        if !paragraph_goes_on {
            self.close_items(indent);
        }
        if !self.in_paragraph && indent >= self.content() + 4 {
            return self.indented_code(line, after);
        }
        if let Some(fence) = Fence::opened_by(text) {
            return 1 + self.fenced_code(&fence, indent, after);
        }
        if text.starts_with('>') && self.quotes < MAX_QUOTES {
            return self.quote(line, after);
        }
        if let Some((marker, content)) = list_marker(text) {
            return self.item(indent, marker, content, after);
        }
        self.paragraph(text);
        1
    }

    /// Column at which the innermost open item's content stands, as read.
    fn content(&self) -> usize {
        self.items.last().map_or(0, |item| item.content)
    }

    /// Spaces that put a line into the innermost open item.
    fn prefix(&self) -> String {
        " ".repeat(self.items.last().map_or(0, |item| item.written))
    }

    fn close_items(&mut self, indent: usize) {
        while self.items.last().is_some_and(|item| indent < item.content) {
            self.items.pop();
        }
    }

    fn blank(&mut self) {
        self.in_paragraph = false;
        if self.out.last().is_some_and(|last| !last.is_empty()) {
            self.out.push(String::new());
        }
    }

    fn paragraph(&mut self, text: &str) {
        let line = self.prefix() + &inline::escape(text);
        self.out.push(line);
        self.after_text(text);
    }

    fn after_text(&mut self, text: &str) {
        // A heading is a line of its own.
        self.in_paragraph = !is_heading(text);
        self.paragraph_depth = self.items.len();
    }

    fn item(&mut self, indent: usize, marker: &str, content: &str, after: &[String]) -> usize {
        if self.items.len() >= MAX_LISTS {
            self.items.pop();
        }
        // A list that does not begin with 1 cannot interrupt a paragraph: it would be text, and what follows indented.
        if self.in_paragraph
            && self.paragraph_depth == self.items.len()
            && !matches!(marker, "-" | "*" | "+" | "1.")
        {
            self.blank();
        }
        let prefix = self.prefix();
        let written = prefix.len() + marker.len() + 1;
        let read = indent + marker.len() + (content.len() - content.trim_start().len());
        let content = content.trim_start();
        self.items.push(Item { content: read, written });
        if let Some(fence) = Fence::opened_by(content) {
            let start = self.out.len();
            let used = self.fenced_code(&fence, read, after);
            if let Some(first) = self.out.get_mut(start) {
                *first = format!("{prefix}{marker} {}", first.trim_start());
            }
            return 1 + used;
        }
        self.out.push(format!("{prefix}{marker} {}", inline::escape(content)));
        self.after_text(content);
        1
    }

    fn indented_code(&mut self, line: &str, after: &[String]) -> usize {
        let base = self.content() + 4;
        let indented = |line: &&String| line.is_empty() || line.len() - line.trim_start().len() >= base;
        let mut code: Vec<&str> = vec![&line[base..]];
        code.extend(after.iter().take_while(indented).map(|line| line.get(base..).unwrap_or("")));
        let used = code.len();
        while code.last().is_some_and(|line| line.is_empty()) {
            code.pop();
        }
        self.code("text", &code);
        used
    }

    /// Writes a fenced block. Gives how many of the lines after the opening one were used.
    fn fenced_code(&mut self, fence: &Fence, indent: usize, after: &[String]) -> usize {
        let inside = after.iter().position(|line| fence.is_closed_by(line)).unwrap_or(after.len());
        let dedent = |line: &String| {
            let spaces = line.len() - line.trim_start().len();
            line[spaces.min(indent)..].to_owned()
        };
        let code: Vec<String> = after[..inside].iter().map(dedent).collect();
        let code: Vec<&str> = code.iter().map(String::as_str).collect();
        self.code(fence.language, &code);
        (inside + 1).min(after.len())
    }

    /// Writes code in a fence that nothing in it can close.
    fn code(&mut self, language: &str, code: &[&str]) {
        let longest = code.iter().map(|line| longest_run(line, '`')).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let prefix = self.prefix();
        self.out.push(format!("{prefix}{fence}{language}"));
        for line in code {
            let line = line.replace("*/", "* /");
            self.out.push(if line.is_empty() { line } else { format!("{prefix}{line}") });
        }
        self.out.push(format!("{prefix}{fence}"));
        self.in_paragraph = false;
    }

    /// Takes all lines that begin with `>`, reads what they quote, and quotes it again.
    fn quote(&mut self, line: &str, after: &[String]) -> usize {
        let strip = |line: &str| {
            let inside = line.trim_start().strip_prefix('>')?;
            Some(inside.strip_prefix(' ').unwrap_or(inside).to_owned())
        };
        let mut inside: Vec<String> = strip(line).into_iter().collect();
        inside.extend(after.iter().map_while(|line| strip(line)));
        let used = inside.len().max(1);
        let prefix = self.prefix();
        for line in quoted_blocks(&inside, self.quotes + 1) {
            let line = format!("{prefix}> {line}");
            self.out.push(line.trim_end().to_owned());
        }
        // The line after could otherwise go on with the quote's last paragraph.
        self.blank();
        used
    }
}

/// The opening line of a fenced block.
struct Fence {
    character: char,
    length: usize,
    language: &'static str,
}

impl Fence {
    fn opened_by(text: &str) -> Option<Self> {
        let character = text.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let info = text.trim_start_matches(character);
        let length = text.len() - info.len();
        if length < 3 || (character == '`' && info.contains('`')) {
            return None;
        }
        let named = info.trim().to_ascii_lowercase();
        let language = LANGUAGES.into_iter().find(|language| *language == named).unwrap_or("text");
        Some(Self { character, length, language })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let text = line.trim();
        text.len() >= self.length && text.chars().all(|character| character == self.character)
    }
}

/// The marker of a list item (`-`, `1.`) and what follows it, if something does.
fn list_marker(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let (marker, content) = text.split_at(length);
    (content.starts_with(' ') && !is_rule(text)).then_some((marker, content))
}

/// A thematic break of spaced characters (`* * *`), which looks like a list item.
pub(super) fn is_rule(text: &str) -> bool {
    ['-', '*'].into_iter().any(|mark| {
        text.chars().all(|character| character == mark || character == ' ') && text.matches(mark).count() >= 3
    })
}

fn is_heading(text: &str) -> bool {
    text.trim_start_matches('#').len() < text.len()
}

/// Whether a line ends the paragraph before it.
fn begins_block(text: &str) -> bool {
    text.starts_with(['>', '#']) || Fence::opened_by(text).is_some() || list_marker(text).is_some()
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|character| character != of).map(str::len).max().unwrap_or(0)
}
