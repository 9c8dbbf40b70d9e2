use super::hush::Hush;
use super::{Described, Kind, Watch, WatchEvent, Watched};
use crate::call::{Commitment, Fingerprint, FingerprintError, Nonce, Safety, SafetyEvent, Say, Verdict};
use crate::protocol::{Proof, Side};
use std::time::Duration;

/// Parts of the words that wait for the answer they came after. Each side sends two, and again when it is back.
const HELD: usize = 8;

/// Brings both sides' descriptions and parts to the machine that makes the words of them, and hears when sound stops.
#[derive(Debug, Default)]
pub struct Watcher {
    words: Words,
    hush: Hush,
}

/// The words of the present peer connection.
#[derive(Debug, Default)]
enum Words {
    /// There is none.
    #[default]
    None,
    /// Not both descriptions are known.
    Early(Early),
    /// They are.
    Made(Box<Safety>),
    /// A description that names no certificate, or several.
    Unavailable,
}

#[derive(Debug)]
struct Early {
    side: Side,
    nonce: Nonce,
    ours: Option<Fingerprint>,
    theirs: Option<Fingerprint>,
    answered: bool,
    held: Vec<Proof>,
}

/// Whose description it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    Us,
    Them,
}

impl Watch for Watcher {
    fn handle(&mut self, event: WatchEvent, now: Duration) -> Watched {
        let hush = matches!(&event, WatchEvent::Sampled(sample, theirs) if self.hush.take(sample, *theirs));
        let say = match event {
            // Who was caught once is not believed again in the same call, whatever connection comes next.
            WatchEvent::Opened(..) if self.is_deceived() => Vec::new(),
            WatchEvent::Opened(side, random) => {
                let nonce = Nonce::new(random);
                let early = Early { side, nonce, ours: None, theirs: None, answered: false, held: Vec::new() };
                self.words = Words::Early(early);
                Vec::new()
            }
            WatchEvent::Over => {
                self.words = Words::None;
                Vec::new()
            }
            WatchEvent::Ours(description) => self.described(Maker::Us, description, now),
            WatchEvent::Theirs(description) => self.described(Maker::Them, description, now),
            WatchEvent::Answered => {
                if let Words::Early(early) = &mut self.words {
                    early.answered = true;
                }
                Vec::new()
            }
            WatchEvent::Heard(proof) => self.heard(proof, now),
            WatchEvent::SignalingLost => self.step(SafetyEvent::SignalingLost, now),
            WatchEvent::SignalingBack => self.step(SafetyEvent::SignalingBack, now),
            WatchEvent::Sampled(..) => Vec::new(),
            WatchEvent::Woke => self.step(SafetyEvent::Woke, now),
        };
        let (verdict, wake_at) = match &self.words {
            Words::None | Words::Early(_) => (Verdict::Waiting, None),
            Words::Made(safety) => (safety.verdict(), safety.wake_at()),
            Words::Unavailable => (Verdict::Unavailable, None),
        };
        Watched { say: say.into_iter().map(proof).collect(), wake_at, verdict, hush }
    }
}

impl Watcher {
    fn described(&mut self, maker: Maker, description: Option<Described>, now: Duration) -> Vec<Say> {
        let Some((kind, fingerprint)) = description.and_then(read) else {
            match &mut self.words {
                // Once there were two certificates, a description without one is no accident.
                Words::Made(_) if maker == Maker::Them => return self.step(SafetyEvent::Unreadable, now),
                Words::Early(_) => self.words = Words::Unavailable,
                Words::Made(_) | Words::None | Words::Unavailable => {}
            }
            return Vec::new();
        };
        match &mut self.words {
            Words::Early(early) => {
                let slot = if maker == Maker::Us { &mut early.ours } else { &mut early.theirs };
                // The last one of each is what the browser checks.
                *slot = Some(fingerprint);
                // Before an answer the other side could not yet make anything of ours.
                if kind == Kind::Answer { self.begin(now) } else { Vec::new() }
            }
            Words::Made(safety) if maker == Maker::Them => safety.handle(SafetyEvent::Described(fingerprint), now),
            Words::Made(_) | Words::None | Words::Unavailable => Vec::new(),
        }
    }

