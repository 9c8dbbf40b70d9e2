//! What makes no sense, of every kind: its sender is told, and nobody else notices.

use crate::harness::{Address, Client, TestServer, read_to_end};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

/// Two people who chat. Nothing that others do disturbs them.
struct Bystanders(Client, Client);

impl Bystanders {
    async fn at(server: &Address) -> Self {
        Self(server.client("Ann").await, server.client_v1("Ben").await)
    }

    async fn chat_undisturbed(&mut self) {
        self.0.says("all well?").await;
        assert_eq!(self.1.hears_next_but_presence().await["text"], "all well?");
        self.1.says("all well").await;
        assert_eq!(self.0.hears_next_but_presence().await["text"], "all well?", "the own copy");
        assert_eq!(self.0.hears_next_but_presence().await["text"], "all well");
        assert_eq!(self.1.hears_next_but_presence().await["text"], "all well", "the own copy");
    }
}

/// Frames, and the `code` and `of` of the error about each.
fn bad_frames() -> Vec<(String, &'static str, Option<&'static str>)> {
    let mut frames = vec![
        ("hello".to_owned(), "not-an-object", None),
        (String::new(), "not-an-object", None),
        ("{".to_owned(), "not-an-object", None),
        ("{}{}".to_owned(), "not-an-object", None),
        ("[1]".to_owned(), "not-an-object", None),
        ("null".to_owned(), "not-an-object", None),
        (r#"{"type":"message","text":"\ud800"}"#.to_owned(), "invalid-field", Some("message")),
        ("[".repeat(60_000), "not-an-object", None),
        (r#"{"a":"#.repeat(10_000), "not-an-object", None),
        ("{}".to_owned(), "no-type", None),
        (json!({"type": 7}).to_string(), "no-type", None),
        (json!({"type": null, "text": "hi"}).to_string(), "no-type", None),
        (json!({"type": {"type": "message"}}).to_string(), "no-type", None),
    ];
    for (frame, code, of) in [
        (json!({"type": "message"}), "missing-field", "message"),
        (json!({"type": "message", "text": 1}), "invalid-field", "message"),
        (json!({"type": "message", "text": "a", "target": []}), "invalid-field", "message"),
        (json!({"type": "message", "text": "a", "key": 1}), "invalid-field", "message"),
        (json!({"type": "message", "text": "a", "key": "k".repeat(65)}), "invalid-field", "message"),
        (json!({"type": "username", "name": {}}), "invalid-field", "username"),
        (json!({"type": "username", "version": "one"}), "invalid-field", "username"),
        (json!({"type": "video-offer", "target": "Ann"}), "missing-field", "video-offer"),
        (json!({"type": "video-offer", "sdp": {}}), "missing-field", "video-offer"),
        (json!({"type": "video-offer", "target": 1, "sdp": {}}), "invalid-field", "video-offer"),
        (json!({"type": "video-offer", "target": "Ann", "sdp": {}, "call": "x"}), "invalid-field", "video-offer"),
        (json!({"type": "video-answer", "target": "Ann", "sdp": null}), "missing-field", "video-answer"),
        (json!({"type": "new-ice-candidate", "target": "Ann"}), "missing-field", "new-ice-candidate"),
        (json!({"type": "new-ice-candidate", "candidate": {}}), "missing-field", "new-ice-candidate"),
        (json!({"type": "ringing", "target": "Ann"}), "missing-field", "ringing"),
        (json!({"type": "hang-up", "call": -1}), "invalid-field", "hang-up"),
        (json!({"type": "hang-up", "reason": {}}), "invalid-field", "hang-up"),
        (json!({"type": "wave", "target": 1}), "invalid-field", "wave"),
        (json!({"type": "wave", "target": "Zed"}), "unknown-target", "wave"),
    ] {
        frames.push((frame.to_string(), code, Some(of)));
    }
    // What only the server may say, whether or not it could be true.
    for kind in [
        "id",
        "rejectusername",
        "userlist",
        "welcome",
        "user-joined",
        "user-left",
        "user-state",
        "user-renamed",
        "calling",
        "error",
    ] {
        let frame = json!({"type": kind, "name": "Ann", "users": [], "target": "Ann"});
        frames.push((frame.to_string(), "server-only", Some(kind)));
    }
    frames
}

#[tokio::test]
async fn our_client_is_told_what_was_wrong_and_lives() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    let mut cy = server.client_v1("Cy").await;
    for (frame, code, of) in bad_frames() {
        cy.sends_text(&frame).await;
        let error = cy.hears_next_but_presence().await;
        assert_eq!(error["type"], "error", "{error} for {frame:.60}");
        assert_eq!((&error["code"], error["of"].as_str()), (&json!(code), of), "{frame:.60}");
        assert!(error["message"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{error}");
        cy.hears_nothing_back().await;
    }
    cy.sends_binary(br#"{"type":"message","text":"hi"}"#).await;
    assert_eq!(cy.hears_next_but_presence().await["code"], "binary");
    bystanders.chat_undisturbed().await;
}

#[tokio::test]
async fn a_client_without_a_version_is_told_nothing_and_lives() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    let mut tess = server.client("Tess").await;
    for (frame, ..) in bad_frames() {
        tess.sends_text(&frame).await;
        tess.hears_nothing_back().await;
    }
    tess.sends_binary(b"\x00").await;
    tess.hears_nothing_back().await;
    bystanders.chat_undisturbed().await;
}

#[tokio::test]
async fn before_sign_in_everything_but_username_is_an_error() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    let mut stranger = server.stranger().await;
    for kind in ["message", "video-offer", "video-answer", "new-ice-candidate", "ringing", "hang-up", "wave"] {
        let frame = json!({"type": kind, "text": "hi", "target": "Ann", "sdp": {}, "candidate": {}, "call": 1});
        stranger.sends(frame).await;
        let error = stranger.hears_next().await;
        assert_eq!((&error["code"], &error["of"]), (&json!("not-signed-in"), &json!(kind)));
    }
    bystanders.chat_undisturbed().await;
    // It can still sign in.
    stranger.signs_in_v1(Some("Cy")).await;
}

#[tokio::test]
async fn deep_nesting_is_passed_on_and_never_followed() {
    let server = TestServer::start().await;
    let mut cy = server.client_v1("Cy").await;
    let mut ann = server.client("Ann").await;
    let deep = "[".repeat(30_000) + &"]".repeat(30_000);
    cy.sends_text(&format!(r#"{{"type":"video-offer","target":"Ann","sdp":{deep}}}"#)).await;
    loop {
        let text = ann.hears_text().await;
        if text.contains("video-offer") {
            return assert!(text.contains(&deep));
        }
    }
}

#[tokio::test]
async fn twenty_bad_frames_in_a_row_end_a_connection_and_nineteen_do_not() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    for version in [Value::Null, json!(1)] {
        let mut cy = server.stranger().await;
        cy.sends(json!({"type": "username", "name": "Cy", "version": version})).await;
        for _ in 0..3 {
            cy.sends_all((0..19).map(|_| json!("bad"))).await;
            cy.says("sorry").await;
            assert_eq!(cy.hears("message").await["text"], "sorry");
            for client in [&mut bystanders.0, &mut bystanders.1] {
                client.hears("message").await;
            }
        }
        cy.sends_all((0..20).map(|_| json!("bad"))).await;
        cy.is_closed_with(1008).await;
    }
    let mut stranger = server.stranger().await;
    stranger.sends_all((0..20).map(|_| json!({"type": "message", "text": "hi"}))).await;
    stranger.is_closed_with(1008).await;
    bystanders.chat_undisturbed().await;
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_its_sender_who_is_told() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    for size in [65 * 1024, 1024 * 1024] {
        let mut cy = server.client_v1("Cy").await;
        cy.says(&"x".repeat(size)).await;
        cy.is_closed_with(1009).await;
    }
    // Under the limit by a little.
    let mut cy = server.client_v1("Cy").await;
    cy.says(&"x".repeat(65_000)).await;
    assert_eq!(cy.hears("error").await["code"], "text-too-long");
    bystanders.chat_undisturbed().await;
}

#[tokio::test]
async fn a_frame_may_come_in_pieces_and_is_as_bounded_as_a_whole_one() {
    let server = TestServer::start().await;
    let mut cy = server.client_v1("Cy").await;
    cy.sends_in_pieces(&[r#"{"type":"mess"#, "", r#"age","text":"hi"}"#]).await;
    assert_eq!(cy.hears("message").await["text"], "hi");
    let piece = "x".repeat(30_000);
    cy.sends_in_pieces(&[&piece, &piece, &piece]).await;
    cy.is_closed_with(1009).await;
}

#[tokio::test]
async fn what_is_no_websocket_frame_ends_its_sender_alone() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    for bytes in [
        b"GET / HTTP/1.1\r\n\r\n".as_slice(),
        b"\xff\xff\xff\xff\xff\xff",
        // Unmasked text, text that is not UTF-8, a continuation of nothing, a ping that is too long.
        b"\x81\x02hi",
        b"\x81\x82\x00\x00\x00\x00\xc3\x28",
        b"\x80\x80\x00\x00\x00\x00",
        b"\x89\xfe\x00\x7e\x00\x00\x00\x00",
        // The beginnings of a frame of 2^63 bytes, and of one that never ends.
        b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00",
        b"\x01\x81\x00\x00\x00\x00{",
        b"",
    ] {
        let mut stream = server.upgraded_tcp().await;
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        read_to_end(&mut stream).await;
        bystanders.chat_undisturbed().await;
    }
}

#[tokio::test]
async fn half_a_handshake_is_nobody_s_trouble() {
    let server = TestServer::start().await;
    let mut bystanders = Bystanders::at(&server).await;
    let mut open = Vec::new();
    for bytes in [
        b"".as_slice(),
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgr",
        b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nname=",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00\xff\r\n\r\n",
    ] {
        for stays in [false, true] {
            let mut stream = server.tcp().await;
            stream.write_all(bytes).await.unwrap();
            bystanders.chat_undisturbed().await;
            if stays {
                open.push(stream);
            }
        }
    }
    bystanders.chat_undisturbed().await;
}
