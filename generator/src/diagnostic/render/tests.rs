use insta::assert_snapshot;

use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span};

struct Files {
    sources: Sources,
    petshop: FileId,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("small")
}

fn files() -> Files {
    let mut sources = Sources::default();
    let petshop = sources.add(
        "specs/petshop.yaml",
        "specwright: 1\napi: petshop\nserver: https://api.petshop.example\nendpoints:\n  list_pets:\n    http: GET /pets\n    auth: api_kye\n  list_pets:\n    http: GET /pets\n",
    );
    Files { sources, petshop }
}

impl Files {
    fn span(&self, text: &str) -> Span {
        let at = self.sources.get(self.petshop).text.find(text).expect("is there");
        Span { file: self.petshop, start: offset(at), end: offset(at + text.len()) }
    }

    fn typical(&self) -> Diagnostic {
        Diagnostic::new(Code::UNKNOWN_ALIAS, self.span("api_kye"), "no auth scheme is named `api_kye`")
            .label("expected a scheme")
            .help("an auth scheme with a similar name: `api_key`")
    }

    fn twofold(&self) -> Diagnostic {
        let first = self.span("list_pets");
        let second = Span { start: first.start + 51, end: first.end + 51, ..first };
        Diagnostic::new(Code::DUPLICATE_KEY, second, "the key `list_pets` stands twice in this map")
            .also(first, "first here")
            .note("the name becomes a method")
    }
}

