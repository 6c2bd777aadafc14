//! `check`: what is said of specs, and in which form.

use std::fmt::Write as _;
use std::fs;

use insta::assert_snapshot;

use crate::support::{PETSHOP, folder, shown};

#[test]
fn clean_specs() {
    let dir = folder(&[("specs/petshop.yaml", PETSHOP)]);
    assert_snapshot!(shown(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    1 spec, no problems
    ----- exit code 0 -----
    "#);
    assert_snapshot!(shown(&dir, &["check", "--format", "json"]), @r#"
    $ specwright check --format json
    ----- exit code 0 -----
    "#);
}

#[test]
fn problems_are_shown_where_they_are() {
    let twice = PETSHOP.replace("server:", "title: Pets\nserver:") + "title: Pet shop\n";
    let dir = folder(&[("specs/petshop.yaml", &twice), ("specs/zoo.yml", "specwright: 1\napi:\n\tzoo\n")]);
    assert_snapshot!(shown(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error[SW0106]: the key `title` stands twice in this map
     --> specs/petshop.yaml:8:1
      |
    3 | title: Pets
      | ----- first here
    ...
    8 | title: Pet shop
      | ^^^^^
      |
      = help: specwright explain SW0106

    error[SW0105]: a tab cannot indent
     --> specs/zoo.yml:3:1
      |
    3 |     zoo
      | ^^^^
      |
      = help: indent with spaces
      = help: specwright explain SW0105

    2 problems in specs
    ----- exit code 1 -----
    "#);
    assert_snapshot!(shown(&dir, &["check", "specs/petshop.yaml", "--format", "json"]), @r#"
    $ specwright check specs/petshop.yaml --format json
    ----- stdout -----
    {"code":"SW0106","message":"the key `title` stands twice in this map","file":"specs/petshop.yaml","line":8,"column":1,"end_line":8,"end_column":6,"label":"","others":[{"file":"specs/petshop.yaml","line":3,"column":1,"end_line":3,"end_column":6,"label":"first here"}],"notes":[],"helps":[]}
    ----- exit code 1 -----
    "#);
    assert_snapshot!(shown(&dir, &["check", "specs/petshop.yaml", "--format", "github"]), @r#"
    $ specwright check specs/petshop.yaml --format github
    ----- stdout -----
    ::error file=specs/petshop.yaml,line=8,endLine=8,col=1,endColumn=6,title=SW0106::the key `title` stands twice in this map%0Aspecs/petshop.yaml:3: first here
    ----- exit code 1 -----
    "#);
    let same = |command: &str| shown(&dir, &[command]).split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(same("generate"), same("check"), "both say the same");
    assert!(!dir.path().join("generated").exists(), "with problems nothing is written");
}

#[test]
fn files_that_are_no_texts() {
    let dir = folder(&[("a.yaml", ""), ("b.yaml", "# only words\n")]);
    fs::write(dir.path().join("c.yaml"), b"\xff\xfea\0p\0i\0").expect("writes");
    fs::write(dir.path().join("d.yaml"), b"a: \xe9\n").expect("writes");
    assert_snapshot!(shown(&dir, &["check", "a.yaml", "b.yaml", "c.yaml", "d.yaml"]), @r#"
    $ specwright check a.yaml b.yaml c.yaml d.yaml
    ----- stderr -----
    error[SW0104]: the file is empty
    --> a.yaml
     = help: specwright explain SW0104

    error[SW0104]: the file holds nothing but comments
     --> b.yaml:1:1
      |
    1 | # only words
      | ^
      |
      = help: specwright explain SW0104

    error[SW0103]: the file is UTF-16 (little endian), not UTF-8
    --> c.yaml
     = help: specwright explain SW0103

    error[SW0103]: the file is not UTF-8: byte 3, in line 1, begins no character
    --> d.yaml
     = help: specwright explain SW0103

    4 problems in specs
    ----- exit code 1 -----
    "#);
}

#[test]
fn two_specs_of_one_name() {
    let dir = folder(&[("specs/a.yaml", PETSHOP), ("specs/b.yaml", PETSHOP)]);
    assert_snapshot!(shown(&dir, &["check"]), @r#"
    $ specwright check
    ----- stderr -----
    error[SW0115]: two specs describe an API named `petshop`
     --> specs/b.yaml:2:6
      |
    2 | api: petshop
      |      ^^^^^^^
      |
     ::: specs/a.yaml:2:6
      |
    2 | api: petshop
      |      ------- first here
      |
      = help: specwright explain SW0115

    1 problem in specs
    ----- exit code 1 -----
    "#);
}

#[test]
fn very_many_problems_are_counted() {
    let mut spec = PETSHOP.to_owned();
    for number in 0..1500 {
        let _ = writeln!(spec, "wrong_{number}: 1");
    }
    let dir = folder(&[("specs/petshop.yaml", &spec)]);
    let printed = shown(&dir, &["check"]);
    let end: Vec<_> = printed.lines().rev().take(3).collect();
    assert_eq!(end[1], "1500 problems in specs; 500 of them are not shown");
    assert_eq!(printed.matches("error[").count(), 1000);
    let printed = shown(&dir, &["check", "--format", "json"]);
    assert!(printed.contains("----- stderr -----\n1500 problems in specs; 500 of them are not shown\n"));
}
