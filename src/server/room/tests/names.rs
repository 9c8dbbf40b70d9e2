//! What people are called.

use super::Scene;
use crate::protocol::{SignIn, UserName, limits};
use std::time::Duration;

/// Asks for a name among people, and says what it was called instead, if it was.
fn called(people: &[&str], asked: &str) -> (String, bool) {
    let mut scene = Scene::with(people);
    scene.connects("new", None, SignIn { name: Some(asked.into()), ..super::OURS }).unwrap();
    let told = scene.inbox("new").heard.iter().any(|frame| frame.starts_with("rejectusername"));
    let name = scene.room.people().last().unwrap().name.to_string();
    (name, told)
}

#[test]
fn a_name_that_is_free_is_given_and_one_that_is_not_is_changed_and_told() {
    let long = "x".repeat(limits::NAME);
    let long_numbered = format!("{}2", "x".repeat(limits::NAME - 1));
    let huge = "x".repeat(10_000);
    let cases: &[(&[&str], &str, &str, bool)] = &[
        (&[], "Ana", "Ana", false),
        (&["Bo"], "Ana", "Ana", false),
        (&[], "  Ana\t", "Ana", false),
        (&["Ana"], "Ana", "Ana2", true),
        (&["Ana", "Ana2"], "Ana", "Ana3", true),
        (&["Ana", "Ana3"], "Ana", "Ana2", true),
        // What looks the same is the same.
        (&["Ana"], "ANA", "ANA2", true),
        (&["Ana"], " ana ", "ana2", true),
        (&["Ana"], "Ａｎａ", "Ａｎａ2", true),
        (&["Straße"], "STRASSE", "STRASSE2", true),
        (&["ana2", "ana"], "ANA", "ANA3", true),
        // No names.
        (&[], "", "Guest", true),
        (&[], " \u{3164} ", "Guest", true),
        (&["Guest"], "", "Guest2", true),
        (&[], "a\u{202e}b", "ab", true),
        (&["ab"], "a\u{202e}b", "ab2", true),
        (&[], "a\nb\0", "ab", true),
        (&[], &huge, &long, true),
        (&[&long], &long, &long_numbered, true),
        // Text is text.
        (&[], "<b>Ana</b>", "<b>Ana</b>", false),
    ];
    for (people, asked, given, told) in cases {
        assert_eq!(called(people, asked), ((*given).to_owned(), *told), "{asked:?} among {people:?}");
    }
}

#[test]
fn a_person_is_found_by_every_spelling_of_their_name() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"message","text":"hi","target":" ＢO "}"#);
    scene.hears("bo", &["message ana hi for bo"]);
}

#[test]
fn a_session_that_asks_for_a_taken_name_gets_a_number_too() {
    let mut scene = Scene::with(&[]);
    scene.joins_from_tutorial("ana");
    scene.joins("ana/1");
    scene.hears("ana/1", &["rejectusername ana2", "welcome ana2 to ana available, ana2 available"]);
}

#[test]
fn a_name_is_free_again_when_its_owner_has_gone() {
    let mut scene = Scene::with(&[]);
    scene.joins_without_session("ana");
    scene.leaves("ana");
    scene.joins_without_session("ana");
    assert_eq!(scene.people(), "ana Available");
}

#[test]
fn whoever_asks_for_another_name_gets_it_and_all_are_told() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    scene.hears("ana", &[]);
    scene.sees("ana", &["user-renamed ana anouk"]);
    scene.sees("bo", &["user-renamed ana anouk"]);
    assert_eq!(scene.people(), "anouk Available, bo Available");
    scene.says("bo", r#"{"type":"username","name":"ana"}"#);
    assert_eq!(scene.people(), "anouk Available, ana Available", "the old name is free");
}

#[test]
fn renaming_follows_the_same_rules_as_joining() {
    for (asked, given, told) in [
        ("bo", "bo2", true),
        ("BO", "BO2", true),
        ("ANA", "ANA", false),
        ("ana", "ana", false),
        ("", "Guest", true),
        ("a\u{200b}na", "ana", true),
    ] {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.says("ana", &format!(r#"{{"type":"username","name":"{asked}"}}"#));
        assert_eq!(scene.room.people()[0].name.as_str(), given, "{asked:?}");
        let told_so = !scene.inbox("ana").heard.is_empty();
        assert_eq!(told_so, told, "{asked:?}");
        let renamed = !scene.inbox("bo").seen.is_empty();
        assert_eq!(renamed, given != "ana", "{asked:?}");
    }
}

#[test]
fn signing_in_again_without_a_name_changes_nothing() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"username","version":1}"#);
    scene.hears("ana", &[]);
    scene.sees("bo", &[]);
}

#[test]
fn a_name_is_kept_for_whoever_signed_in_until_they_connect() {
    let mut scene = Scene::with(&[]);
    let (session, ana) = (scene.session("ana"), UserName::nearest("ana"));
    assert_eq!(scene.room.reserve(&session, &ana, scene.now), ana);
    scene.joins_without_session("ana");
    scene.hears("ana", &["rejectusername ana2", "welcome ana2 to ana2 available"]);
    scene.joins("ana/1");
    scene.hears("ana/1", &["welcome ana to ana2 available, ana available"]);
}

#[test]
fn a_name_is_not_kept_for_ever() {
    let mut scene = Scene::with(&[]);
    let (session, ana) = (scene.session("ana"), UserName::nearest("ana"));
    scene.room.reserve(&session, &ana, scene.now);
    scene.after(limits::RESERVATION);
    scene.joins_without_session("ana");
    scene.hears("ana", &["welcome ana to ana available"]);
}

#[test]
fn a_name_is_not_kept_for_somebody_who_came_and_took_another() {
    let mut scene = Scene::with(&[]);
    let (session, ana) = (scene.session("ana"), UserName::nearest("ana"));
    scene.room.reserve(&session, &ana, scene.now);
    scene.joins("ana");
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    scene.joins_from_tutorial("ana/2");
    assert_eq!(scene.people(), "anouk Available, ana Available");
}

#[test]
fn two_who_sign_in_with_one_name_are_told_apart_before_either_connects() {
    let mut scene = Scene::with(&[]);
    let (one, two, ana) = (scene.session("one"), scene.session("two"), UserName::nearest("ana"));
    let names = [&one, &two, &one].map(|session| scene.room.reserve(session, &ana, scene.now).to_string());
    assert_eq!(names, ["ana", "ana2", "ana"]);
}

#[test]
fn a_session_that_is_here_is_called_what_it_is_called_here() {
    let mut scene = Scene::with(&["ana"]);
    scene.says("ana", r#"{"type":"username","name":"anouk"}"#);
    let session = scene.session("ana");
    assert_eq!(scene.room.reserve(&session, &UserName::nearest("zoe"), scene.now).as_str(), "anouk");
}

#[test]
fn reservations_are_bounded() {
    let mut scene = Scene::with(&[]);
    for number in 0..=limits::RESERVATIONS {
        let session = scene.session(&number.to_string());
        scene.room.reserve(&session, &UserName::nearest(&format!("n{number}n")), scene.now);
        scene.now.since_start += Duration::from_millis(1);
    }
    scene.joins_without_session("n0n");
    scene.hears("n0n", &["welcome n0n to n0n available"]);
    scene.joins_without_session("n1n");
    scene.hears("n1n", &["rejectusername n1n2", "welcome n1n2 to n0n available, n1n2 available"]);
}
