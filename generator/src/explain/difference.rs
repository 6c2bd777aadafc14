//! Where two texts differ, without their secrets.

use crate::recipe::encodings;

use super::masked::Masked;
use super::masks::Hidden;

/// How many bytes around the place are shown.
const AROUND: usize = 32;

/// Where and how a text differs from the expected one.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The first byte that differs, from 0.
    pub at: usize,
    /// The secret in which it lies; then nothing of either is shown from there on.
    pub inside: Option<String>,
    /// What both have before it.
    pub before: String,
    /// What is computed from there on.
    pub computed: String,
    /// What is expected from there on.
    pub expected: String,
    /// How many bytes each has.
    pub lengths: (usize, usize),
    /// What can be said about it.
    pub hints: Vec<String>,
}

pub(super) fn difference(
    computed: &[u8],
    hidden: &[Hidden],
    expected: &[u8],
    hidden_in_expected: &[Hidden],
) -> Difference {
    let mut at = computed.iter().zip(expected).take_while(|(left, right)| left == right).count();
    let is_text = std::str::from_utf8(computed).is_ok() && std::str::from_utf8(expected).is_ok();
    while is_text && at > 0 && !(is_boundary(computed, at) && is_boundary(expected, at)) {
        at -= 1;
    }
    let within = |hidden: &&Hidden| hidden.start <= at && at < hidden.end;
    // A secret that came to its end where the other text goes on differs as well.
    let ended = |hidden: &&Hidden| hidden.end == at && at == computed.len();
    let part = hidden.iter().find(|part| within(part) || ended(part));
    let of_expected = hidden_in_expected.iter().find(within);
    let start = part.or(of_expected).map_or(at, |part| part.start.min(at));
    let before = Masked::part(computed, hidden, start.saturating_sub(AROUND), start);
    let dots = |left: bool| if left { "…" } else { "" };
    let before = format!("{}{}", dots(start > AROUND), before.line());
    let rest = |bytes: &[u8], hidden: &[Hidden]| {
        let end = (start + AROUND).min(bytes.len());
        format!("{}{}", Masked::part(bytes, hidden, start, end).line(), dots(end < bytes.len()))
    };
    let (computed_rest, expected_rest) = match part {
        Some(part) => (format!("[{}]…", part.label), "[not shown]…".to_owned()),
        None => (rest(computed, hidden), rest(expected, hidden_in_expected)),
    };
    Difference {
        at: start,
        inside: part.map(|part| part.label.clone()),
        before,
        computed: computed_rest,
        expected: expected_rest,
        lengths: (computed.len(), expected.len()),
        hints: if is_text { hints(computed, expected) } else { Vec::new() },
    }
}

fn is_boundary(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte & 0xc0 != 0x80)
}

/// What both texts have in common, when they are read with less care.
fn hints(computed: &[u8], expected: &[u8]) -> Vec<String> {
    let (left, right) = (String::from_utf8_lossy(computed), String::from_utf8_lossy(expected));
    let sorted = |text: &str, separator: char| {
        let mut parts: Vec<String> = text.split(separator).map(str::to_owned).collect();
        parts.sort();
        parts
    };
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    let decoded = |text: &str| encodings::decode_percent(text, true);
    let rules: [(&str, bool); 7] = [
        (
            "the same but for line feeds at the end",
            left.trim_end_matches(['\n', '\r']) == right.trim_end_matches(['\n', '\r']),
        ),
        (
            "the same but for `\\r\\n` instead of `\\n`",
            left.replace("\r\n", "\n") == right.replace("\r\n", "\n"),
        ),
        ("the same but for white space", dense(&left) == dense(&right)),
        ("the same but for upper and lower case", left.to_lowercase() == right.to_lowercase()),
        ("the same but for percent-encoding", decoded(&left) == decoded(&right)),
        (
            "the same pieces between `&` in another order",
            left.contains('&') && sorted(&left, '&') == sorted(&right, '&'),
        ),
        (
            "the same lines in another order",
            left.contains('\n') && sorted(&left, '\n') == sorted(&right, '\n'),
        ),
    ];
    rules.into_iter().find(|(_, holds)| *holds).map(|(hint, _)| hint.to_owned()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(computed: &str, expected: &str, hidden: &[Hidden]) -> Difference {
        difference(computed.as_bytes(), hidden, expected.as_bytes(), &[])
    }

    #[test]
    fn the_first_byte_that_differs() {
        for (computed, expected, at, before) in [
            ("abc", "abd", 2, "ab"),
            ("abc", "abcd", 3, "abc"),
            ("a牛", "a牜", 1, "a"),
            ("", "x", 0, ""),
            ("a\nb", "a\nc", 2, "a\\n"),
        ] {
            let found = of(computed, expected, &[]);
            assert_eq!((found.at, found.before.as_str()), (at, before), "{computed} {expected}");
        }
    }

    #[test]
    fn nothing_of_a_secret_is_shown() {
        let hidden = [Hidden { start: 4, end: 10, label: "key".to_owned() }];
        for (computed, expected) in
            [("key=SECRET&a", "key=SEKRET&a"), ("key=SECRET&a", "key=OTHER"), ("key=SECRET", "key=SECRETS")]
        {
            let found = of(computed, expected, &hidden);
            assert_eq!((found.at, found.inside.as_deref(), found.before.as_str()), (4, Some("key"), "key="));
            let shown = format!("{found:?}");
            assert!(["CRET", "KRET", "OTHER"].iter().all(|part| !shown.contains(part)), "{shown}");
        }
        let found = of("key=SECRET&a", "key=SECRET&b", &hidden);
        assert_eq!((found.before.as_str(), found.inside), ("key=[key]&", None));
    }

    #[test]
    fn hints_tell_what_kind_of_difference_it_is() {
        for (computed, expected, hint) in [
            ("a=1&b=2", "b=2&a=1", "another order"),
            ("a%20b", "a+b", "percent-encoding"),
            ("a\nb", "a\nb\n", "line feeds at the end"),
            ("a\nb", "a\r\nb", "`\\r\\n`"),
            ("{\"a\":1}", "{\"a\": 1}", "white space"),
            ("GET", "get", "case"),
        ] {
            let hints = of(computed, expected, &[]).hints;
            assert!(hints.iter().any(|known| known.contains(hint)), "{computed} {expected} {hints:?}");
        }
        assert!(of("a", "b", &[]).hints.is_empty());
    }
}
