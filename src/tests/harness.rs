//! What tests speak with: a server of their own, clients on its sockets, browsers with cookies, and the binary.
//!
//! Nothing here sleeps. That something happens is waited for with a deadline; that something does not happen
//! is told by order: the server handles one connection's frames one after the other, so what has not come
//! before a later frame of the same sender never comes.

mod address;
mod authority;
mod certificate;
mod client;
mod pebble;
mod program;
mod secure_server;
mod server;
mod speech;
mod turn_client;
mod turn_server;
mod visitor;

pub use address::{Address, answer, read_to_end, status};
pub use authority::{Authority, Signed};
pub use certificate::Certificate;
pub use client::{Client, Heard, within};
pub use pebble::{Pebble, free_port};
pub use program::Program;
pub use secure_server::{SecureServer, answer_to, browser, certificate, handshake, handshake_from};
pub use server::TestServer;
pub use speech::{OFFER, in_call, still_talk};
pub use turn_client::{Relayed, TurnClient};
pub use turn_server::{CALL, TurnServer, peer, received, secret};
pub use visitor::{Visitor, header, location};
