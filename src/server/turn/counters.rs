use std::sync::atomic::{AtomicU64, Ordering};

/// What was refused and dropped, in numbers: nothing of it is worth a line in the log, and its addresses are nobody's
/// business.
#[derive(Debug, Default)]
pub struct Counters([AtomicU64; Counter::ALL.len()]);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Packets that are neither STUN nor data on a channel.
    Garbage,
    /// Requests of sources that ask too often.
    Flood,
    /// Requests without good credentials; the first of each client is one.
    Unauthorized,
    /// Peers that are not to be reached from here.
    Peer,
    /// Data without an allocation, a permission or a channel.
    NoWay,
    /// Data beyond the rate.
    TooMuch,
    /// Data that a socket or a slow client would not take.
    Congestion,
    /// Connections beyond the limit.
    Connections,
    /// Connections that said nothing, or failed at TLS.
    Handshake,
}

impl Counter {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Garbage,
        Self::Flood,
        Self::Unauthorized,
        Self::Peer,
        Self::NoWay,
        Self::TooMuch,
        Self::Congestion,
        Self::Connections,
        Self::Handshake,
    ];
}

impl Counters {
    /// One more.
    pub fn add(&self, counter: Counter) {
        self.0[counter as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self, counter: Counter) -> u64 {
        self.0[counter as usize].load(Ordering::Relaxed)
    }
}
