//! Groups of endpoints, for documents so large that nobody uses all of them.

use std::collections::HashMap;

use crate::yaml::Node;

use super::model::Webhook;
use super::names;
use super::operation::Operation;
use super::schema::{Schemas, text};

/// Operations of a document that gets groups: fewer compile in about a second.
const FEWEST: usize = 40;
/// Groups of a document; the small ones beyond are joined. A published crate can have 300 features.
const MOST: usize = 120;
/// What is in no other group.
const OTHER: &str = "other";

/// The group of each operation, whatever is selected; empty: there are none.
pub(super) fn groups<'d>(schemas: &mut Schemas<'d>, operations: &[Operation<'d>]) -> Vec<String> {
    if operations.len() < FEWEST {
        return Vec::new();
    }
    let by_tag: Vec<Option<String>> =
        operations.iter().map(|operation| first_tag(schemas, operation.node).and_then(name)).collect();
    let shared = shared_segments(operations);
    let by_path = |operation: &Operation<'_>| segments(operation.path).nth(shared).and_then(name);
    let tagged = operations.iter().zip(by_tag).map(|(operation, tag)| tag.or_else(|| by_path(operation)));
    let paths = operations.iter().map(by_path);
    let named = |names: &mut dyn Iterator<Item = Option<String>>| {
        joined(names.map(|name| name.unwrap_or_else(|| OTHER.to_owned())).collect())
    };
    let (tagged, paths) = (named(&mut { tagged }), named(&mut { paths }));
    [tagged, paths].into_iter().find(|groups| is_useful(groups)).unwrap_or_default()
}

/// The groups of these endpoints that are in use, each with what the document says about its tag, in order; and webhooks in
/// one of their own behind these.
pub(super) fn described(
    schemas: &mut Schemas<'_>,
    used: &[&str],
    mut webhooks: Vec<Webhook>,
) -> (Vec<(String, String)>, Vec<Webhook>) {
    let mut docs = HashMap::new();
    for tag in schemas.list(schemas.document.root(), "tags") {
        if let Some(name) = text(tag, "name").and_then(name) {
            let first =
                text(tag, "description").unwrap_or_default().trim().split("\n\n").next().unwrap_or_default();
            docs.entry(name).or_insert_with(|| first.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let mut groups: Vec<(String, String)> = Vec::new();
    for group in used {
        if !groups.iter().any(|(known, _)| known == group) {
            groups.push(((*group).to_owned(), docs.remove(*group).unwrap_or_default()));
        }
    }
    if !groups.is_empty() && !webhooks.is_empty() {
        let own = super::webhooks::group(used).to_owned();
        for webhook in &mut webhooks {
            webhook.group = Some(own.clone());
        }
        groups.push((own, "What the API sends.".to_owned()));
    }
    (groups, webhooks)
}

fn first_tag<'d>(schemas: &mut Schemas<'d>, operation: &'d Node) -> Option<&'d str> {
    schemas.list(operation, "tags").first()?.as_scalar().map(|tag| tag.text.as_str())
}

/// A group's name.
fn name(text: &str) -> Option<String> {
    let snake = names::snake(text.trim());
    let short: String = snake.trim_matches('_').chars().take(50).collect();
    let name = short.trim_end_matches('_');
    match name.chars().next()? {
        first if first.is_ascii_digit() => Some(format!("group_{name}")),
        _ if name == crate::check::SHARED => Some(format!("{name}_group")),
        _ => Some(name.to_owned()),
    }
}

/// The fixed parts of a path, without versions.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let is_version = |text: &str| {
        text.strip_prefix(['v', 'V'])
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    path.split('/').filter(move |text| !text.is_empty() && !text.contains('{') && !is_version(text))
}

/// How many of their first parts all paths share.
fn shared_segments(operations: &[Operation<'_>]) -> usize {
    let Some(first) = operations.first() else { return 0 };
    let same = |(index, segment): &(usize, &str)| {
        operations.iter().all(|operation| segments(operation.path).nth(*index) == Some(segment))
    };
    segments(first.path).take(8).enumerate().take_while(same).count()
}

/// With the smallest groups as one where they are too many.
fn joined(mut groups: Vec<String>) -> Vec<String> {
    let mut sizes: Vec<(String, usize)> = Vec::new();
    let mut index = HashMap::new();
    for group in &groups {
        let at = *index.entry(group.clone()).or_insert(sizes.len());
        if at == sizes.len() {
            sizes.push((group.clone(), 0));
        }
        sizes[at].1 += 1;
    }
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let small: Vec<String> = sizes.into_iter().skip(MOST).map(|(name, _)| name).collect();
    for group in groups.iter_mut().filter(|group| small.contains(group)) {
        OTHER.clone_into(group);
    }
    groups
}

/// Whether there are several, of several endpoints each.
fn is_useful(groups: &[String]) -> bool {
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort_unstable();
    names.dedup();
    names.len() > 1 && names.len() * 2 <= groups.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_such_that_the_checker_takes() {
        for (tag, expected) in [
            ("Pull Requests", Some("pull_requests")),
            ("2fa", Some("group_2fa")),
            ("shared", Some("shared_group")),
            ("type", Some("type")),
            ("Orders / Items", Some("orders_items")),
        ] {
            assert_eq!(name(tag).as_deref(), expected, "{tag}");
        }
    }

    #[test]
    fn the_smallest_are_joined_where_there_are_too_many() {
        let mut groups: Vec<String> =
            (0..200).flat_map(|number| [format!("a{number}"), format!("a{number}")]).collect();
        groups.push("a7".to_owned());
        groups.push("lonely".to_owned());
        let joined = joined(groups);
        assert!(joined.contains(&"a7".to_owned()) && !joined.contains(&"lonely".to_owned()));
        let mut names: Vec<_> = joined.clone();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), MOST + 1);
        assert!(is_useful(&joined));
    }

    #[test]
    fn paths_without_versions_and_parameters() {
        assert_eq!(segments("/v2/pets/{id}/toys").collect::<Vec<_>>(), ["pets", "toys"]);
    }
}
