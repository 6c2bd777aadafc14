//! Whether a source can give anything, and what it lacks when not.

use super::{TokenOrigin, TokenStep};
use crate::{Authenticate, client::Inner};

/// What a source lacks to give its values; nothing when they are known already.
pub(crate) fn lack(client: &Inner, source: usize) -> Option<String> {
    within(client, source, client.sources.len())
}

/// Why a source cannot give other values than it has.
pub(crate) fn obstacle(client: &Inner, source: usize) -> Option<String> {
    renewal(client, source, client.sources.len())
}

/// Sources do not read each other in a circle; `depth` is there for the case that they do.
fn within(client: &Inner, source: usize, depth: usize) -> Option<String> {
    let slot = client.sources.slot(source).ok()?;
    if slot.is_known() { None } else { renewal(client, source, depth) }
}

fn renewal(client: &Inner, source: usize, depth: usize) -> Option<String> {
    let slot = client.sources.slot(source).ok()?;
    let Some(auth) = client.auth.as_deref() else { return Some("credentials".to_owned()) };
    let own = match &slot.source.origin {
        TokenOrigin::Challenge(_) => None,
        TokenOrigin::Hook => auth.source_lacks(source, false).map(str::to_owned),
        TokenOrigin::Steps { steps, refresh } => {
            let by_refresh = refresh.map(|refresh| of_refresh(client, auth, source, refresh));
            match by_refresh {
                Some(None) => None,
                Some(lack) if steps.is_empty() => lack,
                // What the steps lack says more than what an earlier answer of theirs would have brought.
                _ => auth.source_lacks(source, false).map(str::to_owned),
            }
        }
    };
    own.or_else(|| {
        let Some(depth) = depth.checked_sub(1) else {
            return Some("a token source that does not wait for itself".to_owned());
        };
        slot.source.sources.iter().find_map(|other| within(client, *other, depth))
    })
}

fn of_refresh(client: &Inner, auth: &dyn Authenticate, source: usize, refresh: &TokenStep) -> Option<String> {
    if let Some(lack) = auth.source_lacks(source, true) {
        return Some(lack.to_owned());
    }
    let slot = client.sources.slot(source).ok()?;
    if slot.may_load() || slot.has(refresh.needs) {
        return None;
    }
    let missing = refresh.needs.iter().find(|output| !slot.has(&[**output]))?;
    let name = slot.source.outputs.get(*missing)?;
    Some(format!("a first value of `{}.{name}`", slot.source.name))
}
