//! Random texts of the bytes of an attempt, and numbers in hexadecimal digits.

/// So many decimal digits of sixteen random bytes, at most 38. The first is not zero, so that who reads a number keeps
/// the length.
pub fn digits(bytes: &[u8], count: u32) -> String {
    let Some(lowest) = count.checked_sub(1).map(|zeros| 10_u128.saturating_pow(zeros.min(37))) else {
        return String::new();
    };
    (lowest + random(bytes) % (lowest * 9)).to_string()
}

/// So many letters and digits of sixteen random bytes, at most 21.
pub fn alphanumeric(bytes: &[u8], count: u32) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = random(bytes);
    let letter = |_| {
        let letter = usize::try_from(rest % 62).unwrap_or_default();
        rest /= 62;
        char::from(LETTERS[letter])
    };
    (0..count.min(21)).map(letter).collect()
}

/// A decimal number as lower-case hexadecimal digits, at least so many. What is no number gives no text.
pub fn hex_number(text: &str, count: usize) -> String {
    text.parse::<u128>().map(|number| format!("{number:0count$x}")).unwrap_or_default()
}

/// Missing bytes are zeros, further ones are ignored.
fn random(bytes: &[u8]) -> u128 {
    let mut sixteen = [0; 16];
    sixteen.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u128::from_be_bytes(sixteen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_their_length() {
        for count in 1..=38 {
            for byte in [0, 1, 127, 255] {
                let text = digits(&[byte; 16], count);
                assert_eq!(text.len(), usize::try_from(count).unwrap(), "{text}");
                assert!(!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
            }
        }
        assert_eq!(digits(&[0; 16], 0), "");
        assert_ne!(digits(&[1; 16], 10), digits(&[2; 16], 10));
    }

    #[test]
    fn letters_have_their_number() {
        assert_eq!(alphanumeric(&[0; 16], 3), "000");
        assert_eq!(alphanumeric(&(62_u128 * 61 + 10).to_be_bytes(), 3), "Az0");
        assert_eq!(alphanumeric(&[255; 16], 100).len(), 21);
    }

    #[test]
    fn a_number_is_padded() {
        assert_eq!((hex_number("1", 8), hex_number("255", 1)), ("00000001".to_owned(), "ff".to_owned()));
        assert_eq!((hex_number("-1", 8), hex_number("", 8)), (String::new(), String::new()));
    }
}
