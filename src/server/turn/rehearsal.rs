//! The relay without sockets and without a clock: whatever four clients and their peers may say, played from a script.

mod fuzz;

use super::answer::{AROUND, REALM, wrap};
use super::credentials::{Credentials, Secret};
use super::five_tuple::{Family, FiveTuple, Transport};
use super::flood::Flood;
use super::framing::{Framing, Nonsense};
use super::nonce::Nonces;
use super::packet::LARGEST;
use super::peers::{Peers, is_public};
use super::rules::Rules;
use super::service::{Outcome, Service, Sockets};
use super::table::{Reach, Route, Table};
use crate::protocol::{CallId, Side};
use crate::server::room::Moment;
use std::collections::BTreeSet;
use std::hash::RandomState;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use stun_types::attribute::{
    AttributeType, ErrorCode, Fingerprint, MessageIntegrity, MessageIntegritySha256, Nonce, RawAttribute, Realm,
    Username,
};
use stun_types::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWriteVec, Method,
    TransactionId,
};
use stun_types::prelude::*;
use turn_types::attribute::{ChannelNumber, Data, Lifetime, RequestedTransport, XorPeerAddress};
use turn_types::channel::ChannelData;
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND};

const CALL: CallId = CallId(7);

/// The address that is lent, and its first port.
const LENT: [u8; 4] = [8, 8, 4, 4];
const FIRST: u16 = 50_000;

/// Few, so that a script comes to the limits.
const RULES: Rules = Rules { per_side: 3, total: 5, permissions: 4, channels: 3, ..Rules::DEFAULT };

/// The longest answer: attributes that are not understood are listed, and they are few.
const ANSWER: usize = 548;

/// One relay, and who speaks with it. Two clients come over UDP and two over TCP.
struct Rehearsal {
    service: Service<u16>,
    sockets: Ports,
    now: Moment,
    streams: [Framing; 4],
    /// What was said last, to be said again with a difference.
    said: Vec<u8>,
    scratch: Vec<u8>,
    requests: u128,
    seen: Vec<Seen>,
}

/// What came of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    /// Nothing.
    Nothing,
    /// An answer to a request of this type, with this code; 0 is yes.
    Answer(u16, u16),
    /// Data that goes out.
    Out,
    /// Data that goes in.
    In,
    /// The end of a stream.
    Closed,
}

/// Lends port after port.
struct Ports(u16);

impl Sockets<u16> for Ports {
    fn open(&mut self, _: Family) -> Option<(u16, SocketAddr)> {
        let port = self.0;
        self.0 = port.checked_add(1)?;
        Some((port, SocketAddr::from((LENT, port))))
    }

    fn is_local(&self, ip: IpAddr) -> bool {
        ip == IpAddr::from([9, 9, 9, 9])
    }
}

