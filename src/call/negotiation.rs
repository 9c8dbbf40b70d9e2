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

use super::Opening;
use crate::protocol::{Description, OfferId, Payload, Side, limits};
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
    Offer(Description),
    /// The other side's offer from a new peer connection, because its page was loaded again.
    Fresh(Description),
    /// The other side's answer.
    Answer(Description),
    /// One of the other side's candidates.
    Candidate(Payload),
}

/// What to ask the peer connection for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// `setLocalDescription()`, which makes an offer.
    MakeOffer,
    /// `createOffer()`: the offer is applied when its answer is taken, or by [`Op::ApplyOffer`], and not before.
    DraftOffer,
    /// `setLocalDescription(offer)` with the draft: from then on the browser looks for paths.
    ApplyOffer,
    /// As much of [`Op::MakeAnswer`] as can be done while it rings: nothing may get to the other side, an address in a
    /// packet included.
    PrepareAnswer,
    /// `setLocalDescription()`, which makes an answer, where it was not prepared; with the candidates found since.
    MakeAnswer,
    /// `setRemoteDescription(offer)`. An offer of our own is forgotten if it is a draft, and rolled back if not.
    TakeOffer(Payload),
    /// `setRemoteDescription(answer)`, after `setLocalDescription(offer)` if that was a draft.
    TakeAnswer(Payload),
    /// `addIceCandidate(candidate)`.
    AddCandidate(Payload),
    /// The offer once more: the draft, or `localDescription` with the candidates that were found since.
    RepeatOffer,
    /// The answer once more: `currentLocalDescription`, with the candidates that were found since.
    RepeatAnswer,
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
    First(Description),
    Offer(Description),
    Answer(Description),
}

/// The negotiation of one peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiation {
    manners: Manners,
    opening: Opening,
    signaling: Signaling,
    under_way: Option<Op>,
    /// What came and was not applied yet, in its order. Bounded by [`limits::CANDIDATES`].
    waiting: VecDeque<Wire>,
    /// The offer that was made last, and the one of the other side's that was taken last.
    ours: Option<OfferId>,
    theirs: Option<OfferId>,
    /// An answer has said which offer it answers.
    numbered: bool,
    /// The browser asked for an offer. Forgotten when an answer is made or taken: once that has made things
    /// stable, the browser asks anew if it still needs one (webrtc-pc, 4.4.1.5).
    needed: bool,
    /// A remote description was applied: candidates can be.
    described: bool,
    /// The offer may not have arrived: the way to the other side was interrupted.
    unheard: bool,
    gathering: Gathering,
    /// The user has accepted: until then nothing of theirs may leave, an answer or an address.
    accepted: bool,
}

/// Whether the browser may look for paths. It has to be told of relays before, and these are given for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gathering {
    /// The server has not made it a call.
    Held,
    /// It has: the draft can be applied.
    Due,
    Free,
}

/// RTCSignalingState, as far as serialized operations let it get. A draft is a local offer here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
    /// The same, with an answer that waits for the user, as far as the browser can have one.
    AnswerPrepared,
}

impl Negotiation {
    /// For the side that calls: offers as soon as the browser asks for it, and has that look for paths later.
    pub fn caller() -> Self {
        Self { gathering: Gathering::Held, ..Self::new(Manners::Impolite, Opening::Offers, true) }
    }

    /// For the side that is called: takes the offer, and answers when the user accepts.
    pub fn callee() -> Self {
        Self::new(Manners::Polite, Opening::Answers, false)
    }

    /// For a new peer connection in a call that is on: manners stay what they were.
    pub fn again(side: Side, opening: Opening) -> Self {
        let manners = match side {
            Side::Caller => Manners::Impolite,
            Side::Callee => Manners::Polite,
        };
        Self::new(manners, opening, true)
    }

