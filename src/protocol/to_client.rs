use super::frame::Frame;
use super::{
    CallId, ConnectionId, Description, EndedCall, Entry, FrameError, HangUpReason, Json, MessageId, MessageKey,
    MessageMark, OfferId, OfferKey, PastCall, Payload, Person, Proof, RoomName, Sending, UserName,
};
use serde::Serialize;

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum ToClient {
    /// `id`: the first frame of every connection.
    #[serde(rename = "id")]
    Id(Identity),
    /// `rejectusername`: that name could not be had; this one is yours.
    #[serde(rename = "rejectusername")]
    NameTaken(Identity),
    /// `userlist`: every name in the room (clients without a version).
    #[serde(rename = "userlist")]
    UserList(Names),
    /// `welcome`: the room, to somebody who has just come.
    #[serde(rename = "welcome")]
    Welcome(Welcome),
    /// `user-joined`
    #[serde(rename = "user-joined")]
    Joined(Person),
    /// `user-left`
    #[serde(rename = "user-left")]
    Left(Person),
    /// `user-state`
    #[serde(rename = "user-state")]
    State(Person),
    /// `user-renamed`
    #[serde(rename = "user-renamed")]
    Renamed(Rename),
    /// `message`: somebody said something.
    #[serde(rename = "message")]
    Said(Said),
    /// `missed-call`: somebody called, and it came to nothing.
    #[serde(rename = "missed-call")]
    Missed(PastCall),
    /// `ended-call`: a call that this person had is over.
    #[serde(rename = "ended-call")]
    Ended(EndedCall),
    /// `calling`: your offer began, or joined, this call.
    #[serde(rename = "calling")]
    Calling(CallAccepted),
    /// `ice-servers`: what this side of a call may be relayed with; before anything that is said of the call.
    #[serde(rename = "ice-servers")]
    IceServers(Lent),
    /// `reconnecting`: the other side has no connection to the server for the moment.
    #[serde(rename = "reconnecting")]
    Reconnecting(CallAccepted),
    /// `reconnected`: it has one again.
    #[serde(rename = "reconnected")]
    Reconnected(CallAccepted),
    /// `pong`: somebody is there.
    #[serde(rename = "pong")]
    Pong,
    /// `video-offer`
    #[serde(rename = "video-offer")]
    Offer(Relay),
    /// `video-answer`
    #[serde(rename = "video-answer")]
    Answer(Relay),
    /// `new-ice-candidate`
    #[serde(rename = "new-ice-candidate")]
    Candidate(Relay),
    /// `ringing`: the other side is alerting its user.
    #[serde(rename = "ringing")]
    Ringing(CallAccepted),
    /// `media`: what the other side sends.
    #[serde(rename = "media")]
    Media(MediaNews),
    /// `safety`: the other side's part of the four words.
    #[serde(rename = "safety")]
    Safety(SafetyNews),
    /// `hang-up`
    #[serde(rename = "hang-up")]
    HangUp(HangUp),
    /// `error`
    #[serde(rename = "error")]
    Error(ErrorNotice),
    /// Somebody's own type, passed on; this client does not know it.
    #[serde(rename = "")]
    Unknown,
}

/// A connection's number, and what its person is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The connection.
    pub id: ConnectionId,
    /// What the person is called now, once they have a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<UserName>,
}

/// The names in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Names {
    /// In the order of their coming.
    pub users: Vec<UserName>,
}

/// The room, as somebody who has just come finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Welcome {
    /// The vocabulary that the server speaks: 1.
    pub version: u32,
    /// What the newcomer is called here.
    pub name: UserName,
    /// Which room this is.
    pub room: RoomName,
    /// Who is here, the newcomer included.
    pub users: Vec<Person>,
    /// What was said lately, and the newcomer's own calls, oldest first.
    pub messages: Vec<Entry>,
    /// The call that this connection holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// The newest of the messages to all that the room has forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<MessageId>,
}

/// Somebody has another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rename {
    /// What they were called.
    pub from: UserName,
    /// What they are called.
    pub to: UserName,
}

