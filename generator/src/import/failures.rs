//! Failures of all endpoints → few sets that they share.
//!
//! Hardly two operations of a document list the same failures, but nearly all that list one give it the same type. So sets
//! that do not contradict each other are one: a user handles it once, and a thousand endpoints cost as much as one.

use std::collections::{BTreeMap, HashMap};

use super::model::{Body, Case, Endpoint, FailureSet, Spec, Ty};
use super::names::{self, Taken};

/// Gives each endpoint its set.
pub(super) fn share(endpoints: &mut [Endpoint]) -> Vec<FailureSet> {
    let mut distinct: Vec<(Vec<Case>, Vec<usize>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, endpoint) in endpoints.iter_mut().enumerate() {
        let cases = std::mem::take(&mut endpoint.failed);
        if cases.is_empty() {
            continue;
        }
        let shape: Vec<_> = cases.iter().map(|case| (&case.status, &case.body)).collect();
        match known.get(&format!("{shape:?}")) {
            Some(at) => {
                let (same, users) = &mut distinct[*at];
                keep_common_docs(same, &cases);
                users.push(index);
            }
            None => {
                known.insert(format!("{shape:?}"), distinct.len());
                distinct.push((cases, vec![index]));
            }
        }
    }
    // The most common first; those that are as common in the document's order.
    distinct.sort_by_key(|(_, users)| std::cmp::Reverse(users.len()));
    let mut sets: Vec<FailureSet> = Vec::new();
    for (cases, users) in distinct {
        // Of those that fit, the one with the most of its types.
        let fitting = sets.iter().enumerate().filter(|(_, set)| agree(&set.cases, &cases));
        let best = fitting.max_by_key(|(at, set)| (in_common(&set.cases, &cases), std::cmp::Reverse(*at)));
        let at = best.map_or(sets.len(), |(at, _)| at);
        match sets.get_mut(at) {
            Some(set) => merge(&mut set.cases, cases),
            None => sets.push(FailureSet { name: String::new(), cases }),
        }
        for user in users {
            endpoints[user].failures = Some(at);
        }
    }
    sets
}

/// The set that most endpoints have; none if most have none.
pub(super) fn usual(endpoints: &[Endpoint]) -> Option<usize> {
    let mut users: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for endpoint in endpoints {
        *users.entry(endpoint.failures).or_default() += 1;
    }
    users.into_iter().max_by_key(|(_, users)| *users).and_then(|(set, _)| set)
}

/// What a set has for a key: its own, or that of the hundred, or of all others.
fn effective<'c>(cases: &'c [Case], key: &str) -> Option<&'c Body> {
    let class = Some(key.get(..1).unwrap_or_default());
    let find = |fits: &dyn Fn(&Case) -> bool| cases.iter().find(|case| fits(case));
    find(&|case| case.status == key)
        .or_else(|| find(&|case| case.status.strip_suffix("XX") == class))
        .or_else(|| find(&|case| case.status == "default"))
        .map(|case| &case.body)
}

/// Whether two sets have the same type for every status for which both have one.
fn agree(one: &[Case], other: &[Case]) -> bool {
    one.iter().chain(other).all(|case| match (effective(one, &case.status), effective(other, &case.status)) {
        (Some(one), Some(other)) => one == other || *one == Body::Nothing || *other == Body::Nothing,
        _ => true,
    })
}

/// How many of the answers have a type that the set has.
fn in_common(set: &[Case], cases: &[Case]) -> usize {
    let known = |case: &&Case| case.body != Body::Nothing && set.iter().any(|other| other.body == case.body);
    cases.iter().filter(known).count()
}

fn merge(set: &mut Vec<Case>, cases: Vec<Case>) {
    keep_common_docs(set, &cases);
    // A status of which nothing is said hides no type that is said for its hundred, or for all others.
    let typed =
        |cases: &[Case], key: &str| effective(cases, key).filter(|body| **body != Body::Nothing).cloned();
    for known in set.iter_mut().filter(|known| known.body == Body::Nothing) {
        known.body = typed(&cases, &known.status).unwrap_or(Body::Nothing);
    }
    for mut case in cases {
        if !set.iter().any(|known| known.status == case.status) {
            if case.body == Body::Nothing {
                case.body = typed(set, &case.status).unwrap_or(Body::Nothing);
            }
            set.push(case);
        }
    }
    set.sort_by(|one, other| one.status.cmp(&other.status));
}

