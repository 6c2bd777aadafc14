//! A hash that is the same on every machine: FNV-1a, 64 bits. It tells changed bytes, it does not resist an attacker.
//!
//! The build script uses this file too, to take the fingerprint of the generator's own sources.

/// A hash in the making.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of nothing.
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// With one more part. Its length counts, so that two parts are not the same as one.
    #[must_use]
    pub fn with(self, part: &[u8]) -> Self {
        self.bytes(part).bytes(&(part.len() as u64).to_le_bytes())
    }

    /// As 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(self.0, step))
    }
}
