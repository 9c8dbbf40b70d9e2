//! What a client says and what comes of it, without a socket: who it is, what it may, and where its data goes.

mod allocate;
mod requests;

use super::answer::{self, REALM, Refused};
use super::credentials::{Secret, User};
use super::five_tuple::{Family, FiveTuple};
use super::flood::Flood;
use super::nonce::{Freshness, Nonces};
use super::packet::Packet;
use super::peers::{Peers, Verdict};
use super::table::{Dropped, Route, Table};
use super::{Counter, Counters};
use crate::server::room::Moment;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use stun_types::attribute::{AttributeType, ErrorCode, MessageIntegrity, Nonce, Realm, Username, XorMappedAddress};
use stun_types::message::{BINDING, IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass};
use stun_types::prelude::*;
use turn_types::attribute::{Data, XorPeerAddress};
use turn_types::message::SEND;

/// The whole of the relay but for its sockets.
pub struct Service<R> {
    /// Who has what.
    pub table: Table<R>,
    secret: Secret,
    nonces: Nonces,
    peers: Peers,
    /// The addresses that are lent, without their ports: the only ones of the server's own that lead anywhere.
    public: Vec<IpAddr>,
    flood: Flood,
    counters: Arc<Counters>,
}

/// What the service asks of the system.
pub trait Sockets<R> {
    /// A relay with an address of this family for a client, and what the others call that address.
    fn open(&mut self, family: Family) -> Option<(R, SocketAddr)>;
    /// Whether an address is one of this machine's.
    fn is_local(&self, ip: IpAddr) -> bool;
}

/// What comes of a packet.
#[derive(Debug)]
pub enum Outcome<'a, R> {
    /// Nothing.
    Nothing,
    /// This goes back to the client.
    Answer(Vec<u8>),
    /// This goes on.
    Data(Route<R>, &'a [u8]),
}

/// Who a request is from, and what signs the answer.
struct Signed {
    user: User,
    key: IntegrityKey,
}

type Answer = Result<Vec<u8>, Refused>;

impl<R: Clone> Service<R> {
    /// Nobody is let in yet.
    pub fn new(
        table: Table<R>,
        secret: Secret,
        nonces: Nonces,
        peers: Peers,
        public: Vec<IpAddr>,
        flood: Flood,
        counters: Arc<Counters>,
    ) -> Self {
        Self { table, secret, nonces, peers, public, flood, counters }
    }

    /// A nonce that is good for a client now.
    pub fn nonce_for(&self, from: FiveTuple, now: Moment) -> String {
        self.nonces.make(from.client, now.since_start)
    }

