//! A request as the client sends it: what the call encodes, and what schemes add to it, in the client's order.

use crate::api::{
    Api, Body, BodyEncoding, Endpoint, Literal, Parameter, PathPart, RequestPart, Slot, Type, TypeKind,
};
use crate::check::{Arguments, CallBody, canonical_text};
use crate::emit::literal::wire_text;
use crate::recipe::{self, encodings};
use crate::styled::{self, Misfit, Written};

use super::body;
use super::server::Base;

/// What every request of a client says that is given no options.
const ACCEPTED: &str = "application/json, */*;q=0.8";

const SHOWN_MULTIPART: &str = "multipart/form-data; boundary=boundary";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A request that grows while schemes add to it.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) method: String,
    pub(super) base: Base,
    pub(super) path: String,
    pub(super) query: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    added_query: String,
    cookies: Vec<String>,
    form: Vec<(String, String)>,
    fields: Vec<(Vec<String>, String)>,
    /// What the client would refuse to send.
    pub(super) refused: Vec<String>,
}

impl Attempt {
    /// The call's own request.
    pub(super) fn new(api: &Api, endpoint: &Endpoint, arguments: &Arguments, base: Base) -> Self {
        let mut attempt = Self {
            method: endpoint.method.clone(),
            path: format!("{}{}", base.prefix, path(api, endpoint, arguments)),
            base,
            query: String::new(),
            headers: vec![
                ("accept".to_owned(), endpoint.accept.clone().unwrap_or_else(|| ACCEPTED.to_owned())),
                ("user-agent".to_owned(), concat!("specwright/", env!("CARGO_PKG_VERSION")).to_owned()),
            ],
            body: Vec::new(),
            added_query: String::new(),
            cookies: Vec::new(),
            form: Vec::new(),
            fields: Vec::new(),
            refused: Vec::new(),
        };
        attempt.refuse_pieces(api, endpoint, arguments);
        for one in attempt.texts(api, &endpoint.query, &arguments.query) {
            push_encoded(&mut attempt.query, &one.name, &one.encoded);
        }
        attempt.set_body(api, endpoint, &arguments.body);
        for (parameter, literal) in given(&endpoint.headers, &arguments.headers) {
            for one in attempt.written(api, parameter, literal) {
                attempt.add_header(&one.name, one.header(parameter.style));
            }
        }
        let cookies = attempt.texts(api, &endpoint.cookies, &arguments.cookies);
        attempt.cookies = cookies.iter().map(Written::cookie).collect();
        attempt.settle();
        attempt
    }

    /// Path parameters that would be no segment of their own.
    fn refuse_pieces(&mut self, api: &Api, endpoint: &Endpoint, arguments: &Arguments) {
        for (parameter, literal) in given(&endpoint.path_parameters, &arguments.path) {
            let value = self.written(api, parameter, literal).pop().map(|one| one.value).unwrap_or_default();
            if matches!(value.as_str(), "" | "." | "..") {
                let name = &parameter.field.wire;
                self.refused.push(format!("the path parameter `{name}` is empty or a dot segment"));
            }
        }
    }

    fn set_body(&mut self, api: &Api, endpoint: &Endpoint, given: &CallBody) {
        let (kind, body) = match (&endpoint.body, given) {
            (Body::Json(_) | Body::Fields { encoding: BodyEncoding::Json, .. }, CallBody::Json(json)) => {
                (JSON, json.clone())
            }
            (Body::Fields { parameters, .. }, CallBody::Form(fields)) => {
                let mut form = Vec::new();
                for one in self.texts(api, parameters, fields) {
                    body::push_form(&mut form, &one.name, &one.value);
                }
                (FORM, String::from_utf8_lossy(&form).into_owned())
            }
            (Body::Multipart(_), CallBody::Raw(text)) => (SHOWN_MULTIPART, text.clone()),
            (Body::EmptyForm, CallBody::Form(_)) => (FORM, String::new()),
            (Body::Bytes(kind) | Body::Text(kind), CallBody::Raw(text)) => (kind.as_str(), text.clone()),
            _ => return,
        };
        self.set_header("content-type", kind.to_owned());
        self.body = body.into_bytes();
    }

