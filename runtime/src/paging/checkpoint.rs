//! Where a stream stands, to be kept.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Position, any_call::AnyCall};
use crate::{error::Error, parts::Parts};

/// Where a stream stands. It can be kept, and a later stream of the same call goes on from there with
/// [`Items::with_checkpoint`](super::Items::with_checkpoint) or [`Pages::with_checkpoint`](super::Pages::with_checkpoint)
/// without losing or repeating anything, as long as the API gives the same page again.
///
/// It holds the cursor, and of the call's endpoint and arguments a hash, by which a checkpoint of another call is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which call; `None` for the beginning of any.
    pub(super) call: Option<Fingerprint>,
    pub(super) place: Place,
    /// How many items of the page were given.
    pub(super) skip: u64,
    /// How many pages and items were given before that page.
    pub(super) pages: u64,
    pub(super) items: u64,
    /// When the position was told, in milliseconds since 1970; for cursors that do not live for ever.
    pub(super) told_at: Option<u64>,
}

/// Which page comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// The one that the call itself asks for.
    #[default]
    First,
    At(Position),
    /// None: the stream is at its end.
    End,
}

impl Place {
    pub(super) fn position(&self) -> Option<&Position> {
        match self {
            Self::At(position) => Some(position),
            Self::First | Self::End => None,
        }
    }
}

/// Which call a checkpoint is of: a hash of its endpoint and its arguments without a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(u128);

impl Fingerprint {
    pub(super) fn of(call: &dyn AnyCall) -> Result<Self, Error> {
        let mut call = call.boxed();
        call.unset_position();
        call.encode().map(|parts| Self::of_parts(&parts))
    }

    fn of_parts(parts: &Parts) -> Self {
        let endpoint = parts.endpoint();
        let mut hash = Fnv::new();
        for text in [endpoint.api, endpoint.name, parts.path(), parts.content_type().unwrap_or_default()] {
            hash.text(text.as_bytes());
        }
        for pairs in [parts.query_pairs(), parts.header_pairs()] {
            hash.number(pairs.len());
            for (name, value) in pairs {
                hash.text(name.as_bytes());
                hash.text(value.as_bytes());
            }
        }
        hash.text(parts.body());
        Self(hash.0)
    }
}

/// FNV-1a with 128 bits: the same on every machine and in every version, which the hashers of the standard library do
/// not promise. It need not withstand anybody: who writes a checkpoint of his own can as well write a position.
struct Fnv(u128);

impl Fnv {
    const PRIME: u128 = (1 << 88) + 0x13b;

    fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(Self::PRIME);
        }
    }

    fn number(&mut self, number: usize) {
        self.bytes(&(number as u64).to_le_bytes());
    }

    /// With its length, so that no two lists of texts look alike.
    fn text(&mut self, text: &[u8]) {
        self.number(text.len());
        self.bytes(text);
    }
}

/// What the first element of a kept checkpoint is, until its form changes.
const VERSION: u8 = 1;

/// `(version, call, (is at the end, position), skip, (pages, items), told at)`
type Kept = (u8, Option<String>, (bool, Option<Position>), u64, (u64, u64), Option<u64>);

/// As a list, so that any format can keep it.
impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept: Kept = (
            VERSION,
            self.call.map(|call| format!("{:032x}", call.0)),
            (self.place == Place::End, self.place.position().cloned()),
            self.skip,
            (self.pages, self.items),
            self.told_at,
        );
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (version, call, place, skip, (pages, items), told_at) = Kept::deserialize(deserializer)?;
        if version != VERSION {
            return Err(D::Error::custom("the checkpoint is of another version"));
        }
        let call = match call {
            Some(text) => Some(Fingerprint(
                u128::from_str_radix(&text, 16)
                    .map_err(|_| D::Error::custom("the checkpoint does not say of which call it is"))?,
            )),
            None => None,
        };
        let place = match place {
            (true, _) => Place::End,
            (false, Some(position)) => Place::At(position),
            (false, None) => Place::First,
        };
        Ok(Self { call, place, skip, pages, items, told_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    #[test]
    fn the_hash_is_the_published_one() {
        // The FNV authors' test vectors for 128 bits.
        for (text, hash) in [
            ("", 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128),
            ("a", 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964),
            ("foobar", 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18),
        ] {
            let mut fnv = Fnv::new();
            fnv.bytes(text.as_bytes());
            assert_eq!(fnv.0, hash, "{text}");
        }
    }

    fn parts(fill: impl FnOnce(&mut Parts)) -> Fingerprint {
        let mut parts = Parts::new(&sample::LIST);
        parts.path_text("/things");
        fill(&mut parts);
        Fingerprint::of_parts(&parts)
    }

    #[test]
    fn other_arguments_make_another_call() {
        let calls = [
            parts(|_| {}),
            parts(|parts| parts.path_text("/1")),
            parts(|parts| parts.query("a", "b")),
            parts(|parts| parts.query("ab", "")),
            parts(|parts| parts.header("a", "b").unwrap()),
            parts(|parts| parts.json(&1).unwrap()),
            parts(|parts| parts.text("text/plain", "1".into())),
            Fingerprint::of_parts(&{
                let mut parts = Parts::new(&sample::GET);
                parts.path_text("/things");
                parts
            }),
        ];
        for (index, call) in calls.iter().enumerate() {
            assert!(!calls[..index].contains(call), "{index}");
        }
        assert_eq!(parts(|parts| parts.query("a", "b")), calls[2]);
    }

    #[test]
    fn a_checkpoint_survives_being_kept() {
        let place = Place::At(Position::text("a"));
        let call = Some(Fingerprint(0xab));
        let checkpoint = Checkpoint { call, place, skip: 2, pages: 3, items: 40, told_at: Some(5) };
        let kept = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(kept, r#"[1,"000000000000000000000000000000ab",[false,{"text":"a"}],2,[3,40],5]"#);
        for checkpoint in
            [checkpoint, Checkpoint::default(), Checkpoint { place: Place::End, ..Checkpoint::default() }]
        {
            let kept = serde_json::to_string(&checkpoint).unwrap();
            assert_eq!(serde_json::from_str::<Checkpoint>(&kept).unwrap(), checkpoint);
        }
        for broken in [kept.replacen('1', "2", 1), kept.replace("ab\"", "xx\""), "[]".into(), "null".into()] {
            assert!(serde_json::from_str::<Checkpoint>(&broken).is_err(), "{broken}");
        }
    }
}