#[test]
fn for_people() {
    let files = files();
    assert_snapshot!(render(Format::Human, &files.sources, &[files.typical(), files.twofold()]), @r#"
    error[SW0113]: no auth scheme is named `api_kye`
     --> specs/petshop.yaml:7:11
      |
    7 |     auth: api_kye
      |           ^^^^^^^ expected a scheme
      |
      = help: an auth scheme with a similar name: `api_key`
      = help: specwright explain SW0113

    error[SW0106]: the key `list_pets` stands twice in this map
     --> specs/petshop.yaml:8:3
      |
    5 |   list_pets:
      |   --------- first here
    ...
    8 |   list_pets:
      |   ^^^^^^^^^
      |
      = note: the name becomes a method
      = help: specwright explain SW0106
    "#);
}

#[test]
fn for_people_with_colours() {
    let files = files();
    let text = render(Format::Coloured, &files.sources, &[files.typical()]);
    assert!(text.contains("\u{1b}[1m\u{1b}[91merror[SW0113]"), "{text:?}");
}

#[test]
fn places_in_two_files() {
    let mut files = files();
    let other = files.sources.add("specs/base.yaml", "# a\napi: petshop\n");
    let there = Span { file: other, start: 9, end: 16 };
    let diagnostic =
        Diagnostic::new(Code::DUPLICATE_KEY, files.span("petshop"), "two specs are named `petshop`")
            .also(there, "the other one");
    assert_snapshot!(render(Format::Human, &files.sources, &[diagnostic]), @r#"
    error[SW0106]: two specs are named `petshop`
     --> specs/petshop.yaml:2:6
      |
    2 | api: petshop
      |      ^^^^^^^
      |
     ::: specs/base.yaml:2:6
      |
    2 | api: petshop
      |      ------- the other one
      |
      = help: specwright explain SW0106
    "#);
}

#[test]
fn long_lines_are_cut() {
    let mut sources = Sources::default();
    let text = format!("{{{}\"bad\": x,{}}}\n", "\"牛\":1,".repeat(100_000), "\"b\":2,".repeat(100_000));
    let file = sources.add("a.json", text);
    let at = offset(sources.get(file).text.find("\"bad\"").expect("is there"));
    let diagnostic = Diagnostic::new(Code::YAML_SYNTAX, Span { file, start: at, end: at + 5 }, "wrong")
        .label("here")
        .also(Span { file, start: 1, end: 6 }, "and here");
    assert_snapshot!(render(Format::Human, &sources, &[diagnostic]), @r#"
    error[SW0105]: wrong
     --> a.json:1:600002
      |
    1 | … ":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"bad": x,"b":2,"b":2,"b":2,"b":2,"b":2,"b":2,"b":2,"b":2,"b":2,"b …
      |                                                        ^^^^^ here
      |
     ::: a.json:1:2
      |
    1 | {"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1," …
      |  ---- and here
      |
      = help: specwright explain SW0105
    "#);
    let whole = Diagnostic::new(Code::YAML_SYNTAX, Span { file, start: 0, end: 1_000_000 }, "all of it");
    assert_snapshot!(render(Format::Human, &sources, &[whole]), @r#"
    error[SW0105]: all of it
     --> a.json:1:1
      |
    1 | {"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1,"牛":1," …
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: specwright explain SW0105
    "#);
}

#[test]
fn odd_places() {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", "a: b\r\nc: 牛\n");
    let unreadable = sources.add("b.yaml", "");
    let at = |file, start, end| Diagnostic::new(Code::YAML_SYNTAX, Span { file, start, end }, "wrong");
    let diagnostics = [
        at(file, 13, 13),
        at(file, 4, 4),
        at(file, 10, 11),
        at(file, 3, 9),
        at(file, 500, 900),
        at(unreadable, 0, 0),
    ];
    assert_snapshot!(render(Format::Human, &sources, &diagnostics), @r#"
    error[SW0105]: wrong
     --> a.yaml:3:1
      |
    3 |
      | ^
      |
      = help: specwright explain SW0105

    error[SW0105]: wrong
     --> a.yaml:1:5
      |
    1 | a: b
      |     ^
      |
      = help: specwright explain SW0105

    error[SW0105]: wrong
     --> a.yaml:2:4
      |
    2 | c: 牛
      |    ^
      |
      = help: specwright explain SW0105

    error[SW0105]: wrong
     --> a.yaml:1:4
      |
    1 | a: b
      |    ^
      |
      = help: specwright explain SW0105

    error[SW0105]: wrong
     --> a.yaml:3:1
      |
    3 |
      | ^
      |
      = help: specwright explain SW0105

    error[SW0105]: wrong
    --> b.yaml
     = help: specwright explain SW0105
    "#);
}

#[test]
fn texts_from_a_hostile_file_are_harmless() {
    let files = files();
    let diagnostic =
        Diagnostic::new(Code::YAML_SYNTAX, files.span("petshop"), "a\u{1b}[31m\nerror: \u{202e}b")
            .note("c\rd");
    for format in [Format::Human, Format::Github] {
        let text = render(format, &files.sources, std::slice::from_ref(&diagnostic));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{text:?}");
        assert!(text.contains("a\u{fffd}[31m error: \u{fffd}b"), "{text:?}");
    }
}

#[test]
fn for_programs() {
    let files = files();
    assert_snapshot!(render(Format::Json, &files.sources, &[files.typical(), files.twofold()]), @r#"
    {"code":"SW0113","message":"no auth scheme is named `api_kye`","file":"specs/petshop.yaml","line":7,"column":11,"end_line":7,"end_column":18,"label":"expected a scheme","others":[],"notes":[],"helps":["an auth scheme with a similar name: `api_key`"]}
    {"code":"SW0106","message":"the key `list_pets` stands twice in this map","file":"specs/petshop.yaml","line":8,"column":3,"end_line":8,"end_column":12,"label":"","others":[{"file":"specs/petshop.yaml","line":5,"column":3,"end_line":5,"end_column":12,"label":"first here"}],"notes":["the name becomes a method"],"helps":[]}
    "#);
}

#[test]
fn for_github() {
    let mut files = files();
    let odd = files.sources.add("specs/100%,a:b.yaml", "x\ny\n");
    let several_lines = Diagnostic::new(Code::YAML_SYNTAX, Span { file: odd, start: 0, end: 3 }, "50% wrong");
    assert_snapshot!(render(Format::Github, &files.sources, &[files.typical(), files.twofold(), several_lines]), @r#"
    ::error file=specs/petshop.yaml,line=7,endLine=7,col=11,endColumn=18,title=SW0113::no auth scheme is named `api_kye`: expected a scheme%0Ahelp: an auth scheme with a similar name: `api_key`
    ::error file=specs/petshop.yaml,line=8,endLine=8,col=3,endColumn=12,title=SW0106::the key `list_pets` stands twice in this map%0Aspecs/petshop.yaml:5: first here%0Anote: the name becomes a method
    ::error file=specs/100%25%2Ca%3Ab.yaml,line=1,endLine=2,title=SW0105::50%25 wrong
    "#);
}

#[test]
fn for_cargo() {
    let files = files();
    assert_snapshot!(cargo_lines(&files.sources, &[files.typical(), files.twofold()]).join("\n"), @r#"
    cargo::error=error[SW0113]: no auth scheme is named `api_kye`
    cargo::error= --> specs/petshop.yaml:7:11
    cargo::error=  |
    cargo::error=7 |     auth: api_kye
    cargo::error=  |           ^^^^^^^ expected a scheme
    cargo::error=  |
    cargo::error=  = help: an auth scheme with a similar name: `api_key`
    cargo::error=  = help: specwright explain SW0113
    cargo::error=error[SW0106]: the key `list_pets` stands twice in this map
    cargo::error= --> specs/petshop.yaml:8:3
    cargo::error=  |
    cargo::error=5 |   list_pets:
    cargo::error=  |   --------- first here
    cargo::error=...
    cargo::error=8 |   list_pets:
    cargo::error=  |   ^^^^^^^^^
    cargo::error=  |
    cargo::error=  = note: the name becomes a method
    cargo::error=  = help: specwright explain SW0106
    "#);
}

mod any_place {
    use super::*;
    use proptest::prelude::*;

    const PIECES: &[&str] = &["a", "牛", "\n", "\r\n", "\r", "\t", "\u{1b}", "e\u{301}", " ", "{}"];

    proptest! {
        #[test]
        fn can_be_shown(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20),
            places in prop::collection::vec((0u32..40, 0u32..40), 1..4),
        ) {
            let mut sources = Sources::default();
            let file = sources.add("a.yaml", pieces.concat());
            let span = |(start, end)| Span { file, start, end };
            let mut diagnostic = Diagnostic::new(Code::YAML_SYNTAX, span(places[0]), "wrong").label("here");
            for place in &places[1..] {
                diagnostic = diagnostic.also(span(*place), "there");
            }
            for format in [Format::Human, Format::Coloured, Format::Json, Format::Github] {
                let shown = render(format, &sources, std::slice::from_ref(&diagnostic));
                prop_assert!(shown.contains("wrong") && shown.ends_with('\n'));
            }
        }
    }
}
