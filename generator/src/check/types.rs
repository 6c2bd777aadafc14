//! Declared types: names first, so that they may refer to each other in any order, then what they are.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::Checker;
use super::scope::Scope;
use crate::api::{Enum, EnumRepr, EnumVariant, Int, Struct, Type, TypeDef, TypeId, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node};

/// Aliases of aliases are followed that deep.
const MAX_ALIASES: usize = 64;

/// What a declared name stands for.
#[derive(Clone, Debug)]
pub(super) enum Declared {
    /// A type of its own.
    Type(TypeId),
    /// Another name for a type expression.
    Alias(Alias),
}

/// The state of an alias.
#[derive(Clone, Debug)]
pub(super) enum Alias {
    Unresolved,
    /// Being followed: meeting it again is a cycle.
    InProgress,
    /// The type and whether it may be null; `None`: a reported problem.
    Resolved(Option<(Type, bool)>),
}

/// All types of a spec.
#[derive(Debug, Default)]
pub(super) struct TypeTable<'a> {
    /// By name: what it stands for and where it is declared.
    pub(super) declared: HashMap<&'a str, (Declared, Span)>,
    /// By name: what an alias is written as.
    aliases: HashMap<&'a str, &'a Node>,
    /// By id: the form of a type that is declared under `types`.
    forms: HashMap<usize, &'static str>,
    /// By id: how a type is written that is declared under `types`.
    written: HashMap<usize, &'a Node>,
    /// Names in declared order.
    pub(super) order: Vec<&'a str>,
    /// By id; `None`: not yet defined, or a reported problem.
    defined: Vec<Option<Rc<TypeDef>>>,
    /// Where each was declared.
    pub(super) spans: Vec<Span>,
    /// How many aliases are being followed.
    alias_depth: usize,
    /// Date formats in use → the name of their marker type.
    pub(super) formats: BTreeMap<String, String>,
}

impl TypeTable<'_> {
    /// The types of a checked API.
    pub(super) fn of(types: &[TypeDef]) -> Self {
        Self { defined: types.iter().cloned().map(Rc::new).map(Some).collect(), ..Self::default() }
    }

    /// The definition, if it has one by now.
    pub(super) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.defined.get(id.0).and_then(Option::as_deref)
    }

    /// The same, to be held while the checker reports something.
    pub(super) fn shared(&self, id: TypeId) -> Option<Rc<TypeDef>> {
        self.defined.get(id.0).cloned().flatten()
    }

    /// How the type is written, if it is declared under `types`.
    pub(super) fn written(&self, id: TypeId) -> Option<&Node> {
        self.written.get(&id.0).copied()
    }

    pub(super) fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.defined.get_mut(id.0).and_then(Option::as_mut).map(Rc::make_mut)
    }

    /// All ids.
    pub(super) fn ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.defined.len()).map(TypeId)
    }

    /// Room for a type that is declared at `span`.
    pub(super) fn reserve(&mut self, span: Span) -> TypeId {
        self.defined.push(None);
        self.spans.push(span);
        TypeId(self.defined.len() - 1)
    }

    pub(super) fn define(&mut self, id: TypeId, definition: Option<TypeDef>) {
        if let Some(slot) = self.defined.get_mut(id.0) {
            *slot = definition.map(Rc::new);
        }
    }

    /// All definitions, if all are sound.
    pub(super) fn finish(self) -> Option<Vec<TypeDef>> {
        self.defined.into_iter().map(|definition| definition.map(Rc::unwrap_or_clone)).collect()
    }
}

/// A definition whose use is not known yet.
pub(super) fn definition(rust: String, doc: crate::api::Doc, kind: TypeKind) -> TypeDef {
    TypeDef {
        rust,
        doc,
        kind,
        in_request: false,
        in_answer: false,
        bounded: false,
        default: false,
        shaped: false,
    }
}

