//! A call's turn in the rate budgets.

use std::{pin::pin, time::Duration};

use super::{exchange::Exchange, prepare::Ready};
use crate::{
    RateLimits,
    clock::within,
    error::{Error, ErrorKind},
    rate::{self, Patience, Turn},
};

impl Exchange {
    /// Waits for what auth needs and for the rate budgets. What that is comes first, as it may take long; but its time may
    /// be over when the turn comes.
    pub(super) async fn take_turn(&mut self) -> Result<(Ready, Turn), Error> {
        let ready = self.prepare().await?;
        let client = &*self.context.client.0;
        if client.options.rate_limits == RateLimits::Off || self.endpoint.rates.is_empty() {
            return Ok((ready, Turn::free(&client.clock)));
        }
        let turn = self.wait_for_turn().await?;
        Ok((if self.auth.reads_tokens() { self.prepare().await? } else { ready }, turn))
    }

    async fn wait_for_turn(&self) -> Result<Turn, Error> {
        let client = &*self.context.client.0;
        let deadline = match client.options.rate_limits {
            RateLimits::Fail => Some(client.clock.elapsed()),
            RateLimits::Wait | RateLimits::Off => self.deadline,
        };
        let patience = Patience { deadline, longest_pause: self.limits.policy.longest_asked };
        let budgets = client.budgets.of(self.endpoint);
        let turn = rate::take_turn(&budgets, &client.clock, patience);
        match within(&*client.clock, self.remaining(client.clock.elapsed()), pin!(turn)).await {
            Some(Ok(turn)) => Ok(turn),
            Some(Err(late)) => {
                let text =
                    format!("the rate budget `{}` has no turn for another {:?}", late.budget, late.wait);
                Err(Error::new(ErrorKind::RateBudget, text).with_retry_after(Some(late.wait)))
            }
            None => {
                Err(Error::new(ErrorKind::RateBudget, "the rate budgets had no turn in the time of the call"))
            }
        }
    }

    /// A server that says when to come back says it for all calls of the budget.
    pub(super) fn pause(&self, until: Duration) {
        let client = &*self.context.client.0;
        if client.options.rate_limits != RateLimits::Off {
            for counted in client.budgets.of(self.endpoint) {
                counted.budget.pause(until);
            }
        }
    }
}
