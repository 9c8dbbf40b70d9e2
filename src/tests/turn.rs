//! The relay over real sockets: what a client may ask of it, and data on its way.

use crate::harness::{CALL, Program, Relayed, TurnClient, TurnServer, peer, received, secret, within};
use std::net::{SocketAddr, UdpSocket};
use switchboard::protocol::{CallId, Side};
use switchboard::server::Data;
use switchboard::server::turn::{Counter, Credentials};

#[tokio::test]
async fn anybody_may_ask_how_they_are_seen() {
    let server = TurnServer::start().await;
    for mut client in [server.over_udp(Side::Caller).await, server.over_tcp(Side::Caller).await] {
        assert_eq!(client.seen_as().await.ip().to_string(), "127.0.0.1");
    }
}

#[tokio::test]
async fn data_goes_both_ways_in_indications_and_on_a_channel() {
    let (server, peer) = (TurnServer::start().await, peer().await);
    let at = peer.local_addr().unwrap();
    for mut client in [server.over_udp(Side::Caller).await, server.over_tcp(Side::Callee).await] {
        let relayed = client.allocates().await.unwrap();
        assert_eq!(relayed.ip().to_string(), "127.0.0.1");
        client.sends_to(at, b"before anybody is permitted").await;
        assert_eq!(client.permits(at).await, 0);
        client.sends_to(at, b"out").await;
        assert_eq!(received(&peer).await, (b"out".to_vec(), relayed));
        peer.send_to(b"in", relayed).await.unwrap();
        assert_eq!(client.hears().await, Relayed::From(at, b"in".to_vec()));

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
async fn nothing_comes_from_those_who_are_not_permitted() {
    let (server, friend, stranger) = (TurnServer::start().await, peer().await, tokio_udp("127.0.0.3:0").await);
    let mut client = server.over_udp(Side::Caller).await;
    let relayed = client.allocates().await.unwrap();
    assert_eq!(client.permits(friend.local_addr().unwrap()).await, 0);
    stranger.send_to(b"stranger", relayed).await.unwrap();
    friend.send_to(b"friend", relayed).await.unwrap();
    assert_eq!(client.hears().await, Relayed::From(friend.local_addr().unwrap(), b"friend".to_vec()));
    assert_eq!(server.count(Counter::NoWay), 1);
}

#[tokio::test]
async fn two_relayed_sides_meet() {
    let server = TurnServer::start().await;
    let (mut caller, mut callee) = (server.over_udp(Side::Caller).await, server.over_tcp(Side::Callee).await);
    let (one, other) = (caller.allocates().await.unwrap(), callee.allocates().await.unwrap());
    assert_eq!((caller.binds(0x4000, other).await, callee.permits(one).await), (0, 0));
    caller.sends_on(0x4000, b"hello").await;
    assert_eq!(callee.hears().await, Relayed::From(one, b"hello".to_vec()));
    callee.sends_to(one, b"and hello").await;
    assert_eq!(caller.hears().await, Relayed::OnChannel(0x4000, b"and hello".to_vec()));
}

#[tokio::test]
async fn an_address_that_is_given_back_is_gone() {
    let (server, peer) = (TurnServer::start().await, peer().await);
    let mut client = server.over_udp(Side::Caller).await;
    client.allocates().await.unwrap();
    assert_eq!((client.refreshes(900).await, server.allocations()), (0, 1));
    assert_eq!((client.refreshes(0).await, server.allocations()), (0, 0));
    assert_eq!(client.refreshes(0).await, 437);
    assert_eq!(client.permits(peer.local_addr().unwrap()).await, 437);
    assert!(client.allocates().await.is_ok(), "and another can be had");
}

#[tokio::test]
async fn an_address_that_nobody_asks_to_keep_is_taken_back() {
    let server = TurnServer::with(&["--turn-allow", "127.0.0.0/8", "--turn-lifetime", "1"]).await;
    let (mut client, peer) = (server.over_udp(Side::Caller).await, peer().await);
    client.allocates().await.unwrap();
    let at = peer.local_addr().unwrap();
    let over = within(async {
        loop {
            match client.permits(at).await {
                0 => {}
                code => return code,
            }
        }
    })
    .await;
    assert_eq!(over, 437);
    server.has_lent_nothing().await;
}

#[tokio::test]
async fn credentials_are_for_one_side_of_an_open_call_and_for_a_time() {
    let server = TurnServer::start().await;
    let good = server.who(Side::Caller);
    let far = u64::MAX;
    for (who, code) in [
        (Credentials { password: "wrong".to_owned(), ..good.clone() }, 401),
        (Credentials { username: good.username.replace("caller", "callee"), ..good.clone() }, 401),
        (Credentials { username: "ana".to_owned(), ..good.clone() }, 401),
        (Credentials::new(&secret(), CALL, Side::Caller, 1), 403),
        (Credentials::new(&secret(), CallId(8), Side::Caller, far), 403),
    ] {
        let name = who.username.clone();
        assert_eq!(server.over_udp_as(who).await.allocates().await, Err(code), "{name}");
    }
    assert_eq!(server.allocations(), 0);
    assert!(server.over_udp_as(good).await.allocates().await.is_ok());
    assert!(server.credentials(CallId(8), Side::Caller).is_none(), "nobody rang");
}

#[tokio::test]
async fn credentials_say_where_the_relay_is() {
    let server = TurnServer::with(&["--turn-host", "turn.example.org"]).await;
    let port = server.address().port();
    assert_eq!(
        server.who(Side::Callee).urls,
        ["udp", "tcp"].map(|over| format!("turn:turn.example.org:{port}?transport={over}"))
    );
}

#[tokio::test]
async fn a_call_that_ends_takes_its_addresses_with_it_at_once() {
    let server = TurnServer::start().await;
    server.open(CallId(8));
    let (mut caller, mut callee) = (server.over_udp(Side::Caller).await, server.over_tcp(Side::Callee).await);
    let mut other = server.over_udp_as(server.credentials(CallId(8), Side::Caller).unwrap()).await;
    for client in [&mut caller, &mut callee, &mut other] {
        client.allocates().await.unwrap();
    }
    server.close(CALL);
    assert_eq!(server.allocations(), 1);
    for client in [&mut caller, &mut callee] {
        assert_eq!((client.refreshes(600).await, client.allocates().await), (437, Err(403)));
    }
    assert_eq!(other.refreshes(600).await, 0, "another call goes on");
    assert!(server.credentials(CALL, Side::Caller).is_none());
}

#[tokio::test]
async fn one_side_has_only_so_many_addresses() {
    let server = TurnServer::with(&["--turn-per-side", "2", "--turn-total", "3"]).await;
    let mut clients = Vec::new();
    let mut codes = Vec::new();
    for side in [Side::Caller, Side::Caller, Side::Caller, Side::Callee, Side::Callee] {
        let mut client = server.over_udp(side).await;
        codes.push(client.allocates().await.err().unwrap_or(0));
        clients.push(client);
    }
    assert_eq!(codes, [0, 0, 486, 0, 508]);
}

#[tokio::test]
async fn its_end_is_soon_and_takes_everything_with_it() {
    let server = TurnServer::start().await;
    let (mut one, mut other) = (server.over_udp(Side::Caller).await, server.over_tcp(Side::Callee).await);
    let relayed = one.allocates().await.unwrap();
    other.allocates().await.unwrap();
    server.stop();
    within(server.stopped()).await;
    // What it had can be had again.
    UdpSocket::bind(relayed).unwrap();
    UdpSocket::bind(server.address()).unwrap();
}

#[tokio::test]
async fn a_program_with_a_relay_starts_and_ends_well() {
    let program = Program::on_free_port(&["--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"]).await;
    let (status, said) = program.ends_on("TERM").await;
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("relayed") && !said.contains("127.0.0.1"), "{said}");
}

#[tokio::test]
async fn its_log_has_no_address_no_name_and_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().to_str().unwrap();
    // No other test listens at this address, so that what is free stays so.
    let free = UdpSocket::bind("127.0.0.9:0").unwrap().local_addr().unwrap();
    let args = ["--public-ip", "127.0.0.1", "--turn-addr", &free.to_string(), "--data", folder, "--log", "trace"];
    let program = Program::on_free_port(&args).await;
    let secret = Data::open(Some(home.path())).unwrap().turn_secret();
    // Nobody rings, so it is refused; but by then the server has seen all of it.
    let who = Credentials::new(&secret, CallId(271_828), Side::Caller, u64::MAX);
    let wrong = Credentials { password: "wrong".to_owned(), ..who.clone() };
    for (who, code) in [(who.clone(), 403), (wrong, 401)] {
        assert_eq!(TurnClient::over_udp(free, who.clone()).await.allocates().await, Err(code));
        let mut client = TurnClient::over_tcp(free, who).await;
        assert_eq!(client.allocates().await, Err(code));
        client.sends(b"no STUN at all").await;
    }
    let (_, log) = program.ends_on("TERM").await;
    assert!(log.contains("relay has ended"), "a log worth reading: {log}");
    for secret in ["271828", &who.password, "127.0.0.", "IntegrityKey"] {
        assert_eq!(log.lines().find(|line| line.contains(secret)), None, "{secret}");
    }
}

#[tokio::test]
async fn what_is_wrong_at_the_start_is_one_clear_line_and_a_failure() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let taken_tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken_tcp = taken_tcp.local_addr().unwrap().to_string();
    for (args, expected) in [
        (["--public-ip", "127.0.0.1", "--turn-addr", &taken], "is in use by another program"),
        (["--public-ip", "127.0.0.1", "--turn-addr", &taken_tcp], "is in use by another program"),
        (["--turn", "on", "--log", "info"], "--public-ip"),
        (["--turn", "maybe", "--log", "info"], "--turn"),
    ] {
        let output = Program::run(&[&["--addr", "127.0.0.1:0"], &args[..]].concat(), &[]).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
        assert!(said.contains(expected) && said.lines().count() == 1, "{args:?}: {said}");
    }
}

async fn tokio_udp(at: &str) -> tokio::net::UdpSocket {
    tokio::net::UdpSocket::bind(at.parse::<SocketAddr>().unwrap()).await.unwrap()
}
