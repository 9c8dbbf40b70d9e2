//! What tests speak with: a server of their own, clients on its sockets, browsers with cookies, and the binary.
//!
//! Nothing here sleeps. That something happens is waited for with a deadline; that something does not happen
//! is told by order: the server handles one connection's frames one after the other, so what has not come
//! before a later frame of the same sender never comes.

mod address;
mod certificate;
mod client;
mod program;
mod server;
mod speech;
mod turn_client;
mod turn_server;
mod visitor;

pub use address::{Address, answer, read_to_end, status};
pub use certificate::Certificate;
pub use client::{Client, Heard, within};
pub use program::Program;
pub use server::TestServer;
pub use speech::{OFFER, in_call, still_talk};
pub use turn_client::{Relayed, TurnClient};
pub use turn_server::{CALL, TurnServer, peer, received, secret};
pub use visitor::{Visitor, header, location};
