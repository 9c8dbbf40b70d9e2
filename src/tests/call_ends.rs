//! How calls end, and what both sides are told.

use crate::harness::{TestServer, in_call, still_talk};
use serde_json::{Value, json};

#[tokio::test]
async fn the_other_side_is_told_the_reason_that_can_be_true() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    for (answered, caller, said, told) in [
        (false, true, json!("cancelled"), "cancelled"),
        (false, true, json!("declined"), "cancelled"),
        (false, true, Value::Null, "cancelled"),
        (false, false, json!("declined"), "declined"),
        (false, false, json!("ended"), "declined"),
        (false, false, json!("busy"), "busy"),
        (false, false, json!("unavailable"), "unavailable"),
        (false, false, json!("made-up"), "declined"),
        (false, false, Value::Null, "declined"),
        (true, true, json!("ended"), "ended"),
        (true, false, json!("busy"), "ended"),
        (true, true, json!("lost"), "lost"),
        (true, false, json!("unavailable"), "unavailable"),
        (true, false, json!("answered-elsewhere"), "ended"),
        (true, true, Value::Null, "ended"),
    ] {
        ana.calls("Bo").await;
        ana.hears("calling").await;
        bo.hears("video-offer").await;
        if answered {
            bo.answers("Ana").await;
            ana.hears("video-answer").await;
        }
        let (from, to) = if caller { (&mut ana, &mut bo) } else { (&mut bo, &mut ana) };
        from.signals("hang-up", &to.name, json!({"call": from.call, "reason": said})).await;
        let end = to.hears("hang-up").await;
        let expected = json!({"type": "hang-up", "name": from.name, "call": from.call, "reason": told});
        assert_eq!(end, expected, "{said} from the caller: {caller}, answered: {answered}");
        // Whoever hung up knows it; the callee may have missed it. And each is free for the next round.
        let noticed = ["declined", "unavailable"].contains(&told);
        let missed: &[&str] = if answered || caller || noticed { &[] } else { &["missed-call"] };
        let heard = from.hears_before(to).await;
        assert!(heard.iter().map(|frame| &frame["type"]).eq(missed), "{heard:?}");
    }
}

#[tokio::test]
async fn an_unanswered_call_ends_for_both_and_an_answered_one_does_not() {
    let server = TestServer::with(&["--ring-timeout", "0.6"]).await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    let mut dee = server.client_v1("Dee").await;
    in_call(&mut ana, &mut bo).await;
    for _ in 0..2 {
        cy.calls("Dee").await;
        let call = dee.hears("video-offer").await["call"].clone();
        let end = |name| json!({"type": "hang-up", "name": name, "call": call, "reason": "no-answer"});
        assert_eq!(cy.hears("hang-up").await, end("Dee"));
        assert_eq!(dee.hears("hang-up").await, end("Cy"));
    }
    // It began to ring before those.
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn a_caller_who_is_lost_while_it_rings_has_cancelled_and_a_callee_is_unavailable() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    ana.calls("Bo").await;
    bo.hears("video-offer").await;
    ana.vanishes();
    assert_eq!(bo.hears("hang-up").await["reason"], "cancelled");
    let mut cy = server.client_v1("Cy").await;
    cy.calls("Bo").await;
    bo.hears("video-offer").await;
    bo.vanishes();
    assert_eq!(cy.hears("hang-up").await["reason"], "unavailable");
}

#[tokio::test]
async fn a_hang_up_without_a_target_ends_the_sender_s_call_and_nobody_else_s() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    let mut cy = server.client("Cy").await;
    let mut dee = server.client_v1("Dee").await;
    in_call(&mut ana, &mut bo).await;
    in_call(&mut cy, &mut dee).await;
    // It lies about who it is: that is not looked at.
    ana.sends(json!({"type": "hang-up", "name": "Cy", "id": cy.id})).await;
    assert_eq!(bo.hears("hang-up").await["name"], "Ana");
    cy.hears_nothing_until(&mut ana).await;
    dee.hears_nothing_until(&mut ana).await;
    still_talk(&mut cy, &mut dee).await;
    // Without a call it is about nothing.
    ana.hangs_up().await;
    bo.hears_nothing_until(&mut ana).await;
    dee.hears_nothing_until(&mut ana).await;
}

#[tokio::test]
async fn both_can_call_again_at_once_after_every_kind_of_end() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    for _ in 0..5 {
        in_call(&mut ana, &mut bo).await;
        bo.hangs_up().await;
        ana.hears("hang-up").await;
        in_call(&mut bo, &mut ana).await;
        ana.hangs_up_on("Bo", "ended").await;
        bo.hears("hang-up").await;
        ana.calls("Bo").await;
        bo.hears("video-offer").await;
        bo.hangs_up().await;
        ana.hears("hang-up").await;
    }
}

#[tokio::test]
async fn hang_ups_that_cross_end_one_call_once() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    ana.hangs_up_on("Bo", "ended").await;
    bo.hangs_up_on("Ana", "ended").await;
    let ends = ana.hears_before(&mut bo).await.len() + bo.hears_before(&mut ana).await.len();
    assert_eq!(ends, 1, "the first tells the other, the second is about no call");
}
