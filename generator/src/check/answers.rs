//! Answers that are told apart by their status: successes of an endpoint, and failures, which endpoints share.

use super::body::Owner;
use super::{Checked, Checker};
use crate::api::{Case, Failures, Held, Statuses, When};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::Entry;

/// Which answers a map of statuses describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Success,
    Failure,
}

impl<'a> Checker<'a, '_> {
    /// What successes of an endpoint hold.
    pub(super) fn statuses(&mut self, view: View<'a>, owner: &Owner<'_>) -> Option<Statuses> {
        let rust = match view.text("name") {
            Some(name) => self.given_type_name(name)?,
            None => format!("{}Response", owner.call),
        };
        let span = view.text("name").map_or(owner.span, Text::span);
        self.take_type(&rust, span, &format!("the answer of `{}`", owner.name));
        let doc = self.doc(view);
        let entries = view.named("statuses");
        let cases = self.cases(entries, Of::Success, owner);
        if let (true, Some(entry)) = (entries.is_empty(), view.entry("statuses")) {
            self.report(
                Diagnostic::new(Code::EMPTY, entry.key_span, "an answer of no status")
                    .help("leave `returns` out where nothing that matters comes"),
            );
        }
        Some(Statuses { rust, doc, cases: cases? })
    }

    /// A name that the spec gives to a type.
    fn given_type_name(&mut self, name: Text<'a>) -> Option<String> {
        let camel = crate::names::upper_camel(name.as_str()).filter(|camel| camel.is_ascii());
        if camel.as_deref() != Some(name.as_str()) {
            let problem = Diagnostic::new(
                Code::BAD_NAME,
                name.span(),
                format!("`{}` cannot name a type", name.as_str()),
            )
            .label("expected upper camel case");
            self.report(match camel {
                Some(camel) => problem.help(format!("a name that fits: `{camel}`")),
                None => problem.help("choose a name like `Customer`"),
            });
            return None;
        }
        Some(name.as_str().to_owned())
    }

    /// The sets of failures that have a name.
    pub(super) fn failures(&mut self) {
        for entry in self.spec.named("failures") {
            let set = self.failure_set(entry);
            self.failures.push(set);
        }
    }

    fn failure_set(&mut self, entry: &'a Entry) -> Option<Failures> {
        let name = self.snake_name(&entry.key, entry.key_span)?;
        let owned = crate::names::upper_camel(&name)?;
        let owner = Owner { name: &entry.key, call: &owned, span: entry.key_span };
        if entry.key == "none" {
            self.report(
                Diagnostic::new(Code::RESERVED_NAME, entry.key_span, "`none` cannot name a set of failures")
                    .note("an endpoint without failures says `failures: none`"),
            );
        }
        self.one_set(entry.value.as_map().unwrap_or_default(), &owner)
    }

    fn one_set(&mut self, entries: &'a [Entry], owner: &Owner<'_>) -> Option<Failures> {
        let rust = format!("{}Failure", owner.call);
        self.take_type(&rust, owner.span, &format!("the failures of `{}`", owner.name));
        if entries.is_empty() {
            self.report(
                Diagnostic::new(Code::EMPTY, owner.span, format!("`{}` has no failures", owner.name))
                    .help("list them by their status: `404: NotFound`"),
            );
        }
        let cases = self.cases(entries, Of::Failure, owner)?;
        Some(Failures { name: owner.name.to_owned(), rust, cases })
    }

    /// What failed answers of an endpoint hold.
    pub(super) fn failures_of(
        &mut self,
        entry: &'a Entry,
        view: View<'a>,
        owner: &Owner<'_>,
    ) -> Checked<Option<usize>> {
        match view.view("failures") {
            None => self.choice(entry, view, "endpoint", "failures", "failures"),
            Some(in_place) => {
                let set = self.one_set(in_place.entries(), owner);
                self.failures.push(set);
                Some(Some(self.failures.len() - 1))
            }
        }
    }

    fn cases(&mut self, entries: &'a [Entry], of: Of, owner: &Owner<'_>) -> Option<Vec<Case>> {
        let cases: Vec<Option<Case>> = entries.iter().map(|entry| self.case(entry, of, owner)).collect();
        cases.into_iter().collect()
    }

    fn case(&mut self, entry: &'a Entry, of: Of, owner: &Owner<'_>) -> Option<Case> {
        let Some(when) = when(&entry.key, of) else {
            self.report(wrong_status(entry, of));
            return None;
        };
        let rust = variant(when);
        let text = Text::of(&entry.value).map(Text::split_note);
        if let Some((text, note)) = text
            && text.as_str() == "none"
        {
            return Some(Case { when, rust, doc: Self::note(note), holds: Held::Nothing });
        }
        let doc = match text {
            Some((_, note)) => Self::note(note),
            None => self.doc(View::of(&entry.value)),
        };
        self.others_beside_fields(View::of(&entry.value));
        let holds = self.what_comes(entry, owner, &rust)?;
        Some(Case { when, rust, doc, holds })
    }
}

