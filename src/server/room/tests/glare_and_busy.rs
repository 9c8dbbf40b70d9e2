//! Several who call at the same time.

use super::Scene;
use std::time::Duration;

#[test]
fn whoever_rings_or_is_in_a_call_is_busy_and_hears_only_that_they_missed_it() {
    for answered in [false, true] {
        for target in ["ana", "bo"] {
            let mut scene = Scene::with(&["ana", "bo", "cy"]);
            scene.calls("ana", "bo");
            if answered {
                scene.signals("bo", "video-answer", "ana", 1);
            }
            let before = scene.people();
            scene.forget();
            scene.calls("cy", target);
            scene.hears("cy", &[&format!("hang-up {target} busy [k]")]);
            for who in ["ana", "bo"] {
                scene.hears(who, if who == target { &["missed-call cy"] } else { &[] });
            }
            assert_eq!(scene.people(), before);
        }
    }
}

#[test]
fn whoever_is_in_a_call_cannot_begin_another() {
    for answered in [false, true] {
        for who in ["ana", "bo"] {
            let mut scene = Scene::with(&["ana", "bo", "cy"]);
            scene.calls("ana", "bo");
            if answered {
                scene.signals("bo", "video-answer", "ana", 1);
            }
            scene.forget();
            scene.calls(who, "cy");
            scene.hears(who, &["hang-up cy busy [k]"]);
            scene.hears("cy", &[]);
        }
    }
}

#[test]
fn calling_the_same_person_twice_begins_one_call() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.calls("ana", "bo");
    scene.hears("ana", &["hang-up bo busy [k]"]);
    scene.hears("bo", &[]);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn two_who_call_each_other_at_once_get_one_call() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.calls("bo", "ana");
    scene.hears("ana", &["calling bo #1 [k]"]);
    scene.hears("bo", &["video-offer ana #1", "calling ana #1 [k]"]);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn two_who_called_each_other_may_still_not_answer() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.calls("bo", "ana");
    scene.forget();
    scene.after(Duration::from_secs(45));
    scene.hears("ana", &["hang-up bo #1 no-answer"]);
    scene.hears("bo", &["hang-up ana #1 no-answer", "missed-call ana"]);
}

#[test]
fn whoever_takes_an_attempt_back_does_not_refuse_the_other_s_which_came_first() {
    for reason in ["cancelled", "lost"] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.calls("ana", "bo");
        scene.calls("bo", "ana");
        scene.forget();
        // Bo has not heard of Ana's offer, and gives up.
        scene.says("bo", &format!(r#"{{"type":"hang-up","target":"ana","reason":"{reason}"}}"#));
        scene.hears("ana", &[]);
        assert_eq!(scene.people(), "ana Calling, bo Ringing", "Ana's call rings at Bo's");
    }
}

#[test]
fn whoever_takes_an_attempt_back_that_came_first_cancels_it() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.says("ana", r#"{"type":"hang-up","target":"bo","reason":"cancelled"}"#);
    scene.hears("bo", &["hang-up ana #1 cancelled", "missed-call ana"]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn taking_back_what_never_came_to_be_does_nothing() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"hang-up","target":"bo","reason":"cancelled"}"#);
    scene.hears("ana", &[]);
    scene.hears("bo", &[]);
}

#[test]
fn three_who_call_in_a_ring_get_one_call_and_two_busy_lines() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    scene.calls("bo", "cy");
    scene.calls("cy", "ana");
    scene.hears("ana", &["calling bo #1 [k]", "missed-call cy"]);
    scene.hears("bo", &["video-offer ana #1", "hang-up cy busy [k]"]);
    scene.hears("cy", &["hang-up ana busy [k]"]);
}

#[test]
fn two_calls_of_four_people_know_nothing_of_each_other() {
    let mut scene = Scene::with(&["ana", "bo", "cy", "di"]);
    scene.are_in_call("ana", "bo", 1);
    scene.are_in_call("cy", "di", 2);
    scene.hangs_up("ana", 2, "ended");
    scene.hears("cy", &[]);
    scene.hears("di", &[]);
    scene.hangs_up("ana", 1, "ended");
    scene.hears("bo", &["hang-up ana #1 ended"]);
    scene.hears("cy", &[]);
    assert_eq!(scene.people(), "ana Available, bo Available, cy InCall, di InCall");
}
