//! The relay and those who mean no good: where it does not lead, and what does not wear it out.

use crate::harness::{CALL, Relayed, TurnClient, TurnServer, peer, read_to_end, received, within};
use proptest::prelude::*;
use stun_types::message::{BINDING, Message, MessageWriteVec};
use stun_types::prelude::*;
use switchboard::protocol::Side;
use switchboard::server::turn::Counter;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use turn_types::AddressFamily;
use turn_types::message::ALLOCATE;

#[tokio::test]
async fn it_is_no_door_into_the_network_that_it_stands_in() {
    let server = TurnServer::with(&[]).await;
    let mut client = server.over_udp(Side::Caller).await;
    client.allocates().await.unwrap();
    let refused = [
        "127.0.0.2:80",
        "10.0.0.1:80",
        "172.16.0.1:80",
        "192.168.1.1:80",
        "100.64.0.1:80",
        "169.254.169.254:80",
        "224.0.0.1:5353",
        "255.255.255.255:9",
        "0.0.0.0:80",
        "192.0.2.1:80",
        "198.18.0.1:80",
        "[::1]:80",
        "[fe80::1]:80",
        "[fd00::1]:80",
        "[ff02::1]:80",
        "[::ffff:127.0.0.1]:80",
        "[::ffff:10.0.0.1]:80",
        "[2002:7f00:1::1]:80",
        "[64:ff9b::a00:1]:80",
    ];
    for peer in refused {
        let peer = peer.parse().unwrap();
        assert_eq!((client.permits(peer).await, client.binds(0x4000, peer).await), (403, 403), "{peer}");
    }
    assert_eq!(server.count(Counter::Peer), 2 * refused.len() as u64);
}

#[tokio::test]
async fn nor_over_ipv6() {
    let Some(server) = TurnServer::v6().await else { return };
    let mut client = server.over_udp(Side::Caller).await;
    assert_eq!(client.allocates().await, Err(440), "there is no IPv4 here");
    client.allocates_of(AddressFamily::IPV6).await.unwrap();
    for peer in ["[::ffff:127.0.0.1]:80", "[::ffff:10.0.0.1]:80", "[fe80::1]:80", "[fd00::1]:80", "[2002:a00:1::1]:80"]
    {
        assert_eq!(client.permits(peer.parse().unwrap()).await, 403, "{peer}");
    }
    assert_eq!(client.permits("8.8.8.8:80".parse().unwrap()).await, 443);
}

#[tokio::test]
async fn it_is_no_way_into_an_ipv6_house() {
    let home = ["--public-ip", "2a00:1:2:3::5", "--turn-addr", "[::1]:0"];
    let server = TurnServer::only_with(&[&home[..], &["--turn-allow", "2a00:1:2:3::a"]].concat());
    let (mut evil, mut friend) = (server.over_udp(Side::Caller).await, server.over_udp(Side::Callee).await);
    evil.allocates_of(AddressFamily::IPV6).await.unwrap();
    let lent = friend.allocates_of(AddressFamily::IPV6).await.unwrap();
    for nas in ["[2a00:1:2:3::9]:80", "[2a00:1:2:3:ffff::]:80"] {
        let nas = nas.parse().unwrap();
        assert_eq!((evil.permits(nas).await, evil.binds(0x4000, nas).await), (403, 403), "{nas}");
    }
    assert_eq!(server.count(Counter::Peer), 4);
    for open in ["[2a00:1:2:3::a]:80".parse().unwrap(), "[2a00:1:2:4::9]:80".parse().unwrap(), lent] {
        assert_eq!(evil.permits(open).await, 0, "{open}");
    }
    assert_eq!(evil.binds(0x4000, lent).await, 0, "lent ports stay");
}

#[tokio::test]
async fn the_servers_own_ports_are_not_reached() {
    let (server, witness) = (TurnServer::start().await, peer().await);
    let victim = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut client = server.over_udp(Side::Caller).await;
    client.allocates().await.unwrap();
    let at = witness.local_addr().unwrap();
    assert_eq!(client.permits(at).await, 0);
    // The other side may have an address there, so this is granted.
    assert_eq!(client.permits(victim.local_addr().unwrap()).await, 0);
    for own in [victim.local_addr().unwrap(), server.address()] {
        assert_eq!(client.binds(0x4000, own).await, 403);
        client.sends_to(own, b"evil").await;
    }
    client.sends_to(at, b"good").await;
    assert_eq!(received(&witness).await.0, b"good");
    assert!(victim.try_recv(&mut [0; 9]).is_err(), "what came before that never comes");
}

#[tokio::test]
async fn nobody_gets_in_through_a_permission_for_the_servers_own_address() {
    let (server, friend) = (TurnServer::start().await, peer().await);
    let local = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut client = server.over_udp(Side::Caller).await;
    let relayed = client.allocates().await.unwrap();
    for peer in [friend.local_addr().unwrap(), local.local_addr().unwrap()] {
        assert_eq!(client.permits(peer).await, 0);
    }
    local.send_to(b"evil", relayed).await.unwrap();
    friend.send_to(b"good", relayed).await.unwrap();
    assert_eq!(client.hears().await, Relayed::From(friend.local_addr().unwrap(), b"good".to_vec()));
}

