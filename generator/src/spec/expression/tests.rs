//! The grammar, and what is none.

use super::*;
use crate::source::Sources;

fn read(value: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", value);
    let span = Span { file, start: 0, end: u32::try_from(value.len()).unwrap() };
    let mut problems = Problems::default();
    match parse(Text::whole(value, span), &mut problems) {
        Some(expression) => shown(&expression),
        None => problems.into_sorted().remove(0).message,
    }
}

fn shown(expression: &Expression) -> String {
    let list = |parts: &[Expression]| parts.iter().map(shown).collect::<Vec<_>>().join(" ");
    match &expression.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Int(value) => value.to_string(),
        ExpressionKind::Text(text) => format!("'{text}'"),
        ExpressionKind::Path(path) => path.shown(),
        ExpressionKind::Call { name, input, arguments, .. } => {
            format!("({name} {} {})", shown(input), list(arguments)).replace(" )", ")")
        }
        ExpressionKind::Compare(left, operator, right) => {
            format!("({operator:?} {} {})", shown(left), shown(right))
        }
        ExpressionKind::And(parts) => format!("(and {})", list(parts)),
        ExpressionKind::Or(parts) => format!("(or {})", list(parts)),
        ExpressionKind::Not(inner) => format!("(not {})", shown(inner)),
    }
}

#[test]
fn the_grammar() {
    for (written, meant) in [
        ("code == 0", "(Equal code 0)"),
        ("errors[*].code", "errors[*].code"),
        ("items[0].`x-id`", "items[0].x-id"),
        ("items[-1].id", "items[-1].id"),
        ("items[ -2 ][*]", "items[-2][*]"),
        (".[-1].id", ".[-1].id"),
        (".[*].users == null", "(Equal .[*].users null)"),
        (".", "."),
        ("a == 1 and b != 'x' or not c", "(or (and (Equal a 1) (NotEqual b 'x')) (not c))"),
        ("(a or b) and c", "(and (or a b) c)"),
        ("text | hmac_sha256(key | hex) | base64", "(base64 (hmac_sha256 text (hex key)))"),
        ("android == true", "(Equal android true)"),
        ("`null` == null", "(Equal null null)"),
        ("n >= -5", "(AtLeast n -5)"),
    ] {
        assert_eq!(read(written), meant, "{written}");
    }
}

#[test]
fn what_is_no_expression() {
    for (written, message) in [
        ("", "found the end in an expression, expected a value"),
        ("code = 0", "found `=` in an expression, expected `==`"),
        ("a ==", "found the end in an expression, expected a value"),
        ("'open", "a `'` is missing"),
        ("a[x]", "`[x]` is no index"),
        ("a[-0]", "`[-0]` is no index"),
        ("a[--1]", "`[--1]` is no index"),
        ("a.", "found the end in an expression, expected a field's name"),
        ("99999999999999999999", "not a whole number of 64 bits"),
        ("a b", "found `b` in an expression, expected the end of the expression"),
    ] {
        assert_eq!(read(written), message, "{written}");
    }
    assert!(read(&"(".repeat(100_000)).contains("nested at most"));
    assert!(read(&"not ".repeat(100_000)).contains("nested at most"));
    assert!(read(&format!("a{}", " | hex".repeat(100_000))).contains("at most"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "[\\[\\]()|.,'`=<>!*0-9a-z é-]{0,40}") {
        read(&text);
    }
}
