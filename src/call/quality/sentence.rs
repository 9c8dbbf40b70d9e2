use super::{Finding, Missing, Size};
use crate::protocol::UserName;

impl Finding {
    /// The sentence for the person on this side.
    pub fn sentence(&self, peer: &UserName) -> String {
        match *self {
            Self::Measuring => format!("The call with {peer} has only begun."),
            Self::Well => format!("All is well between you and {peer}."),
            Self::Broken => format!("The connection to {peer} is lost, and is being restored."),
            Self::Restored => format!("The connection to {peer} is back."),
            Self::Silence(missing, lasted) => {
                let what = match missing {
                    Missing::Everything => "Nothing",
                    Missing::Sound => "No sound",
                    Missing::Picture => "No picture",
                };
                format!("{what} has come from {peer} for {} s.", lasted.as_secs())
            }
            Self::LostBothWays { mine_permille, theirs_permille } => {
                let (mine, theirs) = (percent(mine_permille), percent(theirs_permille));
                format!(
                    "The connection is too slow or unsteady: {theirs} of what {peer} sends is missing, and {mine} of what you send."
                )
            }
            Self::BadWay { lost_permille, round_trip_ms } => {
                let (lost, delay) = (percent(lost_permille), one_way(round_trip_ms));
                format!("The connection to {peer} is slow and unsteady: {lost} is missing, and the rest takes {delay}.")
            }
            Self::TheirUpload { lost_permille } => {
                let lost = percent(lost_permille);
                format!("{peer}’s connection is too slow or unsteady: {lost} of what they send is missing.")
            }
            Self::MyUpload { lost_permille } => {
                let lost = percent(lost_permille);
                format!("Your connection is too slow or unsteady: {lost} of what you send does not reach {peer}.")
            }
            Self::Delay { round_trip_ms, because } => {
                let delay = format!("It takes {} until {peer} hears you", one_way(round_trip_ms));
                because.map_or(format!("{delay}."), |route| format!("{delay}: the connection is {}.", route.words()))
            }
            Self::UnevenTheirs { jitter_ms } => format!("What {peer} says comes unevenly, by {jitter_ms} ms."),
            Self::UnevenMine { jitter_ms } => format!("What you say reaches {peer} unevenly, by {jitter_ms} ms."),
            Self::Cpu(size) => limited("This device is too busy", peer, size),
            Self::Bandwidth(size) => limited("Your connection is too slow", peer, size),
        }
    }
}

fn limited(why: &str, peer: &UserName, size: Option<Size>) -> String {
    match size {
        Some(Size { width, height }) => format!("{why} for a better picture: {peer} sees {width} × {height}."),
        None => format!("{why} for a better picture of you."),
    }
}

fn percent(permille: u32) -> String {
    format!("{} %", permille.saturating_add(5) / 10)
}

/// Half of the way there and back, in tenths of a second.
fn one_way(round_trip_ms: u32) -> String {
    let tenths = (round_trip_ms / 2).saturating_add(50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
