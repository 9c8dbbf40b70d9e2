use serde::{Deserialize, Serialize};

/// Why a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HangUpReason {
    /// One of the two hung up.
    Ended,
    /// The callee did not want it.
    Declined,
    /// The callee was ringing or in a call.
    Busy,
    /// It rang, and nobody came.
    NoAnswer,
    /// The caller gave up before an answer.
    Cancelled,
    /// The callee is not there, or cannot be called.
    Unavailable,
    /// A side's connection was lost and did not come back.
    Lost,
    /// The person took it, or refused it, on another of their devices.
    AnsweredElsewhere,
}

/// Why the server closes a connection, and the WebSocket close code that says so (RFC 6455, section 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// 1000: the client went, or was asked to.
    Done,
    /// 1001: the server stops or restarts. Not the client's fault: it may come back at once.
    GoingAway,
    /// 1008: refused, because of too many bad frames or a limit.
    Refused,
    /// 1009: a frame was larger than [`limits::FRAME`](super::limits::FRAME).
    TooLarge,
    /// 4000: the client reads more slowly than the room speaks. It may reconnect and resync.
    TooSlow,
    /// 4001: the session has signed out, here or in another tab.
    SignedOut,
    /// 4002: pings went unanswered.
    NoPong,
    /// 4003: sign-in did not come in time.
    NoSignIn,
}

impl CloseReason {
    /// The close code.
    pub fn code(self) -> u16 {
        match self {
            Self::Done => 1000,
            Self::GoingAway => 1001,
            Self::Refused => 1008,
            Self::TooLarge => 1009,
            Self::TooSlow => 4000,
            Self::SignedOut => 4001,
            Self::NoPong => 4002,
            Self::NoSignIn => 4003,
        }
    }

    /// The reason behind a close code, if it is one of ours.
    pub fn from_code(code: u16) -> Option<Self> {
        [
            Self::Done,
            Self::GoingAway,
            Self::Refused,
            Self::TooLarge,
            Self::TooSlow,
            Self::SignedOut,
            Self::NoPong,
            Self::NoSignIn,
        ]
        .into_iter()
        .find(|reason| reason.code() == code)
    }

    /// The sentence that goes with the code. Under 123 bytes, as RFC 6455 section 5.5 asks.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Done => "goodbye",
            Self::GoingAway => "the server is stopping or restarting; come back in a moment",
            Self::Refused => "refused: too many frames that made no sense, or too many people",
            Self::TooLarge => "that frame was too large",
            Self::TooSlow => "you read too slowly; reconnect to catch up",
            Self::SignedOut => "signed out",
            Self::NoPong => "pings went unanswered",
            Self::NoSignIn => "sign-in did not come in time",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_close_code_means_one_reason() {
        for code in 0..5000 {
            if let Some(reason) = CloseReason::from_code(code) {
                assert_eq!(reason.code(), code);
                assert!(reason.sentence().len() <= 123);
            }
        }
        assert_eq!(CloseReason::from_code(1006), None);
    }
}
