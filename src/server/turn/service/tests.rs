use super::*;
use crate::protocol::{CallId, Side};
use crate::server::turn::allocation::{Channel, Via};
use crate::server::turn::five_tuple::Transport;
use crate::server::turn::table::Reach;
use crate::server::turn::{Credentials, Rules};
use proptest::prelude::*;
use std::hash::RandomState;
use std::time::Duration;
use stun_types::attribute::{Fingerprint, RawAttribute, UnknownAttributes};
use stun_types::message::{MessageWriteVec, Method};
use turn_types::AddressFamily;
use turn_types::attribute::{
    ChannelNumber, DontFragment, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken,
    XorRelayedAddress,
};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CONNECT, CREATE_PERMISSION, REFRESH};

const CALL: CallId = CallId(7);
const LENT: [u8; 4] = [8, 8, 4, 4];
/// Seconds since 1970 when the tests begin.
const DATE: u64 = 1_000_000;

/// Lends port after port.
struct Ports {
    last: u16,
    left: usize,
}

impl Sockets<u16> for Ports {
    fn open(&mut self, _: Family) -> Option<(u16, SocketAddr)> {
        self.left = self.left.checked_sub(1)?;
        self.last += 1;
        Some((self.last, SocketAddr::from((LENT, self.last))))
    }

    fn is_local(&self, ip: IpAddr) -> bool {
        ip == IpAddr::from([9, 9, 9, 9])
    }
}

struct Fixture {
    service: Service<u16>,
    sockets: Ports,
    now: Moment,
    from: FiveTuple,
    who: Credentials,
}

impl Fixture {
    fn new() -> Self {
        Self::with(Rules::DEFAULT)
    }

    fn with(rules: Rules) -> Self {
        let public = IpAddr::from(LENT);
        let mut service = Service::new(
            Table::new(rules, Duration::ZERO),
            secret(),
            Nonces::new([3; 32]),
            Peers::new([public], Vec::new()),
            vec![public],
            Flood::new(RandomState::new()),
            Arc::default(),
        );
        service.table.open(CALL, Reach::Peers);
        let now = Moment { since_start: Duration::from_secs(100), date: DATE * 1_000 };
        let (sockets, from) = (Ports { last: 50_000, left: 1_000 }, client(1));
        Self { service, sockets, now, from, who: who(Side::Caller) }
    }

    fn is(&mut self, client: FiveTuple, who: Credentials) -> &mut Self {
        (self.from, self.who) = (client, who);
        self
    }

    fn later(&mut self, seconds: u64) {
        self.now.since_start += Duration::from_secs(seconds);
        self.now.date += seconds * 1_000;
    }

    /// What comes of a packet, with its data if it has any.
    fn sends(&mut self, packet: &[u8]) -> (Option<Vec<u8>>, Option<Route<u16>>) {
        match self.service.receive(packet, self.from, self.now, &mut self.sockets) {
            Outcome::Nothing => (None, None),
            Outcome::Answer(answer) => (Some(answer), None),
            Outcome::Data(route, data) => {
                assert_eq!(data, b"data");
                (None, Some(route))
            }
        }
    }

    /// A request that is good in all but what is asked; the answer to it.
    fn asks(&mut self, method: Method, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
        let nonce = self.service.nonces.make(self.from.client, self.now.since_start);
        let packet = signed(method, attributes, &self.who, &nonce);
        self.sends(&packet).0.expect("an answer")
    }

    fn allocates(&mut self) -> u16 {
        code(&self.asks(ALLOCATE, &[&udp()]))
    }

    fn permits(&mut self, peer: &str) -> u16 {
        let mut request = Message::builder_request(CREATE_PERMISSION, MessageWriteVec::new());
        let peer = XorPeerAddress::new(peer.parse().unwrap(), request.transaction_id());
        request.add_attribute(&peer).unwrap();
        self.finishes(request)
    }

