//! Random specs of types that are hard to tell apart, and values of them.

use serde_json::{Map, Value, json};

/// What chance has decided, byte by byte; at their end always the first choice.
pub struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Choices<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// One of so many.
    pub fn pick(&mut self, of: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or_default()) % of
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.pick(of) == of - 1
    }
}

/// A type expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    Scalar(&'static str),
    List(Box<Ty>),
    Map(Box<Ty>),
    Pair(Box<Ty>, Box<Ty>),
    Nullable(Box<Ty>),
    Named(&'static str),
}

const SCALARS: [&str; 16] = [
    "string",
    "i32",
    "i64",
    "u64",
    "f64",
    "bool",
    "uuid",
    "date",
    "datetime",
    "bytes(hex)",
    "bytes",
    "any",
    "unix_s",
    "text(i64)",
    "lenient(i32)",
    "decimal",
];
const STRUCTS: [&str; 3] = ["Ant", "Bee", "Cat"];
const NAMED: [&str; 8] = ["Word", "Rank", "Ant", "Bee", "Cat", "Kind", "Inner", "Outer"];
const KEYS: [&str; 5] = ["a", "b", "c", "d", "e"];

impl Ty {
    fn text(&self) -> String {
        match self {
            Self::Scalar(name) | Self::Named(name) => (*name).to_owned(),
            Self::List(item) => format!("[{}]", item.text()),
            Self::Map(value) => format!("{{{}}}", value.text()),
            Self::Pair(one, other) => format!("({}, {})", one.text(), other.text()),
            Self::Nullable(some) => format!("{}?", some.text()),
        }
    }

