use super::lines;
use proptest::prelude::*;

#[track_caller]
fn becomes(markdown: &str, expected: &str) {
    assert_eq!(lines(markdown).join("\n"), expected, "{markdown}");
}

#[test]
fn a_line_of_beginnings_alone_is_text() {
    let shown = lines(&"[a](http://(".repeat(20_000));
    assert!(shown[0].starts_with("\\[a\\]("), "{}", &shown[0][..40]);
    for far in [format!("`{}`", "a".repeat(5000)), format!("`{}``", "a".repeat(4094))] {
        assert!(lines(&far)[0].starts_with("\\`a"), "{}", far.len());
    }
    let span = format!("`{}`", "a".repeat(4000));
    assert_eq!(lines(&span), [span]);
}

#[test]
fn ordinary_text_stays() {
    for same in [
        "",
        "One line.",
        "Heading\n---\n\n* * *",
        "+1 and -1 and *x*",
        "Two\nlines of *one* paragraph with `code` and **more**.",
        "# Heading\n\nText",
        "- one\n- two\n  more of two\n- three",
        "1. one\n2. two\n\n   more of two",
        "- one\n  - nested\n    more\n  - nested again\n- two",
        "```json\n{\"a\": 1}\n```",
        "> quoted\n> text",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "See <https://example.com/a?b=c>.",
    ] {
        becomes(same, same);
    }
}

#[test]
fn code_is_no_doctest() {
    becomes(
        "Text:\n\n    let x = 1;\n\n    let y = 2;\n\nAfter",
        "Text:\n\n```text\nlet x = 1;\n\nlet y = 2;\n```\nAfter",
    );
    becomes("\tx", "```text\nx\n```");
    becomes("```\nx\n```", "```text\nx\n```");
    becomes("```rust,should-panic\nx\n```", "```text\nx\n```");
    becomes("~~~ JSON\n{}\n~~~", "```json\n{}\n```");
    becomes("```\nnever closed", "```text\nnever closed\n```");
    becomes("````\n```\n````", "````text\n```\n````");
    becomes(
        "    ```\n    x",
        "```text\n```\nx\n```".replace("```text\n```\nx\n```", "````text\n```\nx\n````").as_str(),
    );
    becomes("- item\n\n      code", "- item\n\n  ```text\n  code\n  ```");
    becomes("- ```rust\n  x\n  ```\n- b", "- ```text\n  x\n  ```\n- b");
    becomes("-     x", "- x");
    becomes(">     x", "> ```text\n> x\n> ```");
    becomes("> ```\n> x\nafter", "> ```text\n> x\n> ```\n\nafter");
    becomes("text\n    goes on", "text\ngoes on");
}

#[test]
fn nothing_is_indented_by_mistake() {
    // In `CommonMark` a list that does not begin with 1 cannot interrupt a paragraph.
    becomes("born in\n1984. Then\n\n      x", "born in\n\n1984. Then\n\n      x");
    becomes("a\n\n  b", "a\n\nb");
    becomes("- a\n\nb", "- a\n\nb");
    becomes("- a\nb", "- a\n  b");
    becomes("text\n- a\n\n7. b", "text\n- a\n\n7. b");
    becomes("-\n  x", "\\-\nx");
    becomes("- - x", "- \\- x");
}

