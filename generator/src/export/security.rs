//! Auth schemes → security schemes. How a request is signed has no word there: it stands in `x-specwright-auth`.

use super::value::Object;
use super::{Export, text_of};
use crate::api::{Endpoint, Scheme, Slot, TemplatePart, Value as Piece};
use crate::spec::View;

impl Export<'_> {
    /// The schemes, by name.
    pub(super) fn security_schemes(&self) -> Object {
        let mut all = Object::new();
        for scheme in &self.api.schemes {
            let made = self.oauth2(scheme).unwrap_or_else(|| kind_of(scheme));
            all.set(scheme.name.as_str(), made.maybe("description", text_of(&scheme.doc)));
        }
        all
    }

    /// The schemes that an endpoint uses: one of a list, all of a map.
    pub(super) fn security(&self, endpoint: &Endpoint) -> Vec<Object> {
        let one = |uses: &Vec<crate::api::AuthUse>| {
            let mut all = Object::new();
            for scheme in uses.iter().filter_map(|used| self.api.schemes.get(used.scheme)) {
                all.set(scheme.name.as_str(), Vec::<String>::new());
            }
            all
        };
        endpoint.auth.iter().map(one).collect()
    }

    /// A bearer token that a library recipe obtains with one of the grants that `OpenAPI` knows.
    fn oauth2(&self, scheme: &Scheme) -> Option<Object> {
        let [placement] = scheme.send.as_slice() else { return None };
        let [TemplatePart::Hole(Piece::Output(source, _))] = placement.template.parts.as_slice() else {
            return None;
        };
        if placement.slot != Slot::Bearer || scheme.hook.is_some() {
            return None;
        }
        let source = self.api.sources.get(*source)?;
        let written = self.spec.named("tokens").iter().find(|entry| entry.key == source.name)?;
        let written = View::of(&written.value);
        let recipe = written.text("recipe")?.as_str();
        let flow = if recipe.starts_with("oauth2_client_credentials") {
            "clientCredentials"
        } else if recipe.starts_with("oauth2_password") {
            "password"
        } else {
            return None;
        };
        let url = written.view("with")?.text("token_url")?.as_str();
        if url.contains(['{', '[']) {
            return None;
        }
        let flow_of = Object::new().with("tokenUrl", url).with("scopes", Object::new());
        Some(Object::new().with("type", "oauth2").with("flows", Object::new().with(flow, flow_of)))
    }
}

/// What a scheme sends, as near as it can be said: of several headers and parameters the first.
fn kind_of(scheme: &Scheme) -> Object {
    let http = |kind: &str| Object::new().with("type", "http").with("scheme", kind);
    let key =
        |place: &str, name: &str| Object::new().with("type", "apiKey").with("in", place).with("name", name);
    let known = scheme.send.iter().find_map(|placement| match &placement.slot {
        Slot::Bearer => Some(http("bearer")),
        Slot::BasicUser | Slot::BasicPassword { .. } => Some(http("basic")),
        Slot::Header(name) => Some(key("header", name)),
        Slot::Query(name) => Some(key("query", name)),
        Slot::Cookie(name) => Some(key("cookie", name)),
        Slot::Form(_) | Slot::Field(_) | Slot::JsonField(_) | Slot::Path(_) => None,
    });
    known.unwrap_or_else(|| http(&format!("x-{}", scheme.name)))
}
