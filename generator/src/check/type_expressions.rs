//! Type expressions → types: what a word means and which arguments it takes.

use super::types::Declared;
use super::{Checked, Checker};
use crate::api::{Bounds, BytesText, Doc, FormatId, Int, Type, UnixUnit, Zone};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::text::Text;
use crate::spec::type_expression::{self, Argument, ArgumentKind, TypeExpression, TypeExpressionKind};
use crate::spec::{View, map_type};
use crate::yaml::{Node, Value};

/// The built-in words.
pub(super) const BUILTINS: [&str; 24] = [
    "any", "bool", "bytes", "date", "datetime", "decimal", "f64", "file", "i32", "i64", "json", "lenient",
    "secret", "string", "text", "time", "tolerant", "u32", "u64", "unix_ms", "unix_s", "url", "uuid", "null",
];

/// Words of other languages, and ours.
const FOREIGN: [(&str, &str); 14] = [
    ("integer", "i64"),
    ("int", "i64"),
    ("long", "i64"),
    ("int64", "i64"),
    ("int32", "i32"),
    ("number", "f64"),
    ("float", "f64"),
    ("double", "f64"),
    ("boolean", "bool"),
    ("str", "string"),
    ("String", "string"),
    ("object", "any"),
    ("timestamp", "unix_s"),
    ("binary", "bytes"),
];