    fn new(manners: Manners, opening: Opening, accepted: bool) -> Self {
        Self {
            manners,
            opening,
            signaling: Signaling::Stable,
            under_way: None,
            waiting: VecDeque::new(),
            ours: None,
            theirs: None,
            numbered: false,
            needed: false,
            unheard: false,
            described: false,
            gathering: Gathering::Free,
            accepted,
        }
    }

    /// Whether both sides have a new peer connection to offer, and it is this one that will be taken.
    pub(super) fn insists_on_its_own(&self) -> bool {
        self.offers_first() && self.manners == Manners::Impolite
    }

    /// Whether an answer to this offer shows that one of the two peer connections does not know the other: it is to an
    /// offer of one before this, or it is the second to the same, from whatever came after the first.
    pub(super) fn is_astray(&self, offer: Option<OfferId>) -> bool {
        let is_answer = |wire: &Wire| matches!(wire, Wire::Answer(_));
        let awaited = self.signaling == Signaling::HaveLocalOffer
            && !matches!(self.under_way, Some(Op::TakeAnswer(_)))
            && !self.waiting.iter().any(is_answer);
        offer.is_some() && (self.ours.is_none() || self.ours == offer && !awaited)
    }

    /// Whether an answer to this offer answers the one that was made last, as far as it says what it answers.
    pub(super) fn answers(&self, offer: Option<OfferId>) -> bool {
        offer.is_none() || offer == self.ours
    }

    /// Whether the other side numbers its offers and knows those of ours, as our own page does and the tutorial's not.
    pub(super) fn is_with_our_own(&self) -> bool {
        self.numbered || self.theirs.is_some()
    }

    /// Whether this is an offer that was taken already.
    pub(super) fn has_taken(&self, offer: Option<OfferId>) -> bool {
        offer.is_some() && offer == self.theirs
    }

    /// Whether this peer connection is there to offer, and knows nothing of the other side's: an offer that is not a
    /// new one's is meant for the peer connection before it.
    pub(super) fn is_new(&self) -> bool {
        self.opening == Opening::Offers && !self.described && !matches!(self.under_way, Some(Op::TakeAnswer(_)))
    }

    /// Whether the other side has not answered this peer connection's first offer.
    pub(super) fn offers_first(&self) -> bool {
        let offers = match &self.under_way {
            Some(Op::TakeAnswer(_)) => false,
            Some(Op::MakeOffer | Op::DraftOffer) => true,
            _ => self.signaling == Signaling::HaveLocalOffer,
        };
        offers && !self.described
    }

