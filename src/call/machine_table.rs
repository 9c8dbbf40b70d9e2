//! Every state of a [`Call`] by every input: what it is then, and what it asks for.

mod words;

use super::Call;
use words::{input, output, stage};

/// One row is about its states (first column) by its inputs (second); all rows together are about each pair
/// once. The third column has the stage after it: `=` is the same machine to the last bit, `~` the same stage
/// of the same call. The fourth has the outputs.
///
/// The call is number 7, with Bo, and this side's attempt at it has the key "k". [`STATES`] and
/// [`words`] say what the words mean.
const TABLE: &str = "
# The user
idle ended                        | place-bo                      | calling               | open-peer offers, open-media
idle ended                        | place-cy                      | calling cy            | open-peer offers, open-media
placed asked calling ringing      | place-bo place-cy             | =                     |
incoming                          | place-bo accept               | connecting #7         | open-media, make-answer
rung                              | place-bo accept               | connecting #7         | open-media
rung incoming                     | place-cy                      | =                     |
answering taking callee caller    | place-bo place-cy             | =                     |
idle placed asked calling ringing | accept decline                | =                     |
answering taking callee caller    | accept decline                | =                     |
ended                             | accept decline hang-up        | =                     |
idle                              | hang-up                       | =                     |
placed asked                      | hang-up                       | idle                  | send hang-up cancelled, close-peer, close-media
calling ringing                   | hang-up                       | idle                  | send hang-up #7 cancelled, close-peer, close-media
rung incoming                     | hang-up decline               | idle                  | send hang-up #7 declined, close-peer
answering callee                  | hang-up                       | ended callee ended    | send hang-up #7 ended, close-peer, close-media
taking caller                     | hang-up                       | ended caller ended    | send hang-up #7 ended, close-peer, close-media
ended                             | dismiss                       | idle                  |
idle placed asked calling ringing | dismiss                       | =                     |
rung incoming                     | dismiss                       | =                     |
answering taking callee caller    | dismiss                       | =                     |

# The server: what becomes of an attempt
placed                            | calling                       | calling #7            |
asked                             | calling                       | calling #7            | apply-offer
idle calling ringing incoming     | calling                       | =                     |
rung                              | calling                       | =                     |
answering taking callee caller    | calling                       | =                     |
ended                             | calling                       | =                     |
*                                 | calling-stale                 | =                     |
calling                           | ringing                       | ringing #7            |
idle placed asked ringing         | ringing                       | =                     |
rung incoming answering taking    | ringing                       | =                     |
callee caller ended               | ringing                       | =                     |
*                                 | ringing-other                 | =                     |
placed asked calling ringing      | refused                       | ended caller busy     | close-peer, close-media
idle incoming answering taking    | refused                       | =                     |
rung                              | refused                       | =                     |
callee caller ended               | refused                       | =                     |
*                                 | refused-stale                 | =                     |

# The server: the other side
idle                              | offer                         | incoming #7           | open-peer answers, send ringing #7, take-offer d
ended                             | offer                         | =                     |
idle ended                        | offer-again                   | incoming #8           | open-peer answers, send ringing #8, take-offer d
idle ended                        | offer-cy                      | incoming cy #9        | open-peer answers, send ringing cy #9, take-offer d
placed asked                      | offer                         | connecting #7         | close-peer, open-peer answers, take-offer d
placed asked calling ringing      | offer-again                   | connecting #8         | close-peer, open-peer answers, take-offer d
calling ringing                   | offer                         | =                     |
rung incoming                     | offer                         | ~                     |
answering taking                  | offer                         | ~                     |
callee caller                     | offer                         | ~                     | take-offer d
rung incoming answering taking    | offer-again                   | =                     | send hang-up #8 busy
callee caller                     | offer-again                   | =                     | send hang-up #8 busy
placed asked calling ringing      | offer-cy                      | =                     | send hang-up cy #9 busy
rung incoming answering taking    | offer-cy                      | =                     | send hang-up cy #9 busy
callee caller                     | offer-cy                      | =                     | send hang-up cy #9 busy
calling ringing                   | answer                        | connecting #7         | take-answer d
answering taking                  | answer                        | ~                     |
idle placed asked                 | answer                        | =                     |
callee caller ended               | answer                        | =                     |
idle placed asked calling ringing | answer-astray                 | =                     |
callee caller ended               | answer-astray                 | =                     |
rung incoming                     | answer answer-astray          | ~                     |
answering                         | answer-astray                 | connecting #7         | close-peer, open-peer offers
taking                            | answer-astray                 | ~                     |
callee caller                     | candidate                     | ~                     | add-candidate d
rung calling ringing incoming     | candidate                     | ~                     |
answering taking                  | candidate                     | ~                     |
idle placed asked ended           | candidate                     | =                     |
*                                 | answer-other candidate-other  | =                     |
idle placed asked ended           | hung-up                       | =                     |
calling ringing taking caller     | hung-up                       | ended caller ended    | close-peer, close-media
rung incoming                     | hung-up                       | ended callee ended    | close-peer
answering callee                  | hung-up                       | ended callee ended    | close-peer, close-media
*                                 | hung-up-other                 | =                     |

