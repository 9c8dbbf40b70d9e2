//! The server.
pub mod room;
pub mod session;