    fn binds(&mut self, channel: u16, peer: &str) -> u16 {
        let mut request = Message::builder_request(CHANNEL_BIND, MessageWriteVec::new());
        let peer = XorPeerAddress::new(peer.parse().unwrap(), request.transaction_id());
        request.add_attribute(&ChannelNumber::new(channel)).unwrap();
        request.add_attribute(&peer).unwrap();
        self.finishes(request)
    }

    fn finishes(&mut self, request: MessageWriteVec) -> u16 {
        let nonce = self.service.nonces.make(self.from.client, self.now.since_start);
        let packet = sign(request, &self.who, &nonce);
        code(&self.sends(&packet).0.expect("an answer"))
    }

    fn indicates(&mut self, peer: &str) -> Option<Route<u16>> {
        let mut message = Message::builder_indication(SEND, MessageWriteVec::new());
        let peer = XorPeerAddress::new(peer.parse().unwrap(), message.transaction_id());
        message.add_attribute(&peer).unwrap();
        message.add_attribute(&Data::new(b"data")).unwrap();
        self.sends(&message.finish()).1
    }
}

/// What every Allocate request has.
fn udp() -> RequestedTransport {
    RequestedTransport::new(RequestedTransport::UDP)
}

fn secret() -> Secret {
    Secret::derive(b"a key")
}

fn who(side: Side) -> Credentials {
    Credentials::new(&secret(), CALL, side, DATE + 60)
}

fn client(last: u8) -> FiveTuple {
    let address = |last| SocketAddr::from(([198, 51, 100, last], 5_000));
    FiveTuple { transport: Transport::Udp, client: address(last), server: address(0) }
}

fn signed(method: Method, attributes: &[&dyn AttributeWrite], who: &Credentials, nonce: &str) -> Vec<u8> {
    let mut request = Message::builder_request(method, MessageWriteVec::new());
    for attribute in attributes {
        request.add_attribute(*attribute).unwrap();
    }
    sign(request, who, nonce)
}

fn sign(mut request: MessageWriteVec, who: &Credentials, nonce: &str) -> Vec<u8> {
    request.add_attribute(&Username::new(&who.username).unwrap()).unwrap();
    request.add_attribute(&Realm::new(REALM).unwrap()).unwrap();
    request.add_attribute(&Nonce::new(nonce).unwrap()).unwrap();
    request.add_message_integrity_with_key(&key(who), IntegrityAlgorithm::Sha1).unwrap();
    request.finish()
}

fn key(who: &Credentials) -> IntegrityKey {
    LongTermKeyCredentials::new(who.username.clone(), who.password.clone(), REALM.to_owned())
        .make_key(IntegrityAlgorithm::Sha1)
}

/// The answer's error, or 0.
fn code(answer: &[u8]) -> u16 {
    let answer = Message::from_bytes(answer).unwrap();
    answer.attribute::<ErrorCode>().map_or(0, |error| error.code())
}

fn lifetime(answer: &[u8]) -> u32 {
    Message::from_bytes(answer).unwrap().attribute::<Lifetime>().unwrap().seconds()
}

fn data_on(channel: u16) -> Vec<u8> {
    [&channel.to_be_bytes()[..], &[0, 4], b"data"].concat()
}

fn binding(attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
    let mut request = Message::builder_request(BINDING, MessageWriteVec::new());
    for attribute in attributes {
        request.add_attribute(*attribute).unwrap();
    }
    request.finish()
}

#[test]
fn anybody_may_ask_how_they_are_seen() {
    let mut it = Fixture::new();
    let answer = it.sends(&binding(&[])).0.unwrap();
    let answer = Message::from_bytes(&answer).unwrap();
    let seen = answer.attribute::<XorMappedAddress>().unwrap().addr(answer.transaction_id());
    assert_eq!(seen, it.from.client);
    assert!(!answer.has_attribute(Fingerprint::TYPE));
}

#[test]
fn who_sends_a_fingerprint_gets_one() {
    let mut request = Message::builder_request(BINDING, MessageWriteVec::new());
    request.add_fingerprint().unwrap();
    let answer = Fixture::new().sends(&request.finish()).0.unwrap();
    assert!(Message::from_bytes(&answer).unwrap().has_attribute(Fingerprint::TYPE));
}

