//! The server is out of reach for longer than anybody waits, and two people talk on without it.

use crate::harness::{TestServer, in_call, still_talk};
use serde_json::json;

#[tokio::test]
async fn two_who_were_both_out_of_reach_for_long_are_in_their_call_again() {
    let server = TestServer::with(&["--grace", "0.3", "--linger", "0"]).await;
    let mut cy = server.client_v1("Cy").await;
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    in_call(&mut one, &mut other).await;
    let call = one.call;
    for page in [one, other] {
        page.vanishes();
    }
    for _ in 0..2 {
        cy.hears("user-left").await;
    }
    // Nobody else can have it meanwhile.
    let eve = server.visitor();
    eve.signs_in("Eve").await;
    assert_eq!(eve.socket().await.comes_back_to(call, "Bo", "caller").await.get("call"), None);

    let (mut one, mut other) = (ana.socket().await, bo.socket().await);
    let welcome = one.comes_back_to(call, "Bo", "caller").await;
    assert_eq!((&welcome["call"], &welcome["messages"]), (&json!(call), &json!([])));
    assert_eq!(other.comes_back_to(call, "Ana", "callee").await["call"], json!(call));
    (one.call, other.call) = (call, call);
    still_talk(&mut one, &mut other).await;
    one.hangs_up_on("Bo", "ended").await;
    assert_eq!(other.hears("hang-up").await["reason"], "ended");
}

#[tokio::test]
async fn one_who_was_out_of_reach_alone_for_long_is_told_how_it_ended() {
    let server = TestServer::with(&["--grace", "0.2"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let mut tab = ana.tab().await;
    in_call(&mut tab, &mut bo).await;
    let call = tab.call;
    tab.vanishes();
    assert_eq!(bo.hears("hang-up").await["reason"], "lost");
    let mut tab = ana.socket().await;
    tab.sends(json!({"type": "username", "version": 1, "call": call, "with": "Bo", "side": "caller"})).await;
    let end = json!({"type": "hang-up", "name": "Bo", "call": call, "reason": "lost"});
    assert_eq!(tab.hears("hang-up").await, end);
    assert_eq!(tab.hears("welcome").await.get("call"), None);
}
