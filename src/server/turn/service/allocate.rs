//! Allocate requests (RFC 8656, section 7.2).

use super::*;
use crate::server::turn::allocation::Allocation;
use crate::server::turn::table::Full;
use std::time::Duration;
use turn_types::AddressFamily;
use turn_types::attribute::{
    EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken, XorRelayedAddress,
};

const KNOWN: [AttributeType; 5] =
    [RequestedTransport::TYPE, RequestedAddressFamily::TYPE, Lifetime::TYPE, EvenPort::TYPE, ReservationToken::TYPE];

impl<R: Clone> Service<R> {
    /// Lends an address.
    pub(super) fn allocate(
        &mut self,
        request: &Message<'_>,
        signed: &Signed,
        from: FiveTuple,
        now: Moment,
        sockets: &mut impl Sockets<R>,
    ) -> Answer {
        if let Some(allocation) = self.table.get(from, now.since_start) {
            // The answer was lost on its way; or somebody wants two at once.
            if allocation.made_by != request.transaction_id() {
                return Err(Refused::Code(ErrorCode::ALLOCATION_MISMATCH));
            }
            let (relayed, left) = (allocation.relayed, allocation.expires - now.since_start);
            return Ok(allocated(request, signed, from, relayed, left));
        }
        // A name that was good once and a call that is over: trying again would not help, which 401 would suggest.
        if signed.user.is_expired(now.date / 1_000) || !self.table.is_open(signed.user.call) {
            return Err(Refused::Code(ErrorCode::FORBIDDEN));
        }
        let asked = Asked::of(request)?;
        self.table.expire(now.since_start);
        self.table.room_for(signed.user).map_err(|full| match full {
            Full::Side => Refused::Code(ErrorCode::ALLOCATION_QUOTA_REACHED),
            Full::Server => Refused::Code(ErrorCode::INSUFFICIENT_CAPACITY),
        })?;
        if !self.public.iter().any(|ip| Family::of(*ip) == asked.family) {
            return Err(Refused::Code(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED));
        }
        let opened = sockets.open(asked.family);
        let (relay, relayed) = opened.ok_or(Refused::Code(ErrorCode::INSUFFICIENT_CAPACITY))?;
        let life = self.table.rules().granted(asked.lifetime);
        let until = now.since_start + life;
        let allocation = Allocation::new(signed.user, relayed, relay, request.transaction_id(), until);
        self.table.insert(from, allocation, now.since_start);
        Ok(allocated(request, signed, from, relayed, life))
    }
}

/// What is asked for.
struct Asked {
    family: Family,
    lifetime: Option<Duration>,
}

impl Asked {
    fn of(request: &Message<'_>) -> Result<Self, Refused> {
        let unknown = unknown_in(request, &KNOWN);
        if !unknown.is_empty() {
            return Err(Refused::Unknown(unknown));
        }
        let transport = request.attribute::<RequestedTransport>();
        let transport = transport.map_err(|_| Refused::Code(ErrorCode::BAD_REQUEST))?;
        if transport.protocol() != RequestedTransport::UDP {
            return Err(Refused::Code(ErrorCode::UNSUPPORTED_TRANSPORT_PROTOCOL));
        }
        let has = |kind| request.has_attribute(kind);
        if has(ReservationToken::TYPE) && (has(EvenPort::TYPE) || has(RequestedAddressFamily::TYPE)) {
            return Err(Refused::Code(ErrorCode::BAD_REQUEST));
        }
        // Pairs of ports are of a time before one port did for all of a call; there are none here.
        if has(ReservationToken::TYPE) || has(EvenPort::TYPE) {
            return Err(Refused::Code(ErrorCode::INSUFFICIENT_CAPACITY));
        }
        let family = if has(RequestedAddressFamily::TYPE) {
            let asked = request.attribute::<RequestedAddressFamily>();
            family_of(asked.map_err(|_| Refused::Code(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED))?.family())
        } else {
            Family::V4
        };
        Ok(Self { family, lifetime: lifetime_in(request)? })
    }
}

/// How long something is to stay, where a request says so.
pub(super) fn lifetime_in(request: &Message<'_>) -> Result<Option<Duration>, Refused> {
    if !request.has_attribute(Lifetime::TYPE) {
        return Ok(None);
    }
    let lifetime = request.attribute::<Lifetime>().map_err(|_| Refused::Code(ErrorCode::BAD_REQUEST))?;
    Ok(Some(Duration::from_secs(lifetime.seconds().into())))
}

pub(super) fn family_of(family: AddressFamily) -> Family {
    match family {
        AddressFamily::IPV4 => Family::V4,
        AddressFamily::IPV6 => Family::V6,
    }
}

fn allocated(request: &Message<'_>, signed: &Signed, from: FiveTuple, relayed: SocketAddr, life: Duration) -> Vec<u8> {
    let id = request.transaction_id();
    answer::yes(
        request,
        Some(&signed.key),
        &[
            &XorRelayedAddress::new(relayed, id),
            &Lifetime::new(life.as_secs() as u32),
            &XorMappedAddress::new(from.client, id),
        ],
    )
}
