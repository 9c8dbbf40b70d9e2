//! One call as a value: what to do about the user, the other side, the browser and the connection.
//!
//! Pure: no IO, no clock, no randomness. [`Call::handle`] takes an [`Input`] and returns [`Output`]s, which
//! `client::driver` carries out. Two of these wired back to back in a test are a whole call. How good it is, is
//! told by [`quality`].
//!
//! ```text
//!            Place             Calling, Ringing        Answer
//!   Idle ------------> Outgoing --------------+----------------> Connecting ----> Active
//!    |                                        | (glare)             ^               |
//!    +---- Offer ----> Incoming --------------+------- Accept ------+               |
//!                          any of them ---- hang-up, failure ----> Ended <----------+
//! ```

mod ending;
mod input;
mod machine;
#[cfg(test)]
mod machine_table;
mod negotiation;
mod network;
mod output;
pub mod quality;
mod recovery;
mod safety;
mod setup;
mod stage;

pub use crate::protocol::Side;
pub use ending::Ending;
pub use input::{Input, PeerEvent, SignalIn};
pub use machine::Call;
pub use negotiation::{Manners, Negotiation, Op, OpOutcome, Wire};
pub use network::{Network, NetworkNews};
pub use output::{Opening, Output};
pub use quality::Quality;
pub use recovery::{PathEvent, Recovery, Relay, Rung};
pub use safety::{Commitment, Deceit, Fingerprint, FingerprintError, Nonce, NotHex, Safety, SafetyEvent, Say, Verdict};
pub use setup::keep_role;
pub use stage::Stage;
