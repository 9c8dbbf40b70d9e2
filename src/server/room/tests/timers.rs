//! When the room wants to be woken.

use super::Scene;
use crate::protocol::limits;
use std::time::Duration;

impl Scene {
    /// In how many milliseconds it wants to be woken.
    fn wakes_in(&self) -> Option<u128> {
        self.room.wake_at().map(|at| (at - self.now.since_start).as_millis())
    }
}

#[test]
fn a_room_in_which_nothing_is_due_sleeps() {
    let mut scene = Scene::with(&["ana", "bo"]);
    assert_eq!(scene.wakes_in(), None);
    scene.says("ana", r#"{"type":"message","text":"hi"}"#);
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    assert_eq!(scene.wakes_in(), None, "nobody wants a list");
}

#[test]
fn it_wakes_for_what_is_due_first() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    assert_eq!(scene.wakes_in(), Some(45_000));
    scene.leaves("cy");
    assert_eq!(scene.wakes_in(), Some(2_000));
    scene.joins_from_tutorial("tom");
    assert_eq!(scene.wakes_in(), Some(50));
    scene.after(Duration::from_millis(50));
    assert_eq!(scene.wakes_in(), Some(1_950));
    scene.after(Duration::from_millis(1_950));
    assert_eq!(scene.wakes_in(), Some(50), "the list without Cy");
    scene.after(Duration::from_secs(1));
    assert_eq!(scene.wakes_in(), Some(42_000));
}

#[test]
fn every_end_of_a_call_takes_its_timers_with_it() {
    type End = fn(&mut Scene);
    let ends: [(&str, End); 10] = [
        ("declined", |scene| scene.hangs_up("bo", 1, "declined")),
        ("cancelled", |scene| scene.hangs_up("ana", 1, "cancelled")),
        ("answered", |scene| scene.signals("bo", "video-answer", "ana", 1)),
        ("rung out", |scene| scene.after(Duration::from_secs(45))),
        ("the callee gone", |scene| {
            scene.leaves("bo");
            scene.after(limits::BLIP);
            scene.joins("bo");
        }),
        ("both away for a moment", |scene| {
            scene.leaves("bo");
            scene.leaves("ana");
            scene.joins("bo");
            scene.joins_with_call("ana", 1);
            scene.hangs_up("ana", 1, "cancelled");
        }),
        ("answered while the caller was away", |scene| {
            scene.leaves("ana");
            scene.signals("bo", "video-answer", "ana", 1);
            scene.joins_with_call("ana", 1);
        }),
        ("lost and taken up", |scene| {
            scene.signals("bo", "video-answer", "ana", 1);
            scene.leaves("bo");
            scene.joins_with_call("bo", 1);
        }),
        ("both lost and taken up", |scene| {
            scene.signals("bo", "video-answer", "ana", 1);
            scene.leaves("bo");
            scene.leaves("ana");
            scene.joins_with_call("ana", 1);
            scene.joins_with_call("bo", 1);
        }),
        ("lost and ended", |scene| {
            scene.signals("bo", "video-answer", "ana", 1);
            scene.leaves("bo");
            scene.hangs_up("ana", 1, "ended");
            scene.joins("bo");
        }),
    ];
    for (how, end) in ends {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.calls("ana", "bo");
        end(&mut scene);
        assert_eq!(scene.wakes_in(), None, "{how}");
    }
}

#[test]
fn timers_do_not_pile_up() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.joins_from_tutorial("tom");
    for call in 1..=100 {
        scene.calls("ana", "bo");
        scene.leaves("bo");
        scene.joins("bo");
        scene.hangs_up("ana", call, "cancelled");
        scene.says("ana", &format!(r#"{{"type":"username","name":"ana{call}"}}"#));
    }
    let mut woken = 0;
    while let Some(at) = scene.room.wake_at() {
        scene.now.since_start = at;
        scene.apply(super::Event::Woke).unwrap();
        woken += 1;
    }
    assert_eq!(woken, 1, "one list");
}

#[test]
fn when_everybody_has_gone_nothing_is_left_to_wake_for() {
    let mut scene = Scene::with(&["ana", "bo", "cy", "di"]);
    scene.joins_from_tutorial("tom");
    scene.are_in_call("ana", "bo", 1);
    scene.calls("cy", "di");
    for who in ["ana", "bo", "cy", "di", "tom"] {
        scene.leaves(who);
    }
    assert!(!scene.room.is_empty(), "the two in a call may come back");
    scene.after(Duration::from_secs(30));
    assert!(scene.room.is_empty());
    scene.after(limits::OUTAGE);
    assert_eq!(scene.wakes_in(), None);
    assert!(!scene.room.is_blank(), "Di has missed a call");
}

#[test]
fn waking_late_or_for_nothing_does_no_harm() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.apply(super::Event::Woke).unwrap();
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.now.since_start += Duration::from_secs(3_600);
    scene.apply(super::Event::Woke).unwrap();
    scene.hears("ana", &["reconnecting bo #1", "hang-up bo #1 lost"]);
    scene.apply(super::Event::Woke).unwrap();
    scene.hears("ana", &[]);
}

#[test]
fn an_answer_that_comes_before_the_room_wakes_is_an_answer() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.now.since_start += Duration::from_secs(46);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
    scene.hears("bo", &[]);
}
