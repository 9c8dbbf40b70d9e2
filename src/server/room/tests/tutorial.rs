//! A client written for the tutorial: no version, no numbers, no keys, and what it says of itself is not so.

use super::Scene;
use std::time::Duration;

/// Ana with our client, Tom with the tutorial's.
fn ana_and_tom() -> Scene {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_from_tutorial("tom");
    scene.after(Duration::from_secs(1));
    scene.forget();
    scene
}

fn in_call() -> Scene {
    let mut scene = ana_and_tom();
    scene.says("tom", r#"{"name":"tom","target":"ana","type":"video-offer","sdp":{}}"#);
    scene.signals("ana", "video-answer", "tom", 1);
    scene.forget();
    scene
}

#[test]
fn it_signs_in_under_the_name_it_is_given() {
    let mut scene = ana_and_tom();
    scene.joins_from_tutorial("tom/2");
    scene.hears("tom/2", &["rejectusername tom2"]);
    scene.sees("ana", &["user-joined tom2 available"]);
    scene.after(Duration::from_millis(50));
    scene.hears("tom", &["userlist ana, tom, tom2"]);
    scene.hears("tom/2", &["userlist ana, tom, tom2"]);
}

#[test]
fn it_chats() {
    let mut scene = ana_and_tom();
    scene.says("tom", r#"{"text":"hi","type":"message","id":7,"date":1,"name":"ana"}"#);
    scene.hears("ana", &["message tom hi"]);
    scene.hears("tom", &["message tom hi"]);
}

#[test]
fn it_calls_one_of_ours_who_is_rung_and_answers() {
    let mut scene = ana_and_tom();
    scene.says("tom", r#"{"name":"tom","target":"ana","type":"video-offer","sdp":{}}"#);
    scene.says("tom", r#"{"type":"new-ice-candidate","target":"ana","candidate":{}}"#);
    scene.hears("ana", &["video-offer tom #1", "new-ice-candidate tom #1"]);
    scene.hears("tom", &[]);
    scene.signals("ana", "ringing", "tom", 1);
    scene.hears("tom", &[]);
    scene.signals("ana", "video-answer", "tom", 1);
    scene.signals("ana", "new-ice-candidate", "tom", 1);
    scene.hears("tom", &["video-answer ana #1", "new-ice-candidate ana #1"]);
}

#[test]
fn it_is_called_by_one_of_ours_and_answers_without_a_number() {
    let mut scene = ana_and_tom();
    scene.calls("ana", "tom");
    scene.hears("tom", &["video-offer ana #1"]);
    scene.forget();
    scene.signals("tom", "video-answer", "ana", 0);
    scene.signals("tom", "new-ice-candidate", "ana", 0);
    scene.hears("ana", &["video-answer tom #1", "new-ice-candidate tom #1"]);
    assert_eq!(scene.people(), "ana InCall, tom InCall");
}

#[test]
fn its_hang_up_without_a_target_ends_its_own_call_and_no_other() {
    let mut scene = in_call();
    scene.joins("cy");
    scene.joins("di");
    scene.are_in_call("cy", "di", 2);
    scene.says("tom", r#"{"name":"tom","target":null,"type":"hang-up"}"#);
    scene.hears("ana", &["hang-up tom #1 ended"]);
    scene.hears("cy", &[]);
    scene.hears("di", &[]);
    assert_eq!(scene.people(), "ana Available, tom Available, cy InCall, di InCall");
    scene.says("tom", r#"{"name":"tom","target":null,"type":"hang-up"}"#);
    scene.hears("ana", &[]);
    scene.hears("cy", &[]);
}

#[test]
fn its_hang_up_while_it_rings_cancels_or_declines() {
    let mut scene = ana_and_tom();
    scene.says("tom", r#"{"target":"ana","type":"video-offer","sdp":{}}"#);
    scene.forget();
    scene.says("tom", r#"{"type":"hang-up"}"#);
    scene.hears("ana", &["hang-up tom #1 cancelled", "missed-call tom"]);
    scene.calls("ana", "tom");
    scene.forget();
    scene.says("tom", r#"{"type":"hang-up"}"#);
    scene.hears("ana", &["hang-up tom #2 declined"]);
}

#[test]
fn it_hears_why_nobody_takes_its_call() {
    let mut scene = ana_and_tom();
    scene.joins("bo");
    scene.joins("cy");
    scene.are_in_call("bo", "cy", 1);
    scene.after(Duration::from_secs(1));
    scene.forget();
    for (target, reason) in [("zoe", "unavailable"), ("tom", "unavailable"), ("bo", "busy")] {
        scene.says("tom", &format!(r#"{{"target":"{target}","type":"video-offer","sdp":{{}}}}"#));
        scene.hears("tom", &[&format!("hang-up {target} {reason}")]);
    }
}

#[test]
fn it_renegotiates_without_a_number() {
    let mut scene = in_call();
    scene.says("tom", r#"{"target":"ana","type":"video-offer","sdp":{}}"#);
    scene.hears("ana", &["video-offer tom #1"]);
    scene.signals("ana", "video-answer", "tom", 1);
    scene.signals("ana", "video-offer", "tom", 1);
    scene.hears("tom", &["video-answer ana #1", "video-offer ana #1"]);
    scene.says("tom", r#"{"target":"ana","type":"video-answer","sdp":{}}"#);
    scene.hears("ana", &["video-answer tom #1"]);
}

#[test]
fn it_and_one_of_ours_who_call_each_other_at_once_get_one_call() {
    let mut scene = ana_and_tom();
    scene.says("tom", r#"{"target":"ana","type":"video-offer","sdp":{}}"#);
    scene.calls("ana", "tom");
    scene.hears("ana", &["video-offer tom #1", "calling tom #1 [k]"]);
    scene.hears("tom", &[]);
    let mut scene = ana_and_tom();
    scene.calls("ana", "tom");
    scene.says("tom", r#"{"target":"ana","type":"video-offer","sdp":{}}"#);
    scene.hears("ana", &["calling tom #1 [k]"]);
    scene.hears("tom", &["video-offer ana #1"]);
    scene.signals("tom", "video-answer", "ana", 0);
    scene.hears("ana", &["video-answer tom #1"]);
}

#[test]
fn what_it_says_of_itself_is_not_believed() {
    let mut scene = ana_and_tom();
    scene.joins("bo");
    scene.forget();
    for (frame, heard) in [
        (r#"{"type":"message","text":"hi","name":"bo","id":2}"#, "message tom hi"),
        (r#"{"type":"wave","name":"bo","id":2}"#, "wave tom"),
        (r#"{"type":"video-offer","target":"ana","sdp":1,"name":"bo","id":2}"#, "video-offer tom #1"),
        (r#"{"type":"new-ice-candidate","target":"ana","candidate":1,"name":"bo"}"#, "new-ice-candidate tom #1"),
        (r#"{"type":"hang-up","target":"ana","name":"bo","id":2}"#, "hang-up tom #1 cancelled"),
    ] {
        scene.says("tom", frame);
        assert_eq!(scene.inbox("ana").heard.first().map(String::as_str), Some(heard));
        scene.forget();
    }
    assert_eq!(scene.people(), "ana Available, tom Available, bo Available");
}

#[test]
fn it_does_not_speak_for_a_call_that_it_has_no_part_in() {
    let mut scene = ana_and_tom();
    scene.joins("bo");
    scene.are_in_call("ana", "bo", 1);
    for frame in [
        r#"{"type":"video-answer","target":"ana","sdp":1,"name":"bo","call":1}"#,
        r#"{"type":"new-ice-candidate","target":"ana","candidate":1,"name":"bo"}"#,
        r#"{"type":"hang-up","target":"ana","name":"bo"}"#,
        r#"{"type":"hang-up","target":"ana","name":"bo","call":1}"#,
        r#"{"type":"hang-up"}"#,
    ] {
        scene.says("tom", frame);
        scene.hears("ana", &[]);
        scene.hears("bo", &[]);
    }
    assert_eq!(scene.people(), "ana InCall, tom Available, bo InCall");
}

#[test]
fn a_second_connection_of_a_session_that_asks_for_a_name_is_told_the_one_it_has() {
    let mut scene = Scene::with(&["ana"]);
    let session = scene.session("ana");
    let sign_in = crate::protocol::SignIn { name: Some("zoe".into()), ..Default::default() };
    scene.connects("ana/2", Some(session), sign_in).unwrap();
    scene.hears("ana/2", &["rejectusername ana"]);
}

#[test]
fn its_connection_is_its_person() {
    let mut scene = in_call();
    scene.leaves("tom");
    scene.hears("ana", &["hang-up tom #1 lost"]);
    assert_eq!(scene.people(), "ana Available");
}
