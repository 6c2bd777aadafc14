//! How long the values of a source hold.

use std::time::Duration;

use super::Written;
use crate::api::{Lifetime, TimeForm};
use crate::check::auth::SourceNames;
use crate::check::rates::duration;
use crate::check::{Checked, Checker};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{View, text::Text};

impl<'a> Checker<'a, '_> {
    pub(super) fn lifetime(&mut self, written: Written<'a>, names: &SourceNames) -> Option<Lifetime> {
        let view = if written.user.entry("expires").is_some() { written.user } else { written.file };
        let Some(node) = view.get("expires") else { return Some(Lifetime::UntilRefused) };
        let expiry = View::of(node);
        if let Some(text) = Text::of(node) {
            return self.duration_of(text).map(Lifetime::Fixed);
        }
        if let Some(text) = expiry.text("in") {
            self.stands_alone(expiry, "as", "unit");
            let unit = match expiry.text("unit").map(Text::as_str) {
                Some("ms") => Duration::from_millis(1),
                Some("min") => Duration::from_secs(60),
                _ => Duration::from_secs(1),
            };
            return Some(Lifetime::In { output: self.expiry_output(text, names)?, unit });
        }
        self.stands_alone(expiry, "unit", "as");
        let output = expiry.text("at").and_then(|text| self.expiry_output(text, names));
        let Some(form) = expiry.text("as") else {
            self.report(
                Diagnostic::new(Code::MISSING_KEY, expiry.span(), "a point in time needs the key `as`")
                    .label("`as` is missing")
                    .help("say how it is written: `unix_s`, `unix_ms`, `rfc3339` or a strftime format"),
            );
            return None;
        };
        let form = self.time_form(form);
        Some(Lifetime::At { output: output?, form: form? })
    }

    /// A unit is of a length of time, a form of a point in it.
    fn stands_alone(&mut self, expiry: View<'a>, key: &str, other: &str) {
        if let Some(entry) = expiry.entry(key) {
            self.report(
                Diagnostic::new(
                    Code::CONFLICTING_KEYS,
                    entry.key_span,
                    format!("`{key}` does not go with `{}`", if key == "as" { "in" } else { "at" }),
                )
                .help(format!("`in` goes with `unit`, `at` with `as`: write `{other}`, or remove it")),
            );
        }
    }

    fn expiry_output(&mut self, text: Text<'_>, names: &SourceNames) -> Option<usize> {
        let found = names.outputs.iter().position(|output| output.wire == text.as_str());
        if found.is_none() && !names.failed {
            let known = names.outputs.iter().map(|output| output.wire.as_str());
            self.unknown(Code::UNKNOWN_NAME, text, "output of the source", known);
        }
        found
    }

    fn time_form(&mut self, text: Text<'_>) -> Option<TimeForm> {
        Some(match text.as_str() {
            "unix_s" => TimeForm::UnixSeconds,
            "unix_ms" => TimeForm::UnixMillis,
            "rfc3339" => TimeForm::Rfc3339,
            format => {
                let mut items = chrono::format::StrftimeItems::new(format);
                let broken =
                    !format.contains('%') || items.any(|item| matches!(item, chrono::format::Item::Error));
                if broken {
                    self.report(
                        Diagnostic::new(
                            Code::BAD_FORMAT,
                            text.span(),
                            format!("`{format}` is no form of a time"),
                        )
                        .label("expected `unix_s`, `unix_ms`, `rfc3339` or such as `%Y-%m-%d %H:%M:%S`"),
                    );
                    return None;
                }
                TimeForm::Format(format.to_owned())
            }
        })
    }

    /// How long before their end the values are renewed; the inner `None`: the default.
    pub(super) fn margin(&mut self, written: Written<'a>) -> Checked<Option<Duration>> {
        let own = written.user.text("margin");
        let Some(text) = own.or_else(|| written.file.text("margin")) else { return Some(None) };
        let expires = [written.user, written.file].iter().any(|view| view.entry("expires").is_some());
        if !expires {
            self.report(
                Diagnostic::new(Code::MISSING_KEY, text.span(), "a margin before an end that is not known")
                    .help("say how long the values hold: `expires: …`"),
            );
        }
        self.duration_of(text).map(Some)
    }

    fn duration_of(&mut self, text: Text<'_>) -> Option<Duration> {
        let found = duration(text.as_str());
        if found.is_none() {
            self.report(
                Diagnostic::new(Code::WRONG_VALUE, text.span(), "not a duration")
                    .label("expected such as `60s`, `15m`, `24h`"),
            );
        }
        found
    }
}
