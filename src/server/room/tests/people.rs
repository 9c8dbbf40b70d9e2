//! Who is in the room: coming, going, and who is told.

use super::{Refusal, Rules, Scene};
use std::time::Duration;

#[test]
fn a_newcomer_is_welcomed_and_the_others_are_told() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("bo");
    scene.hears("bo", &["welcome bo to ana available, bo available"]);
    scene.sees("bo", &[]);
    scene.sees("ana", &["user-joined bo available"]);
    scene.hears("ana", &[]);
}

#[test]
fn a_person_with_several_connections_is_listed_once_and_hears_everything_on_each() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.joins("ana/2");
    scene.hears("ana/2", &["welcome ana to ana available, bo available"]);
    scene.sees("bo", &[]);
    scene.says("bo", r#"{"type":"message","text":"hi"}"#);
    scene.hears("ana", &["message bo hi"]);
    scene.hears("ana/2", &["message bo hi"]);
    assert_eq!(scene.people(), "ana Available, bo Available");
}

#[test]
fn a_person_is_gone_with_their_last_connection_alone() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo"]);
    scene.leaves("ana");
    scene.after(Duration::from_secs(60));
    scene.sees("bo", &[]);
    scene.leaves("ana/2");
    scene.after(Duration::from_secs(60));
    scene.sees("bo", &["user-left ana available"]);
    assert_eq!(scene.people(), "bo Available");
}

#[test]
fn a_connection_without_a_session_is_a_person_of_its_own() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_without_session("bo");
    scene.joins_without_session("bo/2");
    assert_eq!(scene.people(), "ana Available, bo Available, bo2 Available");
    scene.leaves("bo");
    scene.sees("ana", &["user-joined bo available", "user-joined bo2 available", "user-left bo available"]);
}

#[test]
fn leaving_and_coming_back_within_two_seconds_makes_no_noise() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.leaves("ana");
    scene.after(Duration::from_millis(1_999));
    scene.joins("ana");
    scene.hears("ana", &["welcome ana to ana available, bo available"]);
    scene.after(Duration::from_secs(60));
    scene.sees("bo", &[]);
}

#[test]
fn whoever_does_not_come_back_within_two_seconds_has_left() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.leaves("ana");
    scene.after(Duration::from_secs(2));
    scene.sees("bo", &["user-left ana available"]);
    scene.joins("ana");
    scene.sees("bo", &["user-joined ana available"]);
}

#[test]
fn each_leaving_is_waited_for_anew() {
    let mut scene = Scene::with(&["ana", "bo"]);
    for _ in 0..3 {
        scene.leaves("ana");
        scene.after(Duration::from_millis(1_500));
        scene.joins("ana");
    }
    scene.leaves("ana");
    scene.after(Duration::from_millis(1_900));
    scene.sees("bo", &[]);
    scene.after(Duration::from_millis(100));
    scene.sees("bo", &["user-left ana available"]);
}

#[test]
fn a_full_room_refuses_another_person_but_not_another_connection() {
    let mut scene = Scene::under(Rules { people: 2, ..Rules::default() }, &["ana", "bo"]);
    assert_eq!(scene.tries_to_join("cy"), Err(Refusal::Full));
    scene.hears("cy", &[]);
    scene.sees("ana", &[]);
    scene.joins("ana/2");
    assert_eq!(scene.people(), "ana Available, bo Available");
    scene.leaves("bo");
    scene.after(Duration::from_secs(2));
    scene.joins("cy");
    assert_eq!(scene.people(), "ana Available, cy Available");
}

#[test]
fn a_person_has_so_many_connections_and_no_more() {
    let mut scene = Scene::under(Rules { devices: 2, ..Rules::default() }, &["ana", "ana/2", "bo"]);
    assert_eq!(scene.tries_to_join("ana/3"), Err(Refusal::Full));
    scene.leaves("ana/2");
    scene.joins("ana/3");
    scene.hears("ana/3", &["welcome ana to ana available, bo available"]);
}

#[test]
fn the_tutorial_s_clients_get_whole_lists_and_ours_never_do() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_from_tutorial("tom");
    scene.hears("tom", &[]);
    scene.after(Duration::from_millis(50));
    scene.hears("tom", &["userlist ana, tom"]);
    scene.sees("tom", &[]);
    scene.hears("ana", &[]);
}

#[test]
fn changes_within_50_ms_share_one_list() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins_from_tutorial("tom");
    scene.after(Duration::from_millis(30));
    scene.joins("bo");
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    scene.after(Duration::from_millis(19));
    scene.hears("tom", &[]);
    scene.after(Duration::from_millis(1));
    scene.hears("tom", &["userlist anouk, tom, bo"]);
    scene.after(Duration::from_secs(10));
    scene.hears("tom", &[]);
    scene.joins("cy");
    scene.after(Duration::from_millis(50));
    scene.hears("tom", &["userlist anouk, tom, bo, cy"]);
}

#[test]
fn lists_show_comings_goings_and_names_and_not_what_people_do() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.joins_from_tutorial("tom");
    scene.after(Duration::from_secs(1));
    scene.forget();
    scene.are_in_call("ana", "bo", 1);
    scene.after(Duration::from_secs(1));
    scene.hears("tom", &[]);
    scene.leaves("bo");
    scene.after(Duration::from_secs(60));
    scene.hears("tom", &["userlist ana, tom"]);
}

#[test]
fn everybody_sees_who_rings_who_is_in_a_call_and_who_is_free_again() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.calls("ana", "bo");
    scene.sees("cy", &["user-state ana calling", "user-state bo ringing"]);
    scene.signals("bo", "video-answer", "ana", 1);
    scene.sees("cy", &["user-state ana in-call", "user-state bo in-call"]);
    scene.joins("di");
    scene.hears("di", &["welcome di to ana in-call, bo in-call, cy available, di available"]);
    scene.hangs_up("bo", 1, "ended");
    scene.sees("di", &["user-state ana available", "user-state bo available"]);
    let own = ["user-state ana calling", "user-state bo ringing", "user-state ana in-call", "user-state bo in-call"];
    let own = [&own[..], &["user-joined di available", "user-state ana available", "user-state bo available"]].concat();
    scene.sees("ana", &own);
}