    /// What parameters become.
    fn texts(&mut self, api: &Api, parameters: &[Parameter], literals: &[(usize, Literal)]) -> Vec<Written> {
        let all = given(parameters, literals);
        all.flat_map(|(parameter, literal)| self.written(api, parameter, literal)).collect()
    }

    /// What one parameter becomes; what does not fit its style the client would refuse.
    fn written(&mut self, api: &Api, parameter: &Parameter, literal: &Literal) -> Vec<Written> {
        written(api, parameter, literal).unwrap_or_else(|misfit| {
            self.refused.push(format!("`{}` cannot be sent: {misfit}", parameter.field.wire));
            Vec::new()
        })
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Sets a header, in the place of one of that name.
    pub(super) fn set_header(&mut self, name: &str, value: String) {
        let name = name.to_ascii_lowercase();
        match self.headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.headers.push((name, value)),
        }
    }

    /// The request as recipes see it.
    pub(super) fn request(&self) -> recipe::Request {
        let mut headers = self.headers.clone();
        headers.push(("host".to_owned(), self.base.host.clone()));
        let texts = [
            (RequestPart::Method, self.method.clone()),
            (RequestPart::Host, self.base.host.clone()),
            (RequestPart::Port, self.base.port().to_owned()),
            (RequestPart::Url, format!("{}://{}{}", self.base.scheme, self.base.host, self.path)),
            (RequestPart::Path, self.path.clone()),
            (RequestPart::Query, self.query.clone()),
        ];
        recipe::Request { texts: texts.into_iter().collect(), headers, body: self.body.clone() }
    }

    /// Fills a piece of the path.
    pub(super) fn fill_path(&mut self, name: &str, value: &str) {
        self.path = self.path.replacen(&format!("{{{name}}}"), &encodings::percent(value), 1);
    }

    /// Adds what a scheme sends; pieces of the path are filled already.
    pub(super) fn add(&mut self, sent: &[(Slot, String)]) {
        let mut user = "";
        for (slot, value) in sent {
            match slot {
                Slot::Header(name) => self.add_header(name, value.clone()),
                Slot::Bearer => self.add_header("authorization", format!("Bearer {value}")),
                Slot::BasicUser => user = value,
                Slot::BasicPassword { latin1 } => match basic(user, value, *latin1) {
                    Ok(text) => self.add_header("authorization", text),
                    Err(problem) => self.refused.push(problem),
                },
                Slot::Query(name) => push_pair(&mut self.added_query, name, value),
                Slot::Cookie(name) => self.cookies.push(format!("{name}={value}")),
                Slot::Form(name) => self.form.push((name.clone(), value.clone())),
                Slot::Field(path) => {
                    self.fields.push((path.clone(), serde_json::Value::from(value.as_str()).to_string()));
                }
                Slot::JsonField(path) => self.fields.push((path.clone(), value.clone())),
                Slot::Path(name) if matches!(value.as_str(), "" | "." | "..") => {
                    self.refused.push(format!("the piece `{name}` of the path is empty or a dot segment"));
                }
                Slot::Path(_) => {}
            }
        }
    }

    fn add_header(&mut self, name: &str, value: String) {
        if value.chars().any(|c| c.is_control() && c != '\t') {
            self.refused.push(format!("the header `{name}` has a character that headers cannot carry"));
        }
        self.set_header(name, value);
    }

    /// Makes what was added a part of the request, as the client does before the next scheme and before it sends.
    pub(super) fn settle(&mut self) {
        if !self.cookies.is_empty() {
            let own = self.header("cookie").map(str::to_owned);
            let all: Vec<String> = own.into_iter().chain(std::mem::take(&mut self.cookies)).collect();
            self.set_header("cookie", all.join("; "));
        }
        if !self.form.is_empty() {
            self.ensure_kind(FORM);
            for (name, value) in std::mem::take(&mut self.form) {
                body::push_form(&mut self.body, &name, &value);
            }
        }
        if !self.fields.is_empty() {
            self.ensure_kind(JSON);
            self.body = body::with_fields(&self.body, &std::mem::take(&mut self.fields));
        }
        if !self.added_query.is_empty() {
            if !self.query.is_empty() {
                self.query.push('&');
            }
            self.query.push_str(&std::mem::take(&mut self.added_query));
        }
    }

