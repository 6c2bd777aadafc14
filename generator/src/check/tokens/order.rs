//! Sources among each other: circles, and what nothing uses.

use std::collections::BTreeSet;

use super::Written;
use crate::api::{Lifetime, Server, TokenSource, Value};
use crate::check::Checker;
use crate::check::fields::wire_name;
use crate::check::url::host_is_an_output;
use crate::check::usage::{Auth, visit_source};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::View;

impl<'a> Checker<'a, '_> {
    /// Reports sources that need each other.
    pub(super) fn no_circles(&mut self, sources: &[Option<TokenSource>], written: &[Option<Written<'a>>]) {
        let mut reported = BTreeSet::new();
        for (index, source) in written.iter().enumerate() {
            let (Some(source), Some(circle)) = (source, circle(sources, index)) else { continue };
            if circle.iter().any(|member| !reported.insert(*member)) {
                continue;
            }
            let name = |index: &usize| {
                sources.get(*index).and_then(Option::as_ref).map_or("", |source| source.name.as_str())
            };
            let names: Vec<&str> = circle.iter().chain([&index]).map(name).collect();
            self.report(
                Diagnostic::new(
                    Code::TOKEN_CYCLE,
                    source.entry.key_span,
                    format!("`{}` needs itself", source.entry.key),
                )
                .note(format!("each needs the next: `{}`", names.join("`, `")))
                .help("one of them must do without the other"),
            );
        }
    }

    /// Hosts are for URLs whose host comes out of a token.
    pub(super) fn hosts_are_used(&mut self, sources: &[Option<TokenSource>], server: Option<&Server>) {
        let Some(entry) = self.spec.view("server").and_then(|view| view.entry("hosts")) else { return };
        // Of a source that is wrong nothing is known.
        if sources.iter().any(Option::is_none) {
            return;
        }
        let steps = sources.iter().flatten().flat_map(TokenSource::all_steps);
        let used = steps.filter_map(|step| step.server.as_ref()).any(|url| host_is_an_output(url));
        if !used && server.is_some_and(|server| !host_is_an_output(&server.url)) {
            self.report(
                Diagnostic::new(Code::UNUSED, entry.key_span, "no host comes out of a token")
                    .help("remove `hosts`: the host of the URL is fixed"),
            );
        }
    }

    /// Reports sources and outputs that nothing names.
    pub(in crate::check) fn unused_tokens(&mut self, whole: &Auth<'_>) {
        let mut named = BTreeSet::new();
        let mut sources = BTreeSet::new();
        let of_others = Auth { sources: &[], ..*whole };
        of_others.visit(&mut |value| see(value, &mut named, &mut sources));
        for (index, source) in whole.sources.iter().enumerate() {
            let Some(source) = source else { continue };
            let mut own = BTreeSet::new();
            visit_source(source, &mut |value| see(value, &mut named, &mut own));
            own.remove(&index);
            sources.extend(own);
            if let Lifetime::In { output, .. } | Lifetime::At { output, .. } = source.lifetime {
                named.insert((index, output));
            }
        }
        let spec = self.spec;
        for (index, (source, entry)) in whole.sources.iter().zip(spec.named("tokens")).enumerate() {
            let Some(source) = source else { continue };
            if !sources.contains(&index) {
                self.report(
                    Diagnostic::new(
                        Code::UNUSED,
                        entry.key_span,
                        format!("nothing uses the token source `{}`", entry.key),
                    )
                    .help(format!("name one of its outputs in a scheme: `{{{}.…}}`", entry.key)),
                );
                continue;
            }
            for (number, output) in source.outputs.iter().enumerate() {
                let span = declared_at(View::of(&entry.value), &output.wire);
                if let (false, Some(span)) = (named.contains(&(index, number)), span) {
                    self.report(
                        Diagnostic::new(
                            Code::UNUSED,
                            span,
                            format!("nothing uses the output `{}`", output.wire),
                        )
                        .help("remove it, or name it in a template"),
                    );
                }
            }
        }
    }
}

fn see(value: &Value, named: &mut BTreeSet<(usize, usize)>, sources: &mut BTreeSet<usize>) {
    match value {
        Value::Output(source, output) => {
            named.insert((*source, *output));
            sources.insert(*source);
        }
        Value::Uses(source) => {
            sources.insert(*source);
        }
        _ => {}
    }
}

/// Where the spec declares an output first; those of a recipe it does not.
fn declared_at(view: View<'_>, wire: &str) -> Option<Span> {
    let steps = view.items("steps").iter().chain(view.get("refresh")).map(View::of);
    let outputs = steps.flat_map(|step| step.named("outputs")).chain(view.named("outputs"));
    let mut declared = outputs.chain(view.named("given"));
    declared.find(|entry| wire_name(&entry.key).0 == wire).map(|entry| entry.key_span)
}

/// The sources on a shortest way from a source back to itself, itself first.
fn circle(sources: &[Option<TokenSource>], start: usize) -> Option<Vec<usize>> {
    let next = |index: usize| {
        let source = sources.get(index).and_then(Option::as_ref);
        source.map(|source| source.sources.as_slice()).unwrap_or_default()
    };
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while let Some(way) = ways.get(at).cloned() {
        at += 1;
        for target in way.last().map(|last| next(*last)).unwrap_or_default() {
            if *target == start {
                return Some(way);
            }
            if seen.insert(*target) {
                ways.push([way.as_slice(), &[*target]].concat());
            }
        }
    }
    None
}
