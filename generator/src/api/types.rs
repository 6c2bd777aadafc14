//! Types of a checked API.

use super::Doc;

/// Index into `Api::types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one type, each read by name")]
pub struct TypeDef {
    /// `UpperCamelCase`, unique in the API.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// What it is.
    pub kind: TypeKind,
    /// Whether requests hold it (directly or deeper): such structs get `new` and setters, and a `check`.
    pub in_request: bool,
    /// Whether answers hold it.
    pub in_answer: bool,
    /// Whether a value of it can break a declared bound (itself or deeper).
    pub bounded: bool,
    /// Whether every field may be left out, so that `Default` makes sense.
    pub default: bool,
    /// Whether a union without a tag holds it (directly or in lists and maps), so that its shape is described.
    pub shaped: bool,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A JSON object.
    Struct(Struct),
    /// An open enum.
    Enum(Enum),
    /// A tagged union.
    Union(Union),
    /// A union whose variants are told apart by their shapes.
    Untagged(Untagged),
    /// A filter language's condition.
    Filter(Filter),
}

impl TypeKind {
    /// The variants of a union, tagged or not; of others none.
    pub fn variants(&self) -> &[UnionVariant] {
        match self {
            Self::Union(Union { variants, .. }) | Self::Untagged(Untagged { variants }) => variants,
            Self::Struct(_) | Self::Enum(_) | Self::Filter(_) => &[],
        }
    }
}

/// A JSON object.
#[derive(Clone, Debug)]
pub struct Struct {
    /// In declared order.
    pub fields: Vec<Field>,
    /// Where the keys are kept that are none of the fields: a map, which has no key of its own.
    pub others: Option<Field>,
}

impl Struct {
    /// All that a value holds: the fields, and behind them the other keys.
    pub fn members(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(&self.others)
    }
}

/// A field of a struct, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// As on the wire. Of a field that is sent as two: the key in the spec.
    pub wire: String,
    /// The Rust field or argument.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
    /// Its type, without the `?` that [`Presence`] holds.
    pub ty: Type,
    /// Absent and null.
    pub presence: Presence,
    /// What is sent when the user sets nothing, so that it is no argument.
    pub preset: Option<Literal>,
    /// Set when the field is a union sent as two fields.
    pub pair: Option<Pair>,
    /// Set when the type leads back to the struct without an indirection, so that the Rust field is a `Box`.
    pub boxed: bool,
}

impl Field {
    /// Whether it stands at that key, or one of its two.
    pub fn has_key(&self, key: &str) -> bool {
        match &self.pair {
            Some(pair) => pair.tag == key || pair.content == key,
            None => self.wire == key,
        }
    }
}

/// The wire names of a union that is sent as two fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Name of the field with the tag.
    pub tag: String,
    /// Name of the field with the content.
    pub content: String,
}

/// Whether a field may be absent or null, which decides its Rust type.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// `name: T`, Rust `T`.
    Required,
    /// `name?: T`, Rust `Option<T>`: `None` is absent.
    Optional,
    /// `name: T?`, Rust `Option<T>`: `None` is null.
    Nullable,
    /// `name?: T?`, Rust `Maybe<T>`.
    Maybe,
    /// With a default, Rust `T`; the literal is already of the type.
    Default(Literal),
}

/// A constant of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Text; also of dates, decimals, uuids and urls as they stand on the wire.
    Text(String),
    /// An integer (also of unix times).
    Int(i128),
    /// A floating point number, as written.
    Float(String),
    /// A boolean.
    Bool(bool),
    /// The variant of an enum type with that index.
    Variant(TypeId, usize),
    /// A variant of a union sent as two fields, with its content.
    Choice(TypeId, usize, Box<Literal>),
    /// An empty list.
    EmptyList,
    /// A list.
    List(Vec<Literal>),
    /// A value that has a style: its JSON as the client writes it.
    Json(String),
}

/// A type in use.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Text, with its bounds.
    String(TextBounds),
    /// A boolean.
    Bool,
    /// An integer, with its bounds.
    Int(Int, Bounds<i128>),
    /// A floating point number; bounds as written.
    F64(Bounds<String>),
    /// An exact decimal number.
    Decimal,
    /// A calendar date; the format when it is not `%Y-%m-%d`.
    Date(Option<FormatId>),
    /// A time of day; the format when it is not `%H:%M:%S`.
    Time(Option<FormatId>),
    /// A moment with its offset, in RFC 3339.
    DateTime,
    /// A date and time in another format.
    DateTimeIn(FormatId, Zone),
    /// Seconds or milliseconds since 1970.
    Unix(UnixUnit),
    /// A UUID.
    Uuid,
    /// A URL.
    Url,
    /// Bytes inside text.
    Bytes(BytesText),
    /// A text that is never printed.
    Secret,
    /// Any JSON.
    Any,
    /// JSON inside a string; of that type, or of any JSON.
    JsonText(Option<Box<Type>>),
    /// A list.
    List(Box<Type>, Bounds<u64>),
    /// A list whose elements may be broken; of that type where they are not. Only in answers.
    Tolerant(Box<Type>),
    /// An object with any keys.
    Map(Box<Type>),
    /// A list of fixed length, 1 to 12 elements.
    Tuple(Vec<Type>),
    /// `T?` inside another type (list element, map value, tuple element): Rust `Option<T>`.
    Nullable(Box<Type>),
    /// A scalar inside a string.
    Text(Box<Type>),
    /// A scalar that is also read from its string or number form.
    Lenient(Box<Type>),
    /// A file. Only in multipart bodies, alone or in a list.
    File,
    /// A named type.
    Named(TypeId),
}

