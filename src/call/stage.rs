use super::Ending;
use crate::protocol::UserName;

/// How far a call is, for whoever shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// No call, and nothing to say about the last one.
    #[default]
    Idle,
    /// The callee was asked.
    Calling(UserName),
    /// The callee's device rings.
    Ringing(UserName),
    /// This person calls.
    Incoming(UserName),
    /// Accepted; media does not flow yet.
    Connecting(UserName),
    /// In a call with this person.
    Active(UserName),
    /// It is over, this is how.
    Ended(Ending),
}
