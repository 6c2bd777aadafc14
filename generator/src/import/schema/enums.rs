//! Enums: of texts or of whole numbers; anything else is the plain type.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Code;
use crate::yaml::{Node, Scalar};

use super::untagged::is_scalar;
use super::{Hint, Schemas, flag, is_nullable, kinds, shown, text};
use crate::import::model::{EnumValue, Kind, Ty, TypeId, Wish};
use crate::import::names::is_key;
use crate::import::notes::address;

/// An enum that is declared in place.
pub(super) struct InPlace {
    id: TypeId,
    /// In how many.
    places: usize,
}

impl<'d> Schemas<'d> {
    /// The type of a schema that lists its values.
    pub(super) fn enumeration(&mut self, node: &'d Node, hint: &Hint) -> Ty {
        let values = self.list(node, "enum");
        let scalars: Option<Vec<&'d Scalar>> = values.iter().map(Node::as_scalar).collect();
        let Some(scalars) = scalars else {
            self.notes.add(node, Code::IMPORT_VALUE, "an enum of lists or maps: any JSON");
            return Ty::any();
        };
        let is_text = kinds(node) == ["string"];
        let scalars: Vec<&Scalar> =
            scalars.into_iter().filter(|scalar| !scalar.is_null() || scalar.text.is_empty()).collect();
        let scalars = self.that_can_be_said(node, scalars);
        if scalars.is_empty() {
            return self.of_kinds_beside(node, hint);
        }
        if scalars.iter().all(|scalar| scalar.as_bool().is_some()) && !is_text {
            return Ty::word("bool");
        }
        if let Some(numbers) = numbers_or_texts(&scalars, is_text) {
            return self.declare_enum(node, hint, numbers, described(node, &scalars, ""));
        }
        if !is_text && scalars.iter().all(|scalar| scalar.is_number()) {
            self.notes.add(node, Code::IMPORT_VALUE, "an enum of fractions: any number");
            return Ty::word("f64");
        }
        let mixed: Vec<String> = scalars.iter().take(4).map(|scalar| shown(&scalar.text)).collect();
        let message = format!("an enum of texts and others (`{}`): any of their kinds", mixed.join("`, `"));
        self.notes.add(node, Code::IMPORT_VALUE, message);
        let types = scalars.iter().map(|scalar| (String::new(), kind_of(scalar))).collect();
        self.simplest(node, types, hint)
    }

    fn that_can_be_said<'s>(&mut self, node: &'d Node, mut scalars: Vec<&'s Scalar>) -> Vec<&'s Scalar> {
        let all = scalars.len();
        scalars.retain(|scalar| is_key(&scalar.text));
        if scalars.len() < all {
            let message =
                format!("{} values of an enum that no spec can hold: left out", all - scalars.len());
            self.notes.add(node, Code::IMPORT_VALUE, message);
        }
        scalars
    }

    /// One enum of what all alternatives list in place: documents describe the values of an enum in that way.
    pub(super) fn listed(&mut self, node: &'d Node, members: &[&'d Node], hint: &Hint) -> Option<Ty> {
        let mut values = Vec::new();
        let mut numbers = None;
        for member in members {
            let scalars = in_place(member)?;
            let of_member = numbers_or_texts(&scalars, kinds(member) == ["string"])?;
            if *numbers.get_or_insert(of_member) != of_member {
                return None;
            }
            match scalars.as_slice() {
                [only] => values.push(alone(member, only)),
                several => {
                    let doc = text(member, "description").unwrap_or_default();
                    values.extend(described(member, several, doc));
                }
            }
        }
        let whole = !values.is_empty() && values.iter().all(|value| is_key(&value.wire));
        whole.then(|| self.declare_enum(node, hint, numbers.unwrap_or_default(), values))
    }

    fn declare_enum(&mut self, node: &'d Node, hint: &Hint, numbers: bool, mut values: Vec<EnumValue>) -> Ty {
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.wire.clone()));
        let wires: Vec<String> = values.iter().map(|value| value.wire.clone()).collect();
        let kept = self.kept.get(&address(node)).cloned();
        let key = hint.short.clone().filter(|_| kept.is_none()).map(|short| (short, wires));
        if let Some(listed) = key.as_ref().and_then(|key| self.enums.get_mut(key)) {
            listed.places += 1;
            let id = listed.id;
            // The same values under the same name in a second place: one type, named after the field alone.
            if let Some(declared) = self.types.get_mut(id)
                && let Wish::Made { short, long } = &mut declared.name
                && *long != hint.long
            {
                short.clone_from(&hint.short);
                declared.doc = String::new();
            }
            return Ty::Named(id);
        }
        let wish = match kept {
            Some(name) => Wish::Kept(name),
            None => Wish::Made { long: hint.long.clone(), short: None },
        };
        let id = self.declare(node, wish, Kind::Enum { numbers, values });
        if let Some(key) = key {
            self.enums.insert(key, InPlace { id, places: 1 });
        }
        Ty::Named(id)
    }

    /// A name after the field alone is for the enum that most such fields have: `Type` says nothing where there are many.
    pub(in crate::import) fn leave_contested_names(&mut self) {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for ((short, _), listed) in &self.enums {
            *places.entry(short).or_default() += listed.places;
        }
        for ((short, _), listed) in &self.enums {
            let all = places.get(short.as_str()).copied().unwrap_or_default();
            if listed.places * 2 <= all
                && let Some(Wish::Made { short, .. }) = self.types.get_mut(listed.id).map(|ty| &mut ty.name)
            {
                *short = None;
            }
        }
    }

    /// The type of the only value that fits: an enum of one, or the value's kind.
    pub(super) fn constant(&mut self, node: &'d Node, value: &'d Node, hint: &Hint) -> Ty {
        let Some(scalar) = value.as_scalar() else { return Ty::any() };
        let is_text = kinds(node) == ["string"] || !scalar.plain;
        if !is_text && scalar.is_null() {
            return Ty::any();
        }
        if !is_key(&scalar.text) {
            return kind_of(scalar);
        }
        match kind_of(scalar) {
            Ty::Word("i64", _) if !is_text => {
                self.declare_enum(node, hint, true, described(node, &[scalar], ""))
            }
            Ty::Word("bool" | "f64", _) if !is_text => kind_of(scalar),
            _ => self.declare_enum(node, hint, false, described(node, &[scalar], "")),
        }
    }
}

