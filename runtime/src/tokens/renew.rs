//! A renewal: what the store has, or else new values, which are saved before anything uses them.

use super::{
    ProvidedTokens, SavedTokens, TokenOrigin, lifetime,
    state::{Known, Slot},
    steps,
    values::Values,
};
use crate::{
    Client,
    error::{Error, ErrorKind, line},
};

/// Ends a renewal, also when the code of the user's that it runs panics: the next call begins another.
pub(crate) struct Landing {
    client: Client,
    source: usize,
}

impl Landing {
    pub(crate) fn new(client: Client, source: usize) -> Self {
        Self { client, source }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Ok(slot) = self.client.0.sources.slot(self.source) {
            slot.land();
        }
    }
}

/// The values that can be used from now on.
pub(crate) async fn renew(client: &Client, source: usize) -> Result<Known, Error> {
    let slot = client.0.sources.slot(source)?;
    if slot.may_load() {
        load(client, slot).await?;
    }
    let now = client.clock().now();
    if let Some(known) = slot.usable(now) {
        return Ok(known);
    }
    if slot.unsaved(now).is_none() {
        let values = obtain(client, slot, source).await?;
        slot.set(values, client.0.options.token_store.is_some());
        tracing::debug!(api = client.api(), source = slot.source.name, "tokens were renewed");
    }
    let Some(known) = slot.known() else { return Err(Error::config("the token source gives no values")) };
    save(client, slot, &known).await?;
    Ok(known)
}

async fn load(client: &Client, slot: &Slot) -> Result<(), Error> {
    let Some(store) = &client.0.options.token_store else { return Ok(()) };
    let saved = store
        .load(client.api(), slot.source.name)
        .await
        .map_err(|error| Error::new(ErrorKind::Auth, "the token store cannot load").with_source(error))?;
    slot.loaded(saved.map(|saved| {
        let mut values = slot.values().map_or_else(|| Values::empty(slot.source), |values| values.draft());
        saved.fill(slot.source, &mut values);
        if let Some(expires) = saved.expires() {
            lifetime::until(slot.source, &mut values, client.clock().now(), expires);
        }
        values
    }));
    Ok(())
}

async fn save(client: &Client, slot: &Slot, known: &Known) -> Result<(), Error> {
    let Some(store) = &client.0.options.token_store else { return Ok(()) };
    let saved = SavedTokens::of(client.api(), slot.source, &known.values);
    store
        .save(&saved)
        .await
        .map_err(|error| Error::new(ErrorKind::Auth, "the token store cannot save").with_source(error))?;
    slot.saved(known.generation);
    Ok(())
}

async fn obtain(client: &Client, slot: &Slot, source: usize) -> Result<Values, Error> {
    // Counted from here, what is on its way for long does not seem to hold for longer.
    let begun = client.clock().now();
    let mut values = match &slot.source.origin {
        TokenOrigin::Steps { steps, refresh } => steps::run(client, slot, source, steps, *refresh).await?,
        TokenOrigin::Hook => {
            let (values, expires) = provide(client, slot, source).await?;
            if let Some(expires) = expires {
                let mut values = values;
                lifetime::until(slot.source, &mut values, begun, expires);
                return Ok(values);
            }
            values
        }
        TokenOrigin::Challenge(_) => return Err(Error::config("a challenge comes with an answer only")),
    };
    lifetime::begin(slot.source, &mut values, begun, &client.0.skew);
    Ok(values)
}

async fn provide(
    client: &Client,
    slot: &Slot,
    source: usize,
) -> Result<(Values, Option<std::time::SystemTime>), Error> {
    let auth = client.0.auth.as_ref();
    let Some(provider) = auth.and_then(|auth| auth.provider(source)) else {
        let lack = auth.and_then(|auth| auth.source_lacks(source, false)).unwrap_or("its hook");
        return Err(Error::config(format!("the token source `{}` lacks {lack}", slot.source.name)));
    };
    let previous = slot.values().map(|values| ProvidedTokens::of(slot.source, &values));
    let provided = provider.provide(previous.as_ref()).await.map_err(|error| {
        let text = format!("the hook of the token source `{}` failed", slot.source.name);
        Error::new(ErrorKind::Auth, text).with_source(error)
    })?;
    let expires = provided.expires();
    let values = provided.into_values(slot.source).map_err(|name| {
        let (name, source) = (line(&name, 60), slot.source.name);
        Error::config(format!("the hook gives `{name}`, which the token source `{source}` does not have"))
    })?;
    if !values.any() {
        return Err(Error::config(format!(
            "the hook of the token source `{}` gives nothing",
            slot.source.name
        )));
    }
    Ok((values, expires))
}
