use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// What two names have in common when people would take one for the other: their NFKC form, case folded,
/// without joiners, variation selectors and blanks that do not show.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct LookAlike(String);

impl LookAlike {
    pub fn of(name: &str) -> Self {
        let visible = |c: &char| !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        let compatible: String = name.trim().nfkc().filter(visible).collect();
        let folded = UniCase::new(compatible).to_folded_case();
        // A page shows any number of blanks as one.
        Self(folded.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for (one, other) in [
            ("Ana", "aNA"),
            ("Straße", "STRASSE"),
            ("Ａｎａ", "ana"),
            ("é", "e\u{301}"),
            ("ﬁ", "FI"),
            ("a\u{200d}b", "ab"),
            ("Ana  Bo", "ana bo"),
        ] {
            assert_eq!(LookAlike::of(one), LookAlike::of(other));
        }
        assert_ne!(LookAlike::of("Ana"), LookAlike::of("Anna"));
    }
}
