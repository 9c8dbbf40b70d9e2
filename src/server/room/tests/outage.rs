//! Calls that lose both of their sides at once: the server is out of reach, and its people talk on without it.

use super::Scene;
use crate::protocol::{CallId, limits};
use std::time::Duration;

const GRACE: Duration = Duration::from_secs(30);
const MOMENT: Duration = Duration::from_millis(1);

/// Ana has called Bo; nobody has heard of either of them for so long.
fn both_gone(time: Duration) -> Scene {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("ana");
    scene.after(Duration::from_secs(10));
    scene.leaves("bo");
    scene.after(time - Duration::from_secs(10));
    scene
}

#[test]
fn their_call_is_kept_for_them_for_ten_minutes_and_they_are_not_listed() {
    let mut scene = both_gone(GRACE);
    assert_eq!(scene.people(), "cy Available");
    scene.sees(
        "cy",
        &["user-state ana available", "user-left ana available", "user-state bo available", "user-left bo available"],
    );
    assert!(!scene.room.is_blank());
    assert_eq!(scene.past("ana"), [""; 0], "it may not be over");
    scene.after(limits::OUTAGE - MOMENT);
    assert_eq!(scene.over, []);
    scene.after(MOMENT);
    assert_eq!((scene.past("ana"), scene.past("bo")), (vec!["(ended bo)".to_owned()], vec!["(ended ana)".to_owned()]));
    assert_eq!((&scene.over[..], scene.room.wake_at()), (&[CallId(1)][..], None));
    scene.joins_with_call("bo", 1);
    scene.hears("bo", &["hang-up ana #1 lost", "welcome bo to cy available, bo available (ended ana)"]);
}

#[test]
fn both_come_back_to_it_and_it_is_as_long_as_it_was() {
    for [first, second] in [["ana", "bo"], ["bo", "ana"]] {
        let mut scene = both_gone(Duration::from_secs(300));
        scene.joins_with_call(first, 1);
        scene.hears(first, &[&format!("welcome {first} #1 to cy available, {first} in-call")]);
        scene.after(GRACE - MOMENT);
        scene.joins_with_call(second, 1);
        scene.hears(second, &[&format!("welcome {second} #1 to cy available, {first} in-call, {second} in-call")]);
        scene.hears(first, &[&format!("reconnected {second} #1")]);
        scene.after(limits::OUTAGE);
        scene.signals("ana", "video-offer", "bo", 1);
        scene.hears("bo", &["video-offer ana #1"]);
        scene.hangs_up("bo", 1, "ended");
        scene.had("ana", &["ended-call bo 929 s"]);
        assert_eq!((&scene.over[..], scene.room.wake_at()), (&[CallId(1)][..], None));
    }
}

#[test]
fn it_is_theirs_by_their_sessions_whatever_they_or_others_are_called_by_then() {
    let mut scene = both_gone(GRACE);
    scene.says("cy", r#"{"type":"username","name":"ana"}"#);
    scene.joins_with_call("cy/2", 1);
    scene.hears("cy/2", &["welcome ana to ana available"]);
    scene.joins_with_call("ana", 1);
    scene.joins_with_call("bo", 1);
    assert_eq!(scene.people(), "ana Available, ana2 InCall, bo InCall");
}

#[test]
fn whoever_comes_back_alone_waits_as_for_a_side_that_is_lost() {
    let mut scene = both_gone(GRACE);
    scene.joins_with_call("ana", 1);
    scene.forget();
    scene.after(GRACE - MOMENT);
    scene.hears("ana", &[]);
    scene.after(MOMENT);
    scene.hears("ana", &["hang-up bo #1 lost"]);
    scene.had("ana", &["ended-call bo 30 s"]);
    scene.joins_with_call("bo", 1);
    assert_eq!(scene.inbox("bo").heard[0], "hang-up ana #1 lost");
    assert_eq!(scene.room.wake_at(), None);
}

#[test]
fn a_server_that_is_back_for_a_moment_alone_has_told_nobody_that_it_is_over() {
    let mut scene = both_gone(GRACE);
    scene.joins_with_call("ana", 1);
    scene.leaves("ana");
    scene.after(GRACE * 2);
    assert_eq!(scene.people(), "cy Available");
    scene.joins_with_call("bo", 1);
    scene.joins_with_call("ana", 1);
    assert_eq!(scene.people(), "cy Available, bo InCall, ana InCall");
}

#[test]
fn whoever_hung_up_or_signed_out_meanwhile_has_ended_it() {
    for signs_out in [true, false] {
        let mut scene = both_gone(GRACE);
        if signs_out {
            scene.signs_out("ana");
        } else {
            scene.joins("ana");
            scene.hangs_up("ana", 1, "ended");
        }
        assert_eq!(scene.over, [CallId(1)]);
        scene.joins_with_call("bo", 1);
        assert_eq!(scene.inbox("bo").heard[0], "hang-up ana #1 ended");
    }
}

#[test]
fn one_that_says_it_goes_is_not_out_of_reach() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.says("ana", r#"{"type":"leaving"}"#);
    scene.leaves("ana");
    scene.leaves("bo");
    scene.after(limits::LEAVING);
    assert_eq!(scene.over, [CallId(1)]);
    assert_eq!(scene.past("bo"), ["(ended ana)"]);
}

#[test]
fn a_person_has_one_such_call_the_last() {
    let mut scene = both_gone(GRACE);
    for who in ["ana", "bo"] {
        scene.joins(who);
    }
    scene.forget();
    scene.are_in_call("ana", "bo", 2);
    scene.leaves("ana");
    scene.leaves("bo");
    scene.after(GRACE);
    assert_eq!(scene.over, [CallId(1)]);
    scene.joins_with_call("bo", 2);
    scene.joins_with_call("ana", 2);
    assert_eq!(scene.people(), "cy Available, bo InCall, ana InCall");
}
