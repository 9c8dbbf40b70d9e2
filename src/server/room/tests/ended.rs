//! Calls that people had: a line for each of the two, and for nobody else.

use super::{Rules, Scene};
use std::time::Duration;

impl Scene {
    /// Time passes, on people's clocks too.
    fn later(&mut self, seconds: u64) {
        self.now.date += seconds * 1_000;
        self.after(Duration::from_secs(seconds));
    }

    /// These two have been in a call for so long.
    fn talk(&mut self, caller: &str, callee: &str, seconds: u64) {
        self.are_in_call(caller, callee, 0);
        self.later(seconds);
    }
}

#[test]
fn both_find_it_on_all_of_their_pages_and_on_later_ones_and_nobody_else_does() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo", "cy"]);
    scene.calls("ana", "bo");
    scene.later(20);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.later(754);
    scene.hangs_up("bo", 1, "ended");
    for page in ["ana", "ana/2"] {
        scene.had(page, &["ended-call bo 754 s"]);
    }
    scene.had("bo", &["ended-call ana 754 s"]);
    scene.had("cy", &[]);
    assert_eq!(scene.past("ana"), ["(ended bo)"]);
    assert_eq!(scene.past("bo"), ["(ended ana)"]);
    assert_eq!(scene.past("cy"), [""; 0]);
    assert_eq!(scene.room.history(None), []);
}

#[test]
fn every_end_of_a_call_that_was_answered_leaves_it() {
    let ends: [fn(&mut Scene); 5] = [
        |scene| scene.hangs_up("ana", 1, "ended"),
        |scene| scene.hangs_up("bo", 1, "lost"),
        |scene| {
            scene.leaves("ana");
            scene.after(Duration::from_secs(30));
        },
        |scene| {
            scene.leaves("bo");
            scene.joins("bo");
            scene.calls("bo", "cy");
        },
        |scene| scene.says("ana", r#"{"type":"hang-up"}"#),
    ];
    for (at, end) in ends.into_iter().enumerate() {
        let mut scene = Scene::with(&["ana", "bo", "cy"]);
        scene.talk("ana", "bo", 60);
        end(&mut scene);
        assert_eq!(scene.past("ana"), ["(ended bo)"], "{at}");
        assert_eq!(scene.past("bo"), ["(ended ana)"], "{at}");
    }
}

#[test]
fn a_call_whose_camera_and_microphone_the_browser_refused_was_none_unless_it_was_before_a_reload() {
    for who in ["ana", "bo"] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.are_in_call("ana", "bo", 1);
        scene.hangs_up(who, 1, "unavailable");
        assert_eq!((scene.past("ana"), scene.past("bo")), (vec![], vec![]), "{who}");
        scene.are_in_call("ana", "bo", 2);
        scene.leaves(who);
        scene.joins_with_call(who, 2);
        scene.hangs_up(who, 2, "unavailable");
        assert_eq!((scene.past("ana").len(), scene.past("bo").len()), (1, 1), "{who}");
    }
}

#[test]
fn a_call_without_a_camera_is_a_voice_call_until_one_is_turned_on() {
    for (frames, camera) in [
        (&[][..], " off"),
        (&[r#"{"type":"media","target":"ana","call":1,"microphone":"off","camera":"off"}"#][..], " off"),
        (&[r#"{"type":"media","target":"ana","call":1,"microphone":"on","camera":"on"}"#][..], ""),
        (
            &[
                r#"{"type":"media","target":"ana","call":1,"microphone":"on","camera":"on"}"#,
                r#"{"type":"media","target":"ana","call":1,"microphone":"on","camera":"off"}"#,
            ][..],
            "",
        ),
    ] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.says("ana", r#"{"type":"video-offer","target":"bo","sdp":1,"camera":"off"}"#);
        scene.signals("bo", "video-answer", "ana", 1);
        for frame in frames {
            scene.says("bo", frame);
        }
        scene.hangs_up("ana", 1, "ended");
        scene.had("bo", &[&format!("ended-call ana 0 s{camera}")]);
    }
}

#[test]
fn its_length_is_not_that_by_which_somebody_sets_the_clock() {
    for date in [0, 1_000_000_000] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.talk("ana", "bo", 60);
        scene.now.date = date;
        scene.after(Duration::from_secs(5));
        scene.hangs_up("bo", 1, "ended");
        scene.had("bo", &["ended-call ana 65 s"]);
    }
}

#[test]
fn it_has_the_name_that_the_other_has_at_the_end_and_stands_there_among_the_messages() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.talk("ana", "bo", 1);
    scene.says("ana", r#"{"type":"message","text":"in it"}"#);
    scene.says("bo", r#"{"type":"username","name":"bob"}"#);
    scene.hangs_up("ana", 1, "ended");
    scene.says("ana", r#"{"type":"message","text":"after it"}"#);
    assert_eq!(scene.past("ana"), ["in it", "(ended bob)", "after it"]);
}

#[test]
fn what_is_kept_is_bounded_and_pushes_no_message_out() {
    let mut scene = Scene::under(Rules { history: 3, ..Rules::default() }, &["ana", "bo"]);
    scene.says("ana", r#"{"type":"message","text":"one"}"#);
    for _ in 0..3 {
        scene.talk("ana", "bo", 1);
        scene.says("ana", r#"{"type":"hang-up"}"#);
    }
    assert_eq!(scene.past("ana").len() + scene.past("bo").len(), 3 + 2);
    assert_eq!(scene.past("ana")[0], "one");
}

#[test]
fn whoever_has_no_session_or_the_tutorial_s_client_is_no_obstacle() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_without_session("vic");
    scene.talk("ana", "vic", 1);
    scene.hangs_up("vic", 1, "ended");
    scene.had("vic", &["ended-call ana 1 s"]);
    scene.joins_from_tutorial("tom");
    scene.talk("tom", "ana", 1);
    scene.says("tom", r#"{"type":"hang-up"}"#);
    scene.had("tom", &[]);
    assert_eq!(scene.past("ana"), ["(ended vic)", "(ended tom)"]);
}

#[test]
fn a_call_that_outlived_the_server_counts_from_its_beginning() {
    let mut scene = Scene::with(&[]);
    scene.now.date = 1_000_000;
    scene.joins_with_call("ana", 900_000);
    scene.joins_with_call("bo", 900_000);
    scene.later(20);
    scene.hangs_up("ana", 900_000, "ended");
    scene.had("ana", &["ended-call bo 120 s"]);
}
