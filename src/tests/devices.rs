//! One person, several connections: tabs, devices, reloads.

use crate::harness::{TestServer, Visitor, in_call, still_talk};
use serde_json::json;

/// A browser that has signed in.
async fn browser(server: &TestServer, name: &str) -> Visitor {
    let visitor = server.visitor();
    visitor.signs_in(name).await;
    visitor
}

#[tokio::test]
async fn two_tabs_are_one_person_listed_once_and_hearing_the_same() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let mut one = ana.tab().await;
    assert_eq!(bo.hears("user-joined").await["name"], "Ana");
    let mut two = ana.socket().await;
    let users = two.signs_in_v1(None).await["users"].clone();
    // Whoever has a session is known by a number, too.
    let number = users[1]["person"].as_u64().unwrap();
    let people = json!([
        {"name": "Bo", "state": "available"},
        {"name": "Ana", "state": "available", "person": number},
    ]);
    assert_eq!(users, people);
    one.sends(json!({"type": "message", "text": "hi", "key": "k"})).await;
    let copy = one.hears("message").await;
    assert_eq!(two.hears("message").await, copy, "the acknowledgement too");
    assert_eq!(bo.hears_next().await["type"], "message", "the second tab is no news");
    one.leaves().await;
    two.says("still here").await;
    assert_eq!(bo.hears_next().await["text"], "still here", "nor is the end of one of two tabs");
}

#[tokio::test]
async fn a_reload_is_no_news_to_anybody() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    ana.tab().await.leaves().await;
    assert_eq!(bo.hears_next().await["type"], "user-joined");
    ana.tab().await.says("back").await;
    assert_eq!(bo.hears_next().await["text"], "back");
}

#[tokio::test]
async fn whoever_does_not_come_back_leaves_the_list_a_little_later() {
    let server = TestServer::with(&["--linger", "0.1"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    ana.tab().await.leaves().await;
    assert_eq!(bo.hears("user-left").await["name"], "Ana");
}

#[tokio::test]
async fn all_devices_ring_and_those_that_did_not_take_the_call_stop() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let (mut phone, mut desk) = (ana.tab().await, ana.tab().await);
    for (kind, told) in [("video-answer", "video-answer"), ("hang-up", "hang-up")] {
        bo.calls("Ana").await;
        phone.hears("video-offer").await;
        desk.hears("video-offer").await;
        phone.rings_for("Bo").await;
        assert_eq!(bo.hears("ringing").await["name"], "Ana");
        desk.signals(kind, "Bo", json!({"sdp": {}, "call": desk.call, "reason": "declined"})).await;
        bo.hears(told).await;
        let stop = phone.hears("hang-up").await;
        assert_eq!((&stop["reason"], &stop["call"]), (&json!("answered-elsewhere"), &json!(bo.call)));
        desk.hears_nothing_until(&mut bo).await;
        bo.hangs_up_on("Ana", "ended").await;
    }
}

#[tokio::test]
async fn the_device_that_took_the_call_carries_it_and_the_others_have_no_part_in_it() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let (mut phone, mut desk) = (ana.tab().await, ana.tab().await);
    in_call(&mut bo, &mut phone).await;
    desk.hears("hang-up").await;
    desk.sends_candidate("Bo", 1).await;
    desk.answers("Bo").await;
    desk.hangs_up_on("Bo", "ended").await;
    desk.hangs_up().await;
    assert_eq!(bo.hears_before(&mut desk).await, [] as [serde_json::Value; 0]);
    still_talk(&mut phone, &mut bo).await;
    desk.hears_nothing_until(&mut bo).await;
    // Its tab closes: the call stays.
    desk.leaves().await;
    still_talk(&mut phone, &mut bo).await;
}