/// The statuses that a key stands for.
fn when(key: &str, of: Of) -> Option<When> {
    let (least, most) = if of == Of::Success { (200, 299) } else { (300, 599) };
    if key == "default" {
        return (of == Of::Failure).then_some(When::Others);
    }
    if let Some(class) = key.strip_suffix("XX") {
        let class = class.parse().ok().filter(|class: &u16| key.len() == 3 && *class < 10)?;
        return (least..=most).contains(&(class * 100)).then_some(When::Class(class));
    }
    let status = key.parse().ok().filter(|status| (least..=most).contains(status))?;
    (key.len() == 3).then_some(When::Status(status))
}

fn wrong_status(entry: &Entry, of: Of) -> Diagnostic {
    let (what, expected, help) = match of {
        Of::Success => ("a success", "200 to 299, or `2XX`", "what failures hold stands under `failures`"),
        Of::Failure => (
            "a failure",
            "300 to 599, `3XX`, `4XX`, `5XX` or `default`",
            "what successes hold stands under `returns`",
        ),
    };
    Diagnostic::new(Code::BAD_STATUS, entry.key_span, format!("`{}` is no status of {what}", entry.key))
        .label(format!("expected {expected}"))
        .help(help)
}

/// Where an example has a status that its endpoint does not list.
pub(super) fn unlisted(span: Span, status: u16, statuses: &Statuses) -> Diagnostic {
    let listed: Vec<String> = statuses.cases.iter().map(|case| shown(case.when)).collect();
    Diagnostic::new(
        Code::EXAMPLE_MISFIT,
        span,
        format!("the example's answer has the status {status}, which `returns` does not list"),
    )
    .label(format!("expected `{}`", listed.join("`, `")))
    .help("the status of an example stands under `status`; left out, it is 200")
}

fn shown(when: When) -> String {
    match when {
        When::Status(status) => status.to_string(),
        When::Class(class) => format!("{class}XX"),
        When::Others => "default".to_owned(),
    }
}

/// The variant for a key.
pub(crate) fn answer_variant(key: &str) -> Option<String> {
    when(key, Of::Success).or_else(|| when(key, Of::Failure)).map(variant)
}

/// The variant for a status: its words.
fn variant(when: When) -> String {
    let word = match when {
        When::Class(2) => "Success",
        When::Class(3) => "Redirection",
        When::Class(4) => "ClientError",
        When::Class(5) => "ServerError",
        When::Class(_) | When::Others => "Other",
        When::Status(status) => match word(status) {
            Some(word) => word,
            None => return format!("Status{status}"),
        },
    };
    word.to_owned()
}

/// The words of a status, as the registry of statuses has them.
fn word(status: u16) -> Option<&'static str> {
    WORDS.binary_search_by_key(&status, |(known, _)| *known).ok().map(|index| WORDS[index].1)
}

static WORDS: [(u16, &str); 59] = [
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
    (529, "Overloaded"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_statuses_of_their_kind() {
        for (key, success, failure) in [
            ("200", Some(When::Status(200)), None),
            ("2XX", Some(When::Class(2)), None),
            ("304", None, Some(When::Status(304))),
            ("4XX", None, Some(When::Class(4))),
            ("default", None, Some(When::Others)),
            ("600", None, None),
            ("99", None, None),
            ("4xx", None, None),
            ("XX", None, None),
            ("404XX", None, None),
            ("+404", None, None),
            ("0404", None, None),
        ] {
            assert_eq!(when(key, Of::Success), success, "{key}");
            assert_eq!(when(key, Of::Failure), failure, "{key}");
        }
    }

    #[test]
    fn statuses_have_variants_of_their_own() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let all = (200..600).map(When::Status).chain((2..6).map(When::Class)).chain([When::Others]);
        let names: std::collections::HashSet<String> = all.map(variant).collect();
        assert_eq!(names.len(), 400 + 4 + 1);
        assert_eq!(variant(When::Status(422)), "UnprocessableContent");
        assert_eq!(variant(When::Status(299)), "Status299");
    }
}
