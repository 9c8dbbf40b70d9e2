//! One call, from the offer to the hang-up.

use super::{Event, Scene};
use crate::protocol::ToServer;
use std::time::Duration;

#[test]
fn an_offer_rings_at_the_callee_and_its_caller_learns_the_call_s_number() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    scene.hears("ana", &["calling bo #1 [k]"]);
    scene.hears("bo", &["video-offer ana #1"]);
    scene.hears("cy", &[]);
    assert_eq!(scene.people(), "ana Calling, bo Ringing, cy Available");
}

#[test]
fn ringing_answer_and_candidates_go_to_the_other_side_alone_and_in_order() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.signals("ana", "new-ice-candidate", "bo", 1);
    scene.hears("bo", &["new-ice-candidate ana #1"]);
    scene.signals("bo", "ringing", "ana", 1);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.signals("bo", "new-ice-candidate", "ana", 1);
    scene.hears("ana", &["ringing bo #1", "video-answer bo #1", "new-ice-candidate bo #1"]);
    scene.hears("cy", &[]);
    assert_eq!(scene.people(), "ana InCall, bo InCall, cy Available");
}

#[test]
fn what_is_in_a_signal_arrives_as_it_was() {
    let mut scene = Scene::with(&["ana", "bo"]);
    let frame =
        r#"{"type":"video-offer","name":"zoe","target":"bo","sdp":{"sdp":"v=0\r\n\u00e9","n":1.50},"key":"k","x":[1]}"#;
    let from = scene.connections["ana"].connection;
    let said = Event::Said(from, ToServer::parse(frame).unwrap());
    let relayed = scene.room.deliveries(said, scene.now).unwrap().pop().unwrap();
    assert_eq!(
        relayed.frame,
        r#"{"type":"video-offer","name":"ana","target":"bo","sdp":{"sdp":"v=0\r\n\u00e9","n":1.50},"x":[1],"call":1}"#
    );
}

#[test]
fn numbers_of_calls_grow_and_follow_the_date() {
    let mut scene = Scene::with(&["ana", "bo"]);
    for (date, call) in [(0, 1), (1_000, 1_000), (500, 1_001)] {
        scene.now.date = date;
        scene.calls("ana", "bo");
        scene.hears("ana", &[&format!("calling bo #{call} [k]")]);
        scene.hangs_up("ana", call, "cancelled");
    }
}

#[test]
fn nobody_can_call_whoever_is_unknown_gone_or_themselves() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "zoe");
    scene.hears("ana", &["hang-up zoe unavailable [k]"]);
    scene.calls("ana", "ana");
    scene.hears("ana", &["hang-up ana unavailable [k]"]);
    scene.calls("ana", "");
    scene.hears("ana", &["hang-up  unavailable [k]"]);
    scene.leaves("bo");
    scene.calls("ana", "bo");
    scene.hears("ana", &["hang-up bo unavailable [k]"]);
    assert_eq!(scene.people(), "ana Available, bo Available", "bo is listed for two seconds more");
}

/// What the other side is told, for whatever reason the one that hangs up gives.
#[test]
fn a_hang_up_has_a_reason_that_can_be_true() {
    let reasons =
        ["ended", "declined", "busy", "no-answer", "cancelled", "unavailable", "lost", "answered-elsewhere", "?"];
    for reason in reasons {
        let while_ringing = match reason {
            "busy" | "unavailable" | "lost" => reason,
            _ => "declined",
        };
        let in_call = match reason {
            "unavailable" | "lost" => reason,
            _ => "ended",
        };
        for (answered, who, told) in
            [(false, "ana", "cancelled"), (false, "bo", while_ringing), (true, "ana", in_call), (true, "bo", in_call)]
        {
            let mut scene = Scene::with(&["ana", "bo", "cy"]);
            scene.calls("ana", "bo");
            if answered {
                scene.signals("bo", "video-answer", "ana", 1);
            }
            scene.forget();
            scene.hangs_up(who, 1, reason);
            let other = if who == "ana" { "bo" } else { "ana" };
            // What of it Bo has missed is told in missed.rs.
            scene.inbox("bo").heard.retain(|words| words != "missed-call ana");
            scene.hears(other, &[&format!("hang-up {who} #1 {told}")]);
            scene.hears(who, &[]);
            scene.hears("cy", &[]);
            assert_eq!(scene.people(), "ana Available, bo Available, cy Available");
        }
    }
}

#[test]
fn after_any_end_both_can_call_again_at_once() {
    for (who, reason) in [("ana", "cancelled"), ("bo", "declined")] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.calls("ana", "bo");
        scene.hangs_up(who, 1, reason);
        scene.forget();
        scene.calls("bo", "ana");
        scene.hears("ana", &["video-offer bo #2"]);
    }
}

