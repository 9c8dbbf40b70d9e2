//! Perfect negotiation, without the browser (W3C webrtc-pc, section 10.7; the tutorial's `negotiationneeded`).
//!
//! The operations of a peer connection are asynchronous, and most faults of WebRTC clients are two of them
//! running into each other. Here they never do: one [`Op`] is under way at a time, the next is decided when
//! it is done, and so the signaling state is known and not guessed. That makes the standard's flags
//! `makingOffer` and `isSettingRemoteAnswerPending` superfluous; who yields in a glare is what remains.
//!
//! Nobody rolls back where media flow. The polite side of a call that is on keeps its offers in hand, and applies one
//! when it is answered; in a glare it throws it away. In the standard's way it applies it at once and rolls it
//! back in a glare, and Chromium 156 shows no frame of the other side's picture any more after that.

use crate::protocol::{Payload, Side, limits};
use std::collections::VecDeque;

/// Who yields when both sides offer at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manners {
    /// Takes its own offer back and answers the other's. The callee.
    Polite,
    /// Ignores the other's offer and waits for the answer to its own. The caller.
    Impolite,
}

/// What comes over the wire for a peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// The other side's offer.
    Offer(Payload),
    /// The other side's offer from a new peer connection, because its page was loaded again.
    Fresh(Payload),
    /// The other side's answer.
    Answer(Payload),
    /// One of the other side's candidates.
    Candidate(Payload),
}

/// What to ask the peer connection for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// `setLocalDescription()`, which makes an offer.
    MakeOffer,
    /// `createOffer()`: the offer is applied when its answer is taken, and not before.
    DraftOffer,
    /// `setLocalDescription()`, which makes an answer.
    MakeAnswer,
    /// `setRemoteDescription(offer)`. An offer of our own is forgotten if it is a draft, and rolled back if not.
    TakeOffer(Payload),
    /// `setRemoteDescription(answer)`, after `setLocalDescription(offer)` if that was a draft.
    TakeAnswer(Payload),
    /// `addIceCandidate(candidate)`.
    AddCandidate(Payload),
    /// The offer once more: the draft, or `localDescription` with the candidates that were found since.
    RepeatOffer,
}

/// What became of an [`Op`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpOutcome {
    /// It is done; with the local description, where one was made.
    Done(Option<Payload>),
    /// The browser refused.
    Failed,
}

/// A description to send, once an [`Op`] has made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// The first offer of a peer connection that has not heard of another.
    First(Payload),
    Offer(Payload),
    Answer(Payload),
}

/// The negotiation of one peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiation {
    manners: Manners,
    signaling: Signaling,
    under_way: Option<Op>,
    /// What came and was not applied yet, in its order. Bounded by [`limits::CANDIDATES`].
    waiting: VecDeque<Wire>,
    /// The browser asked for an offer. Forgotten when an answer is made or taken: once that has made things
    /// stable, the browser asks anew if it still needs one (webrtc-pc, 4.4.1.5).
    needed: bool,
    /// A remote description was applied: candidates can be.
    described: bool,
    /// The offer may not have arrived: the way to the other side was interrupted.
    unheard: bool,
    /// The user has accepted: until then nothing of theirs may leave, an answer or an address.
    accepted: bool,
}

/// RTCSignalingState, as far as serialized operations let it get. A draft is a local offer here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
}

impl Negotiation {
    /// For the side that calls: offers as soon as the browser asks for it.
    pub fn caller() -> Self {
        Self::new(Manners::Impolite, true)
    }

    /// For the side that is called: takes the offer, and answers when the user accepts.
    pub fn callee() -> Self {
        Self::new(Manners::Polite, false)
    }

    /// For a new peer connection in a call that is on: manners stay what they were.
    pub fn again(side: Side) -> Self {
        let manners = match side {
            Side::Caller => Manners::Impolite,
            Side::Callee => Manners::Polite,
        };
        Self::new(manners, true)
    }

    fn new(manners: Manners, accepted: bool) -> Self {
        Self {
            manners,
            signaling: Signaling::Stable,
            under_way: None,
            waiting: VecDeque::new(),
            needed: false,
            unheard: false,
            described: false,
            accepted,
        }
    }

    /// Whether both sides have a new peer connection to offer, and it is this one that will be taken.
    pub(super) fn insists_on_its_own(&self) -> bool {
        self.offers_first() && self.manners == Manners::Impolite
    }

    /// Whether the other side has not answered this peer connection's first offer.
    pub(super) fn offers_first(&self) -> bool {
        let offers = match &self.under_way {
            Some(Op::TakeAnswer(_)) => false,
            Some(Op::MakeOffer) => true,
            _ => self.signaling == Signaling::HaveLocalOffer,
        };
        offers && !self.described
    }

    /// The user accepted the call.
    pub fn accept(&mut self) -> Option<Op> {
        self.accepted = true;
        self.next()
    }

