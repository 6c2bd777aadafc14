//! Enums: of texts or of whole numbers; anything else is the plain type.

use crate::diagnostic::Code;
use crate::yaml::{Node, Scalar};

use super::{Hint, Schemas, kinds, shown};
use crate::import::model::{EnumValue, Kind, Ty, Wish};
use crate::import::names::is_key;
use crate::import::notes::address;

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
        if !is_text && scalars.iter().all(|scalar| whole_number(scalar)) {
            return self.declare_enum(node, hint, true, &scalars);
        }
        let text = |scalar: &&Scalar| {
            !scalar.plain || is_text || (!scalar.is_number() && scalar.as_bool().is_none())
        };
        if scalars.iter().all(text) {
            return self.declare_enum(node, hint, false, &scalars);
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

    fn declare_enum(&mut self, node: &'d Node, hint: &Hint, numbers: bool, scalars: &[&Scalar]) -> Ty {
        let mut wires: Vec<String> = Vec::new();
        for scalar in scalars {
            if !wires.contains(&scalar.text) {
                wires.push(scalar.text.clone());
            }
        }
        let kept = self.kept.get(&address(node)).cloned();
        let key = hint.short.clone().filter(|_| kept.is_none()).map(|short| (short, wires.clone()));
        if let Some(id) = key.as_ref().and_then(|key| self.enums.get(key)) {
            let id = *id;
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
        let docs = node.get("x-enumDescriptions").or_else(|| node.get("x-enum-descriptions"));
        let values = wires
            .into_iter()
            .enumerate()
            .map(|(index, wire)| EnumValue { doc: value_doc(docs, index, &wire), wire })
            .collect();
        let id = self.declare(node, wish, Kind::Enum { numbers, values });
        if let Some(key) = key {
            self.enums.insert(key, id);
        }
        Ty::Named(id)
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
            Ty::Word("i64", _) if !is_text => self.declare_enum(node, hint, true, &[scalar]),
            Ty::Word("bool" | "f64", _) if !is_text => kind_of(scalar),
            _ => self.declare_enum(node, hint, false, &[scalar]),
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

fn value_doc(docs: Option<&Node>, index: usize, wire: &str) -> String {
    let found = docs.and_then(|docs| docs.get(wire).or_else(|| docs.as_list()?.get(index)));
    found.and_then(Node::as_scalar).map(|scalar| scalar.text.clone()).unwrap_or_default()
}
