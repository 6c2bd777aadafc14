//! Making foreign text fit to be shown: one line, of bounded length.

/// The longest text of an answer that an error shows.
pub(crate) const LONGEST: usize = 400;

/// The text in one line of at most `longest` bytes: control characters, line separators and marks that change the
/// direction of writing become spaces.
pub(crate) fn line(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(longest) + 3);
    for c in text.trim().chars() {
        if shown.len() + c.len_utf8() > longest {
            shown.push('…');
            break;
        }
        shown.push(if is_harmless(c) { c } else { ' ' });
    }
    shown
}

fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What `serde` says about a value, without the value: `invalid type: string "…", expected i64` is said as
/// `invalid type: string, expected i64`, for the value may be what nobody should read in a log.
pub(crate) fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    line(&without_value(text.strip_suffix(place.as_str()).unwrap_or(&text)), LONGEST)
}

fn without_value(text: &str) -> String {
    let Some(prefix) = ["invalid type: ", "invalid value: ", "unknown variant ", "unknown field "]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))
    else {
        return without_quotes(text);
    };
    let rest = &text[prefix.len()..];
    // The expectation comes last, and it is ours; the value before it may hold anything, ", expected " too.
    let (value, expected) = rest.rfind(", expected ").map_or((rest, ""), |at| rest.split_at(at));
    let kind = value.split(['`', '"']).next().unwrap_or_default().trim_end();
    format!("{}{expected}", format!("{prefix}{kind}").trim_end_matches([' ', ':']))
}

/// Messages of other crates may quote what they could not read. Ours do not, but for keys in a path.
fn without_quotes(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) if first < last && !text.starts_with("in `") => {
            let (before, after) = (text[..first].trim_end_matches([' ', ':']), &text[last + 1..]);
            format!("{before}{after}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn foreign_text_becomes_one_bounded_line() {
        assert_eq!(line(" a\r\nb\u{202e}c\u{2028}d\u{1b}[31m ", 100), "a  b c d [31m");
        assert_eq!(line("ééé", 4), "éé…");
        assert_eq!(line("", 4), "");
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    enum Choice {
        One,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        id: u8,
    }

    #[test]
    fn descriptions_do_not_quote_the_answer() {
        fn of<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
            describe(&serde_json::from_str::<T>(json).unwrap_err())
        }
        assert_eq!(of::<i64>(r#""MARK, expected `x` \"MARK""#), "invalid type: string, expected i64");
        assert_eq!(of::<u8>("777"), "invalid value: integer, expected u8");
        assert_eq!(of::<bool>("1.25"), "invalid type: floating point, expected a boolean");
        assert_eq!(of::<String>("[1]"), "invalid type: sequence, expected a string");
        assert_eq!(of::<Choice>(r#""MARK""#), "unknown variant, expected `One`");
        assert_eq!(of::<Strict>(r#"{"MARK":1}"#), "unknown field, expected `id`");
        assert_eq!(of::<Strict>("{}"), "missing field `id`");
        assert_eq!(of::<Strict>("{"), "EOF while parsing an object");
        let foreign = <serde_json::Error as serde::de::Error>::custom(r#"not a colour: "MARK\"MARK""#);
        assert_eq!(describe(&foreign), "not a colour");
    }
}
