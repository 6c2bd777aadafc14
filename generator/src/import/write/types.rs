//! Declared types and fields.

use super::text::{Out, expression, key, note, scalar};
use super::type_name;
use crate::import::finish::field_names;
use crate::import::model::{EnumValue, Field, Kind, Others, Spec, Ty, TypeDecl, Variant};
use crate::import::names::{self, Taken};

/// A declared type.
pub(super) fn declared(out: &mut Out, spec: &Spec, declared: &TypeDecl) {
    out.line(2, &format!("{}:", type_name(declared)));
    out.doc(4, &declared.doc);
    if declared.deprecated {
        out.line(4, "deprecated: true");
    }
    match &declared.kind {
        Kind::Struct(all, rest) => {
            let all: Vec<&Field> = all.iter().collect();
            let mut taken = Taken::of(["new"]);
            fields(out, spec, 4, "fields", &all, &mut taken);
            others(out, spec, 4, rest.as_ref(), &mut taken);
        }
        Kind::Enum { numbers, values } => {
            out.line(4, if *numbers { "enum: i64" } else { "enum: string" });
            enum_values(out, values);
        }
        Kind::Untagged(variants) => untagged(out, spec, variants),
        Kind::Union { tag, variants } => {
            out.line(4, &format!("union: {{ tag: {} }}", super::quoted(tag)));
            out.line(4, "variants:");
            let mut taken = Taken::of(["Unlisted"]);
            for (wire, id) in variants {
                let payload = spec.types.get(*id).map_or("any", type_name);
                match variant_name(wire, &mut taken) {
                    None => out.line(6, &format!("{}: {payload}", key(wire))),
                    Some(name) => {
                        out.line(
                            6,
                            &format!("{}: {{ type: {payload}, name: {} }}", key(wire), scalar(&name)),
                        );
                    }
                }
            }
        }
    }
}

fn untagged(out: &mut Out, spec: &Spec, variants: &[Variant]) {
    out.line(4, "union: untagged");
    out.line(4, "variants:");
    for variant in variants {
        out.line(6, &format!("{}: {}", key(&variant.name), expression(&type_text(spec, &variant.ty))));
    }
}

/// The name of a variant where the rule gives none, or one that is taken.
fn variant_name(wire: &str, taken: &mut Taken) -> Option<String> {
    let by_rule = crate::names::upper_camel(wire).filter(|name| name.is_ascii());
    if by_rule.is_some_and(|name| taken.take(&name)) {
        return None;
    }
    Some(taken.first_free(
        [names::camel(&names::spelt(wire)).as_str(), names::camel(wire).as_str()],
        names::numbered_camel,
    ))
}

fn enum_values(out: &mut Out, values: &[EnumValue]) {
    out.line(4, "values:");
    let mut taken = Taken::of(["Unlisted"]);
    let mut known: Vec<Option<String>> = Vec::new();
    // Those that have a name by the rule keep it, in whatever order they stand; a number is called what the document calls it.
    for value in values {
        let name = names::snake(&value.wire);
        let own = crate::names::snake(&value.wire).is_some_and(|own| own == name)
            && (value.name.is_none() || !name.starts_with('_'));
        let free = own && crate::names::upper_camel(&name).is_some_and(|camel| taken.take(&camel));
        known.push(free.then_some(name));
    }
    for (value, known) in values.iter().zip(known) {
        let name = known.unwrap_or_else(|| second_name(value, &mut taken));
        let key = key(&value.wire);
        match note(&value.doc, name.len() + value.wire.len() + 10).filter(|_| !value.deprecated) {
            Some(note) if note.is_empty() => out.line(6, &format!("{key}: {}", scalar(&name))),
            Some(note) => out.line(6, &format!("{key}: {}", scalar(&format!("{name} -- {note}")))),
            None => {
                out.line(6, &format!("{key}:"));
                out.line(8, &format!("name: {}", scalar(&name)));
                out.doc(8, &value.doc);
                if value.deprecated {
                    out.line(8, "deprecated: true");
                }
            }
        }
    }
}

fn second_name(value: &EnumValue, taken: &mut Taken) -> String {
    let wire = &value.wire;
    let wishes = value.name.as_deref().map(names::snake).into_iter().chain([
        names::snake(&names::spelt(wire)),
        names::snake(&format!("value_{wire}")),
        names::snake(wire),
    ]);
    let mut last = String::new();
    for wish in wishes {
        if crate::names::upper_camel(&wish).is_some_and(|camel| taken.take(&camel)) {
            return wish;
        }
        last = wish;
    }
    let numbered = |number| names::numbered_snake(&last, number);
    taken.numbered(numbered(2), |taken, number| {
        let name = numbered(number);
        crate::names::upper_camel(&name).is_some_and(|camel| taken.take(&camel)).then_some(name)
    })
}

