//! The doctor: what stands between people and their calls, told before a call, with what to change.
//!
//! `/doctor` looks from a visitor's browser, for anyone signed in; `switchboard doctor` from the server's own machine.

mod address;
mod certificate;
mod clock;
mod credulous;
mod examination;
mod files;
mod line;
mod page;
mod proxy;
mod relay;
mod running_relay;
mod trials;
mod turn_probe;
mod website;

pub use examination::examine;
pub use line::{Line, Verdict};
pub use page::show;
pub use trials::Trials;
