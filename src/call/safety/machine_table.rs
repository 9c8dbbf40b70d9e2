//! Every state of a [`Safety`] by every event: what it is then, and what it sends.

use super::{Commitment, Deceit, Fingerprint, Nonce, Safety, SafetyEvent, Say, Verdict};
use crate::protocol::Side;
use std::time::Duration;

/// Each cell has the state after the event, `=` for the same, and what is sent: `c` the commitment, `n` the
/// nonce. This side is the caller.
const TABLE: &str = "
                | new           | committed     | alone         | revealed           | agreed             | deceived
begun           | committed c   | =             | =             | =                  | =                  | =
commitment      | revealed c n  | revealed c n  | revealed c n  | =                  | =                  | =
commitment-2    | revealed c n  | revealed c n  | revealed c n  | ChangedCommitment  | ChangedCommitment  | =
commitment-own  | Reflected     | Reflected     | Reflected     | Reflected          | Reflected          | =
nonce           | NoCommitment  | NoCommitment  | NoCommitment  | agreed             | =                  | =
nonce-2         | NoCommitment  | NoCommitment  | NoCommitment  | ChangedNonce       | ChangedNonce       | =
nonce-own       | Reflected     | Reflected     | Reflected     | Reflected          | Reflected          | =
described       | =             | =             | =             | =                  | =                  | =
described-2     | ChangedFingerprint | ChangedFingerprint | ChangedFingerprint | ChangedFingerprint | ChangedFingerprint | =
lost            | =             | =             | =             | =                  | =                  | =
back            | =             | = c           | = c           | = c n              | = c n              | =
woke            | =             | =             | =             | =                  | =                  | =
woke-late       | =             | alone         | =             | Late               | =                  | =
";

const NOW: Duration = Duration::from_secs(1000);

fn machine() -> Safety {
    let [ours, theirs, _] = Fingerprint::examples();
    Safety::new(Side::Caller, ours, theirs, Nonce::new([0x11; 32]))
}

fn event(word: &str) -> SafetyEvent {
    let [ours, theirs, another] = Fingerprint::examples();
    let [own, nonce, nonce_2] = [0x11, 0x22, 0x33].map(|byte| Nonce::new([byte; 32]));
    match word {
        "begun" => SafetyEvent::Begun,
        "commitment" => SafetyEvent::Committed(Commitment::to(Side::Callee, &theirs, &nonce)),
        "commitment-2" => SafetyEvent::Committed(Commitment::to(Side::Callee, &theirs, &nonce_2)),
        "commitment-own" => SafetyEvent::Committed(Commitment::to(Side::Caller, &ours, &own)),
        "nonce" => SafetyEvent::Revealed(nonce),
        "nonce-2" => SafetyEvent::Revealed(nonce_2),
        "nonce-own" => SafetyEvent::Revealed(own),
        "described" => SafetyEvent::Described(theirs),
        "described-2" => SafetyEvent::Described(another),
        "lost" => SafetyEvent::SignalingLost,
        "back" => SafetyEvent::SignalingBack,
        "woke" | "woke-late" => SafetyEvent::Woke,
        _ => panic!("{word} is no event"),
    }
}

fn at(state: &str) -> Safety {
    let events = match state {
        "new" => "",
        "committed" => "begun",
        "alone" => "begun woke-late",
        "revealed" => "begun commitment",
        "agreed" => "begun commitment nonce",
        "deceived" => "begun commitment-own",
        _ => panic!("{state} is no state"),
    };
    // Whoever is alone has waited until now, and the others have begun now.
    let began = if state == "alone" { NOW - Safety::COMMIT } else { NOW };
    let mut safety = machine();
    for word in events.split_whitespace() {
        safety.handle(event(word), if word == "woke-late" { NOW } else { began });
    }
    safety
}

