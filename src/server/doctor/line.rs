use std::fmt;

/// What one check found, in one line. Where something is amiss, it says what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it is.
    pub verdict: Verdict,
    /// What was looked at.
    pub about: &'static str,
    /// What was found.
    pub sentence: String,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Calls work, but not everywhere or not for many.
    Hint,
    /// Something does not work.
    Bad,
}

impl Line {
    /// As it should be.
    pub fn good(about: &'static str, sentence: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, about, sentence: sentence.into() }
    }

    /// It could be better.
    pub fn hint(about: &'static str, sentence: impl Into<String>) -> Self {
        Self { verdict: Verdict::Hint, about, sentence: sentence.into() }
    }

    /// It does not work.
    pub fn bad(about: &'static str, sentence: impl Into<String>) -> Self {
        Self { verdict: Verdict::Bad, about, sentence: sentence.into() }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "good",
            Verdict::Hint => "hint",
            Verdict::Bad => "BAD ",
        };
        write!(f, "{mark}  {}: {}", self.about, self.sentence)
    }
}
