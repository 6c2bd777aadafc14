//! How well a value fits a shape.

use std::cell::Cell;

use super::{
    Key, NUMBER, OBJECT, Shape,
    sketch::{Entries, Sketch},
};

/// How well a value fits: the greater the better, the first part first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// How much is known of such values at all.
    class: i8,
    /// Listed values.
    matches: u32,
    /// Known keys.
    known: u32,
    /// Keys that are always there.
    needed: u32,
    /// Values that are not listed, less than zero.
    unlisted: i32,
}

/// Shapes of unions in unions are followed that deep; types that refer to each other make circles.
const DEEPEST: u8 = 12;
/// No more shapes are held against one value: unions of unions, of which each holds all others, would multiply.
const MOST_LOOKS: u32 = 10_000;

/// How far a look at shapes has gone.
#[derive(Clone, Copy)]
struct Look<'l> {
    depth: u8,
    left: &'l Cell<u32>,
}

impl Look<'_> {
    /// One shape further; nothing if that is too far.
    fn on(self) -> Option<Self> {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        (self.depth <= DEEPEST).then_some(Self { depth: self.depth + 1, ..self })
    }
}

/// Nothing is known but the kind.
const VAGUE: Rank = rank(-1);
/// An enum's value that is not listed, an object of which no key is known.
const POOR: i8 = 0;
/// An object of any keys, a plain text, any number.
const PLAIN: i8 = 1;
/// What fits better than that: a format, a whole number, an object's known keys.
const GOOD: i8 = 2;
/// A listed value.
const LISTED: i8 = 3;

const fn rank(class: i8) -> Rank {
    Rank { class, matches: 0, known: 0, needed: 0, unlisted: 0 }
}

/// How well a value fits a shape; `None` if a value of that shape cannot be this one.
pub(super) fn fit(value: &Sketch<'_>, shape: &Shape) -> Option<Rank> {
    fit_at(value, shape, Look { depth: 0, left: &Cell::new(MOST_LOOKS) })
}

fn fit_at(value: &Sketch<'_>, shape: &Shape, look: Look<'_>) -> Option<Rank> {
    let Some(look) = look.on() else { return Some(VAGUE) };
    match (shape, value) {
        (Shape::Of(shape), _) => fit_at(value, shape(), look),
        (Shape::OneOf(shapes), _) => shapes.iter().filter_map(|shape| fit_at(value, shape, look)).max(),
        (Shape::Nullable(_), Sketch::Null) | (Shape::Text, Sketch::Text(_)) => Some(rank(PLAIN)),
        (Shape::Nullable(shape), _) => fit_at(value, shape, look),
        (Shape::Kinds(kinds), _) => (kinds & value.kind() != 0).then(|| of_kinds(*kinds, value)),
        (Shape::Int(least, most), Sketch::Int(number)) => {
            (least..=most).contains(&number).then_some(rank(GOOD))
        }
        (Shape::Listed(listed), Sketch::Text(text)) => Some(listing(listed, text)),
        (Shape::ListedInt(listed), Sketch::Int(number)) => Some(listing(listed, &number.to_string())),
        (Shape::Format(reads), Sketch::Text(text)) => reads(text).then_some(rank(GOOD)),
        (Shape::List(element), Sketch::List(seen, _)) => {
            elements(seen.iter().map(|value| (value, *element)), look)
        }
        (Shape::Tuple(shapes), Sketch::List(seen, length)) => {
            if shapes.len() == *length {
                elements(seen.iter().zip(*shapes), look)
            } else {
                None
            }
        }
        (Shape::Object(keys, open), Sketch::Object(entries)) => object(entries, keys, *open, None),
        (Shape::Tagged(tag, variants), Sketch::Object(entries)) => tagged(entries, tag, variants),
        (Shape::Map(values), Sketch::Object(entries)) => {
            let fits = entries.seen.iter().all(|(_, value)| fit_at(value, values, look).is_some());
            fits.then_some(rank(PLAIN))
        }
        (
            Shape::List(_) | Shape::Tuple(_) | Shape::Object(..) | Shape::Tagged(..) | Shape::Map(_),
            Sketch::Unseen(kind),
        ) => {
            let is_object = *kind == OBJECT;
            (is_object != matches!(shape, Shape::List(_) | Shape::Tuple(_))).then_some(rank(PLAIN))
        }
        _ => None,
    }
}

/// What may be several kinds says little, what is one kind says more.
fn of_kinds(kinds: u8, value: &Sketch<'_>) -> Rank {
    let kind = value.kind();
    if kinds == kind || (kinds == NUMBER && kind & NUMBER != 0) { rank(PLAIN) } else { VAGUE }
}

fn listing(listed: &[&str], text: &str) -> Rank {
    if listed.contains(&text) { rank(LISTED) } else { rank(POOR) }
}