    fn begin(&mut self, now: Duration) -> Vec<Say> {
        let Words::Early(early) = std::mem::take(&mut self.words) else { return Vec::new() };
        let Early { side, nonce, ours: Some(ours), theirs: Some(theirs), held, .. } = early else {
            // An answer without an offer.
            self.words = Words::Unavailable;
            return Vec::new();
        };
        self.words = Words::Made(Box::new(Safety::new(side, ours, theirs, nonce)));
        let mut say = self.step(SafetyEvent::Begun, now);
        for proof in held {
            say.extend(self.heard(proof, now));
        }
        say
    }

    fn heard(&mut self, proof: Proof, now: Duration) -> Vec<Say> {
        match &mut self.words {
            // Without an answer it is of the peer connection before this one.
            Words::Early(early) if early.answered && early.held.len() < HELD => {
                early.held.push(proof);
                Vec::new()
            }
            Words::Made(_) => {
                let event = match &proof {
                    Proof::Commitment(text) => Commitment::parse(text).map(SafetyEvent::Committed),
                    Proof::Nonce(text) => Nonce::parse(text).map(SafetyEvent::Revealed),
                };
                // What is neither says nothing; if the other side meant it, its part will be missed.
                event.map_or_else(|_| Vec::new(), |event| self.step(event, now))
            }
            Words::Early(_) | Words::None | Words::Unavailable => Vec::new(),
        }
    }

    fn is_deceived(&self) -> bool {
        matches!(&self.words, Words::Made(safety) if matches!(safety.verdict(), Verdict::Deceived(_)))
    }

    fn step(&mut self, event: SafetyEvent, now: Duration) -> Vec<Say> {
        match &mut self.words {
            Words::Made(safety) => safety.handle(event, now),
            Words::None | Words::Early(_) | Words::Unavailable => Vec::new(),
        }
    }
}

fn read(Described { kind, sdp }: Described) -> Option<(Kind, Fingerprint)> {
    let fingerprint: Result<_, FingerprintError> = Fingerprint::from_sdp(&sdp);
    Some((kind, fingerprint.ok()?))
}

