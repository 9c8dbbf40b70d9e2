use super::Counter;
use super::buffers::receive;
use super::client::Client;
use super::five_tuple::canonical;
use super::packet::LARGEST;
use super::shared::Shared;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A lent address in use: the socket that peers see, and the client behind it.
pub struct Relay {
    /// What peers send to.
    pub socket: UdpSocket,
    /// Whom it is for.
    pub client: Client,
}

/// A relay, for as long as the table has it.
#[derive(Clone)]
pub struct Lent {
    /// The relay.
    pub relay: Arc<Relay>,
    _over: Arc<DropGuard>,
}

/// How long after an error of its socket a task looks again: it would be busy with nothing else otherwise.
const AFTER_ERROR: Duration = Duration::from_millis(10);

impl Lent {
    /// Begins to pass on what peers send to `relayed`.
    pub fn start(shared: &Arc<Shared>, relay: Relay, relayed: SocketAddr) -> Self {
        let relay = Arc::new(relay);
        let over = shared.stopping().child_token();
        shared.tasks().spawn(run(shared.clone(), relay.clone(), relayed, over.clone()));
        Self { relay, _over: Arc::new(over.drop_guard()) }
    }
}

async fn run(shared: Arc<Shared>, relay: Arc<Relay>, relayed: SocketAddr, over: CancellationToken) {
    let take = |data: &[u8], peer, scratch: &mut [u8]| {
        if data.len() > LARGEST {
            shared.counters().add(Counter::Garbage);
        } else {
            shared.peer_sent(relayed, canonical(peer), data, scratch);
        }
    };
    loop {
        let received = tokio::select! {
            () = over.cancelled() => return,
            received = receive(&relay.socket, take) => received,
        };
        if received.is_err() {
            tokio::time::sleep(AFTER_ERROR).await;
        }
    }
}
