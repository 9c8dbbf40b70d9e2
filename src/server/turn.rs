//! The relay for calls that find no direct path: STUN (RFC 8489) and TURN (RFC 8656), for sides of open calls alone.
//!
//! Libraries that do all of it were looked at. `turn` and `medea-turn` remember every nonce that they ever gave, so
//! that whoever asks often enough fills the memory; `turn` speaks no TCP and relays to any address, one's own network
//! included. `turn-server-proto` walks through all clients for every packet, and cannot take one away when its call is
//! over. So the formats come from `stun-types` and `turn-types` (messages, attributes, integrity), and what is here
//! is the table of allocations, the rules, and the sockets.
//!
//! | module | what it is |
//! |---|---|
//! | [`credentials`], `nonce` | who a client is: neither is remembered |
//! | `packet`, `framing`, `answer` | what comes in and what goes out |
//! | `service` | requests and data, decided: pure, as all that it is made of |
//! | `allocation`, `table`, `rules` | who has which address, and whom they reach from it |
//! | `peers` | who may be reached at all |
//! | `bandwidth`, `flood`, [`Doors`] | how much of everything |
//! | `shared`, `buffers`, `udp`, `tcp`, `tls`, `relay`, `client`, `lending` | the sockets |
//! | [`Sniffed`] | clients that come over TLS to where the pages are |
//! | `rehearsal` | all that is pure, played from scripts that nobody wrote: `make fuzz` |
//! | `elsewhere` | a TURN server that is not this one, and takes the same passwords |
//!
//! The pure part is given the time and sockets by the other one, which locks it for each packet and never across an
//! await. Data is copied once, into a buffer of its thread; only what waits for a connection over TCP has memory of its
//! own. Two sides that are both relayed meet in the table, and their data does not leave the machine.

mod allocation;
mod answer;
mod bandwidth;
mod buffers;
mod client;
mod counters;
mod credentials;
mod elsewhere;
mod five_tuple;
mod flood;
mod framing;
mod lending;
mod nonce;
mod options;
mod packet;
mod peers;
#[cfg(test)]
mod rehearsal;
mod relay;
mod rules;
mod service;
mod shared;
mod sniffed;
mod start;
mod start_error;
mod table;
mod tcp;
mod tls;
mod udp;

pub use super::range::Range;
pub use counters::{Counter, Counters};
pub use credentials::{Credentials, Secret, User};
pub use options::{Options, Place, Switch};
pub use peers::is_public;
pub use sniffed::{Sniffed, Speaks};
pub use start::{places, public};
pub use start_error::StartError;
pub use tls::Tls;

use crate::protocol::{CallId, Side};
use crate::server::doors::Doors;
use five_tuple::{FiveTuple, Transport, canonical};
use rules::Rules;
use shared::Shared;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use table::Reach;
use tokio::io::{AsyncRead, AsyncWrite};

/// How long credentials are good for a new allocation, if their call lasts so long. They end with it in any case.
const CREDENTIALS: Duration = Duration::from_secs(24 * 3_600);

/// The relay, and others that calls may use. Clones are handles to the same one. The default is none: it has no
/// credentials for anybody.
#[derive(Clone, Default)]
pub struct Turn(Option<Arc<Lender>>);

/// What lends relays.
struct Lender {
    own: Option<Running>,
    /// What passwords are made with.
    secret: Secret,
    /// Where other servers are that take the same passwords.
    elsewhere: Vec<String>,
}

/// A relay that runs.
struct Running {
    shared: Arc<Shared>,
    doors: Doors,
    /// Where it listens.
    addresses: Vec<SocketAddr>,
    /// What browsers are told.
    urls: Vec<String>,
}

impl Turn {
    /// Listens, if the options say so; over TLS too, where there is a certificate. `site` is where the pages are
    /// served. Needs a runtime around it.
    ///
    /// # Errors
    /// When it cannot listen, does not know by what address others reach it, or another server lacks its secret.
    pub fn start(options: &Options, site: IpAddr, secret: Secret, tls: Option<Tls>) -> Result<Self, StartError> {
        Ok(Self(Lender::start(options, site, secret, tls)?.map(Arc::new)))
    }

