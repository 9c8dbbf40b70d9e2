//! Every state of a [`Call`] by every input: what it is then, and what it asks for.

use super::{Call, Input, OpOutcome, Output, PeerEvent, SignalIn, Stage, Wire};
use crate::protocol::{CallId, HangUpReason, OfferKey, Payload, SignalKind, UserName};

/// One row is about its states (first column) by its inputs (second); all rows together are about each pair
/// once. The third column has the stage after it: `=` is the same machine to the last bit, `~` the same stage
/// of the same call. The fourth has the outputs.
///
/// The call is number 7, with Bo, and this side's attempt at it has the key "k". [`STATES`] and [`input`] say
/// what the words mean.
const TABLE: &str = "
# The user
idle ended                        | place-bo                      | calling               | open-peer caller, open-media
idle ended                        | place-cy                      | calling cy            | open-peer caller, open-media
placed asked calling ringing      | place-bo place-cy             | =                     |
incoming                          | place-bo accept               | connecting #7         | open-media, make-answer
incoming                          | place-cy                      | =                     |
answering taking callee caller    | place-bo place-cy             | =                     |
idle placed asked calling ringing | accept decline                | =                     |
answering taking callee caller    | accept decline                | =                     |
ended                             | accept decline hang-up        | =                     |
idle                              | hang-up                       | =                     |
placed asked                      | hang-up                       | idle                  | send hang-up cancelled, close-peer, close-media
calling ringing                   | hang-up                       | idle                  | send hang-up #7 cancelled, close-peer, close-media
incoming                          | hang-up decline               | idle                  | send hang-up #7 declined, close-peer
answering callee                  | hang-up                       | ended callee ended    | send hang-up #7 ended, close-peer, close-media
taking caller                     | hang-up                       | ended caller ended    | send hang-up #7 ended, close-peer, close-media
ended                             | dismiss                       | idle                  |
idle placed asked calling ringing | dismiss                       | =                     |
incoming                          | dismiss                       | =                     |
answering taking callee caller    | dismiss                       | =                     |

# The server: what becomes of an attempt
placed                            | calling                       | calling #7            |
asked                             | calling                       | calling #7            | send candidate #7 c
idle calling ringing incoming     | calling                       | =                     |
answering taking callee caller    | calling                       | =                     |
ended                             | calling                       | =                     |
*                                 | calling-stale                 | =                     |
calling                           | ringing                       | ringing #7            |
idle placed asked ringing         | ringing                       | =                     |
incoming answering taking         | ringing                       | =                     |
callee caller ended               | ringing                       | =                     |
*                                 | ringing-other                 | =                     |
placed asked calling ringing      | refused                       | ended caller busy     | close-peer, close-media
idle incoming answering taking    | refused                       | =                     |
callee caller ended               | refused                       | =                     |
*                                 | refused-stale                 | =                     |

# The server: the other side
idle                              | offer                         | incoming #7           | open-peer callee, send ringing #7, take-offer d
ended                             | offer                         | =                     |
idle ended                        | offer-again                   | incoming #8           | open-peer callee, send ringing #8, take-offer d
idle ended                        | offer-cy                      | incoming cy #9        | open-peer callee, send ringing cy #9, take-offer d
placed asked                      | offer                         | connecting #7         | close-peer, open-peer callee, take-offer d
placed asked calling ringing      | offer-again                   | connecting #8         | close-peer, open-peer callee, take-offer d
calling ringing                   | offer                         | =                     |
incoming                          | offer                         | ~                     | take-offer d
answering taking                  | offer                         | ~                     |
callee caller                     | offer                         | ~                     | take-offer d
incoming answering taking         | offer-again                   | =                     | send hang-up #8 busy
callee caller                     | offer-again                   | =                     | send hang-up #8 busy
placed asked calling ringing      | offer-cy                      | =                     | send hang-up cy #9 busy
incoming answering taking         | offer-cy                      | =                     | send hang-up cy #9 busy
callee caller                     | offer-cy                      | =                     | send hang-up cy #9 busy
calling ringing                   | answer                        | connecting #7         | take-answer d
answering taking                  | answer                        | ~                     |
idle placed asked                 | answer                        | =                     |
incoming callee caller ended      | answer                        | =                     |
callee caller                     | candidate                     | ~                     | add-candidate d
calling ringing incoming          | candidate                     | ~                     |
answering taking                  | candidate                     | ~                     |
idle placed asked ended           | candidate                     | =                     |
*                                 | answer-other candidate-other  | =                     |
idle placed asked ended           | hung-up                       | =                     |
calling ringing taking caller     | hung-up                       | ended caller ended    | close-peer, close-media
incoming                          | hung-up                       | ended callee ended    | close-peer
answering callee                  | hung-up                       | ended callee ended    | close-peer, close-media
*                                 | hung-up-other                 | =                     |

