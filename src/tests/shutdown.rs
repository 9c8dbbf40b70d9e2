//! The end of the server: everybody is told that it is not their fault, and nobody can delay it for long.

use crate::harness::{TestServer, in_call};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

/// What people and service managers wait for.
const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn every_socket_is_told_that_the_server_goes_away() {
    let server = TestServer::start().await;
    let mut clients = vec![server.client("Ana").await, server.client_v1("Bo").await, server.stranger().await];
    let mut in_the_midst = (server.client_v1("Cy").await, server.client_v1("Dee").await);
    in_call(&mut in_the_midst.0, &mut in_the_midst.1).await;
    clients.extend([in_the_midst.0, in_the_midst.1]);
    let (served, ()) = tokio::join!(server.stop(), async {
        for client in &mut clients {
            client.is_closed_with(1001).await;
            client.is_gone().await;
        }
    });
    served.unwrap();
}

#[tokio::test]
async fn a_server_that_nobody_is_connected_to_ends_at_once() {
    let began = Instant::now();
    TestServer::start().await.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn neither_clients_that_do_not_answer_nor_idle_browsers_delay_it() {
    let server = TestServer::start().await;
    // Nobody reads from these, so that no goodbye is answered; and one has more to read than it takes.
    let _upgraded = server.upgraded_tcp().await;
    let mut silent = server.stranger_with_small_buffers().await;
    silent.signs_in_v1(Some("Silent")).await;
    let mut ana = server.client_v1("Ana").await;
    let load = json!({"type": "flood", "target": "Silent", "load": "x".repeat(60_000)});
    ana.sends_all((0..100).map(|_| load.clone())).await;
    ana.hears_nothing_back().await;
    // A browser keeps its connection after a page; another has sent half a request; a third nothing.
    let visitor = server.visitor();
    visitor.page("/").await;
    let mut half = server.tcp().await;
    half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let _nothing = server.tcp().await;

    let began = Instant::now();
    server.stop().await.unwrap();
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}