/// All must fit; how well, the first one says.
fn elements<'a>(pairs: impl Iterator<Item = (&'a Sketch<'a>, &'a Shape)>, look: Look<'_>) -> Option<Rank> {
    let mut first = None;
    for (value, shape) in pairs {
        let rank = fit_at(value, shape, look)?;
        first = first.or(Some(rank));
    }
    Some(first.unwrap_or(rank(PLAIN)))
}

/// `beside`: a key that stands in the same object and is known to something else.
fn object(entries: &Entries<'_>, keys: &[Key], open: bool, beside: Option<&str>) -> Option<Rank> {
    let mut found = Rank::default();
    let mut others = 0;
    for (name, value) in entries.seen.iter().filter(|(name, _)| Some(name.as_ref()) != beside) {
        let Some(key) = keys.iter().find(|key| key.name == name) else {
            others += 1;
            continue;
        };
        if key.kinds & value.kind() == 0 {
            return None;
        }
        match listed(key, value) {
            Listed::Yes => found.matches += 1,
            Listed::No => found.unlisted -= 1,
            Listed::Open => {}
        }
        found.known += 1;
        found.needed += u32::from(key.needed);
    }
    let needed = keys.iter().filter(|key| key.needed).count();
    if !entries.more && found.needed as usize != needed {
        return None;
    }
    found.class = match (found.known > 0 || others == 0, open) {
        (true, _) => GOOD,
        (false, true) => PLAIN,
        (false, false) => POOR,
    };
    Some(found)
}

/// What the values that a key lists say about its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// None are listed, or it may be none of them.
    Open,
    Yes,
    No,
}

fn listed(key: &Key, value: &Sketch<'_>) -> Listed {
    let is_listed = match value {
        _ if key.values.is_empty() => return Listed::Open,
        Sketch::Text(text) => key.values.contains(&text.as_ref()),
        Sketch::Int(number) => key.values.contains(&number.to_string().as_str()),
        Sketch::Bool(value) => key.values.contains(&if *value { "true" } else { "false" }),
        Sketch::Null => return Listed::Open,
        _ => false,
    };
    if is_listed { Listed::Yes } else { Listed::No }
}

/// A tag that is not listed makes a poor match, for such a union keeps what it does not know.
fn tagged(entries: &Entries<'_>, tag: &str, variants: &[(&[&str], Shape)]) -> Option<Rank> {
    let found = entries.seen.iter().find(|(name, _)| name == tag);
    let Some((_, value)) = found else { return entries.more.then_some(VAGUE) };
    let text = match value {
        Sketch::Text(text) => text.as_ref().into(),
        Sketch::Int(number) => number.to_string(),
        Sketch::Bool(value) => value.to_string(),
        _ => return None,
    };
    let Some((_, shape)) = variants.iter().find(|(tags, _)| tags.contains(&text.as_str())) else {
        return Some(Rank { class: POOR, known: 1, ..Rank::default() });
    };
    let rank = match keys_of(shape, 0) {
        Some((keys, open)) => object(entries, keys, open, Some(tag))?,
        None => Rank::default(),
    };
    Some(Rank {
        class: GOOD,
        matches: rank.matches + 1,
        known: rank.known + 1,
        needed: rank.needed + 1,
        ..rank
    })
}

