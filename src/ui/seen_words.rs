use crate::call::Verdict;
use leptos::prelude::*;

/// Which four words of the present call somebody has looked at here. A new connection has others: who has compared the
/// ones before has something to do.
#[derive(Clone, Copy)]
pub struct SeenWords {
    seen: RwSignal<Option<Seen>>,
    verdict: RwSignal<Verdict>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// These.
    These([&'static str; 4]),
    /// Those that the page before this one showed.
    Gone,
}

impl SeenWords {
    /// None yet, of those that are known.
    pub fn new(verdict: RwSignal<Verdict>) -> Self {
        Self { seen: RwSignal::new(None), verdict }
    }

    /// Whether the words are other ones than somebody has looked at.
    pub fn are_new(self) -> bool {
        match (self.verdict.get(), self.seen.get()) {
            (Verdict::Words(words), Some(seen)) => seen != Seen::These(words),
            _ => false,
        }
    }

    /// Whether any were looked at.
    pub fn are_some(self) -> bool {
        self.seen.with_untracked(Option::is_some)
    }

    /// Whether there are words that nobody has looked at, though they were shown: the first of a call.
    pub fn are_first(self) -> bool {
        matches!(self.verdict.get(), Verdict::Words(_)) && self.seen.get().is_none()
    }

    /// The words that are known are looked at.
    pub fn look(self) {
        if let Verdict::Words(words) = self.verdict.get_untracked() {
            self.seen.set(Some(Seen::These(words)));
        }
    }

    /// Some were looked at before this page was loaded again.
    pub fn recall(self) {
        self.seen.set(Some(Seen::Gone));
    }

    /// The call is over.
    pub fn forget(self) {
        self.seen.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Verdict = Verdict::Words(["arch", "mosquito", "embrace", "snake"]);
    const TWO: Verdict = Verdict::Words(["frame", "yellow", "reunion", "leisure"]);

    #[test]
    fn words_are_new_to_those_alone_who_have_seen_others() {
        Owner::new().with(|| {
            let verdict = RwSignal::new(ONE);
            let seen = SeenWords::new(verdict);
            verdict.set(TWO);
            assert!(!seen.are_new(), "nobody has seen any");
            seen.look();
            assert!(!seen.are_new());
            verdict.set(Verdict::Waiting);
            assert!(!seen.are_new(), "there are none yet");
            verdict.set(ONE);
            assert!(seen.are_new());
            seen.look();
            assert!(!seen.are_new());
            seen.recall();
            assert!(seen.are_new() && seen.are_some());
            seen.forget();
            assert!(!seen.are_new() && !seen.are_some());
        });
    }
}
