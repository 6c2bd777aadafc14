//! Reading a union without a tag.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error},
};
use serde_json::Value;

use super::{Shape, rank, sketch};
use crate::{
    codec::{Codec, seed},
    error::describe,
    nesting,
    open::RawJson,
};

/// A value of which it is known what it may be, the likeliest first.
#[derive(Clone, Debug)]
pub struct ByShape {
    json: RawJson,
    variants: Vec<usize>,
}

/// Looks at a value that is one of the variants of a union.
pub fn by_shape<'de, D: Deserializer<'de>>(
    deserializer: D,
    union: &'static Shape,
) -> Result<ByShape, D::Error> {
    let json = RawJson::deserialize(deserializer)?;
    let variants = order(json.as_str(), union);
    Ok(ByShape { json, variants })
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
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.json.as_str()).ok()
    }

    /// Reads the value as one of the variants, by a codec.
    pub fn read_by<C: Codec>(&self) -> Option<C::Value> {
        let mut deserializer = serde_json::Deserializer::from_str(self.json.as_str());
        seed::<C>().deserialize(&mut deserializer).ok()
    }
}