/// A script, read from its beginning. Behind its end there are zeros.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or(0)
    }

    fn number(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// As many as there are.
    fn bytes(&mut self, wanted: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(wanted.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

impl Default for Rehearsal {
    fn default() -> Self {
        let public = IpAddr::from(LENT);
        let mut service = Service::new(
            Table::new(RULES, Duration::ZERO),
            secret(),
            Nonces::new([3; 32]),
            Peers::new([public], Vec::new()),
            vec![public],
            Flood::new(RandomState::new()),
            Arc::default(),
        );
        service.table.open(CALL, Reach::Peers);
        let now = Moment { since_start: Duration::from_secs(100), date: 1_000_000_000 };
        let streams = std::array::from_fn(|_| Framing::new());
        Self {
            service,
            sockets: Ports(FIRST),
            now,
            streams,
            said: Vec::new(),
            seen: Vec::new(),
            scratch: vec![0; LARGEST + AROUND],
            requests: 0,
        }
    }
}

impl Rehearsal {
    /// Plays a script to its end, and looks whether all that was lent comes back. Tells what followed what: a script that
    /// shows a new pair of these has got somewhere that no other one has.
    fn play(mut self, script: &[u8]) -> BTreeSet<(Seen, Seen)> {
        let mut script = Script(script);
        while !script.0.is_empty() {
            self.step(&mut script);
        }
        self.passes(Duration::from_secs(2 * 3_600));
        assert_eq!(self.service.table.len(), 0, "all is over by then");
        self.seen.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// One thing that somebody does. The upper bits say who.
    fn step(&mut self, script: &mut Script<'_>) {
        let what = script.byte();
        let who = what >> 6;
        match what & 0x0f {
            0 => {
                let length = script.number().into();
                self.say(who, script.bytes(length).to_vec());
            }
            1 => {
                let length = script.byte().into();
                self.pour(who, script.bytes(length));
            }
            2 => self.ask(who, method(script.byte()), script),
            3 => self.asks(who, ALLOCATE, &[&RequestedTransport::new(RequestedTransport::UDP)]),
            4 => {
                let id = self.next_id();
                self.asks_with(who, CREATE_PERMISSION, id, &[&XorPeerAddress::new(peer(script), id)]);
            }
            5 => {
                let id = self.next_id();
                let channel = ChannelNumber::new(channel(script));
                self.asks_with(who, CHANNEL_BIND, id, &[&channel, &XorPeerAddress::new(peer(script), id)]);
            }
            6 => {
                let mut message = Message::builder_indication(SEND, MessageWriteVec::new());
                let peer = XorPeerAddress::new(peer(script), message.transaction_id());
                let length = script.byte().into();
                // A vector has room, and there is nothing in it yet that has to be last.
                let _ = message.add_attribute(&peer);
                let _ = message.add_attribute(&Data::new(script.bytes(length)));
                self.say(who, message.finish());
            }
            7 => {
                let (channel, length) = (channel(script), script.byte().into());
                let data = script.bytes(length);
                let mut packet = vec![0; 4 + data.len()];
                ChannelData::new(channel, data).write_into_unchecked(&mut packet);
                self.say(who, packet);
            }
            8 => {
                let relayed = SocketAddr::from((LENT, FIRST + u16::from(script.byte() & 7)));
                let (from, data) = (peer(script), [7; 9]);
                if let Some(route) = self.service.peer_sent(relayed, from, data.len(), self.now) {
                    assert!(from.ip() != IpAddr::from(LENT) && matches!(route, Route::In(..)));
                    self.seen.push(pass(route, &data, &mut self.scratch));
                }
            }
            9 => self.passes(Duration::from_secs(u64::from(script.number()) / 8)),
            10 if script.byte() & 1 == 0 => self.service.table.close(CALL),
            10 => self.service.table.open(CALL, Reach::Peers),
            11 => {
                let mut packet = self.said.clone();
                for _ in 0..=script.byte() & 7 {
                    let at = usize::from(script.number());
                    if let Some(byte) = packet.get_mut(at % self.said.len().max(1)) {
                        *byte ^= script.byte();
                    }
                }
                self.say(who, packet);
            }
            12 => self.asks(who, REFRESH, &[&Lifetime::new(script.number().into())]),
            _ => self.service.table.remove(client(who)),
        }
        assert!(self.service.table.len() <= RULES.total);
    }

    /// A request of any attributes, signed as it should be.
    fn ask(&mut self, who: u8, method: Method, script: &mut Script<'_>) {
        let attributes: Vec<_> = (0..script.byte() & 7)
            .map(|_| {
                let (kind, length) = (attribute(script), script.byte().into());
                RawAttribute::new(kind, script.bytes(length)).into_owned()
            })
            .collect();
        let attributes: Vec<_> = attributes.iter().map(|attribute| attribute as &dyn AttributeWrite).collect();
        self.asks(who, method, &attributes);
    }

    fn next_id(&mut self) -> TransactionId {
        self.requests += 1;
        self.requests.into()
    }

    fn asks(&mut self, who: u8, method: Method, attributes: &[&dyn AttributeWrite]) {
        let id = self.next_id();
        self.asks_with(who, method, id, attributes);
    }

    fn asks_with(&mut self, who: u8, method: Method, id: TransactionId, attributes: &[&dyn AttributeWrite]) {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut request = Message::builder(kind, id, MessageWriteVec::new());
        let side = if who & 1 == 0 { Side::Caller } else { Side::Callee };
        let credentials = Credentials::new(&secret(), CALL, side, self.now.date / 1_000 + 60);
        let nonce = self.service.nonce_for(client(who), self.now);
        let key = LongTermKeyCredentials::new(credentials.username.clone(), credentials.password, REALM.to_owned())
            .make_key(IntegrityAlgorithm::Sha1);
        // What signs a message is written by what signs it; scripts have all of it in bytes that they make up.
        let signs = [MessageIntegrity::TYPE, MessageIntegritySha256::TYPE, Fingerprint::TYPE];
        for attribute in attributes.iter().filter(|attribute| !signs.contains(&attribute.get_type())) {
            // One that may stand there once only, or last only, is left out.
            let _ = request.add_attribute(*attribute);
        }
        let text = "what this program made itself is short enough";
        let _ = request.add_attribute(&Username::new(&credentials.username).expect(text));
        let _ = request.add_attribute(&Realm::new(REALM).expect(text));
        let _ = request.add_attribute(&Nonce::new(&nonce).expect(text));
        let _ = request.add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1);
        self.say(who, request.finish());
    }

    /// A packet comes from a client, whole.
    fn say(&mut self, who: u8, packet: Vec<u8>) {
        if who & 2 == 0 {
            self.hear(who, &packet);
        } else {
            let mut padded = packet.clone();
            padded.resize(packet.len().next_multiple_of(4), 0);
            self.pour(who, &padded);
        }
        self.said = packet;
    }

    /// Some bytes come in a client's stream.
    fn pour(&mut self, who: u8, mut bytes: &[u8]) {
        let mut stream = std::mem::replace(&mut self.streams[usize::from(who)], Framing::new());
        while !bytes.is_empty() {
            let room = stream.room();
            let length = room.len().min(bytes.len());
            assert!(length > 0, "there is always room");
            room[..length].copy_from_slice(&bytes[..length]);
            bytes = &bytes[length..];
            if let Err(Nonsense) = stream.read(length, |packet| self.hear(who | 2, packet)) {
                // The connection is closed, and another may be opened.
                self.seen.push(Seen::Closed);
                self.service.table.remove(client(who | 2));
                return;
            }
        }
        self.streams[usize::from(who)] = stream;
    }

    fn hear(&mut self, who: u8, packet: &[u8]) {
        let seen = match self.service.receive(packet, client(who), self.now, &mut self.sockets) {
            Outcome::Nothing => Seen::Nothing,
            Outcome::Answer(answer) => {
                let read = Message::from_bytes(&answer).expect("an answer is STUN");
                assert!(answer.len() <= ANSWER, "{read}");
                Seen::Answer(read.method().value(), read.attribute::<ErrorCode>().map_or(0, |error| error.code()))
            }
            Outcome::Data(route, data) => pass(route, data, &mut self.scratch),
        };
        self.seen.push(seen);
    }

    fn passes(&mut self, time: Duration) {
        self.now.since_start += time;
        self.now.date += time.as_millis() as u64;
        self.service.table.expire(self.now.since_start);
    }
}

/// Does with data what the sockets would.
fn pass(route: Route<u16>, data: &[u8], scratch: &mut [u8]) -> Seen {
    match route {
        Route::Out(_, peer) => {
            assert!(is_public(peer.ip()) && peer.ip() != IpAddr::from(LENT), "{peer}");
            Seen::Out
        }
        Route::In(_, via) => {
            assert!(wrap(via, data, scratch) >= data.len() + 4);
            Seen::In
        }
    }
}

fn secret() -> Secret {
    Secret::derive(b"a key")
}

fn client(who: u8) -> FiveTuple {
    let transport = if who & 2 == 0 { Transport::Udp } else { Transport::Tcp };
    let address = |last| SocketAddr::from(([1, 1, 1, last], 5_000));
    FiveTuple { transport, client: address(1 + who), server: address(0) }
}

/// Peers: out there, relayed here, this server's, in its network, in IPv6, in disguise; or any.
fn peer(script: &mut Script<'_>) -> SocketAddr {
    let (which, port) = (script.byte(), FIRST + u16::from(script.byte() & 7));
    match which & 7 {
        0 => SocketAddr::from(([8, 8, 8, 8], port)),
        1 => SocketAddr::from(([1, 1, 1, which], port)),
        2 => SocketAddr::from((LENT, port)),
        3 => SocketAddr::from(([9, 9, 9, 9], port)),
        4 => SocketAddr::from(([10, 0, 0, 1], port)),
        5 => SocketAddr::from(([0x2a00, 0, 0, 0, 0, 0, 0, 1], port)),
        6 => SocketAddr::from(([0, 0, 0, 0, 0, 0xffff, 0x0808, 0x0808], port)),
        _ => {
            let mut octets = [0; 16];
            let bytes = script.bytes(16);
            octets[..bytes.len()].copy_from_slice(bytes);
            SocketAddr::from((octets, script.number()))
        }
    }
}

fn channel(script: &mut Script<'_>) -> u16 {
    match script.byte() {
        number @ 0..0xf0 => 0x4000 + u16::from(number & 7),
        _ => script.number(),
    }
}

fn method(which: u8) -> Method {
    match which & 7 {
        0 => ALLOCATE,
        1 => REFRESH,
        2 => CREATE_PERMISSION,
        3 => CHANNEL_BIND,
        4 => SEND,
        _ => Method::new(u16::from(which)),
    }
}

/// The types of RFC 8489 and RFC 8656; or any.
fn attribute(script: &mut Script<'_>) -> AttributeType {
    const KNOWN: [u16; 24] = [
        0x0001, 0x0006, 0x0008, 0x0009, 0x000a, 0x000c, 0x000d, 0x0012, 0x0013, 0x0014, 0x0015, 0x0016, 0x0017, 0x0018,
        0x0019, 0x001a, 0x001c, 0x001e, 0x0020, 0x0022, 0x8000, 0x8001, 0x8022, 0x8028,
    ];
    let which = script.byte();
    KNOWN.get(usize::from(which)).map_or_else(|| AttributeType::new(script.number()), |kind| AttributeType::new(*kind))
}

#[test]
fn a_script_gets_inside() {
    // Two allocate, one permits and binds the other, and data passes; time goes by.
    let steps: [&[u8]; 7] =
        [&[3], &[0xc3], &[4, 2, 1], &[0xc4, 2, 0], &[5, 0, 2, 1], &[7, 0, 4, 1, 2, 3, 4], &[9, 0, 80]];
    let script = steps.concat();
    let mut rehearsal = Rehearsal::default();
    let mut left = Script(&script);
    while !left.0.is_empty() {
        rehearsal.step(&mut left);
    }
    assert_eq!(rehearsal.service.table.len(), 2);
    assert!(rehearsal.seen.contains(&Seen::In), "data got through");
    Rehearsal::default().play(&script);
}
