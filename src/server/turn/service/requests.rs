//! What a client may ask for when it has an allocation (RFC 8656, sections 8, 10 and 12).

use super::allocate::{family_of, lifetime_in};
use super::*;
use crate::server::turn::allocation::{Channel, Unbound};
use turn_types::attribute::{ChannelNumber, Lifetime, RequestedAddressFamily};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH};

impl<R: Clone> Service<R> {
    /// Does what is asked by somebody who has shown who they are.
    pub(super) fn decide(
        &mut self,
        request: &Message<'_>,
        signed: &Signed,
        from: FiveTuple,
        now: Moment,
        sockets: &mut impl Sockets<R>,
    ) -> Answer {
        let user = self.table.get(from, now.since_start).map(|allocation| allocation.user);
        if user.is_some_and(|user| user != signed.user) {
            return Err(Refused::Code(ErrorCode::WRONG_CREDENTIALS));
        }
        let method = request.method();
        if method == ALLOCATE {
            return self.allocate(request, signed, from, now, sockets);
        }
        if ![REFRESH, CREATE_PERMISSION, CHANNEL_BIND].contains(&method) {
            return Err(Refused::Code(ErrorCode::BAD_REQUEST));
        }
        if user.is_none() {
            return Err(Refused::Code(ErrorCode::ALLOCATION_MISMATCH));
        }
        match method {
            REFRESH => self.refresh(request, signed, from, now),
            CREATE_PERMISSION => self.permit(request, signed, from, now, sockets),
            _ => self.bind(request, signed, from, now, sockets),
        }
    }

    /// Keeps an allocation for longer; or, for no time at all, gives it back.
    fn refresh(&mut self, request: &Message<'_>, signed: &Signed, from: FiveTuple, now: Moment) -> Answer {
        understood(request, &[Lifetime::TYPE, RequestedAddressFamily::TYPE])?;
        let lifetime = lifetime_in(request)?;
        if request.has_attribute(RequestedAddressFamily::TYPE) {
            let asked = request.attribute::<RequestedAddressFamily>().map(|asked| family_of(asked.family())).ok();
            if asked != self.table.get(from, now.since_start).map(|allocation| allocation.family()) {
                return Err(Refused::Code(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH));
            }
        }
        let granted = match lifetime {
            Some(none) if none.is_zero() => {
                self.table.remove(from);
                none
            }
            asked => {
                let granted = self.table.rules().granted(asked);
                self.table.extend(from, now.since_start + granted);
                granted
            }
        };
        Ok(answer::yes(request, Some(&signed.key), &[&Lifetime::new(granted.as_secs() as u32)]))
    }

    /// Lets data from and to some addresses pass.
    fn permit(
        &mut self,
        request: &Message<'_>,
        signed: &Signed,
        from: FiveTuple,
        now: Moment,
        sockets: &impl Sockets<R>,
    ) -> Answer {
        understood(request, &[XorPeerAddress::TYPE])?;
        let mut ips = Vec::new();
        for (_, attribute) in request.iter_attributes().filter(|(_, it)| it.get_type() == XorPeerAddress::TYPE) {
            let peer = XorPeerAddress::from_raw(attribute).map_err(|_| Refused::Code(ErrorCode::BAD_REQUEST))?;
            let peer = peer.addr(request.transaction_id());
            self.check(peer.ip(), from, now, sockets)?;
            ips.push(peer.ip());
        }
        let rules = self.table.rules().clone();
        let allocation = self.table.get(from, now.since_start);
        let allocation = allocation.ok_or(Refused::Code(ErrorCode::ALLOCATION_MISMATCH))?;
        if ips.is_empty() {
            Err(Refused::Code(ErrorCode::BAD_REQUEST))
        } else if allocation.permit(&ips, &rules, now.since_start) {
            Ok(answer::yes(request, Some(&signed.key), &[]))
        } else {
            Err(Refused::Code(ErrorCode::INSUFFICIENT_CAPACITY))
        }
    }

    /// Gives a peer a channel.
    fn bind(
        &mut self,
        request: &Message<'_>,
        signed: &Signed,
        from: FiveTuple,
        now: Moment,
        sockets: &impl Sockets<R>,
    ) -> Answer {
        understood(request, &[ChannelNumber::TYPE, XorPeerAddress::TYPE])?;
        let channel = request.attribute::<ChannelNumber>().ok().and_then(|number| Channel::new(number.channel()));
        let channel = channel.ok_or(Refused::Code(ErrorCode::BAD_REQUEST))?;
        let peer = request.attribute::<XorPeerAddress>().map_err(|_| Refused::Code(ErrorCode::BAD_REQUEST))?;
        let peer = peer.addr(request.transaction_id());
        self.check(peer.ip(), from, now, sockets)?;
        // At the server's own address there are the lent ports, and else nothing for a client.
        if self.public.contains(&peer.ip()) && !self.table.is_relayed(peer) {
            self.counters.add(Counter::Peer);
            return Err(Refused::Code(ErrorCode::FORBIDDEN));
        }
        let rules = self.table.rules().clone();
        let allocation = self.table.get(from, now.since_start);
        let allocation = allocation.ok_or(Refused::Code(ErrorCode::ALLOCATION_MISMATCH))?;
        match allocation.bind(channel, peer, &rules, now.since_start) {
            Ok(()) => Ok(answer::yes(request, Some(&signed.key), &[])),
            Err(Unbound::Taken) => Err(Refused::Code(ErrorCode::BAD_REQUEST)),
            Err(Unbound::Full) => Err(Refused::Code(ErrorCode::INSUFFICIENT_CAPACITY)),
        }
    }

    /// Whether a client may reach this address.
    fn check(&mut self, ip: IpAddr, from: FiveTuple, now: Moment, sockets: &impl Sockets<R>) -> Result<(), Refused> {
        let is_allowed = match self.peers.judge(ip, |ip| sockets.is_local(ip)) {
            Verdict::Allowed => true,
            Verdict::Own => self.public.contains(&ip),
            Verdict::Refused => false,
        };
        if !is_allowed {
            self.counters.add(Counter::Peer);
            return Err(Refused::Code(ErrorCode::FORBIDDEN));
        }
        match self.table.get(from, now.since_start) {
            Some(allocation) if allocation.family() != Family::of(ip) => {
                Err(Refused::Code(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH))
            }
            _ => Ok(()),
        }
    }
}

fn understood(request: &Message<'_>, known: &[AttributeType]) -> Result<(), Refused> {
    let unknown = unknown_in(request, known);
    if unknown.is_empty() { Ok(()) } else { Err(Refused::Unknown(unknown)) }
}
