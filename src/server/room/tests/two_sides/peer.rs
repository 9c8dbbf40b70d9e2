use crate::call::{Op, OpOutcome, PeerEvent};
use crate::protocol::Payload;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};

/// A peer connection that holds a browser to its rules (webrtc-pc, 4.4.1 and 4.7.3): whatever a browser
/// would refuse panics, except for candidates, which may be another connection's.
pub struct Peer {
    /// Refuses another page's descriptions, in place of a panic.
    lenient: bool,
    /// Its number, and that of the connection whose descriptions it took.
    number: u64,
    other: Option<u64>,
    signaling: Signaling,
    /// The offer that it answered last.
    answered: Option<u64>,
    /// The offer that it has an answer to in hand.
    prepared: Option<u64>,
    under_way: Option<Op>,
    tasks: VecDeque<Task>,
    offers: u64,
    /// Tracks were added or changed, and no finished negotiation had them in it.
    changed: bool,
    /// The offer that is out had them in it.
    offered: bool,
    needed: bool,
    needed_later: bool,
    /// Whether it has looked for candidates, and how many it has told of.
    searched: bool,
    told: u64,
    /// The other's candidates that it has, and which can come next.
    has: BTreeSet<u64>,
    next: u64,
    connected: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Signaling {
    Stable,
    /// With the number of the offer.
    HaveLocalOffer(u64),
    /// Stable to a browser; with the number of an offer that it made and did not apply.
    Drafted(u64),
    HaveRemoteOffer(Value),
}

enum Task {
    Tell(PeerEvent),
    NegotiationNeeded,
}

impl Peer {
    /// Candidates that it finds.
    const CANDIDATES: u64 = 3;

    pub fn new(number: u64, lenient: bool) -> Self {
        Self {
            lenient,
            number,
            other: None,
            signaling: Signaling::Stable,
            answered: None,
            prepared: None,
            under_way: None,
            tasks: VecDeque::new(),
            offers: 0,
            changed: false,
            offered: false,
            needed: false,
            needed_later: false,
            searched: false,
            told: 0,
            has: BTreeSet::new(),
            next: 0,
            connected: false,
        }
    }

    /// Begins an operation.
    pub fn run(&mut self, op: Op) {
        let told = self.tasks.iter().all(|task| !matches!(task, Task::Tell(PeerEvent::Done(_))));
        assert!(self.under_way.is_none() && told, "{op:?} while {:?} is under way", self.under_way);
        self.under_way = Some(op);
    }

    /// Tracks are added, or others put in their place.
    pub fn change_tracks(&mut self) {
        self.changed = true;
        self.tasks.push_back(Task::NegotiationNeeded);
    }

    /// Whether there is something left to do.
    pub fn is_busy(&self) -> bool {
        self.under_way.is_some() || !self.tasks.is_empty()
    }

    /// Whether it has all the candidates of the other.
    pub fn has_all(&self) -> bool {
        self.has.len() as u64 == Self::CANDIDATES
    }

    /// Whether nothing is being negotiated, and nothing needs to be.
    pub fn is_settled(&self) -> bool {
        self.signaling == Signaling::Stable && !self.changed
    }

    /// Ends the operation under way, or does the next of what waits; says what there is to tell.
    pub fn step(&mut self, finish_first: bool) -> Option<PeerEvent> {
        if (finish_first || self.tasks.is_empty())
            && let Some(op) = self.under_way.take()
        {
            self.finish(op);
            return None;
        }
        match self.tasks.pop_front()? {
            Task::Tell(event) => {
                self.told += u64::from(matches!(event, PeerEvent::Candidate(_)));
                Some(event)
            }
            Task::NegotiationNeeded => self.tell_needed(),
        }
    }