fn said(safety: &Safety, say: Vec<Say>) -> String {
    let [ours, ..] = Fingerprint::examples();
    let own = Nonce::new([0x11; 32]);
    let word = |say| match say {
        Say::Commitment(commitment) if commitment == Commitment::to(Side::Caller, &ours, &own) => "c",
        Say::Nonce(nonce) if nonce == own => "n",
        Say::Commitment(_) | Say::Nonce(_) => panic!("not its own: {safety:?}"),
    };
    say.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_event_in_every_state() {
    let mut rows = TABLE.trim_matches('\n').lines().map(|row| row.split('|').map(str::trim));
    let states: Vec<&str> = rows.next().unwrap().skip(1).collect();
    for mut row in rows {
        let word = row.next().unwrap();
        assert_eq!(row.clone().count(), states.len(), "{word}");
        for (state, cell) in states.iter().zip(row) {
            let mut safety = at(state);
            let now = if word == "woke-late" { NOW + Safety::REVEAL } else { NOW };
            let say = safety.handle(event(word), now);
            let (after, expected) = cell.split_once(' ').unwrap_or((cell, ""));
            assert_eq!(said(&safety, say), expected, "{word} when {state}");
            match after {
                "=" if ["lost", "back"].contains(&word) => assert_eq!(safety.verdict(), at(state).verdict()),
                "=" => assert_eq!(safety, at(state), "{word} when {state}"),
                "new" | "committed" | "alone" | "revealed" | "agreed" => {
                    assert_eq!(safety.verdict(), at(after).verdict(), "{word} when {state}");
                    assert_eq!(safety.wake_at(), at(after).wake_at(), "{word} when {state}");
                }
                deceit => {
                    let Verdict::Deceived(caught) = safety.verdict() else { panic!("{word} when {state}: {safety:?}") };
                    assert_eq!(format!("{caught:?}"), deceit, "{word} when {state}");
                }
            }
        }
    }
}

#[test]
fn each_state_has_its_verdict() {
    let words = Verdict::Words(["arch", "mosquito", "embrace", "snake"]);
    for (state, verdict) in [
        ("new", Verdict::Waiting),
        ("committed", Verdict::Waiting),
        ("alone", Verdict::Unavailable),
        ("revealed", Verdict::Waiting),
        ("agreed", words),
        ("deceived", Verdict::Deceived(Deceit::Reflected)),
    ] {
        assert_eq!(at(state).verdict(), verdict, "{state}");
    }
}

#[test]
fn a_nonce_that_comes_late_is_late_even_when_nobody_woke_us() {
    let mut safety = at("revealed");
    safety.handle(event("nonce"), NOW + Safety::REVEAL);
    assert_eq!(safety.verdict(), Verdict::Deceived(Deceit::Late));
    let mut safety = at("revealed");
    safety.handle(event("nonce"), NOW + Safety::REVEAL - Duration::from_millis(1));
    assert_eq!(safety.verdict(), at("agreed").verdict());
}

#[test]
fn without_a_way_to_the_other_side_no_time_is_lost() {
    for (state, limit) in [("committed", Safety::COMMIT), ("revealed", Safety::REVEAL)] {
        let mut safety = at(state);
        let later = NOW + Safety::SPARE;
        assert_eq!(safety.wake_at(), Some(NOW + limit));
        safety.handle(event("lost"), NOW);
        safety.handle(event("woke"), later);
        safety.handle(event("back"), later);
        assert_eq!(safety.verdict(), Verdict::Waiting, "{state}");
        assert_eq!(safety.wake_at(), Some(later + limit), "{state}");
    }
}

#[test]
fn a_server_that_interrupts_again_and_again_or_for_ever_gains_two_minutes_in_all() {
    let late = Verdict::Deceived(Deceit::Late);
    for (state, limit, verdict) in
        [("committed", Safety::COMMIT, Verdict::Unavailable), ("revealed", Safety::REVEAL, late)]
    {
        let last = NOW + limit + Safety::SPARE;
        for every in [limit - Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(3_600)] {
            let mut safety = at(state);
            let mut now = NOW;
            while now < last {
                assert_eq!(safety.verdict(), Verdict::Waiting, "{state}, {now:?}");
                safety.handle(event("lost"), now);
                now = last.min(now + every);
                safety.handle(event("back"), now);
            }
            safety.handle(event("woke"), last);
            assert_eq!(safety.verdict(), verdict, "{state}, every {every:?}");
        }
        let mut safety = at(state);
        safety.handle(event("lost"), NOW);
        assert_eq!(safety.wake_at(), Some(last));
        safety.handle(event("woke"), last);
        assert_eq!(safety.verdict(), verdict, "{state}");
    }
}

#[test]
fn who_comes_to_it_late_is_welcome() {
    let mut safety = at("alone");
    safety.handle(event("commitment"), NOW * 2);
    safety.handle(event("nonce"), NOW * 2);
    assert_eq!(safety.verdict(), at("agreed").verdict());
}

#[test]
fn an_interruption_does_not_make_a_deceit_forgotten() {
    let mut safety = at("deceived");
    for word in ["lost", "back", "begun", "commitment", "nonce", "woke-late"] {
        assert_eq!(safety.handle(event(word), NOW * 2), []);
    }
    assert_eq!(safety, at("deceived"));
}
