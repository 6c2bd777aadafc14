//! Alternatives without a tag: a union whose variants are told apart by their shapes, or something simpler that holds
//! all of them.

use crate::diagnostic::Code;
use crate::yaml::Node;

use super::object::Object;
use super::{Hint, Pending, Schemas, is_nullable, kinds, text};
use crate::import::document::{last_step, reference};
use crate::import::model::{Kind, Ty, Variant, Wish};
use crate::import::names::{self, Taken};
use crate::import::notes::address;

/// What stands in a union, before its variants are read: they may lead back to it.
pub(super) enum Waiting<'d> {
    /// Schemas.
    Members(Vec<&'d Node>),
    /// One schema, as one of several kinds.
    Kinds(&'d Node, Vec<&'d str>),
    /// Objects, with what their schemas are called.
    Objects(Vec<(Option<String>, &'d Node, Object<'d>)>),
}

impl<'d> Schemas<'d> {
    /// The type of alternatives that no tag tells apart.
    pub(super) fn untagged(&mut self, node: &'d Node, shaped: &[&'d Node], hint: &Hint) -> Ty {
        if let Some(listed) = self.listed(node, shaped, hint) {
            return listed;
        }
        let may_be_null = shaped.iter().any(|member| self.follow(member).is_some_and(is_nullable));
        let scalars = shaped.iter().all(|member| self.follow(member).is_some_and(is_scalar));
        let ty = if scalars {
            let types: Vec<(String, Ty)> = shaped.iter().map(|member| self.member(member, hint)).collect();
            self.simplest(node, types, hint)
        } else {
            self.wait(node, Waiting::Members(shaped.to_vec()), hint)
        };
        if may_be_null { ty.nullable() } else { ty }
    }

    /// The type of a schema that may be several kinds of JSON.
    pub(super) fn of_kinds(&mut self, node: &'d Node, kinds: Vec<&'d str>, hint: &Hint) -> Ty {
        let is_scalar = |kind: &&str| matches!(*kind, "string" | "integer" | "number" | "boolean");
        if !kinds.iter().all(is_scalar) {
            return self.wait(node, Waiting::Kinds(node, kinds), hint);
        }
        let types = kinds.into_iter().map(|kind| (String::new(), self.of_kind(kind, node, hint)));
        let types = types.collect();
        self.simplest(node, types, hint)
    }

    /// A union whose variants are objects that have been put together.
    pub(super) fn of_objects(
        &mut self,
        node: &'d Node,
        objects: Vec<(Option<String>, &'d Node, Object<'d>)>,
        hint: &Hint,
    ) -> Ty {
        self.wait(node, Waiting::Objects(objects), hint)
    }

    /// A union whose variants are read later.
    fn wait(&mut self, node: &'d Node, waiting: Waiting<'d>, hint: &Hint) -> Ty {
        let wish = self.wish(node, hint);
        let id = self.declare(node, wish, Kind::Untagged(Vec::new()));
        self.queue.push_back(Pending::Union { id, waiting, hint: hint.clone() });
        Ty::Named(id)
    }

    /// What a schema calls itself, and its type.
    fn member(&mut self, member: &'d Node, hint: &Hint) -> (String, Ty) {
        let name = match reference(member) {
            Some(link) => last_step(link),
            None => text(member, "title").unwrap_or_default().to_owned(),
        };
        let part = if name.is_empty() { own_part(member).to_owned() } else { names::camel(&name) };
        let hint = if part.is_empty() || part.len() > 40 { hint.clone() } else { hint.part(&part) };
        let ty = self.ty(member, &hint);
        (name, ty)
    }

    /// The variants of a union that has waited.
    pub(super) fn variants(&mut self, waiting: Waiting<'d>, hint: &Hint) -> Vec<Variant> {
        let types = match waiting {
            Waiting::Members(members) => {
                members.into_iter().map(|member| self.member(member, hint)).collect()
            }
            Waiting::Kinds(node, kinds) => {
                kinds.into_iter().map(|kind| (String::new(), self.of_kind(kind, node, hint))).collect()
            }
            Waiting::Objects(objects) => objects
                .into_iter()
                .map(|(name, node, object)| {
                    let part =
                        name.clone().unwrap_or_else(|| text(node, "title").unwrap_or("item").to_owned());
                    let hint = hint.part(&names::camel(&part));
                    let wish = Wish::Made { long: hint.long.clone(), short: None };
                    let id = self.declare(node, wish, Kind::Struct(Vec::new(), None));
                    self.queue.push_back(Pending::Struct { id, object, hint, without: None });
                    (name.unwrap_or_default(), Ty::Named(id))
                })
                .collect(),
        };
        self.named(merged(types))
    }

    /// One type for all if there is one, or else a union of them.
    pub(super) fn simplest(&mut self, node: &'d Node, types: Vec<(String, Ty)>, hint: &Hint) -> Ty {
        let mut types = merged(types);
        if types.len() == 1 {
            return types.swap_remove(0).1;
        }
        // An enum is open: it holds any text.
        let is_text = |ty: &Ty| matches!(ty, Ty::Word("string", _));
        let is_enum = |ty: &Ty| matches!(ty, Ty::Named(id) if matches!(self.types.get(*id).map(|declared| &declared.kind), Some(Kind::Enum { numbers: false, .. })));
        let enums = types.iter().filter(|(_, ty)| is_enum(ty)).count();
        if enums == 1 && types.iter().all(|(_, ty)| is_text(ty) || is_enum(ty)) {
            types.retain(|(_, ty)| is_enum(ty));
            return self.in_its_name(node, types.swap_remove(0).1);
        }
        if types.iter().any(|(_, ty)| ty.is_any()) {
            self.notes.add(
                node,
                Code::IMPORT_UNION,
                "one of several schemas, of which one fits all: any JSON",
            );
            return Ty::any();
        }
        let variants = self.named(types);
        let wish = self.wish(node, hint);
        Ty::Named(self.declare(node, wish, Kind::Untagged(variants)))
    }

    /// The type that a schema is nothing but: where it was made in place, it takes the schema's name, and both descriptions.
    pub(super) fn in_its_name(&mut self, node: &'d Node, ty: Ty) -> Ty {
        if let (Ty::Named(id), Some(kept)) = (&ty, self.kept.get(&address(node)))
            && let Some(declared) = self.types.get_mut(*id)
            && matches!(declared.name, Wish::Made { .. })
        {
            declared.name = Wish::Kept(kept.clone());
            let outer = text(node, "description").unwrap_or_default();
            let docs = [outer, declared.doc.as_str()].map(str::trim_end);
            declared.doc = docs.into_iter().filter(|doc| !doc.is_empty()).collect::<Vec<_>>().join("\n\n");
        }
        ty
    }

    /// Names for variants: as their schemas are called, or after their types.
    fn named(&self, types: Vec<(String, Ty)>) -> Vec<Variant> {
        let mut taken = Taken::of(["Unlisted"]);
        types
            .into_iter()
            .map(|(name, ty)| {
                let own = names::camel(&name);
                let fits = !name.is_empty()
                    && name.len() <= 60
                    && own.starts_with(|first: char| first.is_ascii_alphabetic());
                let wish = if fits { own } else { self.type_name(&ty) };
                let name = taken.first_free([wish.as_str()], names::numbered_camel);
                Variant { name, ty }
            })
            .collect()
    }

    /// What a variant of a type is called.
    fn type_name(&self, ty: &Ty) -> String {
        match ty {
            Ty::Word(word, _) => match *word {
                "string" => "Text",
                "bool" => "Bool",
                "i32" | "i64" | "u32" | "u64" => "Integer",
                "f64" | "decimal" => "Number",
                "date" => "Date",
                "datetime" | "unix_s" => "Time",
                "uuid" => "Uuid",
                "bytes" => "Bytes",
                "secret" => "Secret",
                _ => "Any",
            }
            .to_owned(),
            Ty::List(inner, _) => format!("{}List", self.type_name(inner)),
            Ty::Map(inner) => format!("{}Map", self.type_name(inner)),
            Ty::Nullable(inner) => self.type_name(inner),
            Ty::Named(id) => match self.types.get(*id).map(|declared| (&declared.name, &declared.kind)) {
                Some((Wish::Kept(name) | Wish::Shared(name, _), _)) => name.clone(),
                Some((_, Kind::Enum { .. })) => "Listed".to_owned(),
                Some((_, Kind::Struct(..))) => "Object".to_owned(),
                _ => "Choice".to_owned(),
            },
        }
    }
}

