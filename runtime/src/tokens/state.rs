//! What a client knows of its token sources: for each the values that it gave last, and the renewal that is under way.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use http::HeaderMap;

use super::{TokenOrigin, TokenSource, challenge, flight::Flight, ready, values::Values};
use crate::{
    Authenticate, Options,
    client::Inner,
    error::Error,
    server::{Base, Parsed},
};

/// The token sources of a client.
pub(crate) struct Sources(Box<[Slot]>);

/// One of them.
pub(crate) struct Slot {
    pub(crate) source: &'static TokenSource,
    /// Instead of the servers that its steps name.
    pub(crate) server: Option<Arc<Base>>,
    /// The server that a step named last.
    pub(crate) parsed: Parsed,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    values: Option<Arc<Values>>,
    /// Counts the changes of the values.
    generation: u64,
    /// A server has refused these values.
    refused: bool,
    /// What the store has was looked at.
    loaded: bool,
    /// The store does not have these values yet.
    unsaved: bool,
    flight: Option<Flight>,
}

/// Values with their generation.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) values: Arc<Values>,
    pub(crate) generation: u64,
}

/// What a caller gets who needs the values of a source.
pub(crate) enum Joined {
    Known(Option<Known>),
    Flight { flight: Flight, is_new: bool },
}

/// What an attempt used of a source, so that the right values are given up when it is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    pub(crate) source: usize,
    /// Zero: the source had nothing.
    pub(crate) generation: u64,
}

