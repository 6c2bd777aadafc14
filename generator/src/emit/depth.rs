//! How deep types refer to each other.
//!
//! The compiler gives up on drop checks (E0320) where a path of references passes 64 types, boxed or not, unless the
//! crate raises its recursion limit.

use std::collections::BTreeSet;

use super::rust_type::walk;
use crate::api::{Api, Type, TypeDef, TypeKind};

/// A path longer than this needs a higher limit.
const MOST: usize = 60;

/// Whether the longest path of references between types may be too long for the compiler's default.
pub(super) fn is_deep(api: &Api) -> bool {
    longest(api) > MOST
}

/// An upper bound of the longest path without repetition: types that refer to each other in a circle count with all
/// of the circle.
fn longest(api: &Api) -> usize {
    let edges: Vec<BTreeSet<usize>> = api.types.iter().map(references).collect();
    let components = components(&edges);
    let count = components.iter().max().map_or(0, |last| last + 1);
    let mut size = vec![0; count];
    for component in &components {
        size[*component] += 1;
    }
    // Components are numbered so that each refers only to lower ones.
    let mut members = vec![Vec::new(); count];
    components.iter().enumerate().for_each(|(node, component)| members[*component].push(node));
    let mut length = vec![0; count];
    for component in 0..count {
        let below = members[component]
            .iter()
            .flat_map(|node| &edges[*node])
            .filter(|to| components[**to] != component)
            .map(|to| length[components[*to]])
            .max();
        length[component] = size[component] + below.unwrap_or(0);
    }
    length.into_iter().max().unwrap_or(0)
}

fn references(def: &TypeDef) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut see = |ty: &Type| {
        if let Type::Named(id) = ty {
            found.insert(id.0);
        }
    };
    match &def.kind {
        TypeKind::Struct(shape) => shape.members().for_each(|field| walk(&field.ty, &mut see)),
        kind => kind.variants().iter().for_each(|variant| walk(&variant.ty, &mut see)),
    }
    found
}

/// Strongly connected components (Tarjan's algorithm, without recursion), each node's number.
fn components(edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut search = Search {
        edges,
        order: vec![None; edges.len()],
        low: vec![0; edges.len()],
        component: vec![usize::MAX; edges.len()],
        open: Vec::new(),
        seen: 0,
        found: 0,
    };
    for node in 0..edges.len() {
        if search.order[node].is_none() {
            search.from(node);
        }
    }
    search.component
}

struct Search<'a> {
    edges: &'a [BTreeSet<usize>],
    order: Vec<Option<usize>>,
    low: Vec<usize>,
    component: Vec<usize>,
    open: Vec<usize>,
    seen: usize,
    found: usize,
}

impl<'a> Search<'a> {
    fn from(&mut self, start: usize) {
        let edges: &'a [BTreeSet<usize>] = self.edges;
        let mut path = vec![(start, edges[start].iter())];
        self.enter(start);
        while let Some((node, successors)) = path.last_mut() {
            let node = *node;
            match successors.next() {
                Some(&next) if next < edges.len() => match self.order[next] {
                    None => {
                        self.enter(next);
                        path.push((next, edges[next].iter()));
                    }
                    Some(order) if self.component[next] == usize::MAX => {
                        self.low[node] = self.low[node].min(order);
                    }
                    Some(_) => {}
                },
                Some(_) => {}
                None => {
                    path.pop();
                    self.leave(node);
                    if let Some((parent, _)) = path.last() {
                        self.low[*parent] = self.low[*parent].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = Some(self.seen);
        self.low[node] = self.seen;
        self.seen += 1;
        self.open.push(node);
    }

    fn leave(&mut self, node: usize) {
        if Some(self.low[node]) != self.order[node] {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.component[member] = self.found;
            if member == node {
                break;
            }
        }
        self.found += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Vec<BTreeSet<usize>> {
        edges.iter().map(|to| to.iter().copied().collect()).collect()
    }

    #[test]
    fn circles_are_one_component() {
        let components = components(&graph(&[&[1], &[2], &[0, 3], &[], &[3]]));
        assert_eq!(components[0], components[1]);
        assert_eq!(components[1], components[2]);
        assert!(components[3] < components[0], "what is referred to comes first");
        assert_ne!(components[4], components[3]);
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let edges: Vec<BTreeSet<usize>> = (0..100_000).map(|node| BTreeSet::from([node + 1])).collect();
        assert_eq!(components(&edges).len(), 100_000);
    }
}
