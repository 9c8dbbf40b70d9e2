use std::time::Duration;

/// A token bucket: how many bytes may pass now.
///
/// One side of a call has 8 Mbit/s each way unless told otherwise. Browsers send a camera's picture with up to 2.5,
/// a shared screen with up to about 4, and a voice with a twentieth of one: so nobody in a call notices the limit,
/// and somebody who uses the relay for something else does. All together have 500, half of what a common line can do,
/// so that the pages and the signaling get through beside it.
#[derive(Clone, Debug)]
pub struct Bucket {
    rate: u64,
    bytes: u64,
    since: Duration,
}

impl Bucket {
    /// How much may come at once, as time at the full rate: a key frame is many packets in a row.
    const BURST: Duration = Duration::from_millis(500);

    /// Full, for so many bits a second.
    pub fn new(bits_per_second: u64, now: Duration) -> Self {
        let rate = bits_per_second / 8;
        Self { rate, bytes: Self::most(rate), since: now }
    }

    /// Takes a datagram's bytes out; `false` when there are not enough, and then nothing is taken.
    pub fn take(&mut self, bytes: usize, now: Duration) -> bool {
        self.fill(now);
        match self.bytes.checked_sub(bytes as u64) {
            Some(left) => {
                self.bytes = left;
                true
            }
            None => false,
        }
    }

    /// Puts back what was taken for nothing.
    pub fn put_back(&mut self, bytes: usize) {
        self.bytes = (self.bytes + bytes as u64).min(Self::most(self.rate));
    }

    fn fill(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.since).min(Self::BURST);
        let gained = (u128::from(self.rate) * passed.as_nanos() / 1_000_000_000) as u64;
        // Time that is too short for a byte goes on counting.
        if gained > 0 {
            self.bytes = (self.bytes + gained).min(Self::most(self.rate));
            self.since = now;
        }
    }

    fn most(rate: u64) -> u64 {
        (u128::from(rate) * Self::BURST.as_millis() / 1_000) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    #[test]
    fn what_passes_in_the_long_run_is_the_rate() {
        let mut bucket = Bucket::new(8_000_000, START);
        let mut passed = 0;
        // Ten seconds of twice as much as may pass, a packet every half millisecond.
        for step in 0..20_000 {
            if bucket.take(1_000, START + Duration::from_micros(500) * step) {
                passed += 1_000;
            }
        }
        let expected = 10_000_000 + 500_000;
        assert!((expected - 2_000..=expected).contains(&passed), "{passed}");
    }

    #[test]
    fn a_burst_passes_once_and_silence_saves_up_no_more_than_one() {
        let mut bucket = Bucket::new(8_000, START);
        assert!(bucket.take(500, START) && !bucket.take(1, START));
        let later = START + Duration::from_secs(1_000);
        assert!(bucket.take(500, later) && !bucket.take(1, later));
    }

    #[test]
    fn what_does_not_pass_takes_nothing() {
        let mut bucket = Bucket::new(8_000, START);
        assert!(!bucket.take(501, START) && bucket.take(500, START));
        bucket.put_back(300);
        assert!(bucket.take(300, START) && !bucket.take(1, START));
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut bucket = Bucket::new(8_000, START);
        assert!(bucket.take(500, START) && !bucket.take(1, START - Duration::from_secs(5)));
    }
}