/// A chat message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Grows within a room.
    pub id: MessageId,
    /// Who said it.
    pub name: UserName,
    /// When, in milliseconds since 1970 by the server's clock.
    pub date: u64,
    /// What: text, never markup.
    pub text: String,
    /// For whom alone, when it is not for the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<UserName>,
    /// What it has in common with itself, said again after a restart of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<MessageMark>,
    /// The sender's own mark, on the sender's copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<MessageKey>,
}

/// A call has an id, and the other side is called this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallAccepted {
    /// The other side.
    pub name: UserName,
    /// The call.
    pub call: CallId,
    /// The caller's mark of the attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<OfferKey>,
}

/// A relay, for one side of a call and as long as that lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lent {
    /// The call.
    pub call: CallId,
    /// Ways to the relay, as RFC 7065 writes them.
    pub urls: Vec<String>,
    /// Who this side is to the relay.
    pub username: String,
    /// What shows it.
    pub credential: String,
}

/// A description or a candidate from the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relay {
    /// The other side.
    pub name: UserName,
    /// The call it belongs to.
    pub call: CallId,
    /// The description or the candidate.
    pub sdp: Payload,
    /// The offer that a description is or answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// Whether an offer is that of a new peer connection.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
    /// What the caller of a new call says that it will send.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Sending>,
}

/// What the other side of a call sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MediaNews {
    /// The call.
    pub call: CallId,
    /// What it is.
    #[serde(flatten)]
    pub sending: Sending,
}

/// The other side's part of the four words of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SafetyNews {
    /// The call.
    pub call: CallId,
    /// What it is.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A call, or an attempt at one, is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HangUp {
    /// The other side, as it is called or was addressed.
    pub name: String,
    /// The call, where it had come to be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// Why.
    pub reason: HangUpReason,
    /// The caller's mark of the attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<OfferKey>,
}

/// What was wrong with a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorNotice {
    /// A word for programs.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// The type of the frame, where it had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The message's key, where it had one: it was not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<MessageKey>,
}

impl ErrorNotice {
    /// The notice about an error.
    pub fn new(error: &FrameError, of: Option<String>, key: Option<MessageKey>) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), of, key }
    }
}

