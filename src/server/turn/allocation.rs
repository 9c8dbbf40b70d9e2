use super::five_tuple::Family;
use super::{Rules, User};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use stun_types::message::TransactionId;

/// An address of the server's that is lent to a client, and who may be reached from it. `R` is what holds the
/// address: it is let go of with the allocation.
#[derive(Debug)]
pub struct Allocation<R> {
    /// Who has it.
    pub user: User,
    /// The lent address, as others see it.
    pub relayed: SocketAddr,
    /// What holds it.
    pub relay: R,
    /// The request that made it: the same again gets the same answer.
    pub made_by: TransactionId,
    /// When it is over, unless it is refreshed.
    pub expires: Duration,
    permissions: HashMap<IpAddr, Duration>,
    channels: HashMap<Channel, (SocketAddr, Duration)>,
    /// The same the other way round.
    peers: HashMap<SocketAddr, Channel>,
}

/// A channel's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Channel(u16);

/// How data from a peer is handed to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// As ChannelData.
    Channel(Channel),
    /// As a Data indication, from this peer.
    Indication(SocketAddr),
}

/// Why something cannot be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// The channel or the peer is bound otherwise.
    Taken,
    /// There are too many.
    Full,
}

impl Channel {
    /// The numbers that clients may choose from (RFC 8656, section 12).
    pub fn new(number: u16) -> Option<Self> {
        (0x4000..=0x4fff).contains(&number).then_some(Self(number))
    }

    /// On the wire.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl<R> Allocation<R> {
    /// A new one, from which nobody may be reached yet.
    pub fn new(user: User, relayed: SocketAddr, relay: R, made_by: TransactionId, expires: Duration) -> Self {
        let (permissions, channels, peers) = Default::default();
        Self { user, relayed, relay, made_by, expires, permissions, channels, peers }
    }

    /// The family of its address, and so of all its peers.
    pub fn family(&self) -> Family {
        Family::of(self.relayed.ip())
    }

    /// Lets data from and to these addresses pass, all or none; `false` when they are too many.
    pub fn permit(&mut self, ips: &[IpAddr], rules: &Rules, now: Duration) -> bool {
        let fresh = |permissions: &HashMap<IpAddr, Duration>| {
            ips.iter().enumerate().filter(|(at, ip)| !permissions.contains_key(ip) && !ips[..*at].contains(ip)).count()
        };
        if self.permissions.len() + fresh(&self.permissions) > rules.permissions {
            self.permissions.retain(|_, until| now < *until);
            if self.permissions.len() + fresh(&self.permissions) > rules.permissions {
                return false;
            }
        }
        self.permissions.extend(ips.iter().map(|ip| (*ip, now + rules.permission_life)));
        true
    }

    /// Whether data from and to this address passes.
    pub fn permits(&self, ip: IpAddr, now: Duration) -> bool {
        self.permissions.get(&ip).is_some_and(|until| now < *until)
    }

    /// Gives a peer a channel, or keeps it for longer; its address is permitted with it.
    ///
    /// # Errors
    /// When one of them is bound otherwise, or there are too many.
    pub fn bind(&mut self, channel: Channel, peer: SocketAddr, rules: &Rules, now: Duration) -> Result<(), Unbound> {
        if self.peer(channel, now).is_some_and(|bound| bound != peer)
            || self.channel(peer, now).is_some_and(|bound| bound != channel)
        {
            return Err(Unbound::Taken);
        }
        if !self.channels.contains_key(&channel) && self.channels.len() >= rules.channels {
            self.forget_channels(now);
            if self.channels.len() >= rules.channels {
                return Err(Unbound::Full);
            }
        }
        if !self.permit(&[peer.ip()], rules, now) {
            return Err(Unbound::Full);
        }
        // What either was bound to before is over by now.
        if let Some((before, _)) = self.channels.insert(channel, (peer, now + rules.channel_life)) {
            self.peers.remove(&before);
        }
        if let Some(before) = self.peers.insert(peer, channel)
            && before != channel
        {
            self.channels.remove(&before);
        }
        Ok(())
    }

    /// The peer that a channel leads to.
    pub fn peer(&self, channel: Channel, now: Duration) -> Option<SocketAddr> {
        self.channels.get(&channel).filter(|(_, until)| now < *until).map(|(peer, _)| *peer)
    }

    /// How data from this peer reaches the client; `None` when it does not.
    pub fn way_from(&self, peer: SocketAddr, now: Duration) -> Option<Via> {
        let via = || self.channel(peer, now).map_or(Via::Indication(peer), Via::Channel);
        self.permits(peer.ip(), now).then(via)
    }

    fn channel(&self, peer: SocketAddr, now: Duration) -> Option<Channel> {
        self.peers.get(&peer).copied().filter(|channel| self.peer(*channel, now) == Some(peer))
    }

