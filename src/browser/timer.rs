use gloo_timers::callback::Timeout;
use std::time::Duration;

/// Something that will happen once, unless this is dropped before.
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Calls `callback` after this time.
    pub fn after(wait: Duration, callback: impl FnOnce() + 'static) -> Self {
        // A wait of more than 49 days is none that anybody asks for.
        let millis = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
        Self { _timeout: Timeout::new(millis, callback) }
    }
}
