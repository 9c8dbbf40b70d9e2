//! Calls that came to nothing, and who learns of them.

use super::{OURS, Rules, Scene};
use crate::protocol::{Entry, PastCall, Power, RoomName, SignIn, Version, limits};
use std::time::Duration;

type Act = fn(&mut Scene);

/// Longer than anybody without a connection is listed.
const LONG: Duration = Duration::from_secs(60);

impl Scene {
    /// What a person's next page has of the past.
    pub(super) fn past(&mut self, who: &str) -> Vec<String> {
        let session = self.session(who);
        self.room.history(Some(&session)).iter().map(words).collect()
    }

    /// The calls that they missed.
    fn calls_missed_by(&mut self, who: &str) -> Vec<PastCall> {
        let session = self.session(who);
        let missed = |entry| if let Entry::Missed(call) = entry { Some(call) } else { None };
        self.room.history(Some(&session)).into_iter().filter_map(missed).collect()
    }

    /// Calls somebody, and gives up.
    fn calls_in_vain(&mut self, who: &str, target: &str) {
        self.calls(who, target);
        self.says(who, r#"{"type":"hang-up","reason":"cancelled"}"#);
    }
}

fn words(entry: &Entry) -> String {
    match entry {
        Entry::Said(said) => said.text.clone(),
        Entry::Missed(call) => format!("(missed {})", call.name),
        Entry::Ended(ended) => format!("(ended {})", ended.call.name),
    }
}

#[test]
fn whatever_rang_and_was_neither_answered_nor_declined_was_missed_once() {
    let ends: [(&str, Act); 8] = [
        ("the caller gave up", |scene| scene.hangs_up("ana", 1, "cancelled")),
        ("the caller's page hung up", |scene| scene.hangs_up("ana", 1, "lost")),
        ("nobody came", |scene| scene.after(Duration::from_secs(45))),
        ("the caller left", |scene| scene.leaves("ana")),
        ("the caller's page left", |scene| scene.says("ana", r#"{"type":"leaving"}"#)),
        ("the callee left", |scene| scene.leaves("bo")),
        ("the callee's page knew better", |scene| scene.hangs_up("bo", 1, "busy")),
        ("the callee's page broke", |scene| scene.hangs_up("bo", 1, "lost")),
    ];
    for (how, end) in ends {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.calls("ana", "bo");
        end(&mut scene);
        scene.after(LONG);
        assert_eq!(scene.past("bo"), ["(missed ana)"], "{how}");
        assert_eq!(scene.past("ana"), [""; 0], "{how}");
    }
}

#[test]
fn what_could_not_ring_was_missed() {
    let obstacles: [(&str, Act); 5] = [
        ("in a call", |scene| scene.are_in_call("cy", "bo", 1)),
        ("calling", |scene| scene.calls("bo", "cy")),
        ("being called", |scene| scene.calls("cy", "bo")),
        ("loading the page again", |scene| scene.leaves("bo")),
        ("lost in a call", |scene| {
            scene.are_in_call("cy", "bo", 1);
            scene.leaves("bo");
        }),
    ];
    for (how, obstacle) in obstacles {
        let mut scene = Scene::with(&["ana", "bo", "cy"]);
        obstacle(&mut scene);
        scene.calls("ana", "bo");
        assert_eq!(scene.past("bo"), ["(missed ana)"], "{how}");
    }
}

#[test]
fn what_was_answered_or_declined_on_any_device_or_never_was_a_call_is_not_missed() {
    let acts: [(&str, Act); 9] = [
        ("answered, and over", |scene| {
            scene.are_in_call("ana", "bo", 1);
            scene.hangs_up("ana", 1, "ended");
        }),
        ("answered elsewhere, and lost", |scene| {
            scene.are_in_call("ana", "bo/2", 1);
            scene.leaves("ana");
        }),
        ("declined", |scene| {
            scene.calls("ana", "bo");
            scene.hangs_up("bo", 1, "declined");
        }),
        ("accepted, and the browser gave neither camera nor microphone", |scene| {
            scene.calls("ana", "bo");
            scene.hangs_up("bo", 1, "unavailable");
        }),
        ("declined elsewhere", |scene| {
            scene.calls("ana", "bo");
            scene.says("bo/2", r#"{"type":"hang-up"}"#);
        }),
        ("both called", |scene| {
            scene.calls("ana", "bo");
            scene.calls("bo", "ana");
            scene.signals("bo", "video-answer", "ana", 1);
            scene.hangs_up("bo", 1, "ended");
        }),
        ("the caller was in a call", |scene| {
            scene.are_in_call("ana", "cy", 1);
            scene.calls("ana", "bo");
        }),
        ("one of two devices left", |scene| {
            scene.calls("ana", "bo");
            scene.leaves("bo");
            scene.signals("bo/2", "video-answer", "ana", 1);
        }),
        ("to themselves", |scene| scene.calls("bo", "bo")),
    ];
    for (how, act) in acts {
        let mut scene = Scene::with(&["ana", "bo", "bo/2", "cy"]);
        act(&mut scene);
        scene.after(LONG);
        for who in ["ana", "bo", "cy"] {
            assert!(!scene.past(who).iter().any(|entry| entry.starts_with("(missed")), "{how}, for {who}");
        }
    }
}

#[test]
fn the_callee_alone_learns_of_it_on_every_connection_and_on_later_ones() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2", "cy"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.hangs_up("ana", 1, "cancelled");
    for who in ["bo", "bo/2"] {
        scene.hears(who, &["hang-up ana #1 cancelled", "missed-call ana"]);
    }
    for who in ["ana", "cy"] {
        scene.hears(who, &[]);
        scene.joins(&format!("{who}/later"));
        scene.hears(&format!("{who}/later"), &[&format!("welcome {who} to {ALL}")]);
    }
    scene.joins("bo/3");
    scene.hears("bo/3", &[&format!("welcome bo to {ALL} (missed ana)")]);
    assert_eq!(scene.room.history(None), []);
}

const ALL: &str = "ana available, bo available, cy available";

#[test]
fn whoever_was_away_finds_calls_and_messages_in_their_order_each_once() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"message","text":"one"}"#);
    scene.calls("ana", "bo");
    scene.leaves("bo");
    scene.after(limits::BLIP);
    scene.says("ana", r#"{"type":"message","text":"two"}"#);
    scene.calls("ana", "bo");
    scene.says("ana", r#"{"type":"message","text":"three"}"#);
    let past = ["one", "(missed ana)", "two", "(missed ana)", "three"];
    assert_eq!(scene.past("bo"), past);
    scene.after(LONG);
    scene.joins("bo");
    scene.hears("bo", &["welcome bo to ana available, bo available one, (missed ana), two, (missed ana), three"]);
    assert_eq!(scene.past("bo"), past);
}

#[test]
fn it_has_the_time_a_number_of_the_messages_and_the_name_the_caller_had() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.now.date = 5_000;
    scene.says("ana", r#"{"type":"message","text":"hi"}"#);
    scene.calls_in_vain("ana", "bo");
    scene.says("ana", r#"{"type":"username","name":"zoe"}"#);
    let session = scene.session("bo");
    let [_, Entry::Missed(missed)] = &scene.room.history(Some(&session))[..] else { panic!() };
    assert_eq!((missed.id.0, missed.name.as_str(), missed.date), (5_001, "ana", 5_000));
}

#[test]
fn a_nuisance_pushes_out_nobody_s_calls_but_its_victim_s() {
    let mut scene = Scene::under(Rules { history: 4, ..Rules::default() }, &["ana", "bo", "cy"]);
    scene.calls_in_vain("ana", "bo");
    scene.calls_in_vain("bo", "ana");
    for _ in 0..10 {
        scene.calls_in_vain("cy", "bo");
    }
    assert_eq!(scene.past("ana"), ["(missed bo)"]);
    assert_eq!(scene.past("bo"), ["(missed cy)"; 3]);
}

#[test]
fn a_room_remembers_as_many_as_messages_and_neither_pushes_the_other_out() {
    let mut scene = Scene::under(Rules { history: 2, ..Rules::default() }, &["ana", "bo", "cy"]);
    for text in ["one", "two"] {
        scene.says("ana", &format!(r#"{{"type":"message","text":"{text}"}}"#));
    }
    for who in ["ana", "cy", "ana"] {
        scene.calls_in_vain(who, "bo");
    }
    assert_eq!(scene.past("bo"), ["one", "two", "(missed cy)", "(missed ana)"]);
    assert_eq!(scene.past("cy"), ["one", "two"]);

    let mut scene = Scene::under(Rules { history: 0, ..Rules::default() }, &["ana", "bo"]);
    scene.calls_in_vain("ana", "bo");
    assert_eq!(scene.past("bo"), [""; 0]);
    assert_eq!(scene.inbox("bo").heard.last().unwrap(), "missed-call ana", "told all the same");
}

#[test]
fn a_person_without_a_session_is_told_and_nothing_is_kept_for_them() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_without_session("bo");
    scene.forget();
    scene.calls("ana", "bo");
    scene.hangs_up("ana", 1, "cancelled");
    scene.hears("bo", &["video-offer ana #1", "hang-up ana #1 cancelled", "missed-call ana"]);
    scene.leaves("ana");
    scene.leaves("bo");
    scene.after(LONG);
    assert!(scene.room.is_blank());
}

#[test]
fn the_tutorial_s_client_hears_nothing_of_it_and_its_session_s_next_page_has_it() {
    let mut scene = Scene::with(&["ana"]);
    let session = scene.session("bo");
    scene.connects("bo", Some(session), SignIn { version: Version::Tutorial, ..OURS }).unwrap();
    scene.after(Duration::from_secs(1));
    scene.forget();
    scene.calls("ana", "bo");
    scene.hangs_up("ana", 1, "cancelled");
    scene.hears("bo", &["video-offer ana #1", "hang-up ana #1 cancelled"]);
    assert_eq!(scene.past("bo"), ["(missed ana)"]);
}

#[test]
fn it_says_who_called_by_a_number_that_outlives_names_and_absence_and_whether_a_camera_was_meant() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    let number = |scene: &Scene, at: usize| scene.room.people()[at].person;
    let ana = number(&scene, 0);
    assert!(ana.is_some() && ana != number(&scene, 1));
    scene.calls_in_vain("ana", "bo");
    scene.leaves("ana");
    scene.after(LONG);
    scene.joins("ana");
    scene.says("ana", r#"{"type":"username","name":"zoe"}"#);
    assert_eq!(number(&scene, 2), ana, "whatever they are called, and however often they come");
    scene.says("ana", r#"{"type":"video-offer","target":"bo","sdp":1,"camera":"off"}"#);
    scene.says("ana", r#"{"type":"hang-up"}"#);
    scene.are_in_call("bo", "cy", 3);
    scene.says("ana", r#"{"type":"video-offer","target":"bo","sdp":1,"camera":"off"}"#);
    let calls = scene.calls_missed_by("bo");
    assert!(calls.iter().all(|call| call.person == ana), "{calls:?}");
    let seen: Vec<_> = calls.iter().map(|call| (call.name.as_str(), call.camera)).collect();
    assert_eq!(seen, [("ana", Power::On), ("zoe", Power::Off), ("zoe", Power::Off)]);
}

#[test]
fn nobody_without_a_session_has_a_number_and_nobody_s_is_the_same_in_another_room() {
    let mut scene = Scene::with(&["bo"]);
    scene.joins_without_session("ana");
    scene.calls_in_vain("ana", "bo");
    assert_eq!(scene.calls_missed_by("bo")[0].person, None);
    let session = scene.session("bo");
    let elsewhere = session.number_in(&RoomName::parse("elsewhere").unwrap());
    assert_eq!(scene.room.people()[0].person, Some(session.number_in(&RoomName::lobby())));
    assert_ne!(scene.room.people()[0].person, Some(elsewhere));
}

#[test]
fn whoever_has_just_gone_or_is_called_otherwise_now_finds_the_call_of_somebody_who_did_not_know() {
    let acts: [(&str, Act); 3] = [
        ("gone", |scene| scene.leaves("bo")),
        ("gone for long, after another of that name", |scene| {
            scene.says("bo", r#"{"type":"username","name":"rob"}"#);
            scene.says("cy", r#"{"type":"username","name":"bo"}"#);
            scene.leaves("cy");
            scene.after(LONG);
            scene.says("bo", r#"{"type":"username","name":"bo"}"#);
            scene.leaves("bo");
        }),
        ("called otherwise", |scene| scene.says("bo", r#"{"type":"username","name":"rob"}"#)),
    ];
    for (how, act) in acts {
        let mut scene = Scene::with(&["ana", "bo", "cy"]);
        act(&mut scene);
        scene.after(LONG);
        scene.forget();
        scene.calls("ana", "Bo");
        scene.hears("ana", &["hang-up Bo unavailable [k]"]);
        assert_eq!(scene.past("bo"), ["(missed ana)"], "{how}");
        assert_eq!(scene.past("cy"), [""; 0], "{how}");
    }
}

#[test]
fn nobody_who_signed_out_was_without_a_session_or_calls_themselves_finds_anything() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.joins_without_session("vic");
    scene.leaves("vic");
    scene.signs_out("bo");
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    for target in ["vic", "bo", "ana"] {
        scene.calls("ana", target);
    }
    for who in ["ana", "bo"] {
        assert_eq!(scene.past(who), [""; 0], "{who}");
    }
    assert_eq!(scene.people(), "anouk Available, cy Available");
}

#[test]
fn as_many_names_of_the_gone_are_remembered_as_messages() {
    let mut scene = Scene::under(Rules { history: 2, ..Rules::default() }, &["ana", "bo", "cy", "di"]);
    for who in ["bo", "cy", "di"] {
        scene.leaves(who);
        scene.after(LONG);
    }
    for who in ["bo", "cy", "di"] {
        scene.calls("ana", who);
    }
    assert_eq!(["bo", "cy", "di"].map(|who| scene.past(who).len()), [0, 1, 1]);
}
