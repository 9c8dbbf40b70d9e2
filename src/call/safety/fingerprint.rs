use super::encoding::encode;
use super::hex;
use std::collections::BTreeMap;
use std::fmt;

/// What a description says of its sender's certificate: each hash of it, together with that hash's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(Vec<u8>);

/// Why the certificate of a description is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FingerprintError {
    /// It has no fingerprint.
    Missing,
    /// A line that speaks of a fingerprint is not one (RFC 8122, section 5).
    Malformed,
    /// The hash is not SHA-256, SHA-384 or SHA-512.
    Algorithm,
    /// Two fingerprints of the same hash differ. That would be two certificates: browsers have one.
    Contradiction,
}

/// In the order of the canonical form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
}

impl Fingerprint {
    /// The fingerprint in the SDP of a description, wherever in it that stands.
    ///
    /// Not one of several that would be preferred, but all: which one a browser checks is up to the browser. For
    /// the same reason a line that a browser might read in another way than this is an error, and not skipped.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn from_sdp(sdp: &str) -> Result<Self, FingerprintError> {
        let mut found = BTreeMap::new();
        for line in sdp.split(['\r', '\n']).filter(|line| line.to_ascii_lowercase().contains("fingerprint")) {
            let (algorithm, value) = parse(line)?;
            if found.insert(algorithm, value.clone()).is_some_and(|before| before != value) {
                return Err(FingerprintError::Contradiction);
            }
        }
        if found.is_empty() {
            return Err(FingerprintError::Missing);
        }
        let fields: Vec<&[u8]> = found.iter().flat_map(|(name, value)| [name.name().as_bytes(), value]).collect();
        Ok(Self(encode(&fields)))
    }

    /// The canonical form: see [`super`].
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn parse(line: &str) -> Result<(Algorithm, Vec<u8>), FingerprintError> {
    let fingerprint = line.strip_prefix("a=fingerprint:").ok_or(FingerprintError::Malformed)?;
    let (name, value) = fingerprint.split_once(' ').ok_or(FingerprintError::Malformed)?;
    let algorithm = Algorithm::from_name(name).ok_or(FingerprintError::Algorithm)?;
    let byte = |pair: &str| match *pair.as_bytes() {
        [high, low] => hex::pair(high, low),
        _ => None,
    };
    let value: Option<Vec<u8>> = value.split(':').map(byte).collect();
    match value {
        Some(value) if value.len() == algorithm.size() => Ok((algorithm, value)),
        Some(_) | None => Err(FingerprintError::Malformed),
    }
}

impl Algorithm {
    fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|known| name.eq_ignore_ascii_case(known.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// Bytes of its hashes.
    fn size(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl fmt::Display for FingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the description names no certificate",
            Self::Malformed => "the description names a certificate in a form that is not known",
            Self::Algorithm => "the description names a certificate by a hash that is not known, or too weak",
            Self::Contradiction => "the description names two certificates",
        })
    }
}

impl std::error::Error for FingerprintError {}

#[cfg(test)]
mod tests;
