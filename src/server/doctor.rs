//! The doctor: what stands between people and their calls, told before a call, with what to change.
//!
//! `/doctor` looks from a visitor's browser, for anyone signed in; `switchboard doctor` from the server's own machine.

mod page;
mod trials;

pub use page::show;
pub use trials::Trials;