impl ToClient {
    /// The frame that says it.
    pub fn encode(&self) -> String {
        // Strings, numbers and raw JSON: nothing here can fail to serialize.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one frame; a type that is not known is [`ToClient::Unknown`].
    ///
    /// # Errors
    /// When it is not an object with a `type`, or lacks what its type needs.
    pub fn read(json: &impl Json) -> Result<Self, FrameError> {
        Frame(json).read()
    }
}

impl Relay {
    /// Whose it is, of which call, and the description.
    pub fn into_parts(self) -> (UserName, CallId, Description) {
        (self.name, self.call, Description { sdp: self.sdp, offer: self.offer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{PersonNumber, Power, Presence};
    use serde_json::Value;

    fn read(json: &str) -> Result<ToClient, FrameError> {
        ToClient::read(&serde_json::from_str::<Value>(json).unwrap())
    }

    fn name(text: &str) -> UserName {
        UserName::parse(text).unwrap()
    }

    #[test]
    fn what_is_encoded_decodes() {
        let person = Person::new(name("Ana"), Presence::InCall, Some(PersonNumber(1 << 52)));
        let said = Said {
            id: MessageId(1),
            name: name("Ana"),
            date: 2,
            text: "<b>\u{2028}\"".into(),
            target: Some(name("Bo")),
            mark: Some(MessageMark(1 << 52)),
            key: MessageKey::parse("k"),
        };
        let missed = PastCall { id: MessageId(3), name: name("Cy"), person: None, date: 4, camera: Power::On };
        let accepted = CallAccepted { name: name("Bo"), call: CallId(1 << 52), key: None };
        let relay = Relay {
            name: name("Bo"),
            call: CallId(1),
            sdp: Payload::from_json(r#"{"sdp":"v=0\r\n","type":"offer"}"#),
            offer: Some(OfferId(5)),
            fresh: true,
            sending: Some(Sending::VOICE),
        };
        for frame in [
            ToClient::Id(Identity { id: ConnectionId(1), name: None }),
            ToClient::NameTaken(Identity { id: ConnectionId(1), name: Some(name("Ana2")) }),
            ToClient::UserList(Names { users: vec![name("Ana")] }),
            ToClient::Welcome(Welcome {
                version: 1,
                name: name("Ana"),
                room: RoomName::lobby(),
                users: vec![person.clone()],
                messages: vec![Entry::Said(said.clone()), Entry::Missed(missed.clone())],
                call: Some(CallId(1)),
                forgotten: Some(MessageId(1)),
            }),
            ToClient::Joined(person.clone()),
            ToClient::Left(person.clone()),
            ToClient::State(person),
            ToClient::Renamed(Rename { from: name("a"), to: name("b") }),
            ToClient::Said(said),
            ToClient::Missed(missed.clone()),
            ToClient::Ended(EndedCall { call: PastCall { camera: Power::Off, ..missed }, lasted: 5 }),
            ToClient::Calling(accepted.clone()),
            ToClient::IceServers(Lent {
                call: CallId(1),
                urls: vec!["turn:relay.example:3478?transport=udp".into()],
                username: "99:1:caller".into(),
                credential: "secret".into(),
            }),
            ToClient::Reconnecting(accepted.clone()),
            ToClient::Reconnected(accepted.clone()),
            ToClient::Pong,
            ToClient::Media(MediaNews {
                call: CallId(3),
                sending: Sending { microphone: Power::Off, camera: Power::On, screen: Power::On },
            }),
            ToClient::Safety(SafetyNews { call: CallId(3), proof: Proof::Commitment("00ff".into()) }),
            ToClient::Safety(SafetyNews { call: CallId(3), proof: Proof::Nonce(String::new()) }),
            ToClient::Offer(relay.clone()),
            ToClient::Answer(relay.clone()),
            ToClient::Candidate(relay),
            ToClient::Ringing(accepted),
            ToClient::HangUp(HangUp { name: "?".into(), call: None, reason: HangUpReason::NoAnswer, key: None }),
            ToClient::Error(ErrorNotice::new(&FrameError::Missing("sdp"), Some("video-offer".into()), None)),
        ] {
            assert_eq!(read(&frame.encode()), Ok(frame));
        }
    }

    #[test]
    fn a_stranger_s_own_type_is_no_error_and_a_broken_frame_is() {
        assert_eq!(read(r#"{"type":"wave","name":"Bo"}"#), Ok(ToClient::Unknown));
        assert_eq!(read(r#"{"type":"calling"}"#), Err(FrameError::Missing("name")));
        assert_eq!(read(r#"{"type":"calling","name":7}"#), Err(FrameError::Missing("name")));
        assert_eq!(read(r#"{"type":"calling","name":"\u202e"}"#), Err(FrameError::Invalid("name")));
        for no_frame in ["{}", "[]", "7", "null", r#""calling""#, r#"{"type":7}"#] {
            assert_eq!(read(no_frame), Err(FrameError::NoType), "{no_frame}");
        }
    }

    #[test]
    fn what_a_newer_server_says_is_read_as_far_as_it_can_be() {
        let welcome = r#"{"type":"welcome","version":1,"name":"Ana","room":"lobby","mood":"good",
            "users":[{"name":"Ana","state":"available"},{"name":"Bo","state":"dozing"},{"name":""}],
            "messages":[{"type":"poll","id":1,"name":"Bo","date":2},{"id":2,"name":"Bo","date":3,"text":"hi"}]}"#;
        let Ok(ToClient::Welcome(welcome)) = read(welcome) else { panic!("{welcome}") };
        let people = welcome.users.iter().map(|person| (person.name.as_str(), person.state)).collect::<Vec<_>>();
        assert_eq!(people, [("Ana", Presence::Available), ("Bo", Presence::InCall)]);
        assert_eq!(welcome.messages.iter().map(Entry::id).collect::<Vec<_>>(), [MessageId(2)]);
    }

    #[test]
    fn an_offer_that_says_half_of_what_is_sent_leaves_the_rest_on() {
        let offer = r#"{"type":"video-offer","name":"Bo","call":1,"sdp":{},"camera":"off"}"#;
        let Ok(ToClient::Offer(relay)) = read(offer) else { panic!("{offer}") };
        assert_eq!(relay.sending, Some(Sending::VOICE));
        let media = r#"{"type":"media","name":"Bo","call":1,"camera":"off"}"#;
        assert_eq!(read(media), Err(FrameError::Missing("microphone")), "there both are needed");
    }
}