fn proof(say: Say) -> Proof {
    match say {
        Say::Commitment(commitment) => Proof::Commitment(commitment.to_string()),
        Say::Nonce(nonce) => Proof::Nonce(nonce.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Duration = Duration::from_secs(1);

    fn description(kind: &str, byte: &str) -> Option<Described> {
        let fingerprint = vec![byte; 32].join(":");
        let sdp = format!("v=0\r\na=fingerprint:sha-256 {fingerprint}\r\n");
        Described::read(&json!({"type": kind, "sdp": sdp}))
    }

    fn handle(watcher: &mut Watcher, event: WatchEvent) -> Vec<Proof> {
        watcher.handle(event, NOW).say
    }

    fn verdict(watcher: &mut Watcher) -> Verdict {
        watcher.handle(WatchEvent::Woke, NOW).verdict
    }

    /// The caller and the callee, up to the answer, as each of them is told of it.
    fn pair() -> (Watcher, Watcher, Vec<Proof>) {
        let (mut caller, mut callee) = (Watcher::default(), Watcher::default());
        let (offer, answer) = (description("offer", "AA"), description("answer", "BB"));
        handle(&mut caller, WatchEvent::Opened(Side::Caller, [1; 32]));
        handle(&mut callee, WatchEvent::Opened(Side::Callee, [2; 32]));
        assert_eq!(handle(&mut caller, WatchEvent::Ours(offer.clone())), []);
        assert_eq!(handle(&mut callee, WatchEvent::Theirs(offer)), []);
        let first = handle(&mut callee, WatchEvent::Ours(answer.clone()));
        assert!(matches!(&first[..], [Proof::Commitment(_)]), "with the answer, and not before");
        (caller, callee, first)
    }

    fn exchange(one: &mut Watcher, other: &mut Watcher, mut say: Vec<Proof>) {
        let (mut from, mut to) = (one, other);
        while !say.is_empty() {
            say = say.into_iter().flat_map(|proof| handle(to, WatchEvent::Heard(proof))).collect();
            std::mem::swap(&mut from, &mut to);
        }
    }

    #[test]
    fn two_sides_come_to_the_same_words() {
        let (mut caller, mut callee, first) = pair();
        let ours = handle(&mut caller, WatchEvent::Theirs(description("answer", "BB")));
        exchange(&mut callee, &mut caller, first);
        exchange(&mut caller, &mut callee, ours);
        let words = verdict(&mut caller);
        assert!(matches!(words, Verdict::Words(_)));
        assert_eq!(verdict(&mut callee), words);
    }

    #[test]
    fn what_comes_after_an_answer_waits_until_that_is_applied() {
        let (mut caller, mut callee, first) = pair();
        handle(&mut caller, WatchEvent::Answered);
        exchange(&mut callee, &mut caller, first);
        assert_eq!(verdict(&mut caller), Verdict::Waiting);
        let ours = handle(&mut caller, WatchEvent::Theirs(description("answer", "BB")));
        exchange(&mut caller, &mut callee, ours);
        assert_eq!(verdict(&mut caller), verdict(&mut callee));
        assert!(matches!(verdict(&mut callee), Verdict::Words(_)));
    }

    #[test]
    fn what_comes_before_an_answer_is_of_another_connection_and_what_waits_is_bounded() {
        let (mut caller, mut callee, first) = pair();
        exchange(&mut callee, &mut caller, first.clone());
        assert!(matches!(&caller.words, Words::Early(early) if early.held.is_empty()));
        handle(&mut caller, WatchEvent::Answered);
        for _ in 0..HELD * 2 {
            exchange(&mut callee, &mut caller, first.clone());
        }
        assert!(matches!(&caller.words, Words::Early(early) if early.held.len() == HELD));
    }

    #[test]
    fn a_certificate_that_changes_in_the_middle_of_a_call_is_noticed_and_a_new_connection_begins_anew() {
        let (mut caller, ..) = pair();
        handle(&mut caller, WatchEvent::Theirs(description("answer", "BB")));
        handle(&mut caller, WatchEvent::Theirs(description("offer", "BB")));
        assert_eq!(verdict(&mut caller), Verdict::Waiting);
        handle(&mut caller, WatchEvent::Theirs(description("offer", "CC")));
        assert!(matches!(verdict(&mut caller), Verdict::Deceived(_)));
        handle(&mut caller, WatchEvent::Opened(Side::Caller, [3; 32]));
        assert!(matches!(verdict(&mut caller), Verdict::Deceived(_)), "not forgotten in the same call");
        handle(&mut caller, WatchEvent::Over);
        handle(&mut caller, WatchEvent::Opened(Side::Caller, [3; 32]));
        assert_eq!(verdict(&mut caller), Verdict::Waiting);
    }

    #[test]
    fn a_description_that_hides_its_certificate_in_the_middle_of_a_call_is_noticed() {
        let (mut caller, ..) = pair();
        handle(&mut caller, WatchEvent::Theirs(description("answer", "BB")));
        let bare = Described::read(&json!({"type": "offer", "sdp": "v=0"}));
        handle(&mut caller, WatchEvent::Ours(bare.clone()));
        assert_eq!(verdict(&mut caller), Verdict::Waiting, "ours is our browser's doing");
        handle(&mut caller, WatchEvent::Theirs(bare));
        assert!(matches!(verdict(&mut caller), Verdict::Deceived(_)));
    }

    #[test]
    fn the_last_offer_before_an_answer_is_the_one_that_counts() {
        let (mut caller, mut callee) = (Watcher::default(), Watcher::default());
        handle(&mut caller, WatchEvent::Opened(Side::Caller, [1; 32]));
        handle(&mut callee, WatchEvent::Opened(Side::Callee, [2; 32]));
        handle(&mut caller, WatchEvent::Ours(description("offer", "AA")));
        handle(&mut callee, WatchEvent::Theirs(description("offer", "AA")));
        handle(&mut callee, WatchEvent::Theirs(description("offer", "CC")));
        let first = handle(&mut callee, WatchEvent::Ours(description("answer", "BB")));
        let ours = handle(&mut caller, WatchEvent::Theirs(description("answer", "BB")));
        exchange(&mut callee, &mut caller, first);
        exchange(&mut caller, &mut callee, ours);
        assert!(matches!(verdict(&mut callee), Verdict::Deceived(_)), "the commitment has another certificate in it");
    }

    #[test]
    fn a_description_that_names_no_certificate_gives_no_words() {
        for bad in [json!({"type": "offer", "sdp": "v=0"}), json!({"type": "offer", "sdp": 1}), json!([])] {
            let mut watcher = Watcher::default();
            handle(&mut watcher, WatchEvent::Opened(Side::Callee, [2; 32]));
            handle(&mut watcher, WatchEvent::Theirs(Described::read(&bad)));
            assert_eq!(verdict(&mut watcher), Verdict::Unavailable);
        }
    }
}
