//! Connections that are lost, and come back or not.

use super::Scene;
use crate::protocol::limits;
use std::time::Duration;

const GRACE: Duration = Duration::from_secs(30);
const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn a_lost_side_of_a_call_is_waited_for_thirty_seconds() {
    for (lost, other) in [("ana", "bo"), ("bo", "ana")] {
        let mut scene = Scene::with(&["ana", "bo", "cy"]);
        scene.are_in_call("ana", "bo", 1);
        scene.leaves(lost);
        scene.hears(other, &[&format!("reconnecting {lost} #1")]);
        scene.after(GRACE - MOMENT);
        scene.hears(other, &[]);
        scene.sees("cy", &[]);
        assert_eq!(scene.people(), "ana InCall, bo InCall, cy Available");
        scene.after(MOMENT);
        scene.hears(other, &[&format!("hang-up {lost} #1 lost")]);
        assert_eq!(scene.people(), format!("{other} Available, cy Available"));
    }
}

#[test]
fn whoever_comes_back_with_the_call_has_it_again() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.after(GRACE - MOMENT);
    scene.joins_with_call("bo", 1);
    scene.hears("bo", &["welcome bo #1 to ana in-call, bo in-call"]);
    scene.after(GRACE * 2);
    scene.hears("ana", &["reconnecting bo #1", "reconnected bo #1"]);
    scene.signals("ana", "video-offer", "bo", 1);
    scene.hears("bo", &["video-offer ana #1"]);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn whoever_comes_back_too_late_hears_that_there_is_no_call() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.after(GRACE);
    scene.joins_with_call("bo", 1);
    scene.hears("bo", &["hang-up ana #1 lost", "welcome bo to ana available, bo available (ended ana)"]);
}

#[test]
fn nobody_takes_up_a_call_that_is_another_s_or_none() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.joins_with_call("cy/2", 1);
    scene.hears("cy/2", &["welcome cy to ana in-call, bo in-call, cy available"]);
    scene.joins_with_call("bo/2", 7);
    scene.hears("bo/2", &["welcome bo to ana in-call, bo in-call, cy available"]);
}

#[test]
fn both_sides_may_be_lost_and_come_back() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("ana");
    scene.leaves("bo");
    scene.after(GRACE - MOMENT);
    scene.joins_with_call("ana", 1);
    scene.joins_with_call("bo", 1);
    scene.after(GRACE * 2);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn each_lost_side_has_its_own_thirty_seconds() {
    for apart in [0, 10] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.are_in_call("ana", "bo", 1);
        scene.leaves("ana");
        scene.after(Duration::from_secs(apart));
        scene.leaves("bo");
        scene.after(Duration::from_secs(1));
        scene.joins_with_call("ana", 1);
        scene.forget();
        scene.after(GRACE - Duration::from_secs(1) - MOMENT);
        scene.hears("ana", &[]);
        scene.after(MOMENT);
        scene.hears("ana", &["hang-up bo #1 lost"]);
        assert_eq!(scene.people(), "ana Available");
    }
}

#[test]
fn the_side_that_is_left_may_hang_up_before() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.hangs_up("ana", 1, "ended");
    assert_eq!(scene.people(), "ana Available, bo Available");
    scene.forget();
    scene.joins_with_call("bo", 1);
    scene.hears("bo", &["hang-up ana #1 ended", "welcome bo to ana available, bo available (ended ana)"]);
    scene.calls("bo", "ana");
    scene.hears("ana", &["video-offer bo #2"]);
}

