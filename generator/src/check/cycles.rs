//! Types that lead back to themselves: where a box is needed, and where no value could ever exist.

use super::Checker;
use crate::api::{Presence, Type, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};

impl Checker<'_, '_> {
    /// Boxes the fields that close a cycle; reports cycles of required fields.
    pub(super) fn cycles(&mut self) {
        let held = self.graph(|_| true);
        let components = components(&held);
        for id in self.types.ids() {
            self.box_fields(id, &components);
        }
        self.unions_of_themselves();
        let required = self.graph(|presence| matches!(presence, Presence::Required | Presence::Default(_)));
        self.impossible(&required);
    }

    /// For each type the types that a value of it holds in place, through fields of that presence.
    fn graph(&self, counts: fn(&Presence) -> bool) -> Vec<Vec<usize>> {
        let all_held = counts(&Presence::Optional);
        self.types
            .ids()
            .map(|id| {
                let mut targets = Vec::new();
                match self.types.get(id).map(|definition| &definition.kind) {
                    Some(TypeKind::Struct(definition)) => {
                        for field in definition.fields.iter().filter(|field| counts(&field.presence)) {
                            in_place(&field.ty, all_held, &mut targets);
                        }
                    }
                    // A union always has its unlisted variant, so it never forces a cycle.
                    Some(kind) if all_held => {
                        kind.variants().iter().for_each(|variant| in_place(&variant.ty, true, &mut targets));
                    }
                    _ => {}
                }
                targets
            })
            .collect()
    }

    fn box_fields(&mut self, id: TypeId, components: &[usize]) {
        let Some(definition) = self.types.get_mut(id) else { return };
        let TypeKind::Struct(definition) = &mut definition.kind else { return };
        for field in &mut definition.fields {
            let mut targets = Vec::new();
            in_place(&field.ty, true, &mut targets);
            field.boxed = targets.iter().any(|target| components[*target] == components[id.0]);
        }
    }

    /// A union that holds itself through unions alone has no field that could be boxed.
    fn unions_of_themselves(&mut self) {
        let is_union = |index: usize| {
            let kind = self.types.get(TypeId(index)).map(|definition| &definition.kind);
            matches!(kind, Some(TypeKind::Union(_) | TypeKind::Untagged(_)))
        };
        let mut held = self.graph(|_| true);
        for (from, targets) in held.iter_mut().enumerate() {
            targets.retain(|target| is_union(from) && is_union(*target));
        }
        let components = components(&held);
        for id in self.types.ids() {
            let through_union = held[id.0].iter().any(|target| components[*target] == components[id.0]);
            if through_union {
                let span = self.types.spans[id.0];
                self.report(
                    Diagnostic::new(
                        Code::REQUIRED_CYCLE,
                        span,
                        "a union that holds itself as its own payload",
                    )
                    .help("put a struct with a field between"),
                );
            }
        }
    }

    fn impossible(&mut self, required: &[Vec<usize>]) {
        let components = components(required);
        let mut reported = std::collections::HashSet::new();
        for start in 0..required.len() {
            let cyclic = required[start].iter().any(|target| components[*target] == components[start]);
            if !cyclic || !reported.insert(components[start]) {
                continue;
            }
            let names: Vec<String> = walk(start, required, &components)
                .into_iter()
                .filter_map(|index| self.types.get(TypeId(index)))
                .map(|definition| format!("`{}`", definition.rust))
                .collect();
            let first = names.first().cloned().unwrap_or_default();
            let span = self.types.spans[start];
            self.report(
                Diagnostic::new(
                    Code::REQUIRED_CYCLE,
                    span,
                    format!("a value of {first} would need itself, so none can exist"),
                )
                .note(format!("each requires the next: {} → {first}", names.join(" → ")))
                .help("one field of the circle must be optional, nullable or a list"),
            );
        }
    }
}

/// The declared types that stand in place in a value, not behind a list or map. `nullable`: also behind `T?`.
fn in_place(ty: &Type, nullable: bool, targets: &mut Vec<usize>) {
    match ty {
        Type::Named(id) => targets.push(id.0),
        Type::Nullable(inner) if nullable => in_place(inner, nullable, targets),
        Type::Tuple(elements) => elements.iter().for_each(|element| in_place(element, nullable, targets)),
        _ => {}
    }
}

/// From `start` round its circle and back, each once.
fn walk(start: usize, graph: &[Vec<usize>], components: &[usize]) -> Vec<usize> {
    let mut path = vec![start];
    let mut at = start;
    loop {
        let next =
            graph[at].iter().copied().find(|next| components[*next] == components[start] && *next != at);
        match next {
            Some(next) if !path.contains(&next) && path.len() < 12 => {
                path.push(next);
                at = next;
            }
            _ => return path,
        }
    }
}

/// The strongly connected component of each node (Kosaraju), without recursion: specs are hostile.
fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    let order = finishing_order(graph);
    let mut reversed = vec![Vec::new(); graph.len()];
    for (from, targets) in graph.iter().enumerate() {
        for to in targets {
            reversed[*to].push(from);
        }
    }
    let mut component = vec![usize::MAX; graph.len()];
    for root in order.into_iter().rev() {
        if component[root] != usize::MAX {
            continue;
        }
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if component[node] == usize::MAX {
                component[node] = root;
                open.extend(reversed[node].iter().copied());
            }
        }
    }
    component
}

fn finishing_order(graph: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; graph.len()];
    let mut order = Vec::with_capacity(graph.len());
    for root in 0..graph.len() {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.pop() {
            match graph[node].get(next) {
                Some(target) => {
                    stack.push((node, next + 1));
                    if !seen[*target] {
                        seen[*target] = true;
                        stack.push((*target, 0));
                    }
                }
                None => order.push(node),
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_of_a_graph() {
        // 0 → 1 → 2 → 0, 3 → 0, 4 → 4
        let found = components(&[vec![1], vec![2], vec![0], vec![0], vec![4]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[1], found[2]);
        assert_ne!(found[3], found[0]);
        assert_ne!(found[4], found[3]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|at| vec![(at + 1) % 200_000]).collect();
        assert!(components(&chain).windows(2).all(|pair| pair[0] == pair[1]));
    }
}
