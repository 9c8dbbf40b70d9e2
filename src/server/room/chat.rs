use super::{Deliveries, Moment, Room};
use crate::protocol::{ConnectionId, FrameError, MessageId, MessageKey, MessageMark, Said, ToClient, UserName, limits};
use crate::server::session::SessionId;
use std::collections::VecDeque;

/// What was said to all lately. At most as many messages as the operator allows, and at most
/// [`limits::HISTORY_BYTES`] of text; oldest forgotten first.
#[derive(Debug)]
pub(super) struct Chat {
    capacity: usize,
    messages: VecDeque<Said>,
    bytes: usize,
    last: u64,
    /// The newest that was forgotten.
    forgotten: Option<MessageId>,
}

impl Chat {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, messages: VecDeque::new(), bytes: 0, last: 0, forgotten: None }
    }

    pub fn public(&self) -> impl Iterator<Item = &Said> {
        self.messages.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The newest of those that were kept and are no more. Where none are kept, nobody counts on finding any.
    pub fn forgotten(&self) -> Option<MessageId> {
        self.forgotten.filter(|_| self.capacity > 0)
    }

    fn get(&self, id: MessageId) -> Option<&Said> {
        let at = self.messages.binary_search_by_key(&id, |said| said.id).ok()?;
        self.messages.get(at)
    }

    /// The next id.
    pub fn number(&mut self, now: Moment) -> MessageId {
        // Ids follow the date, so that they go on growing when a room was forgotten or the server restarted.
        self.last = now.date.max(self.last + 1);
        MessageId(self.last)
    }

    fn add(
        &mut self,
        name: UserName,
        text: String,
        target: Option<UserName>,
        mark: Option<MessageMark>,
        now: Moment,
    ) -> Said {
        let said = Said { id: self.number(now), name, date: now.date, text, target, mark, key: None };
        if said.target.is_some() {
            return said;
        }
        self.bytes += said.text.len();
        self.messages.push_back(said.clone());
        while self.messages.len() > self.capacity || self.bytes > limits::HISTORY_BYTES {
            let Some(forgotten) = self.messages.pop_front() else { break };
            self.bytes -= forgotten.text.len();
            self.forgotten = Some(forgotten.id);
        }
        said
    }
}

impl Room {
    pub(super) fn say(
        &mut self,
        connection: ConnectionId,
        text: String,
        target: Option<String>,
        key: Option<MessageKey>,
        now: Moment,
        out: &mut Deliveries,
    ) -> Result<(), FrameError> {
        self.check(&text)?;
        let Some(sender) = self.members.of_connection(connection) else { return Ok(()) };
        let marked = sender.session.as_ref().zip(key.as_ref());
        let mark = marked.map(|(session, key)| session.mark_of(&self.name, key));
        if let Some(id) = key.as_ref().and_then(|key| sender.said(key)) {
            // Said before: acknowledged again, and nobody hears it twice. What the room does not remember is
            // as it says, and was said at about the time of its id.
            let said = self.chat.get(id).cloned().unwrap_or_else(|| {
                let target = target.map(|name| UserName::nearest(&name));
                Said { id, name: sender.name.clone(), date: id.0, text, target, mark, key: None }
            });
            out.say(vec![connection], &ToClient::Said(Said { key, ..said }));
            return Ok(());
        }
        let (sender, name) = (sender.id, sender.name.clone());
        let own = self.members.get(sender).map(|member| member.connections()).unwrap_or_default();
        let (listeners, target) = match target {
            None => (self.members.connections(), None),
            Some(target) => {
                let target = self.find(&target).ok_or(FrameError::UnknownTarget)?;
                (target.connections(), Some(target.name.clone()))
            }
        };
        let said = self.chat.add(name, text, target, mark, now);
        if let (Some(member), Some(key)) = (self.members.get_mut(sender), &key) {
            member.remember(key.clone(), said.id);
        }
        let others = listeners.into_iter().filter(|listener| !own.contains(listener)).collect();
        out.say(others, &ToClient::Said(said.clone()));
        out.say(own, &ToClient::Said(Said { key, ..said }));
        Ok(())
    }

    pub(super) fn post(
        &mut self,
        session: &SessionId,
        name: UserName,
        text: String,
        now: Moment,
        out: &mut Deliveries,
    ) -> Result<(), FrameError> {
        self.check(&text)?;
        let name = self.reserve(session, &name, now);
        let said = self.chat.add(name, text, None, None, now);
        out.say(self.members.connections(), &ToClient::Said(said));
        Ok(())
    }

    fn check(&self, text: &str) -> Result<(), FrameError> {
        // A NUL does not survive an HTML document, and the page would not be what its WASM expects.
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.trim().is_empty() || text.contains(control) {
            Err(FrameError::Invalid("text"))
        } else if text.chars().nth(self.rules.text).is_some() {
            Err(FrameError::TextTooLong(self.rules.text))
        } else {
            Ok(())
        }
    }
}