    fn finish(&mut self, op: Op) {
        let repeats = matches!(op, Op::RepeatOffer | Op::RepeatAnswer);
        let was_stable = self.signaling == Signaling::Stable;
        let outcome = match op {
            Op::MakeOffer => self.offer(Signaling::HaveLocalOffer),
            Op::DraftOffer => self.offer(Signaling::Drafted),
            Op::ApplyOffer => {
                let Signaling::Drafted(own) = self.signaling else { panic!("{op:?} in {:?}", self.signaling) };
                self.signaling = Signaling::HaveLocalOffer(own);
                OpOutcome::Done(None)
            }
            Op::RepeatOffer => {
                let (Signaling::HaveLocalOffer(own) | Signaling::Drafted(own)) = self.signaling else {
                    panic!("{op:?} in {:?}", self.signaling)
                };
                OpOutcome::Done(Some(self.describe(own)))
            }
            Op::RepeatAnswer => OpOutcome::Done(Some(self.describe(self.answered.expect("an answer")))),
            Op::PrepareAnswer => {
                // Some can, and some cannot.
                if self.number.is_multiple_of(2) {
                    self.prepared = Some(self.answer());
                }
                OpOutcome::Done(None)
            }
            Op::MakeAnswer => {
                let offer = self.prepared.take().unwrap_or_else(|| self.answer());
                OpOutcome::Done(Some(self.describe(offer)))
            }
            Op::TakeOffer(offer) => {
                let offer = read(&offer);
                let rolls_back = matches!(self.signaling, Signaling::HaveLocalOffer(_));
                assert!(!rolls_back || self.other.is_none(), "a rollback where media flow");
                // What was offered from this side is taken back.
                self.changed |= std::mem::take(&mut self.offered);
                self.take(&offer, Signaling::HaveRemoteOffer(offer.clone()))
            }
            Op::TakeAnswer(answer) => {
                let answer = read(&answer);
                let (Signaling::HaveLocalOffer(own) | Signaling::Drafted(own)) = self.signaling else {
                    panic!("{answer} in {:?}", self.signaling)
                };
                assert!(self.lenient || answer["offer"] == own, "{answer} to {own}");
                self.offered = false;
                self.take(&answer, Signaling::Stable)
            }
            Op::AddCandidate(candidate) => self.add(&read(&candidate)),
        };
        let has_local = matches!(self.signaling, Signaling::Stable | Signaling::HaveLocalOffer(_));
        let searches = has_local && matches!(&outcome, OpOutcome::Done(_));
        let done = Task::Tell(PeerEvent::Done(outcome));
        // What is repeated is read and told at once: no candidate comes between.
        if repeats {
            self.tasks.push_front(done)
        } else {
            self.tasks.push_back(done)
        };
        if searches && !std::mem::replace(&mut self.searched, true) {
            self.find_candidates();
        }
        let settled = !was_stable && self.signaling == Signaling::Stable;
        self.needed &= !settled;
        if settled || std::mem::take(&mut self.needed_later) {
            // webrtc-pc, 4.4.1.5: it looks anew whether an offer is needed.
            self.tasks.push_back(Task::NegotiationNeeded);
        }
        if !self.has.is_empty() && self.signaling == Signaling::Stable && !std::mem::replace(&mut self.connected, true)
        {
            self.tasks.push_back(Task::Tell(PeerEvent::Connected));
        }
    }

    /// Applies an answer; the number of the offer.
    fn answer(&mut self) -> u64 {
        let Signaling::HaveRemoteOffer(offer) = &self.signaling else { panic!("an answer in {:?}", self.signaling) };
        let offer = offer["offer"].as_u64().unwrap();
        self.answered = Some(offer);
        self.changed = false;
        self.signaling = Signaling::Stable;
        offer
    }

    fn offer(&mut self, then: impl Fn(u64) -> Signaling) -> OpOutcome {
        assert_eq!(self.signaling, Signaling::Stable, "an offer is made");
        self.offers += 1;
        self.offered = std::mem::take(&mut self.changed);
        self.signaling = then(self.offers);
        OpOutcome::Done(Some(self.describe(self.offers)))
    }

    /// A description: whose it is, the offer that it makes or answers, and the candidates found so far.
    fn describe(&self, offer: u64) -> Payload {
        let description = json!({ "of": self.number, "offer": offer, "candidates": self.told });
        Payload::from_json(description.to_string())
    }

    fn take(&mut self, description: &Value, then: Signaling) -> OpOutcome {
        let of = description["of"].as_u64();
        if self.other.is_some() && self.other != of {
            assert!(self.lenient, "{description} is of another page");
            return OpOutcome::Failed;
        }
        self.other = of;
        self.has.extend(0..description["candidates"].as_u64().unwrap());
        self.signaling = then;
        OpOutcome::Done(None)
    }

    fn find_candidates(&mut self) {
        for nth in 0..Self::CANDIDATES {
            let candidate = json!({ "of": self.number, "nth": nth }).to_string();
            self.tasks.push_back(Task::Tell(PeerEvent::Candidate(Payload::from_json(candidate))));
        }
    }

    fn add(&mut self, candidate: &Value) -> OpOutcome {
        assert!(self.other.is_some(), "{candidate} came before a description");
        if candidate["of"].as_u64() != self.other {
            return OpOutcome::Failed;
        }
        let nth = candidate["nth"].as_u64().unwrap();
        assert!(nth >= self.next, "{candidate} lost its place");
        self.next = nth + 1;
        self.has.insert(nth);
        OpOutcome::Done(None)
    }

    /// webrtc-pc, 4.7.3, "update the negotiation-needed flag".
    fn tell_needed(&mut self) -> Option<PeerEvent> {
        if self.under_way.is_some() {
            self.needed_later = true;
            return None;
        }
        let tell = self.signaling == Signaling::Stable && self.changed && !self.needed;
        self.needed |= tell;
        tell.then_some(PeerEvent::NegotiationNeeded)
    }
}

fn read(payload: &Payload) -> Value {
    serde_json::from_str(payload.json()).unwrap()
}
