//! Calls that somebody missed, and where they find them.

use crate::harness::{Client, TestServer, Visitor};
use serde_json::{Value, json};

/// Two people who have signed in as pages do.
async fn ana_and_bo(server: &TestServer) -> (Visitor, Visitor) {
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    (ana, bo)
}

/// Bo calls Ana, whose page rings.
async fn rings(bo: &mut Client, ana: &mut Client) {
    bo.calls("Ana").await;
    bo.hears("calling").await;
    ana.hears("video-offer").await;
}

/// What a page that connects now is shown of the past.
async fn past(visitor: &Visitor) -> Vec<Value> {
    let welcome = visitor.socket().await.signs_in_v1(None).await;
    welcome["messages"].as_array().unwrap().clone()
}

/// A missed call, or a message's text, for short.
fn words(entries: &[Value]) -> Vec<String> {
    let word = |entry: &Value| match entry["type"].as_str() {
        Some(kind) => format!("{kind} {}", entry["name"].as_str().unwrap()),
        None => entry["text"].as_str().unwrap().to_owned(),
    };
    entries.iter().map(word).collect()
}

#[tokio::test]
async fn what_is_cancelled_while_it_rings_is_told_at_once_and_found_in_later_tabs() {
    let server = TestServer::start().await;
    let (ana, bo) = ana_and_bo(&server).await;
    let mut cy = server.client_v1("Cy").await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    rings(&mut bos, &mut anas).await;
    bos.hangs_up_on("Ana", "cancelled").await;
    assert_eq!(anas.hears("hang-up").await["reason"], "cancelled");
    let told = anas.hears_next_but_presence().await;
    let number = |field: &str| told[field].as_u64().unwrap();
    let (id, person, date) = (number("id"), number("person"), number("date"));
    assert_eq!(told, json!({"type": "missed-call", "id": id, "name": "Bo", "person": person, "date": date}));

    assert_eq!(past(&ana).await, [told], "in another tab, and each time once");
    assert_eq!(past(&bo).await, [] as [Value; 0]);
    bos.hears_nothing_back().await;
    cy.hears_nothing_until(&mut bos).await;
    let page = ana.page("/").await;
    assert!(page.contains("Missed call from Bo") && page.contains(r#"aria-label="Call Bo back""#), "{page}");
    assert!(!bo.page("/").await.contains("Missed call"));
}

#[tokio::test]
async fn what_was_missed_while_away_comes_back_among_the_messages_each_once() {
    let server = TestServer::start().await;
    let (ana, bo) = ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    bos.says("one").await;
    rings(&mut bos, &mut anas).await;
    anas.vanishes();
    assert_eq!(bos.hears("hang-up").await["reason"], "unavailable");
    bos.says("two").await;
    // Ana is still listed: she may only be loading her page again.
    bos.calls("Ana").await;
    assert_eq!(bos.hears("hang-up").await["reason"], "unavailable");
    bos.says("three").await;
    while bos.hears("message").await["text"] != "three" {}

    let all = ["one", "missed-call Bo", "two", "missed-call Bo", "three"];
    assert_eq!(words(&past(&ana).await), all);
    assert_eq!(words(&past(&ana).await), all);
    assert_eq!(words(&past(&bo).await), ["one", "two", "three"]);
}

#[tokio::test]
async fn a_side_of_a_call_that_is_waited_for_finds_who_else_called_it() {
    let server = TestServer::start().await;
    let (ana, bo) = ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let mut cy = server.client_v1("Cy").await;
    crate::harness::in_call(&mut bos, &mut anas).await;
    let call = anas.call;
    anas.vanishes();
    bos.hears("reconnecting").await;
    cy.calls("Ana").await;
    assert_eq!(cy.hears("hang-up").await["reason"], "unavailable");
    let mut anas = ana.socket().await;
    let welcome = anas.comes_back_to(call, "Bo", "callee").await;
    assert_eq!(welcome["call"], json!(call));
    assert_eq!(words(welcome["messages"].as_array().unwrap()), ["missed-call Cy"]);
}

#[tokio::test]
async fn nobody_can_make_up_a_missed_call_of_another_s() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    bo.sends(json!({"type": "missed-call", "target": "Ana", "name": "Cy", "id": 1, "date": 1})).await;
    assert_eq!(bo.hears("error").await["code"], "server-only");
    ana.hears_nothing_until(&mut bo).await;
}

#[tokio::test]
async fn a_call_that_was_held_is_found_by_both_afterwards_and_by_nobody_else() {
    let server = TestServer::start().await;
    let (ana, bo) = ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let mut second = ana.tab().await;
    let mut cy = server.client_v1("Cy").await;
    crate::harness::in_call(&mut bos, &mut anas).await;
    bos.hangs_up_on("Ana", "ended").await;
    let told = anas.hears("ended-call").await;
    assert_eq!((&told["name"], told["lasted"].is_u64()), (&json!("Bo"), true));
    assert_eq!(second.hears("ended-call").await, told);
    assert_eq!(bos.hears("ended-call").await["name"], "Ana");
    cy.hears_nothing_until(&mut bos).await;
    assert_eq!(past(&ana).await, [told]);
    assert_eq!(words(&past(&bo).await), ["ended-call Ana"]);
    assert!(ana.page("/").await.contains("Video call with Bo, "));
    assert!(!server.visitor().page("/").await.contains("Video call with"));
}

#[tokio::test]
async fn whoever_had_gone_in_the_moment_of_the_call_finds_it_when_they_come_back() {
    let server = TestServer::with(&["--linger", "0"]).await;
    let (ana, bo) = ana_and_bo(&server).await;
    let anas = ana.tab().await;
    let mut bos = bo.tab().await;
    anas.vanishes();
    assert_eq!(bos.hears("user-left").await["name"], "Ana");
    bos.calls("Ana").await;
    assert_eq!(bos.hears("hang-up").await["reason"], "unavailable");
    assert_eq!(words(&past(&ana).await), ["missed-call Bo"]);
    assert!(ana.page("/").await.contains("Missed call from Bo"));
}
