//! Unions without a tag that hold themselves: reading one would never come to an end.

use super::finish::Broken;
use super::model::{Kind, Ty, TypeDecl, TypeId, Variant};

/// Leaves out the variants by which a union without a tag is, by way of unions alone, a variant of itself.
pub(super) fn break_circles(types: &mut [TypeDecl]) -> Broken {
    let mut broken = Vec::new();
    // 0: not seen, 1: on the way from the root, 2: done.
    let mut state = vec![0_u8; types.len()];
    for root in 0..types.len() {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut way: Vec<(TypeId, usize)> = vec![(root, 0)];
        while let Some((id, next)) = way.pop() {
            let Kind::Untagged(variants) = &mut types[id].kind else {
                state[id] = 2;
                continue;
            };
            let Some(variant) = variants.get(next) else {
                state[id] = 2;
                continue;
            };
            let Ty::Named(target) = variant.ty else {
                way.push((id, next + 1));
                continue;
            };
            if state[target] == 1 {
                let left_out = variants.remove(next);
                if variants.is_empty() {
                    variants.push(Variant { name: "Any".to_owned(), ty: Ty::any() });
                }
                let message = format!("`{}` is left out of a union that it leads back to", left_out.name);
                broken.push((types[id].span, message));
                way.push((id, next));
                continue;
            }
            way.push((id, next + 1));
            if state[target] == 0 {
                state[target] = 1;
                way.push((target, 0));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::model::Wish;
    use crate::source::{Sources, Span};

    fn union(variants: Vec<Ty>) -> TypeDecl {
        let named = |(index, ty)| Variant { name: format!("V{index}"), ty };
        TypeDecl {
            span: Span { file: Sources::default().add("a", ""), start: 0, end: 0 },
            name: Wish::Kept("Union".to_owned()),
            doc: String::new(),
            deprecated: false,
            kind: Kind::Untagged(variants.into_iter().enumerate().map(named).collect()),
        }
    }

    fn variants(declared: &TypeDecl) -> Vec<&Ty> {
        match &declared.kind {
            Kind::Untagged(variants) => variants.iter().map(|variant| &variant.ty).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_union_is_no_variant_of_itself() {
        let list = Ty::List(Box::new(Ty::Named(0)), String::new());
        let mut types = vec![
            union(vec![Ty::Named(1), Ty::word("string"), list.clone()]),
            union(vec![Ty::word("bool"), Ty::Named(0)]),
            union(vec![Ty::Named(2)]),
        ];
        assert_eq!(break_circles(&mut types).len(), 2);
        assert_eq!(variants(&types[0]), [&Ty::Named(1), &Ty::word("string"), &list]);
        assert_eq!(variants(&types[1]), [&Ty::word("bool")]);
        assert_eq!(variants(&types[2]), [&Ty::any()]);
    }
}
