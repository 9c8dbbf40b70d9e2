//! The end of a sign-in, and another name for it: in every tab, and in the middle of a call.

use crate::harness::{Client, TestServer, Visitor, in_call, location, within};
use futures_util::StreamExt;
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const SIGNED_OUT: u16 = 4001;

/// Ana, a tab of hers, and one of Bo's.
async fn ana_and_bo(server: &TestServer) -> (Visitor, Client, Client) {
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let (one, other) = (ana.tab().await, bo.tab().await);
    (ana, one, other)
}

#[tokio::test]
async fn signing_out_closes_every_tab_of_the_session_and_nobody_else_s() {
    let server = TestServer::start().await;
    let (ana, mut one, mut other) = ana_and_bo(&server).await;
    let mut two = ana.tab().await;
    assert_eq!(ana.posts("/sign-out", &[("room", "lobby")]).await.status(), 303);
    one.is_closed_with(SIGNED_OUT).await;
    two.is_closed_with(SIGNED_OUT).await;
    other.says("still here").await;
    assert_eq!(other.hears("message").await["text"], "still here");
}

#[tokio::test]
async fn whoever_signs_out_is_gone_at_once_from_every_room() {
    let server = TestServer::with(&["--linger", "60"]).await;
    let (ana, _one, mut other) = ana_and_bo(&server).await;
    let mut elsewhere = server.stranger_at("/ws?room=elsewhere").await;
    elsewhere.signs_in_v1(Some("Cy")).await;
    let mut there = Client::over(ana.upgrades("/ws?room=elsewhere").await).await;
    there.signs_in_v1(None).await;
    elsewhere.hears("user-joined").await;
    // A page that is away for a moment counts as well.
    let away = ana.tab().await;
    away.vanishes();
    ana.posts("/sign-out", &[("room", "lobby")]).await;
    assert_eq!(other.hears("user-left").await["name"], "Ana");
    assert_eq!(elsewhere.hears("user-left").await["name"], "Ana");
    other.calls("Ana").await;
    assert_eq!(other.hears("hang-up").await["reason"], "unavailable");
}

#[tokio::test]
async fn a_cookie_that_outlives_the_sign_out_is_nobody_s() {
    let server = TestServer::start().await;
    let (ana, _one, mut other) = ana_and_bo(&server).await;
    let html = ana.page("/").await;
    let (_, mark) = html.split_once(r#""session":""#).expect("a page says whose it is");
    let path = format!("/ws?session={}", &mark[..mark.find('"').unwrap()]);
    let late = ana.with_the_same_cookies();
    ana.posts("/sign-out", &[("room", "lobby")]).await;
    assert_eq!(other.hears("user-left").await["name"], "Ana");
    assert!(late.page("/").await.contains("Join the lobby"), "a page that is loaded again");
    assert_eq!(closed_at_once(late.upgrades(&path).await).await, SIGNED_OUT, "and one that was loaded before");
    assert_eq!(late.says("hello").await.status(), 303);
    other.hears_nothing_back().await;
    assert_eq!(server.client_v1("Ana").await.name, "Ana", "nor is the name kept for it");
}

#[tokio::test]
async fn a_call_ends_when_one_side_signs_out() {
    let server = TestServer::start().await;
    let (ana, mut one, mut other) = ana_and_bo(&server).await;
    in_call(&mut one, &mut other).await;
    ana.posts("/sign-out", &[("room", "lobby")]).await;
    assert_eq!(other.hears("hang-up").await["reason"], "ended");
}

#[tokio::test]
async fn signing_out_elsewhere_is_refused() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let mut tab = ana.tab().await;
    let refused = ana.posts_from("https://evil.example", "/sign-out", &[("room", "lobby")]).await;
    assert_eq!(refused.status(), 403);
    tab.says("still here").await;
    assert_eq!(tab.hears("message").await["text"], "still here");
}

#[tokio::test]
async fn a_new_name_is_told_to_all_and_kept_in_the_session_and_the_call() {
    let server = TestServer::start().await;
    let (ana, mut one, mut other) = ana_and_bo(&server).await;
    in_call(&mut one, &mut other).await;
    let renamed = ana.posts("/rename", &[("name", "Anna"), ("room", "lobby")]).await;
    assert_eq!((renamed.status().as_u16(), location(&renamed)), (303, "/"));
    for tab in [&mut one, &mut other] {
        let news = tab.hears("user-renamed").await;
        assert_eq!((&news["from"], &news["to"]), (&json!("Ana"), &json!("Anna")));
    }
    one.signals("new-ice-candidate", "Bo", json!({"call": one.call, "candidate": {}})).await;
    assert_eq!(other.hears("new-ice-candidate").await["name"], "Anna");
    assert_eq!(ana.tab().await.name, "Anna", "the cookie has it");
}

#[tokio::test]
async fn a_new_name_that_is_taken_gets_a_number_and_a_bad_one_is_refused() {
    let server = TestServer::start().await;
    let (ana, _one, _other) = ana_and_bo(&server).await;
    let renamed = ana.posts("/rename", &[("name", "Bo"), ("room", "lobby")]).await;
    assert_eq!(location(&renamed), "/?asked=%42%6F", "and is told so");
    assert_eq!(ana.tab().await.name, "Bo2");
    assert_eq!(ana.posts("/rename", &[("name", " \u{202e}"), ("room", "lobby")]).await.status(), 422);
    assert_eq!(server.visitor().posts("/rename", &[("name", "Cy"), ("room", "lobby")]).await.status(), 303, "the door");
}

#[tokio::test]
async fn a_page_that_was_away_at_the_sign_out_is_turned_away_and_a_client_without_pages_is_not() {
    let server = TestServer::start().await;
    let (page, _) = server.upgrade("/ws?session=0123456789abcdef", &[]).await.expect("an upgrade");
    assert_eq!(closed_at_once(page).await, SIGNED_OUT);
    server.stranger_at("/ws?room=lobby").await.signs_in_v1(Some("Ana")).await;
}

#[tokio::test]
async fn a_page_of_one_session_does_not_go_on_as_another() {
    let server = TestServer::start().await;
    let (ana, bo) = (server.visitor(), server.visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let html = ana.page("/").await;
    let (_, mark) = html.split_once(r#""session":""#).expect("a page says whose it is");
    let path = format!("/ws?session={}", &mark[..mark.find('"').unwrap()]);
    assert_eq!(closed_at_once(bo.upgrades(&path).await).await, SIGNED_OUT);
    for path in [&path, "/ws?session"] {
        let mut page = Client::over(ana.upgrades(path).await).await;
        assert_eq!(page.signs_in_v1(None).await["name"], "Ana", "{path}");
    }
}

async fn closed_at_once(mut socket: WebSocketStream<TcpStream>) -> u16 {
    let Some(Ok(Message::Close(Some(frame)))) = within(socket.next()).await else { panic!("it is let in") };
    frame.code.into()
}