#[test]
fn links_and_html() {
    becomes("[x] and [x][y] and [`Z`]", "\\[x\\] and \\[x\\]\\[y\\] and \\[`Z`\\]");
    becomes("[x](Foo::bar) [y](/docs)", "\\[x\\](Foo::bar) \\[y\\](/docs)");
    becomes("[x](https://example.com/a)", "[x](<https://example.com/a>)");
    becomes("![x](https://example.com/a.png)", "[x](<https://example.com/a.png>)");
    becomes("[x]: https://example.com", "\\[x\\]: <https://example.com>");
    becomes("[^1] and [ ]", "\\[^1\\] and \\[ \\]");
    becomes("Vec<T> and <script>alert(1)</script>", "Vec\\<T> and \\<script>alert(1)\\</script>");
    becomes("`Vec<T>` and `` a`b ``", "`Vec<T>` and `` a`b ``");
    becomes("an open ` tick, <T>", "an open \\` tick, \\<T>");
    becomes(
        "see https://example.com/a?b=1&c=2, or http://x.example.",
        "see <https://example.com/a?b=1&c=2>, or <http://x.example>.",
    );
    becomes(
        "(https://example.com) \"https://example.com\"",
        "(<https://example.com>) \"<https://example.com>\"",
    );
    becomes("https://{shop}.example.com/", "https://{shop}.example.com/");
    becomes("<javascript:alert(1)>", "\\<javascript:alert(1)>");
    becomes("[a](javascript:x)", "\\[a\\](javascript:x)");
    becomes("<!-- x", "\\<!-- x");
}

#[test]
fn the_ends_of_things() {
    becomes("\n\n a \n\n\n\nb\n\n\n", "a\n\nb");
    becomes("a\r\nb\u{202e}c\u{7}", "a\nbc");
    becomes("a */ b `*/`", "a *\\/ b `* /`");
    becomes("```\n*/\n```", "```text\n* /\n```");
    becomes("a \\", "a \\\\");
    becomes("\\[x\\] \\` \\a", "\\[x\\] \\` \\\\a");
    becomes("> > > > > > x", "> > > > \\> > x");
}

const PIECES: &[&str] = &[
    "a",
    " ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "7) ",
    "> ",
    "```",
    "~~~",
    "`",
    "``",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "\\",
    "*",
    "*/",
    "https://a.b",
    "#",
    "![",
    "](https://x.y)",
    "rust",
    "---",
    "===",
    "+ ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// The invariants on which safety rests, read off the output by another, cruder reader.
    #[test]
    fn any_text_is_safe(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let lines = lines(&pieces.concat());
        let mut fence: Option<String> = None;
        let mut before_is_blank = true;
        for line in &lines {
            prop_assert!(!line.contains(['\n', '\r', '\t']) && !line.contains("*/"), "{lines:?}");
            let text = line.trim_start_matches(['>', ' ']);
            let text = without_marker(text);
            let ticks: String = text.chars().take_while(|c| *c == '`').collect();
            match &fence {
                Some(open) if line.trim_start_matches(['>', ' ']) == open => fence = None,
                Some(_) => {}
                None if ticks.len() >= 3 && !text[ticks.len()..].contains('`') => {
                    prop_assert!(["http", "json", "text", "yaml"].contains(&&text[ticks.len()..]), "{lines:?}");
                    fence = Some(ticks);
                }
                None => {
                    prop_assert!(!text.starts_with("~~~"), "{lines:?}");
                    let indent = line.len() - line.trim_start().len();
                    prop_assert!(indent < 4 || !before_is_blank || indent <= deepest(&lines), "{lines:?}");
                }
            }
            before_is_blank = line.is_empty();
        }
        prop_assert!(fence.is_none(), "a fence is open: {lines:?}");
    }
}

fn without_marker(text: &str) -> &str {
    match text.split_once(' ') {
        Some(("-" | "*" | "+", after)) => after,
        // A number, and then one of two characters: the character alone is text.
        Some((marker, after))
            if marker.starts_with(|c: char| c.is_ascii_digit())
                && matches!(marker.trim_start_matches(|c: char| c.is_ascii_digit()), "." | ")") =>
        {
            after
        }
        _ => text,
    }
}

/// The largest column at which a list item's content is written.
fn deepest(lines: &[String]) -> usize {
    let content = |line: &String| {
        let text = line.trim_start();
        let marker = text.find(' ').unwrap_or(0);
        line.len() - text.len() + marker + 1
    };
    lines.iter().map(content).max().unwrap_or(0)
}