    /// Takes one packet of a client's.
    pub fn receive<'a>(
        &mut self,
        packet: &'a [u8],
        from: FiveTuple,
        now: Moment,
        sockets: &mut impl Sockets<R>,
    ) -> Outcome<'a, R> {
        match Packet::parse(packet) {
            None => {
                self.counters.add(Counter::Garbage);
                Outcome::Nothing
            }
            Some(Packet::Data(channel, data)) => {
                let own = &self.peers;
                let is_own = |peer: SocketAddr| own.judge(peer.ip(), |_| false) == Verdict::Own;
                let route = self.table.channel_sent(from, channel, data.len(), now.since_start, is_own);
                self.route(route, data)
            }
            Some(Packet::Stun(message)) => match (message.class(), message.method()) {
                (MessageClass::Request, BINDING) => self.admit(from, now, |it| it.binding(&message, from)),
                (MessageClass::Request, _) => self.request(&message, from, now, sockets),
                (MessageClass::Indication, SEND) => match data_in(&message, packet) {
                    Some((peer, data)) => self.send(peer, data, from, now),
                    None => Outcome::Nothing,
                },
                // Binding indications keep a path open; answers to what was not asked mean nothing.
                _ => Outcome::Nothing,
            },
        }
    }

    /// Where data goes that a peer sent to a lent address.
    pub fn peer_sent(&mut self, relayed: SocketAddr, peer: SocketAddr, bytes: usize, now: Moment) -> Option<Route<R>> {
        // Those who are relayed too never come this way, and nobody else has an address of this server's.
        if self.peers.judge(peer.ip(), |_| false) == Verdict::Own {
            self.counters.add(Counter::Peer);
            return None;
        }
        match self.table.peer_sent(relayed, peer, bytes, now.since_start) {
            Ok(route) => Some(route),
            Err(dropped) => {
                self.count(dropped);
                None
            }
        }
    }

    /// Data in a Send indication.
    fn send<'a>(&mut self, peer: SocketAddr, data: &'a [u8], from: FiveTuple, now: Moment) -> Outcome<'a, R> {
        let own = &self.peers;
        let is_own = |peer: SocketAddr| own.judge(peer.ip(), |_| false) == Verdict::Own;
        let route = self.table.indication_sent(from, peer, data.len(), now.since_start, is_own);
        self.route(route, data)
    }

    fn route<'a>(&self, route: Result<Route<R>, Dropped>, data: &'a [u8]) -> Outcome<'a, R> {
        match route {
            Ok(route) => Outcome::Data(route, data),
            Err(dropped) => {
                self.count(dropped);
                Outcome::Nothing
            }
        }
    }

    fn count(&self, dropped: Dropped) {
        self.counters.add(match dropped {
            Dropped::NoWay => Counter::NoWay,
            Dropped::TooMuch => Counter::TooMuch,
        });
    }

    /// Answers somebody who has not shown who they are, unless they ask too often.
    fn admit<'a>(&mut self, from: FiveTuple, now: Moment, answer: impl FnOnce(&Self) -> Vec<u8>) -> Outcome<'a, R> {
        if self.flood.admits(from.client.ip(), now.since_start) {
            Outcome::Answer(answer(self))
        } else {
            self.counters.add(Counter::Flood);
            Outcome::Nothing
        }
    }

    fn binding(&self, request: &Message<'_>, from: FiveTuple) -> Vec<u8> {
        let unknown = unknown_in(request, &[]);
        if unknown.is_empty() {
            answer::yes(request, None, &[&XorMappedAddress::new(from.client, request.transaction_id())])
        } else {
            answer::no(request, None, Refused::Unknown(unknown))
        }
    }

    fn request<'a>(
        &mut self,
        request: &Message<'_>,
        from: FiveTuple,
        now: Moment,
        sockets: &mut impl Sockets<R>,
    ) -> Outcome<'a, R> {
        // Whoever has an allocation has shown who they are, and is not kept out by others at the same address.
        let is_known = self.table.get(from, now.since_start).is_some();
        let is_admitted = if is_known {
            self.table.charge(from, request.as_bytes().len(), now.since_start)
        } else {
            self.flood.admits(from.client.ip(), now.since_start)
        };
        if !is_admitted {
            self.counters.add(Counter::Flood);
            return Outcome::Nothing;
        }
        let signed = match self.signed(request, from, now) {
            Ok(signed) => signed,
            Err(refused) => {
                self.counters.add(Counter::Unauthorized);
                // With an allocation it does not help to guess either.
                if is_known && !self.flood.admits(from.client.ip(), now.since_start) {
                    self.counters.add(Counter::Flood);
                    return Outcome::Nothing;
                }
                return Outcome::Answer(answer::no(request, None, refused));
            }
        };
        let answer = match self.nonce(request, from, now) {
            Ok(()) => self.decide(request, &signed, from, now, sockets),
            Err(refused) => Err(refused),
        };
        Outcome::Answer(answer.unwrap_or_else(|refused| answer::no(request, Some(&signed.key), refused)))
    }

    /// Who a request is from (RFC 8489, section 9.2.4).
    fn signed(&self, request: &Message<'_>, from: FiveTuple, now: Moment) -> Result<Signed, Refused> {
        let challenge = || Refused::Challenge(ErrorCode::UNAUTHORIZED, self.nonce_for(from, now));
        if !request.has_attribute(MessageIntegrity::TYPE) {
            return Err(challenge());
        }
        if !request.has_attribute(Nonce::TYPE) || !request.has_attribute(Realm::TYPE) {
            return Err(Refused::Code(ErrorCode::BAD_REQUEST));
        }
        let name = request.attribute::<Username>().map_err(|_| Refused::Code(ErrorCode::BAD_REQUEST))?;
        let user: User = name.username().parse().map_err(|()| challenge())?;
        let password = self.secret.password(name.username());
        let key = LongTermKeyCredentials::new(name.username().to_owned(), password, REALM.to_owned())
            .make_key(IntegrityAlgorithm::Sha1);
        request.validate_integrity_with_key(&key).map_err(|_| challenge())?;
        Ok(Signed { user, key })
    }

    fn nonce(&self, request: &Message<'_>, from: FiveTuple, now: Moment) -> Result<(), Refused> {
        let judged = request
            .attribute::<Nonce>()
            .map_or(Freshness::Stale, |nonce| self.nonces.judge(nonce.nonce(), from.client, now.since_start));
        match judged {
            Freshness::Fresh => Ok(()),
            Freshness::Stale => Err(Refused::Challenge(ErrorCode::STALE_NONCE, self.nonce_for(from, now))),
        }
    }
}

/// What a message has to be understood for and is not, the first few of it.
fn unknown_in(request: &Message<'_>, known: &[AttributeType]) -> Vec<AttributeType> {
    const OF_EVERY_REQUEST: [AttributeType; 4] = [Username::TYPE, Realm::TYPE, Nonce::TYPE, MessageIntegrity::TYPE];
    let types = request.iter_attributes().map(|(_, attribute)| attribute.get_type());
    let is_unknown = |kind: &AttributeType| {
        kind.comprehension_required() && !OF_EVERY_REQUEST.contains(kind) && !known.contains(kind)
    };
    let mut unknown: Vec<_> = types.filter(is_unknown).take(8).collect();
    unknown.dedup();
    unknown
}

/// The peer and the data of a Send indication; `None` when it is none that is understood.
fn data_in<'a>(message: &Message<'_>, packet: &'a [u8]) -> Option<(SocketAddr, &'a [u8])> {
    if !unknown_in(message, &[XorPeerAddress::TYPE, Data::TYPE]).is_empty() {
        return None;
    }
    let peer = message.attribute::<XorPeerAddress>().ok()?.addr(message.transaction_id());
    let (offset, data) = message.raw_attribute_and_offset(Data::TYPE)?;
    let from = offset + 4;
    Some((peer, packet.get(from..from + usize::from(data.length()))?))
}

#[cfg(test)]
mod tests;