fn kind_of(scalar: &Scalar) -> Ty {
    Ty::word(match scalar {
        _ if scalar.as_bool().is_some() => "bool",
        _ if whole_number(scalar) => "i64",
        _ if scalar.is_number() => "f64",
        _ => "string",
    })
}

fn whole_number(scalar: &Scalar) -> bool {
    scalar.is_number() && scalar.text.parse::<i64>().is_ok_and(|number| number.to_string() == scalar.text)
}

/// Whether an enum is one of whole numbers or one of texts, if it is either.
fn numbers_or_texts(scalars: &[&Scalar], is_text: bool) -> Option<bool> {
    if !is_text && scalars.iter().all(|scalar| whole_number(scalar)) {
        return Some(true);
    }
    let text =
        |scalar: &&Scalar| !scalar.plain || is_text || (!scalar.is_number() && scalar.as_bool().is_none());
    scalars.iter().all(text).then_some(false)
}

/// What an alternative lists in place, if it says nothing else.
fn in_place(member: &Node) -> Option<Vec<&Scalar>> {
    if !is_scalar(member) || is_nullable(member) {
        return None;
    }
    match (member.get("const"), member.get("enum").and_then(Node::as_list)) {
        (Some(value), _) => Some(vec![value.as_scalar()?]),
        (None, Some(values)) => values.iter().map(Node::as_scalar).collect(),
        (None, None) => None,
    }
}

/// The value that a schema is alone for: the schema's description is its own. A title is a name, or it tells more.
fn alone(schema: &Node, scalar: &Scalar) -> EnumValue {
    let title = text(schema, "title");
    let (name, told) = match title {
        Some(title) if title.contains(' ') => (None, title),
        title => (title, ""),
    };
    EnumValue {
        wire: scalar.text.clone(),
        name: name.map(str::to_owned),
        doc: text(schema, "description").unwrap_or(told).to_owned(),
        deprecated: flag(schema, "deprecated"),
    }
}

/// The values of an enum with the names and the texts that extensions give them, as lists or by value; `otherwise`: the text
/// of one that has none.
fn described(schema: &Node, scalars: &[&Scalar], otherwise: &str) -> Vec<EnumValue> {
    let either = |one, other| schema.get(one).or_else(|| schema.get(other));
    let docs = either("x-enumDescriptions", "x-enum-descriptions");
    let names = either("x-enum-varnames", "x-enumNames");
    let of = |extension: Option<&Node>, index, wire: &str| {
        let found = extension.and_then(|all| all.get(wire).or_else(|| all.as_list()?.get(index)));
        found.and_then(Node::as_scalar).map(|scalar| scalar.text.clone())
    };
    let value = |(index, scalar): (usize, &&Scalar)| EnumValue {
        wire: scalar.text.clone(),
        name: of(names, index, &scalar.text),
        doc: of(docs, index, &scalar.text)
            .filter(|doc| !doc.is_empty())
            .unwrap_or_else(|| otherwise.to_owned()),
        deprecated: false,
    };
    scalars.iter().enumerate().map(value).collect()
}
