//! The shapes that generated code holds, as values: its source is read, since chance makes the types only now.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use serde_json::Value;
use specwright::api::Api;
use specwright_runtime::shape::{self, Key, Kinds, Shape};
use specwright_runtime::wire::{self, Failed, Read, Source};
use specwright_runtime::{codec, reexport::uuid::Uuid};
use syn::{Expr, Item};

thread_local! {
    /// Types refer to each other by functions without arguments: one for each place in here. Each test has its own.
    static TYPES: Cell<[Option<&'static Shape>; 8]> = const { Cell::new([None; 8]) };
}
static PLACES: [fn() -> &'static Shape; 8] =
    [place::<0>, place::<1>, place::<2>, place::<3>, place::<4>, place::<5>, place::<6>, place::<7>];

fn place<const AT: usize>() -> &'static Shape {
    TYPES.get()[AT].unwrap()
}

/// The shapes of an API's types.
pub struct Shapes {
    places: HashMap<String, usize>,
}

impl Shapes {
    pub fn of(api: &Api) -> Self {
        let files = specwright::emit::emit_module(api);
        let parsed = syn::parse_file(&files[0].text).unwrap();
        let mut found = Vec::new();
        shaped(&parsed.items, &mut found);
        let places = found.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        let shapes = Self { places };
        let mut types = [None; 8];
        for (at, (_, expr)) in found.iter().enumerate() {
            types[at] = Some(leaked(shapes.shape(expr)));
        }
        TYPES.set(types);
        shapes
    }

    /// The variants that the runtime tries for a value, in order.
    pub fn order(&self, union: &str, value: &Value) -> Vec<usize> {
        UNION.set(Some(place_of(self.places[union])));
        let text = value.to_string();
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let Tried(order) = wire::deserialize(&mut deserializer).unwrap();
        order
    }

    fn shape(&self, expr: &Expr) -> Shape {
        let (name, arguments) = called(expr);
        let inner = |at: usize| leaked(self.shape(behind(arguments[at])));
        match name.as_str() {
            "Text" => Shape::Text,
            "I32" => Shape::I32,
            "I64" => Shape::I64,
            "U32" => Shape::U32,
            "U64" => Shape::U64,
            "Kinds" => Shape::Kinds(kinds(arguments[0])),
            "Listed" => Shape::Listed(texts(arguments[0])),
            "ListedInt" => Shape::ListedInt(texts(arguments[0])),
            "Format" => Shape::Format(format_of(arguments[0])),
            "List" => Shape::List(inner(0)),
            "Map" => Shape::Map(inner(0)),
            "Nullable" => Shape::Nullable(inner(0)),
            "Tuple" => Shape::Tuple(self.shapes(arguments[0])),
            "OneOf" => Shape::OneOf(self.shapes(arguments[0])),
            "Object" => {
                let keys: Vec<Key> = elements(arguments[0]).into_iter().map(key).collect();
                Shape::Object(keys.leak(), is_true(arguments[1]))
            }
            "Tagged" => {
                let variants: Vec<_> = elements(arguments[1])
                    .into_iter()
                    .map(|pair| {
                        let Expr::Tuple(pair) = pair else { panic!("a tag and its variant") };
                        (texts(&pair.elems[0]), self.shape(&pair.elems[1]))
                    })
                    .collect();
                Shape::Tagged(text(arguments[0]), variants.leak())
            }
            "Of" => {
                let Expr::Path(path) = arguments[0] else { panic!("a type") };
                let syn::Type::Path(ty) = &*path.qself.as_ref().unwrap().ty else { panic!("a type's name") };
                Shape::Of(place_of(self.places[&ty.path.segments.last().unwrap().ident.to_string()]))
            }
            other => panic!("the shape `{other}`"),
        }
    }

    fn shapes(&self, expr: &Expr) -> &'static [Shape] {
        elements(expr).into_iter().map(|expr| self.shape(expr)).collect::<Vec<_>>().leak()
    }
}

thread_local! {
    static UNION: RefCell<Option<fn() -> &'static Shape>> = const { RefCell::new(None) };
}

/// What is tried, since nothing is read.
struct Tried(Vec<usize>);

impl Read for Tried {
    fn read<'de, S: Source<'de> + ?Sized>(source: &mut S) -> Result<Self, Failed> {
        let union = UNION.with_borrow(|union| union.unwrap())();
        let tried = RefCell::new(Vec::new());
        let note = |_: &shape::ByShape, at| {
            tried.borrow_mut().push(at);
            None
        };
        shape::by_shape(source, union)?.first::<(), Failed>(note, |_| ())?;
        Ok(Self(tried.into_inner()))
    }
}