impl Sources {
    pub(crate) fn new(
        api: &str,
        sources: &'static [TokenSource],
        options: &Options,
        auth: Option<&dyn Authenticate>,
    ) -> Result<Self, Error> {
        let names: HashSet<&str> = sources.iter().map(|source| source.name).collect();
        if let Some((name, _)) = options.token_servers.iter().find(|(name, _)| !names.contains(name.as_str()))
        {
            let name = crate::error::line(name, 60);
            return Err(Error::config(format!(
                "{api}: there is no token source `{name}` to give a server to"
            )));
        }
        let slot = |(index, source)| Slot::new(api, index, source, options, auth);
        sources.iter().enumerate().map(slot).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn slot(&self, source: usize) -> Result<&Slot, Error> {
        self.0.get(source).ok_or_else(|| Error::config("the client knows no such token source"))
    }

    /// Forgets all renewals that are under way.
    pub(crate) fn land(&self) {
        self.0.iter().for_each(Slot::land);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Slot {
    fn new(
        api: &str,
        index: usize,
        source: &'static TokenSource,
        options: &Options,
        auth: Option<&dyn Authenticate>,
    ) -> Result<Self, Error> {
        // Of equal names the last counts, as with other options.
        let server = options.token_servers.iter().rev().find(|(name, _)| name == source.name);
        let server = server.map(|(_, url)| Base::new(api, url).map(Arc::new)).transpose()?;
        let mut values = Values::empty(source);
        for output in 0..source.outputs.len() {
            let given = auth.and_then(|auth| auth.given(index, output)).filter(|value| !value.is_empty());
            values.set(output, given);
        }
        let is_stored = options.token_store.is_some() && !source.is_challenge();
        let state = State { loaded: !is_stored, ..State::default() };
        let slot = Self { source, server, parsed: Parsed::default(), state: Mutex::new(state) };
        if values.any() {
            slot.set(values, false);
        }
        Ok(slot)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The data is valid after every statement, so a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What can be used now, or else the renewal to wait for; and whether that begins now. There is neither of a source
    /// that waits for a challenge.
    pub(crate) fn join(&self, now: SystemTime, begin: impl FnOnce() -> Flight) -> Joined {
        let mut state = self.state();
        if let Some(known) = state.usable(self.source, now) {
            return Joined::Known(Some(known));
        }
        if self.source.is_challenge() {
            return Joined::Known(None);
        }
        if let Some(flight) = &state.flight {
            return Joined::Flight { flight: flight.clone(), is_new: false };
        }
        let flight = state.flight.insert(begin()).clone();
        Joined::Flight { flight, is_new: true }
    }

    /// Forgets the renewal that was under way.
    pub(crate) fn land(&self) {
        let flight = self.state().flight.take();
        // Dropped here and not under the lock, which what is dropped may want.
        drop(flight);
    }

    /// The values, if they can be used as they are.
    pub(crate) fn usable(&self, now: SystemTime) -> Option<Known> {
        self.state().usable(self.source, now)
    }

    /// Whether all values that may not be missing are known, good or not.
    pub(crate) fn is_known(&self) -> bool {
        self.state().values.as_ref().is_some_and(|values| values.are_whole(self.source))
    }

    /// Whether these values are known.
    pub(crate) fn has(&self, outputs: &[usize]) -> bool {
        let state = self.state();
        outputs.iter().all(|output| state.values.as_ref().is_some_and(|values| values.has(*output)))
    }

    /// Whether the store may know more.
    pub(crate) fn may_load(&self) -> bool {
        !self.state().loaded
    }

    pub(crate) fn values(&self) -> Option<Arc<Values>> {
        self.state().values.clone()
    }

    /// What the store had; it counts over what was given.
    pub(crate) fn loaded(&self, values: Option<Values>) {
        let mut state = self.state();
        state.loaded = true;
        if let Some(values) = values {
            state.set(values, false);
        }
    }

    pub(crate) fn set(&self, values: Values, unsaved: bool) {
        self.state().set(values, unsaved);
    }

    /// Values that only the store does not have.
    pub(crate) fn unsaved(&self, now: SystemTime) -> Option<Known> {
        let mut state = self.state();
        if !state.unsaved {
            return None;
        }
        state.unsaved = false;
        let known = state.usable(self.source, now);
        state.unsaved = true;
        known
    }

    /// The store has the values of this generation.
    pub(crate) fn saved(&self, generation: u64) {
        let mut state = self.state();
        if state.generation == generation {
            state.unsaved = false;
        }
    }

    /// The values as they are, whatever they are worth.
    pub(crate) fn known(&self) -> Option<Known> {
        self.state().known()
    }
}

impl State {
    fn set(&mut self, values: Values, unsaved: bool) {
        self.values = Some(Arc::new(values));
        self.generation += 1;
        self.refused = false;
        self.unsaved = unsaved;
    }

    fn known(&self) -> Option<Known> {
        let values = Arc::clone(self.values.as_ref()?);
        Some(Known { values, generation: self.generation })
    }

    fn usable(&self, source: &TokenSource, now: SystemTime) -> Option<Known> {
        let good = self.loaded && !self.unsaved && !self.refused;
        let known = self.known().filter(|_| good)?;
        let in_time = known.values.due.is_none_or(|due| now < due);
        (in_time && known.values.are_whole(source)).then_some(known)
    }
}

/// A server has refused what was made of these values. Gives up those that are still the current ones; `false` when
/// there is no way to others. `headers` are those of the answer.
pub(crate) fn refused(client: &Inner, used: &[Used], headers: Option<&HeaderMap>) -> bool {
    let mut others = false;
    for used in used {
        let Ok(slot) = client.sources.slot(used.source) else { continue };
        others |= slot.refused(client, *used, headers);
    }
    others
}

impl Slot {
    fn refused(&self, client: &Inner, used: Used, headers: Option<&HeaderMap>) -> bool {
        if self.state().generation != used.generation {
            return true;
        }
        if let TokenOrigin::Challenge(challenge) = &self.source.origin {
            let values = headers.and_then(|headers| challenge::read(self.source, challenge, headers));
            let is_new = values.is_some();
            if let Some(values) = values {
                self.set(values, false);
            }
            return is_new;
        }
        if ready::obstacle(client, used.source).is_some() {
            return false;
        }
        let mut state = self.state();
        if state.generation == used.generation {
            state.refused = true;
        }
        true
    }
}
