use super::words::words;
use super::{Commitment, Deceit, Fingerprint, Nonce, Verdict};
use crate::protocol::{Side, limits};
use std::time::Duration;

/// The words of one peer connection, as one side comes to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safety {
    side: Side,
    ours: Fingerprint,
    theirs: Fingerprint,
    nonce: Nonce,
    signaling: Signaling,
    /// What interruptions may still add.
    spare: Duration,
    stage: Stage,
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SafetyEvent {
    /// Messages can be sent: the other side has, or is about to be sent, the description with our fingerprint.
    Begun,
    /// The other side's commitment came.
    Committed(Commitment),
    /// The other side's nonce came.
    Revealed(Nonce),
    /// Another description of the other side's came, with this fingerprint.
    Described(Fingerprint),
    /// Another description of the other side's came, which names no certificate, or several.
    Unreadable,
    /// There is no way to the other side: this page has lost the server, or the other has (`reconnecting`).
    SignalingLost,
    /// There is one again (`welcome`, `reconnected`). What was sent before may have been lost.
    SignalingBack,
    /// Time has passed.
    Woke,
}

/// What to send to the other side, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// This side's commitment.
    Commitment(Commitment),
    /// This side's nonce.
    Nonce(Nonce),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Open,
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was said, and nothing heard.
    New,
    /// This side has committed itself.
    Committed { due: Duration },
    /// It has, and the other side does not.
    Alone,
    /// Both have, and this side has shown its nonce.
    Revealed { theirs: Commitment, due: Duration },
    /// Both have shown theirs.
    Agreed { theirs: Commitment, words: [&'static str; 4] },
    /// For good.
    Deceived(Deceit),
}

impl Safety {
    /// How long the other side's commitment is waited for: a client that knows of it sends it at once.
    pub const COMMIT: Duration = Duration::from_secs(10);

    /// How long its nonce may take after that: as long as the server waits for a side that is lost, and a good
    /// while for a slow network. Nobody is to be called a cheat because of a tunnel.
    pub const REVEAL: Duration = Duration::from_secs(limits::GRACE.as_secs() + 15);

    /// What interruptions may add to these two in all. It is the server that says that the other side is away, and
    /// that closes a connection: without an end to it nothing would ever be late. Two minutes are most tunnels; and
    /// the call is given up before, unless it is the server that is gone.
    pub const SPARE: Duration = Duration::from_secs(120);

    /// For a peer connection that is this side's of the call, between these two certificates. `ours` is in the
    /// first description that this side sent, `theirs` in the first that came. The nonce is new.
    pub fn new(side: Side, ours: Fingerprint, theirs: Fingerprint, nonce: Nonce) -> Self {
        let (signaling, spare, stage) = (Signaling::Open, Self::SPARE, Stage::New);
        Self { side, ours, theirs, nonce, signaling, spare, stage }
    }

    /// Takes one event, and says what to send. `now` is any clock that never goes back.
    pub fn handle(&mut self, event: SafetyEvent, now: Duration) -> Vec<Say> {
        self.expire(now);
        match event {
            _ if matches!(self.stage, Stage::Deceived(_)) => {}
            SafetyEvent::Begun if self.stage == Stage::New => {
                self.stage = Stage::Committed { due: now + Self::COMMIT };
                return self.say();
            }
            SafetyEvent::Committed(theirs) => return self.committed(theirs, now),
            SafetyEvent::Revealed(nonce) => self.revealed(&nonce),
            SafetyEvent::Described(theirs) if theirs != self.theirs => self.deceived(Deceit::ChangedFingerprint),
            SafetyEvent::Unreadable => self.deceived(Deceit::ChangedFingerprint),
            SafetyEvent::SignalingLost => self.signaling = Signaling::Closed,
            SafetyEvent::SignalingBack => return self.resume(now),
            SafetyEvent::Begun | SafetyEvent::Described(_) | SafetyEvent::Woke => {}
        }
        Vec::new()
    }

    /// What is known by now.
    pub fn verdict(&self) -> Verdict {
        match &self.stage {
            Stage::New | Stage::Committed { .. } | Stage::Revealed { .. } => Verdict::Waiting,
            Stage::Alone => Verdict::Unavailable,
            Stage::Agreed { words, .. } => Verdict::Words(*words),
            Stage::Deceived(deceit) => Verdict::Deceived(*deceit),
        }
    }

    /// When to wake it.
    pub fn wake_at(&self) -> Option<Duration> {
        match (&self.stage, self.signaling) {
            (Stage::Committed { due } | Stage::Revealed { due, .. }, Signaling::Open) => Some(*due),
            (Stage::Committed { due } | Stage::Revealed { due, .. }, Signaling::Closed) => Some(*due + self.spare),
            (Stage::New | Stage::Alone | Stage::Agreed { .. } | Stage::Deceived(_), _) => None,
        }
    }

    fn expire(&mut self, now: Duration) {
        match (&self.stage, self.wake_at()) {
            (Stage::Committed { .. }, Some(due)) if now >= due => self.stage = Stage::Alone,
            (Stage::Revealed { .. }, Some(due)) if now >= due => self.deceived(Deceit::Late),
            (Stage::Committed { .. } | Stage::Revealed { .. }, _)
            | (Stage::New | Stage::Alone | Stage::Agreed { .. } | Stage::Deceived(_), _) => {}
        }
    }

    fn committed(&mut self, commitment: Commitment, now: Duration) -> Vec<Say> {
        if commitment == self.commitment() {
            self.deceived(Deceit::Reflected);
            return Vec::new();
        }
        match &self.stage {
            Stage::New | Stage::Committed { .. } | Stage::Alone => {
                self.stage = Stage::Revealed { theirs: commitment, due: now + Self::REVEAL };
                return self.say();
            }
            Stage::Revealed { theirs, .. } | Stage::Agreed { theirs, .. } if *theirs != commitment => {
                self.deceived(Deceit::ChangedCommitment);
            }
            Stage::Revealed { .. } | Stage::Agreed { .. } | Stage::Deceived(_) => {}
        }
        Vec::new()
    }

    fn revealed(&mut self, nonce: &Nonce) {
        match &self.stage {
            _ if *nonce == self.nonce => self.deceived(Deceit::Reflected),
            Stage::New | Stage::Committed { .. } | Stage::Alone => self.deceived(Deceit::NoCommitment),
            Stage::Revealed { theirs, .. } | Stage::Agreed { theirs, .. } => {
                if *theirs == Commitment::to(self.side.other(), &self.theirs, nonce) {
                    self.stage = Stage::Agreed { theirs: theirs.clone(), words: self.words(nonce) };
                } else {
                    self.deceived(Deceit::ChangedNonce);
                }
            }
            Stage::Deceived(_) => {}
        }
    }

    /// While there was no way to the other side, no time was lost; within bounds.
    fn resume(&mut self, now: Duration) -> Vec<Say> {
        self.signaling = Signaling::Open;
        let (due, anew) = match &mut self.stage {
            Stage::Committed { due } => (due, now + Self::COMMIT),
            Stage::Revealed { due, .. } => (due, now + Self::REVEAL),
            Stage::New | Stage::Alone | Stage::Agreed { .. } | Stage::Deceived(_) => return self.say(),
        };
        let added = anew.saturating_sub(*due).min(self.spare);
        *due += added;
        self.spare -= added;
        self.say()
    }

    /// All that this side may say by now. The commitment goes with the nonce again: if the first was lost on
    /// its way, the nonce must not look like one without.
    fn say(&self) -> Vec<Say> {
        let commitment = || Say::Commitment(self.commitment());
        match &self.stage {
            Stage::New | Stage::Deceived(_) => Vec::new(),
            Stage::Committed { .. } | Stage::Alone => vec![commitment()],
            Stage::Revealed { .. } | Stage::Agreed { .. } => vec![commitment(), Say::Nonce(self.nonce.clone())],
        }
    }

    fn deceived(&mut self, deceit: Deceit) {
        self.stage = Stage::Deceived(deceit);
    }

    fn commitment(&self) -> Commitment {
        Commitment::to(self.side, &self.ours, &self.nonce)
    }

    fn words(&self, theirs: &Nonce) -> [&'static str; 4] {
        let (ours, theirs) = ((&self.ours, &self.nonce), (&self.theirs, theirs));
        match self.side {
            Side::Caller => words(ours, theirs),
            Side::Callee => words(theirs, ours),
        }
    }
}