#[test]
fn both_may_hang_up_at_once() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.hangs_up("ana", 1, "ended");
    scene.hangs_up("bo", 1, "ended");
    scene.hears("ana", &[]);
    scene.hears("bo", &["hang-up ana #1 ended"]);
}

#[test]
fn what_rings_for_45_seconds_has_no_answer_and_both_are_told() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.after(Duration::from_millis(44_999));
    scene.hears("ana", &[]);
    scene.after(Duration::from_millis(1));
    scene.hears("ana", &["hang-up bo #1 no-answer"]);
    scene.hears("bo", &["hang-up ana #1 no-answer", "missed-call ana"]);
    assert_eq!(scene.people(), "ana Available, bo Available");
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &[]);
}

#[test]
fn what_was_answered_rings_out_no_more() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.after(Duration::from_secs(3_600));
    scene.hears("ana", &[]);
    scene.hears("bo", &[]);
}

#[test]
fn either_side_renegotiates() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.signals("ana", "video-offer", "bo", 1);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.signals("bo", "video-offer", "ana", 1);
    scene.signals("ana", "video-answer", "bo", 1);
    scene.hears("bo", &["video-offer ana #1", "video-answer ana #1"]);
    scene.hears("ana", &["video-answer bo #1", "video-offer bo #1"]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn the_caller_may_improve_its_offer_while_it_rings() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.signals("ana", "video-offer", "bo", 1);
    scene.hears("bo", &["video-offer ana #1"]);
    assert_eq!(scene.people(), "ana Calling, bo Ringing");
}

#[test]
fn an_offer_of_a_call_that_is_over_hears_that_it_is() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.hangs_up("ana", 1, "ended");
    scene.forget();
    scene.signals("bo", "video-offer", "ana", 1);
    scene.hears("bo", &["hang-up ana #1 ended"]);
    scene.hears("ana", &[]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn an_offer_of_the_last_call_disturbs_the_next_one_not() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.hangs_up("ana", 1, "ended");
    scene.are_in_call("ana", "bo", 2);
    scene.signals("bo", "video-offer", "ana", 1);
    scene.hears("bo", &["hang-up ana #1 ended"]);
    scene.hears("ana", &[]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

/// Nothing that names no call of its sender's, or another, reaches anybody.
#[test]
fn what_belongs_to_no_call_of_the_sender_s_is_dropped() {
    for kind in ["video-answer", "new-ice-candidate", "ringing", "hang-up"] {
        for (who, target, call) in [
            // Somebody else, about a call that is on; knowing its number, or not.
            ("cy", "ana", 1),
            ("cy", "bo", 1),
            ("cy", "zoe", 1),
            // In the call, about another one, or about one that never was.
            ("ana", "bo", 2),
            ("bo", "ana", 9),
            // In the call, and to somebody who is not.
            ("ana", "cy", 2),
        ] {
            let mut scene = Scene::with(&["ana", "bo", "cy"]);
            scene.are_in_call("ana", "bo", 1);
            scene.signals(who, kind, target, call);
            for name in ["ana", "bo", "cy"] {
                scene.hears(name, &[]);
            }
            assert_eq!(scene.people(), "ana InCall, bo InCall, cy Available");
        }
    }
}

#[test]
fn without_a_number_a_signal_is_for_its_target_alone() {
    for kind in ["video-answer", "new-ice-candidate", "hang-up"] {
        for (who, target, heard) in
            [("ana", "cy", false), ("cy", "ana", false), ("cy", "bo", false), ("ana", "bo", true)]
        {
            let mut scene = Scene::with(&["ana", "bo", "cy"]);
            scene.are_in_call("ana", "bo", 1);
            scene.signals(who, kind, target, 0);
            let told: Vec<_> = ["ana", "bo", "cy"].map(|name| scene.inbox(name).heard.len()).into();
            assert_eq!(told, [0, usize::from(heard), 0], "{kind} from {who} to {target}");
        }
    }
}

#[test]
fn a_number_says_more_than_a_name_that_is_out_of_date() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.says("bo", r#"{"type":"username","name":"bob"}"#);
    scene.signals("ana", "new-ice-candidate", "bo", 1);
    scene.says("cy", r#"{"type":"username","name":"bo"}"#);
    scene.signals("ana", "hang-up", "bo", 1);
    scene.hears("bo", &["new-ice-candidate ana #1", "hang-up ana #1 ended"]);
    scene.hears("cy", &[]);
}

#[test]
fn a_callee_does_not_answer_for_the_caller() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.signals("ana", "video-answer", "bo", 1);
    scene.signals("ana", "ringing", "bo", 1);
    scene.hears("bo", &[]);
    assert_eq!(scene.people(), "ana Calling, bo Ringing");
}

#[test]
fn ringing_after_the_answer_is_dropped() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.signals("bo", "ringing", "ana", 1);
    scene.hears("ana", &[]);
}