    /// The server has made it a call: the browser may look for paths.
    pub fn known(&mut self) -> Option<Op> {
        if self.gathering == Gathering::Held {
            self.gathering = Gathering::Due;
        }
        self.next()
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
            (Some(Op::MakeOffer | Op::DraftOffer), OpOutcome::Done(Some(sdp))) => {
                self.signaling = Signaling::HaveLocalOffer;
                // Whatever came in between was before it.
                self.unheard = false;
                let offer = Description::offer(sdp);
                self.ours = offer.offer;
                Some(self.offers(offer))
            }
            (Some(Op::RepeatOffer), OpOutcome::Done(Some(sdp))) => {
                Some(self.offers(Description { sdp, offer: self.ours }))
            }
            (Some(Op::RepeatAnswer), OpOutcome::Done(Some(sdp))) => {
                Some(Made::Answer(Description { sdp, offer: self.theirs }))
            }
            (Some(Op::MakeAnswer), OpOutcome::Done(Some(sdp))) => {
                self.signaling = Signaling::Stable;
                Some(Made::Answer(Description { sdp, offer: self.theirs }))
            }
            (Some(Op::ApplyOffer), OpOutcome::Done(_)) => None,
            (Some(Op::PrepareAnswer), OpOutcome::Done(_)) => {
                self.signaling = Signaling::AnswerPrepared;
                None
            }
            (Some(Op::TakeOffer(_)), OpOutcome::Done(_)) => {
                self.signaling = Signaling::HaveRemoteOffer;
                self.described = true;
                None
            }
            (Some(Op::TakeAnswer(_)), OpOutcome::Done(_)) => {
                self.signaling = Signaling::Stable;
                self.gathering = Gathering::Free;
                self.described = true;
                None
            }
            (Some(_), _) => return Err(NegotiationFailed),
        };
        Ok((made, self.next()))
    }

    fn offers(&self, offer: Description) -> Made {
        if self.described { Made::Offer(offer) } else { Made::First(offer) }
    }

    fn next(&mut self) -> Option<Op> {
        if self.under_way.is_some() {
            return None;
        }
        self.under_way = self.decide();
        self.under_way.clone()
    }

    fn decide(&mut self) -> Option<Op> {
        if self.owes_answer() && self.accepted {
            // One that was prepared has made things stable already: what was asked for since is not in it.
            self.needed &= self.signaling == Signaling::AnswerPrepared;
            return Some(Op::MakeAnswer);
        }
        if self.gathering == Gathering::Due && self.signaling == Signaling::HaveLocalOffer {
            self.gathering = Gathering::Free;
            return Some(Op::ApplyOffer);
        }
        while let Some(wire) = self.take_ready() {
            match wire {
                Wire::Offer(offer) | Wire::Fresh(offer) if self.has_taken(offer.offer) => {
                    // What was answered already, and it did not arrive. Nor need an offer of ours have arrived since.
                    if !self.owes_answer() {
                        self.unheard = true;
                        return Some(Op::RepeatAnswer);
                    }
                }
                Wire::Offer(_) if self.signaling == Signaling::HaveLocalOffer && self.manners == Manners::Impolite => {}
                Wire::Offer(offer) | Wire::Fresh(offer) => {
                    self.theirs = offer.offer;
                    return Some(Op::TakeOffer(offer.sdp));
                }
                // An answer to an offer that was taken back answers nothing.
                Wire::Answer(answer) => {
                    if self.signaling == Signaling::HaveLocalOffer && self.answers(answer.offer) {
                        self.needed = false;
                        self.numbered |= answer.offer.is_some();
                        return Some(Op::TakeAnswer(answer.sdp));
                    }
                }
                // After an offer that was ignored it may be of that one, and is refused then; or of the
                // description before it, and is needed.
                Wire::Candidate(candidate) => return Some(Op::AddCandidate(candidate)),
            }
        }
        if self.signaling == Signaling::HaveRemoteOffer {
            self.needed = false;
            return Some(Op::PrepareAnswer);
        }
        if std::mem::take(&mut self.unheard) && self.signaling == Signaling::HaveLocalOffer {
            return Some(Op::RepeatOffer);
        }
        (self.needed && self.accepted && self.signaling == Signaling::Stable).then(|| {
            self.needed = false;
            let drafts = self.gathering == Gathering::Held || self.described && self.manners == Manners::Polite;
            if drafts { Op::DraftOffer } else { Op::MakeOffer }
        })
    }

    /// Whether the other side waits for an answer.
    pub(super) fn owes_answer(&self) -> bool {
        matches!(self.signaling, Signaling::HaveRemoteOffer | Signaling::AnswerPrepared)
    }

    /// The first that can be applied now: candidates wait for a description, and for the user.
    ///
    /// An answer that is prepared gives a browser all that it needs to send packets, but for where to: nothing more of
    /// the other side's is applied then before the user has accepted.
    fn take_ready(&mut self) -> Option<Wire> {
        if self.signaling == Signaling::AnswerPrepared && !self.accepted {
            let taken = self.theirs;
            let again = |wire: &Wire| {
                let (Wire::Offer(offer) | Wire::Fresh(offer)) = wire else { return false };
                taken.is_some() && offer.offer == taken
            };
            self.waiting.retain(|wire| !again(wire));
            return None;
        }
        let candidates_too = self.described && self.accepted;
        let first = self.waiting.iter().position(|wire| candidates_too || !matches!(wire, Wire::Candidate(_)))?;
        self.waiting.remove(first)
    }
}

/// The browser refused a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NegotiationFailed;

#[cfg(test)]
mod tests;
