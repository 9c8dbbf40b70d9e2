//! What the room does not understand, and passes on.

use super::Scene;
use crate::protocol::FrameError;

#[test]
fn an_unknown_type_goes_to_all_or_to_its_target_alone() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2", "cy"]);
    scene.says("ana", r#"{"type":"wave"}"#);
    for who in ["ana", "bo", "bo/2", "cy"] {
        scene.hears(who, &["wave ana"]);
    }
    scene.says("ana", r#"{"type":"wave","target":"bo"}"#);
    scene.hears("bo", &["wave ana"]);
    scene.hears("bo/2", &["wave ana"]);
    scene.hears("ana", &[]);
    scene.hears("cy", &[]);
}

#[test]
fn an_empty_target_is_the_room() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.says("ana", r#"{"type":"wave","target":""}"#);
    scene.hears("bo", &["wave ana"]);
}

#[test]
fn its_fields_arrive_as_they_were_but_the_name_is_the_sender_s() {
    let mut scene = Scene::with(&["ana", "bo"]);
    let frame = r#"{"type":"wave","name":"zoe","id":7,"how":[1.50,"\u00e9",{"a":null}],"target":"bo"}"#;
    let said = crate::protocol::ToServer::parse(frame).unwrap();
    let from = scene.connections["ana"].connection;
    let [delivery] = &scene.room.deliveries(super::Event::Said(from, said), scene.now).unwrap()[..] else { panic!() };
    assert_eq!(delivery.to, [scene.connections["bo"].connection]);
    assert_eq!(delivery.frame, frame.replace("zoe", "ana"));
}

#[test]
fn an_unknown_target_is_an_error() {
    let mut scene = Scene::with(&["ana", "bo"]);
    let wave = scene.tries_to_say("ana", r#"{"type":"wave","target":"zoe"}"#);
    assert_eq!(wave, Err(FrameError::UnknownTarget));
    scene.hears("bo", &[]);
}

#[test]
fn whoever_is_not_in_the_room_says_nothing() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.leaves("ana");
    scene.forget();
    for frame in [
        r#"{"type":"wave"}"#,
        r#"{"type":"message","text":"hi"}"#,
        r#"{"type":"username","name":"zoe"}"#,
        r#"{"type":"video-offer","target":"bo","sdp":1}"#,
        r#"{"type":"hang-up"}"#,
    ] {
        scene.says("ana", frame);
    }
    scene.hears("bo", &[]);
    scene.sees("bo", &[]);
}
