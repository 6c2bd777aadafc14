//! Clients from environment variables. A process's environment cannot be changed safely, so each case is a process.

use std::process::{Command, Output};

use specwright_clients::{helpcrunch, nxcloud, udesk};

/// Runs one ignored test of this file with exactly these variables.
fn run(test: &str, variables: &[(&str, &str)]) -> Output {
    let name = format!("environment::{test}");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([&name, "--exact", "--ignored", "--nocapture"]);
    for variable in [
        "UDESK_EMAIL",
        "UDESK_OPEN_API_TOKEN",
        "UDESK_PASSWORD",
        "UDESK_SUBDOMAIN",
        "NXCLOUD_ACCESS_KEY",
        "NXCLOUD_ACCESS_SECRET",
        "HELPCRUNCH_API_KEY",
    ] {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied()).output().unwrap()
}

const ALL: [(&str, &str); 6] = [
    ("UDESK_EMAIL", "admin@udesk.cn"),
    ("UDESK_OPEN_API_TOKEN", "MARKED-TOKEN"),
    ("UDESK_SUBDOMAIN", "acme"),
    ("NXCLOUD_ACCESS_KEY", "key"),
    ("NXCLOUD_ACCESS_SECRET", "MARKED-SECRET"),
    ("HELPCRUNCH_API_KEY", "MARKED-KEY"),
];

#[test]
fn all_clients_are_made_from_the_environment() {
    let output = run("with_the_environment", &ALL);
    let shown =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    assert!(shown.contains("https://acme.udesk.cn"), "{shown}");
    assert!(!shown.contains("MARKED"), "{shown}");
}

#[test]
fn a_missing_variable_is_named() {
    // Udesk's token may be missing: the password, when there is one, does as well.
    for missing in ALL.map(|(name, _)| name).into_iter().filter(|name| *name != "UDESK_OPEN_API_TOKEN") {
        let others: Vec<_> = ALL.iter().filter(|(name, _)| *name != missing).copied().collect();
        let output = run("without_one_variable", &others);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{shown}");
        assert!(shown.contains(missing), "{missing}: {shown}");
        assert!(!shown.contains("MARKED"), "{shown}");
    }
}

#[test]
#[ignore = "run in a process of its own by the tests above"]
fn with_the_environment() {
    println!("{:?}", udesk::Client::from_env().unwrap());
    println!("{:?}", nxcloud::Client::from_env().unwrap());
    println!("{:?}", helpcrunch::Client::from_env().unwrap());
}

#[test]
#[ignore = "run in a process of its own by the tests above"]
fn without_one_variable() {
    let failures = [
        udesk::Client::from_env().err().map(|error| error.to_string()),
        nxcloud::Client::from_env().err().map(|error| error.to_string()),
        helpcrunch::Client::from_env().err().map(|error| error.to_string()),
    ];
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    assert_eq!(failures.len(), 1, "{failures:?}");
    println!("{}", failures[0]);
}
