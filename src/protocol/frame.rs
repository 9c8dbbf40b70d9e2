use super::{
    CallAccepted, CallId, ConnectionId, EndedCall, Entry, ErrorNotice, FrameError, HangUp, Identity, Json, Lent,
    MediaNews, MessageId, MessageKey, MessageMark, Names, OfferId, PastCall, Payload, Person, PersonNumber, Power,
    Presence, Proof, Relay, Rename, RoomName, SafetyNews, Said, Sending, ToClient, UserName, Welcome,
};
use serde::de::DeserializeOwned;

/// A frame from the server, or an entry of its history, of which each type takes the fields that it needs.
pub(super) struct Frame<'a, J>(pub &'a J);

impl<J: Json> Frame<'_, J> {
    /// The message that it is.
    ///
    /// # Errors
    /// [`FrameError::NoType`], or what its type needs and it lacks.
    pub fn read(&self) -> Result<ToClient, FrameError> {
        let kind = self.0.field("type").and_then(|kind| kind.text()).ok_or(FrameError::NoType)?;
        Ok(match kind.as_str() {
            "id" => ToClient::Id(self.identity()?),
            "rejectusername" => ToClient::NameTaken(self.identity()?),
            "userlist" => ToClient::UserList(Names { users: self.list("users", |user| name(&user.text()?))? }),
            "welcome" => ToClient::Welcome(Welcome {
                version: self.whole("version")? as u32,
                name: self.name("name")?,
                room: RoomName::known(self.text("room")?),
                users: self.list("users", Person::read)?,
                messages: self.list("messages", Entry::read)?,
                call: self.call().ok(),
                forgotten: self.whole("forgotten").ok().map(MessageId),
            }),
            "user-joined" => ToClient::Joined(self.person()?),
            "user-left" => ToClient::Left(self.person()?),
            "user-state" => ToClient::State(self.person()?),
            "user-renamed" => ToClient::Renamed(Rename { from: self.name("from")?, to: self.name("to")? }),
            "message" => ToClient::Said(self.said()?),
            "missed-call" => ToClient::Missed(self.past_call()?),
            "ended-call" => ToClient::Ended(self.ended_call()?),
            "calling" => ToClient::Calling(self.accepted()?),
            "ringing" => ToClient::Ringing(self.accepted()?),
            "ice-servers" => ToClient::IceServers(Lent {
                call: self.call()?,
                urls: self.list("urls", |url| url.text())?,
                username: self.text("username")?,
                credential: self.text("credential")?,
            }),
            "reconnecting" => ToClient::Reconnecting(self.accepted()?),
            "reconnected" => ToClient::Reconnected(self.accepted()?),
            "pong" => ToClient::Pong,
            "video-offer" => ToClient::Offer(self.relay()?),
            "video-answer" => ToClient::Answer(self.relay()?),
            "new-ice-candidate" => ToClient::Candidate(self.relay()?),
            "media" => ToClient::Media(MediaNews {
                call: self.call()?,
                sending: Sending {
                    microphone: needed(self.word("microphone"), "microphone")?,
                    camera: needed(self.word("camera"), "camera")?,
                    screen: self.screen(),
                },
            }),
            "safety" => {
                let commitment = self.text("commitment").map(Proof::Commitment);
                let proof = commitment.or_else(|_| self.text("nonce").map(Proof::Nonce))?;
                ToClient::Safety(SafetyNews { call: self.call()?, proof })
            }
            "hang-up" => ToClient::HangUp(HangUp {
                name: self.text("name")?,
                call: self.call().ok(),
                reason: needed(self.word("reason"), "reason")?,
                key: self.key(),
            }),
            "error" => ToClient::Error(ErrorNotice {
                code: self.text("code")?,
                message: self.text("message")?,
                of: self.text("of").ok(),
                key: self.key(),
            }),
            _ => ToClient::Unknown,
        })
    }

    /// The entry of a history that it is. Without a type it is a message.
    ///
    /// # Errors
    /// What it lacks.
    pub fn entry(&self) -> Result<Entry, FrameError> {
        match self.text("type").as_deref() {
            Ok("missed-call") => self.past_call().map(Entry::Missed),
            Ok("ended-call") => self.ended_call().map(Entry::Ended),
            Ok(_) => Err(FrameError::Invalid("type")),
            Err(_) => self.said().map(Entry::Said),
        }
    }

    fn said(&self) -> Result<Said, FrameError> {
        Ok(Said {
            id: MessageId(self.whole("id")?),
            name: self.name("name")?,
            date: self.whole("date")?,
            text: self.text("text")?,
            target: self.name("target").ok(),
            mark: self.whole("mark").ok().map(MessageMark),
            key: self.key(),
        })
    }

    fn past_call(&self) -> Result<PastCall, FrameError> {
        Ok(PastCall {
            id: MessageId(self.whole("id")?),
            name: self.name("name")?,
            person: self.number(),
            date: self.whole("date")?,
            camera: self.word("camera").unwrap_or(Power::On),
        })
    }

    fn ended_call(&self) -> Result<EndedCall, FrameError> {
        Ok(EndedCall { call: self.past_call()?, lasted: self.whole("lasted")? })
    }

    fn identity(&self) -> Result<Identity, FrameError> {
        Ok(Identity { id: ConnectionId(self.whole("id")?), name: self.name("name").ok() })
    }

    /// The person that it is about. In a state that a newer server knows and this page does not, they are left alone, as
    /// in a call.
    ///
    /// # Errors
    /// What it lacks.
    pub fn person(&self) -> Result<Person, FrameError> {
        self.text("state")?;
        let state = self.word("state").unwrap_or(Presence::InCall);
        Ok(Person::new(self.name("name")?, state, self.number()))
    }

    fn accepted(&self) -> Result<CallAccepted, FrameError> {
        Ok(CallAccepted { name: self.name("name")?, call: self.call()?, key: self.key() })
    }

    fn relay(&self) -> Result<Relay, FrameError> {
        let payload = self.0.field("sdp").or_else(|| self.0.field("candidate"));
        Ok(Relay {
            name: self.name("name")?,
            call: self.call()?,
            sdp: Payload::from_json(needed(payload.and_then(|json| json.written()), "sdp")?),
            offer: self.whole("offer").ok().map(OfferId),
            fresh: self.0.field("fresh").is_some_and(|fresh| fresh.is_true()),
            sending: self.sending(),
        })
    }

    /// What is said of it; the rest is as is taken for granted.
    fn sending(&self) -> Option<Sending> {
        let (microphone, camera) = (self.word("microphone"), self.word("camera"));
        microphone.or(camera)?;
        let on = |power: Option<Power>| power.unwrap_or(Power::On);
        Some(Sending { microphone: on(microphone), camera: on(camera), screen: self.screen() })
    }

    fn screen(&self) -> Power {
        self.word("screen").unwrap_or(Power::Off)
    }

    fn call(&self) -> Result<CallId, FrameError> {
        self.whole("call").map(CallId)
    }

    fn number(&self) -> Option<PersonNumber> {
        self.whole("person").ok().map(PersonNumber)
    }

    fn key(&self) -> Option<MessageKey> {
        MessageKey::parse(self.text("key").ok()?)
    }

    fn name(&self, field: &'static str) -> Result<UserName, FrameError> {
        name(&self.text(field)?).ok_or(FrameError::Invalid(field))
    }

    fn text(&self, field: &'static str) -> Result<String, FrameError> {
        needed(self.0.field(field).and_then(|value| value.text()), field)
    }

    fn whole(&self, field: &'static str) -> Result<u64, FrameError> {
        needed(self.0.field(field).and_then(|value| value.whole()), field)
    }

    fn word<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        self.0.field(field)?.word()
    }

    /// What can be read of a list. A page that was open when its server was upgraded does without the rest.
    fn list<T>(&self, field: &'static str, read: fn(&J) -> Option<T>) -> Result<Vec<T>, FrameError> {
        let items = self.0.field(field).and_then(|list| list.items());
        Ok(needed(items, field)?.iter().filter_map(read).collect())
    }
}

fn needed<T>(field: Option<T>, name: &'static str) -> Result<T, FrameError> {
    field.ok_or(FrameError::Missing(name))
}

fn name(text: &str) -> Option<UserName> {
    UserName::parse(text).ok()
}