# The browser
placed                            | needed                        | ~                     | make-offer
callee caller                     | needed                        | ~                     | make-offer
asked calling ringing incoming    | needed                        | ~                     |
answering taking                  | needed                        | ~                     |
idle ended                        | needed                        | =                     |
placed asked                      | found                         | ~                     |
calling ringing answering taking  | found                         | =                     | send candidate #7 c
callee caller                     | found                         | =                     | send candidate #7 c
idle incoming ended               | found                         | =                     |
answering                         | done                          | ~                     | send answer #7 d
answering                         | done-bare done-failed         | ended callee lost     | send hang-up #7 lost, close-peer, close-media
taking                            | done done-bare                | ~                     |
taking                            | done-failed                   | ended caller lost     | send hang-up #7 lost, close-peer, close-media
idle placed asked calling ringing | done done-bare done-failed    | =                     |
incoming callee caller ended      | done done-bare done-failed    | =                     |
answering taking                  | connected                     | active #7             |
idle placed asked calling ringing | connected                     | =                     |
incoming callee caller ended      | connected                     | =                     |
idle ended                        | failed                        | =                     |
placed asked                      | failed                        | ended caller lost     | send hang-up lost, close-peer, close-media
calling ringing taking caller     | failed                        | ended caller lost     | send hang-up #7 lost, close-peer, close-media
incoming                          | failed                        | ended callee lost     | send hang-up #7 lost, close-peer
answering callee                  | failed                        | ended callee lost     | send hang-up #7 lost, close-peer, close-media
answering callee                  | tracks-gone                   | ended callee ended    | send hang-up #7 ended, close-peer, close-media
taking caller                     | tracks-gone                   | ended caller ended    | send hang-up #7 ended, close-peer, close-media
idle placed asked calling ringing | tracks-gone                   | =                     |
incoming ended                    | tracks-gone                   | =                     |
placed asked                      | media-refused                 | idle                  | send hang-up cancelled, close-peer, close-media
calling ringing                   | media-refused                 | idle                  | send hang-up #7 cancelled, close-peer, close-media
answering taking callee caller    | media-refused                 | idle                  | send hang-up #7 unavailable, close-peer, close-media
idle incoming ended               | media-refused                 | =                     |

# The connection, and names
idle ended                        | back-7 back-8 back-none       | =                     |
placed asked                      | back-7 back-8 back-none       | ended caller lost     | send hang-up lost, close-peer, close-media
calling ringing                   | back-7 back-8 back-none       | ended caller lost     | send hang-up #7 lost, close-peer, close-media
incoming answering taking         | back-7                        | =                     |
callee caller                     | back-7                        | =                     |
incoming                          | back-8 back-none              | ended callee lost     | close-peer
answering callee                  | back-8 back-none              | ended callee lost     | close-peer, close-media
taking caller                     | back-8 back-none              | ended caller lost     | close-peer, close-media
idle                              | renamed                       | =                     |
placed asked                      | renamed                       | calling rob           |
calling                           | renamed                       | calling rob #7        |
ringing                           | renamed                       | ringing rob #7        |
incoming                          | renamed                       | incoming rob #7       |
answering taking                  | renamed                       | connecting rob #7     |
callee caller                     | renamed                       | active rob #7         |
ended                             | renamed                       | ended rob callee ended |
*                                 | renamed-other                 | =                     |
";

/// The states: each one's name, the one before it, and the inputs that lead from there to it.
const STATES: [(&str, &str, &str); 11] = [
    ("idle", "", ""),
    // Calls; has not made an offer yet.
    ("placed", "idle", "place-bo"),
    // Has offered, and found a candidate that waits for the call's number.
    ("asked", "placed", "needed done found"),
    ("calling", "asked", "calling"),
    ("ringing", "calling", "ringing"),
    // Is called, and has taken the offer.
    ("incoming", "idle", "offer done-bare"),
    // Connecting: the callee makes its answer.
    ("answering", "incoming", "accept"),
    // Connecting: the caller takes it.
    ("taking", "ringing", "answer"),
    // Active, on either side.
    ("callee", "answering", "done connected"),
    ("caller", "taking", "done-bare connected"),
    ("ended", "callee", "hung-up"),
];

const INPUTS: &str = "place-bo place-cy accept decline hang-up dismiss calling calling-stale ringing ringing-other \
    refused refused-stale offer offer-again offer-cy answer answer-other candidate candidate-other hung-up \
    hung-up-other needed found done done-bare done-failed connected failed tracks-gone media-refused back-7 back-8 \
    back-none renamed renamed-other";

