//! What a scheme signs is what is sent: nothing that it reads is set or changed behind its back.

use std::collections::BTreeSet;

use super::Names;
use super::placements::{Placed, header_of, slot_place};
use super::uses::reads as values_read;
use crate::api::{ComputedValue, Function, RequestPart, Scheme, Slot, Template, Value, ValueKind};
use crate::check::Checker;
use crate::check::secrets::is_fresh;
use crate::check::templates::holes;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::View;

/// Headers that are made when the request is sent, or that the client does not hand to recipes.
const OF_THE_TRANSPORT: [&str; 8] = [
    "content-length",
    "transfer-encoding",
    "connection",
    "accept-encoding",
    "cookie",
    "expect",
    "te",
    "upgrade",
];

/// A value that reads a part of the request.
struct Read<'v> {
    /// The value that makes text of it.
    value: usize,
    part: RequestPart,
    /// The names that the scheme itself adds and that are known there.
    own: Vec<&'v str>,
    /// What the pairs go through; of a body, the pairs that its JSON is.
    filters: Vec<&'v Function>,
}

impl Read<'_> {
    /// The names that it asks for.
    fn asked(&self) -> impl Iterator<Item = &str> {
        self.filters.iter().flat_map(|filter| match filter {
            Function::Only(names) => {
                names.iter().map(String::as_str).filter(|name| !name.ends_with('*')).collect()
            }
            Function::Get(name) => vec![name.as_str()],
            _ => Vec::new(),
        })
    }

    fn asks_for(&self, name: &str) -> bool {
        self.asked().any(|asked| asked.eq_ignore_ascii_case(name))
    }

    /// Whether a pair of that name goes through.
    fn lets_through(&self, name: &str) -> bool {
        self.filters.iter().all(|filter| match filter {
            Function::Only(names) => names.iter().any(|known| fits(known, name)),
            Function::Without(names) => !names.iter().any(|known| fits(known, name)),
            Function::Get(known) => fits(known, name),
            _ => true,
        })
    }
}

impl Read<'_> {
    /// Whether a read of the body sees what is added there.
    fn lets_into_body(&self, slot: &Slot) -> bool {
        match slot {
            Slot::Form(_) => true,
            Slot::Field(path) | Slot::JsonField(path) => {
                path.first().is_none_or(|name| self.lets_through(name))
            }
            _ => false,
        }
    }
}

fn fits(known: &str, name: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)),
        None => known.eq_ignore_ascii_case(name),
    }
}

impl<'a> Checker<'a, '_> {
    /// Reports what the scheme signs before it is what is sent.
    pub(in crate::check) fn check_order(&mut self, view: View<'a>, placed: &[Placed], names: &Names<'_>) {
        let span_of = |index: usize| {
            let name = &names.values.get(index)?.wire;
            view.named("values").iter().find(|entry| entry.key == *name).map(|entry| entry.value.span)
        };
        for read in all_reads(names.values) {
            self.asked_of_the_transport(&read, span_of(read.value).unwrap_or(view.span()));
            for placed in placed {
                if let Some(problem) = late(&read, placed, names.values) {
                    self.report(match span_of(read.value) {
                        Some(span) => problem.also(span, "read here"),
                        None => problem,
                    });
                }
            }
        }
    }

    fn asked_of_the_transport(&mut self, read: &Read<'_>, span: Span) {
        if read.part != RequestPart::Headers {
            return;
        }
        let asked =
            read.asked().find(|name| OF_THE_TRANSPORT.iter().any(|own| own.eq_ignore_ascii_case(name)));
        if let Some(name) = asked {
            self.report(
                Diagnostic::new(
                    Code::SIGNED_TOO_EARLY,
                    span,
                    format!("the header `{name}` is not known when the recipe is computed"),
                )
                .note("it is set when the request is sent; `headers` has those of the call, `host`, `content-type` and the scheme's own"),
            );
        }
    }

    /// Of several schemes of one call: what an earlier one signs and a later one sets.
    pub(super) fn check_order_of(&mut self, earlier: &Scheme, later: &Scheme, span: Span) {
        for read in all_reads(&earlier.values) {
            let changed = later.send.iter().find(|placement| match name_in(read.part, &placement.slot) {
                Some(name) => read.asks_for(name),
                None => read.part == RequestPart::Body && read.lets_into_body(&placement.slot),
            });
            if let Some(placement) = changed {
                let place = slot_place(&placement.slot);
                self.report(
                    Diagnostic::new(
                        Code::SIGNED_TOO_EARLY,
                        span,
                        format!("`{}` signs before `{}` sets {place}", earlier.name, later.name),
                    )
                    .note("schemes are applied in the order in which they stand")
                    .help(format!("write `{}` behind `{}`", earlier.name, later.name)),
                );
                return;
            }
        }
    }
}

