use super::{Fields, FrameError, Held, MessageKey, Signal, SignalKind, UserName};

/// What a browser may say.
#[derive(Clone, Debug, PartialEq)]
pub enum ToServer<'a> {
    /// `username`: sign in, or ask for another name.
    SignIn(SignIn),
    /// `message`: say it to the room, or to one person alone.
    Message {
        /// What was typed.
        text: String,
        /// Only for this person.
        target: Option<String>,
        /// Makes sending it again harmless.
        key: Option<MessageKey>,
    },
    /// One side of a call to the other.
    Signal(Signal<'a>),
    /// `ping`: is anybody there?
    Ping,
    /// `leaving`: this page goes away.
    Leaving,
    /// A type this server does not know; passed on to the target, or to the room.
    Other {
        /// Only for this person.
        target: Option<String>,
        /// All fields, as they came.
        fields: Fields<'a>,
    },
}

/// The fields of `username`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignIn {
    /// The name that is wanted, as it was typed. A session has one already.
    pub name: Option<String>,
    /// Which vocabulary the client speaks.
    pub version: Version,
    /// The call that this page still holds: it was connected before.
    pub call: Option<Held>,
}

/// Which vocabulary a client speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// The tutorial's: whole lists, no errors.
    #[default]
    Tutorial,
    /// Ours, and whatever later versions will add to it.
    One,
}

/// Types that only the server may say.
const SERVER_ONLY: [&str; 16] = [
    "id",
    "rejectusername",
    "userlist",
    "welcome",
    "user-joined",
    "user-left",
    "user-state",
    "user-renamed",
    "missed-call",
    "ended-call",
    "calling",
    "ice-servers",
    "reconnecting",
    "reconnected",
    "pong",
    "error",
];

impl<'a> ToServer<'a> {
    /// Reads one frame.
    ///
    /// # Errors
    /// Says what is wrong with it, and the type of the frame where it had one.
    pub fn parse(json: &'a str) -> Result<Self, (FrameError, Option<String>)> {
        let fields = Fields::parse(json).map_err(|error| (error, None))?;
        match fields.text("type") {
            Ok(Some(kind)) => {
                let kind = kind.into_owned();
                Self::from_fields(&kind, fields).map_err(|error| (error, Some(kind)))
            }
            _ => Err((FrameError::NoType, None)),
        }
    }

    fn from_fields(kind: &str, fields: Fields<'a>) -> Result<Self, FrameError> {
        let text = |name| fields.text(name).map(|text| text.map(String::from));
        if let Some(kind) = SignalKind::from_type(kind) {
            return Signal::from_fields(kind, fields).map(Self::Signal);
        }
        match kind {
            "username" => Ok(Self::SignIn(SignIn {
                name: text("name")?,
                version: match fields.get::<u64>("version")? {
                    None | Some(0) => Version::Tutorial,
                    Some(_) => Version::One,
                },
                call: held(&fields)?,
            })),
            "message" => Ok(Self::Message {
                text: text("text")?.ok_or(FrameError::Missing("text"))?,
                target: text("target")?.filter(|target| !target.is_empty()),
                key: fields.get("key")?,
            }),
            "ping" => Ok(Self::Ping),
            "leaving" => Ok(Self::Leaving),
            kind if SERVER_ONLY.contains(&kind) => Err(FrameError::ServerOnly),
            _ => Ok(Self::Other { target: text("target")?.filter(|target| !target.is_empty()), fields }),
        }
    }

    /// The frame that says it.
    pub fn encode(&self) -> String {
        let mut fields = Fields::default();
        match self {
            Self::SignIn(SignIn { name, version, call }) => {
                fields.set("type", "username");
                fields.set_some("name", name.as_ref());
                if *version == Version::One {
                    fields.set("version", &1);
                }
                if let Some(Held { call, with, side }) = call {
                    fields.set("call", call);
                    fields.set("with", with);
                    fields.set("side", side);
                }
            }
            Self::Message { text, target, key } => {
                fields.set("type", "message");
                fields.set("text", text);
                fields.set_some("target", target.as_ref());
                fields.set_some("key", key.as_ref());
            }
            Self::Signal(signal) => return signal.encode(),
            Self::Ping => fields.set("type", "ping"),
            Self::Leaving => fields.set("type", "leaving"),
            Self::Other { fields, .. } => return fields.encode(),
        }
        fields.encode()
    }

    /// A frame of a type that the server does not know, for the others: as it came, with the sender's name.
    pub fn relay_other(mut fields: Fields<'_>, name: &UserName) -> String {
        fields.set("name", name);
        fields.encode()
    }
}