    /// The browser says `negotiationneeded`.
    pub fn needed(&mut self) -> Option<Op> {
        self.needed = true;
        self.next()
    }

    /// The way to the other side was interrupted, and is there again: an offer without an answer is said again.
    pub fn resumed(&mut self) -> Option<Op> {
        self.unheard = true;
        self.next()
    }

    /// Something came from the other side.
    pub fn received(&mut self, wire: Wire) -> Option<Op> {
        if self.waiting.len() < limits::CANDIDATES {
            self.waiting.push_back(wire);
        }
        self.next()
    }

    /// The operation under way is over. Returns a description to send, and the next operation.
    ///
    /// # Errors
    /// When the browser refused what the call cannot do without. A refused candidate is no error: browsers
    /// send some that the other cannot use.
    pub(super) fn done(&mut self, outcome: OpOutcome) -> Result<(Option<Made>, Option<Op>), NegotiationFailed> {
        let made = match (self.under_way.take(), outcome) {
            (None | Some(Op::AddCandidate(_)), _) => None,
            (Some(Op::MakeOffer | Op::DraftOffer | Op::RepeatOffer), OpOutcome::Done(Some(offer))) => {
                self.signaling = Signaling::HaveLocalOffer;
                Some(if self.described { Made::Offer(offer) } else { Made::First(offer) })
            }
            (Some(Op::MakeAnswer), OpOutcome::Done(Some(answer))) => {
                self.signaling = Signaling::Stable;
                Some(Made::Answer(answer))
            }
            (Some(Op::TakeOffer(_)), OpOutcome::Done(_)) => {
                self.signaling = Signaling::HaveRemoteOffer;
                self.described = true;
                None
            }
            (Some(Op::TakeAnswer(_)), OpOutcome::Done(_)) => {
                self.signaling = Signaling::Stable;
                self.described = true;
                None
            }
            (Some(_), _) => return Err(NegotiationFailed),
        };
        Ok((made, self.next()))
    }

    fn next(&mut self) -> Option<Op> {
        if self.under_way.is_some() {
            return None;
        }
        self.under_way = self.decide();
        self.under_way.clone()
    }

    fn decide(&mut self) -> Option<Op> {
        if self.signaling == Signaling::HaveRemoteOffer && self.accepted {
            self.needed = false;
            return Some(Op::MakeAnswer);
        }
        while let Some(wire) = self.take_ready() {
            match wire {
                Wire::Offer(_) if self.signaling == Signaling::HaveLocalOffer && self.manners == Manners::Impolite => {}
                Wire::Offer(offer) | Wire::Fresh(offer) => return Some(Op::TakeOffer(offer)),
                // An answer to an offer that was taken back answers nothing.
                Wire::Answer(_) if self.signaling != Signaling::HaveLocalOffer => {}
                Wire::Answer(answer) => {
                    self.needed = false;
                    return Some(Op::TakeAnswer(answer));
                }
                // After an offer that was ignored it may be of that one, and is refused then; or of the
                // description before it, and is needed.
                Wire::Candidate(candidate) => return Some(Op::AddCandidate(candidate)),
            }
        }
        if std::mem::take(&mut self.unheard) && self.signaling == Signaling::HaveLocalOffer {
            return Some(Op::RepeatOffer);
        }
        (self.needed && self.accepted && self.signaling == Signaling::Stable).then(|| {
            self.needed = false;
            if self.described && self.manners == Manners::Polite { Op::DraftOffer } else { Op::MakeOffer }
        })
    }

    /// The first that can be applied now: candidates wait for a description, and for the user.
    fn take_ready(&mut self) -> Option<Wire> {
        let candidates_too = self.described && self.accepted;
        let first = self.waiting.iter().position(|wire| candidates_too || !matches!(wire, Wire::Candidate(_)))?;
        self.waiting.remove(first)
    }
}