#[tokio::test]
async fn a_flood_of_requests_is_answered_in_part_and_leaves_nothing_behind() {
    let server = TurnServer::start().await;
    let flooding = TurnClient::over_udp(server.address(), server.who(Side::Caller)).await;
    let mut flooding = flooding;
    let mut other = TurnClient::over_udp_from("127.0.0.3:0", server.address(), server.who(Side::Callee)).await;
    let request = Message::builder_request(ALLOCATE, MessageWriteVec::new()).finish();
    let mut answered = 0;
    for _ in 0..20 {
        for _ in 0..50 {
            flooding.sends(&request).await;
        }
        // Another source is answered all the while, and after everything that came before.
        other.seen_as().await;
        answered += flooding.waiting();
    }
    assert!((50..500).contains(&answered), "{answered} of 1000");
    assert_eq!(server.count(Counter::Flood), 1_000 - answered as u64);
    assert_eq!(server.allocations(), 0);
}

#[tokio::test]
async fn whoever_is_inside_is_not_kept_out_by_a_flood_from_the_same_address() {
    let server = TurnServer::start().await;
    let mut client = server.over_udp(Side::Caller).await;
    client.allocates().await.unwrap();
    let mut flooding = server.over_udp(Side::Caller).await;
    let request = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    for _ in 0..200 {
        flooding.sends(&request).await;
    }
    assert_eq!(client.refreshes(600).await, 0);
    assert!(server.count(Counter::Flood) > 0);
}

#[tokio::test]
async fn a_stream_that_is_none_of_ours_is_closed() {
    let server = TurnServer::start().await;
    for nonsense in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0x16, 3, 1, 2, 0], &[0x40, 0, 0xff, 0xff], &[0xff; 3_000]] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(nonsense).await.unwrap();
        assert_eq!(read_to_end(&mut stream).await, b"");
    }
    assert_eq!(server.count(Counter::Garbage), 4);
    assert!(server.over_tcp(Side::Caller).await.allocates().await.is_ok());
}

#[tokio::test]
async fn a_stream_may_come_in_pieces_and_end_in_the_middle() {
    let server = TurnServer::start().await;
    let request = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let mut stream = server.over_tcp(Side::Caller).await.into_stream();
    for byte in &request {
        stream.write_all(&[*byte]).await.unwrap();
        stream.flush().await.unwrap();
    }
    within(stream.read_exact(&mut [0; 32])).await.unwrap();
    // Two at once, and half of a third.
    let three = [&request[..], &request, &request[..11]].concat();
    stream.write_all(&three).await.unwrap();
    within(stream.read_exact(&mut [0; 64])).await.unwrap();
    drop(stream);
    assert!(server.over_tcp(Side::Caller).await.allocates().await.is_ok());
}

#[tokio::test]
async fn a_connection_that_ends_gives_its_address_back() {
    let server = TurnServer::start().await;
    let mut client = server.over_tcp(Side::Caller).await;
    client.allocates().await.unwrap();
    assert_eq!(server.allocations(), 1);
    drop(client);
    server.has_lent_nothing().await;
}

#[tokio::test]
async fn one_source_has_only_so_many_connections() {
    let server = TurnServer::with(&["--turn-connections", "16"]).await;
    let (mut one, mut two) = (server.over_tcp(Side::Caller).await, server.over_tcp(Side::Caller).await);
    one.seen_as().await;
    two.seen_as().await;
    let mut third = server.over_tcp(Side::Caller).await.into_stream();
    assert_eq!(read_to_end(&mut third).await, b"");
    assert_eq!(server.count(Counter::Connections), 1);
    one.seen_as().await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_delays_nobody() {
    let (server, sender) = (TurnServer::start().await, peer().await);
    let at = sender.local_addr().unwrap();
    let (mut deaf, mut client) = (server.over_tcp(Side::Caller).await, server.over_udp(Side::Callee).await);
    let (far, near) = (deaf.allocates().await.unwrap(), client.allocates().await.unwrap());
    assert_eq!((deaf.binds(0x4000, at).await, client.binds(0x4000, at).await), (0, 0));
    // More than all buffers on the way hold.
    within(async {
        while server.count(Counter::Congestion) + server.count(Counter::TooMuch) == 0 {
            sender.send_to(&[7; 4_000], far).await.unwrap();
        }
    })
    .await;
    sender.send_to(b"here", near).await.unwrap();
    assert_eq!(client.hears().await, Relayed::OnChannel(0x4000, b"here".to_vec()));
    server.close(CALL);
    assert_eq!(server.allocations(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes, over UDP and TCP: somebody else is served after it.
    #[test]
    fn garbage_harms_nobody(packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..120), 1..40)) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let server = TurnServer::start().await;
            let mut bad = server.over_udp(Side::Caller).await;
            let mut stream = server.over_tcp(Side::Caller).await.into_stream();
            for packet in &packets {
                bad.sends(packet).await;
                // It may be closed by then.
                let _ = stream.write_all(packet).await;
            }
            let mut good = TurnClient::over_udp_from("127.0.0.3:0", server.address(), server.who(Side::Callee)).await;
            assert!(good.allocates().await.is_ok());
            assert_eq!(server.allocations(), 1);
        });
    }
}
