use super::{
    CallId, Description, Fields, FrameError, HangUpReason, OfferId, OfferKey, Payload, Power, Proof, Sending, UserName,
};

/// A message from one side of a call to the other, as it comes to the server: what the server must know of
/// it, and all of its fields to pass on.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal<'a> {
    /// Which of them it is.
    pub kind: SignalKind,
    /// Who it is for, as the sender wrote it. A hang-up may lack it.
    pub target: Option<String>,
    /// The call it belongs to, where the sender knows it.
    pub call: Option<CallId>,
    /// The caller's own mark of this attempt (offers).
    pub key: Option<OfferKey>,
    /// Why (hang-ups).
    pub reason: Option<HangUpReason>,
    fields: Fields<'a>,
}

/// The messages that two sides of a call exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalKind {
    /// `video-offer`
    Offer,
    /// `video-answer`
    Answer,
    /// `new-ice-candidate`
    Candidate,
    /// `ringing`
    Ringing,
    /// `media`
    Media,
    /// `safety`
    Safety,
    /// `hang-up`
    HangUp,
}

impl SignalKind {
    /// The kind that a `type` names.
    pub fn from_type(kind: &str) -> Option<Self> {
        [Self::Offer, Self::Answer, Self::Candidate, Self::Ringing, Self::Media, Self::Safety, Self::HangUp]
            .into_iter()
            .find(|k| k.as_type() == kind)
    }

    /// The `type` on the wire.
    pub fn as_type(self) -> &'static str {
        match self {
            Self::Offer => "video-offer",
            Self::Answer => "video-answer",
            Self::Candidate => "new-ice-candidate",
            Self::Ringing => "ringing",
            Self::Media => "media",
            Self::Safety => "safety",
            Self::HangUp => "hang-up",
        }
    }
}

impl Signal<'static> {
    /// An offer that begins a call.
    pub fn call(target: &UserName, offer: &Description, key: &OfferKey) -> Self {
        let mut signal = Self::to(SignalKind::Offer, target, None).describing(offer);
        signal.fields.set("key", key);
        signal.key = Some(key.clone());
        signal
    }

    /// An offer that changes the call.
    pub fn renegotiate(target: &UserName, call: CallId, offer: &Description) -> Self {
        Self::to(SignalKind::Offer, target, Some(call)).describing(offer)
    }

    /// An offer of a new peer connection for a call that is on: the page was loaded again.
    pub fn renew(target: &UserName, call: CallId, offer: &Description) -> Self {
        let mut signal = Self::renegotiate(target, call, offer);
        signal.fields.set("fresh", &true);
        signal
    }

    /// The answer to an offer.
    pub fn answer(target: &UserName, call: CallId, answer: &Description) -> Self {
        Self::to(SignalKind::Answer, target, Some(call)).describing(answer)
    }

    /// One candidate.
    pub fn candidate(target: &UserName, call: CallId, candidate: &Payload) -> Self {
        let mut signal = Self::to(SignalKind::Candidate, target, Some(call));
        signal.fields.set_payload("candidate", candidate);
        signal
    }

    /// "I am alerting my user."
    pub fn ringing(target: &UserName, call: CallId) -> Self {
        Self::to(SignalKind::Ringing, target, Some(call))
    }

    /// What this side sends.
    pub fn media(target: &UserName, call: CallId, sending: Sending) -> Self {
        Self::to(SignalKind::Media, target, Some(call)).announcing(sending)
    }

    /// The same, with what this side sends or will send in it.
    pub fn announcing(mut self, sending: Sending) -> Self {
        self.fields.set("microphone", &sending.microphone);
        self.fields.set("camera", &sending.camera);
        self.fields.set_some("screen", Some(&sending.screen).filter(|screen| **screen == Power::On));
        self
    }

    /// This side's part of the four words.
    pub fn safety(target: &UserName, call: CallId, proof: &Proof) -> Self {
        let mut signal = Self::to(SignalKind::Safety, target, Some(call));
        match proof {
            Proof::Commitment(commitment) => signal.fields.set("commitment", commitment),
            Proof::Nonce(nonce) => signal.fields.set("nonce", nonce),
        }
        signal
    }

    /// The end of a call; without an id where the server has not given one yet.
    pub fn hang_up(target: &UserName, call: Option<CallId>, reason: HangUpReason) -> Self {
        let mut signal = Self::to(SignalKind::HangUp, target, call);
        signal.fields.set("reason", &reason);
        signal.reason = Some(reason);
        signal
    }

    fn describing(mut self, description: &Description) -> Self {
        self.fields.set_payload("sdp", &description.sdp);
        self.fields.set_some("offer", description.offer.as_ref());
        self
    }

    fn to(kind: SignalKind, target: &UserName, call: Option<CallId>) -> Self {
        let mut fields = Fields::default();
        fields.set("type", kind.as_type());
        fields.set("target", target);
        fields.set_some("call", call.as_ref());
        Self { kind, target: Some(target.to_string()), call, key: None, reason: None, fields }
    }
}

impl<'a> Signal<'a> {
    /// Takes what the server must know out of the fields.
    ///
    /// # Errors
    /// When a field is missing that this kind needs, or has a value that it cannot have.
    pub fn from_fields(kind: SignalKind, fields: Fields<'a>) -> Result<Self, FrameError> {
        let target = fields.text("target")?.map(String::from);
        let required = match kind {
            SignalKind::Offer | SignalKind::Answer => Some("sdp"),
            SignalKind::Candidate => Some("candidate"),
            SignalKind::Ringing | SignalKind::Media | SignalKind::Safety => Some("call"),
            SignalKind::HangUp => None,
        };
        if target.is_none() && kind != SignalKind::HangUp {
            return Err(FrameError::Missing("target"));
        }
        if let Some(field) = required
            && fields.raw(field).is_none()
        {
            return Err(FrameError::Missing(field));
        }
        let call = fields.get("call")?;
        let key = if kind == SignalKind::Offer { fields.get("key")? } else { None };
        if matches!(kind, SignalKind::Offer | SignalKind::Answer) {
            // Nothing to the server; but the other side could not read a frame with a bad one.
            fields.get::<OfferId>("offer")?;
        }
        // A reason of some other client's own is still a hang-up.
        let reason = match fields.text("reason")? {
            Some(reason) if kind == SignalKind::HangUp => serde_json::from_value(reason.into()).ok(),
            _ => None,
        };
        Ok(Self { kind, target, call, key, reason, fields })
    }

    /// Whether a camera is meant, where it says.
    pub fn camera(&self) -> Option<Power> {
        self.fields.get("camera").ok().flatten()
    }

    /// The frame for the other side: as it came, with the sender's name and the call's id in it.
    pub fn relayed(mut self, name: &UserName, call: CallId) -> String {
        self.fields.set("name", name);
        self.fields.set("call", &call);
        self.fields.remove("key");
        self.fields.encode()
    }

    /// The frame for the server.
    pub fn encode(&self) -> String {
        self.fields.encode()
    }
}