/// A text that only one endpoint has would be wrong for the others.
fn keep_common_docs(set: &mut [Case], cases: &[Case]) {
    for known in set {
        let other = cases.iter().find(|case| case.status == known.status);
        if other.is_some_and(|other| other.doc != known.doc) {
            known.doc.clear();
        }
    }
}

/// Names the sets, when the types have their names: after what a set has another type for than the most common one.
pub(super) fn name(spec: &mut Spec, taken: &mut Taken, type_name: impl Fn(&Spec, usize) -> String) {
    let mut own = Taken::of(["none"]);
    let mut names: Vec<String> = Vec::new();
    for (index, set) in spec.failures.iter().enumerate() {
        let wish = match index {
            0 => "standard".to_owned(),
            _ => differing(&spec.failures[0].cases, &set.cases)
                .map_or_else(|| "other".to_owned(), |id| names::snake(&type_name(spec, id))),
        };
        let wish = wish.trim_end_matches('_').to_owned();
        let mut take = |own: &mut Taken, name: String| {
            let free = !own.has(&name) && taken.take(&failure_name(&name));
            (free && own.take(&name)).then_some(name)
        };
        let name = take(&mut own, wish.clone()).unwrap_or_else(|| {
            let numbered = |number| names::numbered_snake(&wish, number);
            own.numbered(numbered(2), |own, number| take(own, numbered(number)))
        });
        names.push(name);
    }
    for (set, name) in spec.failures.iter_mut().zip(names) {
        set.name = name;
    }
}

/// The enum of a set.
fn failure_name(name: &str) -> String {
    format!("{}Failure", names::camel(name))
}

fn differing(standard: &[Case], cases: &[Case]) -> Option<usize> {
    cases.iter().find_map(|case| match &case.body {
        Body::Json(ty) if effective(standard, &case.status) != Some(&case.body) => named(ty),
        _ => None,
    })
}

fn named(ty: &Ty) -> Option<usize> {
    match ty {
        Ty::Named(id) => Some(*id),
        Ty::List(inner, _) | Ty::Map(inner) | Ty::Nullable(inner) => named(inner),
        Ty::Word(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(of: &[(&str, usize)]) -> Vec<Case> {
        let case = |(status, id): &(&str, usize)| Case {
            status: (*status).to_owned(),
            doc: String::new(),
            body: Body::Json(Ty::Named(*id)),
        };
        of.iter().map(case).collect()
    }

    #[test]
    fn sets_agree_where_no_status_has_two_types() {
        for (one, other, expected) in [
            (cases(&[("404", 1)]), cases(&[("404", 1), ("422", 2)]), true),
            (cases(&[("404", 1)]), cases(&[("404", 2)]), false),
            (cases(&[("4XX", 1)]), cases(&[("404", 1), ("500", 2)]), true),
            (cases(&[("4XX", 1)]), cases(&[("404", 2)]), false),
            (cases(&[("default", 1)]), cases(&[("5XX", 2)]), false),
            (cases(&[("default", 1)]), cases(&[("5XX", 1), ("404", 1)]), true),
        ] {
            assert_eq!(agree(&one, &other), expected, "{one:?} {other:?}");
            assert_eq!(agree(&other, &one), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_says_nothing_hides_no_type() {
        let nothing = |status: &str| Case { body: Body::Nothing, ..cases(&[(status, 0)]).remove(0) };
        let merged = |mut one: Vec<Case>, other: Vec<Case>| {
            assert!(agree(&one, &other));
            merge(&mut one, other);
            one
        };
        let typed = cases(&[("404", 1), ("default", 1)]);
        assert_eq!(merged(vec![nothing("404")], cases(&[("default", 1)])), typed);
        assert_eq!(merged(cases(&[("default", 1)]), vec![nothing("404")]), typed);
        assert_eq!(merged(vec![nothing("404")], cases(&[("404", 1)])), cases(&[("404", 1)]));
    }
}