/// A date or time format of the API that is not standard: its strftime text. Equal formats are one marker type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormatId {
    /// strftime.
    pub format: String,
    /// Rust name of the marker type, such as `YmdTHms`; unique in the API.
    pub rust: String,
}

/// Whether a format carries an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// No: `NaiveDateTime`.
    None,
    /// Yes: `DateTime<FixedOffset>`.
    Offset,
}

/// Integer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed.
    I64,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// The unit of a unix time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnixUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
}

/// How bytes become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesText {
    /// Base64 with padding.
    Base64,
    /// Lower-case hexadecimal.
    Hex,
}

/// Inclusive bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds<T> {
    /// The least that is allowed.
    pub min: Option<T>,
    /// The most that is allowed.
    pub max: Option<T>,
}

impl<T> Default for Bounds<T> {
    fn default() -> Self {
        Self { min: None, max: None }
    }
}

impl<T> Bounds<T> {
    /// Whether there is no bound.
    pub fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// Bounds of a text.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TextBounds {
    /// In characters.
    pub length: Bounds<u64>,
    /// The allowed characters as inclusive ranges; empty: any.
    pub chars: Vec<(char, char)>,
    /// The same, as written in the spec, for messages.
    pub chars_text: String,
}

/// An open enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// What stands on the wire.
    pub repr: EnumRepr,
    /// In declared order.
    pub variants: Vec<EnumVariant>,
}

/// What an enum is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumRepr {
    /// Text.
    String,
    /// An integer.
    Int(Int),
}

/// A listed value of an enum.
#[derive(Clone, Debug)]
pub struct EnumVariant {
    /// The wire value: text, or the integer's digits.
    pub wire: String,
    /// Other wire values read as the same.
    pub aliases: Vec<String>,
    /// `UpperCamelCase`.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
}

/// A tagged union.
#[derive(Clone, Debug)]
pub struct Union {
    /// The field with the tag.
    pub tag: String,
    /// The field with the payload; without one it stands beside the tag, and every payload is a struct.
    pub content: Option<String>,
    /// In declared order.
    pub variants: Vec<UnionVariant>,
}

/// A union whose variants are told apart by their shapes.
#[derive(Clone, Debug)]
pub struct Untagged {
    /// In declared order: of those that fit equally well the first is taken.
    pub variants: Vec<UnionVariant>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The tag; of a union without one the name in the spec.
    pub wire: String,
    /// Other tags read as the same.
    pub aliases: Vec<String>,
    /// `UpperCamelCase`.
    pub rust: String,
    /// The payload.
    pub ty: Type,
    /// Documentation.
    pub doc: Doc,
}

/// A filter language.
#[derive(Clone, Debug)]
pub struct Filter {
    /// JSON key of the field's name.
    pub field: String,
    /// JSON key of the operator.
    pub operator: String,
    /// JSON key of the value.
    pub value: String,
    /// How several conditions are joined.
    pub combine: Option<Combine>,
    /// The kinds of fields.
    pub kinds: Vec<FilterKind>,
    /// The operators.
    pub operators: Vec<FilterOperator>,
    /// The fields.
    pub fields: Vec<FilterField>,
}

/// How conditions are joined: by a field beside their list.
#[derive(Clone, Debug)]
pub struct Combine {
    /// Wire name of that field.
    pub wire: String,
    /// Its value when all must hold.
    pub all: String,
    /// Its value when any must hold.
    pub any: String,
}

/// A kind of filter fields.
#[derive(Clone, Debug)]
pub struct FilterKind {
    /// The handle's Rust type, `UpperCamelCase`, unique in the API, such as `FilterText`.
    pub rust: String,
    /// Its name in the spec, for docs.
    pub name: String,
    /// The type of the value.
    pub value: Type,
    /// Indexes of the operators that fit.
    pub operators: Vec<usize>,
}

/// An operator.
#[derive(Clone, Debug)]
pub struct FilterOperator {
    /// On the wire.
    pub wire: String,
    /// Rust method.
    pub rust: String,
    /// Documentation.
    pub doc: Doc,
}

/// A field that can be filtered by.
#[derive(Clone, Debug)]
pub struct FilterField {
    /// On the wire.
    pub wire: String,
    /// Rust function.
    pub rust: String,
    /// Index of its kind.
    pub kind: usize,
    /// Documentation.
    pub doc: Doc,
}
