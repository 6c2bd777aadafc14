//! Match arms over one or two numbers, those that lead to the same joined as clippy wants them.

use crate::emit::tokens::{TokenStream, quote};

use super::expression::index;

/// What is matched, and what it leads to.
pub(super) struct Arm {
    first: TokenStream,
    second: Option<TokenStream>,
    pub body: TokenStream,
}

impl Arm {
    /// For something of its own.
    pub(super) fn new(first: TokenStream, body: TokenStream) -> Self {
        Self { first, second: None, body }
    }

    /// For a number.
    pub(super) fn of(first: usize, body: TokenStream) -> Self {
        let first = index(first);
        Self::new(quote!(#first), body)
    }

    /// For two numbers.
    pub(super) fn of_two(first: usize, second: usize, body: TokenStream) -> Self {
        let second = index(second);
        Self { second: Some(quote!(#second)), ..Self::of(first, body) }
    }

    /// For a number and a flag.
    pub(super) fn of_flag(first: usize, second: bool, body: TokenStream) -> Self {
        Self { second: Some(quote!(#second)), ..Self::of(first, body) }
    }
}

/// The arms, each with a comma.
pub(super) fn joined(arms: Vec<Arm>) -> TokenStream {
    let groups = grouped(arms.into_iter().map(|arm| (arm.body, (arm.first, arm.second))));
    let arms = groups.into_iter().map(|(body, patterns)| {
        let pattern = pattern(patterns);
        quote!(#pattern => #body,)
    });
    arms.collect()
}

/// `0 | 1`, `(0 | 1, 2)`, `(0, _) | (1, true)`.
fn pattern(patterns: Vec<(TokenStream, Option<TokenStream>)>) -> TokenStream {
    if patterns.iter().any(|(_, second)| second.is_none()) {
        let firsts: Vec<_> = patterns.into_iter().map(|(first, _)| first).collect();
        return either(&firsts);
    }
    let by_second = patterns.into_iter().filter_map(|(first, second)| Some((second?, first)));
    let by_second = grouped(by_second).into_iter().map(|(second, firsts)| (either(&firsts), second));
    let pairs: Vec<_> = grouped(by_second)
        .into_iter()
        .map(|(firsts, seconds)| {
            let seconds = either(&seconds);
            quote!((#firsts, #seconds))
        })
        .collect();
    either(&pairs)
}

/// One of these: numbers in a row are a range, and both flags are all there is.
fn either(patterns: &[TokenStream]) -> TokenStream {
    let texts: Vec<_> = patterns.iter().map(ToString::to_string).collect();
    if texts.iter().any(|text| text == "false") && texts.iter().any(|text| text == "true") {
        return quote!(_);
    }
    let numbers: Vec<usize> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let is_row = numbers.len() == patterns.len() && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match numbers.as_slice() {
        [first, _, .., last] if is_row => {
            let (first, last) = (index(*first), index(*last));
            quote!(#first..=#last)
        }
        _ => quote!(#(#patterns)|*),
    }
}

/// What belongs to the same key, in the order in which they come.
fn grouped<T>(pairs: impl Iterator<Item = (TokenStream, T)>) -> Vec<(TokenStream, Vec<T>)> {
    let mut groups: Vec<(TokenStream, Vec<T>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|(other, _)| other.to_string() == key.to_string()) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(arms: Vec<Arm>) -> String {
        joined(arms).to_string()
    }

    #[test]
    fn what_leads_to_the_same_is_one_arm() {
        let arms = [(0, quote!(a)), (1, quote!(b)), (2, quote!(a)), (3, quote!(b))];
        let arms = arms.map(|(at, body)| Arm::of(at, body)).into_iter().collect();
        assert_eq!(shown(arms), quote!(0 | 2 => a, 1 | 3 => b,).to_string());
        let row = (4..8).map(|at| Arm::of(at, quote!(a))).collect();
        assert_eq!(shown(row), quote!(4..=7 => a,).to_string());
    }

    #[test]
    fn pairs_are_nested() {
        let flags = |pairs: &[(usize, bool)]| {
            shown(pairs.iter().map(|(at, flag)| Arm::of_flag(*at, *flag, quote!(a))).collect())
        };
        for (pairs, expected) in [
            (&[(0, false), (4, false), (2, true)][..], quote!((0 | 4, false) | (2, true) => a,)),
            (&[(3, false), (3, true)], quote!((3, _) => a,)),
            (&[(0, false), (1, false), (0, true), (1, true)], quote!((0 | 1, _) => a,)),
        ] {
            assert_eq!(flags(pairs), expected.to_string());
        }
        let arms = [(2, 1), (3, 1), (3, 2)].map(|(first, second)| Arm::of_two(first, second, quote!(a)));
        assert_eq!(shown(arms.into_iter().collect()), quote!((2 | 3, 1) | (3, 2) => a,).to_string());
    }
}
