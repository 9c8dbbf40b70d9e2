//! Passing on what the server does not read: to the right person, untouched, in order.

use crate::harness::{OFFER, TestServer, in_call};
use serde_json::{Value, json};

#[tokio::test]
async fn a_type_that_the_server_does_not_know_is_passed_on_to_its_target_or_to_the_room() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    ana.sends_text(&format!(r#"{{"name":"Cy","type":"wave","target":"Bo","how": {OFFER}}}"#)).await;
    let expected = format!(r#"{{"name":"Ana","type":"wave","target":"Bo","how":{OFFER}}}"#);
    assert_eq!(bo.hears_text_of("wave").await, expected);
    cy.hears_nothing_until(&mut ana).await;

    ana.sends_text(&format!(r#"{{"type":"wave","how":{OFFER}}}"#)).await;
    let expected = format!(r#"{{"type":"wave","how":{OFFER},"name":"Ana"}}"#);
    assert_eq!(bo.hears_text_of("wave").await, expected);
    assert_eq!(cy.hears_text_of("wave").await, expected);
}

#[tokio::test]
async fn what_is_inside_a_signaling_message_arrives_byte_for_byte() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.sends_text(&format!(r#"{{"type":"video-offer","target":"Bo","key":"k","sdp":{OFFER},"mood":[1.0]}}"#)).await;
    let call = ana.hears("calling").await["call"].clone();
    assert_eq!(
        bo.hears_text_of("video-offer").await,
        format!(r#"{{"type":"video-offer","target":"Bo","sdp":{OFFER},"mood":[1.0],"name":"Ana","call":{call}}}"#)
    );
    // The same fields in both directions, with a call and without.
    for (kind, field) in [("video-answer", "sdp"), ("new-ice-candidate", "candidate"), ("video-offer", "sdp")] {
        bo.sends_text(&format!(r#"{{"type":"{kind}","target":"Ana","call":{call},"{field}":{OFFER}}}"#)).await;
        let expected = format!(r#"{{"type":"{kind}","target":"Ana","call":{call},"{field}":{OFFER},"name":"Bo"}}"#);
        assert_eq!(ana.hears_text_of(kind).await, expected);
        ana.sends_text(&format!(r#"{{"name":"Eve","type":"{kind}","target":"Bo","{field}":{OFFER}}}"#)).await;
        let expected = format!(r#"{{"name":"Ana","type":"{kind}","target":"Bo","{field}":{OFFER},"call":{call}}}"#);
        assert_eq!(bo.hears_text_of(kind).await, expected);
    }
}

#[tokio::test]
async fn a_description_of_nearly_a_whole_frame_passes() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    let sdp = "a=x\r\n".repeat(9_000);
    ana.sends(json!({"type": "video-offer", "target": "Bo", "sdp": sdp})).await;
    assert_eq!(bo.hears("video-offer").await["sdp"], sdp);
}

#[tokio::test]
async fn a_thousand_candidates_sent_at_once_arrive_in_order_both_ways() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    let candidates = |target: &'static str| {
        (0..1_000).map(move |n| json!({"type": "new-ice-candidate", "target": target, "candidate": n}))
    };
    ana.sends_all(candidates("Bo")).await;
    bo.sends_all(candidates("Ana")).await;
    for client in [&mut ana, &mut bo] {
        for n in 0..1_000 {
            assert_eq!(client.hears("new-ice-candidate").await["candidate"], n);
        }
    }
}

#[tokio::test]
async fn a_thousand_messages_said_at_once_are_heard_in_order_by_everybody() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.sends_all((0..1_000).map(|n| json!({"type": "message", "text": n.to_string()}))).await;
    for client in [&mut ana, &mut bo] {
        let mut last = Value::Null;
        for n in 0..1_000 {
            let heard = client.hears("message").await;
            assert_eq!(heard["text"], n.to_string());
            assert!(heard["id"].as_u64() > last.as_u64());
            last = heard["id"].clone();
        }
    }
}
