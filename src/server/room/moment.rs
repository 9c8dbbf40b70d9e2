use std::time::Duration;

/// Now, as an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Since the server's start. Never goes back: what has to happen later is reckoned by it.
    pub since_start: Duration,
    /// Milliseconds since 1970, as people's clocks show it. May jump when somebody sets the clock.
    pub date: u64,
}
