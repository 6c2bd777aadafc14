//! What a user's build has to compile: no HTTP client for a build script, no digest for an API that signs nothing.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

/// The names of the crates that a package depends on.
fn tree(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--prefix", "none", "--format", "{p}", "--edges", "normal"])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let names: Vec<String> =
        text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(names.len() > 5, "{text}");
    names
}

#[test]
fn a_build_dependency_on_the_generator_is_small() {
    let crates = tree(&["--package", "specwright", "--no-default-features"]);
    for unwanted in ["reqwest", "hyper", "ureq", "tokio", "async-std", "smol", "rustls", "clap", "anyhow"] {
        assert!(!crates.iter().any(|name| name == unwanted), "{unwanted} is in a build script's tree");
    }
}

#[test]
fn an_api_with_a_bearer_token_brings_no_digest() {
    let crates =
        tree(&["--package", "specwright-clients", "--no-default-features", "--features", "helpcrunch"]);
    assert!(crates.iter().any(|name| name == "reqwest"));
    for unwanted in ["md-5", "sha1", "sha2", "hmac", "digest", "rust_decimal", "uuid"] {
        assert!(!crates.iter().any(|name| name == unwanted), "{unwanted} is in the tree of a bearer token");
    }
}

#[test]
fn no_api_brings_derives_of_serde() {
    for package in ["specwright-clients", "specwright-kitchen"] {
        let crates = tree(&["--package", package, "--all-features"]);
        assert!(crates.iter().any(|name| name == "serde"));
        assert!(
            !crates.iter().any(|name| name == "serde_derive"),
            "serde_derive is in the tree of {package}"
        );
    }
}

#[test]
fn a_signed_api_brings_its_own_digest_alone() {
    let crates = tree(&["--package", "specwright-clients", "--no-default-features", "--features", "nxcloud"]);
    assert!(crates.iter().any(|name| name == "md-5"));
    assert!(!crates.iter().any(|name| name == "sha2"), "sha2 is in the tree of an API that needs md5");
}
