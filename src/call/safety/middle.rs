//! Two sides wired together, with nobody between them, and with somebody.

use super::{Commitment, Deceit, Fingerprint, Nonce, Safety, SafetyEvent, Say, Verdict};
use crate::protocol::Side;
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

const NOW: Duration = Duration::ZERO;

/// Two sides and the server between them, which passes everything on in its order.
#[derive(Clone, Debug)]
struct Pair {
    sides: [Safety; 2],
    begun: [bool; 2],
    /// What is on its way to each.
    wires: [VecDeque<SafetyEvent>; 2],
    /// Which of them has lost the server; at most once.
    lost: Option<usize>,
    cut: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Begin(usize),
    Deliver(usize),
    /// One of them loses the server, and what is on its way to it; or what comes from it as well.
    Cut(usize, Losing),
    Return,
}

#[derive(Clone, Copy, PartialEq)]
enum Losing {
    OneWay,
    BothWays,
}

impl Pair {
    fn new() -> Self {
        let [caller, callee] = [side(Side::Caller, 0, 1, 0x11), side(Side::Callee, 1, 0, 0x22)];
        Self { sides: [caller, callee], begun: [false; 2], wires: Default::default(), lost: None, cut: false }
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for i in [0, 1] {
            steps.extend((!self.begun[i]).then_some(Step::Begin(i)));
            steps.extend((!self.wires[i].is_empty()).then_some(Step::Deliver(i)));
            if !self.cut {
                steps.extend([Step::Cut(i, Losing::OneWay), Step::Cut(i, Losing::BothWays)]);
            }
        }
        steps.extend(self.lost.map(|_| Step::Return));
        steps
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Begin(i) => {
                self.begun[i] = true;
                self.feed(i, SafetyEvent::Begun);
            }
            Step::Deliver(i) => {
                let event = self.wires[i].pop_front().unwrap();
                self.feed(i, event);
            }
            Step::Cut(i, losing) => {
                (self.lost, self.cut) = (Some(i), true);
                self.wires[i].clear();
                if losing == Losing::BothWays {
                    self.wires[1 - i].clear();
                }
                self.wires[1 - i].push_back(SafetyEvent::SignalingLost);
                self.feed(i, SafetyEvent::SignalingLost);
            }
            Step::Return => {
                let i = self.lost.take().unwrap();
                self.wires[1 - i].push_back(SafetyEvent::SignalingBack);
                self.feed(i, SafetyEvent::SignalingBack);
            }
        }
    }

    fn feed(&mut self, i: usize, event: SafetyEvent) {
        let said = self.sides[i].handle(event, NOW);
        if self.lost.is_none() {
            self.wires[1 - i].extend(said.into_iter().map(heard));
        }
    }
}

fn side(side: Side, ours: usize, theirs: usize, nonce: u8) -> Safety {
    let known = Fingerprint::examples();
    Safety::new(side, known[ours].clone(), known[theirs].clone(), Nonce::new([nonce; 32]))
}

fn heard(say: Say) -> SafetyEvent {
    match say {
        Say::Commitment(commitment) => SafetyEvent::Committed(commitment),
        Say::Nonce(nonce) => SafetyEvent::Revealed(nonce),
    }
}

/// Lets the two talk until neither has more to say.
fn talk(one: &mut Safety, other: &mut Safety) {
    let mut to_other = VecDeque::from(one.handle(SafetyEvent::Begun, NOW));
    let mut to_one = VecDeque::from(other.handle(SafetyEvent::Begun, NOW));
    while !(to_one.is_empty() && to_other.is_empty()) {
        to_one.extend(to_other.drain(..).flat_map(|say| other.handle(heard(say), NOW)).collect::<Vec<_>>());
        to_other.extend(to_one.drain(..).flat_map(|say| one.handle(heard(say), NOW)).collect::<Vec<_>>());
    }
}

#[test]
fn two_sides_agree_whatever_comes_first_and_whenever_one_of_them_loses_the_server() {
    let mut ends = 0;
    let mut seen = HashSet::new();
    let mut open = vec![Pair::new()];
    while let Some(pair) = open.pop() {
        let steps = pair.steps();
        if !pair.begun.contains(&false) && pair.lost.is_none() && pair.wires.iter().all(VecDeque::is_empty) {
            ends += 1;
            let words = Verdict::Words(["arch", "mosquito", "embrace", "snake"]);
            assert_eq!(pair.sides.each_ref().map(Safety::verdict), [words; 2]);
        }
        for step in steps {
            let mut next = pair.clone();
            next.take(step);
            for side in &next.sides {
                assert!(!matches!(side.verdict(), Verdict::Deceived(_)), "{pair:?}");
            }
            if seen.insert(format!("{next:?}")) {
                open.push(next);
            }
        }
    }
    assert!(ends > 1 && seen.len() > 100, "{ends} ends of {}", seen.len());
}