#[test]
fn the_lost_side_may_hang_up_by_number_when_it_is_back_without_the_call() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.joins("bo");
    scene.forget();
    scene.hangs_up("bo", 1, "ended");
    scene.hears("ana", &["hang-up bo #1 ended"]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn whoever_is_back_without_the_call_can_call_again_at_once() {
    for target in ["ana", "cy"] {
        let mut scene = Scene::with(&["ana", "bo", "cy"]);
        scene.are_in_call("ana", "bo", 1);
        scene.leaves("bo");
        scene.joins("bo");
        scene.forget();
        scene.calls("bo", target);
        scene.hears("bo", &[&format!("calling {target} #2 [k]")]);
        let told: &[_] =
            if target == "ana" { &["hang-up bo #1 lost", "video-offer bo #2"] } else { &["hang-up bo #1 lost"] };
        scene.hears("ana", told);
        scene.after(GRACE);
        assert_eq!(scene.room.people()[1].state, crate::protocol::Presence::Calling);
    }
}

#[test]
fn somebody_who_comes_back_before_the_loss_is_noticed_keeps_the_call() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.joins_with_call("bo/2", 1);
    scene.hears("bo/2", &["welcome bo #1 to ana in-call, bo in-call"]);
    scene.hears("bo", &["hang-up ana #1 answered-elsewhere"]);
    scene.leaves("bo");
    scene.after(GRACE);
    scene.signals("ana", "new-ice-candidate", "bo", 1);
    scene.hears("bo/2", &["new-ice-candidate ana #1"]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn a_caller_who_comes_back_before_the_loss_is_noticed_can_cancel() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.joins_with_call("ana/2", 1);
    scene.forget();
    scene.hangs_up("ana/2", 1, "lost");
    scene.hears("bo", &["hang-up ana #1 cancelled", "missed-call ana"]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn a_callee_who_accepted_while_away_answers_when_back() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.joins_with_call("bo/2", 1);
    scene.hears("bo/2", &["welcome bo #1 to ana calling, bo ringing"]);
    scene.leaves("bo");
    scene.forget();
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn a_caller_who_goes_while_it_rings_has_cancelled() {
    for session in [true, false] {
        let mut scene = Scene::with(&["bo"]);
        if session {
            scene.joins("ana")
        } else {
            scene.joins_without_session("ana")
        }
        scene.calls("ana", "bo");
        scene.forget();
        scene.leaves("ana");
        if session {
            scene.after(limits::BLIP);
        }
        scene.hears("bo", &["hang-up ana #1 cancelled", "missed-call ana"]);
        scene.after(GRACE);
        assert_eq!(scene.people(), "bo Available");
    }
}

#[test]
fn a_callee_who_goes_while_it_rings_is_unavailable() {
    for session in [true, false] {
        let mut scene = Scene::with(&["ana"]);
        if session {
            scene.joins("bo")
        } else {
            scene.joins_without_session("bo")
        }
        scene.calls("ana", "bo");
        scene.forget();
        scene.leaves("bo");
        if session {
            scene.after(limits::BLIP);
        }
        scene.hears("ana", &["hang-up bo #1 unavailable"]);
        scene.after(GRACE);
        assert_eq!(scene.people(), "ana Available");
    }
}

#[test]
fn whoever_has_no_session_cannot_come_back_and_is_not_waited_for() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_without_session("bo");
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.hears("ana", &["hang-up bo #1 lost"]);
    scene.sees("ana", &["user-state ana available", "user-state bo available", "user-left bo available"]);
    assert_eq!(scene.people(), "ana Available");
}

#[test]
fn nobody_can_call_a_person_who_is_lost() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.calls("cy", "bo");
    scene.hears("cy", &["hang-up bo unavailable [k]"]);
    scene.joins("bo");
    scene.calls("cy", "bo");
    scene.hears("cy", &["hang-up bo busy [k]"]);
    scene.hears("ana", &["reconnecting bo #1"]);
}

#[test]
fn losing_a_connection_that_has_no_part_in_the_call_loses_nothing() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo/2");
    scene.after(GRACE);
    scene.hears("ana", &[]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn a_call_s_own_connection_is_waited_for_although_others_are_there() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.after(GRACE);
    scene.hears("ana", &["reconnecting bo #1", "hang-up bo #1 lost"]);
    scene.hears("bo/2", &[]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn a_page_that_says_it_goes_is_waited_for_five_seconds() {
    for socket_closes in [false, true] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.are_in_call("ana", "bo", 1);
        scene.says("bo", r#"{"type":"leaving"}"#);
        if socket_closes {
            scene.leaves("bo");
        }
        scene.hears("ana", &["reconnecting bo #1"]);
        scene.after(limits::LEAVING - MOMENT);
        scene.hears("ana", &[]);
        scene.after(MOMENT);
        scene.hears("ana", &["hang-up bo #1 lost"]);
        assert!(!scene.people().contains("InCall"));
    }
}

#[test]
fn a_page_that_was_loaded_again_takes_its_call_up() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.says("bo", r#"{"type":"leaving"}"#);
    scene.leaves("bo");
    scene.after(limits::LEAVING - MOMENT);
    scene.joins_with_call("bo", 1);
    scene.hears("ana", &["reconnecting bo #1", "reconnected bo #1"]);
    scene.after(GRACE);
    scene.says("bo", r#"{"type":"video-offer","target":"ana","sdp":1,"call":1,"fresh":true}"#);
    scene.hears("ana", &["video-offer bo #1"]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn leaving_without_a_call_is_nothing() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("bo", r#"{"type":"leaving"}"#);
    scene.after(GRACE);
    scene.hears("ana", &[]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn whoever_signs_out_while_their_page_is_away_is_not_waited_for() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.signs_out("bo");
    scene.hears("ana", &["reconnecting bo #1", "hang-up bo #1 ended"]);
    assert_eq!(scene.people(), "ana Available, cy Available");
    scene.after(GRACE);
    scene.hears("ana", &[]);
}
