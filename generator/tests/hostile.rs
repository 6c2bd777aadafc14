//! Specs from an enemy: whatever the bytes, there are problems or an API, in bounded time, and no panic.

use std::fmt::Write as _;

use specwright::diagnostic::{Format, Problems, render};
use specwright::{check_spec, source::Sources, yaml};

/// What `specwright check` says about some bytes; empty: the spec is sound.
fn diagnose(bytes: Vec<u8>) -> String {
    let mut sources = Sources::default();
    let text = match yaml::read_text(bytes) {
        Ok(text) => text,
        Err(unreadable) => return format!("{}", unreadable.code),
    };
    let file = sources.add("specs/hostile.yaml", text);
    let mut problems = Problems::default();
    if let Some(root) = yaml::parse(&sources, file, &mut problems) {
        let api = check_spec(&root, &mut problems);
        assert!(api.is_some() == problems.is_empty());
    }
    render(Format::Human, &sources, &problems.into_sorted())
}

fn spec(extra: &str) -> Vec<u8> {
    format!(
        "specwright: 1\napi: shop\nserver: https://shop.example\n{extra}\nendpoints:\n  ping: {{ http: GET /ping }}\n"
    )
    .into_bytes()
}

#[test]
fn a_sound_spec_has_no_problem() {
    assert_eq!(diagnose(spec("title: Shop")), "");
}

#[test]
fn bytes_that_are_no_text() {
    assert!(diagnose(Vec::new()).contains("SW0104"));
    assert!(diagnose(b" \n\n".to_vec()).contains("SW0104"));
    assert!(diagnose(vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0]).contains("SW0103"));
    let utf16: Vec<u8> = "specwright: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(diagnose([vec![0xff, 0xfe], utf16].concat()).contains("SW0103"));
}

#[test]
fn fifty_megabytes_of_aliases() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let inner = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", vec![inner; 10].join(", ")).unwrap();
    }
    assert!(diagnose(spec(&text)).contains("SW0108"));
    let many = "*a, ".repeat(12_500_000);
    assert!(diagnose(spec(&format!("a: &a [1]\nb: [{many}]"))).contains("SW0108"));
}

#[test]
fn deep_nesting() {
    assert!(diagnose("[".repeat(200_000).into_bytes()).contains("SW0107"));
    assert!(diagnose("- ".repeat(200_000).into_bytes()).contains("SW0107"));
    assert!(diagnose(spec(&format!("title: {}", "{a: ".repeat(1000)))).contains("SW0107"));
}

#[test]
fn long_chains_of_types_need_no_stack() {
    let mut types = String::from("types:\n");
    for number in 0..20_000 {
        writeln!(types, "  T{number}: {{ fields: {{ next?: T{} }} }}", (number + 1) % 20_000).unwrap();
    }
    assert!(diagnose(spec(&types)).contains("no endpoint uses the type"));
    let mut aliases = String::from("types:\n");
    for number in 0..20_000 {
        writeln!(aliases, "  A{number}: {{ type: A{} }}", number + 1).unwrap();
    }
    assert!(diagnose(spec(&aliases)).contains("SW04"));
}

#[test]
fn names_that_are_nearly_those_of_thousands() {
    let mut types = String::from("types:\n  All:\n    fields:\n");
    for number in 0..5_000 {
        writeln!(types, "      f{number}?: Tyqe{number:06}").unwrap();
    }
    for number in 0..5_000 {
        writeln!(types, "  Type{number:06}: {{ fields: {{ a: string }} }}").unwrap();
    }
    assert!(diagnose(spec(&types)).contains("a type with a similar name: `Type000050`"));
}

/// A scheme whose values grow, and a known answer for which they are computed.
fn growing(values: &[String]) -> String {
    let mut text = String::from("credentials: { key: secret }\nauth:\n  signed:\n    values:\n");
    for (index, value) in values.iter().enumerate() {
        let _ = writeln!(text, "      v{index}: \"{value}\"");
    }
    let last = values.len() - 1;
    let _ = writeln!(text, "    headers: {{ X-Key: \"{{key}}\", X-Sign: \"{{v{last} | sha256 | hex}}\" }}");
    let _ = writeln!(
        text,
        "    known_answers: [{{ given: {{ key: k, query: a=1, body: '{{}}' }}, expect: {{ v{last}: x }} }}]"
    );
    diagnose(spec(&text))
}

#[test]
fn values_that_grow_without_end() {
    let doubling = |first: &str, next: fn(usize) -> String, last: Option<&str>| {
        let mut values = vec![first.to_owned()];
        values.extend((0..60).map(next));
        values.extend(last.map(str::to_owned));
        growing(&values)
    };
    for shown in [
        doubling("{key}", |at| format!("{{v{at}}}{{v{at}}}"), None),
        doubling("{params}", |at| format!("{{v{at} | merge(v{at})}}"), Some("{v60 | join('=', '&')}")),
        doubling("{'aa'}", |at| format!("{{v{at} | replace('a', 'aaaaaaaaaaaaaaaa')}}"), None),
        doubling("{key}", |at| format!("{{v{at} | split('k') | join('kkkkkkkkkkkkkkkkkkkkk')}}"), None),
    ] {
        assert!(shown.contains("SW0604") && shown.contains("larger than"), "{shown}");
    }
}

#[test]
fn functions_that_need_their_value_twice() {
    let deep = " | jwt_hs256(key)".repeat(20);
    let shown = growing(&[format!("{{body{deep}}}")]);
    assert!(shown.contains("SW0504"), "{shown}");
}

#[test]
fn texts_that_look_other_than_they_are() {
    assert!(diagnose(spec("title: \"a \\u202e b\"")).contains("SW0109"));
    assert!(diagnose(spec("title: \"a \u{202e} b\"")).contains("SW0109"));
    assert!(diagnose(spec("title: \"a\\nb\"")).contains("SW0207"));
}

#[test]
fn names_that_would_leave_the_output_folder() {
    for name in
        ["../evil", "/etc/passwd", "a/b", "a\\\\b", "con.", "..", "C:", "a\\0b", "MOD", "crate", "a-b"]
    {
        let text = format!(
            "specwright: 1\napi: \"{name}\"\nserver: https://a.example\nendpoints: {{ ping: {{ http: GET /p }} }}\n"
        );
        assert!(!diagnose(text.into_bytes()).is_empty(), "{name} is accepted");
    }
}

/// What damaged specs are damaged with.
const PIECES: [&[u8]; 14] =
    [b"{", b"}", b"[", b"]", b"'", b"\"", b":", b"\n  ", b" | ", b"?", b"(", b"*", b"\xff", b"&a *a"];

/// The specs of the repository with random damage: seeds are fixed, so a failure can be repeated.
#[test]
fn damaged_specs_are_diagnosed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let specs: Vec<Vec<u8>> = entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    for _ in 0..60 {
        for spec in &specs {
            let mut damaged = spec.clone();
            for _ in 0..=next(3) {
                let at = next(damaged.len());
                let piece = PIECES[next(PIECES.len())];
                if next(2) == 0 {
                    damaged.splice(at..at, piece.iter().copied());
                } else {
                    let end = (at + 1 + next(12)).min(damaged.len());
                    damaged.splice(at..end, piece.iter().copied());
                }
            }
            diagnose(damaged);
        }
    }
}