#[test]
fn somebody_in_the_middle_who_plays_by_the_rules_gives_each_side_other_words() {
    // The one in the middle has certificate 2, and a nonce for each of them.
    let (mut ana, mut as_bo) = (side(Side::Caller, 0, 2, 0x11), side(Side::Callee, 2, 0, 0x66));
    let (mut as_ana, mut bo) = (side(Side::Caller, 2, 1, 0x77), side(Side::Callee, 1, 2, 0x22));
    talk(&mut ana, &mut as_bo);
    talk(&mut as_ana, &mut bo);
    let (Verdict::Words(one), Verdict::Words(other)) = (ana.verdict(), bo.verdict()) else { panic!("{ana:?} {bo:?}") };
    assert_eq!((ana.verdict(), bo.verdict()), (as_bo.verdict(), as_ana.verdict()));
    assert!(one.iter().zip(other).all(|(one, other)| *one != other), "{one:?} {other:?}");
}

#[test]
fn somebody_who_swaps_fingerprints_and_passes_the_rest_on_is_caught_by_both() {
    let (mut ana, mut bo) = (side(Side::Caller, 0, 2, 0x11), side(Side::Callee, 1, 2, 0x22));
    talk(&mut ana, &mut bo);
    assert_eq!(ana.verdict(), Verdict::Deceived(Deceit::ChangedNonce));
    assert_eq!(bo.verdict(), Verdict::Deceived(Deceit::ChangedNonce));
}

#[test]
fn nobody_is_shown_a_nonce_before_committing() {
    let mut ana = side(Side::Caller, 0, 2, 0x11);
    for event in [
        SafetyEvent::Begun,
        SafetyEvent::SignalingBack,
        SafetyEvent::Woke,
        SafetyEvent::SignalingLost,
        SafetyEvent::SignalingBack,
        SafetyEvent::Revealed(Nonce::new([0x66; 32])),
        SafetyEvent::SignalingBack,
    ] {
        let said = ana.handle(event, NOW + Safety::COMMIT);
        assert!(said.iter().all(|say| matches!(say, Say::Commitment(_))), "{said:?}");
    }
    assert_eq!(ana.verdict(), Verdict::Deceived(Deceit::NoCommitment));
}

/// Ana's verdict when the middle has committed to one nonce, and has seen hers, and then does this at this time.
fn caught(event: SafetyEvent, now: Duration) -> Verdict {
    let known = Fingerprint::examples();
    let committed = Commitment::to(Side::Callee, &known[2], &Nonce::new([0x66; 32]));
    let mut ana = side(Side::Caller, 0, 2, 0x11);
    ana.handle(SafetyEvent::Begun, NOW);
    let said = ana.handle(SafetyEvent::Committed(committed), NOW);
    assert!(matches!(said[..], [Say::Commitment(_), Say::Nonce(_)]));
    ana.handle(event, now);
    ana.verdict()
}

#[test]
fn somebody_who_chooses_after_seeing_our_nonce_is_caught_and_named() {
    let known = Fingerprint::examples();
    let [own, first, better] = [0x11, 0x66, 0x67].map(|byte| Nonce::new([byte; 32]));
    let promise = |side, nonce| SafetyEvent::Committed(Commitment::to(side, &known[2], nonce));
    for (event, deceit) in [
        (SafetyEvent::Revealed(better.clone()), Deceit::ChangedNonce),
        (promise(Side::Callee, &better), Deceit::ChangedCommitment),
        (promise(Side::Caller, &first), Deceit::ChangedCommitment),
        (SafetyEvent::Revealed(own.clone()), Deceit::Reflected),
        (SafetyEvent::Committed(Commitment::to(Side::Caller, &known[0], &own)), Deceit::Reflected),
        (SafetyEvent::Described(known[1].clone()), Deceit::ChangedFingerprint),
    ] {
        assert_eq!(caught(event, NOW), Verdict::Deceived(deceit));
    }
    let fits = SafetyEvent::Revealed(first);
    assert!(matches!(caught(fits.clone(), Safety::REVEAL / 2), Verdict::Words(_)));
    assert_eq!(caught(fits, Safety::REVEAL), Verdict::Deceived(Deceit::Late));
    assert_eq!(caught(SafetyEvent::Woke, Safety::REVEAL), Verdict::Deceived(Deceit::Late));
}
