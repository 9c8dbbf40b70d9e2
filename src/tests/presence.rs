//! Who is here: whole lists for the tutorial's clients, deltas for ours.

use crate::harness::{Client, TestServer, in_call};
use serde_json::{Value, json};

/// The next `user-state`, as name and state.
async fn state(client: &mut Client) -> (String, String) {
    let frame = client.hears("user-state").await;
    let text = |field: &str| frame[field].as_str().unwrap().to_owned();
    (text("name"), text("state"))
}

fn pair(name: &str, state: &str) -> (String, String) {
    (name.to_owned(), state.to_owned())
}

#[tokio::test]
async fn the_tutorial_s_clients_get_the_whole_list_in_the_order_of_coming() {
    let server = TestServer::start().await;
    let mut zoe = server.client("Zoe").await;
    let ana = server.client("Ana").await;
    assert_eq!(zoe.hears("userlist").await, json!({"type": "userlist", "users": ["Zoe", "Ana"]}));
    let _bo = server.client_v1("Bo").await;
    assert_eq!(zoe.hears("userlist").await["users"], json!(["Zoe", "Ana", "Bo"]));
    ana.leaves().await;
    assert_eq!(zoe.hears("userlist").await["users"], json!(["Zoe", "Bo"]));
}

#[tokio::test]
async fn changes_within_fifty_milliseconds_share_one_list() {
    let server = TestServer::start().await;
    let mut ana = server.client("Ana").await;
    let mut others = Vec::new();
    for _ in 0..40 {
        others.push(server.stranger().await);
    }
    for (number, other) in others.iter_mut().enumerate() {
        other.sends(json!({"type": "username", "name": format!("u{number}")})).await;
    }
    let mut lists = 1;
    while ana.hears("userlist").await["users"].as_array().unwrap().len() < 41 {
        lists += 1;
    }
    // One where nothing else runs; a busy machine may take longer than 50 ms over all that.
    assert!(lists < 20, "{lists} lists for 40 people");
}

#[tokio::test]
async fn our_clients_get_deltas_and_never_a_list_and_the_tutorial_s_never_a_delta() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut tess = server.client("Tess").await;
    let mut heard = vec![ana.hears_next().await];
    let mut bo = server.client_v1("Bo").await;
    heard.push(ana.hears_next().await);
    bo.sends(json!({"type": "username", "name": "Bob"})).await;
    heard.push(ana.hears_next().await);
    bo.leaves().await;
    heard.push(ana.hears_next().await);
    assert_eq!(
        heard,
        [
            json!({"type": "user-joined", "name": "Tess", "state": "available"}),
            json!({"type": "user-joined", "name": "Bo", "state": "available"}),
            json!({"type": "user-renamed", "from": "Bo", "to": "Bob"}),
            json!({"type": "user-left", "name": "Bob", "state": "available"}),
        ]
    );
    loop {
        let frame = tess.hears_next().await;
        assert_eq!(frame["type"], "userlist", "{frame}");
        if frame["users"] == json!(["Ana", "Tess"]) {
            break;
        }
    }
}

#[tokio::test]
async fn everybody_sees_who_rings_and_who_talks() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    ana.calls("Bo").await;
    assert_eq!([state(&mut cy).await, state(&mut cy).await], [pair("Ana", "calling"), pair("Bo", "ringing")]);
    let mut dee = server.stranger().await;
    let welcome = dee.signs_in_v1(Some("Dee")).await;
    let states: Vec<&Value> = welcome["users"].as_array().unwrap().iter().map(|person| &person["state"]).collect();
    assert_eq!(states, ["calling", "ringing", "available", "available"]);

    bo.hears("video-offer").await;
    bo.answers("Ana").await;
    assert_eq!([state(&mut cy).await, state(&mut cy).await], [pair("Ana", "in-call"), pair("Bo", "in-call")]);
    ana.hears("video-answer").await;
    ana.hangs_up_on("Bo", "ended").await;
    assert_eq!([state(&mut cy).await, state(&mut cy).await], [pair("Ana", "available"), pair("Bo", "available")]);
}

#[tokio::test]
async fn somebody_without_a_session_is_gone_at_once_and_their_calls_with_them() {
    let server = TestServer::start().await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client("Bo").await;
    in_call(&mut ana, &mut bo).await;
    bo.vanishes();
    assert_eq!(ana.hears("hang-up").await["reason"], "lost");
    assert_eq!(ana.hears("user-left").await["name"], "Bo");
    ana.calls("Bo").await;
    assert_eq!(ana.hears("hang-up").await["reason"], "unavailable");
}