#[test]
fn what_would_have_to_be_understood_and_is_not_is_named() {
    let odd = RawAttribute::new(AttributeType::new(0x7777), &[1]);
    let mut it = Fixture::new();
    let unsigned = it.sends(&binding(&[&odd])).0.unwrap();
    let signed = it.asks(ALLOCATE, &[&udp(), &odd]);
    let fragment = it.asks(ALLOCATE, &[&udp(), &DontFragment::new()]);
    for (answer, kind) in [(unsigned, odd.get_type()), (signed, odd.get_type()), (fragment, DontFragment::TYPE)] {
        assert_eq!(code(&answer), 420);
        let answer = Message::from_bytes(&answer).unwrap();
        assert!(answer.attribute::<UnknownAttributes>().unwrap().has_attribute(kind));
    }
    // What need not be understood is not.
    assert_eq!(code(&it.asks(ALLOCATE, &[&udp(), &RawAttribute::new(AttributeType::new(0x8777), &[])])), 0);
}

#[test]
fn an_allocation_begins_with_a_challenge() {
    let mut it = Fixture::new();
    let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
    request.add_attribute(&udp()).unwrap();
    let challenge = it.sends(&request.finish()).0.unwrap();
    assert_eq!(code(&challenge), 401);
    let challenge = Message::from_bytes(&challenge).unwrap();
    assert_eq!(challenge.attribute::<Realm>().unwrap().realm(), REALM);
    let nonce = challenge.attribute::<Nonce>().unwrap();

    let answer = it.sends(&signed(ALLOCATE, &[&udp()], &it.who.clone(), nonce.nonce())).0.unwrap();
    assert_eq!((code(&answer), lifetime(&answer)), (0, 600));
    let answer = Message::from_bytes(&answer).unwrap();
    let id = answer.transaction_id();
    assert_eq!(answer.attribute::<XorRelayedAddress>().unwrap().addr(id), SocketAddr::from((LENT, 50_001)));
    assert_eq!(answer.attribute::<XorMappedAddress>().unwrap().addr(id), it.from.client);
    assert!(answer.validate_integrity_with_key(&key(&it.who)).is_ok(), "the server shows who it is, too");
}

#[test]
fn what_an_allocation_may_ask_for() {
    let v4 = RequestedAddressFamily::new(AddressFamily::IPV4);
    let v6 = RequestedAddressFamily::new(AddressFamily::IPV6);
    let (even, token) = (EvenPort::new(true), ReservationToken::new(5));
    let tcp = RequestedTransport::new(RequestedTransport::TCP);
    let udp = udp();
    let cases: [(&[&dyn AttributeWrite], u16); 9] = [
        (&[&udp], 0),
        (&[&udp, &v4], 0),
        (&[], 400),
        (&[&tcp], 442),
        (&[&udp, &v6], 440),
        (&[&udp, &even], 508),
        (&[&udp, &token], 508),
        (&[&udp, &token, &even], 400),
        (&[&udp, &token, &v4], 400),
    ];
    for (attributes, expected) in cases {
        assert_eq!(code(&Fixture::new().asks(ALLOCATE, attributes)), expected, "{attributes:?}");
    }
}

#[test]
fn who_is_let_in() {
    let good = who(Side::Caller);
    let named = |username: &str, password: String| Credentials { urls: vec![], username: username.into(), password };
    let cases = [
        (good.clone(), 0),
        (Credentials { password: "wrong".to_owned(), ..good.clone() }, 401),
        (named("1000060:7:callee", good.password.clone()), 401),
        (named("somebody", secret().password("somebody")), 401),
        (Credentials::new(&Secret::derive(b"another"), CALL, Side::Caller, DATE + 60), 401),
        (Credentials::new(&secret(), CALL, Side::Caller, DATE), 403),
        (Credentials::new(&secret(), CallId(8), Side::Caller, DATE + 60), 403),
    ];
    for (who, expected) in cases {
        let name = who.username.clone();
        assert_eq!(Fixture::new().is(client(1), who).allocates(), expected, "{name}");
    }
}