/// What is wrong when a placement comes behind a value that reads its place.
fn late(read: &Read<'_>, placed: &Placed, values: &[ComputedValue]) -> Option<Diagnostic> {
    let template = &placed.placement.template;
    let slot = &placed.placement.slot;
    let place = slot_place(slot);
    let depends = depends_on(template, read.value, values);
    if read.part == RequestPart::Body {
        return (read.lets_into_body(slot) && !depends).then(|| {
            Diagnostic::new(
                Code::SIGNED_TOO_EARLY,
                placed.span,
                format!("{place} changes the body after it was read"),
            )
            .label("added behind the values")
            .help("read `form` or `fields`, which hold it, or add it in a scheme of its own that stands before this one")
        });
    }
    let name = name_in(read.part, slot)?;
    let known = read.own.iter().any(|own| own.eq_ignore_ascii_case(name));
    // What is made of the time itself has been reported where it is read.
    if known || holes(&template.parts).any(is_fresh) {
        return None;
    }
    let problem = |message: String| Diagnostic::new(Code::SIGNED_TOO_EARLY, placed.span, message);
    if read.asks_for(name) {
        return Some(
            problem(format!("{place} is read before it is set"))
                .note("what the scheme itself sends can be read as far as its values stand above"),
        );
    }
    (read.lets_through(name) && !depends).then(|| {
        problem(format!("{place} is missing where the others are read"))
            .label("made of values that stand below")
            .help("move those values up, or leave it out there: `without('…')`")
    })
}

/// The name under which a slot stands among the pairs of a part.
fn name_in(part: RequestPart, slot: &Slot) -> Option<&str> {
    match (part, slot) {
        (RequestPart::Headers, slot) => header_of(slot),
        (RequestPart::Params, Slot::Query(name)) | (RequestPart::Form, Slot::Form(name)) => Some(name),
        (RequestPart::Fields, Slot::Field(path) | Slot::JsonField(path)) => match path.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a template is made of a value, through however many others.
fn depends_on(template: &Template, value: usize, values: &[ComputedValue]) -> bool {
    let mut open: Vec<usize> = values_read(template).into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if next == value {
            return true;
        }
        if seen.insert(next)
            && let Some(known) = values.get(next)
        {
            open.extend(values_read(&known.template));
        }
    }
    false
}

/// What the values that are text or bytes read, through those that are pairs or lists.
fn all_reads(values: &[ComputedValue]) -> Vec<Read<'_>> {
    let mut reads = Reads { values, all: Vec::new(), value: 0, left: MAX_STEPS };
    for (index, value) in values.iter().enumerate() {
        if !is_collection(value) {
            reads.value = index;
            reads.template(&value.template, &[]);
        }
    }
    reads.all
}

/// Pairs that are merged with themselves again and again are read without end; a recipe that is meant has a few dozen.
const MAX_STEPS: usize = 20_000;

fn is_collection(value: &ComputedValue) -> bool {
    matches!(value.template.kind, ValueKind::Pairs | ValueKind::List)
}

struct Reads<'v> {
    values: &'v [ComputedValue],
    all: Vec<Read<'v>>,
    /// The value whose reads are being found.
    value: usize,
    left: usize,
}

impl<'v> Reads<'v> {
    fn template(&mut self, template: &'v Template, filters: &[&'v Function]) {
        for hole in holes(&template.parts) {
            self.value(hole, filters);
        }
    }

    fn value(&mut self, value: &'v Value, filters: &[&'v Function]) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        match value {
            Value::Request(part) => self.read(*part, Vec::new(), filters),
            Value::WithOwn(part, own) => {
                self.read(*part, own.iter().map(|pair| pair.name.as_str()).collect(), filters);
            }
            Value::Call(function, input) => self.call(function, input, filters),
            Value::Composed(template) => self.template(template, &[]),
            Value::Computed(index) => {
                // A value uses only values above it, so this ends.
                let collection = self.values.get(*index).filter(|value| is_collection(value));
                if let Some(value) = collection.filter(|_| *index < self.value) {
                    self.template(&value.template, filters);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, function: &'v Function, input: &'v Value, filters: &[&'v Function]) {
        let mut inner = filters.to_vec();
        match function {
            Function::Only(_) | Function::Without(_) | Function::Get(_) => inner.push(function),
            Function::JsonPairs if matches!(input, Value::Request(RequestPart::Body)) => {}
            // These pairs are others than those that are read.
            Function::JsonPairs | Function::ToPairs | Function::SplitPairs(..) => inner.clear(),
            _ => {}
        }
        self.value(input, &inner);
        if let Some(other) = function.operand() {
            let merged = matches!(function, Function::Merge(_));
            self.value(other, if merged { filters } else { &[] });
        }
    }

    fn read(&mut self, part: RequestPart, own: Vec<&'v str>, filters: &[&'v Function]) {
        self.all.push(Read { value: self.value, part, own, filters: filters.to_vec() });
    }
}
