//! From a request to somebody in a room.

use crate::harness::{Client, TestServer, answer, status};
use serde_json::json;

#[tokio::test]
async fn the_first_frame_is_a_number_that_is_never_used_again() {
    let server = TestServer::start().await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let stranger = server.stranger().await;
        assert!(!seen.contains(&stranger.id), "{} again", stranger.id);
        seen.push(stranger.id);
        stranger.leaves().await;
    }
}

#[tokio::test]
async fn the_subprotocol_json_is_echoed_when_it_is_asked_for() {
    let server = TestServer::start().await;
    for (asked, echoed) in [(Some("json"), Some("json")), (Some("xml, json"), Some("json")), (None, None)] {
        let headers: Vec<_> = asked.map(|asked| ("sec-websocket-protocol", asked)).into_iter().collect();
        let (_, response) = server.upgrade("/ws", &headers).await.unwrap();
        let answered = response.headers().get("sec-websocket-protocol").map(|value| value.to_str().unwrap());
        assert_eq!(answered, echoed, "{asked:?}");
    }
}

#[tokio::test]
async fn the_query_picks_the_room_and_the_lobby_is_the_default() {
    let server = TestServer::start().await;
    for (path, room) in [
        ("/ws", "lobby"),
        ("/ws?room=lobby", "lobby"),
        ("/ws?room=Maths", "maths"),
        ("/ws?room=%C3%BCber-uns_2.0", "über-uns_2.0"),
        ("/ws?other=1", "lobby"),
    ] {
        let mut ana = server.stranger_at(path).await;
        assert_eq!(ana.signs_in_v1(Some("ana")).await["room"], room, "{path}");
        ana.leaves().await;
    }
}

#[tokio::test]
async fn rooms_do_not_hear_each_other_and_have_names_of_their_own() {
    let server = TestServer::start().await;
    let mut here = server.client_v1("ana").await;
    let mut there = server.stranger_at("/ws?room=there").await;
    let welcome = there.signs_in_v1(Some("ana")).await;
    assert_eq!(welcome["users"], json!([{"name": "ana", "state": "available"}]));
    here.says("who hears me?").await;
    here.hears("message").await;
    there.hears_nothing_back().await;
}

#[tokio::test]
async fn what_is_no_room_s_name_is_a_bad_request() {
    let server = TestServer::start().await;
    let long = format!("/ws?room={}", "r".repeat(65));
    for path in ["/ws?room=", "/ws?room=a/b", "/ws?room=a%20b", "/ws?room=..", "/ws?room=%E2%80%AEa", &long] {
        assert_eq!(status(server.upgrade(path, &[]).await), 400, "{path}");
    }
}

#[tokio::test]
async fn a_request_that_is_no_upgrade_is_told_so() {
    let server = TestServer::start().await;
    assert!(server.visitor().gets("/ws").await.status().is_client_error());
}

#[tokio::test]
async fn pages_of_other_sites_are_refused_unless_the_operator_allows_them() {
    let server = TestServer::with(&["--allow-origin", "https://friend.example"]).await;
    let own = server.url("");
    let own_over_a_proxy = own.replace("http://", "https://");
    for (origin, expected) in [
        (own.as_str(), 101),
        (&own_over_a_proxy, 101),
        ("https://friend.example", 101),
        ("http://friend.example", 403),
        ("https://friend.example.evil.example", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ] {
        assert_eq!(status(server.upgrade("/ws", &[("origin", origin)]).await), expected, "{origin:?}");
    }
    assert_eq!(status(server.upgrade("/ws", &[]).await), 101, "a program that is no browser");
    let refused = answer(server.upgrade("/ws", &[("origin", "https://evil.example")]).await);
    assert!(String::from_utf8_lossy(refused.body().as_deref().unwrap()).contains("--allow-origin"));
}

#[tokio::test]
async fn whoever_does_not_sign_in_in_time_is_ended_and_others_are_not() {
    let server = TestServer::with(&["--sign-in-timeout", "0.6"]).await;
    let mut ana = server.client("ana").await;
    let mut silent = server.stranger().await;
    silent.is_closed_with(4003).await;
    // Bad frames are no sign-in either.
    let mut clumsy = server.stranger().await;
    clumsy.sends_text("hello").await;
    clumsy.is_closed_with(4003).await;
    ana.says("still here").await;
    ana.hears("message").await;
}

#[tokio::test]
async fn without_a_version_one_is_answered_by_the_list_and_with_one_by_a_welcome() {
    let server = TestServer::start().await;
    let mut ana = server.stranger().await;
    ana.sends(json!({"type": "username", "name": "ana", "id": ana.id, "date": 1})).await;
    assert_eq!(ana.hears_next().await, json!({"type": "userlist", "users": ["ana"]}));

    let mut bo = server.stranger().await;
    bo.sends(json!({"type": "username", "name": "bo", "version": 1})).await;
    let people = json!([{"name": "ana", "state": "available"}, {"name": "bo", "state": "available"}]);
    assert_eq!(
        bo.hears_next().await,
        json!({"type": "welcome", "version": 1, "name": "bo", "room": "lobby", "users": people, "messages": []})
    );
    // A later version is answered in the one that this server speaks.
    let mut cy = server.stranger().await;
    cy.sends(json!({"type": "username", "name": "cy", "version": 7})).await;
    assert_eq!(cy.hears_next().await["version"], 1);
}

#[tokio::test]
async fn a_session_has_its_name_already() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let mut tab = ana.socket().await;
    tab.sends(json!({"type": "username", "version": 1})).await;
    let welcome = tab.hears_next().await;
    assert_eq!((&welcome["type"], &welcome["name"]), (&json!("welcome"), &json!("Ana")));
}

#[tokio::test]
async fn a_cookie_that_the_server_did_not_sign_is_nobody_s() {
    let server = TestServer::start().await;
    let forged = format!("switchboard={}", "A".repeat(44) + "0123456789abcdef0123456789abcdef%20Ana");
    let other = TestServer::start().await;
    let foreign = other.visitor().signs_in("Ana").await.headers()["set-cookie"].to_str().unwrap().to_owned();
    let unsigned = "switchboard=0123456789abcdef0123456789abcdef%20Ana";
    for cookie in [&forged, foreign.split(';').next().unwrap(), unsigned, "switchboard=", "switchboard=%FF; ;;="] {
        let (socket, _) = server.upgrade("/ws", &[("cookie", cookie)]).await.unwrap();
        let mut nobody = Client::over(socket).await;
        let welcome = nobody.signs_in_v1(None).await;
        assert_eq!(welcome["name"], "Guest", "{cookie}");
        nobody.leaves().await;
    }
}
