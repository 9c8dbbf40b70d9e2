use super::look_alike::LookAlike;
use super::members::PersonId;
use super::{Moment, Room};
use crate::protocol::{UserName, limits};
use crate::server::session::SessionId;
use std::collections::VecDeque;
use std::time::Duration;

/// Names kept for people who signed in and have not connected yet. At most [`limits::RESERVATIONS`], each
/// for [`limits::RESERVATION`].
#[derive(Debug, Default)]
pub(super) struct Reservations(VecDeque<Reservation>);

#[derive(Debug)]
struct Reservation {
    name: LookAlike,
    session: SessionId,
    until: Duration,
}

impl Reservations {
    pub fn add(&mut self, name: &UserName, session: &SessionId, now: Moment) {
        self.0.retain(|r| r.session != *session && r.until > now.since_start);
        if self.0.len() == limits::RESERVATIONS {
            self.0.pop_front();
        }
        let until = now.since_start + limits::RESERVATION;
        self.0.push_back(Reservation { name: LookAlike::of(name.as_str()), session: session.clone(), until });
    }

    /// They are here: their name is theirs without it.
    pub fn remove(&mut self, session: &SessionId) {
        self.0.retain(|r| r.session != *session);
    }

    fn held_by_another(&self, name: &LookAlike, session: Option<&SessionId>, now: Moment) -> bool {
        let live = |r: &&Reservation| r.name == *name && r.until > now.since_start;
        self.0.iter().find(live).is_some_and(|r| Some(&r.session) != session)
    }
}

impl Room {
    /// The name itself where nobody else has it, else with the first free number behind it (as in the
    /// tutorial's server).
    pub(super) fn free_name(
        &self,
        wanted: &UserName,
        session: Option<&SessionId>,
        person: Option<PersonId>,
        now: Moment,
    ) -> UserName {
        let free = |name: &UserName| {
            let look = LookAlike::of(name.as_str());
            let taken = self.members.id_of(&look).is_some_and(|owner| Some(owner) != person);
            !taken && !self.reservations.held_by_another(&look, session, now)
        };
        // A room has finitely many names, and numbers go on: one of them is free.
        let numbered = (2..=u32::MAX).map(|number| wanted.numbered(number));
        std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or_else(|| wanted.clone())
    }
}
