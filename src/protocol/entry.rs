use super::frame::Frame;
use super::{MessageId, Said, UserName};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error};

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

/// Read as the frame that it once was: a browser has what that needs already.
impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Frame::deserialize(deserializer)?.entry().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_a_type_is_a_message_and_the_other_kind_says_what_it_is() {
        let said = r#"{"id":1,"name":"Ana","date":2,"text":"hi"}"#;
        let missed = r#"{"type":"missed-call","id":3,"name":"Bo","date":4}"#;
        for (json, id, date) in [(said, 1, 2), (missed, 3, 4)] {
            let entry: Entry = serde_json::from_str(json).unwrap();
            assert_eq!((entry.id(), entry.date()), (MessageId(id), date));
            assert_eq!(serde_json::to_string(&entry).unwrap(), json);
        }
        assert!(serde_json::from_str::<Entry>(r#"{"id":1,"name":"Ana","date":2}"#).is_err());
    }
}
