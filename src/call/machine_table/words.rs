use crate::call::{Call, Input, Op, OpOutcome, Output, PeerEvent, SignalIn, Stage, Wire};
use crate::protocol::{
    CallId, Description, HangUpReason, Held, OfferId, OfferKey, Payload, Side, SignalKind, UserName,
};

/// The input of that name.
pub fn input(name: &str) -> Input {
    use HangUpReason::{Busy, Ended};
    let wire = |peer, id, wire| SignalIn::Wire(user(peer), CallId(id), wire);
    let d = || Description { sdp: text("d"), offer: None };
    let done = |outcome| Input::Peer(PeerEvent::Done(outcome));
    let signal = match name {
        "calling" => SignalIn::Calling(CallId(7), key("k")),
        "calling-stale" => SignalIn::Calling(CallId(7), key("old")),
        "ringing" => SignalIn::Ringing(CallId(7)),
        "ringing-other" => SignalIn::Ringing(CallId(8)),
        "refused" => SignalIn::Refused(key("k"), Busy),
        "refused-stale" => SignalIn::Refused(key("old"), Busy),
        "offer" => wire("bo", 7, Wire::Offer(d())),
        "offer-again" => wire("bo", 8, Wire::Offer(d())),
        "offer-cy" => wire("cy", 9, Wire::Offer(d())),
        "fresh" => wire("bo", 7, Wire::Fresh(d())),
        "fresh-numbered" => wire("bo", 7, Wire::Fresh(Description { offer: Some(OfferId(1)), ..d() })),
        "fresh-other" => wire("bo", 8, Wire::Fresh(d())),
        "answer-numbered" => wire("bo", 7, Wire::Answer(Description::offer(text("d")))),
        "answer" => wire("bo", 7, Wire::Answer(d())),
        "answer-astray" => wire("bo", 7, Wire::Answer(Description { offer: Some(OfferId(1)), ..d() })),
        "answer-other" => wire("bo", 8, Wire::Answer(d())),
        "candidate" => wire("bo", 7, Wire::Candidate(text("d"))),
        "candidate-other" => wire("bo", 8, Wire::Candidate(text("d"))),
        "back-there" => SignalIn::Reconnected(CallId(7)),
        "back-there-other" => SignalIn::Reconnected(CallId(8)),
        "hung-up" => SignalIn::HungUp(CallId(7), Ended),
        "hung-up-other" => SignalIn::HungUp(CallId(8), Ended),
        "place-bo" => return Input::Place(user("bo"), key("k")),
        "place-cy" => return Input::Place(user("cy"), key("k")),
        "accept" => return Input::Accept,
        "decline" => return Input::Decline,
        "hang-up" => return Input::HangUp,
        "dismiss" => return Input::Dismiss,
        "needed" => return Input::Peer(PeerEvent::NegotiationNeeded),
        "found" => return Input::Peer(PeerEvent::Candidate(text("c"))),
        "done" => return done(OpOutcome::Done(Some(text("d")))),
        "done-bare" => return done(OpOutcome::Done(None)),
        "done-failed" => return done(OpOutcome::Failed),
        "connected" => return Input::Peer(PeerEvent::Connected),
        "failed" => return Input::Peer(PeerEvent::Failed),
        "tracks-gone" => return Input::Peer(PeerEvent::TracksGone),
        "reopen" => return Input::Reopen,
        "media-refused" => return Input::MediaRefused,
        "back-7" => return Input::Resumed(Some(CallId(7))),
        "back-8" => return Input::Resumed(Some(CallId(8))),
        "back-none" => return Input::Resumed(None),
        "take-up" => {
            return Input::TakeUp(Held { call: CallId(7), with: user("bo"), side: Side::Callee });
        }
        "renamed" => return Input::Renamed(user("bo"), user("rob")),
        "renamed-other" => return Input::Renamed(user("cy"), user("sy")),
        _ => panic!("no input is called {name}"),
    };
    Input::Signal(signal)
}

/// The stage, with whom if it is not Bo, and the call's number.
pub fn stage(call: &Call) -> String {
    let (word, peer) = match call.stage() {
        Stage::Idle => ("idle", None),
        Stage::Calling(peer) => ("calling", Some(peer)),
        Stage::Ringing(peer) => ("ringing", Some(peer)),
        Stage::Incoming(peer) => ("incoming", Some(peer)),
        Stage::Connecting(peer) => ("connecting", Some(peer)),
        Stage::Active(peer) => ("active", Some(peer)),
        Stage::Ended(ending) => ("ended", Some(ending.peer)),
    };
    let how = match call.stage() {
        Stage::Ended(ending) => Some(format!("{:?} {:?}", ending.side, ending.reason).to_lowercase()),
        _ => call.id().map(|id| format!("#{id}")),
    };
    words([Some(word.to_owned()), peer.filter(|peer| *peer != user("bo")).map(String::from), how])
}

/// An output: for whom if it is not Bo, for which call, and what is in it.
pub fn output(output: &Output) -> String {
    match output {
        Output::Send(signal) => {
            let kind = match signal.kind {
                SignalKind::Offer => "offer",
                SignalKind::Answer => "answer",
                SignalKind::Candidate => "candidate",
                SignalKind::Ringing => "ringing",
                SignalKind::Media => "media",
                SignalKind::Safety => "safety",
                SignalKind::HangUp => "hang-up",
            };
            let frame: serde_json::Value = serde_json::from_str(&signal.encode()).unwrap();
            let text = |field: &str| frame[field].as_str().map(String::from);
            let target = text("target").filter(|target| target != "bo");
            let call = signal.call.map(|id| format!("#{id}"));
            words([Some(format!("send {kind}")), target, call, text("sdp"), text("candidate"), text("reason")])
        }
        Output::Run(op) => match op {
            Op::MakeOffer => "make-offer".to_owned(),
            Op::DraftOffer => "draft-offer".to_owned(),
            Op::ApplyOffer => "apply-offer".to_owned(),
            Op::RepeatOffer => "repeat-offer".to_owned(),
            Op::PrepareAnswer => "prepare-answer".to_owned(),
            Op::MakeAnswer => "make-answer".to_owned(),
            Op::RepeatAnswer => "repeat-answer".to_owned(),
            Op::TakeOffer(sdp) => format!("take-offer {}", sdp.json().trim_matches('"')),
            Op::TakeAnswer(sdp) => format!("take-answer {}", sdp.json().trim_matches('"')),
            Op::AddCandidate(candidate) => format!("add-candidate {}", candidate.json().trim_matches('"')),
        },
        Output::OpenPeer(side) => format!("open-peer {side:?}").to_lowercase(),
        Output::ClosePeer => "close-peer".to_owned(),
        Output::OpenMedia => "open-media".to_owned(),
        Output::CloseMedia => "close-media".to_owned(),
    }
}

fn words<const N: usize>(words: [Option<String>; N]) -> String {
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn user(name: &str) -> UserName {
    UserName::parse(name).unwrap()
}

fn key(key: &str) -> OfferKey {
    OfferKey::parse(key).unwrap()
}

fn text(text: &str) -> Payload {
    Payload::from_json(format!("\"{text}\""))
}