    fn random(choices: &mut Choices<'_>, named: &[&'static str], depth: u8) -> Self {
        let inner = |choices: &mut Choices<'_>| Box::new(Self::random(choices, named, depth - 1));
        match choices.pick(if depth == 0 { 6 } else { 10 }) {
            0..4 => Self::Scalar(SCALARS[choices.pick(SCALARS.len())]),
            4 | 5 => Self::Named(named[choices.pick(named.len())]),
            6 => Self::List(inner(choices)),
            7 => Self::Map(inner(choices)),
            8 => Self::Pair(inner(choices), inner(choices)),
            _ => match Self::random(choices, named, depth - 1) {
                some @ (Self::Nullable(_) | Self::Scalar("any")) => some,
                some => Self::Nullable(Box::new(some)),
            },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Presence {
    Needed,
    Optional,
    Default,
}

#[derive(Clone, Debug)]
struct Field {
    key: &'static str,
    ty: Ty,
    presence: Presence,
}

#[derive(Clone, Debug)]
struct Struct {
    fields: Vec<Field>,
    others: Option<Ty>,
}

/// A spec with two enums, three structs, a union of them with a tag, and two without one.
#[derive(Clone, Debug)]
pub struct Spec {
    structs: [Struct; 3],
    content: bool,
    inner: Vec<Ty>,
    outer: Vec<Ty>,
}

impl Spec {
    pub fn random(choices: &mut Choices<'_>) -> Self {
        Self {
            // Nothing needs itself: what is needed stands further down.
            structs: [2, 3, 4].map(|at| Struct::random(choices, at)),
            content: choices.one_in(3),
            inner: variants(choices, &NAMED[..6]),
            outer: variants(choices, &NAMED),
        }
    }

    /// The unions under test and the types of their variants.
    pub fn unions(&self) -> [(&'static str, &[Ty]); 2] {
        [("Inner", &self.inner), ("Outer", &self.outer)]
    }

    pub fn json(&self) -> Value {
        let mut types = json!({
            "Word": { "enum": "string", "values": { "red": "red", "blue": { "name": "blue", "aliases": ["azure"] } } },
            "Rank": { "enum": "i32", "values": { "1": "one", "2": "two" } },
            "Kind": { "union": { "tag": "kind" }, "variants": { "ant": "Ant", "bee": { "type": "Bee", "aliases": ["wasp"] } } },
            "Inner": { "union": "untagged", "variants": named(&self.inner) },
            "Outer": { "union": "untagged", "variants": named(&self.outer) },
        });
        if self.content {
            types["Kind"]["union"]["content"] = json!("c");
        }
        for (name, shape) in STRUCTS.iter().zip(&self.structs) {
            types[*name] = shape.json();
        }
        around(&types, &NAMED)
    }

    /// A value that a client could have written.
    pub fn value(&self, ty: &Ty, choices: &mut Choices<'_>) -> Value {
        self.value_at(ty, choices, 5)
    }

    fn value_at(&self, ty: &Ty, choices: &mut Choices<'_>, depth: u8) -> Value {
        let Some(depth) = depth.checked_sub(1) else { return Value::Null };
        let few = |choices: &mut Choices<'_>| choices.pick(3);
        match ty {
            Ty::Scalar(name) => scalar(name, choices),
            Ty::List(item) => (0..few(choices)).map(|_| self.value_at(item, choices, depth)).collect(),
            Ty::Map(value) => {
                let count = few(choices);
                KEYS[..count]
                    .iter()
                    .map(|key| ((*key).to_owned(), self.value_at(value, choices, depth)))
                    .collect()
            }
            Ty::Pair(one, other) => {
                json!([self.value_at(one, choices, depth), self.value_at(other, choices, depth)])
            }
            Ty::Nullable(some) => {
                if choices.one_in(3) {
                    Value::Null
                } else {
                    self.value_at(some, choices, depth)
                }
            }
            Ty::Named(name) => self.named(name, choices, depth),
        }
    }

    fn named(&self, name: &str, choices: &mut Choices<'_>, depth: u8) -> Value {
        match name {
            "Word" => json!(["red", "blue", "azure", "green"][choices.pick(4)]),
            "Rank" => json!([1, 2, 3][choices.pick(3)]),
            "Inner" => self.value_at(&self.inner[choices.pick(self.inner.len())], choices, depth),
            "Outer" => self.value_at(&self.outer[choices.pick(self.outer.len())], choices, depth),
            "Kind" => {
                let at = choices.pick(4);
                let payload = self.object(&self.structs[at % 2], choices, depth);
                let tag = json!(["ant", "bee", "fly", "wasp"][at]);
                match payload {
                    Value::Object(mut payload) if !self.content => {
                        payload.insert("kind".to_owned(), tag);
                        Value::Object(payload)
                    }
                    payload => json!({ "kind": tag, "c": payload }),
                }
            }
            name => {
                let at = STRUCTS.iter().position(|known| *known == name).unwrap_or_default();
                self.object(&self.structs[at], choices, depth)
            }
        }
    }

    fn object(&self, shape: &Struct, choices: &mut Choices<'_>, depth: u8) -> Value {
        let mut object = Map::new();
        for field in &shape.fields {
            if field.presence == Presence::Needed || !choices.one_in(2) {
                object.insert(field.key.to_owned(), self.value_at(&field.ty, choices, depth));
            }
        }
        if let Some(others) = &shape.others
            && choices.one_in(2)
        {
            object.insert("z".to_owned(), self.value_at(others, choices, depth));
        }
        Value::Object(object)
    }
}

impl Struct {
    fn random(choices: &mut Choices<'_>, at: usize) -> Self {
        let below: Vec<&str> = NAMED[..2].iter().chain(&NAMED[at + 1..5]).copied().collect();
        let keys = choices.pick(KEYS.len());
        let fields = KEYS[..keys].iter().map(|key| {
            let presence =
                [Presence::Needed, Presence::Optional, Presence::Default, Presence::Needed][choices.pick(4)];
            let ty = match presence {
                Presence::Needed => Ty::random(choices, &below, 1),
                Presence::Optional => Ty::random(choices, &NAMED, 2),
                Presence::Default => Ty::Scalar(["string", "i64"][choices.pick(2)]),
            };
            Field { key, ty, presence }
        });
        let fields = fields.collect();
        Self { fields, others: choices.one_in(4).then(|| Ty::random(choices, &below, 1)) }
    }

    fn json(&self) -> Value {
        let mut fields = Map::new();
        for Field { key, ty, presence } in &self.fields {
            let (key, value) = match presence {
                Presence::Needed => ((*key).to_owned(), json!(ty.text())),
                Presence::Optional => (format!("{key}?"), json!(ty.text())),
                Presence::Default if *ty == Ty::Scalar("string") => {
                    ((*key).to_owned(), json!({ "type": "string", "default": "x" }))
                }
                Presence::Default => ((*key).to_owned(), json!({ "type": ty.text(), "default": 7 })),
            };
            fields.insert(key, value);
        }
        match &self.others {
            Some(others) => json!({ "fields": fields, "others": others.text() }),
            None => json!({ "fields": fields }),
        }
    }
}

/// A spec whose endpoints answer with these types.
pub fn around(types: &Value, used: &[&str]) -> Value {
    let endpoints: Map<String, Value> = used
        .iter()
        .map(|name| {
            let path = format!("GET /{}", name.to_lowercase());
            (format!("get_{}", name.to_lowercase()), json!({ "http": path, "returns": name }))
        })
        .collect();
    json!({ "specwright": 1, "api": "random", "server": "https://random.example", "types": types, "endpoints": endpoints })
}

/// Variants of different types, none of which is null.
fn variants(choices: &mut Choices<'_>, named: &[&'static str]) -> Vec<Ty> {
    let mut all: Vec<Ty> = Vec::new();
    for _ in 0..2 + choices.pick(4) {
        let ty = match Ty::random(choices, named, 2) {
            Ty::Nullable(some) => *some,
            other => other,
        };
        // A union that is a variant of itself is none.
        if !all.contains(&ty) && ty != Ty::Named("Outer") {
            all.push(ty);
        }
    }
    all
}

fn named(variants: &[Ty]) -> Map<String, Value> {
    variants.iter().enumerate().map(|(at, ty)| (format!("V{at}"), json!(ty.text()))).collect()
}

fn scalar(name: &str, choices: &mut Choices<'_>) -> Value {
    let some: &[Value] = &match name {
        "string" | "bytes" => {
            vec![json!("x"), json!("red"), json!(""), json!("true"), json!("YWJj"), json!("12")]
        }
        "i32" | "unix_s" | "lenient(i32)" => vec![json!(1), json!(-7), json!(1_700_000_000)],
        "i64" => vec![json!(5_000_000_000_i64), json!(2), json!(-1)],
        "u64" => vec![json!(u64::MAX), json!(3)],
        "f64" | "decimal" => vec![json!(0.5), json!(1), json!(1e30), json!(-2.0)],
        "bool" => vec![json!(true), json!(false)],
        "uuid" => vec![json!("67e55044-10b1-426f-9247-bb680e5fe0c8")],
        "date" => vec![json!("2024-05-07")],
        "datetime" => vec![json!("2024-05-07T01:02:03Z")],
        "bytes(hex)" => vec![json!("ff00"), json!("12")],
        "text(i64)" => vec![json!("15"), json!("-1")],
        _ => vec![json!("any"), json!([1]), json!({ "a": 1 }), json!(null), json!(true)],
    };
    some[choices.pick(some.len())].clone()
}

/// Most often the value itself; else with a part that is lost, added or of another kind.
pub fn bent(mut value: Value, choices: &mut Choices<'_>) -> Value {
    if !choices.one_in(3) {
        return value;
    }
    let odd = [
        json!(null),
        json!(1),
        json!("x"),
        json!([]),
        json!({}),
        json!(1.5),
        json!("red"),
        json!(9_000_000_000_i64),
    ];
    let odd = odd[choices.pick(odd.len())].clone();
    match &mut value {
        Value::Object(object) if !object.is_empty() && choices.one_in(2) => {
            let key = object.keys().nth(choices.pick(object.len())).cloned().unwrap_or_default();
            object.remove(&key);
        }
        Value::Object(object) => {
            object.insert(KEYS[choices.pick(KEYS.len())].to_owned(), odd);
        }
        Value::Array(list) if !list.is_empty() && choices.one_in(2) => {
            let at = choices.pick(list.len());
            let item = list[at].take();
            list[at] = bent(item, choices);
        }
        Value::Array(list) => list.push(odd),
        other => *other = odd,
    }
    value
}
