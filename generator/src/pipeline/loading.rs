//! From the bytes of spec files to checked APIs, overlays included.

use std::path::PathBuf;

use crate::api::Api;
use crate::check::{check_overlaid, check_spec};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::overlay::{self, Overlay};
use crate::source::{Sources, Span};
use crate::yaml::{self, Node};

use super::inputs::{Input, overlaid_stem, stem};
use super::{Error, Loaded};

/// The loaded specs of these inputs; of those named in `only`, if that is not empty. `keep`: their trees, too.
pub fn check_inputs(inputs: Vec<Input>, only: &[String], keep: bool) -> Result<Loaded, Error> {
    let mut loading = Loading::new(only);
    loading.trees = keep.then(Vec::new);
    // Overlays come first: then specs are checked one after the other, and only one tree is held.
    let (overlays, specs): (Vec<Input>, Vec<Input>) =
        inputs.into_iter().partition(|input| overlaid_stem(&input.path).is_some());
    for input in overlays {
        loading.add_overlay(input);
    }
    for input in specs {
        loading.add(&input);
    }
    loading.finish()
}

/// An overlay that waits for its spec.
struct Waiting {
    api: String,
    api_span: Span,
    path: PathBuf,
    /// None: it lies over its spec, or has problems of its own.
    overlay: Option<Overlay>,
    met: bool,
}

struct Loading<'a> {
    only: &'a [String],
    sources: Sources,
    apis: Vec<Api>,
    /// The trees of these, if they are kept.
    trees: Option<Vec<Node>>,
    problems: Problems,
    /// The APIs' names, and where they stand.
    names: Vec<(String, Span)>,
    overlays: Vec<Waiting>,
    /// The files whose overlay cannot be read: without it there is no telling what is wrong in them.
    spoilt: Vec<String>,
    /// Whether every file could be parsed, so that all names are known.
    all_readable: bool,
}

impl<'a> Loading<'a> {
    fn new(only: &'a [String]) -> Self {
        Self {
            only,
            sources: Sources::default(),
            apis: Vec::new(),
            trees: None,
            problems: Problems::default(),
            names: Vec::new(),
            overlays: Vec::new(),
            spoilt: Vec::new(),
            all_readable: true,
        }
    }

    /// A file's tree, and the problems of reading it.
    fn parse(&mut self, input: &Input) -> (Option<Node>, Problems) {
        let mut problems = Problems::default();
        let root = match input.text() {
            Ok(text) => {
                let file = self.sources.add(input.path.clone(), text);
                yaml::parse(&self.sources, file, &mut problems)
            }
            Err(problem) => {
                let file = self.sources.add(input.path.clone(), "");
                let nowhere = Span { file, start: 0, end: 0 };
                problems.report(Diagnostic::new(problem.code, nowhere, problem.message));
                None
            }
        };
        self.all_readable &= root.is_some();
        (root, problems)
    }

