use super::answer::wrap;
use super::client::Client;
use super::five_tuple::{Family, FiveTuple};
use super::lending::{Lending, is_bindable};
use super::relay::{Lent, Relay};
use super::service::{Outcome, Service, Sockets};
use super::table::Route;
use super::{Counter, Counters};
use crate::server::room::Moment;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::UdpSocket;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What all sockets of the relay have in common. The service is locked for hash work, for the signature of a request
/// and for opening a socket, and never across an await; what it says is then done without the lock.
pub struct Shared {
    service: Mutex<Service<Lent>>,
    counters: Arc<Counters>,
    lendings: Vec<Lending>,
    ports: RangeInclusive<u16>,
    /// The system would let us have addresses that are not ours: then it cannot tell which are.
    binds_anything: bool,
    started: Instant,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

impl Shared {
    /// Around a service that has nothing yet.
    pub fn new(
        service: Service<Lent>,
        counters: Arc<Counters>,
        lendings: Vec<Lending>,
        ports: RangeInclusive<u16>,
    ) -> Self {
        Self {
            service: Mutex::new(service),
            counters,
            lendings,
            ports,
            // An address of documentation (RFC 5737), which no machine has.
            binds_anything: is_bindable(Ipv4Addr::new(192, 0, 2, 1).into()),
            started: Instant::now(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// What was refused.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Cancelled when all ends.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Everything that runs.
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// The service, for a moment.
    pub fn service(&self) -> MutexGuard<'_, Service<Lent>> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now.
    pub fn now(&self) -> Moment {
        // A clock before 1970 is wrong in any case; credentials are good then.
        let date = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        Moment { since_start: self.started.elapsed(), date }
    }

    /// Whether a client has an allocation.
    pub fn knows(&self, from: FiveTuple) -> bool {
        let now = self.now();
        self.service().table.get(from, now.since_start).is_some()
    }

    /// A client is gone.
    pub fn forget(&self, from: FiveTuple) {
        self.service().table.remove(from);
    }

    /// Takes a packet of a client's.
    pub fn client_sent(self: &Arc<Self>, packet: &[u8], from: FiveTuple, client: &Client, scratch: &mut [u8]) {
        let now = self.now();
        let outcome = self.service().receive(packet, from, now, &mut Opener { shared: self, client });
        match outcome {
            Outcome::Nothing => {}
            Outcome::Answer(answer) => self.note(client.answer(&answer)),
            Outcome::Data(route, data) => self.pass(route, data, scratch),
        }
    }

    /// Takes a packet of a peer's.
    pub fn peer_sent(&self, relayed: SocketAddr, peer: SocketAddr, data: &[u8], scratch: &mut [u8]) {
        let now = self.now();
        let route = self.service().peer_sent(relayed, peer, data.len(), now);
        if let Some(route) = route {
            self.pass(route, data, scratch);
        }
    }

    /// Takes away what is over, once a second.
    pub async fn clock(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(std::time::Duration::from_secs(1));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                _ = ticks.tick() => {
                    let now = self.now();
                    self.service().table.expire(now.since_start);
                }
            }
        }
    }

    fn pass(&self, route: Route<Lent>, data: &[u8], scratch: &mut [u8]) {
        self.note(match route {
            Route::Out(lent, peer) => lent.relay.socket.try_send_to(data, peer).is_ok(),
            Route::In(lent, via) => {
                let length = wrap(via, data, scratch);
                lent.relay.client.data(&scratch[..length])
            }
        });
    }

    fn note(&self, was_taken: bool) {
        if !was_taken {
            self.counters.add(Counter::Congestion);
        }
    }
}

/// Opens sockets for one client.
struct Opener<'a> {
    shared: &'a Arc<Shared>,
    client: &'a Client,
}

impl Sockets<Lent> for Opener<'_> {
    fn open(&mut self, family: Family) -> Option<(Lent, SocketAddr)> {
        let lending = self.shared.lendings.iter().find(|lending| lending.family() == family)?;
        let (socket, relayed) = lending.open(&self.shared.ports)?;
        let relay = Relay { socket: UdpSocket::from_std(socket).ok()?, client: self.client.clone() };
        Some((Lent::start(self.shared, relay, relayed), relayed))
    }

    fn is_local(&self, ip: IpAddr) -> bool {
        !self.shared.binds_anything && is_bindable(ip)
    }
}
