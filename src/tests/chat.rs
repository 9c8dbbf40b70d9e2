//! What people say to the room, and to one alone.

use crate::harness::TestServer;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[tokio::test]
async fn everybody_hears_what_is_said_with_the_server_s_name_date_and_growing_id() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    let mut last = 0;
    for text in ["one", "two"] {
        ana.sends(json!({"type": "message", "text": text, "id": 1, "date": 2, "name": "Bo", "mood": "odd"})).await;
        let heard = bo.hears("message").await;
        let (id, date) = (heard["id"].as_u64().unwrap(), heard["date"].as_u64().unwrap());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(now.abs_diff(Duration::from_millis(date)) < Duration::from_secs(60), "{date} is now");
        assert!(id > last, "{id} after {last}");
        assert_eq!(heard, json!({"type": "message", "name": "Ana", "text": text, "id": id, "date": date}));
        assert_eq!(cy.hears("message").await, heard);
        assert_eq!(ana.hears("message").await, heard);
        last = id;
    }
}

#[tokio::test]
async fn text_is_text_and_comes_out_as_it_was_typed() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    for text in ["<script>alert(1)</script>", "\u{2028}\"\\/</", "  two\n\tlines  ", "👩‍👧 مريم \u{202e}abc"]
    {
        ana.says(text).await;
        assert_eq!(bo.hears("message").await["text"], text);
    }
}

#[tokio::test]
async fn a_text_with_control_characters_is_refused_and_a_page_stays_readable() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    for text in ["\u{0}", "a\u{0}https://a.b", "bell\u{7}"] {
        ana.says(text).await;
        assert_eq!(ana.hears("error").await["code"], "invalid-field", "{text:?}");
    }
}

#[tokio::test]
async fn a_room_full_of_long_messages_can_be_joined() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    for _ in 0..70 {
        ana.says(&"x".repeat(4_000)).await;
        ana.hears("message").await;
    }
    let mut bo = server.client_v1("Bo").await;
    bo.says("here").await;
    assert_eq!(bo.hears("message").await["text"], "here");
}

#[tokio::test]
async fn a_text_may_have_4096_characters_and_no_more() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    ana.says(&"😀".repeat(4_097)).await;
    let error = ana.hears("error").await;
    assert_eq!((&error["code"], &error["of"]), (&json!("text-too-long"), &json!("message")));
    ana.says(&"😀".repeat(4_096)).await;
    assert_eq!(bo.hears("message").await["text"].as_str().unwrap().chars().count(), 4_096);
}

#[tokio::test]
async fn nothing_but_white_space_is_not_said() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    ana.says(" \n\t ").await;
    assert_eq!(ana.hears("error").await["code"], "invalid-field");
    bo.hears_nothing_until(&mut ana).await;
}

#[tokio::test]
async fn the_sender_s_copy_carries_the_key_and_nobody_else_s_does() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.sends(json!({"type": "message", "text": "hi", "key": "k1"})).await;
    let copy = ana.hears("message").await;
    let heard = bo.hears("message").await;
    assert_eq!((&copy["key"], &copy["id"]), (&json!("k1"), &heard["id"]));
    assert_eq!(heard.get("key"), None);
}

#[tokio::test]
async fn a_key_is_one_message_however_often_it_is_sent_and_is_its_sender_s_own() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let frame = json!({"type": "message", "text": "once", "key": "k"});
    ana.sends(frame.clone()).await;
    let copy = ana.hears("message").await;
    bo.hears("message").await;
    for _ in 0..3 {
        ana.sends(frame.clone()).await;
        assert_eq!(ana.hears("message").await, copy);
    }
    bo.hears_nothing_until(&mut ana).await;
    bo.sends(frame).await;
    assert_ne!(ana.hears("message").await["id"], copy["id"]);
}

#[tokio::test]
async fn with_a_target_that_person_alone_hears_it() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    ana.says_to("bo", "between us").await;
    let heard = bo.hears("message").await;
    assert_eq!((&heard["text"], &heard["target"]), (&json!("between us"), &json!("Bo")));
    assert_eq!(ana.hears("message").await, heard, "the sender's own copy");
    cy.hears_nothing_until(&mut ana).await;
    // Nor is it among what a newcomer is shown.
    let mut dee = server.stranger().await;
    assert_eq!(dee.signs_in_v1(Some("Dee")).await["messages"], json!([]));
}

#[tokio::test]
async fn a_target_that_nobody_has_is_an_error_and_heard_by_nobody() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    for kind in ["message", "wave"] {
        ana.sends(json!({"type": kind, "text": "psst", "target": "Zed"})).await;
        let error = ana.hears("error").await;
        assert_eq!((&error["code"], &error["of"]), (&json!("unknown-target"), &json!(kind)));
    }
    bo.hears_nothing_until(&mut ana).await;
}

#[tokio::test]
async fn an_empty_target_is_the_room() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    for target in [json!(""), json!(null)] {
        ana.sends(json!({"type": "message", "text": "all", "target": target})).await;
        assert_eq!(bo.hears("message").await.get("target"), None);
    }
}

#[tokio::test]
async fn a_newcomer_is_shown_what_was_said_lately_oldest_first() {
    let server = TestServer::with(&["--history", "3"]).await;
    let mut ana = server.client("Ana").await;
    for text in ["one", "two", "three", "four"] {
        ana.says(text).await;
        ana.hears("message").await;
    }
    let mut bo = server.stranger().await;
    let welcome = bo.signs_in_v1(Some("Bo")).await;
    let texts: Vec<_> = welcome["messages"].as_array().unwrap().iter().map(|said| said["text"].clone()).collect();
    assert_eq!(texts, ["two", "three", "four"]);
}

#[tokio::test]
async fn a_room_that_people_come_back_to_goes_on_where_it_was() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    ana.says("hello?").await;
    let mut before = ana.hears("message").await;
    before.as_object_mut().unwrap().remove("type");
    ana.leaves().await;
    let mut bo = server.stranger().await;
    assert_eq!(bo.signs_in_v1(Some("Bo")).await["messages"], json!([before]));
    bo.says("hello!").await;
    assert!(bo.hears("message").await["id"].as_u64() > before["id"].as_u64());
}

#[tokio::test]
async fn a_welcome_says_up_to_which_message_the_room_has_forgotten() {
    let server = TestServer::with(&["--history", "2"]).await;
    let mut ana = server.client_v1("Ana").await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three", "four"] {
        let mut bo = server.stranger().await;
        let forgotten = bo.signs_in_v1(Some("Bo")).await["forgotten"].clone();
        assert_eq!(forgotten, ids.len().checked_sub(3).map_or(serde_json::Value::Null, |at| json!(ids[at])), "{text}");
        ana.says(text).await;
        ids.push(ana.hears("message").await["id"].as_u64().unwrap());
        bo.leaves().await;
    }
}
