use super::negotiation::Made;
use super::{Ending, Input, Negotiation, Opening, Output, PeerEvent, Side, SignalIn, Stage, Wire};
use crate::protocol::{CallId, Description, HangUpReason, Held, OfferId, OfferKey, Signal, UserName};

/// One side of a call. A new one is idle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    state: State,
    /// The call that is over: an offer of it crossed our hang-up, and is no new call.
    last: Option<CallId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    Outgoing(Outgoing),
    Incoming(Talk),
    Connecting(Talk),
    Active(Talk),
    Ended(Ending),
}

/// Before an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outgoing {
    peer: UserName,
    key: OfferKey,
    progress: Progress,
    negotiation: Negotiation,
}

/// What the caller knows of its call.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Progress {
    /// The server has not given it an id.
    Asked,
    /// It has one.
    Calling(CallId),
    /// And the callee's device rings.
    Ringing(CallId),
}

/// A call that both sides know.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Talk {
    peer: UserName,
    id: CallId,
    side: Side,
    negotiation: Negotiation,
    /// The attempt of this side that gave way to theirs, until the server says what became of it.
    attempt: Option<OfferKey>,
}

type Outputs = Vec<Output>;

impl Call {
    /// Takes one input, and says what to do.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut out = Outputs::new();
        match input {
            Input::Place(peer, key) => self.place(peer, key, &mut out),
            Input::Accept => self.accept(&mut out),
            Input::Decline if matches!(self.state, State::Incoming(_)) => self.leave(HangUpReason::Declined, &mut out),
            Input::Decline => {}
            Input::HangUp => self.hang_up(&mut out),
            Input::Dismiss => {
                if let State::Ended(_) = self.state {
                    self.state = State::Idle;
                }
            }
            Input::Signal(signal) => self.signal(signal, &mut out),
            Input::Peer(event) => self.peer(event, &mut out),
            // Only our own page knows what a second peer connection in one call is.
            Input::Reopen if matches!(&self.state, State::Active(call) if call.negotiation.is_with_our_own()) => {
                self.reopen(Opening::Offers, &mut out);
            }
            Input::Reopen => {}
            Input::MediaRefused => match self.state {
                State::Outgoing(_) => self.leave(HangUpReason::Cancelled, &mut out),
                State::Connecting(_) | State::Active(_) => self.leave(HangUpReason::Unavailable, &mut out),
                State::Idle | State::Incoming(_) | State::Ended(_) => {}
            },
            Input::Resumed(id) => match self.state {
                // It rings on; the other side's answer may have been lost with the connection.
                State::Outgoing(_) if id.is_some() && self.id() == id => self.resumed(&mut out),
                // The server's may have, or it has given up.
                State::Outgoing(_) => self.leave(HangUpReason::Lost, &mut out),
                State::Incoming(_) if self.id() != id => {
                    // Where it rings still, the server sends the offer once more.
                    let last = self.last;
                    self.over(HangUpReason::Lost, &mut out);
                    self.last = last;
                }
                State::Connecting(_) | State::Active(_) if self.id() != id => {
                    self.over(HangUpReason::Lost, &mut out);
                }
                State::Connecting(_) | State::Active(_) => self.resumed(&mut out),
                State::Idle | State::Incoming(_) | State::Ended(_) => {}
            },
            Input::TakeUp(held) => self.take_up(held, &mut out),
            Input::Renamed(from, to) => self.rename(&from, to),
        }
        out
    }

    /// How far the call is.
    pub fn stage(&self) -> Stage {
        match &self.state {
            State::Idle => Stage::Idle,
            State::Outgoing(Outgoing { peer, progress: Progress::Ringing(_), .. }) => Stage::Ringing(peer.clone()),
            State::Outgoing(call) => Stage::Calling(call.peer.clone()),
            State::Incoming(call) => Stage::Incoming(call.peer.clone()),
            State::Connecting(call) => Stage::Connecting(call.peer.clone()),
            State::Active(call) => Stage::Active(call.peer.clone()),
            State::Ended(ending) => Stage::Ended(ending.clone()),
        }
    }

    /// The call's id, where the server has given it one and it is not over.
    pub fn id(&self) -> Option<CallId> {
        match &self.state {
            State::Outgoing(Outgoing { progress: Progress::Calling(id) | Progress::Ringing(id), .. }) => Some(*id),
            State::Incoming(call) | State::Connecting(call) | State::Active(call) => Some(call.id),
            State::Idle | State::Outgoing(_) | State::Ended(_) => None,
        }
    }

    /// Whether an answer to this offer would be the first to this side's peer connection.
    pub fn awaits_answer_to(&self, offer: Option<OfferId>) -> bool {
        let negotiation = match &self.state {
            State::Outgoing(call) => &call.negotiation,
            State::Connecting(call) | State::Active(call) => &call.negotiation,
            State::Idle | State::Incoming(_) | State::Ended(_) => return false,
        };
        negotiation.offers_first() && negotiation.answers(offer)
    }

    /// Which side of the call this is, while there is one.
    pub fn side(&self) -> Option<Side> {
        self.parties().map(|(_, side)| side)
    }

    /// The call that this page has a part in, to be taken up again after a reconnection. One that only rings
    /// here may have been taken elsewhere.
    pub fn held(&self) -> Option<Held> {
        let (peer, side) = self.parties()?;
        let held = Held { call: self.id()?, with: peer.clone(), side };
        (!matches!(self.state, State::Incoming(_))).then_some(held)
    }

    fn place(&mut self, peer: UserName, key: OfferKey, out: &mut Outputs) {
        match &self.state {
            State::Idle | State::Ended(_) => {
                let negotiation = Negotiation::caller();
                self.state = State::Outgoing(Outgoing { peer, key, progress: Progress::Asked, negotiation });
                out.extend([Output::OpenPeer(Opening::Offers), Output::OpenMedia]);
            }
            // Calling back whoever is calling is accepting.
            State::Incoming(call) if call.peer == peer => self.accept(out),
            State::Outgoing(_) | State::Incoming(_) | State::Connecting(_) | State::Active(_) => {}
        }
    }

    fn accept(&mut self, out: &mut Outputs) {
        if let State::Incoming(mut call) = self.take_if(|state| matches!(state, State::Incoming(_))) {
            out.push(Output::OpenMedia);
            out.extend(call.negotiation.accept().map(Output::Run));
            self.state = State::Connecting(call);
        }
    }

    /// A new page goes on with the call of the one before: with a new peer connection, as the old one is gone.
    fn take_up(&mut self, held: Held, out: &mut Outputs) {
        if let State::Idle | State::Ended(_) = self.state {
            let Held { call: id, with: peer, side } = held;
            let negotiation = Negotiation::again(side, Opening::Offers);
            out.extend([Output::OpenPeer(Opening::Offers), Output::OpenMedia]);
            self.state = State::Connecting(Talk { peer, id, side, negotiation, attempt: None });
        }
    }

    fn hang_up(&mut self, out: &mut Outputs) {
        match self.state {
            State::Outgoing(_) => self.leave(HangUpReason::Cancelled, out),
            State::Incoming(_) => self.leave(HangUpReason::Declined, out),
            State::Connecting(_) | State::Active(_) => self.leave(HangUpReason::Ended, out),
            State::Idle | State::Ended(_) => {}
        }
    }

    fn signal(&mut self, signal: SignalIn, out: &mut Outputs) {
        if let SignalIn::Calling(_, key) | SignalIn::Refused(key, _) = &signal {
            self.forget_attempt(key);
        }
        match signal {
            SignalIn::Calling(id, key) => self.given(id, &key, out),
            SignalIn::Ringing(id) => {
                if let State::Outgoing(Outgoing { progress, .. }) = &mut self.state
                    && *progress == Progress::Calling(id)
                {
                    *progress = Progress::Ringing(id);
                }
            }
            SignalIn::Reconnected(id) if self.id() == Some(id) => self.resumed(out),
            SignalIn::HungUp(id, reason) if self.id() == Some(id) => self.over(reason, out),
            SignalIn::Refused(key, reason) => {
                if matches!(&self.state, State::Outgoing(call) if call.key == key) {
                    self.over(reason, out);
                }
            }
            SignalIn::Wire(peer, id, Wire::Offer(offer)) if self.id() != Some(id) && self.last != Some(id) => {
                self.offered(peer, id, offer, out);
            }
            SignalIn::Wire(_, id, wire) if self.id() == Some(id) => self.wire(id, wire, out),
            // Another call's: late, or never ours.
            SignalIn::Reconnected(_) | SignalIn::HungUp(..) | SignalIn::Wire(..) => {}
        }
    }

    /// The server gave the call an id, and the browser may look for paths.
    fn given(&mut self, id: CallId, key: &OfferKey, out: &mut Outputs) {
        if let State::Outgoing(call) = &mut self.state
            && call.key == *key
            && call.progress == Progress::Asked
        {
            call.progress = Progress::Calling(id);
            out.extend(call.negotiation.known().map(Output::Run));
        }
    }

    fn forget_attempt(&mut self, key: &OfferKey) {
        if let State::Connecting(call) | State::Active(call) = &mut self.state
            && call.attempt.as_ref() == Some(key)
        {
            call.attempt = None;
        }
    }

    /// Somebody calls.
    fn offered(&mut self, peer: UserName, id: CallId, offer: Description, out: &mut Outputs) {
        let mut negotiation = Negotiation::callee();
        match &self.state {
            State::Idle | State::Ended(_) => {
                out.push(Output::OpenPeer(Opening::Answers));
                out.push(Output::Send(Signal::ringing(&peer, id)));
                out.extend(negotiation.received(Wire::Offer(offer)).map(Output::Run));
                self.state = State::Incoming(Talk { peer, id, side: Side::Callee, negotiation, attempt: None });
            }
            // Both pressed call, and theirs was first: one call, and this side has said yes already. A
            // fresh peer connection takes it; camera and microphone stay as they are.
            State::Outgoing(call) if call.peer == peer => {
                let attempt = Some(call.key.clone());
                out.extend([Output::ClosePeer, Output::OpenPeer(Opening::Answers)]);
                negotiation.accept();
                out.extend(negotiation.received(Wire::Offer(offer)).map(Output::Run));
                self.state = State::Connecting(Talk { peer, id, side: Side::Callee, negotiation, attempt });
            }
            // The server says busy for us; should it ever not, this call is not disturbed.
            State::Outgoing(_) | State::Incoming(_) | State::Connecting(_) | State::Active(_) => {
                out.push(Output::Send(Signal::hang_up(&peer, Some(id), HangUpReason::Busy)));
            }
        }
    }

    fn wire(&mut self, id: CallId, wire: Wire, out: &mut Outputs) {
        let in_call = matches!(self.state, State::Connecting(_) | State::Active(_));
        let connects = matches!(self.state, State::Connecting(_));
        let Some(negotiation) = self.negotiation() else { return };
        let mut answered = false;
        match &wire {
            Wire::Fresh(offer) if !negotiation.has_taken(offer.offer) => {
                if !in_call || negotiation.insists_on_its_own() {
                    return;
                }
                // The other side's page was loaded again: its new peer connection gets a new one.
                self.reopen(Opening::Answers, out);
            }
            // Meant for the peer connection before this one.
            Wire::Offer(_) if negotiation.is_new() => return,
            // A page was loaded again while the other side took it for the one before: they begin anew.
            Wire::Answer(answer) if connects && negotiation.is_astray(answer.offer) => {
                return self.reopen(Opening::Offers, out);
            }
            Wire::Answer(answer) => answered = negotiation.answers(answer.offer),
            Wire::Offer(_) | Wire::Fresh(_) | Wire::Candidate(_) => {}
        }
        let next = self.negotiation().and_then(|negotiation| negotiation.received(wire));
        out.extend(next.map(Output::Run));
        if answered && let State::Outgoing(call) = self.take_if(|state| matches!(state, State::Outgoing(_))) {
            let Outgoing { peer, negotiation, .. } = call;
            self.state = State::Connecting(Talk { peer, id, side: Side::Caller, negotiation, attempt: None });
        }
    }

    /// A new peer connection takes the place of the one before.
    fn reopen(&mut self, opening: Opening, out: &mut Outputs) {
        let in_call = |state: &State| matches!(state, State::Connecting(_) | State::Active(_));
        if let State::Connecting(mut call) | State::Active(mut call) = self.take_if(in_call) {
            out.extend([Output::ClosePeer, Output::OpenPeer(opening)]);
            call.negotiation = Negotiation::again(call.side, opening);
            self.state = State::Connecting(call);
        }
    }

    /// Frames can reach the other side again. Those in between did not.
    fn resumed(&mut self, out: &mut Outputs) {
        let negotiation = match &mut self.state {
            State::Outgoing(call) => &mut call.negotiation,
            State::Connecting(call) | State::Active(call) => &mut call.negotiation,
            State::Idle | State::Incoming(_) | State::Ended(_) => return,
        };
        out.extend(negotiation.resumed().map(Output::Run));
    }

    fn peer(&mut self, event: PeerEvent, out: &mut Outputs) {
        match event {
            PeerEvent::NegotiationNeeded => {
                let next = self.negotiation().and_then(Negotiation::needed);
                out.extend(next.map(Output::Run));
            }
            PeerEvent::Candidate(candidate) => match &self.state {
                // Nothing of this side leaves before its user accepts, nor before the answer that has it in it.
                State::Incoming(_) => {}
                State::Connecting(call) if call.negotiation.owes_answer() => {}
                _ => out.extend(self.address().map(|(peer, id)| Output::Send(Signal::candidate(peer, id, &candidate)))),
            },
            PeerEvent::Done(outcome) => match self.negotiation().map(|negotiation| negotiation.done(outcome)) {
                Some(Ok((made, next))) => {
                    out.extend(made.and_then(|made| self.described(made)).map(Output::Send));
                    out.extend(next.map(Output::Run));
                }
                Some(Err(_)) => self.leave(HangUpReason::Lost, out),
                None => {}
            },
            PeerEvent::Connected => {
                if let State::Connecting(call) = self.take_if(|state| matches!(state, State::Connecting(_))) {
                    self.state = State::Active(call);
                }
            }
            PeerEvent::Failed => self.leave(HangUpReason::Lost, out),
            PeerEvent::TracksGone => {
                if matches!(self.state, State::Connecting(_) | State::Active(_)) {
                    self.leave(HangUpReason::Ended, out);
                }
            }
        }
    }

    /// The signal that carries a local description.
    fn described(&self, made: Made) -> Option<Signal<'static>> {
        match (made, &self.state) {
            (Made::First(sdp), State::Outgoing(Outgoing { peer, key, progress: Progress::Asked, .. })) => {
                Some(Signal::call(peer, &sdp, key))
            }
            (Made::First(sdp), _) => self.address().map(|(peer, id)| Signal::renew(peer, id, &sdp)),
            (Made::Offer(sdp), _) => self.address().map(|(peer, id)| Signal::renegotiate(peer, id, &sdp)),
            (Made::Answer(sdp), _) => self.address().map(|(peer, id)| Signal::answer(peer, id, &sdp)),
        }
    }

    fn rename(&mut self, from: &UserName, to: UserName) {
        let peer = match &mut self.state {
            State::Idle => return,
            State::Outgoing(call) => &mut call.peer,
            State::Incoming(call) | State::Connecting(call) | State::Active(call) => &mut call.peer,
            State::Ended(ending) => &mut ending.peer,
        };
        if peer == from {
            *peer = to;
        }
    }

    /// Ends the call from this side, and says so to the other.
    fn leave(&mut self, reason: HangUpReason, out: &mut Outputs) {
        if let Some((peer, _)) = self.parties() {
            out.push(Output::Send(Signal::hang_up(peer, self.id(), reason)));
        }
        let quietly = matches!(reason, HangUpReason::Cancelled | HangUpReason::Declined | HangUpReason::Unavailable);
        self.over(reason, out);
        if quietly {
            // The user's own doing, or told by the notice about camera and microphone: nothing to add.
            self.state = State::Idle;
        }
    }

    /// The call is over.
    fn over(&mut self, reason: HangUpReason, out: &mut Outputs) {
        if let State::Connecting(call) | State::Active(call) = &self.state
            && call.attempt.is_some()
        {
            // Theirs may have been over before ours reached the server, which then made a call of ours.
            out.push(Output::Send(Signal::hang_up(&call.peer, None, HangUpReason::Cancelled)));
        }
        let Some((peer, side)) = self.parties() else { return };
        let ended = State::Ended(Ending { peer: peer.clone(), side, reason });
        self.last = self.id().or(self.last);
        out.push(Output::ClosePeer);
        // Nothing was opened before the user accepted.
        if !matches!(std::mem::replace(&mut self.state, ended), State::Incoming(_)) {
            out.push(Output::CloseMedia);
        }
    }

    fn parties(&self) -> Option<(&UserName, Side)> {
        match &self.state {
            State::Outgoing(call) => Some((&call.peer, Side::Caller)),
            State::Incoming(call) | State::Connecting(call) | State::Active(call) => Some((&call.peer, call.side)),
            State::Idle | State::Ended(_) => None,
        }
    }

    /// Where to send what belongs to this call.
    fn address(&self) -> Option<(&UserName, CallId)> {
        self.parties().map(|(peer, _)| peer).zip(self.id())
    }

    fn negotiation(&mut self) -> Option<&mut Negotiation> {
        match &mut self.state {
            State::Outgoing(call) => Some(&mut call.negotiation),
            State::Incoming(call) | State::Connecting(call) | State::Active(call) => Some(&mut call.negotiation),
            State::Idle | State::Ended(_) => None,
        }
    }

    /// Takes the state out to move its contents into the next; [`State::Idle`] where it is another.
    fn take_if(&mut self, wanted: impl Fn(&State) -> bool) -> State {
        if wanted(&self.state) { std::mem::take(&mut self.state) } else { State::Idle }
    }
}
