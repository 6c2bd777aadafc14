//! What digests gave, kept so that a second run with other secrets has the same: then it differs from the first exactly
//! where the secrets themselves show.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Computed, Outcome};
use crate::api::Function;

/// What became of each digest, by where its function stands in memory.
pub type Digests = HashMap<usize, Outcome>;

/// Whether digests are kept, or given instead of computed.
#[derive(Clone, Default)]
pub enum Tape {
    /// Neither.
    #[default]
    Off,
    /// They are computed and kept.
    Recording(Rc<RefCell<Digests>>),
    /// They are given; those that are not here are computed.
    Playing(Rc<Digests>),
}

impl Tape {
    /// The key of a function on tapes. It holds as long as the scheme stays where it is.
    pub fn key(function: &Function) -> usize {
        std::ptr::from_ref(function).addr()
    }

    pub(super) fn played(&self, function: &Function) -> Option<Outcome> {
        match self {
            Self::Playing(digests) if function.is_digest() => digests.get(&Self::key(function)).cloned(),
            _ => None,
        }
    }

    pub(super) fn note(&self, function: &Function, outcome: &Result<Computed, super::Trouble>) {
        if let Self::Recording(digests) = self
            && function.is_digest()
        {
            digests.borrow_mut().insert(Self::key(function), outcome.clone());
        }
    }
}