#[test]
fn a_request_that_is_signed_says_by_whom() {
    let mut it = Fixture::new();
    let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
    request.add_attribute(&udp()).unwrap();
    request.add_message_integrity_with_key(&key(&it.who), IntegrityAlgorithm::Sha1).unwrap();
    assert_eq!(code(&it.sends(&request.finish()).0.unwrap()), 400);
}

#[test]
fn an_old_nonce_is_replaced() {
    let mut it = Fixture::new();
    let nonce = it.service.nonces.make(it.from.client, Duration::ZERO);
    it.who = Credentials::new(&secret(), CALL, Side::Caller, DATE + 9_000);
    it.later(3_600);
    let answer = it.sends(&signed(ALLOCATE, &[&udp()], &it.who.clone(), &nonce)).0.unwrap();
    assert_eq!(code(&answer), 438);
    assert!(Message::from_bytes(&answer).unwrap().has_attribute(Nonce::TYPE));
    assert_eq!(it.allocates(), 0);
}

#[test]
fn the_same_request_again_gets_the_same_answer_and_another_none() {
    let mut it = Fixture::new();
    let nonce = it.service.nonces.make(it.from.client, it.now.since_start);
    let packet = signed(ALLOCATE, &[&udp()], &it.who, &nonce);
    assert_eq!(it.sends(&packet), it.sends(&packet));
    assert_eq!(it.service.table.len(), 1);
    assert_eq!(it.allocates(), 437, "one is enough");
    assert_eq!(it.is(client(1), who(Side::Callee)).allocates(), 441, "another's");
    assert_eq!(code(&it.asks(REFRESH, &[])), 441);
}

#[test]
fn without_an_allocation_there_is_nothing_to_ask_for() {
    let mut it = Fixture::new();
    assert_eq!(code(&it.asks(REFRESH, &[])), 437);
    assert_eq!((it.permits("1.1.1.1:1"), it.binds(0x4000, "1.1.1.1:1")), (437, 437));
    assert_eq!(it.indicates("1.1.1.1:1"), None);
    assert_eq!(it.sends(&data_on(0x4000)), (None, None));
    assert_eq!(code(&it.asks(CONNECT, &[])), 400, "of another standard");
}

#[test]
fn one_side_has_so_many_and_all_have_so_many() {
    let mut it = Fixture::with(Rules { per_side: 2, total: 3, ..Rules::DEFAULT });
    let codes = [1, 2, 3].map(|n| it.is(client(n), who(Side::Caller)).allocates());
    assert_eq!(codes, [0, 0, 486]);
    let codes = [4, 5].map(|n| it.is(client(n), who(Side::Callee)).allocates());
    assert_eq!(codes, [0, 508]);
    it.is(client(1), who(Side::Caller)).asks(REFRESH, &[&Lifetime::new(0)]);
    assert_eq!(it.is(client(3), who(Side::Caller)).allocates(), 0, "one was given back");
    let mut it = Fixture::new();
    it.sockets.left = 0;
    assert_eq!(it.allocates(), 508, "no port is free");
}

#[test]
fn an_allocation_stays_for_as_long_as_it_is_asked_for_within_bounds() {
    for (asked, granted) in [(0, 0), (1, 600), (601, 601), (3_600, 3_600), (u32::MAX, 3_600)] {
        let mut it = Fixture::new();
        it.allocates();
        assert_eq!(lifetime(&it.asks(REFRESH, &[&Lifetime::new(asked)])), granted, "{asked}");
        it.later(u64::from(granted).saturating_sub(1));
        assert_eq!(it.service.table.get(it.from, it.now.since_start).is_some(), granted > 0);
        it.later(1);
        assert!(it.service.table.get(it.from, it.now.since_start).is_none());
        it.service.table.expire(it.now.since_start);
        assert_eq!(it.service.table.len(), 0);
    }
}

#[test]
fn an_allocation_outlives_its_credentials_and_not_its_call() {
    let mut it = Fixture::new();
    it.allocates();
    it.later(61);
    assert_eq!(code(&it.asks(REFRESH, &[])), 0);
    it.service.table.close(CALL);
    assert_eq!(it.service.table.len(), 0);
    assert_eq!(code(&it.asks(REFRESH, &[])), 437);
    assert_eq!(it.allocates(), 403);
}

