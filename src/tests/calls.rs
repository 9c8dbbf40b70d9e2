//! A call from the first offer to the hang-up, message by message.

use crate::harness::{TestServer, in_call, still_talk};
use serde_json::json;

#[tokio::test]
async fn a_call_between_two_of_our_clients() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let sdp = json!({"type": "offer", "sdp": "v=0"});

    ana.sends(json!({"type": "video-offer", "target": "Bo", "sdp": sdp, "key": "k"})).await;
    let calling = ana.hears("calling").await;
    let call = calling["call"].as_u64().expect("a number");
    assert_eq!(calling, json!({"type": "calling", "name": "Bo", "call": call, "key": "k"}));
    let offer = bo.hears("video-offer").await;
    assert_eq!(offer, json!({"type": "video-offer", "name": "Ana", "target": "Bo", "sdp": sdp, "call": call}));

    bo.rings_for("Ana").await;
    let ringing = ana.hears("ringing").await;
    assert_eq!(ringing, json!({"type": "ringing", "name": "Bo", "target": "Ana", "call": call}));
    // Candidates come while it rings.
    still_talk(&mut ana, &mut bo).await;

    bo.answers("Ana").await;
    let answer = ana.hears("video-answer").await;
    assert_eq!((&answer["name"], &answer["call"]), (&json!("Bo"), &json!(call)));
    still_talk(&mut ana, &mut bo).await;

    ana.hangs_up_on("Bo", "ended").await;
    let end = bo.hears("hang-up").await;
    assert_eq!(end, json!({"type": "hang-up", "name": "Ana", "call": call, "reason": "ended"}));
    ana.hears_nothing_until(&mut bo).await;
}

#[tokio::test]
async fn every_call_has_a_number_of_its_own() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut last = 0;
    for _ in 0..5 {
        in_call(&mut ana, &mut bo).await;
        let call = ana.call.unwrap();
        assert!(call > last && bo.call == Some(call), "{call} after {last}");
        last = call;
        bo.hangs_up_on("Ana", "ended").await;
        ana.hears("hang-up").await;
    }
}

#[tokio::test]
async fn targets_are_found_by_names_that_look_the_same() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Straße").await;
    ana.calls("STRASSE").await;
    assert_eq!(ana.hears("calling").await["name"], "Straße");
    bo.hears("video-offer").await;
}

#[tokio::test]
async fn either_side_renegotiates_within_the_call() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    let call = ana.call;
    for (one, other) in [("Bo", "Ana"), ("Ana", "Bo")] {
        let (from, to) = if one == "Ana" { (&mut ana, &mut bo) } else { (&mut bo, &mut ana) };
        from.signals("video-offer", other, json!({"sdp": one, "call": call})).await;
        assert_eq!(to.hears("video-offer").await["sdp"], one);
        to.answers(one).await;
        assert_eq!(from.hears("video-answer").await["call"], json!(call));
    }
    assert_eq!(ana.call, call);
}

#[tokio::test]
async fn a_new_name_does_not_disturb_the_call() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    bo.sends(json!({"type": "username", "name": "Bob"})).await;
    ana.hears("user-renamed").await;
    // By the old name, which nobody has any more, and by the new one.
    still_talk(&mut ana, &mut bo).await;
    bo.name = "Bob".to_owned();
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn ringing_is_what_the_callee_says_while_it_rings_and_nobody_else() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.calls("Bo").await;
    ana.hears("calling").await;
    bo.hears("video-offer").await;
    ana.rings_for("Bo").await;
    bo.hears_nothing_until(&mut ana).await;
    bo.answers("Ana").await;
    ana.hears("video-answer").await;
    bo.rings_for("Ana").await;
    ana.hears_nothing_until(&mut bo).await;
}

#[tokio::test]
async fn a_caller_cannot_accept_the_call_itself() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.calls("Bo").await;
    ana.hears("calling").await;
    bo.hears("video-offer").await;
    ana.answers("Bo").await;
    ana.answers("Ana").await;
    bo.hears_nothing_until(&mut ana).await;
    bo.answers("Ana").await;
    ana.hears("video-answer").await;
}
