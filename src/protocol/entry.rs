use super::frame::Frame;
use super::{Json, MessageId, Said, UserName};
use serde::Serialize;

/// One entry of a room's history, as the person who reads it is shown it. Without a type it is a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Entry {
    /// `missed-call`
    #[serde(rename = "missed-call")]
    Missed(MissedCall),
    /// What somebody said.
    #[serde(untagged)]
    Said(Said),
}

/// Somebody called the reader, who could not take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissedCall {
    /// Of the same numbers as the messages'.
    pub id: MessageId,
    /// What the caller was called then.
    pub name: UserName,
    /// When it was over, in milliseconds since 1970 by the server's clock.
    pub date: u64,
}

impl Entry {
    /// Reads one of a history, as the frame that it once was.
    pub fn read(json: &impl Json) -> Option<Self> {
        Frame(json).entry().ok()
    }

    /// Later entries have greater ids.
    pub fn id(&self) -> MessageId {
        match self {
            Self::Missed(missed) => missed.id,
            Self::Said(said) => said.id,
        }
    }

    /// When, in milliseconds since 1970 by the server's clock.
    pub fn date(&self) -> u64 {
        match self {
            Self::Missed(missed) => missed.date,
            Self::Said(said) => said.date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn an_entry_without_a_type_is_a_message_and_the_other_kind_says_what_it_is() {
        let said = r#"{"id":1,"name":"Ana","date":2,"text":"hi"}"#;
        let missed = r#"{"type":"missed-call","id":3,"name":"Bo","date":4}"#;
        for (json, id, date) in [(said, 1, 2), (missed, 3, 4)] {
            let entry = Entry::read(&serde_json::from_str::<Value>(json).unwrap()).unwrap();
            assert_eq!((entry.id(), entry.date()), (MessageId(id), date));
            assert_eq!(serde_json::to_string(&entry).unwrap(), json);
        }
        assert_eq!(Entry::read(&json!({"id": 1, "name": "Ana", "date": 2})), None);
    }
}