#[test]
fn a_call_that_ends_takes_no_other_call_with_it() {
    let mut it = Fixture::new();
    it.service.table.open(CallId(8), Reach::Peers);
    it.allocates();
    it.is(client(2), Credentials::new(&secret(), CallId(8), Side::Caller, DATE + 60)).allocates();
    it.service.table.close(CALL);
    assert!(it.service.table.get(client(2), it.now.since_start).is_some());
    assert_eq!(it.service.table.len(), 1);
}

#[test]
fn two_that_try_the_relay_reach_each_other_and_nobody_else() {
    let mut it = Fixture::new();
    it.service.table.open(CallId(8), Reach::EachOther);
    let side = |side| Credentials::new(&secret(), CallId(8), side, DATE + 60);
    it.is(client(2), side(Side::Callee)).allocates();
    let (callee, stranger) = (format!("8.8.4.4:{}", it.sockets.last), "1.1.1.1:1");
    it.is(client(1), side(Side::Caller)).allocates();
    for peer in [&callee[..], stranger] {
        assert_eq!(it.permits(peer), 0);
    }
    assert_eq!(it.indicates(stranger), None);
    assert_eq!(it.indicates(&callee), None, "which permits nobody yet");
    let caller = format!("8.8.4.4:{}", it.sockets.last);
    assert_eq!(it.is(client(2), side(Side::Callee)).permits(&caller), 0);
    assert!(matches!(it.is(client(1), side(Side::Caller)).indicates(&callee), Some(Route::In(..))));

    // Nor do others reach them, whom they have permitted: neither a peer nor a side of another call.
    let (there, from) = (callee.parse().unwrap(), stranger.parse().unwrap());
    assert_eq!(it.is(client(2), side(Side::Callee)).permits(stranger), 0);
    assert_eq!(it.service.peer_sent(there, from, 4, it.now), None);
    it.is(client(3), who(Side::Caller)).allocates();
    let other = format!("8.8.4.4:{}", it.sockets.last);
    assert_eq!(it.permits(&callee), 0);
    assert_eq!(it.indicates(&callee), None);
    assert_eq!(it.is(client(2), side(Side::Callee)).permits(&other), 0);
    assert_eq!(it.indicates(&other), None);
}

#[test]
fn a_refresh_is_for_the_family_that_there_is() {
    let mut it = Fixture::new();
    it.allocates();
    let family = RequestedAddressFamily::new;
    assert_eq!(code(&it.asks(REFRESH, &[&family(AddressFamily::IPV6)])), 443);
    assert_eq!(code(&it.asks(REFRESH, &[&family(AddressFamily::IPV4)])), 0);
}

#[test]
fn whom_a_client_may_reach() {
    let mut it = Fixture::new();
    it.allocates();
    for (peer, expected) in [
        ("1.1.1.1:1", 0),
        ("[2606:4700::1]:1", 443),
        ("127.0.0.1:1", 403),
        ("10.0.0.1:1", 403),
        ("169.254.169.254:80", 403),
        ("224.0.0.1:1", 403),
        ("[::1]:1", 403),
        ("[::ffff:127.0.0.1]:1", 403),
        ("[2002:7f00:1::]:1", 403),
        // Another address of this machine.
        ("9.9.9.9:1", 403),
    ] {
        assert_eq!(it.permits(peer), expected, "{peer}");
        assert_eq!(it.binds(0x4000, peer), expected, "{peer}");
    }
}

#[test]
fn of_several_peers_one_that_is_refused_refuses_all() {
    let mut it = Fixture::new();
    it.allocates();
    let mut request = Message::builder_request(CREATE_PERMISSION, MessageWriteVec::new());
    for peer in ["1.1.1.1:1", "10.0.0.1:1"] {
        let peer = XorPeerAddress::new(peer.parse().unwrap(), request.transaction_id());
        request.add_attribute(&peer).unwrap();
    }
    assert_eq!(it.finishes(request), 403);
    assert_eq!(it.indicates("1.1.1.1:1"), None);
    assert_eq!(code(&it.asks(CREATE_PERMISSION, &[])), 400, "nobody");
}