    fn ensure_kind(&mut self, kind: &str) {
        if self.header("content-type").is_none() {
            self.set_header("content-type", kind.to_owned());
        }
    }

    /// The address that is called.
    pub(super) fn address(&self) -> String {
        let question = if self.query.is_empty() { "" } else { "?" };
        format!("{}://{}{}{question}{}", self.base.scheme, self.base.host, self.path, self.query)
    }
}

fn path(api: &Api, endpoint: &Endpoint, arguments: &Arguments) -> String {
    let part = |part: &PathPart| match part {
        PathPart::Text(text) => literal_path(text),
        PathPart::Auth(name) => format!("{{{name}}}"),
        PathPart::Parameter(index) => {
            let literal = arguments.path.iter().find(|(of, _)| of == index).map(|(_, literal)| literal);
            let parameter = endpoint.path_parameters.get(*index).zip(literal);
            let all = parameter.and_then(|(parameter, literal)| written(api, parameter, literal).ok());
            all.unwrap_or_default().into_iter().map(|one| one.encoded).collect()
        }
    };
    endpoint.path.iter().map(part).collect()
}

/// Fixed text of a path, in which what may stand there stays.
fn literal_path(text: &str) -> String {
    let keeps = |c: char| c.is_ascii_alphanumeric() || "-._~/%!$&'()*+,;=:@".contains(c);
    text.chars().map(|c| if keeps(c) { c.to_string() } else { encodings::percent(&c.to_string()) }).collect()
}

fn push_pair(query: &mut String, name: &str, value: &str) {
    push_encoded(query, name, &encodings::percent(value));
}

fn push_encoded(query: &mut String, name: &str, encoded: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend([&encodings::percent(name), "=", encoded]);
}

/// Parameters that are given, each with its value.
fn given<'a>(
    parameters: &'a [Parameter],
    given: &'a [(usize, Literal)],
) -> impl Iterator<Item = (&'a Parameter, &'a Literal)> {
    given.iter().filter_map(|(index, literal)| Some((parameters.get(*index)?, literal)))
}

fn written(api: &Api, parameter: &Parameter, literal: &Literal) -> Result<Vec<Written>, Misfit> {
    let field = &parameter.field;
    if let (Some(pair), Literal::Choice(id, index, content)) = (&field.pair, literal) {
        let TypeKind::Union(union) = &api.get(*id).kind else { return Ok(Vec::new()) };
        let Some(variant) = union.variants.get(*index) else { return Ok(Vec::new()) };
        let content = text_of(api, &variant.ty, content);
        return Ok(vec![Written::one(&pair.tag, variant.wire.clone()), Written::one(&pair.content, content)]);
    }
    match (parameter.style, literal) {
        (Some(style), Literal::Json(json)) => styled::written(style, &field.wire, json),
        _ => Ok(vec![Written::one(&field.wire, text_of(api, &field.ty, literal))]),
    }
}

fn text_of(api: &Api, ty: &Type, literal: &Literal) -> String {
    canonical_text(&wire_text(api, literal), ty)
}

fn basic(user: &str, password: &str, latin1: bool) -> Result<String, String> {
    if user.contains(':') {
        return Err("the user name of basic authentication has a colon".to_owned());
    }
    let pair = format!("{user}:{password}");
    let bytes = if latin1 {
        let bytes: Result<Vec<u8>, _> = pair.chars().map(u8::try_from).collect();
        bytes.map_err(|_| "basic authentication has a character beyond ISO 8859-1".to_owned())?
    } else {
        pair.into_bytes()
    };
    Ok(format!("Basic {}", encodings::base64(&bytes)))
}
