//! A client that does not read in a busy room: it is ended, and nobody waits for it.

use crate::harness::{Client, Heard, TestServer, in_call};
use serde_json::json;

/// More than sockets take in by themselves, so that the rest waits in the server.
const FRAMES: usize = 120;

/// Says so much that `Slow`, who does not read, falls behind; `listener` reads, and hears all of it in order.
async fn talk(speaker: &mut Client, listener: &mut Client) {
    let load = "x".repeat(60_000);
    for number in 0..FRAMES {
        // What is heavy goes to one person alone, and all in step with the listener: outboxes are small here.
        let heavy = json!({"type": "flood", "target": "Slow", "number": number, "load": load});
        let light = json!({"type": "flood", "number": number});
        speaker.sends_all([heavy, light]).await;
        for client in [&mut *listener, &mut *speaker] {
            assert_eq!(client.hears("flood").await["number"], number);
        }
    }
}

#[tokio::test]
async fn it_is_told_to_come_back_when_it_reads_again_and_others_hear_everything_in_order() {
    let server = TestServer::with(&["--outbox", "8"]).await;
    let mut slow = server.stranger_with_small_buffers().await;
    slow.signs_in_v1(Some("Slow")).await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    talk(&mut ana, &mut bo).await;
    // What it gets is whole up to a point, and then it is told; there is no hole in between.
    let mut number = 0;
    loop {
        match slow.next().await {
            Heard::Text(text) if text.contains("load") => {
                let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(frame["number"], number);
                number += 1;
            }
            Heard::Text(_) => {}
            end => {
                assert_eq!(end, Heard::Closed(Some(4000)));
                break;
            }
        }
    }
    assert!((8..FRAMES).contains(&number), "{number} frames");
    assert_eq!(bo.hears("user-left").await["name"], "Slow");
}

#[tokio::test]
async fn it_is_out_of_the_room_and_its_call_is_lost_even_if_it_never_reads_again() {
    let server = TestServer::with(&["--outbox", "8", "--silence", "4"]).await;
    let mut slow = server.stranger_with_small_buffers().await;
    slow.signs_in_v1(Some("Slow")).await;
    let mut ana = server.client_v1("Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let mut cy = server.client_v1("Cy").await;
    in_call(&mut slow, &mut cy).await;
    // Reads all the time, whatever the others do.
    let watching = tokio::spawn(async move {
        let end = cy.hears("hang-up").await;
        (cy.hears("user-left").await["name"].clone(), end["reason"].clone(), cy)
    });
    talk(&mut ana, &mut bo).await;
    let (left, reason, mut cy) = watching.await.unwrap();
    assert_eq!((left, reason), (json!("Slow"), json!("lost")));
    in_call(&mut server.client_v1("Dee").await, &mut cy).await;
    slow.is_gone().await;
}