/// The browser refused a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NegotiationFailed;

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Payload {
        Payload::from_json(format!("\"{text}\"")).unwrap()
    }

    fn done(n: &mut Negotiation, made: Option<&str>) -> (Option<Made>, Option<Op>) {
        n.done(OpOutcome::Done(made.map(p))).unwrap()
    }

    #[test]
    fn a_caller_offers_once_and_takes_the_answer() {
        let mut n = Negotiation::caller();
        assert_eq!(n.needed(), Some(Op::MakeOffer));
        assert_eq!(n.needed(), None, "one operation at a time");
        assert_eq!(done(&mut n, Some("o")), (Some(Made::First(p("o"))), None), "not stable: no second offer");
        assert_eq!(n.received(Wire::Candidate(p("c1"))), None, "candidates wait for the description");
        assert_eq!(n.received(Wire::Answer(p("a"))), Some(Op::TakeAnswer(p("a"))));
        assert_eq!(n.received(Wire::Candidate(p("c2"))), None);
        assert_eq!(done(&mut n, None), (None, Some(Op::AddCandidate(p("c1")))));
        assert_eq!(done(&mut n, None), (None, Some(Op::AddCandidate(p("c2")))));
        assert_eq!(done(&mut n, None), (None, None));
        assert_eq!(n.needed(), Some(Op::MakeOffer), "any later change renegotiates");
    }

    #[test]
    fn a_callee_prepares_but_gives_nothing_away_before_accepting() {
        let mut n = Negotiation::callee();
        assert_eq!(n.received(Wire::Candidate(p("c"))), None);
        assert_eq!(n.received(Wire::Offer(p("o"))), Some(Op::TakeOffer(p("o"))));
        assert_eq!(done(&mut n, None), (None, None));
        assert_eq!(n.needed(), None);
        assert_eq!(n.accept(), Some(Op::MakeAnswer));
        assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(p("a"))), Some(Op::AddCandidate(p("c")))));
        assert_eq!(done(&mut n, None), (None, None), "the offer settled what the browser had asked for");
    }

    #[test]
    fn accepting_early_answers_as_soon_as_the_offer_is_taken() {
        let mut n = Negotiation::callee();
        assert_eq!(n.accept(), None);
        assert_eq!(n.received(Wire::Offer(p("o"))), Some(Op::TakeOffer(p("o"))));
        assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
    }

    #[test]
    fn in_a_glare_the_polite_side_yields() {
        let mut n = Negotiation::callee();
        n.accept();
        assert_eq!(n.needed(), Some(Op::MakeOffer));
        assert_eq!(n.received(Wire::Offer(p("theirs"))), None);
        assert_eq!(
            done(&mut n, Some("mine")),
            (Some(Made::First(p("mine"))), Some(Op::TakeOffer(p("theirs")))),
            "implicit rollback"
        );
        assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
        assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(p("a"))), None));
        assert_eq!(n.received(Wire::Answer(p("late"))), None, "an answer to what was taken back");
    }

    #[test]
    fn where_media_flow_the_polite_side_has_nothing_to_roll_back() {
        let mut n = Negotiation::callee();
        n.accept();
        n.received(Wire::Offer(p("o")));
        done(&mut n, None);
        done(&mut n, Some("a"));
        assert_eq!(n.needed(), Some(Op::DraftOffer));
        assert_eq!(done(&mut n, Some("mine")), (Some(Made::Offer(p("mine"))), None));
        assert_eq!(n.resumed(), Some(Op::RepeatOffer));
        assert_eq!(done(&mut n, Some("mine")), (Some(Made::Offer(p("mine"))), None), "the same draft");
        assert_eq!(n.received(Wire::Offer(p("theirs"))), Some(Op::TakeOffer(p("theirs"))));
        assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
        assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(p("a"))), None));
        assert_eq!(n.needed(), Some(Op::DraftOffer), "asked for again, once that is settled");
        done(&mut n, Some("mine again"));
        assert_eq!(n.received(Wire::Answer(p("yes"))), Some(Op::TakeAnswer(p("yes"))));
    }

    #[test]
    fn in_a_glare_the_impolite_side_stands_and_loses_no_candidate() {
        let mut n = Negotiation::caller();
        n.needed();
        done(&mut n, Some("mine"));
        n.received(Wire::Answer(p("a")));
        done(&mut n, None);
        assert_eq!(n.needed(), Some(Op::MakeOffer));
        assert_eq!(n.received(Wire::Offer(p("theirs"))), None);
        assert_eq!(n.received(Wire::Candidate(p("of a"))), None);
        assert_eq!(done(&mut n, Some("mine too")).1, Some(Op::AddCandidate(p("of a"))), "theirs is ignored, not this");
        assert_eq!(n.received(Wire::Answer(p("a too"))), None);
        assert_eq!(done(&mut n, None), (None, Some(Op::TakeAnswer(p("a too")))));
    }

    #[test]
    fn a_refused_candidate_is_no_matter_and_a_refused_description_is() {
        let mut n = Negotiation::caller();
        n.needed();
        done(&mut n, Some("o"));
        n.received(Wire::Answer(p("a")));
        n.received(Wire::Candidate(p("c")));
        assert_eq!(done(&mut n, None).1, Some(Op::AddCandidate(p("c"))));
        assert_eq!(n.done(OpOutcome::Failed), Ok((None, None)));
        n.needed();
        assert_eq!(n.done(OpOutcome::Failed), Err(NegotiationFailed));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut n = Negotiation::callee();
        for i in 0..limits::CANDIDATES * 2 {
            n.received(Wire::Candidate(p(&i.to_string())));
        }
        assert_eq!(n.waiting.len(), limits::CANDIDATES);
    }
}
