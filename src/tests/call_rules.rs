//! Who may call whom, and who has no part in a call.

use crate::harness::{Client, TestServer, in_call, still_talk};
use serde_json::json;

#[tokio::test]
async fn an_offer_to_nobody_or_to_oneself_is_unavailable() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let gone = server.client("Gone").await;
    gone.leaves().await;
    let mut elsewhere = server.stranger_at("/ws?room=elsewhere").await;
    elsewhere.signs_in_v1(Some("Else")).await;
    for target in ["Zed", "Gone", "Else", "Ana", "ana", "", "\u{202e}", &"x".repeat(10_000)] {
        ana.signals("video-offer", target, json!({"sdp": {}, "key": "k"})).await;
        let hang_up = ana.hears_next_but_presence().await;
        assert_eq!(hang_up, json!({"type": "hang-up", "name": target, "reason": "unavailable", "key": "k"}));
    }
    elsewhere.hears_nothing_back().await;
}

#[tokio::test]
async fn somebody_whose_page_has_just_gone_cannot_be_called() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let bo = server.visitor();
    bo.signs_in("Bo").await;
    bo.tab().await.leaves().await;
    ana.calls("Bo").await;
    assert_eq!(ana.hears("hang-up").await["reason"], "unavailable");
}

#[tokio::test]
async fn a_third_caller_hears_busy_and_the_call_goes_on() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    let busy =
        |target: &str| json!({"type": "hang-up", "name": target, "reason": "busy", "key": format!("Cy-to-{target}")});
    ana.calls("Bo").await;
    bo.hears("video-offer").await;
    for (target, callee) in [("Ana", &mut ana), ("Bo", &mut bo)] {
        cy.calls(target).await;
        assert_eq!(cy.hears("hang-up").await, busy(target), "while it rings");
        assert_eq!(callee.hears("missed-call").await["name"], "Cy");
    }
    bo.answers("Ana").await;
    ana.hears("video-answer").await;
    for (target, callee) in [("Ana", &mut ana), ("Bo", &mut bo)] {
        cy.calls(target).await;
        assert_eq!(cy.hears("hang-up").await, busy(target), "while they talk");
        assert_eq!(callee.hears("missed-call").await["name"], "Cy");
        // Whoever heard busy gives up its attempt: that is about no call.
        cy.hangs_up_on(target, "cancelled").await;
        cy.hangs_up().await;
    }
    ana.hears_nothing_until(&mut cy).await;
    bo.hears_nothing_until(&mut cy).await;
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn whoever_is_in_a_call_cannot_begin_another() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    in_call(&mut ana, &mut bo).await;
    for client in [&mut ana, &mut bo] {
        client.calls("Cy").await;
        assert_eq!(client.hears("hang-up").await["reason"], "busy");
        cy.hears_nothing_until(client).await;
    }
    still_talk(&mut ana, &mut bo).await;
}

/// Both press call; the second has not seen the first's offer yet.
async fn both_call(first: &mut Client, second: &mut Client) {
    first.calls(&second.name).await;
    // The server has handled the first offer before it gets the second.
    first.hears("calling").await;
    second.calls(&first.name).await;
    second.hears("video-offer").await;
}

#[tokio::test]
async fn two_who_call_each_other_get_one_call_and_the_earlier_offer_stands() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    both_call(&mut ana, &mut bo).await;
    let call = bo.call;
    let joined = bo.hears("calling").await;
    assert_eq!(joined, json!({"type": "calling", "name": "Ana", "call": call, "key": "Bo-to-Ana"}));
    ana.hears_nothing_until(&mut bo).await;
    bo.answers("Ana").await;
    assert_eq!(ana.hears("video-answer").await["call"], json!(call));
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn the_later_of_two_offers_may_be_given_up_and_the_earlier_rings_on() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    both_call(&mut ana, &mut bo).await;
    bo.signals("hang-up", "Ana", json!({"reason": "cancelled"})).await;
    ana.hears_nothing_until(&mut bo).await;
    bo.answers("Ana").await;
    ana.hears("video-answer").await;
}