fn place_of(at: usize) -> fn() -> &'static Shape {
    PLACES[at]
}

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// `impl shape::Shaped for types::Name`: the name, and what its constant is.
fn shaped<'e>(items: &'e [Item], found: &mut Vec<(String, &'e Expr)>) {
    for item in items {
        match item {
            Item::Mod(module) => shaped(module.content.as_ref().map_or(&[], |(_, items)| items), found),
            Item::Impl(block) if is_shaped(block) => {
                let syn::Type::Path(ty) = &*block.self_ty else { panic!("a type's name") };
                let syn::ImplItem::Fn(shape) = &block.items[0] else { panic!("a function") };
                let syn::Stmt::Item(Item::Static(shape)) = &shape.block.stmts[0] else {
                    panic!("a constant")
                };
                let name = ty.path.segments.last().unwrap().ident.to_string();
                found.push((name, &*shape.expr));
            }
            _ => {}
        }
    }
}

fn is_shaped(block: &syn::ItemImpl) -> bool {
    let name = block.trait_.as_ref().and_then(|of| of.0.segments.last());
    name.is_some_and(|name| name.ident == "Shaped")
}

/// `a::b::Name(…)` or `a::b::Name`: the name and what stands in parentheses.
fn called(expr: &Expr) -> (String, Vec<&Expr>) {
    let (path, arguments) = match expr {
        Expr::Call(call) => (&*call.func, call.args.iter().collect()),
        other => (other, Vec::new()),
    };
    let Expr::Path(path) = path else { panic!("a name") };
    (path.path.segments.last().unwrap().ident.to_string(), arguments)
}

fn behind(expr: &Expr) -> &Expr {
    if let Expr::Reference(reference) = expr { &reference.expr } else { expr }
}

fn elements(expr: &Expr) -> Vec<&Expr> {
    let Expr::Array(array) = behind(expr) else { panic!("a list") };
    array.elems.iter().collect()
}

fn text(expr: &Expr) -> &'static str {
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = expr else { panic!("a text") };
    text.value().leak()
}

fn texts(expr: &Expr) -> &'static [&'static str] {
    elements(expr).into_iter().map(text).collect::<Vec<_>>().leak()
}

fn is_true(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(syn::LitBool { value: true, .. }), .. }))
}

fn kinds(expr: &Expr) -> Kinds {
    if let Expr::Binary(both) = expr {
        return kinds(&both.left) | kinds(&both.right);
    }
    match called(expr).0.as_str() {
        "NULL" => shape::NULL,
        "BOOL" => shape::BOOL,
        "INT" => shape::INT,
        "FRACTION" => shape::FRACTION,
        "NUMBER" => shape::NUMBER,
        "TEXT" => shape::TEXT,
        "LIST" => shape::LIST,
        "OBJECT" => shape::OBJECT,
        "ANY" => shape::ANY,
        other => panic!("the kind `{other}`"),
    }
}

fn key(expr: &Expr) -> Key {
    if let Expr::MethodCall(call) = expr {
        assert_eq!(call.method, "mostly");
        return key(&call.receiver).mostly(texts(&call.args[0]));
    }
    let (name, arguments) = called(expr);
    let (wire, kinds) = (text(arguments[0]), kinds(arguments[1]));
    match name.as_str() {
        "needs" => shape::needs(wire, kinds),
        "may_have" => shape::may_have(wire, kinds),
        other => panic!("the key `{other}`"),
    }
}

fn format_of(expr: &Expr) -> fn(&str) -> bool {
    let Expr::Path(path) = expr else { panic!("a function") };
    let syn::PathArguments::AngleBracketed(codec) = &path.path.segments.last().unwrap().arguments else {
        panic!("a codec");
    };
    let syn::GenericArgument::Type(syn::Type::Path(codec)) = &codec.args[0] else { panic!("a codec") };
    match codec.path.segments.last().unwrap().ident.to_string().as_str() {
        "Plain" => shape::reads::<codec::Plain<Uuid>>,
        "Date" => shape::reads::<codec::Date>,
        "Rfc3339" => shape::reads::<codec::Rfc3339>,
        "Hex" => shape::reads::<codec::Hex>,
        "Base64" => shape::reads::<codec::Base64>,
        "Text" => shape::reads::<codec::Text<codec::Plain<i64>>>,
        other => panic!("the codec `{other}`"),
    }
}
