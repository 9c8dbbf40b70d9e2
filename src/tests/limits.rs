//! Everything that the operator bounds.

use crate::harness::{TestServer, answer, status};
use serde_json::json;

#[tokio::test]
async fn past_the_last_connection_the_server_is_full_until_one_goes() {
    let server = TestServer::with(&["--max-connections", "2"]).await;
    let mut ana = server.client("Ana").await;
    // Those who have not signed in count too.
    let stranger = server.stranger().await;
    let refused = answer(server.upgrade("/ws", &[]).await);
    assert_eq!(refused.status(), 503);
    assert!(String::from_utf8_lossy(refused.body().as_deref().unwrap()).contains("full"));
    stranger.leaves().await;
    let mut bo = server.client("Bo").await;
    ana.says("room for one").await;
    bo.hears("message").await;
    bo.vanishes();
    while ana.hears("userlist").await["users"] != json!(["Ana"]) {}
}

#[tokio::test]
async fn a_full_room_takes_no_more_people_but_more_tabs_of_those_inside() {
    let server = TestServer::with(&["--max-people", "2"]).await;
    let mut ana = server.client_v1("Ana").await;
    let bo = server.visitor();
    bo.signs_in("Bo").await;
    let mut tab = bo.tab().await;
    let mut cy = server.stranger().await;
    cy.sends(json!({"type": "username", "name": "Cy", "version": 1})).await;
    cy.is_closed_with(1008).await;
    bo.tab().await.says("from another tab").await;
    assert_eq!(ana.hears("message").await["text"], "from another tab");
    tab.hears("message").await;
    // Another room has places of its own.
    server.stranger_at("/ws?room=other").await.signs_in_v1(Some("Cy")).await;
}

#[tokio::test]
async fn a_person_has_a_few_devices_and_no_more() {
    let server = TestServer::with(&["--max-devices", "2"]).await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let (mut one, two) = (ana.tab().await, ana.tab().await);
    let mut three = ana.socket().await;
    three.sends(json!({"type": "username", "version": 1})).await;
    three.is_closed_with(1008).await;
    two.leaves().await;
    ana.tab().await.says("in its place").await;
    assert_eq!(one.hears("message").await["text"], "in its place");
}

#[tokio::test]
async fn past_the_last_room_an_empty_one_is_forgotten_and_one_with_people_never() {
    let server = TestServer::with(&["--max-rooms", "2"]).await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.stranger_at("/ws?room=second").await;
    bo.signs_in_v1(Some("Bo")).await;
    bo.says("remember me").await;
    bo.hears("message").await;
    let mut cy = server.stranger_at("/ws?room=third").await;
    cy.sends(json!({"type": "username", "name": "Cy", "version": 1})).await;
    cy.is_closed_with(1008).await;
    let visitor = server.visitor();
    visitor.signs_in("Dee").await;
    let refused = visitor.posts("/say", &[("text", "hi"), ("room", "third")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("too many rooms"));

    bo.leaves().await;
    let mut cy = server.stranger_at("/ws?room=third").await;
    cy.signs_in_v1(Some("Cy")).await;
    ana.says("still here").await;
    ana.hears("message").await;
    cy.leaves().await;
    // The third was forgotten with its last person, since nothing was said there; the second long before.
    let mut bo = server.stranger_at("/ws?room=second").await;
    assert_eq!(bo.signs_in_v1(Some("Bo")).await["messages"], json!([]));
}

#[tokio::test]
async fn frames_and_texts_are_as_long_as_the_operator_says() {
    let server = TestServer::with(&["--max-frame", "1024", "--max-text", "10"]).await;
    let mut ana = server.client_v1("Ana").await;
    ana.says("0123456789").await;
    ana.hears("message").await;
    ana.says("0123456789a").await;
    assert_eq!(ana.hears("error").await["code"], "text-too-long");
    ana.says(&"x".repeat(1_024)).await;
    ana.is_closed_with(1009).await;
}

#[tokio::test]
async fn a_form_has_an_end() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    visitor.signs_in("Ana").await;
    let response = visitor.says(&"x".repeat(100_000)).await;
    assert_eq!(response.status(), 413);
    assert_eq!(status(server.upgrade("/ws", &[]).await), 101, "the server goes on");
}