#[tokio::test]
async fn the_tutorial_s_clients_meet_in_one_call_too() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut bo = server.client("Bo").await;
    ana.calls("Bo").await;
    bo.hears("video-offer").await;
    bo.calls("Ana").await;
    ana.hears_nothing_until(&mut bo).await;
    bo.answers("Ana").await;
    ana.hears("video-answer").await;
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn a_third_party_cannot_touch_a_call_whatever_it_says() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut eve = server.client_v1("Eve").await;
    for ringing in [true, false] {
        ana.calls("Bo").await;
        ana.hears("calling").await;
        bo.hears("video-offer").await;
        if !ringing {
            bo.answers("Ana").await;
            ana.hears("video-answer").await;
        }
        for (victim, other) in [("Ana", "Bo"), ("Bo", "Ana")] {
            for kind in ["video-answer", "new-ice-candidate", "ringing", "hang-up", "video-offer"] {
                for call in [ana.call, None] {
                    if kind == "video-offer" && call.is_none() {
                        continue;
                    }
                    let lies = json!({"call": call, "name": other, "id": ana.id, "sdp": {}, "candidate": {}, "reason": "ended"});
                    eve.signals(kind, victim, lies).await;
                }
            }
            eve.sends(json!({"type": "hang-up", "name": other, "id": ana.id, "call": ana.call})).await;
            eve.hangs_up().await;
        }
        ana.hears_nothing_until(&mut eve).await;
        bo.hears_nothing_until(&mut eve).await;
        still_talk(&mut ana, &mut bo).await;
        ana.hangs_up_on("Bo", "ended").await;
        bo.hears("hang-up").await;
    }
}

#[tokio::test]
async fn what_names_another_call_is_dropped_and_what_names_no_call_goes_to_its_target_or_nowhere() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    in_call(&mut ana, &mut bo).await;
    let another = ana.call.map(|call| call + 1);
    for kind in ["video-answer", "new-ice-candidate", "hang-up"] {
        for (target, call) in [("Bo", another), ("Cy", another), ("Cy", None)] {
            let fields = json!({"call": call, "sdp": {}, "candidate": {}, "reason": "ended"});
            ana.signals(kind, target, fields).await;
        }
    }
    bo.hears_nothing_until(&mut ana).await;
    cy.hears_nothing_until(&mut ana).await;
    still_talk(&mut ana, &mut bo).await;
}

#[tokio::test]
async fn a_call_s_number_says_more_than_a_name_which_may_be_out_of_date() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    bo.sends(json!({"type": "username", "name": "Bob"})).await;
    ana.hears("user-renamed").await;
    let mut other_bo = server.client_v1("Bo").await;
    still_talk(&mut ana, &mut bo).await;
    ana.hangs_up_on("Bo", "ended").await;
    assert_eq!(bo.hears("hang-up").await["reason"], "ended");
    other_bo.hears_nothing_until(&mut ana).await;
}

#[tokio::test]
async fn what_comes_after_the_end_is_dropped_and_an_offer_for_it_is_told_so() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    in_call(&mut ana, &mut bo).await;
    ana.hangs_up_on("Bo", "ended").await;
    bo.hears("hang-up").await;
    bo.answers("Ana").await;
    bo.sends_candidate("Ana", 1).await;
    bo.hangs_up_on("Ana", "ended").await;
    bo.hangs_up().await;
    ana.hears_nothing_until(&mut bo).await;
    // It would begin a new call if the server did not look at its number.
    bo.signals("video-offer", "Ana", json!({"sdp": {}, "call": bo.call})).await;
    let over = bo.hears("hang-up").await;
    assert_eq!(over, json!({"type": "hang-up", "name": "Ana", "call": bo.call, "reason": "ended"}));
    ana.hears_nothing_until(&mut bo).await;
}
