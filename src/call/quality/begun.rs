use std::time::Duration;

/// Since when a call has been on, over all the pages that had a part in it: each page's clock begins with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What had passed before this page came to it.
    earlier: Duration,
    /// When that was, by this page's clock.
    at: Duration,
}

impl Begun {
    /// At this time, which is as long after the call's beginning.
    pub fn new(at: Duration, earlier: Duration) -> Self {
        Self { earlier, at }
    }

    /// How long it has been on at this time.
    pub fn passed(self, now: Duration) -> Duration {
        self.earlier.saturating_add(now.saturating_sub(self.at))
    }

    /// As clocks have it: 00:07, 12:05, 1:02:05.
    pub fn clock(seconds: u32) -> String {
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes:02}:{seconds:02}"),
            (hours, minutes) => format!("{hours}:{minutes:02}:{seconds:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_comes_later_counts_on() {
        let second = Duration::from_secs;
        assert_eq!(Begun::new(second(100), Duration::ZERO).passed(second(107)), second(7));
        assert_eq!(Begun::new(second(2), second(60)).passed(second(5)), second(63));
        assert_eq!(Begun::new(second(2), second(60)).passed(second(1)), second(60), "no clock goes back");
    }

    #[test]
    fn a_call_has_a_clock() {
        let table = [(0, "00:00"), (7, "00:07"), (725, "12:05"), (3_599, "59:59"), (3_725, "1:02:05")];
        for (seconds, clock) in table {
            assert_eq!(Begun::clock(seconds), clock);
        }
    }
}
