//! Calls that cannot take place, and commands that need no spec.

use insta::assert_snapshot;

use crate::support::{exit_code, folder, run, shown};

#[test]
fn runs_that_cannot_take_place() {
    let dir = folder(&[("empty/readme.txt", "no spec")]);
    assert_snapshot!(shown(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error: cannot read `specs`: No such file or directory (os error 2)
    ----- exit code 2 -----
    "#);
    assert_snapshot!(shown(&dir, &["check", "--specs", "empty"]), @r#"
    $ specwright check --specs empty
    ----- stderr -----
    error: no spec (*.yaml, *.yml) in `empty`
    ----- exit code 2 -----
    "#);
    assert_snapshot!(shown(&dir, &["generat"]), @r#"
    $ specwright generat
    ----- stderr -----
    error: unrecognized subcommand 'generat'

      tip: a similar subcommand exists: 'generate'

    Usage: specwright <COMMAND>

    For more information, try '--help'.
    ----- exit code 2 -----
    "#);
    assert_eq!(exit_code(&dir, &[]), 2);
    assert_eq!(exit_code(&dir, &["generate", "--out", "a", "--crate", "b"]), 2);
    assert_eq!(exit_code(&dir, &["generate", "--name", "a"]), 2);
}

#[test]
fn codes_are_explained() {
    let dir = folder(&[]);
    assert_snapshot!(shown(&dir, &["explain", "SW0106"]), @r#"
    $ specwright explain SW0106
    ----- stdout -----
    SW0106: a key stands twice

    Two equal keys in one map: one of them would silently win. Remove or rename one.
    ----- exit code 0 -----
    "#);
    assert_eq!(shown(&dir, &["explain", "106"]).lines().nth(2), Some("SW0106: a key stands twice"));
    assert_snapshot!(shown(&dir, &["explain", "SW9998"]), @r#"
    $ specwright explain SW9998
    ----- stderr -----
    error: no diagnostic has the code `SW9998`; `specwright explain` lists them
    ----- exit code 2 -----
    "#);
    assert!(shown(&dir, &["explain"]).contains("\nSW0106  a key stands twice\n"));
}

#[test]
fn the_schema_is_json() {
    let dir = folder(&[]);
    let schema = run(dir.path(), &["schema"]).stdout;
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}