    fn is_wanted(&self, api: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == api)
    }

    fn add_overlay(&mut self, input: Input) {
        let (root, mut problems) = self.parse(&input);
        let name = root.as_ref().and_then(|root| text_of(root, "overlay"));
        let readable = problems.is_empty();
        let overlay = root.and_then(|root| overlay::read(root, &mut problems));
        if name.as_ref().is_none_or(|(name, _)| self.is_wanted(name)) {
            self.problems.append(problems);
        }
        let Some((api, api_span)) = name else {
            self.spoilt.extend(overlaid_stem(&input.path));
            return;
        };
        if let Some(first) = self.overlays.iter().find(|other| other.api == api) {
            let message = format!("two overlays lie over the spec of `{api}`");
            let twin = Diagnostic::new(Code::DUPLICATE_API, api_span, message);
            self.problems.report(twin.also(first.api_span, "first here"));
            return;
        }
        let overlay = overlay.filter(|_| readable);
        self.overlays.push(Waiting { api, api_span, path: input.path, overlay, met: false });
    }

    fn add(&mut self, input: &Input) {
        let (root, mut problems) = self.parse(input);
        let name = root.as_ref().and_then(|root| text_of(root, "api"));
        let wanted = name.as_ref().is_none_or(|(name, _)| self.is_wanted(name));
        if wanted && let Some(root) = root {
            self.check(input, root, name.as_ref(), &mut problems);
        }
        if wanted {
            self.problems.append(problems);
        }
        if let Some((name, span)) = name {
            self.refuse_twin(&name, span);
            self.names.push((name, span));
        }
    }

    fn check(&mut self, input: &Input, root: Node, name: Option<&(String, Span)>, problems: &mut Problems) {
        if let Some((_, span)) = text_of(&root, "overlay") {
            problems.report(
                Diagnostic::new(Code::OVERLAY_FILE, span, "an overlay in a file of another name")
                    .label("an overlay")
                    .help(format!("call the file `{}.overlay.yaml`, beside its spec", stem(&input.path))),
            );
            return;
        }
        let waiting =
            self.overlays.iter_mut().find(|waiting| name.is_some_and(|(name, _)| *name == waiting.api));
        let Some(waiting) = waiting else {
            if !self.spoilt.contains(&stem(&input.path)) {
                let api = check_spec(&root, problems);
                self.take(api, root);
            }
            return;
        };
        waiting.met = true;
        let expected = stem(&input.path);
        if overlaid_stem(&waiting.path).is_some_and(|stem| stem != expected) {
            problems.report(
                Diagnostic::new(Code::OVERLAY_FILE, waiting.api_span, "an overlay in a file of another name")
                    .label(format!("the spec of this API is `{}`", input.path.display()))
                    .help(format!("call the file `{expected}.overlay.yaml`")),
            );
            return;
        }
        let Some(overlay) = waiting.overlay.take() else { return };
        let file = root.span.file;
        let mut merged = overlay::merge(root, overlay, problems);
        // Over a merge with problems the checker would report what follows from them.
        if problems.is_empty() {
            let api = check_overlaid(&mut merged, file, problems);
            self.take(api, merged);
        }
    }

    fn take(&mut self, api: Option<Api>, root: Node) {
        let Some(api) = api else { return };
        self.apis.push(api);
        if let Some(trees) = &mut self.trees {
            trees.push(root);
        }
    }

    fn refuse_twin(&mut self, name: &str, span: Span) {
        if let Some((_, first)) = self.names.iter().find(|(first, _)| first == name) {
            let message = format!("two specs describe an API named `{name}`");
            self.problems
                .report(Diagnostic::new(Code::DUPLICATE_API, span, message).also(*first, "first here"));
        }
    }

    fn finish(mut self) -> Result<Loaded, Error> {
        for name in self.only {
            let known = || self.names.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            if self.all_readable && !self.names.iter().any(|(known, _)| known == name) {
                return Err(Error::UnknownApi { name: name.clone(), known: known() });
            }
        }
        self.overlays_without_spec();
        Ok(Loaded {
            sources: self.sources,
            apis: self.apis,
            trees: self.trees.unwrap_or_default(),
            total: self.problems.len(),
            problems: self.problems.into_sorted(),
        })
    }

    fn overlays_without_spec(&mut self) {
        if !self.all_readable {
            return;
        }
        for waiting in &self.overlays {
            if waiting.met || !self.is_wanted(&waiting.api) {
                continue;
            }
            let known = self.names.iter().map(|(name, _)| name.as_str());
            let problem = Diagnostic::new(
                Code::OVERLAY_WITHOUT_SPEC,
                waiting.api_span,
                format!("no spec describes the API `{}`", waiting.api),
            )
            .label("an overlay lies over a spec")
            .suggest(&waiting.api, known, "an API")
            .help("the spec's own file stands beside the overlay, and says `api` instead of `overlay`");
            self.problems.report(problem);
        }
    }
}

/// The text under a key of a map.
fn text_of(root: &Node, key: &str) -> Option<(String, Span)> {
    let node = root.get(key)?;
    Some((node.as_scalar()?.text.clone(), node.span))
}
