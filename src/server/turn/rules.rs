use super::Options;
use std::time::Duration;

/// What allocations go by. Times are those of RFC 8656 where it names any.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Allocations of one side of a call.
    pub per_side: usize,
    /// Allocations in all.
    pub total: usize,
    /// Addresses that one allocation may reach at once. A browser asks for each that the other side names.
    pub permissions: usize,
    /// Channels of one allocation.
    pub channels: usize,
    /// How long an allocation stays when nothing longer is asked for, and how long when it is.
    pub lifetime: Duration,
    /// The longest that may be asked for.
    pub longest: Duration,
    /// How long a permission stays.
    pub permission_life: Duration,
    /// How long a channel stays.
    pub channel_life: Duration,
    /// Bits a second for a side of a call, each way.
    pub rate: u64,
    /// Bits a second for all of them, each way.
    pub total_rate: u64,
}

impl Rules {
    /// Those of a server that was told nothing.
    pub const DEFAULT: Self = Self {
        per_side: 10,
        total: 2_000,
        permissions: 64,
        channels: 64,
        lifetime: Duration::from_secs(600),
        longest: Duration::from_secs(3_600),
        permission_life: Duration::from_secs(300),
        channel_life: Duration::from_secs(600),
        rate: 8_000_000,
        total_rate: 500_000_000,
    };

    /// Those that the command line asks for.
    pub fn of(options: &Options) -> Self {
        Self {
            per_side: options.turn_per_side,
            total: options.turn_total,
            lifetime: options.turn_lifetime,
            rate: options.turn_rate.get().saturating_mul(1_000_000),
            total_rate: options.turn_total_rate.get().saturating_mul(1_000_000),
            ..Self::DEFAULT
        }
    }

    /// How long an allocation stays for which so much is asked.
    pub fn granted(&self, asked: Option<Duration>) -> Duration {
        asked.unwrap_or(self.lifetime).clamp(self.lifetime, self.longest.max(self.lifetime))
    }
}
