//! Numbers as words.

use super::encoding::digest;
use super::{Fingerprint, Nonce};

/// The English list of BIP-39, one word a line: 2,048 words in alphabetical order, no two of which begin with
/// the same four letters. © 2013–2016 Pavol Rusnak, MIT, in the words of this project's own LICENSE.
const LIST: &str = include_str!("words.txt");

/// The four words of two sides, each with its fingerprint and its nonce.
pub(super) fn words(caller: (&Fingerprint, &Nonce), callee: (&Fingerprint, &Nonce)) -> [&'static str; 4] {
    let fields =
        [b"switchboard safety words 1", caller.0.bytes(), callee.0.bytes(), caller.1.bytes(), callee.1.bytes()];
    let [a, b, c, d, e, f, ..] = digest(&fields);
    let bits = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    // 48 bits, of which the last four are left over.
    [37, 26, 15, 4].map(|shift| word(bits >> shift & 2047))
}

fn word(number: u64) -> &'static str {
    // There are 2,048 of them, and the number has 11 bits.
    LIST.lines().zip(0..).find_map(|(word, n)| (n == number).then_some(word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use std::collections::HashSet;

    #[test]
    fn the_list_is_the_one_that_is_documented() {
        let list: Vec<&str> = LIST.lines().collect();
        assert_eq!(list.len(), 2048);
        assert!(list.is_sorted_by(|one, next| one < next), "sorted, and none twice");
        assert!(list.iter().all(|word| word.bytes().all(|c| c.is_ascii_lowercase())));
        let beginnings: HashSet<&str> = list.iter().map(|word| &word[..word.len().min(4)]).collect();
        assert_eq!(beginnings.len(), 2048);
        let sum: String = Sha256::digest(LIST).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }

    #[test]
    fn every_number_of_eleven_bits_is_a_word() {
        assert_eq!([0, 1, 1024, 2047].map(word), ["abandon", "ability", "length", "zoo"]);
        assert!((0..2048).all(|number| !word(number).is_empty()));
    }

    /// Made by Python's `hashlib` from the rule in [`super::super`], with `f` and the values as in
    /// `commitment.rs`: the integer of
    /// `sha256(f(b"switchboard safety words 1", caller, callee, b"\x11" * 32, b"\x22" * 32))`, shifted right by
    /// 256 - 44, and of that each 11 bits, the highest first, as an index into the list. The second row has
    /// two fingerprints for the caller, and the nonces `b"\0" * 32` and `b"\xff" * 32`.
    #[test]
    fn words_are_what_the_rule_says() {
        let [up, down, two] = Fingerprint::examples();
        let made = |caller, ours, callee, theirs| words((caller, &Nonce::new(ours)), (callee, &Nonce::new(theirs)));
        let one = made(&up, [0x11; 32], &down, [0x22; 32]);
        assert_eq!(one, ["arch", "mosquito", "embrace", "snake"]);
        assert_eq!(made(&two, [0; 32], &down, [0xff; 32]), ["frame", "yellow", "reunion", "leisure"]);
        assert_ne!(one, made(&down, [0x22; 32], &up, [0x11; 32]), "the order of the two counts");
        assert_ne!(one, made(&up, [0x22; 32], &down, [0x11; 32]));
    }
}