impl<'a> Checker<'a, '_> {
    /// Takes the names of all types.
    pub(super) fn declare_types(&mut self) {
        for entry in self.spec.named("types") {
            let name = entry.key.as_str();
            self.check_type_name(Text::from(entry));
            let given = View::of(&entry.value).text("name");
            if let Some(given) = given {
                self.check_type_name(given);
            }
            let rust = given.unwrap_or(Text::from(entry));
            self.take_type(rust.as_str(), rust.span(), &format!("the type `{name}`"));
            let form = form_of(&entry.value);
            let declared = match entry.value.get("type").filter(|_| form == "fields") {
                Some(node) => {
                    self.types.aliases.insert(name, node);
                    Declared::Alias(Alias::Unresolved)
                }
                None => {
                    let id = self.types.reserve(entry.key_span);
                    self.types.forms.insert(id.0, form);
                    self.types.written.insert(id.0, &entry.value);
                    Declared::Type(id)
                }
            };
            self.types.declared.insert(name, (declared, entry.key_span));
            self.types.order.push(name);
        }
    }

    fn check_type_name(&mut self, text: Text<'_>) {
        let name = text.as_str();
        let fits = crate::names::upper_camel(name).is_some_and(|camel| camel == name) && name.is_ascii();
        if !fits {
            let help = match crate::names::upper_camel(name).filter(|camel| camel.is_ascii()) {
                Some(camel) => format!("a name that fits: `{camel}`"),
                None => "choose a name like `Customer`".to_owned(),
            };
            self.report(
                Diagnostic::new(Code::BAD_NAME, text.span(), format!("`{name}` cannot name a type"))
                    .label("expected upper camel case")
                    .help(help),
            );
        }
    }

    /// Says what each declared type is. Enums and unions come first: defaults and pairs of fields look into them.
    pub(super) fn define_types(&mut self) {
        for form in ["enum", "union", "filter", "fields", "type"] {
            for entry in self.spec.named("types") {
                match self.types.declared.get(entry.key.as_str()) {
                    Some((Declared::Type(id), _)) if form_of(&entry.value) == form => {
                        let id = *id;
                        let definition = self.type_definition(&entry.key, &entry.value);
                        self.types.define(id, definition);
                    }
                    Some((Declared::Alias(_), _)) if form == "type" => {
                        self.alias(entry.key.as_str());
                    }
                    _ => {}
                }
            }
        }
    }

    fn type_definition(&mut self, name: &str, node: &'a Node) -> Option<TypeDef> {
        let view = View::of(node);
        let name = view.text("name").map_or(name, Text::as_str);
        let doc = self.doc(view);
        let kind = match form_of(node) {
            "filter" => TypeKind::Filter(self.filter(name, view)?),
            "enum" => TypeKind::Enum(self.enumeration(view)?),
            "union" => self.union_kind(view)?,
            _ => {
                let mut scope = Scope::reserving(&["new"], "the struct");
                let fields = self.fields(view.named("fields"), &mut scope, "field");
                let others = self.others(view, &mut scope);
                TypeKind::Struct(Struct { fields: fields?, others: others? })
            }
        };
        Some(definition(name.to_owned(), doc, kind))
    }

    /// What an alias stands for, following others; its cycle or problem is reported once.
    pub(super) fn alias(&mut self, name: &str) -> Option<(Type, bool)> {
        let (declared, span) = self.types.declared.get_mut(name)?;
        let span = *span;
        match declared {
            Declared::Alias(Alias::Resolved(resolved)) => return resolved.clone(),
            Declared::Alias(state @ Alias::Unresolved) => *state = Alias::InProgress,
            Declared::Alias(Alias::InProgress) => {
                self.report(
                    Diagnostic::new(Code::ALIAS_CYCLE, span, format!("the alias `{name}` stands for itself"))
                        .help("an alias leads to a type in the end; a struct may refer to itself"),
                );
                return None;
            }
            Declared::Type(_) => return None,
        }
        let node = *self.types.aliases.get(name)?;
        self.types.alias_depth += 1;
        let resolved = if self.types.alias_depth > MAX_ALIASES {
            self.report(Diagnostic::new(
                Code::ALIAS_CYCLE,
                span,
                format!("more than {MAX_ALIASES} aliases stand for one another"),
            ));
            None
        } else {
            self.type_of(node)
        };
        self.types.alias_depth -= 1;
        if let Some((state, _)) = self.types.declared.get_mut(name) {
            *state = Declared::Alias(Alias::Resolved(resolved.clone()));
        }
        resolved
    }

    fn enumeration(&mut self, view: View<'a>) -> Option<Enum> {
        let repr = match view.text("enum")?.as_str() {
            "string" => EnumRepr::String,
            "i32" => EnumRepr::Int(Int::I32),
            "i64" => EnumRepr::Int(Int::I64),
            _ => return None,
        };
        let mut scope = Scope::reserving(&["Unlisted"], "the enum for values that are not listed");
        let mut wires: HashMap<String, Span> = HashMap::new();
        let mut variants = Vec::new();
        let mut sound = true;
        for entry in view.named("values") {
            match self.enum_value(entry, repr, &mut scope, &mut wires) {
                Some(variant) => variants.push(variant),
                None => sound = false,
            }
        }
        if view.get("values").and_then(Node::as_map).is_some_and(<[Entry]>::is_empty) {
            self.report(
                Diagnostic::new(Code::EMPTY, view.span(), "an enum without values")
                    .help("list the values under `values`, or use the plain type"),
            );
        }
        sound.then_some(Enum { repr, variants })
    }

    fn enum_value(
        &mut self,
        entry: &'a Entry,
        repr: EnumRepr,
        scope: &mut Scope,
        wires: &mut HashMap<String, Span>,
    ) -> Option<EnumVariant> {
        let view = View::of(&entry.value);
        let (name, doc) = self.noted_name(entry)?;
        let rust = self.camel_name(name.as_str(), name.span())?;
        let what = format!("the value `{}`", entry.key);
        self.take(scope, &rust, entry.key_span, &what);
        let mut aliases = Vec::new();
        for alias in view.items("aliases").iter().filter_map(Text::of) {
            self.enum_wire(alias, repr, wires);
            aliases.push(alias.as_str().to_owned());
        }
        self.enum_wire(Text::from(entry), repr, wires);
        Some(EnumVariant { wire: entry.key.clone(), aliases, rust, doc })
    }

    /// A wire value fits the enum's representation and stands once.
    fn enum_wire(&mut self, wire: Text<'_>, repr: EnumRepr, wires: &mut HashMap<String, Span>) {
        let text = wire.as_str();
        let fits = match repr {
            EnumRepr::String => true,
            EnumRepr::Int(Int::I32) => text.parse::<i32>().is_ok_and(|number| number.to_string() == text),
            EnumRepr::Int(_) => text.parse::<i64>().is_ok_and(|number| number.to_string() == text),
        };
        if !fits {
            self.report(
                Diagnostic::new(Code::WRONG_TYPE, wire.span(), format!("`{text}` is no value of this enum"))
                    .label("expected an integer in its plain form")
                    .help("with `enum: string` any text is a value"),
            );
        }
        if let Some(other) = wires.insert(text.to_owned(), wire.span()) {
            self.report(
                Diagnostic::new(
                    Code::DUPLICATE_WIRE,
                    wire.span(),
                    format!("the value `{text}` stands twice"),
                )
                .also(other, "already here"),
            );
        }
    }

    /// The name and documentation of `wire: name -- note`, or of the long form with `name`.
    pub(super) fn noted_name(&mut self, entry: &'a Entry) -> Option<(Text<'a>, crate::api::Doc)> {
        match Text::of(&entry.value) {
            Some(text) => {
                let (name, note) = text.split_note();
                Some((name, Self::note(note)))
            }
            None => {
                let view = View::of(&entry.value);
                let doc = self.doc(view);
                Some((view.text("name")?, doc))
            }
        }
    }

    /// `fields`, `enum`, `union` or `filter`: the form of a declared type.
    pub(super) fn declared_form(&self, id: TypeId) -> Option<&'static str> {
        self.types.forms.get(&id.0).copied()
    }
}

/// Which of its forms a declared type has.
fn form_of(node: &Node) -> &'static str {
    ["filter", "enum", "union"].into_iter().find(|form| node.get(form).is_some()).unwrap_or("fields")
}
