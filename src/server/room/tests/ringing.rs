//! A call that rings: pages that come while it does, and connections that drop for a moment.

use super::Scene;
use crate::protocol::{CallId, Side, limits};
use std::time::Duration;

const MOMENT: Duration = Duration::from_millis(1);

/// Ana calls Bo, and has found two paths.
fn rings() -> Scene {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    for _ in 0..2 {
        scene.signals("ana", "new-ice-candidate", "bo", 1);
    }
    scene.forget();
    scene
}

const OFFER: [&str; 3] = ["video-offer ana #1", "new-ice-candidate ana #1", "new-ice-candidate ana #1"];

#[test]
fn a_page_that_comes_while_it_rings_rings_too_and_may_take_the_call() {
    let mut scene = rings();
    scene.joins("bo/2");
    assert_eq!(scene.inbox("bo/2").lent, [(1, Side::Callee)]);
    scene.hears("bo/2", &[&["welcome bo to ana calling, bo ringing, cy available"], &OFFER[..]].concat());
    scene.hears("bo", &[]);
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.hears("bo", &["hang-up ana #1 answered-elsewhere"]);
    scene.hears("ana", &["video-answer bo #1"]);
    scene.joins("bo/3");
    scene.hears("bo/3", &["welcome bo to ana in-call, bo in-call, cy available"]);
}

#[test]
fn it_rings_by_the_name_that_the_caller_has_by_then_and_on_nobody_else_s_page() {
    let mut scene = rings();
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    scene.joins("bo/2");
    assert_eq!(scene.inbox("bo/2").heard[1], "video-offer anouk #1");
    scene.joins("cy/2");
    scene.joins("ana/2");
    for who in ["ana/2", "cy/2"] {
        assert_eq!(scene.inbox(who).heard.len(), 1, "{who} is welcome and no more");
    }
}

#[test]
fn what_is_kept_of_it_is_bounded() {
    let long = "x".repeat(limits::FRAME / 4);
    for (candidate, times, kept) in [("x", 2 * limits::CANDIDATES, limits::CANDIDATES), (&*long, 8, 2 + 3)] {
        let mut scene = rings();
        for _ in 0..times {
            let frame = format!(r#"{{"type":"new-ice-candidate","target":"bo","candidate":"{candidate}","call":1}}"#);
            scene.says("ana", &frame);
        }
        scene.joins("bo/2");
        assert_eq!(scene.inbox("bo/2").heard.len(), 2 + kept, "the welcome, the offer, and these");
    }
}

#[test]
fn a_caller_whose_connection_drops_for_a_moment_calls_on() {
    let mut scene = rings();
    scene.leaves("ana");
    scene.after(limits::BLIP - MOMENT);
    scene.joins_with_call("ana", 1);
    scene.hears("ana", &["welcome ana #1 to ana calling, bo ringing, cy available"]);
    scene.after(limits::BLIP * 2);
    scene.hears("bo", &[]);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn a_caller_who_was_away_when_it_was_answered_has_the_time_of_a_call_to_come_back() {
    let mut scene = rings();
    scene.leaves("ana");
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("bo", &["reconnecting ana #1"]);
    scene.after(limits::GRACE - MOMENT);
    scene.joins_with_call("ana", 1);
    // Ana says the offer again, and Bo the answer.
    scene.hears("bo", &["reconnected ana #1"]);
    scene.after(limits::GRACE);
    assert_eq!(scene.people(), "ana InCall, bo InCall, cy Available");
}

#[test]
fn somebody_called_whose_connection_drops_for_a_moment_is_called_on() {
    let mut scene = rings();
    scene.leaves("bo");
    scene.after(limits::BLIP - MOMENT);
    scene.hears("ana", &[]);
    scene.joins("bo");
    scene.hears("bo", &[&["welcome bo to ana calling, bo ringing, cy available"], &OFFER[..]].concat());
    scene.after(limits::BLIP * 2);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn whoever_answered_into_a_connection_that_was_dead_is_asked_once_more() {
    let mut scene = rings();
    scene.leaves("bo");
    scene.joins_with_call("bo", 1);
    scene.hears("bo", &["welcome bo #1 to ana calling, bo ringing, cy available"]);
    // Ana says the offer again.
    scene.hears("ana", &["reconnected bo #1"]);
}

#[test]
fn a_moment_is_three_seconds_and_whoever_goes_or_signs_out_has_none() {
    type Go = fn(&mut Scene);
    let goes: [(Go, u64, &str, &str); 5] = [
        (|scene| scene.leaves("ana"), 3_000, "bo", "hang-up ana #1 cancelled"),
        (|scene| scene.leaves("bo"), 3_000, "ana", "hang-up bo #1 unavailable"),
        (|scene| scene.says("ana", r#"{"type":"leaving"}"#), 0, "bo", "hang-up ana #1 cancelled"),
        (|scene| scene.signs_out("ana"), 0, "bo", "hang-up ana #1 cancelled"),
        (|scene| scene.signs_out("bo"), 0, "ana", "hang-up bo #1 unavailable"),
    ];
    for (go, time, other, heard) in goes {
        let mut scene = rings();
        go(&mut scene);
        if time > 0 {
            scene.after(Duration::from_millis(time) - MOMENT);
            scene.hears(other, &[]);
            scene.after(MOMENT);
        }
        assert_eq!(scene.inbox(other).heard.first().map(String::as_str), Some(heard));
        assert_eq!(scene.over, [CallId(1)]);
    }
}

#[test]
fn a_page_that_is_back_without_the_number_of_its_call_may_give_it_up() {
    let mut scene = rings();
    scene.leaves("ana");
    scene.joins("ana");
    scene.says("ana", r#"{"type":"hang-up","target":"bo","reason":"lost"}"#);
    scene.hears("bo", &["hang-up ana #1 cancelled", "missed-call ana"]);
    assert_eq!(scene.people(), "ana Available, bo Available, cy Available");
}

#[test]
fn a_caller_who_comes_back_too_late_hears_what_became_of_it() {
    let mut scene = rings();
    scene.leaves("ana");
    scene.hangs_up("bo", 1, "declined");
    scene.joins_with_call("ana", 1);
    assert_eq!(scene.inbox("ana").heard[0], "hang-up bo #1 declined");
}
