//! Why a value could not be read, before it is known whose deserializer it came from.

use std::fmt::{self, Display};

use serde::de::Error;

/// Why a value could not be read. It is a pointer, so that what is compiled for each type passes on as little as can be.
#[derive(Debug)]
pub struct Failed(Box<Cause>);

#[derive(Debug)]
enum Cause {
    /// The source knows.
    Told,
    Message(String),
    Missing(&'static str),
}

impl Failed {
    /// The deserializer failed; its error stays in the source.
    #[cold]
    pub(super) fn told() -> Self {
        Self(Box::new(Cause::Told))
    }

    /// Whether its error is in the source.
    pub(super) fn is_told(&self) -> bool {
        matches!(*self.0, Cause::Told)
    }

    /// The deserializer's error, or this one as one of its kind.
    pub(super) fn or_told<E: Error>(self, told: Option<E>) -> E {
        match (told, *self.0) {
            (Some(error), _) => error,
            (None, Cause::Missing(field)) => E::missing_field(field),
            (None, Cause::Message(message)) => E::custom(message),
            (None, Cause::Told) => E::custom("a value that could not be read"),
        }
    }
}

impl Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Told => f.write_str("a value that could not be read"),
            Cause::Message(message) => f.write_str(message),
            Cause::Missing(field) => write!(f, "missing field `{field}`"),
        }
    }
}

impl std::error::Error for Failed {}

impl Error for Failed {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Self(Box::new(Cause::Message(message.to_string())))
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        Self(Box::new(Cause::Missing(field)))
    }
}
