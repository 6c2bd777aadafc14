//! One renewal at a time for each source, however many wait for it.
//!
//! Nothing is spawned: a renewal goes on while somebody waits for it.

use std::sync::Arc;

use futures_util::future::{FutureExt, Shared};

use super::{
    TokenSource, Tokens,
    renew::{self, Landing},
    state::{Joined, Known, Slot, Used},
    values::Values,
};
use crate::{
    BoxFuture, Client,
    client::Inner,
    error::{Error, ErrorKind},
};

/// A renewal that is under way. Whoever waits for it drives it on, so it does not hang when one of them gives up; and
/// when all have given up, it waits for the next one, since what was sent may have replaced a refresh token already.
pub(crate) type Flight = Shared<BoxFuture<'static, Result<Known, Arc<Error>>>>;

/// What all clones of a client hold, and none of the calls of token sources: when it goes, nobody is left to go on with
/// a renewal, and its own hold on the client must not keep the client alive.
pub(crate) struct Handle(pub(crate) Arc<Inner>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.sources.land();
    }
}

/// The values of some sources, renewed where they have to be, beside a source's own `draft` in its own calls.
pub(crate) async fn snapshot(
    client: &Client,
    sources: &[usize],
    own: Option<(usize, &Arc<Values>)>,
) -> Result<(Tokens, Vec<Used>), Error> {
    let mut known = vec![None; client.0.sources.len()];
    let mut used = Vec::with_capacity(sources.len());
    for &source in sources {
        let now = obtain(client, source).await?;
        used.push(Used { source, generation: now.as_ref().map_or(0, |now| now.generation) });
        known[source] = now.map(|now| now.values);
    }
    if let Some((source, draft)) = own
        && let Some(slot) = known.get_mut(source)
    {
        *slot = Some(Arc::clone(draft));
    }
    Ok((Tokens::new(known), used))
}

/// The values of a source. There are none only of a source that waits for a challenge.
async fn obtain(client: &Client, source: usize) -> Result<Option<Known>, Error> {
    let slot = client.0.sources.slot(source)?;
    loop {
        let (flight, is_new) = match join(client, slot, source) {
            Joined::Known(known) => return Ok(known),
            Joined::Flight { flight, is_new } => (flight, is_new),
        };
        // Held by the source and here only, it was left behind, and what was sent then may have been given up since.
        let was_left = !is_new && flight.strong_count().is_some_and(|count| count <= 2);
        match flight.await {
            Ok(known) => return Ok(Some(known)),
            Err(_) if was_left => {}
            Err(cause) => return Err(failed(slot.source, cause)),
        }
    }
}

fn join(client: &Client, slot: &Slot, source: usize) -> Joined {
    slot.join(client.clock().now(), || {
        let renewal: BoxFuture<'static, _> = Box::pin(fly(Client(Arc::clone(&client.0), None), source));
        renewal.shared()
    })
}

async fn fly(client: Client, source: usize) -> Result<Known, Arc<Error>> {
    let landing = Landing::new(client, source);
    renew::renew(landing.client(), source).await.map_err(Arc::new)
}

/// The error of a call that waited for a source.
fn failed(source: &TokenSource, cause: Arc<Error>) -> Error {
    let kind = if cause.is_config() { ErrorKind::Config } else { ErrorKind::Auth };
    let text = format!("the token source `{}` gives nothing", source.name);
    Error::new(kind, text)
        .with_trouble(cause.trouble())
        .with_retry_after(cause.retry_after())
        .with_source(cause)
}
