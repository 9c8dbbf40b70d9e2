//! A client written for the tutorial, on each side of a call: its messages are those of the tutorial's text,
//! with their lies about `name` and `id`, and with a hang-up that names nobody.

use crate::harness::{Client, TestServer};
use serde_json::json;

/// As `hangUpCall` does: it clears the target before it sends.
const HANG_UP: &str = r#"{"name":"myUsername","target":null,"type":"hang-up"}"#;

/// Everything that a client of the tutorial understands.
const UNDERSTOOD: [&str; 8] =
    ["id", "rejectusername", "userlist", "message", "video-offer", "video-answer", "new-ice-candidate", "hang-up"];

/// Hears this type next, and nothing that a client of the tutorial would not know.
async fn hears(client: &mut Client, kind: &str) -> serde_json::Value {
    loop {
        let frame = client.hears_next().await;
        assert!(UNDERSTOOD.contains(&frame["type"].as_str().unwrap()), "{frame}");
        if frame["type"] == kind {
            return frame;
        }
    }
}

#[tokio::test]
async fn it_calls_one_of_our_users_who_is_rung_and_it_hangs_up() {
    let server = TestServer::start().await;
    let mut tess = server.client("Tess").await;
    let mut ana = server.client_v1("Ana").await;
    let mut cy = server.client_v1("Cy").await;
    while hears(&mut tess, "userlist").await["users"] != json!(["Tess", "Ana", "Cy"]) {}

    tess.sends(json!({"name": "x", "target": "Ana", "type": "video-offer", "sdp": {"type": "offer", "sdp": "v=0"}}))
        .await;
    let offer = ana.hears("video-offer").await;
    assert_eq!(offer["name"], "Tess");
    ana.rings_for("Tess").await;
    tess.sends(json!({"type": "new-ice-candidate", "target": "Ana", "candidate": {"candidate": "c", "sdpMid": "0"}}))
        .await;
    assert_eq!(ana.hears("new-ice-candidate").await["call"], offer["call"]);
    ana.answers("Tess").await;
    // It has not heard of the ringing, which it would not know.
    let answer = hears(&mut tess, "video-answer").await;
    assert_eq!((&answer["name"], &answer["sdp"]["type"]), (&json!("Ana"), &json!("answer")));
    ana.sends_candidate("Tess", 7).await;
    assert_eq!(hears(&mut tess, "new-ice-candidate").await["candidate"], 7);

    tess.sends_text(HANG_UP).await;
    assert_eq!(ana.hears("hang-up").await["reason"], "ended");
    cy.hears_nothing_until(&mut tess).await;
}

#[tokio::test]
async fn it_is_called_by_one_of_our_users_and_answers() {
    let server = TestServer::start().await;
    let mut tess = server.client("Tess").await;
    let mut ana = server.client_v1("Ana").await;
    ana.calls("Tess").await;
    ana.hears("calling").await;
    let offer = hears(&mut tess, "video-offer").await;
    // As handleVideoOfferMsg does.
    tess.sends(json!({"name": "x", "target": offer["name"], "type": "video-answer", "sdp": {"type": "answer"}})).await;
    assert_eq!(ana.hears("video-answer").await["call"], json!(ana.call));
    tess.sends(json!({"type": "new-ice-candidate", "target": "Ana", "candidate": {}})).await;
    ana.hears("new-ice-candidate").await;
    ana.hangs_up_on("Tess", "ended").await;
    assert_eq!(hears(&mut tess, "hang-up").await["name"], "Ana");
    // closeVideoCall is all it does then; if it sends a hang-up of its own, that is about nothing.
    tess.sends_text(HANG_UP).await;
    ana.hears_nothing_until(&mut tess).await;
}

#[tokio::test]
async fn its_hang_up_while_it_is_rung_declines_and_while_it_rings_another_cancels() {
    let server = TestServer::start().await;
    let mut tess = server.client("Tess").await;
    let mut ana = server.client_v1("Ana").await;
    ana.calls("Tess").await;
    hears(&mut tess, "video-offer").await;
    tess.sends_text(HANG_UP).await;
    assert_eq!(ana.hears("hang-up").await["reason"], "declined");
    tess.calls("Ana").await;
    ana.hears("video-offer").await;
    tess.sends_text(HANG_UP).await;
    assert_eq!(ana.hears("hang-up").await["reason"], "cancelled");
}

#[tokio::test]
async fn it_chats_and_hears_of_no_error() {
    let server = TestServer::start().await;
    let mut tess = server.client("Tess").await;
    let mut ana = server.client_v1("Ana").await;
    tess.sends(json!({"text": "hello", "type": "message", "id": tess.id, "date": 1_700_000_000_000_u64})).await;
    assert_eq!(ana.hears("message").await["text"], "hello");
    assert_eq!(hears(&mut tess, "message").await["name"], "Tess");
    for broken in ["hello", "[]", "{}", r#"{"type":"message"}"#, r#"{"type":"userlist"}"#] {
        tess.sends_text(broken).await;
    }
    tess.hears_nothing_back().await;
}

#[tokio::test]
async fn two_of_them_call_each_other_as_on_the_tutorial_s_own_server() {
    let server = TestServer::start().await;
    let mut tess = server.client("Tess").await;
    let mut uma = server.client("Uma").await;
    tess.calls("Uma").await;
    hears(&mut uma, "video-offer").await;
    uma.answers("Tess").await;
    hears(&mut tess, "video-answer").await;
    // A change of tracks: the same messages again.
    uma.calls("Tess").await;
    hears(&mut tess, "video-offer").await;
    tess.answers("Uma").await;
    hears(&mut uma, "video-answer").await;
    uma.sends_text(HANG_UP).await;
    assert_eq!(hears(&mut tess, "hang-up").await["name"], "Uma");
}
