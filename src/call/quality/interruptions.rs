use super::counting::narrow;
use super::note::{Reader, Writer, milliseconds};
use std::time::Duration;

/// How often the connection of a call was lost, and for how long. All times are since the call began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interruptions {
    times: u32,
    lasted: Duration,
    since: Option<Duration>,
}

impl Interruptions {
    pub fn write(&self, to: &mut Writer) {
        to.number(self.times.into());
        to.time(self.lasted);
        to.maybe(self.since.map(milliseconds));
    }

    pub fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            times: narrow(from.number()?),
            lasted: from.time()?,
            since: from.maybe()?.map(Duration::from_millis),
        })
    }

    /// It is lost since then; whether that is news.
    pub fn lose(&mut self, since: Duration) -> bool {
        let is_news = self.since.is_none();
        self.times = self.times.saturating_add(u32::from(is_news));
        self.since = Some(self.since.map_or(since, |before| before.min(since)));
        is_news
    }

    /// It is there again from then on, if it was lost.
    pub fn regain(&mut self, at: Duration) {
        self.lasted = self.lasted(at);
        self.since = None;
    }

    /// Whether it is lost.
    pub fn is_lost(&self) -> bool {
        self.since.is_some()
    }

    /// How often it was.
    pub fn times(&self) -> u32 {
        self.times
    }

    /// For how long it was, up to then.
    pub fn lasted(&self, now: Duration) -> Duration {
        let this_time = self.since.map_or(Duration::ZERO, |since| now.saturating_sub(since));
        self.lasted.saturating_add(this_time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_for_two_reasons_is_lost_once() {
        let second = Duration::from_secs;
        let mut interruptions = Interruptions::default();
        interruptions.regain(second(1));
        assert_eq!((interruptions.times(), interruptions.lasted(second(9))), (0, Duration::ZERO));
        assert!(interruptions.lose(second(10)));
        assert!(!interruptions.lose(second(8)), "noticed late");
        assert!(!interruptions.lose(second(12)));
        assert_eq!((interruptions.times(), interruptions.lasted(second(13))), (1, second(5)));
        interruptions.regain(second(14));
        assert!(interruptions.lose(second(20)));
        interruptions.regain(second(21));
        assert_eq!((interruptions.times(), interruptions.lasted(second(99))), (2, second(7)));
    }
}