# The browser
placed                            | needed                        | ~                     | draft-offer
caller                            | needed                        | ~                     | make-offer
callee                            | needed                        | ~                     | draft-offer
asked calling ringing incoming    | needed                        | ~                     |
rung                              | needed                        | ~                     |
answering taking                  | needed                        | ~                     |
idle ended                        | needed                        | =                     |
placed asked                      | found                         | =                     |
calling ringing taking            | found                         | =                     | send candidate #7 c
answering                         | found                         | =                     |
callee caller                     | found                         | =                     | send candidate #7 c
rung idle incoming ended          | found                         | =                     |
answering                         | done                          | ~                     | send answer #7 d
answering                         | done-bare done-failed         | ended callee lost     | send hang-up #7 lost, close-peer, close-media
taking                            | done done-bare                | ~                     |
taking                            | done-failed                   | ended caller lost     | send hang-up #7 lost, close-peer, close-media
idle placed asked calling ringing | done done-bare done-failed    | =                     |
incoming callee caller ended      | done done-bare done-failed    | =                     |
rung                              | done done-bare                | ~                     |
rung                              | done-failed                   | ended callee lost     | send hang-up #7 lost, close-peer
answering taking                  | connected                     | active #7             |
idle placed asked calling ringing | connected                     | =                     |
rung incoming callee caller ended | connected                     | =                     |
idle ended                        | failed                        | =                     |
placed asked                      | failed                        | ended caller lost     | send hang-up lost, close-peer, close-media
calling ringing taking caller     | failed                        | ended caller lost     | send hang-up #7 lost, close-peer, close-media
rung incoming                     | failed                        | ended callee lost     | send hang-up #7 lost, close-peer
answering callee                  | failed                        | ended callee lost     | send hang-up #7 lost, close-peer, close-media
answering callee                  | tracks-gone                   | ended callee ended    | send hang-up #7 ended, close-peer, close-media
taking caller                     | tracks-gone                   | ended caller ended    | send hang-up #7 ended, close-peer, close-media
idle placed asked calling ringing | tracks-gone                   | =                     |
rung incoming ended               | tracks-gone                   | =                     |
placed asked                      | media-refused                 | idle                  | send hang-up cancelled, close-peer, close-media
calling ringing                   | media-refused                 | idle                  | send hang-up #7 cancelled, close-peer, close-media
answering taking callee caller    | media-refused                 | idle                  | send hang-up #7 unavailable, close-peer, close-media
rung idle incoming ended          | media-refused                 | =                     |
*                                 | reopen                        | =                     |

# The connection, and names
idle ended                        | back-7 back-8 back-none       | =                     |
placed asked                      | back-7 back-8 back-none       | ended caller lost     | send hang-up lost, close-peer, close-media
calling ringing                   | back-7                        | ~                     | repeat-offer
calling ringing                   | back-8 back-none              | ended caller lost     | send hang-up #7 lost, close-peer, close-media
rung incoming callee caller       | back-7                        | =                     |
answering taking                  | back-7                        | ~                     |
rung incoming                     | back-8 back-none              | ended callee lost     | close-peer
answering callee                  | back-8 back-none              | ended callee lost     | close-peer, close-media
taking caller                     | back-8 back-none              | ended caller lost     | close-peer, close-media
*                                 | back-there-other              | =                     |
idle placed asked                 | back-there                    | =                     |
calling ringing                   | back-there                    | ~                     | repeat-offer
rung incoming ended callee caller | back-there                    | =                     |
answering taking                  | back-there                    | ~                     |
idle ended                        | take-up                       | connecting #7         | open-peer offers, open-media
placed asked calling ringing      | take-up                       | =                     |
rung incoming answering taking    | take-up                       | =                     |
callee caller                     | take-up                       | =                     |
idle placed asked calling ringing | fresh fresh-numbered          | =                     |
rung incoming ended               | fresh fresh-numbered          | =                     |
answering taking callee caller    | fresh fresh-numbered          | connecting #7         | close-peer, open-peer answers, take-offer d
*                                 | fresh-other                   | =                     |
idle                              | renamed                       | =                     |
placed asked                      | renamed                       | calling rob           |
calling                           | renamed                       | calling rob #7        |
ringing                           | renamed                       | ringing rob #7        |
rung incoming                     | renamed                       | incoming rob #7       |
answering taking                  | renamed                       | connecting rob #7     |
callee caller                     | renamed                       | active rob #7         |
ended                             | renamed                       | ended rob callee ended |
*                                 | renamed-other                 | =                     |
";

