//! The registry of diagnostic codes: a code is stable once released, and each is explained by `specwright explain`.

use std::fmt;

/// The stable code of a kind of problem, shown as `SW0123`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SW{:04}", self.0)
    }
}

impl Code {
    /// The code in a text such as `SW0123` (or `sw123`, `123`), if it is a known one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("SW").or_else(|| text.strip_prefix("sw")).unwrap_or(text);
        let number: u16 = digits.parse().ok()?;
        ALL.iter().map(|entry| entry.code).find(|code| code.0 == number)
    }

    /// All codes, ascending.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|entry| entry.code)
    }

    /// One line: what kind of problem it is.
    pub fn title(self) -> &'static str {
        entry(self).map_or("", |entry| entry.title)
    }
}

struct Entry {
    code: Code,
    title: &'static str,
    text: &'static str,
}

fn entry(code: Code) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.code == code)
}

/// The explanation of a code: what it means, why it is refused, what to do.
pub fn explain(code: Code) -> String {
    entry(code).map_or_else(String::new, |entry| {
        format!("{}: {}\n\n{}\n", entry.code, entry.title, entry.text.trim())
    })
}

macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal, $text:literal;)*) => {
        impl Code {
            $(#[doc = $title] pub const $name: Self = Self($number);)*
        }
        static ALL: &[Entry] = &[$(Entry { code: Code::$name, title: $title, text: $text }),*];
    };
}