fn input(name: &str) -> Input {
    use HangUpReason::{Busy, Ended};
    let wire = |peer, id, wire: fn(Payload) -> Wire| SignalIn::Wire(user(peer), CallId(id), wire(text("d")));
    let done = |outcome| Input::Peer(PeerEvent::Done(outcome));
    let signal = match name {
        "calling" => SignalIn::Calling(CallId(7), key("k")),
        "calling-stale" => SignalIn::Calling(CallId(7), key("old")),
        "ringing" => SignalIn::Ringing(CallId(7)),
        "ringing-other" => SignalIn::Ringing(CallId(8)),
        "refused" => SignalIn::Refused(key("k"), Busy),
        "refused-stale" => SignalIn::Refused(key("old"), Busy),
        "offer" => wire("bo", 7, Wire::Offer),
        "offer-again" => wire("bo", 8, Wire::Offer),
        "offer-cy" => wire("cy", 9, Wire::Offer),
        "answer" => wire("bo", 7, Wire::Answer),
        "answer-other" => wire("bo", 8, Wire::Answer),
        "candidate" => wire("bo", 7, Wire::Candidate),
        "candidate-other" => wire("bo", 8, Wire::Candidate),
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
        "media-refused" => return Input::MediaRefused,
        "back-7" => return Input::Resumed(Some(CallId(7))),
        "back-8" => return Input::Resumed(Some(CallId(8))),
        "back-none" => return Input::Resumed(None),
        "renamed" => return Input::Renamed(user("bo"), user("rob")),
        "renamed-other" => return Input::Renamed(user("cy"), user("sy")),
        _ => panic!("no input is called {name}"),
    };
    Input::Signal(signal)
}

#[test]
fn every_state_takes_every_input_as_the_table_says() {
    let mut wrong = Vec::new();
    for (state, ..) in STATES {
        for name in INPUTS.split_whitespace() {
            let rows: Vec<_> = rows().filter(|row| row.is_about(state, name)).collect();
            let [row] = rows[..] else {
                wrong.push(format!("{state} by {name} stands in {} rows", rows.len()));
                continue;
            };
            let before = at(state);
            let mut call = before.clone();
            let outputs = call.handle(input(name)).iter().map(output).collect::<Vec<_>>().join(", ");
            let after = match row.after {
                "=" if call == before => "=".to_owned(),
                "~" if call != before && stage(&call) == stage(&before) => "~".to_owned(),
                _ => stage(&call),
            };
            if (&*after, &*outputs) != (row.after, row.outputs) {
                wrong.push(format!("{state} by {name} is {after} | {outputs}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_table_names_nothing_that_there_is_not() {
    for Row { states, inputs, .. } in rows() {
        for name in states.split_whitespace() {
            assert!(name == "*" || STATES.iter().any(|(state, ..)| *state == name), "{name}");
        }
        for name in inputs.split_whitespace() {
            assert!(INPUTS.split_whitespace().any(|input| input == name), "{name}");
        }
    }
}

#[derive(Clone, Copy)]
struct Row {
    states: &'static str,
    inputs: &'static str,
    after: &'static str,
    outputs: &'static str,
}

impl Row {
    fn is_about(&self, state: &str, input: &str) -> bool {
        let state_is = self.states.split_whitespace().any(|name| name == state || name == "*");
        state_is && self.inputs.split_whitespace().any(|name| name == input)
    }
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| line.contains('|')).map(|line| {
        let columns: Vec<_> = line.split('|').map(str::trim).collect();
        let [states, inputs, after, outputs] = columns[..] else { panic!("four columns: {line}") };
        Row { states, inputs, after, outputs }
    })
}

fn at(state: &str) -> Call {
    let Some((_, from, inputs)) = STATES.iter().find(|(name, ..)| *name == state) else { return Call::default() };
    let mut call = at(from);
    for name in inputs.split_whitespace() {
        call.handle(input(name));
    }
    call
}

/// The stage, with whom if it is not Bo, and the call's number.
fn stage(call: &Call) -> String {
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

fn output(output: &Output) -> String {
    match output {
        Output::Send(signal) => {
            let kind = match signal.kind {
                SignalKind::Offer => "offer",
                SignalKind::Answer => "answer",
                SignalKind::Candidate => "candidate",
                SignalKind::Ringing => "ringing",
                SignalKind::HangUp => "hang-up",
            };
            let frame: serde_json::Value = serde_json::from_str(&signal.encode()).unwrap();
            let text = |field: &str| frame[field].as_str().map(String::from);
            let target = text("target").filter(|target| target != "bo");
            let call = signal.call.map(|id| format!("#{id}"));
            words([Some(format!("send {kind}")), target, call, text("sdp"), text("candidate"), text("reason")])
        }
        Output::Run(op) => match op {
            super::Op::MakeOffer => "make-offer".to_owned(),
            super::Op::MakeAnswer => "make-answer".to_owned(),
            super::Op::TakeOffer(sdp) => format!("take-offer {}", sdp.json().trim_matches('"')),
            super::Op::TakeAnswer(sdp) => format!("take-answer {}", sdp.json().trim_matches('"')),
            super::Op::AddCandidate(candidate) => format!("add-candidate {}", candidate.json().trim_matches('"')),
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
    Payload::from_json(format!("\"{text}\"")).unwrap()
}
