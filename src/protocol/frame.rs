use super::{
    CallAccepted, CallId, ConnectionId, Entry, ErrorNotice, FrameError, HangUp, HangUpReason, Identity, MediaNews,
    MessageId, MessageKey, MissedCall, Names, OfferId, Payload, Person, Power, Presence, Proof, Relay, Rename,
    RoomName, SafetyNews, Said, Sending, ToClient, UserName, Welcome,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Every field that a frame from the server may have, read in one go; [`Frame::read`] takes those that its type
/// needs. One such structure in place of one for each type is a tenth of what a browser downloads for reading.
#[derive(Deserialize)]
pub(super) struct Frame<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    id: Option<u64>,
    name: Option<Cow<'a, str>>,
    from: Option<UserName>,
    to: Option<UserName>,
    state: Option<Presence>,
    room: Option<RoomName>,
    version: Option<u32>,
    #[serde(borrow)]
    users: Option<&'a RawValue>,
    messages: Option<Vec<Entry>>,
    date: Option<u64>,
    text: Option<String>,
    target: Option<Cow<'a, str>>,
    key: Option<MessageKey>,
    call: Option<CallId>,
    sdp: Option<Payload>,
    offer: Option<OfferId>,
    candidate: Option<Payload>,
    #[serde(default)]
    fresh: bool,
    reason: Option<HangUpReason>,
    code: Option<String>,
    message: Option<String>,
    of: Option<String>,
    microphone: Option<Power>,
    camera: Option<Power>,
    screen: Option<Power>,
    commitment: Option<String>,
    nonce: Option<String>,
}

impl Frame<'_> {
    /// The message that it is.
    ///
    /// # Errors
    /// [`FrameError::NoType`], or what its type needs and it lacks.
    pub fn read(self) -> Result<ToClient, FrameError> {
        let kind = self.kind.as_deref().ok_or(FrameError::NoType)?.to_owned();
        Ok(match kind.as_str() {
            "id" => ToClient::Id(self.identity()?),
            "rejectusername" => ToClient::NameTaken(self.identity()?),
            "userlist" => ToClient::UserList(Names { users: list(self.users)? }),
            "welcome" => ToClient::Welcome(Welcome {
                name: self.name()?,
                version: needed(self.version, "version")?,
                room: needed(self.room, "room")?,
                users: list(self.users)?,
                messages: needed(self.messages, "messages")?,
                call: self.call,
            }),
            "user-joined" => ToClient::Joined(self.person()?),
            "user-left" => ToClient::Left(self.person()?),
            "user-state" => ToClient::State(self.person()?),
            "user-renamed" => {
                ToClient::Renamed(Rename { from: needed(self.from, "from")?, to: needed(self.to, "to")? })
            }
            "message" => ToClient::Said(self.said()?),
            "missed-call" => ToClient::Missed(self.missed()?),
            "calling" => ToClient::Calling(self.accepted()?),
            "ringing" => ToClient::Ringing(self.accepted()?),
            "reconnecting" => ToClient::Reconnecting(self.accepted()?),
            "reconnected" => ToClient::Reconnected(self.accepted()?),
            "pong" => ToClient::Pong,
            "video-offer" => ToClient::Offer(self.relay()?),
            "video-answer" => ToClient::Answer(self.relay()?),
            "new-ice-candidate" => ToClient::Candidate(self.relay()?),
            "media" => ToClient::Media(MediaNews {
                call: needed(self.call, "call")?,
                sending: needed(self.microphone.and(self.camera).and(self.sending()), "camera")?,
            }),
            "safety" => {
                let call = needed(self.call, "call")?;
                let proof = self.commitment.map(Proof::Commitment).or(self.nonce.map(Proof::Nonce));
                ToClient::Safety(SafetyNews { call, proof: needed(proof, "nonce")? })
            }
            "hang-up" => ToClient::HangUp(HangUp {
                name: needed(self.name, "name")?.into_owned(),
                call: self.call,
                reason: needed(self.reason, "reason")?,
                key: self.key,
            }),
            "error" => ToClient::Error(ErrorNotice {
                code: needed(self.code, "code")?,
                message: needed(self.message, "message")?,
                of: self.of,
                key: self.key,
            }),
            _ => ToClient::Unknown,
        })
    }

    /// The entry of a history that it is.
    ///
    /// # Errors
    /// What it lacks.
    pub fn entry(self) -> Result<Entry, FrameError> {
        match self.kind.as_deref() {
            Some("missed-call") => self.missed().map(Entry::Missed),
            _ => self.said().map(Entry::Said),
        }
    }

    fn said(self) -> Result<Said, FrameError> {
        Ok(Said {
            name: self.name()?,
            target: self.target.as_deref().map(name).transpose()?,
            id: MessageId(needed(self.id, "id")?),
            date: needed(self.date, "date")?,
            text: needed(self.text, "text")?,
            key: self.key,
        })
    }

    fn missed(self) -> Result<MissedCall, FrameError> {
        let id = MessageId(needed(self.id, "id")?);
        Ok(MissedCall { id, name: self.name()?, date: needed(self.date, "date")? })
    }

    fn name(&self) -> Result<UserName, FrameError> {
        name(self.name.as_deref().ok_or(FrameError::Missing("name"))?)
    }

    fn identity(self) -> Result<Identity, FrameError> {
        let id = ConnectionId(needed(self.id, "id")?);
        Ok(Identity { id, name: self.name.as_deref().map(name).transpose()? })
    }

    fn person(self) -> Result<Person, FrameError> {
        Ok(Person::new(self.name()?, needed(self.state, "state")?))
    }

    fn accepted(self) -> Result<CallAccepted, FrameError> {
        Ok(CallAccepted { name: self.name()?, call: needed(self.call, "call")?, key: self.key })
    }

    /// What is said of it; the rest is as is taken for granted.
    fn sending(&self) -> Option<Sending> {
        self.microphone.or(self.camera)?;
        let on = |power: Option<Power>| power.unwrap_or(Power::On);
        Some(Sending {
            microphone: on(self.microphone),
            camera: on(self.camera),
            screen: self.screen.unwrap_or(Power::Off),
        })
    }

    fn relay(self) -> Result<Relay, FrameError> {
        let (name, call, sending) = (self.name()?, needed(self.call, "call")?, self.sending());
        let sdp = needed(self.sdp.or(self.candidate), "sdp")?;
        Ok(Relay { name, call, sdp, offer: self.offer, fresh: self.fresh, sending })
    }
}

fn needed<T>(field: Option<T>, name: &'static str) -> Result<T, FrameError> {
    field.ok_or(FrameError::Missing(name))
}

fn name(text: &str) -> Result<UserName, FrameError> {
    UserName::parse(text).map_err(|_| FrameError::Invalid("name"))
}

fn list<'a, T: Deserialize<'a>>(users: Option<&'a RawValue>) -> Result<Vec<T>, FrameError> {
    serde_json::from_str(needed(users, "users")?.get()).map_err(|_| FrameError::Invalid("users"))
}
