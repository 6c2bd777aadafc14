//! The answer of a call that was refused, which is read as its status says.

use super::outcome::without_mark;
use crate::{
    error::Error,
    wire::{self, Read},
};

/// The status and body of a refused call, as its error keeps them.
#[derive(Clone, Copy)]
pub struct Refused<'e> {
    status: u16,
    body: &'e [u8],
}

impl<'e> Refused<'e> {
    /// Those of an error; `None` if the call failed in another way. A success that an envelope makes a failure is told by the
    /// envelope's own fields.
    pub fn of(error: &'e Error) -> Option<Self> {
        let status = error.status().filter(|status| error.is_refusal() && !status.is_success())?;
        let body = error.body().map(|body| &**body).unwrap_or_default();
        Some(Self { status: status.as_u16(), body: without_mark(body) })
    }

    /// The status.
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The body as JSON of a type, if that is what it is.
    #[inline]
    pub fn json<T: Read>(&self) -> Option<T> {
        wire::from_str(std::str::from_utf8(self.body).ok()?).ok()
    }

    /// The body as text, if it is UTF-8.
    pub fn text(&self) -> Option<String> {
        std::str::from_utf8(self.body).ok().map(str::to_owned)
    }

    /// The body.
    pub fn bytes(&self) -> Vec<u8> {
        self.body.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call::Answer, decode, testing::sample};

    fn error(status: u16, body: &'static str) -> Error {
        decode::nothing(&sample::PLAIN, &Answer::new(status, body)).unwrap_err()
    }

    #[test]
    fn a_refused_answer_is_read_as_asked() {
        let refused = error(404, "\u{feff}[1, 2]");
        let refused = Refused::of(&refused).unwrap();
        assert_eq!((refused.status(), refused.json::<Vec<i64>>()), (404, Some(vec![1, 2])));
        assert_eq!(refused.json::<bool>(), None);
        assert_eq!((refused.text().as_deref(), refused.bytes()), (Some("[1, 2]"), b"[1, 2]".to_vec()));
    }

    #[test]
    fn other_errors_have_no_such_answer() {
        assert!(Refused::of(&Error::config("no")).is_none());
        assert!(Refused::of(&Error::invalid("no")).is_none());
    }
}
