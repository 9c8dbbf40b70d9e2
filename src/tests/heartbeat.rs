//! Silence: the server asks whether anybody is there, and ends what does not answer.

use crate::harness::{Heard, TestServer, in_call};

/// As short as a busy machine allows: whoever is asked needs time to answer.
const SHORT: [&str; 4] = ["--ping", "0.2", "--silence", "1"];

#[tokio::test]
async fn a_silent_client_is_pinged_and_lives_on_by_answering() {
    let server = TestServer::with(&SHORT).await;
    let mut ana = server.client_v1("Ana").await;
    // Longer than the silence that would end it.
    for _ in 0..6 {
        assert_eq!(ana.next().await, Heard::Ping);
    }
    ana.says("still here").await;
    assert_eq!(ana.hears("message").await["text"], "still here");
}

#[tokio::test]
async fn a_client_that_does_not_answer_is_ended_and_the_room_is_told() {
    let server = TestServer::with(&SHORT).await;
    let mut bo = server.client_v1("Bo").await;
    // Whoever does not read does not answer either.
    let mut ana = server.client_v1("Ana").await;
    assert_eq!(bo.hears("user-left").await["name"], "Ana");
    assert_eq!(ana.next().await, Heard::Ping);
    ana.is_closed_with(4002).await;
    bo.says("still here").await;
    bo.hears("message").await;
}

#[tokio::test]
async fn its_call_is_lost_for_the_other_side() {
    let server = TestServer::with(&SHORT).await;
    let mut bo = server.client_v1("Bo").await;
    let mut ana = server.client_v1("Ana").await;
    in_call(&mut ana, &mut bo).await;
    assert_eq!(bo.hears("hang-up").await["reason"], "lost");
}

#[tokio::test]
async fn it_is_asked_in_time_even_if_the_operator_set_the_two_the_wrong_way_round() {
    let server = TestServer::with(&["--ping", "20", "--silence", "1.2"]).await;
    let mut ana = server.client_v1("Ana").await;
    for _ in 0..3 {
        assert_eq!(ana.next().await, Heard::Ping);
    }
}
