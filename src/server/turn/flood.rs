use crate::server::source::Source;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

/// How much is answered to those who have not shown who they are. It takes the same memory whatever comes: sources
/// share slots by hashes that nobody outside can compute, so that many made-up ones fill slots and nothing else. Each
/// has two, and is limited when both are full: hardly anybody shares both with somebody who floods.
pub struct Flood {
    hasher: RandomState,
    slots: Box<[Slot; SLOTS]>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// What has been asked lately, in requests; it drains with time.
    level: f32,
    at: Duration,
}

const SLOTS: usize = 8_192;

/// Requests a second that are answered in the long run, and at once: an office of a hundred people behind one address
/// may begin its calls at the same time.
const RATE: f32 = 20.0;
const BURST: f32 = 100.0;

impl Flood {
    /// Quiet so far.
    pub fn new(hasher: RandomState) -> Self {
        Self { hasher, slots: Box::new([Slot::default(); SLOTS]) }
    }

    /// Whether one more request from there may be answered.
    pub fn admits(&mut self, ip: IpAddr, now: Duration) -> bool {
        let hash = self.hasher.hash_one(Source::of(ip));
        [hash, hash >> 32].map(|hash| self.slots[hash as usize % SLOTS].admits(now)).contains(&true)
    }
}

impl Slot {
    fn admits(&mut self, now: Duration) -> bool {
        let passed = now.saturating_sub(self.at).as_secs_f32();
        let level = (self.level - passed * RATE).max(0.0) + 1.0;
        if level <= BURST {
            *self = Self { level, at: now.max(self.at) };
        }
        level <= BURST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn answered(flood: &mut Flood, ip: IpAddr, tries: usize, now: Duration) -> usize {
        (0..tries).filter(|_| flood.admits(ip, now)).count()
    }

    #[test]
    fn one_source_is_limited_and_recovers() {
        let mut flood = Flood::new(RandomState::new());
        assert_eq!(answered(&mut flood, ip("192.0.2.1"), 1_000, START), 100);
        let later = START + Duration::from_secs(1);
        assert_eq!(answered(&mut flood, ip("192.0.2.1"), 1_000, later), 20);
        assert_eq!(answered(&mut flood, ip("192.0.2.1"), 1_000, later + Duration::from_secs(60)), 100);
    }

    #[test]
    fn others_are_not_limited_for_it() {
        let mut flood = Flood::new(RandomState::new());
        answered(&mut flood, ip("192.0.2.1"), 1_000, START);
        let others = (2..10).map(|n| format!("192.0.2.{n}")).filter(|other| flood.admits(ip(other), START));
        assert_eq!(others.count(), 8);
    }
}
