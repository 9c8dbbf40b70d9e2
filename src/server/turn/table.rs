use super::allocation::{Allocation, Channel, Via};
use super::bandwidth::Bucket;
use super::five_tuple::FiveTuple;
use super::{Rules, User};
use crate::protocol::{CallId, Side};
use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::time::Duration;

/// Every allocation, found at once by the client's five-tuple, by the address that is lent, and by call and side.
pub struct Table<R> {
    rules: Rules,
    open: HashMap<CallId, Reach>,
    allocations: HashMap<FiveTuple, Allocation<R>>,
    relayed: HashMap<SocketAddr, FiveTuple>,
    sides: HashMap<(CallId, Side), Share>,
    /// When which allocation is over: no packet walks through all of them.
    agenda: BTreeSet<(Duration, SocketAddr)>,
    from_clients: Bucket,
    to_clients: Bucket,
}

/// What the allocations of one side of a call have in common.
struct Share {
    allocations: Vec<FiveTuple>,
    from_client: Bucket,
    to_client: Bucket,
}

/// Whom the sides of a call may send to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Whoever is a peer at all.
    Peers,
    /// Each other, where both are relayed: somebody tries whether the relay can be reached.
    EachOther,
}

/// Where data goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Route<R> {
    /// Out of this relay to a peer.
    Out(R, SocketAddr),
    /// To the client of this relay.
    In(R, Via),
}

/// Why data goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// There is no such allocation, channel or permission.
    NoWay,
    /// It would be more than may pass.
    TooMuch,
}

/// Why there is no room for an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This side of the call has as many as it may.
    Side,
    /// The server has.
    Server,
}

impl<R: Clone> Table<R> {
    /// Empty, and without calls.
    pub fn new(rules: Rules, now: Duration) -> Self {
        let (from_clients, to_clients) = (Bucket::new(rules.total_rate, now), Bucket::new(rules.total_rate, now));
        Self {
            rules,
            open: HashMap::new(),
            allocations: HashMap::new(),
            relayed: HashMap::new(),
            sides: HashMap::new(),
            agenda: BTreeSet::new(),
            from_clients,
            to_clients,
        }
    }

    /// What it goes by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How many allocations there are.
    pub fn len(&self) -> usize {
        self.allocations.len()
    }

    /// Lets the sides of a call in.
    pub fn open(&mut self, call: CallId, reach: Reach) {
        self.open.insert(call, reach);
    }

    /// Whether they are let in.
    pub fn is_open(&self, call: CallId) -> bool {
        self.open.contains_key(&call)
    }

    /// Ends what a call has.
    pub fn close(&mut self, call: CallId) {
        self.open.remove(&call);
        for side in [Side::Caller, Side::Callee] {
            let share = self.sides.remove(&(call, side));
            for five_tuple in share.into_iter().flat_map(|share| share.allocations) {
                self.remove(five_tuple);
            }
        }
    }

    /// The allocation of a client, unless it is over.
    pub fn get(&mut self, five_tuple: FiveTuple, now: Duration) -> Option<&mut Allocation<R>> {
        self.allocations.get_mut(&five_tuple).filter(|allocation| now < allocation.expires)
    }

    /// Whether there is room for one more.
    ///
    /// # Errors
    /// When there is none.
    pub fn room_for(&self, user: User) -> Result<(), Full> {
        let of_side = self.sides.get(&(user.call, user.side)).map_or(0, |share| share.allocations.len());
        if of_side >= self.rules.per_side {
            Err(Full::Side)
        } else if self.allocations.len() >= self.rules.total {
            Err(Full::Server)
        } else {
            Ok(())
        }
    }

    /// Adds one, in place of what this client had before.
    pub fn insert(&mut self, five_tuple: FiveTuple, allocation: Allocation<R>, now: Duration) {
        self.remove(five_tuple);
        let share = self.sides.entry((allocation.user.call, allocation.user.side)).or_insert_with(|| Share {
            allocations: Vec::new(),
            from_client: Bucket::new(self.rules.rate, now),
            to_client: Bucket::new(self.rules.rate, now),
        });
        share.allocations.push(five_tuple);
        self.relayed.insert(allocation.relayed, five_tuple);
        self.agenda.insert((allocation.expires, allocation.relayed));
        self.allocations.insert(five_tuple, allocation);
    }

    /// Keeps one until then.
    pub fn extend(&mut self, five_tuple: FiveTuple, until: Duration) {
        if let Some(allocation) = self.allocations.get_mut(&five_tuple) {
            self.agenda.remove(&(allocation.expires, allocation.relayed));
            allocation.expires = until;
            self.agenda.insert((until, allocation.relayed));
        }
    }

    /// Takes one away.
    pub fn remove(&mut self, five_tuple: FiveTuple) {
        let Some(allocation) = self.allocations.remove(&five_tuple) else { return };
        self.relayed.remove(&allocation.relayed);
        self.agenda.remove(&(allocation.expires, allocation.relayed));
        let at = (allocation.user.call, allocation.user.side);
        if let Some(share) = self.sides.get_mut(&at) {
            share.allocations.retain(|other| *other != five_tuple);
            // Its buckets are kept while the call is open: an allocation that is made anew is no fresh allowance.
            if share.allocations.is_empty() && !self.open.contains_key(&allocation.user.call) {
                self.sides.remove(&at);
            }
        }
    }

