//! Four words that both sides of a call show. Read aloud and found the same, they say that nobody sits between.
//!
//! Media is encrypted from browser to browser (DTLS-SRTP), but each browser knows the other's certificate by
//! its fingerprint alone, and that comes through the server (RFC 8827, section 4.1). A server that puts its own
//! fingerprints there sits in the middle. Then the two sides do not know the same two fingerprints, and the
//! words tell.
//!
//! # The rule
//!
//! ```text
//! field(x)       length of x in bytes, as 8 bytes, most significant first; then x
//! fingerprint    field("sha-256") field(its 32 bytes), then sha-384 and sha-512 likewise, where there are any
//! side           "caller" or "callee"
//! nonce          32 random bytes, new for each peer connection
//! commitment     SHA-256 of field("switchboard safety commitment 1") field(side) field(fingerprint) field(nonce)
//! words          SHA-256 of field("switchboard safety words 1") field(the caller's fingerprint)
//!                field(the callee's fingerprint) field(the caller's nonce) field(the callee's nonce)
//! ```
//!
//! The first 44 bits of the last hash, most significant first, are four numbers of 11 bits, and each picks a
//! word of `words.txt`, counted from 0. On the wire nonces and commitments are 64 digits of lowercase hex.
//!
//! 1. When a side knows both fingerprints, it sends its commitment.
//! 2. When it has the other's commitment, it sends its nonce, and never before.
//! 3. When it has the other's nonce and that fits the commitment, it shows the words.
//!
//! # Why
//!
//! - Words of the fingerprints alone would not do: 44 bits are few enough to search for two certificates whose
//!   words agree. With nonces that nobody knows beforehand there is nothing to search for (ZRTP, RFC 6189,
//!   section 4.4.1.1).
//! - Nonces without commitments would not do either: whoever is told the other's nonce first would search for
//!   a nonce of their own. A commitment fixes it before, and gives nothing of it away.
//! - A commitment has its side in it: sent back to whoever made it, it opens nothing.
//! - It has its sender's fingerprint in it: else the certificate could be chosen after both nonces are known.
//! - Fields have lengths, and the two hashes have names: no two different inputs are the same bytes.
//! - Every fingerprint of a description counts, whatever its hash. Chromium 156 checks the last one alone: a
//!   true SHA-256 before a false SHA-512 must not pass for the true one.
//! - A certificate may be exchanged in the middle of a call (RFC 8842, section 4), so each later description of
//!   the other side's has to be shown to the machine as well.
//!
//! One try in the middle goes unnoticed once in 2^44 times, and each try is a peer connection of its own. Who
//! has our nonce knows the words before we do, and could keep back theirs when they are no use: that is what
//! the limit [`Safety::REVEAL`] is for, and [`Safety::SPARE`]: a server can interrupt as often as it likes.
//!
//! # What it cannot do
//!
//! - Nothing against a server that gives out another page than this: that page can show any words it likes.
//! - Nothing when nobody compares, or in writing: chat goes through the server, which could change it. A voice
//!   that is known, in the call itself, is what it takes, and voices can be imitated.
//! - It cannot tell an older client, which knows nothing of this, from a server that drops these messages.
//!   Both are [`Verdict::Unavailable`].
//! - It tells that somebody is there and not who: what a cheating client does looks the same.
//! - The words are of one peer connection. After a reload there are others, and they are compared anew.

mod commitment;
mod encoding;
mod fingerprint;
mod hex;
mod machine;
#[cfg(test)]
mod machine_table;
#[cfg(test)]
mod middle;
mod nonce;
mod verdict;
mod words;

pub use commitment::Commitment;
pub use fingerprint::{Fingerprint, FingerprintError};
pub use hex::NotHex;
pub use machine::{Safety, SafetyEvent, Say};
pub use nonce::Nonce;
pub use verdict::{Deceit, Verdict};
