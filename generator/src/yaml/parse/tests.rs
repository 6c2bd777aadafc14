use super::*;

/// The tree, and the problems as `code line:column text: message`.
fn read(text: &str) -> (Option<Node>, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let mut problems = Problems::default();
    let tree = parse(&sources, file, &mut problems);
    let shown = problems.into_sorted().into_iter().map(|problem| {
        let span = problem.primary.span;
        let (line, column) = sources.line_column(file, span.start);
        let underlined = &text[span.start as usize..span.end as usize];
        format!("{} {line}:{column} {underlined:?}: {}", problem.code, problem.message)
    });
    (tree, shown.collect())
}

fn tree(text: &str) -> Node {
    let (tree, problems) = read(text);
    assert_eq!(problems, Vec::<String>::new(), "{text}");
    tree.expect("a tree")
}

fn problems(text: &str) -> Vec<String> {
    let (_, problems) = read(text);
    problems
}

fn underlined<'a>(text: &'a str, node: &Node) -> &'a str {
    &text[node.span.start as usize..node.span.end as usize]
}

#[test]
fn scalars_of_the_core_schema() {
    let text = "a: true\nb: 'true'\nc: 12\nd: ~\ne:\nf: no\ng: 0x10\nh: 1_0\n";
    let node = tree(text);
    let scalar = |key| node.get(key).and_then(Node::as_scalar).expect("a scalar");
    assert_eq!(scalar("a").as_bool(), Some(true));
    assert_eq!(scalar("b").as_bool(), None);
    assert!(scalar("c").is_number());
    assert!(scalar("d").is_null() && scalar("e").is_null());
    assert_eq!(scalar("e").text, "");
    assert_eq!((scalar("f").text.as_str(), scalar("f").as_bool()), ("no", None));
    assert!(!scalar("g").is_number() && !scalar("h").is_number());
}

#[test]
fn a_place_within_a_scalar_can_be_shown() {
    let text = "a: plain text  # comment\nb: 'single'\nc: \"double 牛\"\nd: 'it''s'\ne: \"a\\nb\"\nf: two\n  lines\ng: |\n  block\nh: >-\n  folded\n  here\n";
    let node = tree(text);
    for (key, expected, verbatim, shown) in [
        ("a", "plain text", true, "plain text"),
        ("b", "single", true, "'single'"),
        ("c", "double 牛", true, "\"double 牛\""),
        ("d", "it's", false, "'it''s'"),
        ("e", "a\nb", false, "\"a\\nb\""),
        ("f", "two lines", false, "two\n  lines"),
        ("g", "block\n", true, "block"),
        ("h", "folded here", false, "folded\n  here"),
    ] {
        let value = node.get(key).expect("is there");
        let scalar = value.as_scalar().expect("a scalar");
        assert_eq!((scalar.text.as_str(), scalar.verbatim), (expected, verbatim), "{key}");
        assert_eq!(underlined(text, value), shown, "{key}");
        if verbatim {
            let start = scalar.content_start as usize;
            assert_eq!(&text[start..start + scalar.text.len()], scalar.text, "{key}");
        }
    }
}

#[test]
fn places_of_collections() {
    let text = "a:\n  b: 1\n  c: 2\nd:\n- [x,\n   y]  # z\n- {e: f}\n";
    let node = tree(text);
    assert_eq!(underlined(text, &node), "a:");
    assert_eq!(underlined(text, node.get("a").expect("a")), "b: 1");
    let list = node.get("d").and_then(Node::as_list).expect("a list");
    assert_eq!(underlined(text, &list[0]), "[x,\n   y]");
    assert_eq!(underlined(text, &list[1]), "{e: f}");
    let entries = list[1].as_map().expect("a map");
    assert_eq!(&text[entries[0].key_span.start as usize..entries[0].key_span.end as usize], "e");
}

#[test]
fn pasted_json_is_yaml() {
    let text = "response: {\n \"id\":\t1.50,\"big\":123456789012345678901234567890,\n \"url\":\"https:\\/\\/x\\u0041\",\n  \"none\": null, \"list\":[true,{}],\n\"empty\":\"\"\n}\nnext: 1\n";
    let node = tree(text);
    assert_eq!(
        node.get("response").map(Node::to_json).as_deref(),
        Some(
            r#"{"id":1.50,"big":123456789012345678901234567890,"url":"https://xA","none":null,"list":[true,{}],"empty":""}"#
        )
    );
}

