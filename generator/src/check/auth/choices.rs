//! Which schemes an endpoint uses: one, all of several, or one of several.

use super::placements::{slot_place, slots_clash};
use crate::api::{AuthUse, Scheme, TokenSource};
use crate::check::{Checked, Checker};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{View, text::Text};
use crate::yaml::{Entry, Node, Value};

/// What endpoints choose from.
#[derive(Clone, Copy)]
pub(in crate::check) struct Known<'k> {
    pub(in crate::check) schemes: &'k [Option<Scheme>],
    pub(in crate::check) sources: &'k [Option<TokenSource>],
    pub(in crate::check) credentials: &'k [crate::api::Credential],
}

impl<'a> Checker<'a, '_> {
    /// The alternatives, each of them all of some schemes.
    pub(in crate::check) fn endpoint_auth(
        &mut self,
        entry: &'a Entry,
        view: View<'a>,
        known: Known<'_>,
    ) -> Checked<Vec<Vec<AuthUse>>> {
        let own = view.get("auth").or_else(|| self.spec.view("defaults").and_then(|all| all.get("auth")));
        let Some(node) = own else {
            let Some(text) = self.default_of(entry, "endpoint", "auth", "auth")? else {
                return Some(Vec::new());
            };
            let one = self.scheme_use(text, &[], entry.key_span, known)?;
            return Some(vec![vec![one]]);
        };
        let Value::List(items) = &node.value else {
            let one = self.all_of(node, known)?;
            return Some(if one.is_empty() { Vec::new() } else { vec![one] });
        };
        if items.is_empty() {
            self.report(
                Diagnostic::new(Code::EMPTY, node.span, "a choice of no auth scheme")
                    .help("write `auth: none` for an endpoint without auth"),
            );
            return None;
        }
        let alternatives: Vec<Checked<Vec<AuthUse>>> =
            items.iter().map(|item| self.all_of(item, known)).collect();
        let alternatives: Vec<Vec<AuthUse>> = alternatives.into_iter().collect::<Option<_>>()?;
        self.all_can_be_reached(items, &alternatives, known);
        Some(alternatives)
    }

    /// A name, `none`, or a map of schemes with their arguments.
    fn all_of(&mut self, node: &'a Node, known: Known<'_>) -> Checked<Vec<AuthUse>> {
        let Some(entries) = node.as_map() else {
            let text = Text::of(node)?;
            if text.as_str() == "none" {
                return Some(Vec::new());
            }
            return self.scheme_use(text, &[], text.span(), known).map(|one| vec![one]);
        };
        if entries.is_empty() {
            self.report(
                Diagnostic::new(Code::EMPTY, node.span, "a map of no auth scheme")
                    .help("write `auth: none` for an endpoint without auth"),
            );
            return None;
        }
        let uses: Vec<Option<AuthUse>> = entries
            .iter()
            .map(|entry| {
                let arguments = entry.value.as_map().unwrap_or_default();
                self.scheme_use(Text::from(entry), arguments, entry.key_span, known)
            })
            .collect();
        let uses: Vec<AuthUse> = uses.into_iter().collect::<Option<_>>()?;
        for (index, one) in uses.iter().enumerate() {
            for earlier in &uses[..index] {
                self.go_together(earlier, one, entries[index].key_span, known);
            }
        }
        Some(uses)
    }

    /// Two schemes of one call neither set one place nor sign what the other sets later.
    fn go_together(&mut self, earlier: &AuthUse, later: &AuthUse, span: Span, known: Known<'_>) {
        let scheme = |one: &AuthUse| known.schemes.get(one.scheme).and_then(Option::as_ref);
        let (Some(earlier), Some(later)) = (scheme(earlier), scheme(later)) else { return };
        for placement in &later.send {
            if earlier.send.iter().any(|other| slots_clash(&other.slot, &placement.slot)) {
                let place = slot_place(&placement.slot);
                self.report(
                    Diagnostic::new(
                        Code::CONFLICTING_KEYS,
                        span,
                        format!("`{}` and `{}` both set {place}", earlier.name, later.name),
                    )
                    .help(format!(
                        "a map applies all of its schemes; one of them is a list: `[{}, {}]`",
                        earlier.name, later.name
                    )),
                );
                return;
            }
        }
        self.check_order_of(earlier, later, span);
    }

    fn scheme_use(
        &mut self,
        name: Text<'_>,
        given: &[Entry],
        span: Span,
        known: Known<'_>,
    ) -> Option<AuthUse> {
        let index = self.named_index("auth", name)?;
        self.used.take("auth", index);
        let scheme = known.schemes.get(index)?.as_ref()?;
        for entry in given {
            if scheme.arguments.iter().all(|argument| argument.wire != entry.key) {
                let names = scheme.arguments.iter().map(|argument| argument.wire.as_str());
                self.unknown(Code::UNKNOWN_NAME, Text::from(entry), "argument of the scheme", names);
            }
        }
        let mut arguments = Vec::new();
        for argument in &scheme.arguments {
            let value = given.iter().find(|entry| entry.key == argument.wire);
            match value.and_then(|entry| entry.value.as_scalar()) {
                Some(scalar) => arguments.push(scalar.text.clone()),
                None => {
                    self.report(
                        Diagnostic::new(
                            Code::MISSING_ARGUMENT,
                            span,
                            format!("the scheme `{}` needs the argument `{}`", scheme.name, argument.wire),
                        )
                        .help(format!("write `auth: {{ {}: {{ {}: … }} }}`", scheme.name, argument.wire)),
                    );
                    return None;
                }
            }
        }
        Some(AuthUse { scheme: index, arguments })
    }

    /// The first alternative whose needs are given counts, so behind one that needs nothing optional none is ever used.
    fn all_can_be_reached(&mut self, items: &[Node], alternatives: &[Vec<AuthUse>], known: Known<'_>) {
        let always = alternatives.iter().position(|uses| {
            let schemes = uses.iter().filter_map(|one| known.schemes.get(one.scheme)?.as_ref());
            schemes.into_iter().all(|scheme| !super::needs::can_lack(scheme, known))
        });
        let Some(always) = always else { return };
        let Some(item) = items.get(always + 1) else { return };
        let problem = Diagnostic::new(Code::WRONG_AUTH, item.span, "this choice is never reached")
            .also(items[always].span, "always possible")
            .note("the first of the list whose credentials and hooks are given is used");
        self.report(if alternatives[always].is_empty() {
            problem.help("write `none` at the end of the list")
        } else {
            problem.help("make a credential optional that the one before needs: `name?: secret`")
        });
    }
}
