//! What an answer holds: the list of items, and the scalars that may say how to go on.

use super::{fields_of, is_list, names, struct_of};
use crate::import::model::{Body, Field, Spec, Ty};

/// How deep an answer is looked into.
const DEEP: usize = 3;
/// How many scalars of an answer are looked at.
const MOST: usize = 400;

/// An answer.
pub(super) struct Answer<'s> {
    spec: &'s Spec,
    body: &'s Body,
    leaves: Vec<Leaf>,
}

/// A scalar in an answer.
pub(super) struct Leaf {
    /// As an expression: `meta.next`.
    pub(super) path: String,
    pub(super) steps: Vec<String>,
    ty: Ty,
    /// Whether it is always there.
    always: bool,
}

impl<'s> Answer<'s> {
    /// The answer, if it is JSON with fields, or a list.
    pub(super) fn of(spec: &'s Spec, body: &'s Body) -> Option<Self> {
        let mut leaves = Vec::new();
        match fields_of(spec, body) {
            Some(fields) => collect(spec, fields, &mut Vec::new(), true, &mut leaves),
            None if matches!(body, Body::Json(ty) if is_list(ty)) => {}
            None => return None,
        }
        Some(Self { spec, body, leaves })
    }

    /// The path of the list of items.
    pub(super) fn items(&self) -> Option<String> {
        let Some(fields) = fields_of(self.spec, self.body) else { return Some(".".to_owned()) };
        if let Some(only) = list_of(fields) {
            return step(&only.wire);
        }
        let inner = fields.iter().filter(|field| names::WRAPPERS.contains(&field.wire.as_str()));
        inner.filter(|field| field.required).find_map(|field| {
            let list = list_of(struct_of(self.spec, &field.ty)?)?;
            Some(format!("{}.{}", step(&field.wire)?, step(&list.wire)?))
        })
    }

    /// Whether the items at a path have a required text of that name.
    pub(super) fn item_has(&self, items: &str, name: &str) -> bool {
        let list = match fields_of(self.spec, self.body) {
            Some(fields) => fields.iter().find(|field| field.wire == items).map(|field| &field.ty),
            None => match self.body {
                Body::Json(ty) => Some(ty),
                _ => None,
            },
        };
        let Some(Ty::List(item, _)) = list else { return false };
        let fields = struct_of(self.spec, item).unwrap_or_default();
        fields
            .iter()
            .any(|field| field.wire == name && field.required && matches!(field.ty, Ty::Word("string", _)))
    }

    /// A text by the last steps of its path: `cursors.after`.
    pub(super) fn text(&self, name: &str) -> Option<&Leaf> {
        self.find(name, &|ty| matches!(ty, Ty::Word("string", _)))
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Option<&Leaf> {
        self.find(name, &|ty| matches!(ty, Ty::Word("i64" | "i32" | "u32" | "u64", _)))
    }

    /// A boolean that is always there.
    pub(super) fn flag(&self, all: &[&str]) -> Option<&Leaf> {
        let found = all.iter().find_map(|name| self.find(name, &|ty| matches!(ty, Ty::Word("bool", _))));
        found.filter(|leaf| leaf.always)
    }

    /// Whether the answer has a field of that name.
    pub(super) fn top(&self, name: &str) -> bool {
        self.leaves.iter().any(|leaf| leaf.steps == [name])
    }

    /// The leaf that stands highest.
    fn find(&self, name: &str, fits: &dyn Fn(&Ty) -> bool) -> Option<&Leaf> {
        let wanted: Vec<&str> = name.split('/').collect();
        let ends = |leaf: &&Leaf| {
            let start = leaf.steps.len().checked_sub(wanted.len());
            start.is_some_and(|start| leaf.steps[start..] == wanted[..])
        };
        let found = self.leaves.iter().filter(ends).filter(|leaf| fits(&leaf.ty));
        found.min_by_key(|leaf| leaf.steps.len())
    }
}

/// The only list of some fields, or the one that is called as lists of items are.
fn list_of(fields: &[Field]) -> Option<&Field> {
    let lists = || {
        fields.iter().filter(|field| is_list(&field.ty) && !names::NO_ITEMS.contains(&field.wire.as_str()))
    };
    let named = || names::ITEMS.iter().find_map(|name| lists().find(|field| field.wire == *name));
    let mut all = lists();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => named(),
        _ => None,
    }
}

fn collect(spec: &Spec, fields: &[Field], steps: &mut Vec<String>, always: bool, leaves: &mut Vec<Leaf>) {
    for field in fields {
        if leaves.len() >= MOST {
            return;
        }
        let (ty, nullable) = match &field.ty {
            Ty::Nullable(inner) => (inner.as_ref(), true),
            other => (other, false),
        };
        let always = always && field.required && !nullable;
        steps.push(field.wire.clone());
        if let Ty::Word(..) = ty {
            let path: Option<Vec<String>> = steps.iter().map(|name| step(name)).collect();
            if let Some(path) = path {
                let path = path.join(".");
                leaves.push(Leaf { path, steps: steps.clone(), ty: ty.clone(), always });
            }
        } else if steps.len() < DEEP
            && let Some(inner) = struct_of(spec, ty)
        {
            collect(spec, inner, steps, always, leaves);
        }
        steps.pop();
    }
}

/// A name in an expression.
pub(super) fn step(name: &str) -> Option<String> {
    let word = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let taken = ["http", "request", "not", "and", "or", "true", "false", "null", "item", "error"];
    if word(name) && !taken.contains(&name) {
        return Some(name.to_owned());
    }
    let plain = name.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'`' && byte != b'\\');
    (plain && !name.is_empty()).then(|| format!("`{name}`"))
}