#[test]
fn at_the_servers_own_address_there_are_lent_ports_alone() {
    let mut it = Fixture::new();
    it.allocates();
    assert_eq!(it.permits("8.8.4.4:1"), 0, "the other side may have one there");
    for nobody in ["8.8.4.4:3478", "8.8.4.4:50002"] {
        assert_eq!(it.indicates(nobody), None, "{nobody}");
        assert_eq!(it.binds(0x4000, nobody), 403, "{nobody}");
    }
}

#[test]
fn what_channels_may_be() {
    let mut it = Fixture::new();
    it.allocates();
    assert_eq!([0x3fff, 0x5000].map(|channel| it.binds(channel, "1.1.1.1:1")), [400, 400]);
    assert_eq!(it.binds(0x4000, "1.1.1.1:1"), 0);
    assert_eq!(it.binds(0x4000, "1.1.1.1:1"), 0, "again");
    assert_eq!(it.binds(0x4000, "1.1.1.1:2"), 400);
    assert_eq!(it.binds(0x4001, "1.1.1.1:1"), 400);
    assert_eq!(code(&it.asks(CHANNEL_BIND, &[])), 400);
}

#[test]
fn data_goes_out_to_those_who_are_permitted() {
    let mut it = Fixture::new();
    it.allocates();
    let peer: SocketAddr = "1.1.1.1:1".parse().unwrap();
    assert_eq!(it.indicates("1.1.1.1:1"), None);
    it.permits("1.1.1.1:1");
    assert_eq!(it.indicates("1.1.1.1:1"), Some(Route::Out(50_001, peer)));
    assert_eq!(it.sends(&data_on(0x4000)).1, None);
    it.binds(0x4000, "1.1.1.1:1");
    assert_eq!(it.sends(&data_on(0x4000)).1, Some(Route::Out(50_001, peer)));
    // Nobody else's channel.
    assert_eq!(it.is(client(2), who(Side::Caller)).sends(&data_on(0x4000)).1, None);
}

#[test]
fn data_comes_in_from_those_who_are_permitted() {
    let mut it = Fixture::new();
    it.allocates();
    let (relayed, peer) = (SocketAddr::from((LENT, 50_001)), "1.1.1.1:1".parse().unwrap());
    assert_eq!(it.service.peer_sent(relayed, peer, 4, it.now), None);
    it.permits("1.1.1.1:9");
    assert_eq!(it.service.peer_sent(relayed, peer, 4, it.now), Some(Route::In(50_001, Via::Indication(peer))));
    it.binds(0x4000, "1.1.1.1:1");
    let channel = Via::Channel(Channel::new(0x4000).unwrap());
    assert_eq!(it.service.peer_sent(relayed, peer, 4, it.now), Some(Route::In(50_001, channel)));
    // Somebody on this machine who says nothing through the table.
    it.permits("8.8.4.4:1");
    assert_eq!(it.service.peer_sent(relayed, "8.8.4.4:1".parse().unwrap(), 4, it.now), None);
}

#[test]
fn two_relayed_sides_meet_without_leaving() {
    let mut it = Fixture::new();
    it.allocates();
    it.is(client(2), who(Side::Callee)).allocates();
    it.is(client(1), who(Side::Caller)).binds(0x4000, "8.8.4.4:50002");
    assert_eq!(it.sends(&data_on(0x4000)).1, None, "the other side wants none yet");
    it.is(client(2), who(Side::Callee)).permits("8.8.4.4:1");
    let from = "8.8.4.4:50001".parse().unwrap();
    assert_eq!(
        it.is(client(1), who(Side::Caller)).sends(&data_on(0x4000)).1,
        Some(Route::In(50_002, Via::Indication(from)))
    );
    it.is(client(2), who(Side::Callee)).binds(0x4005, "8.8.4.4:50001");
    let channel = |number| Via::Channel(Channel::new(number).unwrap());
    assert_eq!(it.sends(&data_on(0x4005)).1, Some(Route::In(50_001, channel(0x4000))));
}

