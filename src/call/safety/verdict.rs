use crate::protocol::UserName;

/// What is known about who sits between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet: the two sides are at it.
    Waiting,
    /// Nobody, if the other side has the same four words.
    Words([&'static str; 4]),
    /// Nothing: the other side does not take part. If it comes to it later, there will be words.
    Unavailable,
    /// Somebody cheats, and these words will never come.
    Deceived(Deceit),
}

/// What somebody was caught at: the other side, or whoever sits between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deceit {
    /// After a commitment came a different one.
    ChangedCommitment,
    /// A nonce does not fit its commitment, or the certificate that the other side is said to have.
    ChangedNonce,
    /// A nonce came before any commitment to it.
    NoCommitment,
    /// This side's own commitment or nonce came back as the other's.
    Reflected,
    /// Both sides had committed themselves, and the nonce did not come within [`Safety::REVEAL`].
    ///
    /// [`Safety::REVEAL`]: super::Safety::REVEAL
    Late,
    /// A later description names another certificate.
    ChangedFingerprint,
}

impl Verdict {
    /// The sentence for the person on this side, who talks to `peer`.
    pub fn sentence(&self, peer: &UserName) -> String {
        match self {
            Self::Waiting => format!("Waiting for {peer}’s part of the four words."),
            Self::Words(_) => {
                format!("Read them to each other: if {peer} sees the same four, nobody else can see or hear this call.")
            }
            Self::Unavailable => {
                format!("There are no words to compare with {peer}, whose app does not send its part.")
            }
            Self::Deceived(deceit) => deceit.sentence(peer),
        }
    }
}

impl Deceit {
    /// The sentence for the person on this side, who talks to `peer`.
    pub fn sentence(&self, peer: &UserName) -> String {
        let what = match self {
            Self::ChangedCommitment => "a promise was given twice, and not the same",
            Self::ChangedNonce => "a promise was not kept",
            Self::NoCommitment => "a secret was told before it was promised",
            Self::Reflected => "what came as theirs was your own",
            Self::Late => "a promise was not kept in time",
            Self::ChangedFingerprint => "the key on the other side is another one now",
        };
        format!("Somebody may sit between you and {peer}: {what}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_verdict_has_a_sentence_of_its_own() {
        let bo = UserName::parse("Bo").unwrap();
        let deceits = [
            Deceit::ChangedCommitment,
            Deceit::ChangedNonce,
            Deceit::NoCommitment,
            Deceit::Reflected,
            Deceit::Late,
            Deceit::ChangedFingerprint,
        ];
        let words = Verdict::Words(["arch", "mosquito", "embrace", "snake"]);
        let mut verdicts = vec![Verdict::Waiting, words, Verdict::Unavailable];
        verdicts.extend(deceits.map(Verdict::Deceived));
        let sentences: HashSet<String> = verdicts.iter().map(|verdict| verdict.sentence(&bo)).collect();
        assert_eq!(sentences.len(), verdicts.len());
        assert!(sentences.iter().all(|sentence| sentence.contains("Bo") && sentence.ends_with('.')));
    }
}