impl<'a> Checker<'a, '_> {
    /// The type in a node: a type expression without a note. The flag says whether it may be null.
    pub(super) fn type_of(&mut self, node: &Node) -> Option<(Type, bool)> {
        let (ty, nullable, _) = self.noted_type(node)?;
        Some((ty, nullable))
    }

    /// The type and documentation of a field-like value: a noted type expression, or a map with `type`.
    pub(super) fn typed(&mut self, node: &'a Node) -> Option<(Type, bool, Doc)> {
        if crate::spec::is_type_expression(node) {
            return self.noted_type(node);
        }
        let view = View::of(node);
        let doc = self.doc(view);
        let (ty, nullable, note) = self.noted_type(view.get("type")?)?;
        Some((ty, nullable, if doc.lines.is_empty() { Doc { lines: note.lines, ..doc } } else { doc }))
    }

    fn noted_type(&mut self, node: &Node) -> Option<(Type, bool, Doc)> {
        match &node.value {
            Value::List(items) if items.len() == 1 => {
                let (inner, nullable) = self.type_of(&items[0])?;
                Some((Type::List(Box::new(wrap(inner, nullable)), Bounds::default()), false, Doc::default()))
            }
            Value::Map(entries) => {
                let entry = map_type(entries)?;
                let expression = type_expression::parse(Text::from(entry), self.problems)?;
                let (inner, nullable) = self.resolve(&expression)?;
                Some((Type::Map(Box::new(wrap(inner, nullable))), false, Doc::default()))
            }
            Value::Scalar(_) => {
                let (text, note) = Text::of(node)?.split_note();
                let expression = type_expression::parse(text, self.problems)?;
                let (ty, nullable) = self.resolve(&expression)?;
                Some((ty, nullable, Self::note(note)))
            }
            Value::List(_) => None,
        }
    }

    fn resolve(&mut self, expression: &TypeExpression) -> Option<(Type, bool)> {
        let arguments = expression.arguments.as_slice();
        match &expression.kind {
            TypeExpressionKind::Nullable(inner) => self.resolve(inner).map(|(ty, _)| (ty, true)),
            TypeExpressionKind::List(inner) => {
                let inner = self.resolve(inner);
                let bounds = self.count_bounds(arguments);
                let (inner, nullable) = inner?;
                Some((Type::List(Box::new(wrap(inner, nullable)), bounds?), false))
            }
            TypeExpressionKind::Map(inner) => {
                self.no_arguments(arguments, "a map type")?;
                let (inner, nullable) = self.resolve(inner)?;
                Some((Type::Map(Box::new(wrap(inner, nullable))), false))
            }
            TypeExpressionKind::Tuple(elements) => {
                self.no_arguments(arguments, "a tuple")?;
                let resolved: Vec<_> = elements.iter().map(|element| self.resolve(element)).collect();
                if elements.len() < 2 || elements.len() > 12 {
                    self.report(
                        Diagnostic::new(Code::TYPE_SYNTAX, expression.span, "a tuple has 2 to 12 elements")
                            .help("a list of any length is written `[T]`"),
                    );
                    return None;
                }
                let elements: Option<Vec<Type>> = resolved
                    .into_iter()
                    .map(|element| element.map(|(ty, nullable)| wrap(ty, nullable)))
                    .collect();
                Some((Type::Tuple(elements?), false))
            }
            TypeExpressionKind::Word(word) => self.word(word, expression),
        }
    }

    fn word(&mut self, word: &str, expression: &TypeExpression) -> Option<(Type, bool)> {
        let arguments = expression.arguments.as_slice();
        let ty = match word {
            "string" => Type::String(self.text_bounds(arguments)?),
            "i32" => self.int(Int::I32, arguments)?,
            "i64" => self.int(Int::I64, arguments)?,
            "u32" => self.int(Int::U32, arguments)?,
            "u64" => self.int(Int::U64, arguments)?,
            "f64" => Type::F64(self.float_bounds(arguments)?),
            "date" => Type::Date(self.format(arguments)?.map(|(format, _)| format)),
            "time" => Type::Time(self.format(arguments)?.map(|(format, _)| format)),
            "datetime" => match self.format(arguments)? {
                Some((format, zone)) => Type::DateTimeIn(format, zone),
                None => Type::DateTime,
            },
            "bytes" => self.bytes(arguments)?,
            "json" => self.json(arguments)?,
            "text" | "lenient" => return self.scalar_in(word, expression),
            "tolerant" => self.tolerant(expression)?,
            "file" => self.file(expression)?,
            "null" => {
                self.report(
                    Diagnostic::new(Code::UNKNOWN_TYPE, expression.span, "`null` is no type of its own")
                        .help("a type that may be null is written `T?`"),
                );
                return None;
            }
            "bool" | "decimal" | "unix_s" | "unix_ms" | "uuid" | "url" | "secret" | "any" => {
                self.no_arguments(arguments, &format!("`{word}`"))?;
                simple(word)
            }
            _ => return self.declared(word, expression),
        };
        Some((ty, false))
    }

    fn file(&mut self, expression: &TypeExpression) -> Option<Type> {
        self.no_arguments(&expression.arguments, "`file`")?;
        if !self.files {
            self.report(
                Diagnostic::new(
                    Code::WRONG_BODY,
                    expression.span,
                    "a file stands only among the fields of a multipart body",
                )
                .help("a body that is one file is written `body: { bytes: application/pdf }`, bytes inside JSON `bytes`"),
            );
            return None;
        }
        Some(Type::File)
    }

    fn declared(&mut self, word: &str, expression: &TypeExpression) -> Option<(Type, bool)> {
        let Some((declared, _)) = self.types.declared.get(word) else {
            self.unknown_type(word, expression);
            return None;
        };
        let id = if let Declared::Type(id) = declared { Some(*id) } else { None };
        self.no_arguments(&expression.arguments, &format!("`{word}`"))?;
        match id {
            Some(id) => Some((Type::Named(id), false)),
            None => self.alias(word),
        }
    }

    fn unknown_type(&mut self, word: &str, expression: &TypeExpression) {
        let span = crate::source::Span { end: expression.span.end, ..expression.span };
        let problem = Diagnostic::new(Code::UNKNOWN_TYPE, span, format!("no type is named `{word}`"));
        if let Some((_, ours)) = FOREIGN.iter().find(|(foreign, _)| *foreign == word) {
            self.report(problem.help(format!("here this type is called `{ours}`")));
            return;
        }
        let known = BUILTINS.iter().copied().filter(|builtin| *builtin != "null");
        let known: Vec<&str> = known.chain(self.types.order.iter().copied()).collect();
        self.suggesting(problem, word, known, "a type");
    }

    /// `text(T)` and `lenient(T)` take a scalar.
    fn scalar_in(&mut self, word: &str, expression: &TypeExpression) -> Option<(Type, bool)> {
        let [Argument { kind: ArgumentKind::Type(inner), span }] = expression.arguments.as_slice() else {
            self.report(
                Diagnostic::new(Code::TYPE_ARGUMENTS, expression.span, format!("`{word}` takes a type"))
                    .label(format!("expected `{word}(T)`")),
            );
            return None;
        };
        let (ty, nullable) = self.resolve(inner)?;
        let fits = match (&ty, word) {
            (Type::Text(inner), "lenient") => is_number_like(inner),
            (ty, "lenient") => is_number_like(ty) || matches!(ty, Type::String(_)),
            (ty, _) => is_number_like(ty),
        };
        if !fits || nullable {
            self.report(
                Diagnostic::new(
                    Code::TYPE_ARGUMENTS,
                    *span,
                    format!("`{word}` takes a number, boolean or unix time"),
                )
                .label("expected such as `i64`, `decimal`, `bool`, `unix_s`")
                .help(format!("a value that may also be null is written `{word}(T)?`")),
            );
            return None;
        }
        let inner = Box::new(ty);
        Some((if word == "text" { Type::Text(inner) } else { Type::Lenient(inner) }, false))
    }

    /// `tolerant([T])` takes a list.
    fn tolerant(&mut self, expression: &TypeExpression) -> Option<Type> {
        if let [Argument { kind: ArgumentKind::Type(inner), .. }] = expression.arguments.as_slice()
            && let TypeExpressionKind::List(item) = &inner.kind
            && inner.arguments.is_empty()
        {
            let (item, nullable) = self.resolve(item)?;
            return Some(Type::Tolerant(Box::new(wrap(item, nullable))));
        }
        self.report(
            Diagnostic::new(Code::TYPE_ARGUMENTS, expression.span, "`tolerant` takes a list without bounds")
                .label("expected `tolerant([T])`")
                .help("a list that may also be null is written `tolerant([T])?`"),
        );
        None
    }

    fn json(&mut self, arguments: &[Argument]) -> Option<Type> {
        match arguments {
            [] => Some(Type::JsonText(None)),
            [Argument { kind: ArgumentKind::Type(inner), .. }] => {
                let (ty, nullable) = self.resolve(inner)?;
                if !is_plain_json(&ty) {
                    self.report(
                        Diagnostic::new(
                            Code::TYPE_ARGUMENTS,
                            inner.span,
                            "`json` takes a declared type here",
                        )
                        .label("expected a struct, or plain text, numbers and booleans")
                        .help("put the value into a struct, which may have fields of any type"),
                    );
                    return None;
                }
                Some(Type::JsonText(Some(Box::new(wrap(ty, nullable)))))
            }
            [first, ..] => {
                self.report(
                    Diagnostic::new(Code::TYPE_ARGUMENTS, first.span, "`json` takes a type")
                        .label("expected `json` or `json(T)`"),
                );
                None
            }
        }
    }

    fn bytes(&mut self, arguments: &[Argument]) -> Option<Type> {
        let encoding = match arguments {
            [] => Some(BytesText::Base64),
            [Argument { kind: ArgumentKind::Type(inner), .. }] => match &inner.kind {
                TypeExpressionKind::Word(word) if word == "hex" => Some(BytesText::Hex),
                TypeExpressionKind::Word(word) if word == "base64" => Some(BytesText::Base64),
                _ => None,
            },
            _ => None,
        };
        if encoding.is_none()
            && let Some(first) = arguments.first()
        {
            self.report(
                Diagnostic::new(Code::TYPE_ARGUMENTS, first.span, "no such encoding of bytes")
                    .label("expected `base64` or `hex`"),
            );
        }
        encoding.map(Type::Bytes)
    }

    fn format(&mut self, arguments: &[Argument]) -> Checked<Option<(FormatId, Zone)>> {
        let (format, span) = match arguments {
            [] => return Some(None),
            [Argument { kind: ArgumentKind::Quoted(format), span }] => (format, *span),
            [first, ..] => {
                self.report(
                    Diagnostic::new(Code::TYPE_ARGUMENTS, first.span, "a date or time takes a format")
                        .label("expected a strftime text such as `'%Y-%m-%d'`"),
                );
                return None;
            }
        };
        let broken = chrono::format::StrftimeItems::new(format)
            .any(|item| matches!(item, chrono::format::Item::Error));
        if broken || !format.contains('%') {
            self.report(
                Diagnostic::new(Code::BAD_FORMAT, span, "not a strftime format")
                    .label("expected such as `'%Y-%m-%d %H:%M:%S'`")
                    .note("the letters are those of https://docs.rs/chrono/latest/chrono/format/strftime/"),
            );
            return None;
        }
        let zone = if ["%z", "%:z", "%::z", "%:::z", "%#z", "%+"].iter().any(|part| format.contains(part)) {
            Zone::Offset
        } else {
            Zone::None
        };
        let rust = self.format_name(format);
        Some(Some((FormatId { format: format.clone(), rust }, zone)))
    }

    /// The marker type of a format: its letters, numbered when two formats have the same.
    fn format_name(&mut self, format: &str) -> String {
        if let Some(name) = self.types.formats.get(format) {
            return name.clone();
        }
        let letters: String = format.chars().filter(char::is_ascii_alphanumeric).collect();
        let base =
            crate::names::upper_camel(&format!("format_{letters}")).unwrap_or_else(|| "Format".to_owned());
        let taken = |name: &String| self.types.formats.values().any(|other| other == name);
        let mut name = base.clone();
        let mut number = 2;
        while taken(&name) {
            name = format!("{base}{number}");
            number += 1;
        }
        self.types.formats.insert(format.to_owned(), name.clone());
        name
    }

    fn no_arguments(&mut self, arguments: &[Argument], what: &str) -> Option<()> {
        let Some(first) = arguments.first() else { return Some(()) };
        self.report(
            Diagnostic::new(Code::TYPE_ARGUMENTS, first.span, format!("{what} takes nothing in parentheses"))
                .label("expected nothing here"),
        );
        None
    }
}

/// `T` or `T?` inside another type.
pub(super) fn wrap(ty: Type, nullable: bool) -> Type {
    if nullable { Type::Nullable(Box::new(ty)) } else { ty }
}

fn simple(word: &str) -> Type {
    match word {
        "bool" => Type::Bool,
        "decimal" => Type::Decimal,
        "unix_s" => Type::Unix(UnixUnit::Seconds),
        "unix_ms" => Type::Unix(UnixUnit::Millis),
        "uuid" => Type::Uuid,
        "url" => Type::Url,
        "secret" => Type::Secret,
        _ => Type::Any,
    }
}

fn is_number_like(ty: &Type) -> bool {
    matches!(ty, Type::Int(..) | Type::F64(_) | Type::Decimal | Type::Bool | Type::Unix(_))
}

/// Whether serde alone writes a type as the spec has it.
fn is_plain_json(ty: &Type) -> bool {
    match ty {
        Type::String(_) | Type::Bool | Type::Int(..) | Type::F64(_) | Type::Any | Type::Named(_) => true,
        Type::List(inner, _) | Type::Map(inner) | Type::Nullable(inner) => is_plain_json(inner),
        _ => false,
    }
}
