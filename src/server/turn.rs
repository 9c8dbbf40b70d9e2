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
//! | `packet`, `answer` | what comes in and what goes out |
//! | `service` | requests and data, decided: pure, as all that it is made of |
//! | `allocation`, `table`, `rules` | who has which address, and whom they reach from it |
//! | `peers`, `range` | who may be reached at all |
//! | `bandwidth`, `flood`, `doors` | how much of everything |
//! | `shared`, `udp`, `tcp`, `relay`, `client`, `lending` | the sockets |
//!
//! The pure part is given the time and sockets by the other one, which locks it for each packet and never across an
//! await. Data is copied once, into a buffer that is used again; only what waits for a connection over TCP has memory
//! of its own. Two sides that are both relayed meet in the table, and their data does not leave the machine.

mod allocation;
mod answer;
mod bandwidth;
mod client;
mod counters;
mod credentials;
pub(super) mod doors;
mod five_tuple;
mod flood;
mod lending;
mod nonce;
mod options;
mod packet;
mod peers;
mod range;
mod relay;
mod rules;
mod service;
mod shared;
mod start;
mod start_error;
mod table;
mod tcp;
mod udp;

pub use counters::{Counter, Counters};
pub use credentials::{Credentials, Secret, User};
pub use options::{Options, Place, Switch};
pub use range::Range;
pub use start_error::StartError;

use crate::protocol::{CallId, Side};
use rules::Rules;
use shared::Shared;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// How long credentials are good for a new allocation, if their call lasts so long. They end with it in any case.
const CREDENTIALS: Duration = Duration::from_secs(24 * 3_600);

/// The relay. Clones are handles to the same one. The default is none: it has no credentials for anybody.
#[derive(Clone, Default)]
pub struct Turn(Option<Arc<Running>>);

/// A relay that runs.
struct Running {
    shared: Arc<Shared>,
    secret: Secret,
    /// Where it listens.
    addresses: Vec<SocketAddr>,
    /// What browsers are told.
    urls: Vec<String>,
}

impl Turn {
    /// Listens, if the options say so. `site` is where the pages are served. Needs a runtime around it.
    ///
    /// # Errors
    /// When it cannot listen, or does not know by what address others reach it.
    pub fn start(options: &Options, site: IpAddr, secret: Secret) -> Result<Self, StartError> {
        Ok(Self(Running::start(options, site, secret)?.map(Arc::new)))
    }

    /// Lets the two sides of a call in, from now on. Again is the same as once.
    pub fn open(&self, call: CallId) {
        if let Some(running) = &self.0 {
            running.shared.service().table.open(call);
        }
    }

    /// Ends what is relayed for a call at once, and lets nobody in for it any more.
    pub fn close(&self, call: CallId) {
        if let Some(running) = &self.0 {
            running.shared.service().table.close(call);
        }
    }

    /// What a side of an open call shows to be relayed; `None` when the call is not open, or nothing is relayed.
    pub fn credentials(&self, call: CallId, side: Side) -> Option<Credentials> {
        let running = self.0.as_ref().filter(|running| running.shared.service().table.is_open(call))?;
        let expires = running.shared.now().date / 1_000 + CREDENTIALS.as_secs();
        Some(Credentials { urls: running.urls.clone(), ..Credentials::new(&running.secret, call, side, expires) })
    }

    /// Whether it relays anything.
    pub fn is_running(&self) -> bool {
        self.0.is_some()
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        self.0.as_ref().map_or(&[], |running| &running.addresses)
    }

    /// How many addresses are lent now.
    pub fn allocations(&self) -> usize {
        self.0.as_ref().map_or(0, |running| running.shared.service().table.len())
    }

    /// How much of something was refused so far.
    pub fn count(&self, counter: Counter) -> u64 {
        self.0.as_ref().map_or(0, |running| running.shared.counters().get(counter))
    }

    /// Ends all of it.
    pub fn stop(&self) {
        if let Some(running) = &self.0 {
            running.shared.stopping().cancel();
            running.shared.tasks().close();
        }
    }

    /// Done when everything has ended, after [`Turn::stop`].
    pub async fn stopped(&self) {
        if let Some(running) = &self.0 {
            running.shared.tasks().wait().await;
            running.shared.service().table.clear();
            let counted = Counter::ALL.map(|counter| (counter, running.shared.counters().get(counter)));
            tracing::debug!(?counted, "the relay has ended");
        }
    }
}