/// The call that a sign-in names; half of one is none.
fn held(fields: &Fields<'_>) -> Result<Option<Held>, FrameError> {
    let (call, with, side) = (fields.get("call")?, fields.get("with")?, fields.get("side")?);
    Ok(match (call, with, side) {
        (Some(call), Some(with), Some(side)) => Some(Held { call, with, side }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{CallId, Description, HangUpReason, OfferId, OfferKey, Payload, Power, Sending, Side};
    use proptest::prelude::*;

    #[test]
    fn bad_frames_are_told_apart() {
        use FrameError::*;
        for (json, error, of) in [
            ("hello", NotAnObject, None),
            ("[1]", NotAnObject, None),
            ("{}", NoType, None),
            (r#"{"type":7}"#, NoType, None),
            (r#"{"type":null}"#, NoType, None),
            (r#"{"type":"message"}"#, Missing("text"), Some("message")),
            (r#"{"type":"message","text":1}"#, Invalid("text"), Some("message")),
            (r#"{"type":"message","text":"a","target":[]}"#, Invalid("target"), Some("message")),
            (r#"{"type":"message","text":"a","key":""}"#, Invalid("key"), Some("message")),
            (r#"{"type":"username","name":{}}"#, Invalid("name"), Some("username")),
            (r#"{"type":"username","version":"1"}"#, Invalid("version"), Some("username")),
            (r#"{"type":"video-offer","target":"a"}"#, Missing("sdp"), Some("video-offer")),
            (r#"{"type":"video-offer","sdp":{}}"#, Missing("target"), Some("video-offer")),
            (r#"{"type":"video-answer","target":"a","sdp":null}"#, Missing("sdp"), Some("video-answer")),
            (r#"{"type":"video-answer","target":"a","sdp":1,"call":"x"}"#, Invalid("call"), Some("video-answer")),
            (r#"{"type":"video-offer","target":"a","sdp":1,"offer":{}}"#, Invalid("offer"), Some("video-offer")),
            (r#"{"type":"new-ice-candidate","target":"a"}"#, Missing("candidate"), Some("new-ice-candidate")),
            (r#"{"type":"ringing","target":"a"}"#, Missing("call"), Some("ringing")),
            (r#"{"type":"hang-up","call":-1}"#, Invalid("call"), Some("hang-up")),
            (r#"{"type":"hang-up","reason":1}"#, Invalid("reason"), Some("hang-up")),
            (r#"{"type":"welcome"}"#, ServerOnly, Some("welcome")),
            (r#"{"type":"userlist","users":[]}"#, ServerOnly, Some("userlist")),
            (r#"{"type":"missed-call","target":"a"}"#, ServerOnly, Some("missed-call")),
        ] {
            assert_eq!(ToServer::parse(json), Err((error, of.map(String::from))), "{json}");
        }
    }

    #[test]
    fn the_tutorial_s_messages_are_understood() {
        let hang_up = r#"{"name":"Ana","target":null,"type":"hang-up"}"#;
        let Ok(ToServer::Signal(signal)) = ToServer::parse(hang_up) else { panic!("{hang_up}") };
        assert_eq!((signal.kind, signal.target, signal.call), (SignalKind::HangUp, None, None));

        let username = r#"{"name":"Ana","date":1,"id":7,"type":"username"}"#;
        let Ok(ToServer::SignIn(sign_in)) = ToServer::parse(username) else { panic!("{username}") };
        assert_eq!((sign_in.name.as_deref(), sign_in.version), (Some("Ana"), Version::Tutorial));
    }

    #[test]
    fn a_relayed_signal_has_the_sender_s_true_name_and_keeps_unknown_fields() {
        let json = r#"{"name":"Eve","target":"Bo","type":"video-offer","sdp":{"type":"offer"},"key":"k","mood":[1]}"#;
        let Ok(ToServer::Signal(signal)) = ToServer::parse(json) else { panic!() };
        assert_eq!(
            signal.relayed(&UserName::nearest("Ana"), CallId(3)),
            r#"{"name":"Ana","target":"Bo","type":"video-offer","sdp":{"type":"offer"},"mood":[1],"call":3}"#
        );
    }

    fn frames() -> impl Strategy<Value = ToServer<'static>> {
        let name = "[^\\p{C}\\s]{1,32}".prop_filter_map("a name", |n| UserName::parse(&n).ok());
        let payload = "\\PC*".prop_map(|s| Payload::from_json(serde_json::to_string(&s).unwrap()));
        let key = "[a-z0-9]{1,64}".prop_filter_map("a key", OfferKey::parse);
        let call = (0u64..1 << 53).prop_map(CallId);
        prop_oneof![
            Just(ToServer::Ping),
            Just(ToServer::Leaving),
            (any::<Option<String>>(), any::<bool>(), proptest::option::of((call.clone(), name.clone(), any::<bool>())))
                .prop_map(|(asked, ours, held)| {
                    let version = if ours { Version::One } else { Version::Tutorial };
                    let side = |calls: bool| if calls { Side::Caller } else { Side::Callee };
                    let call = held.map(|(call, with, calls)| Held { call, with, side: side(calls) });
                    ToServer::SignIn(SignIn { name: asked, version, call })
                }),
            (any::<String>(), proptest::option::of("[^\\p{C}]{1,9}"), proptest::option::of(key.clone()))
                .prop_map(|(text, target, key)| ToServer::Message { text, target, key }),
            (name, payload, key, call, 0..8).prop_map(|(name, payload, key, call, kind)| {
                let offer = Description::offer(payload.clone());
                let answer = Description { offer: Some(OfferId(call.0)), sdp: payload.clone() };
                ToServer::Signal(match kind {
                    0 => Signal::call(&name, &offer, &key),
                    1 => Signal::renegotiate(&name, call, &offer),
                    2 => Signal::answer(&name, call, &answer),
                    3 => Signal::candidate(&name, call, &payload),
                    4 => Signal::ringing(&name, call),
                    5 => Signal::renew(&name, call, &offer),
                    6 => Signal::media(
                        &name,
                        call,
                        Sending { microphone: Power::Off, camera: Power::On, screen: Power::On },
                    ),
                    _ => Signal::hang_up(&name, Some(call), HangUpReason::Cancelled),
                })
            }),
        ]
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = ToServer::parse(&text);
        }

        #[test]
        fn no_object_panics(kind in "[a-z-]{0,20}", field in "[a-z]{1,9}", value in "[\\[\\]{}\",:0-9a-z\\\\]{0,20}") {
            let _ = ToServer::parse(&format!(r#"{{"type":"{kind}","{field}":{value}}}"#));
        }

        #[test]
        fn what_is_encoded_decodes(frame in frames()) {
            let json = frame.encode();
            prop_assert_eq!(ToServer::parse(&json), Ok(frame));
        }
    }
}
