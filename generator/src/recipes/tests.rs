//! Every recipe is sound, gives its known answers and is documented.

use std::collections::BTreeSet;

use super::ALL;
use crate::diagnostic::{Diagnostic, Problems};
use crate::source::Sources;
use crate::yaml::Node;

fn tree(text: &str) -> Node {
    let mut sources = Sources::default();
    let file = sources.add("recipe.yaml", text);
    crate::yaml::parse(&sources, file, &mut Problems::default()).expect("a tree")
}

/// What is wrong with a recipe, in words.
fn problems(name: &str, text: &str) -> Vec<String> {
    let problems = crate::check::check_recipe(name, text).into_sorted();
    let told = |problem: Diagnostic| {
        let (primary, notes) = (problem.primary.text, problem.notes.join("; "));
        format!("{name}: {} ({primary}; {notes})", problem.message)
    };
    problems.into_iter().map(told).collect()
}

#[test]
fn every_recipe_is_sound_and_gives_its_known_answers() {
    for recipe in &ALL {
        assert_eq!(problems(recipe.name, recipe.text), Vec::<String>::new());
    }
}

#[test]
fn a_wrong_signature_of_a_recipe_is_told() {
    let wrong = ALL.iter().find(|recipe| recipe.name == "github_webhook").expect("it is there");
    let text = wrong.text.replace("sha256=757107", "sha256=657107");
    assert_ne!(text, wrong.text);
    let told = problems(wrong.name, &text);
    assert!(told.len() == 1 && told[0].contains("another `sign`"), "{told:?}");
}

#[test]
fn the_table_has_every_file_once_in_order_of_name() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/recipes");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .filter_map(|file| {
            file.expect("a file").file_name().into_string().ok()?.strip_suffix(".yaml").map(str::to_owned)
        })
        .collect();
    let names: Vec<&str> = ALL.iter().map(|recipe| recipe.name).collect();
    assert!(names.is_sorted());
    assert_eq!(files.iter().map(String::as_str).collect::<Vec<_>>(), names);
}

#[test]
fn every_recipe_says_what_it_is_and_whence() {
    for recipe in &ALL {
        let tree = tree(recipe.text);
        let has = |node: &Node, key: &str| {
            node.get(key).and_then(Node::as_scalar).is_some_and(|scalar| !scalar.text.is_empty())
        };
        assert!(has(&tree, "doc") && has(&tree, "source"), "{}", recipe.name);
        let parameters = tree.get("parameters").and_then(Node::as_map).unwrap_or_default();
        for parameter in parameters {
            assert!(has(&parameter.value, "doc"), "{}: {}", recipe.name, parameter.key);
        }
    }
}

#[test]
fn the_guide_names_every_recipe_and_parameter() {
    let guide = include_str!("../../../docs/auth.md");
    for recipe in &ALL {
        let row = guide.lines().find(|line| line.starts_with(&format!("| `{}` |", recipe.name)));
        let row = row.unwrap_or_else(|| panic!("{} has no row in docs/auth.md", recipe.name));
        for parameter in tree(recipe.text).get("parameters").and_then(Node::as_map).unwrap_or_default() {
            assert!(row.contains(&format!("`{}`", parameter.key)), "{}: {}", recipe.name, parameter.key);
        }
    }
}

/// A spec that uses a recipe with a credential for each parameter.
fn use_of(name: &str, tree: &Node) -> String {
    let parameters = tree.get("parameters").and_then(Node::as_map).unwrap_or_default();
    let names: Vec<&str> = parameters.iter().map(|entry| entry.key.as_str()).collect();
    let is_url = |name: &&str| *name == "token_url";
    let with = names.iter().map(|name| {
        let value = if is_url(name) { "https://login.example.com/token" } else { &format!("{{own_{name}}}") };
        format!("{name}: \"{value}\"")
    });
    let with: Vec<String> = with.collect();
    let with = if with.is_empty() { String::new() } else { format!(", with: {{ {} }}", with.join(", ")) };
    let recipe = format!("recipe: {name}{with}");
    let has = |key: &str| tree.get(key).is_some();
    let (section, mut credentials) = if has("challenge") {
        let auth = "auth: { it: { headers: { X-It: \"[{source.realm}{source.nonce}]\" } } }";
        (format!("tokens: {{ source: {{ {recipe} }} }}\n{auth}"), String::new())
    } else if has("steps") || has("refresh") {
        let given = if has("steps") { "" } else { ", given: { refresh_token: first }" };
        let auth = "auth: { it: { bearer: \"{source.token}\" } }";
        let first = if has("steps") { "" } else { "  first: secret\n" };
        (format!("tokens: {{ source: {{ {recipe}{given} }} }}\n{auth}"), first.to_owned())
    } else if has("signature") {
        (format!("webhooks: {{ it: {{ payload: any, {recipe} }} }}"), String::new())
    } else {
        (format!("auth: {{ it: {{ {recipe} }} }}"), String::new())
    };
    for name in names.iter().filter(|name| !is_url(name)) {
        let ty = if *name == "secret" { "secret" } else { "string" };
        credentials.push_str(&["  own_", name, ": ", ty, "\n"].concat());
    }
    let credentials =
        if credentials.is_empty() { String::new() } else { format!("credentials:\n{credentials}") };
    let endpoints = "endpoints: { send: { http: POST /send } }";
    format!(
        "specwright: 1\napi: sample\nserver: https://api.example.com\n{credentials}{section}\n{endpoints}\n"
    )
}

#[test]
fn every_recipe_can_be_used() {
    for recipe in &ALL {
        let spec = use_of(recipe.name, &tree(recipe.text));
        let mut sources = Sources::default();
        let file = sources.add("sample.yaml", spec.as_str());
        let mut problems = Problems::default();
        let root = crate::yaml::parse(&sources, file, &mut problems);
        let api = root.and_then(|root| crate::check_spec(&root, &mut problems));
        let told: Vec<String> = problems.into_sorted().into_iter().map(|problem| problem.message).collect();
        assert_eq!(told, Vec::<String>::new(), "{spec}");
        let files = crate::emit::emit_module(&api.expect("an API"));
        assert!(files[0].text.contains("sample"), "{}", recipe.name);
    }
}
