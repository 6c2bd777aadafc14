//! The constants that generated code declares for token sources.

use std::time::Duration;

use crate::{endpoint::Endpoint, envelope::Step};

/// A source of values.
#[derive(Debug)]
pub struct TokenSource {
    /// Its name in the spec.
    pub name: &'static str,
    /// The names of the values that it gives.
    pub outputs: &'static [&'static str],
    /// Where they come from.
    pub origin: TokenOrigin,
    /// How long they hold.
    pub lifetime: Lifetime,
    /// How long before the end of their lifetime they are renewed; `None`: a tenth of it, at most a minute.
    pub margin: Option<Duration>,
    /// The other sources that its steps read: indexes into [`ClientParts::sources`](crate::ClientParts::sources).
    pub sources: &'static [usize],
}

/// Where the values of a source come from.
#[derive(Debug)]
pub enum TokenOrigin {
    /// From calls.
    Steps {
        /// All of them, in order; there may be none when there is `refresh`.
        steps: &'static [TokenStep],
        /// Instead of them, as soon as the outputs that it needs are there.
        refresh: Option<&'static TokenStep>,
    },
    /// From the header of an answer that refuses a call.
    Challenge(Challenge),
    /// From what the user implements, [`ProvideTokens`](super::ProvideTokens).
    Hook,
}

/// A call of a source.
#[derive(Debug)]
pub struct TokenStep {
    /// How it is called. Its auth is the scheme that holds what is placed in the request.
    pub endpoint: &'static Endpoint,
    /// Its server, by the number that [`Authenticate::server`](crate::Authenticate::server) knows; `None`: the API's own.
    pub server: Option<usize>,
    /// The source's own outputs that it reads.
    pub needs: &'static [usize],
    /// What is read from its answer.
    pub outputs: &'static [TokenOutput],
}

/// A value in the answer to a step.
#[derive(Debug)]
pub struct TokenOutput {
    /// Which output it is.
    pub output: usize,
    /// Where it stands.
    pub from: OutputFrom,
    /// Whether it may be missing.
    pub optional: bool,
}

/// Where in an answer a value stands.
#[derive(Clone, Copy, Debug)]
pub enum OutputFrom {
    /// In a JSON body.
    Json(&'static [Step]),
    /// In a header.
    Header(&'static str),
    /// In a cookie that is set.
    Cookie(&'static str),
    /// The whole body as text, without white space at its ends.
    Text,
}

/// A header of a refusal that says what the next attempt needs, such as `WWW-Authenticate: Digest realm="…"`.
#[derive(Debug)]
pub struct Challenge {
    /// The header.
    pub header: &'static str,
    /// The word before the parameters.
    pub word: &'static str,
    /// Parameters that must have these values, in any case of letters, or be missing; or the challenge is another's.
    pub only: &'static [(&'static str, &'static str)],
    /// What is read from it.
    pub parameters: &'static [TokenParameter],
}

/// A value in a challenge.
#[derive(Debug)]
pub struct TokenParameter {
    /// Which output it is.
    pub output: usize,
    /// The parameter's name.
    pub name: &'static str,
    /// Whether it may be missing.
    pub optional: bool,
}

/// How long the values of a source hold.
#[derive(Clone, Copy, Debug)]
pub enum Lifetime {
    /// Until a call is refused.
    UntilRefused,
    /// That long.
    Fixed(Duration),
    /// As long as an output says.
    In {
        /// The output.
        output: usize,
        /// What it counts, such as seconds.
        unit: Duration,
    },
    /// Until the time in an output.
    At {
        /// The output.
        output: usize,
        /// How the time is written.
        form: TimeForm,
    },
}

/// How a point in time is written.
#[derive(Clone, Copy, Debug)]
pub enum TimeForm {
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// RFC 3339.
    Rfc3339,
    /// In a format of `strftime`, in UTC unless it has an offset.
    #[cfg(feature = "chrono")]
    Format(&'static str),
}

impl TokenSource {
    /// Whether a value may be missing: whatever reads it says so.
    pub(crate) fn is_optional(&self, output: usize) -> bool {
        let of_steps = |steps: &[TokenStep]| {
            let mut all =
                steps.iter().flat_map(|step| step.outputs).filter(|read| read.output == output).peekable();
            all.peek().is_some().then(|| all.all(|read| read.optional))
        };
        match &self.origin {
            // An output that only the refresh gives, such as a lifetime, is needed for nothing until then.
            TokenOrigin::Steps { steps: [], refresh: Some(refresh) } => {
                of_steps(std::slice::from_ref(refresh)).unwrap_or(true)
            }
            TokenOrigin::Steps { steps, .. } => of_steps(steps).unwrap_or(true),
            TokenOrigin::Challenge(challenge) => {
                let read = challenge.parameters.iter().find(|read| read.output == output);
                read.is_none_or(|read| read.optional)
            }
            // What the user's hook leaves out he can do without.
            TokenOrigin::Hook => true,
        }
    }

    pub(crate) fn is_challenge(&self) -> bool {
        matches!(self.origin, TokenOrigin::Challenge(_))
    }
}
