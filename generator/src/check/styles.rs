//! How lists and objects are written as parameters: the style that the spec names, or the one that a place has.

use std::collections::HashMap;

use super::parameters::Place;
use super::{Checked, Checker};
use crate::api::{Field, Parameter, Style, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::View;
use crate::yaml::Entry;

/// What a value of a type may be when it is sent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    text: bool,
    list: bool,
    object: bool,
}

impl Kinds {
    const ANY: Self = Self { text: true, list: true, object: true };
    const TEXT: Self = Self { text: true, list: false, object: false };
    const LIST: Self = Self { text: false, list: true, object: false };
    const OBJECT: Self = Self { text: false, list: false, object: true };

    fn or(self, other: Self) -> Self {
        Self {
            text: self.text || other.text,
            list: self.list || other.list,
            object: self.object || other.object,
        }
    }
}

/// Types are followed that deep: through nullable ones, and variants of unions that are unions.
const DEEPEST: usize = 16;

impl Place {
    fn styles(self) -> &'static [Style] {
        use Style::{
            Brackets, Comma, Fields, Indices, Json, Label, LabelEach, Matrix, MatrixEach, Pairs, Pipe,
            Repeat, Space,
        };
        match self {
            Self::Query | Self::Form => &[Repeat, Brackets, Indices, Comma, Space, Pipe, Fields, Json],
            Self::Header => &[Comma, Space, Pipe, Pairs, Json],
            Self::Path => &[Comma, Space, Pipe, Pairs, Label, LabelEach, Matrix, MatrixEach, Json],
            Self::Cookie => &[Comma, Pipe, Repeat, Fields, Json],
            Self::Part => &[],
        }
    }
}