    fn own(&self) -> Option<&Running> {
        self.0.as_ref()?.own.as_ref()
    }

    /// Lets the two sides of a call in, from now on. Again is the same as once.
    pub fn open(&self, call: CallId) {
        if let Some(running) = self.own() {
            running.shared.service().table.open(call, Reach::Peers);
        }
    }

    /// The same, for two sides that only try whether they can be relayed: to each other, and to nobody else.
    pub fn open_trial(&self, call: CallId) {
        if let Some(running) = self.own() {
            running.shared.service().table.open(call, Reach::EachOther);
        }
    }

    /// Ends what is relayed for a call at once, and lets nobody in for it any more.
    pub fn close(&self, call: CallId) {
        if let Some(running) = self.own() {
            running.shared.service().table.close(call);
        }
    }

    /// What a side of an open call shows to be relayed; `None` when the call is not open, or nothing is relayed. Calls
    /// are not opened elsewhere, so whoever asks for credentials there knows that there is one.
    pub fn credentials(&self, call: CallId, side: Side) -> Option<Credentials> {
        self.credentials_for(call, side, CREDENTIALS)
    }

    /// The same for a trial, good for a new allocation for so long; of a relay elsewhere it says nothing.
    pub fn trial_credentials(&self, call: CallId, side: Side, lasts: Duration) -> Option<Credentials> {
        let urls = self.own()?.urls.clone();
        Some(Credentials { urls, ..self.credentials_for(call, side, lasts)? })
    }

    fn credentials_for(&self, call: CallId, side: Side, lasts: Duration) -> Option<Credentials> {
        let lender = self.0.as_ref()?;
        if self.own().is_some_and(|running| !running.shared.service().table.is_open(call)) {
            return None;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let own = self.own().map_or(&[][..], |running| &running.urls);
        let urls = own.iter().chain(&lender.elsewhere).cloned().collect();
        Some(Credentials { urls, ..Credentials::new(&lender.secret, call, side, now + lasts.as_secs()) })
    }

    /// Takes over a client that came to another listener of this machine's, at `server`; `false` when it may not come
    /// in, and then it is gone.
    pub fn take(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + 'static,
        client: SocketAddr,
        server: SocketAddr,
    ) -> bool {
        let Some(Running { shared, doors, .. }) = self.own() else { return false };
        let Some(admission) = doors.enter(client.ip()) else {
            shared.counters().add(Counter::Connections);
            return false;
        };
        let from = FiveTuple { transport: Transport::Tcp, client: canonical(client), server };
        let connection = tcp::connection(shared.clone(), stream, from);
        shared.tasks().spawn(async move {
            connection.await;
            drop(admission);
        });
        true
    }

    /// Whether there is anything to lend.
    pub fn lends(&self) -> bool {
        self.0.is_some()
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        self.own().map_or(&[], |running| &running.addresses)
    }

    /// How many addresses are lent now.
    pub fn allocations(&self) -> usize {
        self.own().map_or(0, |running| running.shared.service().table.len())
    }

    /// How much of something was refused so far.
    pub fn count(&self, counter: Counter) -> u64 {
        self.own().map_or(0, |running| running.shared.counters().get(counter))
    }

    /// Ends all of it.
    pub fn stop(&self) {
        if let Some(running) = self.own() {
            running.shared.stopping().cancel();
            running.shared.tasks().close();
        }
    }

    /// Done when everything has ended, after [`Turn::stop`].
    pub async fn stopped(&self) {
        if let Some(running) = self.own() {
            running.shared.tasks().wait().await;
            running.shared.service().table.clear();
            let counted = Counter::ALL.map(|counter| (counter, running.shared.counters().get(counter)));
            tracing::debug!(?counted, "the relay has ended");
        }
    }
}
