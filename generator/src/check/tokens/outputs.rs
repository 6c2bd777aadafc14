//! What token sources give: which outputs there are, and where they stand in an answer.

use super::Written;
use crate::api::{Credential, OutputFrom, Step, TokenOutput};
use crate::check::Checker;
use crate::check::auth::SourceNames;
use crate::check::fields::wire_name;
use crate::check::scope::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::text::Text;
use crate::yaml::Entry;

impl<'a> Checker<'a, '_> {
    /// The outputs of a source, in the order in which they first stand.
    pub(super) fn declared_outputs(
        &mut self,
        written: Written<'a>,
        credentials: &[Credential],
    ) -> Option<Vec<TokenOutput>> {
        let before = self.problems.len();
        let mut scope = Scope::renaming();
        let mut outputs: Vec<TokenOutput> = Vec::new();
        // What the refresh alone may leave out is still there from before.
        let has_steps = written.file.entry("steps").is_some();
        for (step, refresh) in written.calls() {
            for entry in step.named("outputs") {
                self.declare_output(entry, written, has_steps && refresh, &mut scope, &mut outputs);
            }
        }
        for view in [Some(written.file), written.recipe.map(|_| written.user)].into_iter().flatten() {
            for entry in view.named("outputs") {
                self.declare_output(entry, written, false, &mut scope, &mut outputs);
            }
        }
        for entry in written.user.named("given") {
            self.given_output(entry, credentials, &mut scope, &mut outputs);
        }
        if outputs.is_empty() && self.problems.len() == before {
            self.report(
                Diagnostic::new(
                    Code::EMPTY,
                    written.entry.key_span,
                    format!("the token source `{}` gives nothing", written.entry.key),
                )
                .help("add `outputs`"),
            );
        }
        (self.problems.len() == before).then_some(outputs)
    }

    fn declare_output(
        &mut self,
        entry: &'a Entry,
        written: Written<'a>,
        keeps: bool,
        scope: &mut Scope,
        outputs: &mut Vec<TokenOutput>,
    ) {
        let (wire, optional) = wire_name(&entry.key);
        if let Some(known) = outputs.iter_mut().find(|known| known.wire == wire) {
            known.optional &= optional || keeps;
            return;
        }
        let declared =
            self.told_by(written.recipe, |checker| checker.new_output(wire, entry.key_span, optional, scope));
        outputs.extend(declared);
    }

    fn new_output(
        &mut self,
        wire: &str,
        span: Span,
        optional: bool,
        scope: &mut Scope,
    ) -> Option<TokenOutput> {
        let plain = !wire.is_empty() && wire.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain {
            self.report(
                Diagnostic::new(Code::BAD_NAME, span, format!("`{wire}` cannot name an output"))
                    .label("expected letters, digits and `_`: templates write `{source.name}`"),
            );
            return None;
        }
        if wire == "uses" {
            self.report(
                Diagnostic::new(Code::RESERVED_NAME, span, "`uses` cannot name an output")
                    .note("`{source.uses}` is how often the current values were used"),
            );
            return None;
        }
        let rust = self.snake_name(wire, span)?;
        self.take(scope, &rust, span, &format!("the output `{wire}`"));
        Some(TokenOutput { wire: wire.to_owned(), rust, optional, given: None })
    }

    /// `given: { output: credential }`.
    fn given_output(
        &mut self,
        entry: &'a Entry,
        credentials: &[Credential],
        scope: &mut Scope,
        outputs: &mut Vec<TokenOutput>,
    ) {
        let Some(text) = Text::of(&entry.value) else { return };
        let name = text.trim();
        let Some(credential) = credentials.iter().position(|known| known.wire == name.as_str()) else {
            let known = credentials.iter().map(|credential| credential.wire.as_str());
            self.unknown(Code::UNKNOWN_NAME, name, "credential", known);
            return;
        };
        if let Some(known) = outputs.iter_mut().find(|known| known.wire == entry.key) {
            known.given = Some(credential);
            return;
        }
        // Misspelt rather than one that no answer gives.
        if let Some(near) =
            crate::nearest::nearest(&entry.key, outputs.iter().map(|output| output.wire.as_str()))
        {
            self.report(
                Diagnostic::new(
                    Code::UNKNOWN_NAME,
                    entry.key_span,
                    format!("no output is named `{}`", entry.key),
                )
                .help(format!("an output with a similar name: `{near}`")),
            );
            return;
        }
        let optional = credentials[credential].optional;
        if let Some(output) = self.new_output(&entry.key, entry.key_span, optional, scope) {
            outputs.push(TokenOutput { given: Some(credential), ..output });
        }
    }

    /// What a step reads from its answer.
    pub(super) fn step_outputs(
        &mut self,
        entries: impl IntoIterator<Item = &'a Entry>,
        names: &SourceNames,
    ) -> Option<Vec<(usize, OutputFrom, bool)>> {
        let mut all = Vec::new();
        let mut sound = true;
        for entry in entries {
            let (wire, optional) = wire_name(&entry.key);
            let output = names.outputs.iter().position(|output| output.wire == wire);
            let from = Text::of(&entry.value).and_then(|text| self.output_from(text));
            match (output, from) {
                (Some(output), Some(from)) => all.push((output, from, optional)),
                _ => sound = false,
            }
        }
        sound.then_some(all)
    }

    fn output_from(&mut self, text: Text<'a>) -> Option<OutputFrom> {
        let text = text.trim();
        let whole = text.as_str();
        let name = |prefix: &str| {
            let at = whole.len() - whole.strip_prefix(prefix)?.len();
            let name = text.slice(at, whole.len());
            let quoted =
                name.as_str().len() > 2 && name.as_str().starts_with('`') && name.as_str().ends_with('`');
            Some(if quoted { name.slice(1, name.as_str().len() - 1) } else { name })
        };
        if let Some(header) = name("headers.") {
            self.header_name(header);
            return Some(OutputFrom::Header(header.as_str().to_owned()));
        }
        if let Some(cookie) = name("cookies.") {
            self.cookie_name(cookie);
            return Some(OutputFrom::Cookie(cookie.as_str().to_owned()));
        }
        if whole == "text" {
            return Some(OutputFrom::Text);
        }
        if whole == "body" || whole.starts_with("body.") || whole.starts_with("body[") {
            return self.json_output(text).map(OutputFrom::Json);
        }
        self.report(
            Diagnostic::new(Code::WRONG_PATH, text.span(), format!("`{whole}` is no place in an answer"))
                .label("expected `body.PATH`, `headers.NAME`, `cookies.NAME` or `text`"),
        );
        None
    }

    fn json_output(&mut self, text: Text<'a>) -> Option<Vec<Step>> {
        let mut steps = self.path_in_body(text, "body.data.token", "an output")?;
        // The first is `body` itself.
        steps.drain(..steps.len().min(1));
        if steps.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::WRONG_PATH,
                    text.span(),
                    "an output is a value in the body, not all of it",
                )
                .label("expected such as `body.token`")
                .help("`text` is the whole body as text"),
            );
            return None;
        }
        Some(steps)
    }
}
