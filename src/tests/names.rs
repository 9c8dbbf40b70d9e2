//! What people are called, and who says so.

use crate::harness::TestServer;
use serde_json::json;

#[tokio::test]
async fn a_name_that_looks_like_another_gets_a_number_and_its_owner_is_told() {
    let server = TestServer::start().await;
    let _ana = server.client("Ana").await;
    for (asked, got) in [
        ("Ana", "Ana2"),
        ("aNA", "aNA3"),
        ("  Ａｎａ\t", "Ａｎａ4"),
        ("A\u{200d}na", "A\u{200d}na5"),
        ("Anna", "Anna"),
        ("Ana2", "Ana22"),
    ] {
        let mut client = server.stranger().await;
        client.sends(json!({"type": "username", "name": asked})).await;
        let first = client.hears_next().await;
        if got == asked {
            assert_eq!(first["type"], "userlist", "{asked}");
        } else {
            assert_eq!(first, json!({"type": "rejectusername", "id": client.id, "name": got}), "{asked}");
        }
        // It stays, so that the next one finds the name taken.
        tokio::spawn(async move { client.is_gone().await });
    }
}

#[tokio::test]
async fn white_space_around_a_name_is_no_reason_to_tell_anybody() {
    let server = TestServer::start().await;
    let mut bo = server.stranger().await;
    bo.sends(json!({"type": "username", "name": " Bo \n"})).await;
    assert_eq!(bo.hears_next().await, json!({"type": "userlist", "users": ["Bo"]}));
}

#[tokio::test]
async fn what_is_no_name_becomes_the_nearest_one_and_its_owner_is_told() {
    let server = TestServer::start().await;
    let thirty_two = "x".repeat(32);
    for (asked, got) in [
        ("x".repeat(10_000).as_str(), thirty_two.as_str()),
        ("\u{202e}evil", "evil"),
        ("a\u{0}\u{7}\n\u{1b}[31mb", "a[31mb"),
        ("", "Guest"),
        (" \u{3164}\u{200d} ", "Guest"),
    ] {
        let mut client = server.stranger().await;
        client.sends(json!({"type": "username", "name": asked})).await;
        let told = client.hears_next().await;
        assert_eq!(told, json!({"type": "rejectusername", "id": client.id, "name": got}));
        client.leaves().await;
    }
}

#[tokio::test]
async fn names_are_of_any_script() {
    let server = TestServer::start().await;
    for name in ["Łukasz", "王小明", "नेहा", "مريم", "👩‍👧", "O’Neil <b>Jr.</b>", &"é".repeat(32)]
    {
        let mut client = server.stranger().await;
        assert_eq!(client.signs_in_v1(Some(name)).await["name"], name);
        client.says("hello").await;
        assert_eq!(client.hears("message").await["name"], name);
        client.leaves().await;
    }
}

#[tokio::test]
async fn another_name_can_be_asked_for_later() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.signs_in("Anita").await;
    assert_eq!(bo.hears("user-renamed").await, json!({"type": "user-renamed", "from": "Ana", "to": "Anita"}));
    ana.says("it is me").await;
    assert_eq!(bo.hears("message").await["name"], "Anita");
    // Her old name is free, and her own in another spelling is not taken by her.
    ana.sends(json!({"type": "username", "name": "ANITA"})).await;
    assert_eq!(bo.hears("user-renamed").await["to"], "ANITA");
    let _ = server.client_v1("Ana").await;
    assert_eq!(bo.hears("user-joined").await["name"], "Ana");
    // One that is taken is numbered, as at sign-in.
    ana.sends(json!({"type": "username", "name": "bo"})).await;
    assert_eq!(ana.hears("rejectusername").await, json!({"type": "rejectusername", "id": ana.id, "name": "bo2"}));
    assert_eq!(bo.hears("user-renamed").await["to"], "bo2");
}

#[tokio::test]
async fn a_name_is_free_again_when_its_owner_has_gone() {
    let server = TestServer::start().await;
    for _ in 0..3 {
        let client = server.client_v1("Ana").await;
        assert_eq!(client.name, "Ana");
        client.leaves().await;
    }
}

#[tokio::test]
async fn nobody_speaks_in_another_s_name_or_is_found_by_a_number() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut eve = server.client_v1("Eve").await;
    for kind in ["message", "wave"] {
        eve.sends(json!({"type": kind, "name": "Ana", "id": ana.id, "text": "hi", "target": "Bo"})).await;
        assert_eq!(bo.hears(kind).await["name"], "Eve");
    }
    eve.sends(json!({"type": "video-offer", "name": "Ana", "id": ana.id, "target": "Bo", "sdp": {}})).await;
    assert_eq!(bo.hears("video-offer").await["name"], "Eve");
    ana.hears_nothing_until(&mut eve).await;
    // A number is not a name.
    eve.sends(json!({"type": "message", "text": "hi", "target": ana.id.to_string()})).await;
    assert_eq!(eve.hears("error").await["code"], "unknown-target");
}