/// What the type of an alternative without a name is called, if one is declared for it: as its variant is.
fn own_part(member: &Node) -> &'static str {
    if member.get("enum").or_else(|| member.get("const")).is_some() {
        "Listed"
    } else if member.get("properties").is_some() {
        "Object"
    } else {
        ""
    }
}

/// Whether a schema is a scalar of one kind or several, so that it cannot lead back to itself.
pub(super) fn is_scalar(node: &Node) -> bool {
    let composed = ["oneOf", "anyOf", "allOf", "properties", "items", "$ref"];
    let kinds = kinds(node);
    let is_scalar = |kind: &&str| matches!(*kind, "string" | "integer" | "number" | "boolean");
    let said = !kinds.is_empty() || node.get("enum").is_some() || node.get("const").is_some();
    said && kinds.iter().all(is_scalar) && composed.iter().all(|word| node.get(word).is_none())
}

/// Each type once; where two differ only in their bounds, without any. A whole number is a number, and any text a text.
fn merged(types: Vec<(String, Ty)>) -> Vec<(String, Ty)> {
    let mut found: Vec<(String, Ty)> = Vec::new();
    for (name, ty) in types {
        let ty = ty.not_null();
        match found.iter_mut().find(|(_, known)| is_same(known, &ty)) {
            Some((_, known)) if *known != ty => *known = unbounded(ty),
            Some(_) => {}
            None => found.push((name, ty)),
        }
    }
    let has = |word: &str| found.iter().any(|(_, ty)| matches!(ty, Ty::Word(other, _) if *other == word));
    let (any_number, any_text) = (has("f64"), has("string"));
    found.retain(|(_, ty)| match ty {
        Ty::Word("i32" | "i64" | "u32" | "u64", _) => !any_number,
        Ty::Word("date" | "datetime" | "uuid" | "bytes" | "secret", _) => !any_text,
        _ => true,
    });
    found
}

fn is_same(one: &Ty, other: &Ty) -> bool {
    match (one, other) {
        (Ty::Word(one, _), Ty::Word(other, _)) => one == other,
        (Ty::List(one, _), Ty::List(other, _))
        | (Ty::Map(one), Ty::Map(other))
        | (Ty::Nullable(one), Ty::Nullable(other)) => is_same(one, other),
        (one, other) => one == other,
    }
}

fn unbounded(ty: Ty) -> Ty {
    match ty {
        Ty::Word(word, _) => Ty::word(word),
        Ty::List(inner, _) => Ty::List(Box::new(unbounded(*inner)), String::new()),
        Ty::Map(inner) => Ty::Map(Box::new(unbounded(*inner))),
        Ty::Nullable(inner) => unbounded(*inner).nullable(),
        Ty::Named(_) => ty,
    }
}

/// Whether two alternatives are one schema.
pub(super) fn all_the_same<'d>(schemas: &mut Schemas<'d>, shaped: &[&'d Node]) -> bool {
    let Some((first, rest)) = shaped.split_first() else { return false };
    let Some(first) = schemas.follow(first).map(address) else { return false };
    rest.iter().all(|member| schemas.follow(member).map(address) == Some(first))
}
