use crate::protocol::{HangUpReason, Side, UserName};

/// How a call ended, with all that its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Who the call was with.
    pub peer: UserName,
    /// Which side of it this was.
    pub side: Side,
    /// Why it is over.
    pub reason: HangUpReason,
}

impl Ending {
    /// The sentence for the person on this side.
    pub fn sentence(&self) -> String {
        use HangUpReason::*;
        let peer = &self.peer;
        match (self.reason, self.side) {
            (Ended, _) => format!("Call with {peer} ended."),
            (Declined, _) => format!("{peer} declined the call."),
            (Busy, _) => format!("{peer} is busy in another call."),
            (NoAnswer, Side::Caller) => format!("{peer} did not answer."),
            (NoAnswer, Side::Callee) => format!("You missed a call from {peer}."),
            (Cancelled, _) => format!("{peer} cancelled the call."),
            (Unavailable, Side::Caller) => format!("{peer} cannot be reached now."),
            (Unavailable, Side::Callee) => format!("{peer} is not here any more."),
            (Lost, _) => format!("The connection to {peer} was lost."),
            (AnsweredElsewhere, _) => "You took care of that call on another device.".to_owned(),
        }
    }
}