#[test]
fn all_duplicates_are_reported_with_both_places() {
    let text = "a: 1\nb: {x: 1, 'x': 2}\na: 2\na: 3\n";
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let mut problems = Problems::default();
    let tree = parse(&sources, file, &mut problems).expect("the rest is read");
    assert_eq!(tree.to_json(), r#"{"a":1,"b":{"x":1}}"#);
    let places: Vec<_> = problems
        .into_sorted()
        .iter()
        .map(|problem| (problem.primary.span.start, problem.others[0].span.start))
        .collect();
    assert_eq!(places, [(15, 9), (23, 0), (28, 0)]);
}

#[test]
fn anchors_and_aliases() {
    assert_eq!(
        tree("a: &x {b: [1, 2]}\nc: *x\nd: &x 5\n*x : *x\n").to_json(),
        r#"{"a":{"b":[1,2]},"c":{"b":[1,2]},"d":5,"5":5}"#
    );
    assert_eq!(
        problems("a: *one\nb: &self [1, *self]\nc: *two\n"),
        [
            r#"SW0113 1:4 "*one": no anchor `&one` stands before this alias"#,
            r#"SW0113 2:14 "*self": an alias within the node that it stands for"#,
            r#"SW0113 3:4 "*two": no anchor `&two` stands before this alias"#,
        ]
    );
    assert!(read("a: *one\n").0.is_none(), "no tree that is not what the text says");
}

#[test]
fn what_has_no_meaning() {
    assert_eq!(
        problems("a: !!binary aGk=\nb: !x [1]\n<<: {c: 1}\n? [d]\n: 1\n? {e: f}\n: 2\n: 3\n"),
        [
            r#"SW0112 1:4 "!!binary": the tag `!!binary` has no meaning here"#,
            r#"SW0112 2:4 "!x": the tag `!x` has no meaning here"#,
            r#"SW0114 3:1 "<<": `<<` does not merge maps"#,
            r#"SW0111 4:3 "[d]": a list or a map cannot be a key"#,
            r#"SW0111 6:3 "{e: f}": a list or a map cannot be a key"#,
            r#"SW0105 8:1 "": a key is missing before `:`"#,
        ]
    );
    assert_eq!(tree("'<<': 1\n").to_json(), r#"{"<<":1}"#);
}

#[test]
fn documents() {
    assert_eq!(tree("%YAML 1.2\n---\na: 1\n...\n").to_json(), r#"{"a":1}"#);
    assert_eq!(problems("a: 1\n---\nb: 2\n"), [r#"SW0110 2:1 "---": a second YAML document begins here"#]);
    for empty in ["# words\n", "---\n", "", "\n\n"] {
        assert_eq!(problems(empty), [r#"SW0104 1:1 "": the file holds nothing but comments"#], "{empty:?}");
    }
}

#[test]
fn refused_characters_are_found_everywhere() {
    assert_eq!(
        problems("a: 'x\u{202e}y' # \u{2066}\nb: \"\\u202e \\u0007\"\n\"\\0\": 1\n"),
        [
            "SW0109 1:6 \"\\u{202e}\": a direction mark (U+202E) in a spec",
            "SW0109 1:12 \"\\u{2066}\": a direction mark (U+2066) in a spec",
            "SW0109 2:4 \"\\\"\\\\u202e \\\\u0007\\\"\": a direction mark (U+202E) in a spec",
            "SW0109 3:1 \"\\\"\\\\0\\\"\": a control character (U+0000) in a spec",
        ]
    );
    assert_eq!(problems("a: x\u{7}\n"), ["SW0109 1:5 \"\\u{7}\": a control character (U+0007) in a spec"]);
}

#[test]
fn syntax_errors_in_plain_words() {
    for (text, expected) in [
        ("a:\n\tb: 1\n", "SW0105 2:1 \"\\t\": a tab cannot indent"),
        ("a: 1\n  \tb: 1\n", "SW0105 2:3 \"\\t\": a tab cannot indent"),
        ("a:\n  - b\n\t- c\n", "SW0105 3:1 \"\\t\": a tab cannot indent"),
        ("a: {\n\tb: 1 }\n", "SW0105 2:1 \"\\t\": a tab cannot indent"),
        ("a: b: c\n", "SW0105 1:5 \":\": a `:` where no key can end"),
        ("a: [Tag]? -- words\n", "SW0105 1:9 \"?\": text after the end of a list or map"),
        ("a: [Tag] -- words\n", "SW0105 1:10 \"-\": text after the end of a list or map"),
        ("a: \"x\" -- y\n", "SW0105 1:8 \"-\": text after the closing quote"),
        ("a: {x: 1\n", "SW0105 1:4 \"{\": `{` is never closed"),
        ("a: [1, 2}\n", "SW0105 1:4 \"[\": `[` is closed by `}`"),
        ("a: @x\n", "SW0105 1:4 \"@\": `@` cannot begin a plain text"),
        ("- a\nb: 1\n", "SW0105 2:1 \"b\": expected a list element (`- `) here"),
        ("a: 'x\n", "SW0105 2:1 \"\": the quoted text ends nowhere, or its next line is not indented"),
        ("a: \"\\q\"\n", "SW0105 1:5 \"\\\\q\": an unknown escape in a quoted text"),
        ("a: \"x\\\\ \\n\\d+\"\n", "SW0105 1:11 \"\\\\d\": an unknown escape in a quoted text"),
        ("a: \"b\n  c \\牛\"\n", "SW0105 2:5 \"\\\\牛\": an unknown escape in a quoted text"),
        ("a: \"\\x41\\x4g\"\n", "SW0105 1:9 \"\\\\x4\": an escape that is no character"),
        ("a: \"\\u0041\\udc00\"\n", "SW0105 1:11 \"\\\\udc00\": an escape that is no character"),
        ("a: \"\\ud83d\\ude00\\ud83d\\n\"\n", "SW0105 1:17 \"\\\\ud83d\": an escape that is no character"),
        ("a: \"\\U00110000\"\n", "SW0105 1:5 \"\\\\U00110000\": an escape that is no character"),
    ] {
        assert_eq!(problems(text), [expected], "{text:?}");
    }
}

#[test]
fn nesting_is_bounded_without_recursion() {
    for (open, kind) in [("- ", "block"), ("[", "flow"), ("{a: ", "flow map"), ("? ", "key")] {
        let (tree, problems) = read(&open.repeat(50_000));
        assert!(tree.is_none());
        assert_eq!(problems.len(), 1, "{kind}");
        assert!(problems[0].starts_with("SW0107 1:"), "{kind}: {}", problems[0]);
    }
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(MAX_DEPTH)).0.is_some());
    assert!(problems(&nested(MAX_DEPTH + 1))[0].starts_with("SW0107"));
    // Half in blocks, half in brackets: neither kind is too deep alone.
    assert!(problems(&format!("{}{}", "- ".repeat(65), nested(64)))[0].starts_with("SW0107"));
    // By way of an alias.
    let deep = format!("a: &x {}\nb: {}*x{}\n", nested(100), "[".repeat(50), "]".repeat(50));
    assert!(problems(&deep)[0].starts_with("SW0107 2:"));
}

#[test]
fn aliases_cannot_expand_without_bound() {
    let level = |level: usize| {
        let inside = if level == 0 { "lol".to_owned() } else { format!("*a{}", level - 1) };
        format!("a{level}: &a{level} [{}]\n", vec![inside; 10].join(", "))
    };
    let laughs: String = (0..20).map(level).collect();
    let (tree, problems) = read(&laughs);
    assert!(tree.is_none());
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("SW0108 "), "{}", problems[0]);

    // 100,000 aliases of one megabyte: few nodes, much text.
    let wide = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(90_000));
    assert!(super::tests::problems(&wide)[0].starts_with("SW0108 2:"));

    // Anchors within anchors: copies are kept of each.
    let nested = format!("{}{}{}", "&a [".repeat(100), "1, ".repeat(2_000), "]".repeat(100));
    assert!(read(&nested).1.is_empty(), "kept until the budget is used up, which is no problem by itself");
    let many = format!("a: &a [{}]\nb: *a\n", "1, ".repeat(100_001));
    assert!(super::tests::problems(&many)[0].starts_with("SW0108 2:4"), "an alias to more than all");
    assert!(
        tree_is_whole(&format!("a: &a [{}]\nb: 1\n", "1, ".repeat(100_001))),
        "an anchor that nobody uses is no problem"
    );
}

fn tree_is_whole(text: &str) -> bool {
    read(text).0.is_some()
}

#[test]
fn too_large_a_text_is_not_read() {
    let text = format!("a: {}", "x".repeat(MAX_BYTES));
    assert_eq!(
        problems(&text),
        [format!("SW0102 1:1 \"\": the text has {} bytes; at most {MAX_BYTES} are read", text.len())]
    );
}

#[test]
fn many_problems_are_counted() {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", "a: 1\n".repeat(200_000));
    let mut problems = Problems::default();
    parse(&sources, file, &mut problems);
    assert_eq!(problems.len(), 199_999);
    assert_eq!(problems.into_sorted().len(), 1000);
}

mod any_text {
    use super::read;
    use proptest::prelude::*;

    /// YAML's own characters, so that most texts reach deep into the parser.
    const PIECES: &[&str] = &[
        "a",
        "b",
        "1",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\t",
        ": ",
        ":",
        "- ",
        "-",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "\\",
        "&x ",
        "*x",
        "!t ",
        "!",
        "|\n",
        ">-\n",
        "#",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "~",
        "<<",
        "\r\n",
        "\u{202e}",
        "牛",
        "\0",
        "\u{feff}",
        "\\u202e",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn is_a_tree_or_problems(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
            let text = pieces.concat();
            let (tree, problems) = read(&text);
            prop_assert!(tree.is_some() || !problems.is_empty());
            if let Some(tree) = tree {
                inside(&tree, &text);
            }
        }

        #[test]
        fn of_any_characters(text in "\\PC{0,60}") {
            let (tree, problems) = read(&text);
            prop_assert!(tree.is_some() || !problems.is_empty());
        }
    }

    /// Every place lies in the text, and `verbatim` is true.
    fn inside(node: &super::Node, text: &str) {
        assert!(text.get(node.span.start as usize..node.span.end as usize).is_some());
        match &node.value {
            super::Value::Scalar(scalar) => {
                let start = scalar.content_start as usize;
                assert!(!scalar.verbatim || text[start..].starts_with(&scalar.text));
            }
            super::Value::List(items) => items.iter().for_each(|item| inside(item, text)),
            super::Value::Map(entries) => {
                for entry in entries {
                    assert!(text.get(entry.key_span.start as usize..entry.key_span.end as usize).is_some());
                    inside(&entry.value, text);
                }
            }
        }
    }
}
