//! From what a browser counts to whole numbers, of which none is nonsense.

use std::time::Duration;

/// The time between two samples, in milliseconds. Never nothing.
#[derive(Clone, Copy)]
pub struct Span(u64);

impl Span {
    /// `None` where time stands still, or goes back.
    pub fn between(before: Duration, after: Duration) -> Option<Self> {
        let ms = after.checked_sub(before)?.as_millis();
        u64::try_from(ms).ok().filter(|ms| *ms > 0).map(Self)
    }

    /// How many that is in a second.
    pub fn per_second(self, count: u64) -> u32 {
        narrow(count.saturating_mul(1000) / self.0)
    }

    /// How many bits in a second so many bytes are.
    pub fn bits_per_second(self, bytes: u64) -> u32 {
        self.per_second(bytes.saturating_mul(8))
    }
}

/// What a counter has grown by. `None` where it has gone back, which is another connection's, or was not there.
pub fn grown(before: Option<u64>, after: Option<u64>) -> Option<u64> {
    after?.checked_sub(before?)
}

/// A part of a whole, of a thousand. `None` where there is no whole.
pub fn permille(part: u64, whole: u64) -> Option<u32> {
    part.saturating_mul(1000).checked_div(whole).map(|permille| narrow(permille.min(1000)))
}

/// A browser's number as a whole one. `None` where it is negative, infinite or not a number.
pub fn whole(number: f64) -> Option<u32> {
    (number.is_finite() && number >= 0.0).then(|| number.round() as u32)
}

/// A browser's seconds in milliseconds.
pub fn milliseconds(seconds: f64) -> Option<u32> {
    whole(seconds * 1000.0)
}

/// The nearest number that has room: a second of four billion bits is fast enough.
pub fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
