//! The relay is lent to the two sides of a call, and as long as that lasts.

use crate::harness::{Client, TestServer, TurnClient, in_call};
use serde_json::{Value, json};
use switchboard::server::turn::Credentials;

/// A server that relays, on this machine alone.
async fn server() -> TestServer {
    TestServer::with(&["--turn", "on", "--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"]).await
}

/// With what a frame says, over UDP.
async fn client_with(lent: &Value) -> TurnClient {
    let text = |field: &str| lent[field].as_str().unwrap().to_owned();
    let url = lent["urls"][0].as_str().unwrap();
    let address = url.strip_prefix("turn:").and_then(|url| url.strip_suffix("?transport=udp")).expect(url);
    let who = Credentials { urls: Vec::new(), username: text("username"), password: text("credential") };
    TurnClient::over_udp(address.parse().unwrap(), who).await
}

/// The next frame that is about calls: what lends the relay has to come before what tells of the call.
async fn lent_before(client: &mut Client, kind: &str) -> Value {
    let lent = client.hears_next_but_presence().await;
    assert_eq!(lent["type"], "ice-servers", "{lent}");
    assert_eq!(client.hears_next_but_presence().await["type"], kind);
    lent
}

#[tokio::test]
async fn both_sides_have_a_relay_of_their_own_until_they_hang_up() {
    let server = server().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    ana.calls("Bo").await;
    let anas = lent_before(&mut ana, "calling").await;
    let bos = lent_before(&mut bo, "video-offer").await;
    assert_eq!(anas["call"], bos["call"]);
    assert_ne!(anas["username"], bos["username"]);
    assert_ne!(anas["credential"], bos["credential"]);
    cy.hears_nothing_until(&mut ana).await;

    let (mut one, mut other) = (client_with(&anas).await, client_with(&bos).await);
    let at = other.allocates().await.expect("an address for Bo");
    one.allocates().await.expect("an address for Ana");
    assert_eq!(one.permits(at).await, 0, "where the other side is");

    ana.hangs_up_on("Bo", "ended").await;
    bo.hears("hang-up").await;
    assert_eq!(one.refreshes(600).await, 437, "it is gone");
    assert_eq!(client_with(&bos).await.allocates().await, Err(403), "and there is no other");
}

#[tokio::test]
async fn a_refused_call_and_a_stranger_s_client_are_lent_nothing() {
    let server = server().await;
    let mut ana = server.client_v1("Ana").await;
    let mut tuto = server.client("Tuto").await;
    ana.calls("Nobody").await;
    assert_eq!(ana.hears_next_but_presence().await["type"], "hang-up");
    ana.calls("Tuto").await;
    lent_before(&mut ana, "calling").await;
    assert_eq!(tuto.hears_next_but_presence().await["type"], "video-offer");
}

#[tokio::test]
async fn a_page_that_comes_back_to_its_call_is_lent_its_relay_again() {
    let server = server().await;
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    in_call(&mut one, &mut other).await;
    let call = one.call;
    one.vanishes();

    let mut again = ana.socket().await;
    let held = json!({"type": "username", "version": 1, "call": call, "with": "Bo", "side": "caller"});
    again.sends(held).await;
    let lent = lent_before(&mut again, "welcome").await;
    assert_eq!(lent["call"], json!(call));
    client_with(&lent).await.allocates().await.expect("an address");
    drop((other, bo));
}

#[tokio::test]
async fn a_call_that_both_sides_have_lost_keeps_its_relays_until_its_room_is_forgotten() {
    let relay = ["--turn", "on", "--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"];
    let server =
        TestServer::with(&[&relay[..], &["--grace", "0.2", "--linger", "0", "--max-rooms", "1"]].concat()).await;
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    one.calls("Bo").await;
    let lent = lent_before(&mut one, "calling").await;
    other.hears("video-offer").await;
    other.answers("Ana").await;
    one.hears("video-answer").await;
    let mut relayed = client_with(&lent).await;
    relayed.allocates().await.expect("an address");
    for page in [one, other] {
        page.vanishes();
    }
    for _ in 0..2 {
        cy.hears("user-left").await;
    }
    assert_eq!(relayed.refreshes(600).await, 0, "they may be talking");
    cy.leaves().await;
    let mut elsewhere = server.stranger_at("/ws?room=elsewhere").await;
    elsewhere.signs_in_v1(Some("Dee")).await;
    assert_eq!(relayed.refreshes(600).await, 437);
}
