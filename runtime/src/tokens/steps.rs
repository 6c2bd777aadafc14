//! The calls of a source. They are sent as any call is: repeated where they may be, within rate budgets and timeouts.

use std::sync::Arc;

use super::{OutputFrom, TokenStep, Tokens, outputs, snapshot, state::Slot, values::Values};
use crate::{
    CallOptions, Client, Context,
    call::{Answer, Exchange},
    decode,
    error::Error,
};

/// No answer with tokens is larger.
const LARGEST_ANSWER: u64 = 4 << 20;

/// What a call of a source has that other calls do not.
pub(crate) struct StepCall {
    pub(crate) source: usize,
    /// The sources that it reads beside its own.
    pub(crate) sources: &'static [usize],
    pub(crate) server: Option<usize>,
    /// The values that the source has so far.
    pub(crate) draft: Arc<Values>,
}

/// The new values: by `refresh` where that is possible, or else by all the steps.
pub(crate) async fn run(
    client: &Client,
    slot: &Slot,
    source: usize,
    steps: &'static [TokenStep],
    refresh: Option<&'static TokenStep>,
) -> Result<Values, Error> {
    let mut draft = slot.values().map_or_else(|| Values::empty(slot.source), |values| values.draft());
    let lack = |refresh| {
        client.0.auth.as_ref().map_or(Some("credentials"), |auth| auth.source_lacks(source, refresh))
    };
    let lack_of_steps = if steps.is_empty() { Some("steps") } else { lack(false) };
    let refresh =
        refresh.filter(|step| lack(true).is_none() && step.needs.iter().all(|need| draft.has(*need)));
    if let Some(step) = refresh {
        let start = Arc::new(draft.draft());
        match run_step(client, slot, (source, steps.len()), step, start).await {
            Err(error) if lack_of_steps.is_none() && is_refused(&error) => {
                tracing::debug!(api = client.api(), source = slot.source.name, "the refresh was refused");
                for need in
                    step.needs.iter().filter(|need| !steps.iter().any(|step| step.needs.contains(need)))
                {
                    draft.set(*need, None);
                }
            }
            done => return done,
        }
    }
    if let Some(lack) = lack_of_steps {
        let lack = if steps.is_empty() { "what its refresh needs" } else { lack };
        return Err(Error::config(format!("the token source `{}` lacks {lack}", slot.source.name)));
    }
    for (index, step) in steps.iter().enumerate() {
        draft = run_step(client, slot, (source, index), step, Arc::new(draft)).await?;
    }
    Ok(draft)
}

/// Whether the server does not want what it was given, rather than cannot act.
fn is_refused(error: &Error) -> bool {
    error.is_refusal()
        && !error.is_transient()
        && error.status().is_none_or(|status| !status.is_server_error())
}

async fn run_step(
    client: &Client,
    slot: &Slot,
    (source, index): (usize, usize),
    step: &'static TokenStep,
    draft: Arc<Values>,
) -> Result<Values, Error> {
    let sources = slot.source.sources;
    let Some(auth) = &client.0.auth else { return Err(Error::config("the client has no credentials")) };
    let (tokens, _): (Tokens, _) = snapshot(client, sources, Some((source, &draft))).await?;
    let parts = auth.step(source, index, &tokens);
    let most = client.0.options.max_response_bytes.min(LARGEST_ANSWER);
    let context = Context::new(client).with(CallOptions::new().with_max_response_bytes(most));
    let call = StepCall { source, sources, server: step.server, draft: Arc::clone(&draft) };
    let mut exchange = Exchange::new(step.endpoint, &context, parts).of_source(call);
    loop {
        let answer = exchange.answer().await.map_err(Error::without_tokens)?;
        match outcome(step, &answer) {
            Ok(()) => {
                exchange.accept();
                return outputs::read(slot.source, step, &answer, &draft);
            }
            Err(error) => exchange.refuse(error.without_tokens())?,
        }
    }
}

/// Applies the outcome rule of a step.
fn outcome(step: &'static TokenStep, answer: &Answer) -> Result<(), Error> {
    if step.outputs.iter().any(|read| matches!(read.from, OutputFrom::Json(_))) {
        decode::nothing(step.endpoint, answer)
    } else {
        decode::unread(step.endpoint, answer)
    }
}
