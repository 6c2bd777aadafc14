//! What an attempt needs before it can be built: the alternative that is used, the tokens that it reads, the server.

use std::{pin::pin, sync::Arc};

use super::exchange::Exchange;
use crate::{
    Authenticate, Client,
    auth::choice,
    client::Inner,
    clock::within,
    endpoint::AuthUse,
    error::{Error, ErrorKind},
    server::{Base, Server},
    tokens::{self, Tokens},
};

/// All that an attempt is built with beside the parts of the call.
pub(super) struct Ready {
    pub(super) uses: &'static [AuthUse],
    pub(super) base: Arc<Base>,
    pub(super) tokens: Tokens,
    /// The sources that it reads.
    sources: Vec<usize>,
}

impl Ready {
    /// Whether a scheme reads what only a refusal brings, which has not come yet.
    pub(super) fn waits_for_challenge(&self, client: &Inner, auth: &dyn Authenticate, scheme: usize) -> bool {
        let is_missing = |source: usize| {
            let is_challenge = client.sources.slot(source).is_ok_and(|slot| slot.source.is_challenge());
            is_challenge && self.tokens.of(source).is_none()
        };
        !self.sources.is_empty() && auth.sources(scheme).iter().any(|source| is_missing(*source))
    }

    /// Counts this attempt among those that use the values.
    pub(super) fn count_uses(&self) -> Vec<(usize, u64)> {
        self.sources.iter().filter_map(|source| Some((*source, self.tokens.of(*source)?.count()))).collect()
    }
}

impl Exchange {
    /// Finds out what the attempt takes and obtains it. Without token sources there is nothing to wait for.
    pub(super) async fn prepare(&mut self) -> Result<Ready, Error> {
        let mut uses = choice::choose(&self.context.client.0, self.endpoint)?;
        loop {
            let error = match self.prepare_for(uses).await {
                Ok(ready) => return Ok(ready),
                Err(error) => error,
            };
            // Only now it is known that the token store has nothing, and another alternative may do.
            match choice::choose(&self.context.client.0, self.endpoint) {
                Ok(others) if error.is_config() && !std::ptr::eq(others, uses) => uses = others,
                _ => return Err(error),
            }
        }
    }

    async fn prepare_for(&mut self, uses: &'static [AuthUse]) -> Result<Ready, Error> {
        let client = &self.context.client;
        let sources = self.sources(&client.0, uses);
        let mut tokens = Tokens::default();
        self.auth.clear();
        if !sources.is_empty() || self.step.is_some() {
            let own = self.step.as_ref().map(|step| (step.source, &step.draft));
            let obtained = tokens::snapshot(client, &sources, own);
            let remaining = self.remaining(client.clock().elapsed());
            let Some(obtained) = within(client.clock(), remaining, pin!(obtained)).await else {
                let text = "the time of the call was over before its tokens came";
                return Err(Error::new(ErrorKind::Timeout, text));
            };
            let used;
            (tokens, used) = obtained?;
            self.auth.used(used);
        }
        let base = self.base(&self.context.client, &tokens)?;
        Ok(Ready { uses, base, tokens, sources })
    }

    /// The token sources that an attempt reads, each once.
    fn sources(&self, client: &Inner, uses: &[AuthUse]) -> Vec<usize> {
        let Some(auth) = &client.auth else { return Vec::new() };
        if client.sources.len() == 0 {
            return Vec::new();
        }
        let of_server = match &self.step {
            Some(step) if step.server.is_some() => &[][..],
            _ => client.servers.get(self.other_server()).map_or(&[][..], Server::sources),
        };
        let of_step = self.step.as_ref().map_or(&[][..], |step| step.sources);
        let of_schemes = uses.iter().flat_map(|used| auth.sources(used.scheme));
        let mut sources: Vec<usize> = of_schemes.chain(of_server).chain(of_step).copied().collect();
        sources.sort_unstable();
        sources.dedup();
        // A source's own values are those that it has so far.
        sources.retain(|source| self.step.as_ref().is_none_or(|step| step.source != *source));
        sources
    }

    fn base(&self, client: &Client, tokens: &Tokens) -> Result<Arc<Base>, Error> {
        let inner = &client.0;
        let url = |server| match &inner.auth {
            Some(auth) => auth.server(server, tokens),
            None => Err(Error::config("the server's URL needs credentials, and the client has none")),
        };
        if let Some((step, server)) = self.step.as_ref().and_then(|step| Some((step, step.server?))) {
            let slot = inner.sources.slot(step.source)?;
            return match &slot.server {
                Some(instead) => Ok(Arc::clone(instead)),
                None => slot.parsed.base(inner.api, url(server)?, &[]),
            };
        }
        match inner.servers.get(self.other_server())? {
            Server::Fixed(base) => Ok(Arc::clone(base)),
            Server::Computed { server, hosts, last, .. } => last.base(inner.api, url(*server)?, hosts),
        }
    }
}
