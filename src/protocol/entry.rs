use super::frame::Frame;
use super::{Json, MessageId, PersonNumber, Power, Said, UserName};
use serde::Serialize;

/// One entry of a room's history, as the person who reads it is shown it. Without a type it is a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Entry {
    /// `missed-call`: somebody called the reader, who could not take it.
    #[serde(rename = "missed-call")]
    Missed(PastCall),
    /// `ended-call`: the reader and somebody talked to each other.
    #[serde(rename = "ended-call")]
    Ended(EndedCall),
    /// What somebody said.
    #[serde(untagged)]
    Said(Said),
}

/// A call of the reader's that is over, or came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastCall {
    /// Of the same numbers as the messages'.
    pub id: MessageId,
    /// What the other side was called when it was over.
    pub name: UserName,
    /// What the other side is known by under any name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonNumber>,
    /// When it was over, in milliseconds since 1970 by the server's clock.
    pub date: u64,
    /// Whether it was meant with pictures, or had some.
    #[serde(skip_serializing_if = "Power::is_on")]
    pub camera: Power,
}

/// A call that the reader took part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndedCall {
    /// Which.
    #[serde(flatten)]
    pub call: PastCall,
    /// How long, in seconds from the answer on; from the call on where the server was restarted meanwhile.
    pub lasted: u64,
}

impl Entry {
    /// Reads one of a history, as the frame that it once was.
    pub fn read(json: &impl Json) -> Option<Self> {
        Frame(json).entry().ok()
    }

    /// Later entries have greater ids.
    pub fn id(&self) -> MessageId {
        match self {
            Self::Missed(call) | Self::Ended(EndedCall { call, .. }) => call.id,
            Self::Said(said) => said.id,
        }
    }

    /// Whether both are the same, perhaps said again to a server that did not know it.
    pub fn is(&self, other: &Self) -> bool {
        let mark = |entry: &Self| if let Self::Said(said) = entry { said.mark } else { None };
        self.id() == other.id() || mark(self).is_some() && mark(self) == mark(other)
    }

    /// When, in milliseconds since 1970 by the server's clock.
    pub fn date(&self) -> u64 {
        match self {
            Self::Missed(call) | Self::Ended(EndedCall { call, .. }) => call.date,
            Self::Said(said) => said.date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn an_entry_without_a_type_is_a_message_and_other_kinds_say_what_they_are() {
        let said = r#"{"id":1,"name":"Ana","date":2,"text":"hi"}"#;
        let missed = r#"{"type":"missed-call","id":3,"name":"Bo","date":4}"#;
        let ended = r#"{"type":"ended-call","id":5,"name":"Bo","person":7,"date":6,"camera":"off","lasted":8}"#;
        for (json, id, date) in [(said, 1, 2), (missed, 3, 4), (ended, 5, 6)] {
            let entry = Entry::read(&serde_json::from_str::<Value>(json).unwrap()).unwrap();
            assert_eq!((entry.id(), entry.date()), (MessageId(id), date));
            assert_eq!(serde_json::to_string(&entry).unwrap(), json);
        }
        assert_eq!(Entry::read(&json!({"id": 1, "name": "Ana", "date": 2})), None);
        assert_eq!(Entry::read(&json!({"type": "poll", "id": 1, "name": "Ana", "date": 2, "text": "hi"})), None);
    }

    #[test]
    fn what_is_said_again_is_known_by_its_mark_and_nothing_else_is() {
        let read = |id: u64, mark: Option<u64>| {
            Entry::read(&json!({"id": id, "mark": mark, "name": "Ana", "date": 2, "text": "hi"})).unwrap()
        };
        assert!(read(1, Some(7)).is(&read(2, Some(7))) && read(1, None).is(&read(1, Some(7))));
        assert!(!read(1, Some(7)).is(&read(2, Some(8))) && !read(1, None).is(&read(2, None)));
    }
}
