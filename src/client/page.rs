use crate::protocol::{BasePath, Entry, Json, Person, RoomName, UserName};
use serde::Serialize;

/// What a room's page starts from: rendered by the server, and read again by the WASM that hydrates it,
/// so that both make the same page of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Whose page it is: what they are called here.
    pub me: UserName,
    /// A mark of the session that it was served to, and no way to take that session over.
    pub session: String,
    /// The name they asked for, when they could not have it.
    pub asked: Option<UserName>,
    /// Which room.
    pub room: RoomName,
    /// Where on its host the site is.
    pub base: BasePath,
    /// The room's address without a scheme, to show to people.
    pub address: String,
    /// Who is here.
    pub people: Vec<Person>,
    /// What was said lately, and their own calls, oldest first.
    pub messages: Vec<Entry>,
    /// The servers that calls may use to find a way.
    pub ice_servers: Vec<IceServer>,
    /// Characters that a message may have.
    pub max_text: usize,
    /// What was wrong with what was posted last, as a sentence.
    pub problem: Option<String>,
    /// Minutes that the reader's clock is ahead of UTC.
    pub utc_offset: i32,
    /// What was posted and refused, as HTML for the field: it is in the document already when a browser reads this.
    #[serde(skip)]
    pub draft: String,
}

/// A STUN or TURN server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IceServer {
    /// Its address, as RFC 7064 and 7065 write it.
    pub url: String,
    /// User name and credential, where it wants them.
    pub login: Option<(String, String)>,
}

impl Page {
    /// The smallest and largest difference to UTC that there is on Earth, in minutes.
    const OFFSETS: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;

    /// A difference to UTC that a browser told, if there is such a one.
    pub fn offset(minutes: &str) -> Option<i32> {
        minutes.parse().ok().filter(|minutes| Self::OFFSETS.contains(minutes))
    }

    /// Reads what [`Page::to_json`] has written.
    pub fn read(json: &impl Json) -> Option<Self> {
        let text = |name| json.field(name)?.text();
        let name = |name| UserName::parse(&text(name)?).ok();
        let items = |name| json.field(name)?.items();
        Some(Self {
            me: name("me")?,
            session: text("session")?,
            asked: name("asked"),
            room: RoomName::known(text("room")?),
            base: BasePath::known(text("base")?),
            address: text("address")?,
            people: items("people")?.iter().map(Person::read).collect::<Option<_>>()?,
            messages: items("messages")?.iter().map(Entry::read).collect::<Option<_>>()?,
            ice_servers: items("ice_servers")?.iter().map(IceServer::read).collect::<Option<_>>()?,
            max_text: json.field("max_text")?.number()? as usize,
            problem: text("problem"),
            utc_offset: json.field("utc_offset")?.number()? as i32,
            draft: String::new(),
        })
    }

    /// The page as JSON that can stand inside a `<script>` element: `<` nowhere.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists have no way to fail.
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

impl IceServer {
    /// Reads what a page has of one.
    pub fn read(json: &impl Json) -> Option<Self> {
        let login = json.field("login").and_then(|login| login.items());
        let mut login = login.unwrap_or_default().into_iter().filter_map(|word| word.text());
        Some(Self { url: json.field("url")?.text()?, login: login.next().zip(login.next()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{EndedCall, MessageId, PastCall, PersonNumber, Power, Presence};

    #[test]
    fn what_is_written_is_read() {
        let name = UserName::nearest;
        let server = |login| IceServer { url: "turn:t.example".into(), login };
        let (id, date) = (MessageId(1 << 52), 1 << 41);
        let call = PastCall { id, name: name("Cy"), person: Some(PersonNumber(2)), date, camera: Power::Off };
        let full = Page {
            me: name("Ana</script>"),
            session: "00ff".into(),
            asked: Some(name("Bo")),
            room: RoomName::lobby(),
            base: BasePath::parse("/calls").unwrap(),
            address: "example.org/calls/".into(),
            people: vec![Person::new(name("Bo"), Presence::InCall, Some(PersonNumber(1)))],
            messages: vec![Entry::Missed(call.clone()), Entry::Ended(EndedCall { call, lasted: 60 })],
            ice_servers: vec![server(None), server(Some(("me".into(), "secret".into())))],
            max_text: 4_096,
            problem: Some("\"<\\".into()),
            utc_offset: -90,
            draft: String::new(),
        };
        let bare = Page { asked: None, problem: None, ..full.clone() };
        for page in [full, bare] {
            let json = page.to_json();
            assert!(!json.contains('<'));
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(Page::read(&value), Some(page));
        }
    }
}