#[tokio::test]
async fn a_page_that_comes_back_takes_up_the_call_it_still_holds() {
    let server = TestServer::with(&["--grace", "1", "--ring-timeout", "1.5"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let mut before = ana.tab().await;
    in_call(&mut before, &mut bo).await;
    let call = before.call;
    before.vanishes();

    let mut after = ana.socket().await;
    assert_eq!(after.comes_back_to(call, "Bo", "caller").await["call"], json!(call));
    still_talk(&mut after, &mut bo).await;

    // Long after the grace: a call that began to ring later has rung out.
    let (mut cy, mut dee) = (server.client_v1("Cy").await, server.client_v1("Dee").await);
    cy.calls("Dee").await;
    assert_eq!(dee.hears("hang-up").await["reason"], "no-answer");
    still_talk(&mut after, &mut bo).await;
}

#[tokio::test]
async fn a_call_waits_for_a_lost_side_and_then_is_lost_for_both() {
    let server = TestServer::with(&["--grace", "0.2"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let mut tab = ana.tab().await;
    let mut desk = ana.tab().await;
    in_call(&mut tab, &mut bo).await;
    tab.vanishes();
    // Another tab is the same person, but holds no call; nor does a page that names another one.
    let mut other = ana.socket().await;
    assert_eq!(other.comes_back_to(Some(1), "Bo", "caller").await.get("call"), None);
    let lost = bo.hears("hang-up").await;
    assert_eq!((&lost["reason"], &lost["name"], &lost["call"]), (&json!("lost"), &json!("Ana"), &json!(bo.call)));
    // Both can call again at once.
    in_call(&mut desk, &mut bo).await;
}

#[tokio::test]
async fn nobody_takes_up_another_s_call() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let mut tab = ana.tab().await;
    in_call(&mut tab, &mut bo).await;
    let eve = browser(&server, "Eve").await;
    for mut stranger in [eve.socket().await, server.stranger().await] {
        assert_eq!(stranger.comes_back_to(tab.call, "Bo", "caller").await.get("call"), None);
    }
    still_talk(&mut tab, &mut bo).await;
}

#[tokio::test]
async fn a_page_that_comes_back_without_the_call_ends_it_or_begins_another() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    for ends in [true, false] {
        let mut before = ana.tab().await;
        in_call(&mut before, &mut bo).await;
        let call = before.call;
        before.leaves().await;
        let mut after = ana.tab().await;
        if ends {
            after.signals("hang-up", "Bo", json!({"call": call, "reason": "ended"})).await;
            assert_eq!(bo.hears("hang-up").await["call"], json!(call));
        } else {
            after.calls("Bo").await;
            assert_eq!(bo.hears("hang-up").await["reason"], "lost");
            assert_ne!(bo.hears("video-offer").await["call"], json!(call));
        }
        after.leaves().await;
    }
}

#[tokio::test]
async fn what_a_page_says_again_after_it_was_away_is_said_once() {
    let server = TestServer::with(&["--linger", "0"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let said = json!({"type": "message", "text": "hi", "key": "k"});
    let mut before = ana.tab().await;
    before.sends(said.clone()).await;
    let copy = before.hears("message").await;
    before.vanishes();
    bo.hears("message").await;
    assert_eq!(bo.hears("user-left").await["name"], "Ana");
    let mut after = ana.tab().await;
    after.sends(said).await;
    assert_eq!(after.hears("message").await, copy);
    bo.hears_nothing_until(&mut after).await;
}

#[tokio::test]
async fn a_tab_that_is_opened_while_it_rings_rings_too() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let ana = browser(&server, "Ana").await;
    let mut phone = ana.tab().await;
    bo.calls("Ana").await;
    let offer = phone.hears("video-offer").await;
    bo.hears("calling").await;
    bo.sends_candidate("Ana", 7).await;
    phone.hears("new-ice-candidate").await;

    let mut desk = ana.tab().await;
    let mut again = desk.hears("video-offer").await;
    // The sender's name stands elsewhere, and is the same.
    assert_eq!(again["name"].take(), "Bo");
    assert_eq!(again["sdp"], offer["sdp"]);
    assert_eq!(desk.hears("new-ice-candidate").await["candidate"], 7);
    desk.answers("Bo").await;
    bo.hears("video-answer").await;
    assert_eq!(phone.hears("hang-up").await["reason"], "answered-elsewhere");
    still_talk(&mut desk, &mut bo).await;
}

#[tokio::test]
async fn a_call_that_rings_outlives_a_connection_of_either_side_that_drops_for_a_moment() {
    let server = TestServer::start().await;
    let (ana, bo) = (browser(&server, "Ana").await, browser(&server, "Bo").await);
    let (mut anas, bos) = (ana.tab().await, bo.tab().await);
    anas.calls("Bo").await;
    anas.hears("calling").await;
    let call = anas.call;
    bos.vanishes();
    let mut bos = bo.tab().await;
    assert_eq!(bos.hears("video-offer").await["call"], json!(call));
    anas.vanishes();
    let mut anas = ana.socket().await;
    assert_eq!(anas.comes_back_to(call, "Bo", "caller").await["call"], json!(call));
    anas.call = call;
    bos.answers("Ana").await;
    assert_eq!(anas.hears("video-answer").await["call"], json!(call));
    still_talk(&mut anas, &mut bos).await;
}