    /// Takes away what is over.
    pub fn expire(&mut self, now: Duration) {
        while self.agenda.first().is_some_and(|(at, _)| *at <= now) {
            let five_tuple = self.agenda.pop_first().and_then(|(_, relayed)| self.relayed.get(&relayed).copied());
            if let Some(five_tuple) = five_tuple {
                self.remove(five_tuple);
            }
        }
    }

    /// Takes away everything.
    pub fn clear(&mut self) {
        self.open.clear();
        self.allocations.clear();
        self.relayed.clear();
        self.sides.clear();
        self.agenda.clear();
    }

    /// Whether an address is lent to somebody now.
    pub fn is_relayed(&self, address: SocketAddr) -> bool {
        self.relayed.contains_key(&address)
    }

    /// Where a client's data on a channel goes. `is_own` tells whether an address is this server's.
    ///
    /// # Errors
    /// When it goes nowhere.
    pub fn channel_sent(
        &mut self,
        five_tuple: FiveTuple,
        channel: Channel,
        bytes: usize,
        now: Duration,
        is_own: impl FnOnce(SocketAddr) -> bool,
    ) -> Result<Route<R>, Dropped> {
        let peer = self.get(five_tuple, now).and_then(|allocation| allocation.peer(channel, now));
        self.out(five_tuple, peer.ok_or(Dropped::NoWay)?, bytes, now, is_own)
    }

    /// Where a client's data in a Send indication goes.
    ///
    /// # Errors
    /// When it goes nowhere.
    pub fn indication_sent(
        &mut self,
        five_tuple: FiveTuple,
        peer: SocketAddr,
        bytes: usize,
        now: Duration,
        is_own: impl FnOnce(SocketAddr) -> bool,
    ) -> Result<Route<R>, Dropped> {
        let is_permitted = self.get(five_tuple, now).is_some_and(|allocation| allocation.permits(peer.ip(), now));
        if is_permitted { self.out(five_tuple, peer, bytes, now, is_own) } else { Err(Dropped::NoWay) }
    }

    /// Where data goes that a peer sent to a lent address.
    ///
    /// # Errors
    /// When it goes nowhere.
    pub fn peer_sent(
        &mut self,
        relayed: SocketAddr,
        peer: SocketAddr,
        bytes: usize,
        now: Duration,
    ) -> Result<Route<R>, Dropped> {
        let five_tuple = *self.relayed.get(&relayed).ok_or(Dropped::NoWay)?;
        let allocation = self.get(five_tuple, now).ok_or(Dropped::NoWay)?;
        let via = allocation.way_from(peer, now).ok_or(Dropped::NoWay)?;
        let (user, relay) = (allocation.user, allocation.relay.clone());
        if !self.may_meet(user.call, peer) {
            return Err(Dropped::NoWay);
        }
        let share = self.sides.get_mut(&(user.call, user.side)).ok_or(Dropped::NoWay)?;
        take_both(&mut share.to_client, &mut self.to_clients, bytes, now)?;
        Ok(Route::In(relay, via))
    }

    /// Whether a client may say so much: what it asks for counts as what it sends.
    pub fn charge(&mut self, five_tuple: FiveTuple, bytes: usize, now: Duration) -> bool {
        let Some(user) = self.get(five_tuple, now).map(|allocation| allocation.user) else { return false };
        let share = self.sides.get_mut(&(user.call, user.side));
        share.is_some_and(|share| share.from_client.take(bytes, now))
    }

    /// Whether data may pass between a side of this call and a peer: not where one of them only tries the relay, and the
    /// other is none of its own.
    fn may_meet(&self, call: CallId, peer: SocketAddr) -> bool {
        let tries = |call| self.open.get(&call) == Some(&Reach::EachOther);
        let other = self.relayed.get(&peer).and_then(|five_tuple| self.allocations.get(five_tuple));
        let other = other.map(|allocation| allocation.user.call);
        other == Some(call) || !tries(call) && !other.is_some_and(tries)
    }

    /// Data for a peer. Two sides that are both relayed meet in here: their data does not leave the machine.
    fn out(
        &mut self,
        five_tuple: FiveTuple,
        peer: SocketAddr,
        bytes: usize,
        now: Duration,
        is_own: impl FnOnce(SocketAddr) -> bool,
    ) -> Result<Route<R>, Dropped> {
        let allocation = self.get(five_tuple, now).ok_or(Dropped::NoWay)?;
        let (user, relay, relayed) = (allocation.user, allocation.relay.clone(), allocation.relayed);
        let share = self.sides.get_mut(&(user.call, user.side)).ok_or(Dropped::NoWay)?;
        take_both(&mut share.from_client, &mut self.from_clients, bytes, now)?;
        if !self.may_meet(user.call, peer) {
            Err(Dropped::NoWay)
        } else if self.relayed.contains_key(&peer) {
            self.peer_sent(peer, relayed, bytes, now)
        } else if is_own(peer) {
            Err(Dropped::NoWay)
        } else {
            Ok(Route::Out(relay, peer))
        }
    }
}

fn take_both(one: &mut Bucket, all: &mut Bucket, bytes: usize, now: Duration) -> Result<(), Dropped> {
    if !one.take(bytes, now) {
        return Err(Dropped::TooMuch);
    }
    if !all.take(bytes, now) {
        one.put_back(bytes);
        return Err(Dropped::TooMuch);
    }
    Ok(())
}