codes! {
    // Reading the file
    UNREADABLE = 101, "the file cannot be read", "The file does not exist, is a folder, or may not be read.";
    TOO_LARGE = 102, "the file is too large", "A spec has at most 64 MiB. Split a large API into several.";
    NOT_UTF8 = 103, "the file is not UTF-8", "A spec is a UTF-8 text without NUL bytes. A file in UTF-16 or another encoding, or a binary file, is refused. Save it as UTF-8.";
    EMPTY_FILE = 104, "the file is empty", "A spec needs at least the keys `specwright`, `api`, `server` and `endpoints`.";
    YAML_SYNTAX = 105, "not YAML", "The text is not well-formed YAML at this place. Tabs cannot indent; a text that begins with a special character, or that has `: ` in it, is quoted.";
    DUPLICATE_KEY = 106, "a key stands twice", "Two equal keys in one map: one of them would silently win. Remove or rename one.";
    TOO_DEEP = 107, "nested too deep", "Collections may be nested 128 deep.";
    TOO_MANY_NODES = 108, "aliases expand to too much", "Anchors and aliases may expand to at most 100,000 nodes; without this bound a small file could ask for unbounded memory.";
    CONTROL_CHARACTER = 109, "a control character or direction mark", "Control characters and Unicode direction marks can make a text look other than it is, so they are refused everywhere in a spec.";
    MANY_DOCUMENTS = 110, "more than one YAML document", "A spec is one YAML document: remove the `---` line and what follows, or move it to a file of its own.";
    COMPLEX_KEY = 111, "a key that is not text", "Keys of a map are scalars: a list or a map cannot be a key.";
    YAML_TAG = 112, "a YAML tag", "Tags such as `!!binary` or `!custom` have no meaning in a spec.";
    UNKNOWN_ALIAS = 113, "an alias without an anchor", "`*name` needs an earlier `&name`.";
    MERGE_KEY = 114, "a merge key", "The key `<<` merged maps in YAML 1.1; YAML 1.2 has no such key and neither have specs. Write the keys out, or name what is shared and refer to it. A key that really is `<<` stands in quotes.";
    DUPLICATE_API = 115, "two specs describe one API", "The name under `api` becomes a module and a cargo feature, so no two specs of a run can have the same. Give one of them another name.";
    // Shape
    MISSING_KEY = 201, "a key is missing", "The map needs this key; docs/language.md lists the keys of each map and which are required.";
    UNKNOWN_KEY = 202, "an unknown key", "The map has no key of that name. It is refused rather than ignored, so that a misspelt key cannot go unnoticed.";
    WRONG_KIND = 203, "a value of the wrong kind", "A map, a list or a text stands where the language expects something else. A text that holds `: ` or begins with a bracket is quoted.";
    CONFLICTING_KEYS = 204, "keys that exclude each other", "Only one of these can hold: the first that is written would not be clear to a reader.";
    UNKNOWN_VERSION = 205, "an unknown version of the language", "The key `specwright` names the language's version. This generator reads version 1.";
    EMPTY = 206, "something without content", "An enum without values, a union without variants, an auth scheme that sends nothing: it could mean nothing at all.";
    LINE_BREAK = 207, "a line break in a text of one line", "Titles stand on one line, in a heading. Longer texts go into `doc`.";

    // Names
    BAD_NAME = 301, "a name that does not fit", "APIs, endpoints and given Rust names are snake case, types upper camel case; API names also name folders, so they hold nothing but lower-case letters, digits and `_`. Headers and environment variables have their own letters.";
    NO_RUST_NAME = 302, "no Rust name can be made", "Rust names are made of the letters and digits of the wire name. Where there are none, or where they cannot begin a name, give one with `name`.";
    NAME_COLLISION = 303, "two names become one", "Wire names that differ only in case or punctuation become the same Rust name. A suffix chosen by the generator would change when the spec does, so the spec decides: give one of them another name with `name`.";
    RESERVED_NAME = 304, "a reserved name", "Generated code or the language uses this name itself.";
    UNKNOWN_NAME = 305, "an unknown name", "Nothing of that name is declared in this spec where the message says.";
    DUPLICATE_WIRE = 306, "a wire name stands twice", "One wire name can mean one thing only: two fields of one object, two values of one enum or two tags of one union cannot share it.";

    // Types
    TYPE_SYNTAX = 401, "not a type expression", "Type expressions are described in docs/language.md: `string(..255)?`, `[Tag]`, `{any}`, `(i64?, string)`, `datetime('%Y-%m-%d')`. In YAML an expression with a comma, or with text behind a bracket, is quoted.";
    UNKNOWN_TYPE = 402, "an unknown type", "The name is neither a built-in type nor declared under `types`.";
    TYPE_ARGUMENTS = 403, "wrong arguments of a type", "Bounds are written `string(..255)` and `i64(1..50)`, characters `string(chars 'a-z')`, formats `date('%d.%m.%Y')`; `text(T)` and `lenient(T)` take a scalar type.";
    BAD_BOUNDS = 404, "bounds that cannot hold", "The least is greater than the most, or a bound is out of the range of the type.";
    BAD_FORMAT = 405, "not a date or time format", "Formats are strftime texts as the crate chrono has them.";
    ALIAS_CYCLE = 406, "an alias that stands for itself", "An alias gives a type expression a name; in the end it must lead to a type. Types that hold themselves are structs.";
    WRONG_DEFAULT = 407, "a constant of the wrong type", "A default must be a value of its field's type.";
    WRONG_PAIR = 408, "a union that cannot be sent as two fields", "`tag` and `content` on a field send a union as two fields. The union itself is declared with `union: { tag: …, content: … }`, its variants are scalars, and it cannot be null.";
    WRONG_TYPE = 409, "a type that cannot stand here", "The place takes only some types: credentials are `string` or `secret`, arguments of schemes are constants, payloads beside a tag are structs.";
    REQUIRED_CYCLE = 410, "a circle of required fields", "Each value would hold another of its own kind without end, so no value could exist. One of the fields must be optional, nullable or a list.";
    UNUSED = 411, "nothing uses it", "What is declared but never used is most often a misspelt name elsewhere. Remove it, or name it where it is meant.";

    // Expressions
    EXPRESSION_SYNTAX = 501, "not an expression", "Expressions are described in docs/language.md: paths such as `meta.total`, comparisons such as `code == 0 and status != 'error'`, functions behind a bar such as `text | md5 | hex`.";
    TEMPLATE_SYNTAX = 502, "not a template", "A template is text with `{holes}` and `[optional parts]`; `{{`, `}}`, `[[` and `]]` stand for the characters themselves.";
    UNKNOWN_FUNCTION = 503, "an unknown function", "The functions of templates are listed in docs/language.md.";
    WRONG_VALUE = 504, "a value of the wrong kind in a template", "Times are given a form (`unix_ms`, `format('…')`), bytes are encoded (`hex`, `base64`) before they are sent, functions take text, bytes or a time.";
    WRONG_CONDITION = 505, "not a condition", "A condition compares paths and constants of the same kind; text is written in single quotes; null can be compared only with what may be null or absent.";
    WRONG_PATH = 506, "a path that leads nowhere", "A path goes through declared fields of structs, and through elements of lists where that makes sense.";
    UNKNOWN_FIELD = 507, "an unknown field in a path", "The type at this point of the path declares no such field; the endpoint declares no such parameter.";

    // Server and auth
    BAD_URL = 601, "not a usable URL", "The server is an https URL without user, query and fragment (http only for a loopback host); sources are web pages. Where a token says which host is called, `hosts` under `server` lists those that it may be, since credentials are sent there.";
    SECRET_SENT = 602, "a secret would be sent in clear", "The scheme signs with a secret that only the user and the server know, and the same scheme would send it: whoever reads the request could sign too. A token that is signed along with the rest may be sent as long as another secret that is signed with stays behind. Names of hosts travel in clear, so a secret is never part of one.";
    MISSING_ARGUMENT = 603, "an argument of the auth scheme or recipe is missing", "The scheme declares constants that each endpoint gives: `auth: { signed: { action: mt } }`. A recipe of the library has parameters that stand under `with`.";
    KNOWN_ANSWER = 604, "a known answer that cannot be computed", "Everything that the scheme's values are made of is given: credentials, arguments, outputs of token sources, parts of the request, and the values made of the time, the nonce or a count. What is computed from these is expected.";
    KNOWN_ANSWER_DIFFERS = 605, "a known answer that the recipe does not reproduce", "The recipe was computed from what the answer gives, and the result is not what the vendor publishes. The notes show each value in order; the first that differs from the vendor's own example is where the recipe is wrong. A line break that is missing, a parameter too many, upper and lower case, and an encoding done twice are the usual causes.";
    WRONG_AUTH = 606, "a choice of auth that is never used", "With a list of auth schemes an endpoint uses the first whose credentials and hooks the user has given. What stands behind one that everybody can use is never reached: put `none` last, and let the schemes before it need an optional credential (`name?: secret`).";
    WRONG_PLACEMENT = 607, "the request has no place for what the scheme sends", "A scheme that adds fields to a form or to JSON fits endpoints with such a body or with none, never GET; one that fills `{name}` of the path fits endpoints whose path has it and do not declare it as a parameter.";
    SIGNED_TOO_EARLY = 608, "what is signed is not what is sent", "A recipe reads a header, a parameter or the body, which is set or changed behind its back: by a value that stands further down, by a scheme that is applied later, or by the transport when the request is sent. The server would compute another signature.";
    WRONG_TOKENS = 609, "a token source that cannot work", "The steps of a source are sent in order, and each can use the outputs of those before it and those that are kept from the last time. Something has to give each of them first: an earlier step, or the user (`given`).";
    TOKEN_CYCLE = 610, "token sources that need each other", "A source whose calls need another source waits for it; if that one waits for the first, neither can begin. The API's server counts too when its URL holds an output.";
    WRONG_RECIPE = 611, "a recipe of the library for something else", "The recipes that are shipped with the generator are for auth schemes, for token sources or for webhooks; docs/auth.md lists them.";

    NO_SECRET = 612, "a signature that is made of no secret", "What a webhook is expected to be signed with is computed from a credential of type `secret`. Without one anybody could compute it.";

    // Envelopes, rates, pagination
    WRONG_PAYLOAD = 701, "a payload that cannot be told from its envelope", "The field with the payload is typed by each endpoint's `returns`, so it is not among the envelope's own fields. A payload that stands beside them cannot keep all other keys.";
    AMBIGUOUS_DEFAULT = 702, "an endpoint does not say which it uses", "With several declared and none named under `defaults`, each endpoint chooses.";
    BAD_RATE = 703, "not a rate", "A rate is written `60 per minute`, `5 per 10s`. A bucket holds at least one call, and no call weighs more than a budget has.";
    WRONG_PAGINATION = 704, "a pagination style that does not fit the endpoint", "The style is held against the endpoint that uses it: its parameters must exist and have the right types, its paths must lead to a list of items, to numbers, to a cursor, and the pages must end some time.";
    WRONG_STATUS = 705, "not the status of a refusal", "Rules about refusals are for statuses from 400 to 599. A failure inside an answer of status 200 is told by an envelope's `success`, and its codes stand under `errors`.";

    // Endpoints
    BAD_HTTP = 801, "not a method and path", "An endpoint begins with `http: GET /customers/{id}`.";
    UNDECLARED_PATH_PARAMETER = 802, "a path parameter is not declared", "Each `{name}` in the path has a type under `path`.";
    WRONG_PARAMETER = 803, "a parameter of a type that cannot be sent there", "A parameter that is null cannot be told from one that is not sent; one in a path is always sent. A union is sent as two in a query, a form or a JSON body.";
    WRONG_BODY = 804, "a body where none can be", "GET and HEAD requests have no body. One that is declared in place is not left out as a whole: its fields are.";
    BAD_CONTENT_TYPE = 805, "not a content type", "A content type is written `image/png`.";
    EXAMPLE_MISFIT = 806, "an example does not fit its type", "Examples are what the vendor's page prints. Where one does not fit, the type is wrong, or the page contradicts itself: then settle which is right and say so in a comment.";
    UNDECLARED_FIELD = 807, "an example has a field that is not declared", "What the vendor sends should be in the types, or it is lost to the user. Declare it (`name?: T`), or correct the example.";
    BAD_STATUS = 808, "not a status of such an answer", "Under `returns` successes are told apart, by `200` to `299` or `2XX`; under `failures` what is refused, by `300` to `599`, `3XX`, `4XX`, `5XX` or `default`.";
    WRONG_STYLE = 809, "a style in which a parameter cannot be written", "A style says how a list or an object becomes parameters. Each place has its own: `repeat`, `brackets`, `indices`, `comma`, `space`, `pipe`, `fields` and `json` in queries and forms; `comma`, `space`, `pipe`, `pairs` and `json` in headers; these and `label`, `label_each`, `matrix`, `matrix_each` in paths; `comma`, `pipe`, `repeat`, `fields` and `json` in cookies. Only `brackets`, `indices` and `json` write lists and objects inside of others.";
    TOO_MANY_GROUPS = 820, "more groups than a crate can have features", "Each group of endpoints is a cargo feature, and a crate that is published can have 300 of them. Join small groups, or import less of the document.";

    // Importing
    NOT_OPENAPI = 901, "not a document that can be imported", "The document is no OpenAPI of version 3 and no Swagger 2.0, by what stands at its top, or it has no operation that could be an endpoint.";
    IMPORT_TEXT = 902, "a part of the document that is not read as it was meant", "The text is YAML, but a key stands twice, or a tag or merge key has no meaning here. The first of two equal keys counts.";
    IMPORT_MALFORMED = 903, "a part of the document that breaks OpenAPI's rules", "A list stands where a map is expected, a parameter has no name, or the like. That part is left out, or taken for any JSON, and the rest is read.";
    IMPORT_REFERENCE = 904, "a reference that leads nowhere", "What `$ref` or `security` names is not in the document, or in a file outside its folder. Any JSON stands in its place.";
    IMPORT_SKIPPED = 905, "an operation that is no endpoint", "The language cannot say how it is called: a multipart body, a required parameter that is no single text, a server of its own. The others are not affected.";
    IMPORT_PARAMETER = 906, "a parameter that is left out, or written otherwise", "A list or an object has the style that the document says, unless it could not be told from other parameters, or holds what that style cannot write: it stands in brackets then, or is JSON. What nothing can write is a text, or left out where it is optional.";
    IMPORT_UNION = 907, "alternatives that are not told apart", "A declared discriminator that does not tell all alternatives apart makes room for their shapes; alternatives beside properties become a type with the fields of all where that can be, and a schema that fits anything takes all others with it.";
    IMPORT_COMPOSITION = 908, "a composition that is not typed", "Schemas that stand for themselves, lists whose items differ by place, or all of several schemas that are not all objects: any JSON stands in their place.";
    IMPORT_VALUE = 909, "values that are not listed", "An enum of mixed kinds, of fractions or of lists: its plain type is taken.";
    IMPORT_KEYWORD = 910, "a demand that is not checked", "Patterns, formats, uniqueness and the like have no word in the language. Types are the same without them.";
    IMPORT_CONTENT = 911, "a body or answer of several that is taken", "An endpoint sends one kind of body, and reads one kind of content for each status: JSON if there is one. A form that may be left out is always sent.";
    IMPORT_ERROR_TYPE = 912, "an answer of a status that is none", "Answers are described by their status: `200`, `4XX`, `default`. What stands under another key, or under one of an answer that is never the last, such as `100`, is left out.";
    IMPORT_SECURITY = 913, "a security scheme that is not carried over", "Client certificates, and kinds of HTTP auth that OpenAPI only names, need a scheme that is written by hand.";
    IMPORT_SERVER = 914, "a server that is chosen or mended", "A spec has one server, with https. Of several the first usable one is taken; where there is none, the host is a variable.";
    IMPORT_NAME = 915, "a name that is changed", "Two operations have one id, or one that is taken. The second gets a number.";
    IMPORT_NOT_READ = 916, "parts that are not carried over", "Links; how webhooks are signed, and their parameters; the extension `x-webhooks`, unless `--x-webhooks` is given.";
    IMPORT_EXAMPLE = 917, "an example that does not fit its type", "With `--examples` the document's examples of answers are held against the types that it gives them. Many contradict them: they lack a required field, have one that is not described, or a text where a number should be. Such an example is left out, and so is one that no spec can hold.";

    // Overlays
    OVERLAY_WITHOUT_SPEC = 1001, "an overlay without its spec", "An overlay lies over the spec of the API that it names. The spec stands in the same folder: `petshop.yaml` for `petshop.overlay.yaml`.";
    OVERLAY_NOT_THERE = 1002, "an overlay names what the spec does not have", "Endpoints, types, fields, parameters and values are the vendor's: what an overlay says of them only means something while they are in the spec. After a new import that is how you see what the vendor has removed or renamed. What the spec never had stands under `add`.";
    OVERLAY_THERE = 1003, "an overlay adds what is there", "What stands under `add` is not in the spec. After a new import that is how you see that the vendor has it by now: remove it from the overlay, or move it out of `add` to change what the spec says.";
    OVERLAY_FILE = 1004, "an overlay in a file of another name", "The overlay of `petshop.yaml` is `petshop.overlay.yaml` beside it. So it is found also where only one of the two is named, and no spec is taken for an overlay.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_ascending_and_explained() {
        for pair in ALL.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
        }
        for entry in ALL {
            assert!(!entry.title.is_empty() && entry.text.ends_with('.'), "{}", entry.code);
        }
    }
}
