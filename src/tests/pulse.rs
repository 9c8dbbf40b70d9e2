//! Pings of a page's own, and pages that say that they go.

use crate::harness::{TestServer, in_call};
use serde_json::json;

#[tokio::test]
async fn a_ping_is_answered_and_nobody_else_hears_it() {
    let server = TestServer::start().await;
    let (mut ana, mut bo) = (server.client_v1("Ana").await, server.client_v1("Bo").await);
    ana.sends(json!({"type": "ping"})).await;
    ana.hears("pong").await;
    ana.says("after it").await;
    assert_eq!(bo.hears_next().await["type"], "message");
}

#[tokio::test]
async fn only_the_server_says_pong_and_who_reconnects() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    for kind in ["pong", "reconnecting", "reconnected"] {
        ana.sends(json!({"type": kind, "target": "Bo", "call": 1})).await;
        assert_eq!(ana.hears("error").await["code"], "server-only");
    }
}

#[tokio::test]
async fn what_somebody_sends_is_told_to_the_other_side_alone() {
    let server = TestServer::start().await;
    let (mut ana, mut bo) = (server.client_v1("Ana").await, server.client_v1("Bo").await);
    in_call(&mut ana, &mut bo).await;
    ana.signals("media", "Bo", json!({"call": ana.call, "microphone": "off", "camera": "on"})).await;
    let news = bo.hears("media").await;
    assert_eq!((&news["microphone"], &news["camera"], &news["name"]), (&json!("off"), &json!("on"), &json!("Ana")));
}

#[tokio::test]
async fn parts_of_the_words_reach_the_other_side_of_a_call_and_nobody_before_there_is_one() {
    let server = TestServer::start().await;
    let (mut ana, mut bo) = (server.client_v1("Ana").await, server.client_v1("Bo").await);
    ana.calls("Bo").await;
    let call = bo.hears("video-offer").await["call"].clone();
    bo.sends(json!({"type": "safety", "target": "Ana", "call": call, "commitment": "early"})).await;
    bo.answers("Ana").await;
    bo.sends(json!({"type": "safety", "target": "Ana", "call": call, "commitment": "00ff"})).await;
    ana.hears("video-answer").await;
    let part = ana.hears("safety").await;
    assert_eq!((&part["name"], &part["call"], &part["commitment"]), (&json!("Bo"), &call, &json!("00ff")));
}