#[test]
fn one_side_sends_and_gets_no_more_than_it_may() {
    // A thousand bytes at once.
    let mut it = Fixture::with(Rules { rate: 8 * 2_000, ..Rules::DEFAULT });
    it.allocates();
    it.binds(0x4000, "1.1.1.1:1");
    it.later(1);
    let passed = (0..300).filter(|_| it.sends(&data_on(0x4000)).1.is_some()).count();
    assert_eq!((passed, it.service.counters.get(Counter::TooMuch)), (250, 50));
    let (relayed, peer) = (SocketAddr::from((LENT, 50_001)), "1.1.1.1:1".parse().unwrap());
    let came = (0..5).filter(|_| it.service.peer_sent(relayed, peer, 400, it.now).is_some()).count();
    assert_eq!(came, 2);
    // A second address is no second allowance.
    assert_eq!(it.is(client(2), who(Side::Caller)).allocates(), 0);
    let nonce = it.service.nonces.make(it.from.client, it.now.since_start);
    assert_eq!(it.sends(&signed(REFRESH, &[], &who(Side::Caller), &nonce)).0, None);
    // The other side has its own.
    assert_eq!(it.is(client(3), who(Side::Callee)).allocates(), 0);
    assert_eq!(it.binds(0x4000, "1.1.1.1:1"), 0);
}

#[test]
fn whoever_is_inside_may_ask_as_much_as_they_may_send() {
    let mut it = Fixture::with(Rules { rate: 8 * 1_000, ..Rules::DEFAULT });
    it.allocates();
    let nonce = it.service.nonces.make(it.from.client, it.now.since_start);
    let packet = signed(REFRESH, &[], &it.who, &nonce);
    let answered = (0..100).filter(|_| it.sends(&packet).0.is_some()).count();
    assert_eq!(answered, 500 / packet.len());
}

#[test]
fn who_asks_too_often_gets_no_answer_and_leaves_nothing_behind() {
    let mut it = Fixture::new();
    let answered = (0..1_000).filter(|_| it.sends(&binding(&[])).0.is_some()).count();
    assert_eq!(answered, 100);
    let unsigned = Message::builder_request(ALLOCATE, MessageWriteVec::new()).finish();
    assert_eq!(it.sends(&unsigned).0, None);
    assert_eq!(it.service.table.len(), 0);
    it.later(59);
    assert_eq!(it.allocates(), 0);
    // Whoever is inside is not kept out by others at the same address.
    for _ in 0..1_000 {
        it.sends(&binding(&[]));
    }
    assert_eq!(code(&it.asks(REFRESH, &[])), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Good packets with some bytes changed, cut off or added: no panic, and no allocation for those without a key.
    #[test]
    fn damaged_packets_harm_nobody(
        which in 0..5,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        kept in proptest::option::of(any::<prop::sample::Index>()),
        added in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        let mut it = Fixture::new();
        let nonce = it.service.nonces.make(it.from.client, it.now.since_start);
        let wrong = Credentials { password: "wrong".to_owned(), ..it.who.clone() };
        let mut packet = match which {
            0 => binding(&[]),
            1 => signed(ALLOCATE, &[&udp(), &Lifetime::new(1)], &wrong, &nonce),
            2 => signed(CHANNEL_BIND, &[&ChannelNumber::new(0x4000)], &wrong, &nonce),
            3 => data_on(0x4000),
            _ => signed(REFRESH, &[&RequestedAddressFamily::new(AddressFamily::IPV6)], &wrong, &nonce),
        };
        for (at, byte) in changes {
            let at = at.index(packet.len());
            packet[at] = byte;
        }
        if let Some(kept) = kept {
            packet.truncate(kept.index(packet.len()));
        }
        packet.extend(added);
        let _ = it.service.receive(&packet, it.from, it.now, &mut it.sockets);
        prop_assert_eq!(it.service.table.len(), 0);
    }
}