fn keys_of(shape: &Shape, depth: u8) -> Option<(&'static [Key], bool)> {
    match shape {
        Shape::Object(keys, open) => Some((*keys, *open)),
        Shape::Of(shape) if depth <= DEEPEST => keys_of(shape(), depth + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{BOOL, INT, LIST, NULL, TEXT, may_have, needs, sketch::sketch};

    const CAT: Shape = Shape::Object(&[needs("name", TEXT), may_have("lives", INT | NULL)], false);
    const DOG: Shape =
        Shape::Object(&[needs("name", TEXT), needs("breed", TEXT), may_have("toys", LIST)], false);

    fn best(json: &str, shapes: &[Shape]) -> Option<usize> {
        let value = sketch(json).unwrap();
        let ranked =
            shapes.iter().enumerate().filter_map(|(index, shape)| Some((fit(&value, shape)?, index)));
        ranked.max_by_key(|(rank, index)| (*rank, std::cmp::Reverse(*index))).map(|(_, index)| index)
    }

    #[test]
    fn the_kind_decides_first() {
        let shapes = [
            Shape::Text,
            Shape::Int(0, 10),
            Shape::Kinds(NUMBER),
            Shape::Kinds(BOOL),
            Shape::List(&Shape::Text),
            CAT,
        ];
        for (json, expected) in [
            ("\"x\"", Some(0)),
            ("7", Some(1)),
            ("11", Some(2)),
            ("1.5", Some(2)),
            ("true", Some(3)),
            ("[]", Some(4)),
            ("[\"a\"]", Some(4)),
            ("[1]", None),
            ("{\"name\":\"a\"}", Some(5)),
            ("{}", None),
            ("null", None),
        ] {
            assert_eq!(best(json, &shapes), expected, "{json}");
        }
    }

    #[test]
    fn an_object_has_what_it_must_and_as_many_known_keys_as_can_be() {
        for (json, expected) in [
            (r#"{"name":"a"}"#, Some(0)),
            (r#"{"name":"a","breed":"b"}"#, Some(1)),
            (r#"{"name":"a","lives":9}"#, Some(0)),
            (r#"{"name":"a","lives":"9"}"#, None),
            (r#"{"name":"a","lives":"9","breed":"b"}"#, Some(1)),
            (r#"{"breed":"b"}"#, None),
        ] {
            assert_eq!(best(json, &[CAT, DOG]), expected, "{json}");
        }
    }

    #[test]
    fn listed_values_prefer() {
        const A: Shape = Shape::Object(&[needs("t", TEXT).mostly(&["a"])], false);
        const B: Shape = Shape::Object(&[needs("t", TEXT).mostly(&["b"]), may_have("x", INT)], false);
        const C: Shape = Shape::Object(&[needs("t", TEXT), may_have("x", INT), may_have("y", INT)], false);
        let shapes = [A, B, C];
        assert_eq!(best(r#"{"t":"a","x":1,"y":2}"#, &shapes), Some(0));
        assert_eq!(best(r#"{"t":"b","x":1,"y":2}"#, &shapes), Some(1));
        assert_eq!(best(r#"{"t":"c","x":1,"y":2}"#, &shapes), Some(2));
        assert_eq!(best(r#"{"t":"c","x":1}"#, &[A, B]), Some(1), "an open enum");
    }

    #[test]
    fn texts_are_listed_then_of_a_format_then_plain() {
        let shapes =
            [Shape::Text, Shape::Format(|text| text.starts_with('#')), Shape::Listed(&["red", "#1"])];
        for (json, expected) in [("\"red\"", 2), ("\"#1\"", 2), ("\"#2\"", 1), ("\"blue\"", 0)] {
            assert_eq!(best(json, &shapes), Some(expected), "{json}");
        }
        assert_eq!(best("\"blue\"", &shapes[1..]), Some(1), "an open enum");
    }

    #[test]
    fn maps_come_after_structs_whose_keys_are_known() {
        const MAP: Shape = Shape::Map(&Shape::Int(i64::MIN as i128, i64::MAX as i128));
        const LOOSE: Shape = Shape::Object(&[may_have("a", INT)], false);
        assert_eq!(best(r#"{"a":1,"b":2}"#, &[MAP, LOOSE]), Some(1));
        assert_eq!(best(r#"{"b":2}"#, &[LOOSE, MAP]), Some(1));
        assert_eq!(best(r#"{"b":"x"}"#, &[LOOSE, MAP]), Some(0));
    }

    #[test]
    fn a_tagged_union_is_known_by_its_tag() {
        const UNION: Shape = Shape::Tagged("kind", &[(&["cat"], CAT), (&["dog", "hound"], DOG)]);
        const OTHER: Shape = Shape::Object(&[needs("kind", TEXT), may_have("name", TEXT)], false);
        assert_eq!(best(r#"{"kind":"cat","name":"a"}"#, &[OTHER, UNION]), Some(1));
        assert_eq!(best(r#"{"kind":"hound","name":"a"}"#, &[UNION]), None, "a dog has a breed");
        assert_eq!(best(r#"{"kind":"bird","name":"a"}"#, &[UNION, OTHER]), Some(1));
        assert_eq!(best(r#"{"kind":"bird"}"#, &[UNION]), Some(0));
        assert_eq!(best(r#"{"name":"a"}"#, &[UNION]), None);
    }

    #[test]
    fn shapes_in_circles_end() {
        fn shape() -> &'static Shape {
            static TREE: Shape =
                Shape::OneOf(&[Shape::Text, Shape::List(&Shape::Of(shape)), Shape::Of(shape)]);
            &TREE
        }
        assert!(best("[[[[[\"a\"]]]]]", &[Shape::Of(shape)]).is_some());
    }

    #[test]
    fn lists_are_told_apart_by_what_is_in_them() {
        const TEXTS: Shape = Shape::List(&Shape::Text);
        const INTS: Shape = Shape::List(&Shape::Int(0, 100));
        const LISTS: Shape = Shape::List(&INTS);
        const PAIR: Shape = Shape::Tuple(&[Shape::Text, Shape::Int(0, 9)]);
        let shapes = [TEXTS, INTS, LISTS, PAIR];
        for (json, expected) in [("[\"a\"]", 0), ("[1,2]", 1), ("[[1],[2]]", 2), ("[\"a\",1]", 3), ("[]", 0)]
        {
            assert_eq!(best(json, &shapes), Some(expected), "{json}");
        }
    }
}
