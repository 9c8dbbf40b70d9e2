//! Figures as a line of numbers, which a page leaves for the one that is loaded in its place.

use std::str::Split;
use std::time::Duration;

/// Writes such a line.
#[derive(Default)]
pub(super) struct Writer(String);

/// Reads one. It may say anything; where it ends too early, there is nothing to be made of it.
pub(super) struct Reader<'a>(Split<'a, char>);

impl Writer {
    pub fn number(&mut self, number: u64) {
        self.0 += &number.to_string();
        self.0.push(' ');
    }

    pub fn maybe(&mut self, number: Option<u64>) {
        self.number(number.map_or(0, |number| number.saturating_add(1)));
    }

    pub fn time(&mut self, time: Duration) {
        self.number(milliseconds(time));
    }

    pub fn done(self) -> String {
        self.0
    }
}

impl<'a> Reader<'a> {
    pub fn new(line: &'a str) -> Self {
        Self(line.split(' '))
    }

    pub fn number(&mut self) -> Option<u64> {
        self.0.next()?.parse().ok()
    }

    pub fn maybe(&mut self) -> Option<Option<u64>> {
        self.number().map(|number| number.checked_sub(1))
    }

    pub fn time(&mut self) -> Option<Duration> {
        self.number().map(Duration::from_millis)
    }
}

/// A time as a whole number.
pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
