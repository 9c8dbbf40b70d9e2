//! Switchboard.
pub mod call;
pub mod protocol;
#[cfg(feature = "ssr")]
pub mod server;