    fn forget_channels(&mut self, now: Duration) {
        self.channels.retain(|_, (_, until)| now < *until);
        self.peers.retain(|_, channel| self.channels.contains_key(channel));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { permissions: 3, channels: 2, ..Rules::DEFAULT };
    const START: Duration = Duration::from_secs(100);
    const PERMISSION: Duration = RULES.permission_life;
    const CHANNEL: Duration = RULES.channel_life;

    fn allocation() -> Allocation<()> {
        let user = "900:1:caller".parse().unwrap();
        Allocation::new(user, address(1), (), 1.into(), START + RULES.lifetime)
    }

    fn address(last: u8) -> SocketAddr {
        SocketAddr::from(([8, 8, 8, last], 5_000))
    }

    fn channel(number: u16) -> Channel {
        Channel::new(number).unwrap()
    }

    #[test]
    fn channels_have_the_numbers_of_the_standard() {
        let numbers = [0x3fff, 0x4000, 0x4fff, 0x5000].map(|number| Channel::new(number).is_some());
        assert_eq!(numbers, [false, true, true, false]);
    }

    #[test]
    fn a_permission_is_for_every_port_of_an_address_and_ends() {
        let mut allocation = allocation();
        assert_eq!(allocation.way_from(address(2), START), None);
        assert!(allocation.permit(&[address(2).ip()], &RULES, START));
        let other_port = SocketAddr::new(address(2).ip(), 6_000);
        for peer in [address(2), other_port] {
            assert_eq!(allocation.way_from(peer, START), Some(Via::Indication(peer)));
            assert_eq!(allocation.way_from(peer, START + PERMISSION), None);
        }
        assert_eq!(allocation.way_from(address(3), START), None);
    }

    #[test]
    fn a_permission_that_is_asked_for_again_lasts_longer() {
        let mut allocation = allocation();
        let ip = address(2).ip();
        assert!(allocation.permit(&[ip], &RULES, START) && allocation.permit(&[ip], &RULES, START + PERMISSION / 2));
        assert!(allocation.permits(ip, START + PERMISSION) && !allocation.permits(ip, START + PERMISSION * 3 / 2));
    }

    #[test]
    fn permissions_are_bounded_and_those_that_ended_do_not_count() {
        let mut allocation = allocation();
        let ips = [2, 3, 4, 5].map(|last| address(last).ip());
        assert!(!allocation.permit(&ips, &RULES, START) && !allocation.permits(ips[0], START), "all or none");
        assert!(allocation.permit(&[ips[0], ips[1], ips[1], ips[2], ips[0]], &RULES, START), "each counts once");
        assert!(!allocation.permit(&ips[3..], &RULES, START));
        assert!(allocation.permit(&ips[..3], &RULES, START), "these are there");
        assert!(allocation.permit(&ips[3..], &RULES, START + PERMISSION));
    }

    #[test]
    fn a_channel_leads_both_ways_and_permits() {
        let mut allocation = allocation();
        allocation.bind(channel(0x4000), address(2), &RULES, START).unwrap();
        assert_eq!(allocation.peer(channel(0x4000), START), Some(address(2)));
        assert_eq!(allocation.way_from(address(2), START), Some(Via::Channel(channel(0x4000))));
        assert_eq!(allocation.peer(channel(0x4000), START + CHANNEL), None);
        // The permission that came with it is shorter.
        assert_eq!(allocation.way_from(address(2), START + PERMISSION), None);
        assert!(allocation.permit(&[address(2).ip()], &RULES, START + CHANNEL));
        assert_eq!(allocation.way_from(address(2), START + CHANNEL), Some(Via::Indication(address(2))));
    }

    #[test]
    fn a_channel_has_one_peer_and_a_peer_one_channel() {
        let mut allocation = allocation();
        allocation.bind(channel(0x4000), address(2), &RULES, START).unwrap();
        allocation.bind(channel(0x4000), address(2), &RULES, START).unwrap();
        let (one, two) = (channel(0x4000), channel(0x4001));
        assert_eq!(allocation.bind(one, address(3), &RULES, START), Err(Unbound::Taken));
        assert_eq!(allocation.bind(two, address(2), &RULES, START), Err(Unbound::Taken));
        // When it is over, both are free.
        allocation.bind(two, address(2), &RULES, START + CHANNEL).unwrap();
        allocation.bind(one, address(3), &RULES, START + CHANNEL).unwrap();
        let later = START + CHANNEL;
        assert_eq!((allocation.peer(one, later), allocation.peer(two, later)), (Some(address(3)), Some(address(2))));
        assert_eq!(allocation.way_from(address(2), later), Some(Via::Channel(two)));
    }

    #[test]
    fn channels_are_bounded_and_those_that_ended_do_not_count() {
        let mut allocation = allocation();
        allocation.bind(channel(0x4000), address(2), &RULES, START).unwrap();
        allocation.bind(channel(0x4001), address(3), &RULES, START).unwrap();
        assert_eq!(allocation.bind(channel(0x4002), address(4), &RULES, START), Err(Unbound::Full));
        allocation.bind(channel(0x4002), address(4), &RULES, START + CHANNEL).unwrap();
        assert_eq!((allocation.channels.len(), allocation.peers.len()), (1, 1));
    }
}
