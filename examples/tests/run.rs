//! The programs run to their end, and print what their comments say.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

fn printed(program: &str) -> String {
    let output = Command::new(program).output().unwrap();
    let (printed, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}{errors}");
    printed.into_owned()
}

fn assert_lines(printed: &str, starts: &[&str]) {
    let mut lines = printed.lines();
    for start in starts {
        assert!(lines.any(|line| line.starts_with(start)), "no line `{start}…` in its place in\n{printed}");
    }
}

#[test]
fn udesk() {
    let expected = [
        "250 customers on 3 pages",
        "page 1: 100 customers",
        "page 3: 50 customers",
        "a VIP: Test User 10",
        "created customer 1",
        "found customer 1",
        "not found: ",
        "email taken: POST /customers (udesk.create_customer): code 2000: ",
        "not sent: POST /customers (udesk.create_customer): customer.nick_name: 300 characters",
    ];
    assert_lines(&printed(env!("CARGO_BIN_EXE_udesk")), &expected);
}

#[test]
fn nxcloud() {
    let printed = printed(env!("CARGO_BIN_EXE_nxcloud"));
    let expected = [
        "a page of 50 customers, more to come",
        "a page of 20 customers, no more",
        "customer 1021110718827683840 came 2024-07-19",
        "created one customer",
        "not sent, for 2 reasons:",
        "refused with code 1002",
    ];
    assert_lines(&printed, &expected);
    assert!(!printed.contains("abciiiko2k3"), "{printed}");
}

#[test]
fn progress() {
    let expected = ["750 of 2000 customers, ", "stopped, with a checkpoint of ", "2000 of 2000 customers, "];
    assert_lines(&printed(env!("CARGO_BIN_EXE_progress")), &expected);
}

#[test]
fn helpcrunch() {
    let expected = [
        "100 of 250 customers",
        "50 of 250 customers",
        "a lead: John Doe",
        "2 customers of either name",
        "wrong key: ",
        "refused: Customers are not sorted by this field.",
    ];
    assert_lines(&printed(env!("CARGO_BIN_EXE_helpcrunch")), &expected);
}
