//! Reading a union without a tag.

use serde::de::Error;
use serde_json::Value;

use super::{Shape, rank, sketch};
use crate::{
    codec::Codec,
    error::describe,
    nesting,
    open::RawJson,
    wire::{Failed, Read, Source, from_str, parse},
};

/// A value of which it is known what it may be, the likeliest first.
#[derive(Clone, Debug)]
pub struct ByShape {
    json: RawJson,
    variants: Vec<usize>,
}

/// Looks at a value that is one of the variants of a union.
#[inline]
pub fn by_shape<'de, S: Source<'de> + ?Sized>(
    source: &mut S,
    union: &'static Shape,
) -> Result<ByShape, Failed> {
    source.raw().map(|json| ByShape::new(json, union))
}

/// The variants that a value may be, the likeliest first.
fn order(json: &str, union: &'static Shape) -> Vec<usize> {
    let (Some(value), Shape::OneOf(shapes)) = (sketch::sketch(json), union) else { return Vec::new() };
    let mut ranked: Vec<_> = shapes
        .iter()
        .enumerate()
        .filter_map(|(index, shape)| Some((rank::fit(&value, shape)?, index)))
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.cmp(one));
    ranked.into_iter().map(|(_, index)| index).collect()
}

impl ByShape {
    fn new(json: RawJson, union: &'static Shape) -> Self {
        let variants = order(json.as_str(), union);
        Self { json, variants }
    }

    /// The value of the first variant that reads it, or else its JSON.
    pub fn first<T, E: Error>(
        self,
        read: impl Fn(&Self, usize) -> Option<T>,
        unlisted: fn(Value) -> T,
    ) -> Result<T, E> {
        let length = self.json.as_str().len();
        let found = nesting::within(length, || {
            for (tries, variant) in self.variants.iter().enumerate() {
                // Another variant is tried as long as that does not get out of hand: each may hold unions itself.
                if !nesting::spend(length) && tries > 0 {
                    return None;
                }
                if let Some(found) = read(&self, *variant) {
                    return Some(found);
                }
            }
            None
        });
        match found {
            Some(found) => Ok(found),
            None => self.json.parse().map(unlisted).map_err(|error| E::custom(describe(&error))),
        }
    }

    /// Reads the value as one of the variants.
    pub fn read<T: Read>(&self) -> Option<T> {
        from_str(self.json.as_str()).ok()
    }

    /// Reads the value as one of the variants, by a codec.
    pub fn read_by<C: Codec>(&self) -> Option<C::Value> {
        let mut value = None;
        parse(self.json.as_str(), &mut |source: &mut dyn Source<'_>| source.fill_by::<C>(&mut value))
            .ok()
            .and(value)
    }
}
