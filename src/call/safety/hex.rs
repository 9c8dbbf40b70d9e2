use std::fmt;

/// The text is not 64 digits of lowercase hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHex;

/// The 32 bytes that `text` says. Each value has one text only.
pub(super) fn parse(text: &str) -> Result<[u8; 32], NotHex> {
    let mut bytes = [0; 32];
    if text.len() != 64 || text.bytes().any(|c| c.is_ascii_uppercase()) {
        return Err(NotHex);
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(text.as_bytes().as_chunks().0) {
        *byte = pair(*high, *low).ok_or(NotHex)?;
    }
    Ok(bytes)
}

/// The byte that two digits say, in upper or lower case.
pub(super) fn pair(high: u8, low: u8) -> Option<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// The text of these bytes.
pub(super) fn write(bytes: &[u8; 32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for NotHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not 64 digits of lowercase hex")
    }
}

impl std::error::Error for NotHex {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_value_has_one_text() {
        let text = "00ff".repeat(16);
        assert_eq!(parse(&text).unwrap()[..3], [0x00, 0xff, 0x00]);
        for bad in ["", "0", &"00FF".repeat(16), &text[1..], &format!("{text}0"), &"0g".repeat(32), &"é".repeat(32)] {
            assert_eq!(parse(bad), Err(NotHex), "{bad}");
        }
        assert_eq!(parse(&"+1".repeat(32)), Err(NotHex), "which Rust's own parsers take for a digit");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_panics(text in "[0-9a-fA-Fé]{60,66}") {
            let _ = parse(&text);
        }
    }
}