/// A map of fields or parameters.
pub(super) fn fields(
    out: &mut Out,
    spec: &Spec,
    indent: usize,
    word: &str,
    all: &[&Field],
    taken: &mut Taken,
) {
    let names = field_names(all, taken);
    let named: Vec<(&Field, Option<String>)> = all.iter().copied().zip(names).collect();
    named_fields(out, spec, indent, word, &named);
}

/// What the other keys hold; `taken`: the names of the fields.
pub(super) fn others(out: &mut Out, spec: &Spec, indent: usize, others: Option<&Others>, taken: &mut Taken) {
    let Some(Others { ty, doc }) = others else { return };
    let (name, ty) = (taken.first_free(["others", "other_keys"], names::numbered_snake), type_text(spec, ty));
    let doc_line = note(doc, indent + ty.len() + 8);
    match doc_line {
        Some(note) if name == "others" => {
            let note = if note.is_empty() { note } else { format!(" -- {note}") };
            out.line(indent, &format!("others: {}", expression(&format!("{ty}{note}"))));
        }
        _ => {
            out.line(indent, "others:");
            out.line(indent + 2, &format!("type: {}", expression(&ty)));
            if name != "others" {
                out.line(indent + 2, &format!("name: {name}"));
            }
            out.doc(indent + 2, doc);
        }
    }
}

/// The same, with names that are decided.
pub(super) fn named_fields(
    out: &mut Out,
    spec: &Spec,
    indent: usize,
    word: &str,
    all: &[(&Field, Option<String>)],
) {
    if all.is_empty() {
        out.line(indent, &format!("{word}: {{}}"));
        return;
    }
    out.line(indent, &format!("{word}:"));
    for (one, name) in all {
        field(out, spec, indent + 2, one, name.as_deref());
    }
}

fn field(out: &mut Out, spec: &Spec, indent: usize, field: &Field, name: Option<&str>) {
    // A `?` at the end of a wire name would be taken for the mark of an optional field.
    let mark = if field.required && !field.wire.ends_with('?') { "" } else { "?" };
    let key = key(&format!("{}{mark}", field.wire));
    let ty = type_text(spec, &field.ty);
    let short = name.is_none() && !field.deprecated && field.default.is_none() && field.style.is_none();
    let short = short && field.preset.is_none();
    if short && let Some(note) = note(&field.doc, indent + key.len() + ty.len()) {
        let text = if note.is_empty() { expression(&ty) } else { expression(&format!("{ty} -- {note}")) };
        out.line(indent, &format!("{key}: {text}"));
        return;
    }
    long_field(out, indent, (field, name), (&key, &ty));
}

/// A field of a multipart body, with its content type.
pub(super) fn part(
    out: &mut Out,
    spec: &Spec,
    indent: usize,
    (one, name): (&Field, Option<&str>),
    content_type: Option<&str>,
) {
    let Some(content_type) = content_type else { return field(out, spec, indent, one, name) };
    let mark = if one.required && !one.wire.ends_with('?') { "" } else { "?" };
    long_field(out, indent, (one, name), (&key(&format!("{}{mark}", one.wire)), &type_text(spec, &one.ty)));
    out.line(indent + 2, &format!("content_type: {}", scalar(content_type)));
}

fn long_field(out: &mut Out, indent: usize, (field, name): (&Field, Option<&str>), (key, ty): (&str, &str)) {
    out.line(indent, &format!("{key}:"));
    out.line(indent + 2, &format!("type: {}", expression(ty)));
    if let Some(name) = name {
        out.line(indent + 2, &format!("name: {}", scalar(name)));
    }
    out.doc(indent + 2, &field.doc);
    if let Some(style) = field.style {
        out.line(indent + 2, &format!("style: {style}"));
    }
    if let Some(default) = &field.default {
        out.line(indent + 2, &format!("default: {default}"));
    }
    if let Some(preset) = &field.preset {
        out.line(indent + 2, &format!("preset: {preset}"));
    }
    if field.deprecated {
        out.line(indent + 2, "deprecated: true");
    }
}

/// A type expression.
pub(super) fn type_text(spec: &Spec, ty: &Ty) -> String {
    let mut text = String::new();
    write_type(spec, ty, &mut text);
    text
}

fn write_type(spec: &Spec, ty: &Ty, out: &mut String) {
    let bounds = match ty {
        Ty::Word(word, bounds) => {
            out.push_str(word);
            bounds.as_str()
        }
        Ty::Named(id) => {
            out.push_str(spec.types.get(*id).map_or("any", type_name));
            ""
        }
        Ty::List(inner, bounds) => {
            out.push('[');
            write_type(spec, inner, out);
            out.push(']');
            bounds.as_str()
        }
        Ty::Map(inner) => {
            out.push('{');
            write_type(spec, inner, out);
            out.push('}');
            ""
        }
        Ty::Nullable(inner) => {
            write_type(spec, inner, out);
            out.push('?');
            ""
        }
    };
    if !bounds.is_empty() {
        out.push('(');
        out.push_str(bounds);
        out.push(')');
    }
}
