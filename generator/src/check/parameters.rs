//! Parameters in paths, queries, headers and cookies.

use super::Checker;
use super::fields::is_scalar;
use super::scope::Scope;
use crate::api::{Field, Parameter, PathPart, Presence, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// Where parameters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Form,
    Part,
}

impl Place {
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Path => "path parameter",
            Self::Query => "query parameter",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Form => "form field",
            Self::Part => "field of a multipart body",
        }
    }
}

impl<'a> Checker<'a, '_> {
    /// The parameters of one place.
    pub(super) fn parameters(
        &mut self,
        entries: &'a [Entry],
        place: Place,
        scope: &mut Scope,
    ) -> Option<Vec<Parameter>> {
        let fields = self.fields(entries, scope, place.what());
        for entry in entries {
            match place {
                Place::Header => {
                    self.header_name(header_text(entry));
                    self.own_header(header_text(entry));
                }
                Place::Cookie => self.cookie_name(header_text(entry)),
                _ => {}
            }
        }
        self.as_parameters(fields?, entries, place)
    }

    /// Fields as parameters of that place.
    pub(super) fn as_parameters(
        &mut self,
        fields: Vec<Field>,
        entries: &'a [Entry],
        place: Place,
    ) -> Option<Vec<Parameter>> {
        let parameters: Vec<Option<Parameter>> = fields
            .into_iter()
            .zip(entries)
            .map(|(field, entry)| self.parameter(field, entry, place))
            .collect();
        let parameters: Vec<Parameter> = parameters.into_iter().collect::<Option<_>>()?;
        self.check_own_fields(&parameters, entries, place.what());
        Some(parameters)
    }

    /// A field as a parameter of that place, if it can be one.
    pub(super) fn parameter(&mut self, field: Field, entry: &'a Entry, place: Place) -> Option<Parameter> {
        let what = place.what();
        let problem = if matches!(field.presence, Presence::Nullable | Presence::Maybe) {
            Some((format!("a {what} cannot be null"), "it is sent, or with `?` behind its name left out"))
        } else if place == Place::Path && field.presence != Presence::Required {
            Some(("a path parameter is always required".to_owned(), "remove the `?` or the default"))
        } else if field.pair.is_some() && !matches!(place, Place::Query | Place::Form) {
            Some((
                format!("a {what} cannot be sent as two"),
                "a union is sent as two in a query, a form or a JSON body",
            ))
        } else {
            None
        };
        if let Some((message, help)) = problem {
            self.report(Diagnostic::new(Code::WRONG_PARAMETER, entry.key_span, message).help(help));
            return None;
        }
        let style = if place == Place::Part { None } else { self.style_of(&field, entry, place)? };
        Some(Parameter { field, paged: None, style })
    }

    /// Whether a value of the type is one piece of text.
    pub(super) fn is_one_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => {
                self.types.get(*id).is_none_or(|definition| matches!(definition.kind, TypeKind::Enum(_)))
            }
            Type::JsonText(_) => true,
            other => is_scalar(other),
        }
    }

    /// `GET /customers/{id}` → the method and the pieces of the path, with the path parameters in their order.
    ///
    /// `filled`: the names that auth schemes fill; `None` when they are wrong themselves.
    pub(super) fn http(
        &mut self,
        view: View<'a>,
        filled: Option<&[String]>,
        scope: &mut Scope,
    ) -> Option<(String, Vec<PathPart>, Vec<Parameter>)> {
        let declared = self.parameters(view.named("path"), Place::Path, scope);
        let text = view.text("http")?;
        let (method, path) = self.method_and_path(text)?;
        let declared = declared?;
        let mut order: Vec<usize> = Vec::new();
        let mut parts = Vec::new();
        for piece in self.path_pieces(path)? {
            match piece {
                Piece::Fixed(fixed) => parts.push(PathPart::Text(fixed)),
                Piece::Name(name)
                    if filled.is_some_and(|filled| filled.iter().any(|known| known == name.as_str())) =>
                {
                    self.filled_by_auth_only(view, name);
                    parts.push(PathPart::Auth(name.as_str().to_owned()));
                }
                Piece::Name(name) => {
                    let found = declared.iter().position(|parameter| parameter.field.wire == name.as_str());
                    let Some(index) = found else {
                        filled?;
                        let known = declared.iter().map(|parameter| parameter.field.wire.as_str());
                        self.report(
                            Diagnostic::new(
                                Code::UNDECLARED_PATH_PARAMETER,
                                name.span(),
                                format!("the path parameter `{}` is not declared", name.as_str()),
                            )
                            .suggest(name.as_str(), known, "a path parameter")
                            .help(format!("declare it under `path`: `{}: string -- …`", name.as_str())),
                        );
                        return None;
                    };
                    let place = order.iter().position(|known| *known == index).unwrap_or_else(|| {
                        order.push(index);
                        order.len() - 1
                    });
                    parts.push(PathPart::Parameter(place));
                }
            }
        }
        let of_auth =
            |parameter: &Parameter| filled.is_some_and(|filled| filled.contains(&parameter.field.wire));
        for (index, parameter) in declared
            .iter()
            .enumerate()
            .filter(|(index, parameter)| !order.contains(index) && !of_auth(parameter))
        {
            let span = view.named("path").get(index).map_or(text.span(), |entry| entry.key_span);
            self.report(
                Diagnostic::new(
                    Code::UNUSED,
                    span,
                    format!("the path has no `{{{}}}`", parameter.field.wire),
                )
                .also(path.span(), "the path"),
            );
        }
        let parameters = order.into_iter().filter_map(|index| declared.get(index).cloned()).collect();
        Some((method, parts, parameters))
    }

    fn filled_by_auth_only(&mut self, view: View<'a>, name: Text<'a>) {
        if let Some(entry) = view.named("path").iter().find(|entry| entry.key == name.as_str()) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PLACEMENT,
                    entry.key_span,
                    format!("the auth scheme fills `{{{}}}`, so it is no parameter", name.as_str()),
                )
                .also(name.span(), "in the path")
                .help("remove it from `path`"),
            );
        }
    }

    fn method_and_path(&mut self, text: Text<'a>) -> Option<(String, Text<'a>)> {
        let (method, path) = self.method_and_rest(text)?;
        self.path_fits(path).then_some((method, path))
    }

    /// Whether a text can be the path of an endpoint; reported when not.
    pub(super) fn path_fits(&mut self, path: Text<'_>) -> bool {
        let odd = path.as_str().chars().any(|character| {
            character.is_whitespace() || character.is_control() || "?#\\\"<>^`|".contains(character)
        });
        let dots = path.as_str().split('/').any(|segment| segment == "." || segment == "..");
        let fits = path.as_str().starts_with('/') && !odd && !dots && path.as_str().is_ascii();
        if !fits {
            self.report(
                Diagnostic::new(Code::BAD_HTTP, path.span(), "not the path of an endpoint")
                    .label("expected `/customers/{id}`: ASCII, without query, `.` and `..`"),
            );
        }
        fits
    }

    /// The method in front of a path or URL, and what follows.
    pub(super) fn method_and_rest<'t>(&mut self, text: Text<'t>) -> Option<(String, Text<'t>)> {
        const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
        let whole = text.as_str();
        let split = whole.find(' ').unwrap_or(whole.len());
        let method = text.slice(0, split);
        let path = text.slice(split, whole.len()).trim();
        if !METHODS.contains(&method.as_str()) {
            let upper = method.as_str().to_uppercase();
            self.report(
                Diagnostic::new(
                    Code::BAD_HTTP,
                    method.span(),
                    format!("`{}` is no HTTP method", method.as_str()),
                )
                .label("expected `GET /path`")
                .suggest(&upper, METHODS, "a method"),
            );
            return None;
        }
        Some((method.as_str().to_owned(), path))
    }

    fn path_pieces(&mut self, path: Text<'a>) -> Option<Vec<Piece<'a>>> {
        let text = path.as_str();
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(open) = text[at..].find(['{', '}']) {
            let start = at + open;
            let close = text[start..].find('}');
            let (Some(length), true) = (close, text[start..].starts_with('{')) else {
                self.report(
                    Diagnostic::new(
                        Code::BAD_HTTP,
                        path.place(start, start + 1),
                        "a brace without its other half",
                    )
                    .label("expected `{name}`"),
                );
                return None;
            };
            if start > at {
                pieces.push(Piece::Fixed(text[at..start].to_owned()));
            }
            if length == 1 {
                self.report(
                    Diagnostic::new(
                        Code::BAD_HTTP,
                        path.place(start, start + 2),
                        "a path parameter without a name",
                    )
                    .label("expected `{name}`"),
                );
                return None;
            }
            pieces.push(Piece::Name(path.slice(start + 1, start + length)));
            at = start + length + 1;
        }
        if at < text.len() {
            pieces.push(Piece::Fixed(text[at..].to_owned()));
        }
        Some(pieces)
    }
}

enum Piece<'a> {
    Fixed(String),
    Name(Text<'a>),
}

fn header_text(entry: &Entry) -> Text<'_> {
    let (name, _) = super::fields::wire_name(&entry.key);
    Text::whole(name, entry.key_span)
}