impl<'a> Checker<'a, '_> {
    /// The style of a parameter, `None` if it is one text; the outer `None`: reported.
    pub(super) fn style_of(
        &mut self,
        field: &Field,
        entry: &'a Entry,
        place: Place,
    ) -> Checked<Option<Style>> {
        let given = View::of(&entry.value).text("style");
        let named = given.and_then(|text| Some((Style::of_word(text.as_str())?, text.span())));
        let kinds = self.kinds(&field.ty, 0);
        let is_single = field.pair.is_some() || self.is_one_text(&field.ty);
        let Some((style, span)) = named else {
            if is_single {
                return Some(None);
            }
            let style = match place {
                Place::Query | Place::Form if kinds.list => Style::Repeat,
                Place::Query | Place::Form => Style::Brackets,
                Place::Path | Place::Header | Place::Cookie | Place::Part => Style::Comma,
            };
            return self.style_fits(field, style, kinds, entry.key_span).then_some(Some(style));
        };
        let what = place.what();
        let word = style.word();
        let problem = if !place.styles().contains(&style) {
            let known: Vec<&str> = place.styles().iter().map(|style| style.word()).collect();
            let message = format!("a {what} cannot be written in the style `{word}`");
            Diagnostic::new(Code::WRONG_STYLE, span, message)
                .label(format!("expected one of `{}`", known.join("`, `")))
        } else if field.pair.is_some() {
            Diagnostic::new(Code::WRONG_STYLE, span, "a union that is sent as two has no style")
        } else if is_single && !style.is_prefixed() && style != Style::Json {
            let found = self.describe(&field.ty);
            Diagnostic::new(Code::WRONG_STYLE, span, format!("{found} has no style"))
                .help("a style says how a list or an object is written: remove it")
        } else if !self.style_fits(field, style, kinds, span) {
            return None;
        } else {
            return Some(Some(style));
        };
        self.report(problem);
        None
    }

    /// Whether a style can write all values of the type; reported if not.
    fn style_fits(&mut self, field: &Field, style: Style, kinds: Kinds, span: crate::source::Span) -> bool {
        if style == Style::Fields && !kinds.object {
            let found = self.describe(&field.ty);
            let message = format!("the style `fields` writes an object, not {found}");
            self.report(Diagnostic::new(Code::WRONG_STYLE, span, message).label("expected another style"));
            return false;
        }
        // Of what may be one of several things, the client says when it cannot be sent.
        let inner = match style {
            Style::Brackets | Style::Indices | Style::Json | Style::Fields => return true,
            Style::Repeat if !kinds.list => return true,
            _ => self.nested_in(&field.ty),
        };
        let Some(inner) = inner else { return true };
        let message =
            format!("`{}` holds {inner}, and the style `{}` writes single texts", field.wire, style.word());
        self.report(
            Diagnostic::new(Code::WRONG_STYLE, span, message)
                .help("`indices`, `brackets` (in a query or a form) and `json` write what is nested"),
        );
        false
    }

    /// What in a list or an object can be no single text, in words.
    fn nested_in(&self, ty: &Type) -> Option<String> {
        let no_text = |ty: &Type| (!self.kinds(ty, 0).text).then(|| self.describe(ty));
        match ty {
            Type::Nullable(inner) => self.nested_in(inner),
            Type::List(item, _) | Type::Tolerant(item) | Type::Map(item) => no_text(item),
            Type::Tuple(elements) => elements.iter().find_map(no_text),
            Type::Named(id) => match &self.types.get(*id)?.kind {
                TypeKind::Struct(shape) => {
                    let mut fields = shape.fields.iter().filter(|field| field.pair.is_none());
                    let others = shape.others.as_ref().and_then(|others| self.nested_in(&others.ty));
                    fields.find_map(|field| no_text(&field.ty)).or(others)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What a value of the type may be.
    pub(super) fn kinds(&self, ty: &Type, depth: usize) -> Kinds {
        match ty {
            Type::Nullable(inner) => self.kinds(inner, depth),
            Type::List(..) | Type::Tolerant(_) | Type::Tuple(_) => Kinds::LIST,
            Type::Map(_) => Kinds::OBJECT,
            Type::Named(id) if depth < DEEPEST => match self.types.get(*id).map(|found| &found.kind) {
                Some(TypeKind::Struct(_) | TypeKind::Filter(_) | TypeKind::Union(_)) => Kinds::OBJECT,
                Some(TypeKind::Enum(_)) => Kinds::TEXT,
                Some(TypeKind::Untagged(union)) => union
                    .variants
                    .iter()
                    .map(|variant| self.kinds(&variant.ty, depth + 1))
                    .fold(Kinds::default(), Kinds::or),
                // What has no definition has been reported.
                None => Kinds::ANY,
            },
            Type::Any | Type::Named(_) => Kinds::ANY,
            _ => Kinds::TEXT,
        }
    }

    /// The fields of an object that are parameters of their own share the names of the others.
    pub(super) fn check_own_fields(&mut self, parameters: &[Parameter], entries: &[Entry], what: &str) {
        if parameters.iter().all(|parameter| parameter.style != Some(Style::Fields)) {
            return;
        }
        let names: Vec<Vec<String>> = parameters.iter().map(|parameter| self.own_names(parameter)).collect();
        // A name with the first parameter that sends it; none, if there are several.
        let mut senders: HashMap<&str, Option<usize>> = HashMap::new();
        for (index, names) in names.iter().enumerate() {
            for name in names {
                let sender = senders.entry(name).or_insert(Some(index));
                *sender = sender.filter(|sender| *sender == index);
            }
        }
        for ((parameter, names), entry) in parameters.iter().zip(&names).zip(entries) {
            let mut twice = names.iter().filter(|name| senders.get(name.as_str()) == Some(&None));
            let (Some(Style::Fields), Some(twice)) = (parameter.style, twice.next()) else { continue };
            let message = format!("the {what} `{twice}` stands twice: it is a field of this one too");
            self.report(Diagnostic::new(Code::DUPLICATE_WIRE, entry.key_span, message));
        }
    }

    /// The names under which a parameter is sent.
    fn own_names(&self, parameter: &Parameter) -> Vec<String> {
        match parameter.style {
            Some(Style::Fields) => {
                let fields = self.fields_of(&parameter.field.ty).unwrap_or_default();
                fields.into_iter().map(|field| field.wire).collect()
            }
            _ => vec![parameter.field.wire.clone()],
        }
    }
}
