//! Match arms, with patterns that lead to the same joined into one arm.

use crate::emit::tokens::{TokenStream, quote};

/// An arm: its pattern, what its bindings are (patterns can be joined only if these are the same), and its body.
pub(super) struct Arm {
    pub pattern: TokenStream,
    pub bindings: TokenStream,
    pub body: TokenStream,
}

/// The arms, each with a comma.
pub(super) fn joined(arms: impl IntoIterator<Item = Arm>) -> TokenStream {
    let mut groups: Vec<(String, Vec<TokenStream>, TokenStream)> = Vec::new();
    for Arm { pattern, bindings, body } in arms {
        let key = format!("{bindings} => {body}");
        match groups.iter_mut().find(|(other, ..)| *other == key) {
            Some((_, patterns, _)) => patterns.push(pattern),
            None => groups.push((key, vec![pattern], body)),
        }
    }
    groups.into_iter().map(|(_, patterns, body)| quote!(#(#patterns)|* => #body,)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(pattern: TokenStream, bindings: TokenStream, body: TokenStream) -> Arm {
        Arm { pattern, bindings, body }
    }

    #[test]
    fn only_what_is_the_same_is_joined() {
        let arms = joined([
            arm(quote!(A(x)), quote!(i64), quote!(x.f())),
            arm(quote!(B(x)), quote!(u64), quote!(x.f())),
            arm(quote!(C(x)), quote!(i64), quote!(x.f())),
            arm(quote!(D(x)), quote!(i64), quote!(x.g())),
        ]);
        let expected = quote!(A(x) | C(x) => x.f(), B(x) => x.f(), D(x) => x.g(),);
        assert_eq!(arms.to_string(), expected.to_string());
    }
}