/// The states: each one's name, the one before it, and the inputs that lead from there to it.
const STATES: [(&str, &str, &str); 12] = [
    ("idle", "", ""),
    // Calls; has not made an offer yet.
    ("placed", "idle", "place-bo"),
    // Has offered, and waits for the call's number.
    ("asked", "placed", "needed done"),
    // Has it, and looks for paths.
    ("calling", "asked", "calling done-bare"),
    ("ringing", "calling", "ringing"),
    // Is called, and has taken the offer; and has an answer prepared.
    ("rung", "idle", "offer done-bare"),
    ("incoming", "rung", "done-bare"),
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
    refused refused-stale offer offer-again offer-cy answer answer-astray answer-other candidate candidate-other \
    hung-up hung-up-other needed found done done-bare done-failed connected failed tracks-gone media-refused reopen \
    back-7 back-8 back-none back-there back-there-other take-up fresh fresh-numbered fresh-other renamed renamed-other";

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
            let outputs = does(&mut call, name);
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

/// A renegotiation that crossed the hang-up is no new call.
#[test]
fn what_still_comes_of_a_call_that_is_over_does_not_ring() {
    for over in ["calling hang-up", "incoming decline", "callee hang-up", "callee hung-up", "taking hang-up dismiss"] {
        let mut call = after(over);
        assert_eq!(does(&mut call, "offer"), "", "{over}");
        assert_eq!(does(&mut call, "place-bo"), "open-peer offers, open-media", "{over}");
        assert_eq!(does(&mut call, "offer"), "", "{over}, and called again");
        assert_eq!(stage(&call), "calling");
    }
}

/// A connection that drops for a moment while it rings.
#[test]
fn what_rang_before_the_connection_was_lost_may_ring_again_and_the_caller_calls_on() {
    for rang in ["rung", "incoming"] {
        let mut call = after(&format!("{rang} back-none"));
        assert_eq!(does(&mut call, "offer"), "open-peer answers, send ringing #7, take-offer d", "{rang}");
    }
    let mut call = after("ringing back-7");
    assert_eq!(does(&mut call, "done"), "send offer #7 d");
    assert_eq!(does(&mut call, "answer"), "take-answer d");
}

/// Theirs was over before our offer reached the server: then that began a call, which nobody here wants.
#[test]
fn an_attempt_that_gave_way_to_theirs_is_taken_back_when_theirs_ends_first() {
    let mut call = after("asked offer-again hung-up-other");
    assert_eq!(stage(&call), "ended callee ended");
    let mut again = after("asked offer-again");
    assert_eq!(does(&mut again, "hung-up-other"), "send hang-up cancelled, close-peer, close-media");
    let mut again = after("asked offer-again done-bare done connected");
    assert_eq!(does(&mut again, "hang-up"), "send hang-up #8 ended, send hang-up cancelled, close-peer, close-media");
    assert_eq!(does(&mut call, "calling"), "", "the number of what was taken back");
}

#[test]
fn an_attempt_is_not_taken_back_when_the_server_has_said_what_became_of_it() {
    for fate in ["calling", "refused"] {
        let mut call = after(&format!("asked offer-again {fate}"));
        assert_eq!(does(&mut call, "hung-up-other"), "close-peer, close-media", "{fate}");
    }
    let mut call = after("asked offer-again calling-stale");
    assert_eq!(does(&mut call, "hung-up-other"), "send hang-up cancelled, close-peer, close-media");
}

/// The tutorial's client numbers nothing, and would not know what to do with a second peer connection.
#[test]
fn a_call_with_another_of_our_own_pages_can_go_on_with_another_peer_connection() {
    for begun in [
        "asked calling done-bare answer-numbered done-bare connected",
        "callee fresh-numbered done-bare done connected",
    ] {
        let mut call = after(begun);
        assert_eq!(does(&mut call, "reopen"), "close-peer, open-peer offers", "{begun}");
        assert_eq!(stage(&call), "connecting #7");
        assert_eq!(does(&mut call, "reopen"), "", "once is enough");
        assert_eq!(does(&mut call, "needed"), "make-offer");
    }
}

#[test]
fn a_fresh_offer_that_is_said_again_is_answered_again_by_the_same_peer_connection() {
    let mut call = after("callee fresh-numbered");
    assert_eq!(does(&mut call, "fresh-numbered"), "", "it is being taken");
    assert_eq!(does(&mut call, "done-bare"), "make-answer");
    assert_eq!(does(&mut call, "done"), "send answer #7 d, repeat-answer");
    assert_eq!(does(&mut call, "done"), "send answer #7 d");
    assert_eq!(does(&mut call, "fresh-numbered"), "repeat-answer");
}

#[test]
fn a_page_holds_the_calls_that_its_user_has_agreed_to() {
    for (state, ..) in STATES {
        let holds = matches!(state, "calling" | "ringing" | "answering" | "taking" | "callee" | "caller");
        assert_eq!(at(state).held().is_some(), holds, "{state}");
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
    after_inputs(at(from), inputs)
}

/// The call after a state and inputs.
fn after(path: &str) -> Call {
    let (state, inputs) = path.split_once(' ').unwrap_or((path, ""));
    after_inputs(at(state), inputs)
}

fn after_inputs(mut call: Call, inputs: &str) -> Call {
    for name in inputs.split_whitespace() {
        call.handle(input(name));
    }
    call
}

/// What it does about an input.
fn does(call: &mut Call, name: &str) -> String {
    call.handle(input(name)).iter().map(output).collect::<Vec<_>>().join(", ")
}
