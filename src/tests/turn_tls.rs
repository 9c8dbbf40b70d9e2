//! The relay over TLS: at its own port, and at that of the pages.

use crate::harness::{Certificate, Relayed, TurnClient, TurnServer, peer, read_to_end, received, within};
use std::time::{Duration, Instant};
use switchboard::protocol::Side;
use switchboard::server::turn::{Counter, Sniffed, Speaks};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;

#[tokio::test]
async fn one_port_speaks_tls_and_not() {
    let certificate = Certificate::new();
    let (server, peer) = (TurnServer::with_tls(&certificate).await, peer().await);
    let at = peer.local_addr().unwrap();
    let tls = TurnClient::over_tls(server.address(), &certificate, server.who(Side::Caller)).await;
    for mut client in [tls, server.over_tcp(Side::Callee).await, server.over_udp(Side::Callee).await] {
        let relayed = client.allocates().await.unwrap();
        assert_eq!(client.binds(0x4001, at).await, 0);
        for length in [0, 1, 3, 4, 1_200] {
            let data = vec![7; length];
            client.sends_on(0x4001, &data).await;
            assert_eq!(received(&peer).await, (data.clone(), relayed));
            peer.send_to(&data, relayed).await.unwrap();
            assert_eq!(client.hears().await, Relayed::OnChannel(0x4001, data));
        }
    }
}

#[tokio::test]
async fn browsers_are_told_of_tls_by_the_name_of_the_certificate() {
    let server = TurnServer::with_tls(&Certificate::new()).await;
    let (port, host) = (server.address().port(), Certificate::HOST);
    assert_eq!(
        server.who(Side::Caller).urls,
        [
            format!("turn:127.0.0.1:{port}?transport=udp"),
            format!("turn:127.0.0.1:{port}?transport=tcp"),
            format!("turns:{host}:{port}?transport=tcp"),
            format!("turns:{host}:443?transport=tcp"),
        ]
    );
}

#[tokio::test]
async fn a_handshake_that_fails_harms_nobody() {
    let certificate = Certificate::new();
    let server = TurnServer::with_tls(&certificate).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(&[0x16, 3, 1, 0, 4, 9, 9, 9, 9]).await.unwrap();
    read_to_end(&mut stream).await;
    assert!(Certificate::new().connect(server.address()).await.is_err(), "another's certificate");
    within(async {
        while server.count(Counter::Handshake) < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut good = TurnClient::over_tls(server.address(), &certificate, server.who(Side::Caller)).await;
    assert!(good.allocates().await.is_ok());
}

#[tokio::test]
async fn only_so_many_shake_hands_at_once() {
    let certificate = Certificate::new();
    let server = TurnServer::with_tls(&certificate).await;
    let began = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..80 {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(&[0x16]).await.unwrap();
        waiting.push(stream);
    }
    within(async {
        while server.count(Counter::Handshake) < 80 - 64 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(5), "they were refused, and did not give up: {:?}", began.elapsed());
    assert_eq!(server.count(Counter::Handshake), 80 - 64);
    server.over_tcp(Side::Caller).await.seen_as().await;
    // Somebody else's go on beside them.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let stream = socket.connect(server.address()).await.unwrap();
    certificate.shakes_hands(stream).await.expect("a handshake");
}

#[tokio::test]
async fn the_port_of_the_pages_hands_its_clients_over() {
    let certificate = Certificate::new();
    let server = TurnServer::with(&["--turn-allow", "127.0.0.0/8", "--turn-connections", "8"]).await;
    let pages = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = pages.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(certificate.server());
    let takes = async || {
        let (stream, client) = pages.accept().await.unwrap();
        let mut stream = Sniffed::new(acceptor.accept(stream).await.unwrap()).await.unwrap();
        match stream.speaks() {
            Speaks::Turn => Some(server.take(stream, client, at)),
            Speaks::Other => {
                let mut asked = [0; 5];
                stream.read_exact(&mut asked).await.unwrap();
                assert_eq!(&asked, b"GET /");
                None
            }
        }
    };
    let client = async || {
        let mut client = TurnClient::over_tls(at, &certificate, server.who(Side::Caller)).await;
        client.allocates().await.unwrap();
        client
    };
    let (_held, taken) = tokio::join!(client(), takes());
    assert_eq!((taken, server.allocations()), (Some(true), 1));
    // One source has an eighth of eight connections, wherever it comes in.
    let refused = async {
        let mut stream = certificate.connect(at).await.unwrap();
        stream.write_all(&[0, 1]).await.unwrap();
        stream.flush().await.unwrap();
        stream.read(&mut [0]).await.unwrap_or(0)
    };
    let (heard, taken) = tokio::join!(refused, takes());
    assert_eq!((taken, heard, server.count(Counter::Connections)), (Some(false), 0, 1));
    let page = async {
        let mut stream = certificate.connect(at).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        stream.flush().await.unwrap();
    };
    assert_eq!(tokio::join!(page, takes()).1, None);
}
