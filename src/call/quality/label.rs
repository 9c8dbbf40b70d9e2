//! What figures are called, during a call and on the card after it: the same words in both.

use super::Typical;

/// Which way packets take.
pub const CONNECTION: &str = "Connection";

/// The round trip.
pub const DELAY: &str = "Delay, both ways";

/// Packet loss, of ours.
pub const MISSING_THERE: &str = "Missing data, for them";

/// Packet loss, of theirs.
pub const MISSING_HERE: &str = "Missing data, for you";

/// Jitter, of ours.
pub const UNEVEN_THERE: &str = "Uneven sound, for them";

/// Jitter, of theirs.
pub const UNEVEN_HERE: &str = "Uneven sound, for you";

/// What keeps our picture from being better.
pub const REDUCED: &str = "Your picture reduced";

/// A round trip, or a jitter.
pub fn milliseconds(ms: u32) -> String {
    format!("{ms} ms")
}

/// A loss, of a thousand; as people say it, of a hundred.
pub fn missing(permille: u32) -> String {
    match permille {
        0 => "None".to_owned(),
        _ => format!("{}.{} %", permille / 10, permille % 10),
    }
}

/// What a figure was like in a whole call.
pub(super) fn typically(typical: Typical, text: fn(u32) -> String) -> String {
    let Typical { median, worst } = typical;
    if worst == median { text(median) } else { format!("{}, at worst {}", text(median), text(worst)) }
}
