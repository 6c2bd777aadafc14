//! Identifiers: from the names that the checked API decided, and from names that meet one of ours.

use crate::emit::tokens::Ident;

/// The identifier of a name that the checker decided.
///
/// Such names are valid; were one not, `_` would stand in its place and the generated code would not compile, which is
/// better than a generator that panics.
pub(super) fn ident(name: &str) -> Ident {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|first| first == '_' || first.is_alphabetic());
    let valid = starts && characters.all(|character| character == '_' || character.is_alphanumeric());
    Ident::new(if valid { name } else { "_invalid" })
}

/// The name, with `_` at its end when it is one of `taken`, as a keyword gets it.
pub(super) fn mend(name: &str, taken: &[&str]) -> String {
    if taken.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// As [`mend`], as identifier.
pub(super) fn mended(name: &str, taken: &[&str]) -> Ident {
    ident(&mend(name, taken))
}

/// A name for a variable of ours that none of `taken` has. Names from a spec end with `_` only as mended keywords.
pub(super) fn free(name: &str, taken: &[&str]) -> Ident {
    let mut name = name.to_owned();
    while taken.contains(&name.as_str()) {
        name.push('_');
    }
    ident(&name)
}

/// The module for a type or an endpoint of that name.
pub(super) fn module_name(name: &str) -> String {
    crate::names::snake(name).unwrap_or_else(|| "other".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        for name in ["id", "type_", "Customer", "_2fa", "größe"] {
            assert_eq!(ident(name).to_string(), name);
        }
        for name in ["", "a b", "1a", "a;b"] {
            assert_eq!(ident(name).to_string(), "_invalid", "{name:?}");
        }
    }

    #[test]
    fn our_names_give_way() {
        assert_eq!(mend("items", &["raw", "items"]), "items_");
        assert_eq!(mend("other", &["raw", "items"]), "other");
        assert_eq!(free("map", &["map", "map_"]).to_string(), "map__");
        assert_eq!(free("map", &[]).to_string(), "map");
    }

    #[test]
    fn modules_are_never_keywords() {
        for (name, module) in [
            ("Customer", "customer"),
            ("Mod", "mod_"),
            ("Type", "type_"),
            ("FeedURL", "feed_url"),
            ("Gen", "gen_"),
        ] {
            assert_eq!(module_name(name), module);
        }
    }
}
